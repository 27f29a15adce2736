"""Calendars in a real browser: from a template to shifts in force; a mistake is named before it can be."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")


def shifts(page: Page, shop: Workshop, machine: str) -> list[str]:
    """What a machine works on the Tuesday after, by the API."""
    window = "from=2026-11-23T21:00:00Z&to=2026-11-24T20:59:00Z"
    answer = page.request.get(f"{shop.address}/api/v1/shifts?{window}&machine={machine}").json()
    return [row["shift"] for row in answer["shifts"] if row["day"] == "2026-11-24"]


def test_a_template_becomes_the_calendar_of_the_plant(screen: Screen, shop: Workshop) -> None:
    page = screen.page
    screen.open("/settings/calendars")
    page.get_by_role("link", name="Two shifts, 5/2").click()
    expect(page.get_by_text("No problems found.")).to_be_visible()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_role("region", name="Versions").get_by_role("row")).to_have_count(2)
    assert shifts(page, shop, "m7") == ["first", "second"]
    assert not screen.too_wide


def test_a_mistake_is_named_while_it_is_made(screen: Screen) -> None:
    page = screen.page
    screen.open("/settings/calendars/+three")
    first = page.get_by_role("group", name="First", exact=True)
    first.get_by_label("Ends").fill("15:00")
    first.get_by_label("Ends").press("Enter")
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("begins 60 min before shift “first” (06:00–15:00) is over")
    first.get_by_label("Ends").fill("14:00")
    expect(refused).to_have_count(0)


def test_a_day_is_made_different_by_pointing_at_it(screen: Screen, shop: Workshop) -> None:
    page = screen.page
    screen.open("/settings/calendars/+one")
    page.get_by_role("region", name="November").get_by_role("button", name="24 November").click()
    page.get_by_label("Works", exact=True).select_option(label="nothing: day off")
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_role("region", name="Versions")).to_be_visible()
    assert shifts(page, shop, "m7") == []
