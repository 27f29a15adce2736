"""The page of one machine in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dispatcher.domain.signal import Condition, Level
from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")


def test_a_tile_leads_to_the_machine_and_back(screen: Screen) -> None:
    screen.open()
    screen.page.get_by_role("link", name="QT-250MY №1").click()
    expect(screen.page.get_by_role("heading", level=1, name="QT-250MY №1")).to_be_visible()
    expect(screen.page).to_have_url(re.compile("/machines/m2$"))
    screen.page.go_back()
    expect(screen.tile("VMX42")).to_be_visible()


def test_the_time_of_the_period_is_told_whole(screen: Screen) -> None:
    screen.open("/machines/m12")
    totals = screen.panel("Time by state")
    for state in ("Running", "Idle", "No data", "Whole period"):
        expect(totals).to_contain_text(state)
    share = re.compile(r"(\d+\.\d)%")
    expect(totals).to_contain_text(share)
    shares = [float(found) for found in share.findall(totals.inner_text())]
    assert sum(shares) == pytest.approx(100, abs=0.3)


def test_an_alarm_is_explained_down_to_the_signals(screen: Screen, shop: Workshop) -> None:
    screen.open("/machines/m1")
    overload = Condition(level=Level.FAULT, native_code="EX9", message="Spindle overload")
    shop.report("m1", ("logic", overload), ("exec", "STOPPED"))
    row = screen.panel("Alarms").get_by_role("row").filter(has_text="EX9")
    expect(row).to_contain_text("still going on")
    screen.page.get_by_role("button", name="Explain now").click()
    panel = screen.panel("Why this state?")
    expect(panel).to_contain_text("Alarm")
    expect(panel).to_contain_text("fault")
    expect(panel).to_contain_text("mtconnect-generic, version 1")
    value = panel.get_by_role("listitem").filter(has_text="STOPPED")
    value.locator("summary").click()
    expect(value).to_contain_text("Received")


def test_a_moment_of_the_past_is_explained_by_its_own_values(screen: Screen) -> None:
    screen.open("/machines/m2?period=24h")
    alarms = screen.panel("Alarms")
    alarms.get_by_role("button").last.click()
    panel = screen.panel("Why this state?")
    expect(panel).to_contain_text(re.compile("Alarm|Running"))
    expect(screen.page).to_have_url(re.compile(r"at=\d+"))
    screen.page.reload()
    expect(panel).to_contain_text("This interval")


def test_values_come_live_while_the_signals_are_open(screen: Screen, shop: Workshop) -> None:
    screen.open("/machines/m2?tab=signals")
    row = screen.panel("Signals").get_by_role("row").filter(has_text="Sload")
    expect(row).to_contain_text("%")
    shop.report("m2", ("load", 77.7))
    expect(row).to_contain_text("77.7")


def test_a_fault_of_a_source_is_said_in_words(screen: Screen) -> None:
    screen.open("/machines/m13?tab=sources")
    source = screen.page.get_by_role("tabpanel")
    expect(source).to_contain_text("Never connected")
    expect(source).to_contain_text("10.1.0.13:5000")
    expect(source).to_contain_text("Next attempt")


def test_a_machine_that_is_not_there(screen: Screen) -> None:
    screen.open("/machines/ghost")
    expect(screen.page.get_by_role("main")).to_contain_text("There is no machine “ghost”")
    screen.complaints.clear()  # the browser's own line about the 404
