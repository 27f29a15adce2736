"""From a bar to the intervals behind it, and on to the signals, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import Screen

pytestmark = pytest.mark.peer("chromium")


def test_a_bar_leads_to_its_intervals_and_they_lead_to_the_signals(screen: Screen) -> None:
    screen.open("/losses?span=rolling_8h")
    waterfall = screen.panel("From all time to good parts")
    waterfall.get_by_role("button", name="Running outside shifts").click()
    intervals = screen.panel("Intervals: Running outside shifts")
    first = intervals.get_by_role("row").nth(1)
    expect(first).to_contain_text("Running")
    expect(screen.page).to_have_url(re.compile("pick="))
    first.get_by_role("link").click()
    expect(screen.page).to_have_url(re.compile(r"/machines/m\d+\?from=\d+&to=\d+&at=\d+"))
    expect(screen.panel("Why this state?")).to_contain_text("This interval")


def test_the_timeline_shows_reasons_beside_states(screen: Screen) -> None:
    screen.open("/timeline")
    screen.page.get_by_text("Reasons", exact=True).click()
    chart = screen.page.get_by_role("region", name="Reasons of the machines\u2019 stops over time")
    expect(chart.get_by_role("link", name="VMX42")).to_be_visible()
    legend = screen.page.get_by_role("list", name="Reasons, those with most time")
    expect(legend).to_contain_text("Running outside shifts")
    assert not screen.too_wide
