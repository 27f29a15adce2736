"""The timelines of all machines in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")

INKED = """(canvas, [x, y, width, height]) => {
  const { data } = canvas.getContext('2d').getImageData(x, y, width, height)
  const colours = new Set()
  for (let at = 0; at < data.length; at += 4) colours.add(data.slice(at, at + 3).join())
  return colours.size
}"""


def chart(screen: Screen) -> Locator:
    """The stage of the lines."""
    return screen.page.get_by_role("region", name="States of the machines over time")


def test_the_timeline_is_one_click_from_the_board(screen: Screen) -> None:
    screen.open()
    screen.page.get_by_role("link", name="Timeline", exact=True).click()
    expect(screen.page).to_have_url(re.compile("/timeline$"))
    expect(chart(screen).get_by_role("link", name="VMX42")).to_be_visible()
    expect(chart(screen).get_by_role("listitem").filter(has_text="VMX42")).to_contain_text("%")
    canvas = chart(screen).locator("canvas")
    assert canvas.evaluate(INKED, [0, 60, 600, 120]) > 5


def test_a_click_on_a_line_opens_the_machine_at_that_moment(screen: Screen) -> None:
    screen.open("/timeline")
    name = chart(screen).get_by_role("link", name="VMX42").bounding_box()
    stage = chart(screen).bounding_box()
    assert name is not None
    assert stage is not None
    middle = stage["x"] + stage["width"] * 0.6
    screen.page.mouse.move(middle, name["y"] + name["height"] / 2)
    expect(screen.page.get_by_role("main").get_by_text("VMX42")).to_have_count(2)  # the line and what is said of it
    screen.page.mouse.down()
    screen.page.mouse.up()
    expect(screen.page.get_by_role("heading", level=1, name="VMX42")).to_be_visible()
    expect(screen.page).to_have_url(re.compile(r"/machines/m8\?from=\d+&to=\d+&at=\d+"))
    expect(screen.panel("Why this state?")).to_contain_text("This interval")


def test_a_drag_on_the_axis_chooses_a_stretch_and_the_keys_move_it(screen: Screen) -> None:
    screen.open("/timeline")
    stage = chart(screen).bounding_box()
    assert stage is not None
    screen.page.mouse.move(stage["x"] + 500, stage["y"] + 20)
    screen.page.mouse.down()
    screen.page.mouse.move(stage["x"] + 700, stage["y"] + 20, steps=4)
    screen.page.mouse.up()
    expect(screen.page).to_have_url(re.compile(r"from=\d+&to=\d+"))
    before = screen.page.url
    chart(screen).focus()
    screen.page.keyboard.press("ArrowLeft")
    expect(screen.page).not_to_have_url(before)


def test_five_hundred_machines_scroll_to_the_last(browser: Browser) -> None:
    with Workshop(count=500, hours=2) as shop:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        screen = Screen(context.new_page(), shop.address)
        screen.open("/timeline")
        expect(chart(screen).get_by_role("link").first).to_be_visible()
        assert chart(screen).get_by_role("link").count() < 60
        chart(screen).evaluate("stage => stage.scrollTo(0, stage.scrollHeight)")
        last = chart(screen).get_by_role("link", name="Станок 500")
        expect(last).to_be_in_viewport()
        expect(chart(screen).get_by_role("listitem").filter(has_text="Станок 500")).to_contain_text("%")
        assert screen.complaints == []
        context.close()
