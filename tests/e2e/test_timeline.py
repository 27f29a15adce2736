"""The timeline of one machine in a real browser: looked at, moved, zoomed, explained, with signals under it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from dispatcher.domain.signal import Condition, Level
from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")

COLOURS = """(canvas, [left, top, width, height]) => {
  const ratio = canvas.width / canvas.clientWidth
  const box = [left, top, width, height].map(side => side * ratio)
  const { data } = canvas.getContext('2d').getImageData(...box)
  const seen = new Set()
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0) seen.add(data.slice(at, at + 3).join())
  return seen.size
}"""
STATE_LANE = (130, 46, 600, 30)
"""Where the states are on the canvas, in pixels: left, top, width, height."""


def chart(screen: Screen) -> Locator:
    """What takes the pointer and the keys."""
    return screen.page.get_by_role("application", name=re.compile("Timeline"))


def point(screen: Screen, share: float, down: float = 60) -> tuple[float, float]:
    """A place on the chart: a share of its width, pixels from its upper edge."""
    box = chart(screen).bounding_box()
    assert box is not None
    return box["x"] + box["width"] * share, box["y"] + down


def window(screen: Screen) -> tuple[int, int]:
    """The fixed period in the address, in milliseconds."""
    query = parse_qs(urlsplit(screen.page.url).query)
    return int(query["from"][0]), int(query["to"][0])


def test_states_are_painted_and_told_under_the_pointer(screen: Screen) -> None:
    screen.open("/machines/m8")
    canvas = chart(screen).locator("canvas").first
    expect(canvas).to_be_visible()
    assert canvas.evaluate(COLOURS, STATE_LANE) > 3
    screen.page.mouse.move(*point(screen, 0.6))
    expect(chart(screen)).to_contain_text(re.compile("Running|Idle|Manual|Paused|Alarm"))
    expect(chart(screen)).to_contain_text("Rule mtconnect-generic@1/")


def test_a_click_explains_the_moment(screen: Screen) -> None:
    screen.open("/machines/m8")
    screen.page.mouse.click(*point(screen, 0.6))
    expect(screen.panel("Why this state?")).to_contain_text("This interval")
    expect(screen.page).to_have_url(re.compile(r"at=\d+"))


def test_the_wheel_zooms_and_a_double_click_shows_the_whole(screen: Screen) -> None:
    screen.open("/machines/m8")
    screen.page.mouse.move(*point(screen, 0.4))
    for _ in range(4):
        screen.page.mouse.wheel(0, -120)
    expect(screen.page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    start, end = window(screen)
    assert end - start < 4 * 3600 * 1000
    screen.page.mouse.dblclick(*point(screen, 0.4))
    expect(screen.page).to_have_url(re.compile("period=8h"))


def test_a_drag_moves_time_and_one_on_the_axis_chooses_a_stretch(screen: Screen) -> None:
    screen.open("/machines/m8")
    screen.page.mouse.move(*point(screen, 0.3))
    screen.page.mouse.down()
    screen.page.mouse.move(*point(screen, 0.6), steps=5)
    screen.page.mouse.up()
    expect(screen.page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    start, end = window(screen)
    assert end - start == pytest.approx(8 * 3600 * 1000, abs=2)
    screen.page.mouse.move(*point(screen, 0.3, 10))
    screen.page.mouse.down()
    screen.page.mouse.move(*point(screen, 0.5, 10), steps=5)
    screen.page.mouse.up()
    expect(screen.page).not_to_have_url(re.compile(f"from={start}&to={end}"))
    chosen, until = window(screen)
    assert start < chosen < until < end


def test_the_keys_move_zoom_and_walk_from_change_to_change(screen: Screen) -> None:
    screen.open("/machines/m8")
    chart(screen).focus()
    screen.page.keyboard.press("ArrowLeft")
    expect(screen.page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    start, end = window(screen)
    screen.page.keyboard.press("+")
    expect(screen.page).not_to_have_url(re.compile(f"from={start}&to={end}"))
    screen.page.keyboard.press("Shift+ArrowLeft")
    told = screen.page.locator("[aria-live=polite]").filter(has_text="–").first
    expect(told).to_have_text(re.compile(r"(Running|Idle|Manual|Paused|Alarm|No data), .+ – .+ · .+"))
    screen.page.keyboard.press("Enter")
    expect(screen.panel("Why this state?")).to_contain_text("This interval")


def test_signals_are_drawn_on_the_same_axis(screen: Screen) -> None:
    screen.open("/machines/m8")
    screen.page.get_by_role("button", name="Add signals").click()
    screen.page.get_by_role("textbox", name="Search signals").fill("spindle")
    screen.page.get_by_role("checkbox", name="Sload").check()
    screen.page.keyboard.press("Escape")
    plot = screen.panel("Sload")
    expect(plot).to_be_visible()
    screen.page.mouse.move(*point(screen, 0.7))
    expect(plot).to_contain_text(re.compile(r"\d\s%"))
    assert plot.locator("canvas").evaluate(COLOURS, (130, 4, 600, 70)) > 3
    screen.page.reload()
    expect(plot).to_be_visible()


def test_an_alarm_that_comes_appears_at_once(screen: Screen, shop: Workshop) -> None:
    screen.open("/machines/m1?period=1h")
    screen.page.get_by_text("As a table").click()
    table = screen.panel("As a table")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    shop.report("m1", ("logic", Condition(level=Level.FAULT, native_code="EX9", message="Overload")))
    row = table.get_by_role("row").filter(has_text="EX9")
    expect(row).to_contain_text("still going on")


def test_two_fingers_are_not_taken_from_the_page(screen: Screen) -> None:
    screen.open("/machines/m8")
    assert chart(screen).evaluate("stage => getComputedStyle(stage).touchAction") == "pan-y"
