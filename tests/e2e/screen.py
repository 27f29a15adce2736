"""What a person sees and does on the pages, in few words."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect


class Screen:
    """A page of the application. `complaints`: errors and warnings of the browser; `strangers`: requests to others."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A server that is switched off is a thing of tests here; the page says so itself.
        if message.type in {"error", "warning"} and "ERR_CONNECTION_REFUSED" not in message.text:
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)

    def open(self, path: str = "/") -> None:
        """Go there and wait until the live link is up."""
        self.page.goto(self.address + path)
        expect(self.page.get_by_role("banner").get_by_text("Live")).to_be_visible()

    def tile(self, machine: str) -> Locator:
        """The machine's tile on the board, by its name."""
        link = self.page.get_by_role("link", name=machine, exact=True)
        return self.page.get_by_role("listitem").filter(has=link)

    def panel(self, title: str) -> Locator:
        """A titled part of a page."""
        return self.page.get_by_role("region", name=title, exact=True)

    @property
    def too_wide(self) -> bool:
        """Whether one would have to scroll sideways."""
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        return wide
