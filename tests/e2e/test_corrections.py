"""Why machines stood, said in a real browser: from the list of stops, and by pointing at the timeline."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")

NO_TOOL = "No tool or fixture"


def put(shop: Workshop, path: str, body: Mapping[str, object]) -> None:
    httpx.put(f"{shop.address}/api/v1{path}", json=body).raise_for_status()


@pytest.fixture(autouse=True)
def round_the_clock(shop: Workshop) -> None:
    """One shift, all day, every day: whatever stands wants a reason."""
    words = {"en": "Day", "ru": "Сутки"}
    shift = {"code": "day", "title": words, "start": "00:00", "minutes": 1440, "attendance": "manned", "breaks": []}
    turns = [[{"shift": "day", "team": ""}]]
    ever = {"code": "all", "title": words, "anchor": "2020-01-06", "days": turns}
    pattern = {**ever, "first": None, "last": None, "season": None}
    calendar = {"code": "main", "title": words, "zone": "", "country": "", "overlap": "forbidden"}
    rest = {"shifts": [shift], "patterns": [pattern], "exceptions": [], "effective_from": None, "version": None}
    put(shop, "/calendars/main", {**calendar, **rest})
    whole = [{"scope": "", "calendar": "main"}]
    put(shop, "/calendar-assignments", {"assignments": whole, "effective_from": None, "version": None})


def unexplained(screen: Screen) -> Locator:
    """How many stops are without a reason, as the list says it."""
    return screen.page.get_by_role("status").filter(has_text="Without a reason")


def test_a_stop_is_explained_the_figures_follow_and_it_is_taken_back(screen: Screen) -> None:
    screen.open("/stops")
    page = screen.page
    expect(unexplained(screen)).to_contain_text(re.compile(r"\d+ stops"))
    before = re.search(r"[\d,]+ stops, [^e]+", unexplained(screen).inner_text())
    assert before is not None
    count = int(before[0].split()[0].replace(",", ""))
    page.get_by_label("Your name").fill("Иван Петров")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name="Give them a reason").click()
    page.get_by_role("dialog").get_by_role("button", name=NO_TOOL).dblclick()
    expect(page.get_by_text(f"{NO_TOOL}: 2 stops")).to_be_visible()
    expect(unexplained(screen)).to_contain_text(f"{count - 2} stops")
    page.get_by_role("button", name="Undo").click()
    expect(unexplained(screen)).to_contain_text(f"{count} stops")
    assert not screen.too_wide


def test_a_stop_is_pointed_at_split_explained_and_told_in_the_history(screen: Screen) -> None:
    screen.open("/machines/m1")
    page = screen.page
    page.get_by_role("tab", name="Stops").click()
    stops = page.get_by_role("region", name="Stops")
    expect(stops.get_by_role("row").nth(1)).to_be_visible()
    before = stops.get_by_role("row").count()
    stops.get_by_role("button", name="Give a reason").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Split", exact=True).click()
    dialog.get_by_role("button", name="Split here").click()
    expect(stops.get_by_role("row")).to_have_count(before + 1)
    stops.get_by_role("button", name="Give a reason").first.click()
    dialog.get_by_role("textbox", name="Search reasons").fill("tool or")
    dialog.get_by_role("button", name=NO_TOOL).click()
    expect(stops.get_by_role("row").filter(has_text=NO_TOOL)).to_have_count(1)
    page.get_by_role("tab", name="Corrections").click()
    history = page.get_by_role("region", name="Corrections")
    expect(history.get_by_role("row").nth(1)).to_contain_text(f"Reason: {NO_TOOL}")
    expect(history.get_by_role("row").nth(2)).to_contain_text("Split")
    history.get_by_role("row").nth(1).get_by_role("button", name="Undo").click()
    expect(history.get_by_role("row").nth(1)).to_contain_text("Undid line 2")
    expect(history.get_by_role("row").nth(2)).to_contain_text("undone")


def test_the_lane_of_reasons_opens_what_is_pointed_at(screen: Screen) -> None:
    screen.open("/machines/m1")
    chart = screen.page.get_by_role("application")
    expect(chart.get_by_text("Reasons")).to_be_attached()
    box, name = chart.bounding_box(), chart.get_by_text("Reasons").bounding_box()
    assert box is not None
    assert name is not None
    lane = name["y"] + name["height"] / 2
    screen.page.mouse.click(box["x"] + box["width"] * 0.6, lane)
    expect(screen.page.get_by_role("dialog")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_role("dialog")).to_have_count(0)
