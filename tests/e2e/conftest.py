"""A real browser on the built pages over a works shop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from dispatcher.api.app import STATIC
from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop
from tests.support.peers import require_peer, required


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = require_peer("chromium")
    if not (STATIC / "index.html").is_file():
        reason = "the pages are not built (make web)"
        if required():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    launched = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
    yield launched
    launched.close()


@pytest.fixture
def shop(browser: Browser) -> Iterator[Workshop]:  # noqa: ARG001 - no shop is opened where there is no browser
    with Workshop() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(page: Page, shop: Workshop) -> Iterator[Screen]:
    """The pages of the shop in an English browser; whatever the pages complain of fails the test."""
    opened = Screen(page, shop.address)
    yield opened
    assert opened.complaints == []
    assert opened.strangers == []
