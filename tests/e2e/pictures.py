"""Takes the pictures of the documentation from a running server: `python -m tests.e2e.pictures http://localhost:8080`.

Not a test: pictures are looked at by a person before they are committed.
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
    "figures": "/figures?window=rolling_7d",
    "losses": "/losses?window=rolling_7d",
}


def take(browser: Browser, address: str, machine: str, folder: Path) -> None:
    """Every page at 1600 × 1000: in English light, in Russian dark."""
    for locale, suffix, scheme in LANGUAGES.values():
        for name, path in PAGES.items():
            context = browser.new_context(viewport={"width": 1600, "height": 1000}, locale=locale, color_scheme=scheme)
            page = context.new_page()
            page.goto(address + path.format(machine=machine))
            page.wait_for_load_state("networkidle")
            page.get_by_role("main").get_by_role("heading").first.wait_for()
            page.screenshot(path=folder / f"{name}{suffix}.png")
            context.close()


def main() -> None:
    """Address of the server and, if wanted, the machine to show."""
    address = sys.argv[1].rstrip("/")
    machine = sys.argv[2] if len(sys.argv) > 2 else "lathe-2"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(require_peer("chromium")), args=["--no-sandbox"])
        take(browser, address, machine, FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
