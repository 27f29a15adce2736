"""A machine is connected in a browser: real agent, real server, from its address to its state on the board."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Page, expect

from dispatcher.agent.process import AgentProcess
from tests.e2e.screen import Screen
from tests.integration.test_house import DEVICES
from tests.support.server import ServerProcess

pytestmark = [pytest.mark.peer("chromium"), pytest.mark.slow]

Result = TypeVar("Result")
Do = Callable[[Coroutine[Any, Any, Result]], Result]
LONG_MS = 30_000
"""A busy machine takes its time."""


@pytest.fixture
def do() -> Iterator[Do[Any]]:
    """Runs what is asynchronous beside the browser, whose driver has a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield lambda wanted: asyncio.run_coroutine_threadsafe(wanted, loop).result(timeout=90)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(timeout=10)
    loop.close()


@pytest.fixture
def cell(do: Do[Any], tmp_path: Path) -> Iterator[AgentProcess]:
    """An agent of one machine."""
    model = tmp_path / "devices.xml"
    model.write_text(DEVICES, encoding="utf-8")
    process = AgentProcess(devices=model)
    do(process.__aenter__())
    yield process
    do(process.__aexit__(None, None, None))


@pytest.fixture
def house(do: Do[Any], tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that knows no machine."""
    file = tmp_path / "plant.toml"
    file.write_text('[site]\nname = "Test"\ntime_zone = "Europe/Moscow"\n', encoding="utf-8")
    process = ServerProcess(tmp_path / "data", file, errors=tmp_path / "server.log")
    do(process.start())
    yield process
    do(process.stop())


@pytest.fixture
def wizard(page: Page, house: ServerProcess) -> Iterator[Screen]:
    """The pages of that server; whatever they complain of fails the test."""
    opened = Screen(page, house.url)
    page.set_default_timeout(LONG_MS)
    expect.set_options(timeout=LONG_MS)
    yield opened
    expect.set_options(timeout=5_000)
    assert opened.complaints == []
    assert opened.strangers == []


def test_from_an_address_to_a_state_by_the_keyboard(wizard: Screen, cell: AgentProcess, do: Do[Any]) -> None:
    do(cell.feed("|avail|AVAILABLE|exec|READY"))
    page = wizard.page
    wizard.open("/connections")
    began = time.monotonic()
    page.get_by_role("link", name="Connect a machine").first.press("Enter")
    page.get_by_role("textbox", name="Address").fill(cell.url.removeprefix("http://"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile("MTConnect agent"))).to_be_checked()
    preview = wizard.panel("Live preview")
    expect(preview).to_contain_text("Idle")
    do(cell.feed("|exec|ACTIVE"))
    expect(preview).to_contain_text("Running")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_role("radio", name=re.compile("Any MTConnect machine"))).to_be_checked()
    page.get_by_role("button", name="Next").press("Enter")
    expect(wizard.panel("Is the state right?")).to_contain_text("executing")
    page.get_by_role("button", name="Next").press("Enter")
    page.get_by_role("textbox", name="Name", exact=True).fill("Токарный 7")
    page.get_by_role("button", name="Connect", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Токарный 7 is connected")).to_be_visible()
    assert time.monotonic() - began < 120

    page.get_by_role("link", name="Board").press("Enter")
    expect(wizard.tile("Токарный 7")).to_contain_text("Running")
    do(cell.feed("|exec|READY"))
    expect(wizard.tile("Токарный 7")).to_contain_text("Idle")

    page.get_by_role("link", name="Connections").press("Enter")
    row = page.get_by_role("row").filter(has_text="tokarnyy-7")
    expect(row).to_contain_text("In order")
    row.get_by_role("link").press("Enter")
    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_role("textbox", name="Reason").fill("Cabinet is being repaired")
    page.get_by_role("dialog").get_by_role("button", name="Pause").press("Enter")
    expect(wizard.panel("What to do")).to_contain_text("Cabinet is being repaired")
    page.get_by_role("button", name="Resume").press("Enter")
    expect(wizard.panel("What to do")).to_contain_text("All is well")
    expect(wizard.panel("Journal")).to_contain_text("Cabinet is being repaired")


def test_nobody_there_is_said_in_words_and_nothing_is_lost_on_the_way_back(wizard: Screen, cell: AgentProcess) -> None:
    page = wizard.page
    # The server's refusals are answers here; the browser tells of each as an error.
    wizard.open("/connections/new")
    address = page.get_by_role("textbox", name="Address")
    address.fill("http://127.0.0.1:1")
    address.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("127.0.0.1:1")
    address.fill(cell.url)
    address.press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_enabled()
    page.get_by_role("button", name="Next").click()
    page.go_back()
    expect(page.get_by_role("radio", name=re.compile("MTConnect agent"))).to_be_checked()
    page.get_by_role("link", name="Board").click()
    page.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("radio", name=re.compile("MTConnect agent"))).to_be_checked()
    assert not wizard.too_wide
