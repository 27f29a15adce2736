"""Takes the pictures of the documentation from a running demo: `python -m tests.e2e.pictures http://localhost:8080 en`.

Once for each language, from a demo that was started in it, for the names of machines follow that. The wizard is shown
only where the address of a machine that nobody reads yet is given last. Not a test: pictures are looked at by a person
before they are committed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.support.peers import REPOSITORY, require_peer

FOLDER = REPOSITORY / "docs" / "img"
Scheme = Literal["light", "dark"]
LANGUAGES: dict[str, tuple[str, str, Scheme]] = {"en": ("en-GB", "", "light"), "ru": ("ru-RU", ".ru", "dark")}
PAGES = {
    "board": "/",
    "machine": "/machines/{machine}",
    "stops": "/stops",
    "figures": "/figures?span=rolling_7d&area={area}",
    "losses": "/losses?span=rolling_7d&area={area}",
    "connections": "/connections",
}
WIZARD_SHOWN_MS = 45_000
"""So long the preview of the wizard collects before it is shown."""


AREAS = {"en": "Milling", "ru": "Фрезерный участок"}


def take(browser: Browser, address: str, language: str, machine: str, folder: Path) -> None:
    """Every page at 1600 × 1000: in English light, in Russian dark."""
    locale, suffix, scheme = LANGUAGES[language]
    for name, path in PAGES.items():
        context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale=locale, color_scheme=scheme)
        page = context.new_page()
        page.goto(address + path.format(machine=machine, area=AREAS[language]))
        page.wait_for_load_state("networkidle")
        page.get_by_role("main").get_by_role("heading").first.wait_for()
        page.screenshot(path=folder / f"{name}{suffix}.png")
        context.close()


def take_wizard(browser: Browser, address: str, language: str, peer: str, folder: Path) -> None:
    """The wizard's preview of what answers at `peer`."""
    locale, suffix, scheme = LANGUAGES[language]
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/connections/new?address={peer}")
    page.get_by_role("main").get_by_role("textbox").first.press("Enter")
    page.get_by_role("main").get_by_role("radio").first.wait_for()
    page.get_by_role("main").get_by_role("button").nth(2).click()
    page.wait_for_timeout(WIZARD_SHOWN_MS)
    page.screenshot(path=folder / f"connect{suffix}.png")
    context.close()


def main() -> None:
    """Address of the server, the language, and, if wanted, the machine to show and the address for the wizard."""
    address, language = sys.argv[1].rstrip("/"), sys.argv[2]
    machine = sys.argv[3] if len(sys.argv) > 3 else "lathe-2"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(require_peer("chromium")), args=["--no-sandbox"])
        take(browser, address, language, machine, FOLDER)
        if len(sys.argv) > 4:
            take_wizard(browser, address, language, sys.argv[4], FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
