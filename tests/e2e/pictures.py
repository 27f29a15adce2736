"""Takes the pictures of the documentation from a running demo: `python -m tests.e2e.pictures http://localhost:8080 en`.

Once for each language, from a demo that was started in it, for the names of machines follow that. Not a test: pictures
are looked at by a person before they are committed.
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
}


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


def main() -> None:
    """Address of the server, the language, and, if wanted, the machine to show."""
    address, language = sys.argv[1].rstrip("/"), sys.argv[2]
    machine = sys.argv[3] if len(sys.argv) > 3 else "lathe-2"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(require_peer("chromium")), args=["--no-sandbox"])
        take(browser, address, language, machine, FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
