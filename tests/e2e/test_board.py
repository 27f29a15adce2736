"""The plant board in a real browser: every machine, live, in words, without the world outside."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Page, expect

from dispatcher.api.app import STATIC
from dispatcher.domain.signal import Condition, Level
from tests.e2e.machines import NAMED
from tests.e2e.screen import Screen
from tests.e2e.workshop import Workshop

pytestmark = pytest.mark.peer("chromium")


def test_every_machine_is_on_the_board_with_state_word_and_shape(screen: Screen) -> None:
    screen.open()
    for name, *_ in NAMED:
        tile = screen.tile(name)
        expect(tile).to_have_count(1)
        expect(tile).to_contain_text(re.compile("Running|Paused|Idle|Manual|Alarm|Powered off|No data"))
        expect(tile.locator("svg")).to_have_count(1)


def test_a_change_at_the_machine_is_on_the_screen_at_once(screen: Screen, shop: Workshop) -> None:
    screen.open()
    tile = screen.tile("VMX42")
    shop.report("m8", ("exec", "READY"), ("program", "O0001 ФЛАНЕЦ"))
    expect(tile).to_contain_text("Idle")
    expect(tile).to_contain_text("O0001 ФЛАНЕЦ")
    overload = Condition(level=Level.FAULT, native_code="EX9", message="Spindle overload")
    shop.report("m8", ("logic", overload), ("exec", "STOPPED"))
    expect(tile).to_contain_text("Alarm")
    expect(tile).to_contain_text("EX9 · Spindle overload")


def test_trap_23_missing_data_is_a_state_of_its_own_on_the_screen(screen: Screen) -> None:
    screen.open()
    never, lost = screen.tile("Пила HBP-430"), screen.tile("AQ360L")
    expect(never).to_contain_text("No data has ever come from this machine")
    expect(lost).to_contain_text("No data")
    screen.page.get_by_role("button", name="2 No data").click()
    expect(screen.page.get_by_role("main").get_by_role("listitem")).to_have_count(2)


def test_the_duration_ticks(screen: Screen, shop: Workshop) -> None:
    screen.open()
    shop.report("m1", ("exec", "INTERRUPTED"))
    tile = screen.tile("Токарный ДИП-300")
    expect(tile).to_contain_text("Paused")
    expect(tile).to_contain_text(re.compile(r"[3-9]\ss"))


def test_search_and_filters_live_in_the_address(screen: Screen) -> None:
    screen.open("/?q=mazak&sort=name")
    expect(screen.page.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    screen.page.get_by_role("textbox").fill("okuma")
    expect(screen.tile("LB3000 EX II")).to_be_visible()
    expect(screen.page).to_have_url(re.compile("q=okuma"))
    screen.page.reload()
    expect(screen.page.get_by_role("main").get_by_role("listitem")).to_have_count(1)


def test_language_and_theme_are_kept(screen: Screen) -> None:
    screen.open()
    page = screen.page
    page.get_by_text("РУ", exact=True).click()
    expect(screen.tile("Пила HBP-430")).to_contain_text("Нет данных")
    page.get_by_role("button", name="Оформление: Как в системе").click()
    page.get_by_role("button", name="Оформление: Светлое").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(screen.tile("Пила HBP-430")).to_contain_text("Нет данных")


def test_a_lost_server_is_said_and_what_was_missed_is_caught_up(screen: Screen, shop: Workshop) -> None:
    screen.open()
    shop.report("m1", ("exec", "ACTIVE"), ("mode", "AUTOMATIC"))
    expect(screen.tile("Токарный ДИП-300")).to_contain_text("Running")
    shop.stop()
    banner = screen.page.get_by_role("alert")
    expect(banner).to_contain_text("What you see is as of")
    expect(screen.page.get_by_role("banner")).to_contain_text("Connection lost")
    shop.report("m1", ("exec", "READY"))
    expect(screen.tile("Токарный ДИП-300")).to_contain_text("Running")
    shop.start()
    expect(banner).to_have_count(0, timeout=20_000)
    expect(screen.tile("Токарный ДИП-300")).to_contain_text("Idle")
    screen.complaints.clear()  # the browser's own lines about the refused socket


def test_the_board_is_walked_with_the_keyboard(screen: Screen) -> None:
    screen.open()
    page = screen.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="Токарный ДИП-300")
    for _ in range(30):
        if first.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Токарный ДИП-300")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_has_to_be_scrolled_sideways(screen: Screen, language: str) -> None:
    screen.page.add_init_script(f"localStorage.setItem('dispatcher.language', '{language}')")
    for path in ("/", "/machines/m2"):
        screen.page.goto(screen.address + path)
        expect(screen.page.get_by_role("heading", level=1).first).to_be_attached()
        expect(screen.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
        for width in (360, 390, 768, 1024, 1280, 1920, 3840):
            screen.page.set_viewport_size({"width": width, "height": 900})
            assert not screen.too_wide, f"{path} at {width}"


def test_first_load_keeps_to_its_budget(page: Page, shop: Workshop) -> None:
    loaded: list[str] = []
    page.on("response", lambda response: loaded.append(response.url))
    screen = Screen(page, shop.address)
    screen.open()
    names = {url.rpartition("/")[2] for url in loaded if url.endswith((".js", ".css"))}
    weight = sum(len(gzip.compress(path.read_bytes())) for path in STATIC.rglob("*") if path.name in names)
    assert 20_000 < weight < 200_000
