"""Occurrences and slots in the nights when the clocks change, and in zones that have rules of their own."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from dispatcher.domain.calendar import Overlap, SlotKind, Turn
from dispatcher.domain.instant import HOUR, MINUTE, Instant, format_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import Schedule, occurrences, slots
from dispatcher.domain.wall import midnight, wall_instant
from tests.unit.calendars.shop import (
    at,
    calendar,
    cycled,
    local,
    shift,
    shown,
    three_shifts,
    week,
    window,
)

NIGHTS = {
    # Zone, window, and what the night of the change looks like: (day, shift, wall times with offset, hours).
    "New York, clocks back": (
        "America/New_York",
        window("2016-11-05T20:00Z", "2016-11-06T20:00Z"),
        [
            "2016-11-05 b 05 14:00-0400 05 22:00-0400 8h",
            "2016-11-05 c 05 22:00-0400 06 06:00-0500 9h",
            "2016-11-06 a 06 06:00-0500 06 14:00-0500 8h",
            "2016-11-06 b 06 14:00-0500 06 22:00-0500 8h",
        ],
    ),
    "New York, clocks forward": (
        "America/New_York",
        window("2016-03-13T04:00Z", "2016-03-13T12:00Z"),
        ["2016-03-12 c 12 22:00-0500 13 06:00-0400 7h", "2016-03-13 a 13 06:00-0400 13 14:00-0400 8h"],
    ),
    "Kathmandu, 45 minutes and never a change": (
        "Asia/Kathmandu",
        window("2024-10-01T00:00Z", "2024-10-01T02:00Z"),
        ["2024-09-30 c 30 22:00+0545 01 06:00+0545 8h", "2024-10-01 a 01 06:00+0545 01 14:00+0545 8h"],
    ),
    "Adelaide, half an hour, forward": (
        "Australia/Adelaide",
        window("2024-10-05T15:00Z", "2024-10-05T18:00Z"),
        ["2024-10-05 c 05 22:00+0930 06 06:00+1030 7h"],
    ),
    "Adelaide, half an hour, back": (
        "Australia/Adelaide",
        window("2024-04-06T15:00Z", "2024-04-06T18:00Z"),
        ["2024-04-06 c 06 22:00+1030 07 06:00+0930 9h"],
    ),
    "Lord Howe, forward by half an hour": (
        "Australia/Lord_Howe",
        window("2024-10-05T14:00Z", "2024-10-05T16:00Z"),
        ["2024-10-05 c 05 22:00+1030 06 06:00+1100 7.5h"],
    ),
    "Lord Howe, back by half an hour": (
        "Australia/Lord_Howe",
        window("2024-04-06T14:00Z", "2024-04-06T16:00Z"),
        ["2024-04-06 c 06 22:00+1100 07 06:00+1030 8.5h"],
    ),
    "Chatham, forward at 02:45": (
        "Pacific/Chatham",
        window("2024-09-28T13:00Z", "2024-09-28T15:00Z"),
        ["2024-09-28 c 28 22:00+1245 29 06:00+1345 7h"],
    ),
    "Chatham, back at 03:45": (
        "Pacific/Chatham",
        window("2024-04-06T13:00Z", "2024-04-06T15:00Z"),
        ["2024-04-06 c 06 22:00+1345 07 06:00+1245 9h"],
    ),
    "Apia, the day that never was": (
        "Pacific/Apia",
        window("2011-12-30T03:00Z", "2011-12-30T20:00Z"),
        [
            "2011-12-29 b 29 14:00-1000 29 22:00-1000 8h",
            "2011-12-29 c 29 22:00-1000 31 00:00+1400 2h",
            "2011-12-30 c 31 00:00+1400 31 06:00+1400 6h",
            "2011-12-31 a 31 06:00+1400 31 14:00+1400 8h",
        ],
    ),
    "Casablanca, back to +00 for Ramadan": (
        "Africa/Casablanca",
        window("2024-03-10T01:00Z", "2024-03-10T03:00Z"),
        ["2024-03-09 c 09 22:00+0100 10 06:00+0000 9h"],
    ),
    "Casablanca, forward after Ramadan": (
        "Africa/Casablanca",
        window("2024-04-14T01:00Z", "2024-04-14T03:00Z"),
        ["2024-04-13 c 13 22:00+0000 14 06:00+0100 7h"],
    ),
}


@pytest.mark.parametrize("name", NIGHTS)
def test_trap_40_a_night_has_the_length_it_had(name: str) -> None:
    zone, span, expected = NIGHTS[name]
    assert [shown(item, zone) for item in occurrences(three_shifts(zone), span)] == expected


@pytest.mark.parametrize("name", NIGHTS)
def test_trap_40_touching_shifts_touch_through_the_change(name: str) -> None:
    zone, span, _ = NIGHTS[name]
    wide = Interval(Instant(span.start - 48 * HOUR), Instant(span.end + 48 * HOUR))
    found = occurrences(three_shifts(zone), wide)
    assert [one.end for one in found[:-1]] == [two.start for two in found[1:]]


def test_trap_39_a_night_shift_is_one_and_belongs_to_the_day_it_opened() -> None:
    """Friday's night is worked to its end although Saturday is closed, and Monday's reaches from before midnight."""
    book = calendar("Europe/Moscow", [shift("night", "22:30", 8)], week("night"))
    found = occurrences(book, window("2024-01-05T12:00Z", "2024-01-08T23:00Z"))
    assert [shown(item, "Europe/Moscow") for item in found] == [
        "2024-01-05 night 05 22:30+0300 06 06:30+0300 8h",
        "2024-01-08 night 08 22:30+0300 09 06:30+0300 8h",
    ]
    saturday = slots(book, "", window("2024-01-06T00:00Z", "2024-01-06T01:00Z"))
    assert [(slot.kind, slot.day) for slot in saturday] == [(SlotKind.WORK, date(2024, 1, 5))]


def test_trap_39_a_shift_after_midnight_belongs_to_the_day_it_says() -> None:
    book = calendar("Europe/Moscow", [shift("late", "00:30", 6)], week("late"))
    found = occurrences(book, window("2024-01-05T00:00Z", "2024-01-06T12:00Z"))
    assert [shown(item, "Europe/Moscow") for item in found] == ["2024-01-05 late 05 00:30+0300 05 06:30+0300 6h"]


def test_trap_42_breaks_are_time_of_their_own() -> None:
    book = calendar("Europe/Moscow", [shift("day", "06:30", 8, ("11:00", 30), ("09:00", 10))], week("day"))
    found = slots(book, "", window("2024-01-10T03:30Z", "2024-01-10T11:30Z"))
    assert [(slot.kind.value, (slot.end - slot.start) // MINUTE) for slot in found] == [
        ("work", 150),
        ("break", 10),
        ("work", 110),
        ("break", 30),
        ("work", 180),
    ]
    assert {slot.occurrence.shift for slot in found if slot.occurrence} == {"day"}


def test_trap_42_a_break_of_the_night_moves_with_the_wall() -> None:
    """02:00 comes after the gap in spring; in autumn the break is the one before the clocks go back."""
    book = calendar("America/New_York", [shift("night", "22:00", 8, ("01:30", 60))], week("night", days=7))
    [spring] = occurrences(book, window("2016-03-13T06:00Z", "2016-03-13T06:30Z"))
    assert [pause.length for pause in spring.breaks] == [HOUR // 2]
    [autumn] = occurrences(book, window("2016-11-06T06:00Z", "2016-11-06T06:30Z"))
    assert [(format_instant(pause.start)[11:16], pause.length // MINUTE) for pause in autumn.breaks] == [("05:30", 120)]


def test_a_break_that_the_gap_swallows_is_none_and_a_shift_neither() -> None:
    book = calendar("America/New_York", [shift("night", "22:00", 8, ("02:10", 20))], week("night", days=7))
    [spring] = occurrences(book, window("2016-03-13T06:00Z", "2016-03-13T06:30Z"))
    assert spring.breaks == ()
    short = calendar("America/New_York", [shift("short", "02:10", 0.5)], week("short", days=7))
    assert occurrences(short, window("2016-03-13T05:00Z", "2016-03-14T04:00Z")) == []


def test_trap_43_a_calendar_is_evaluated_whenever_asked() -> None:
    """The answer for a past night is the same whether the house ran then or not: it depends on the window alone."""
    book = three_shifts("Europe/Moscow")
    whole = slots(book, "", window("2024-01-01T00:00Z", "2024-03-01T00:00Z"))
    for begin in (0, 17, 200):
        asked = Schedule(book)
        span = Interval(Instant(whole[begin].start + 1), whole[begin + 5].end)
        assert asked.slots(span) == whole[begin : begin + 6]


def test_without_a_calendar_all_is_off_by_days() -> None:
    found = slots(None, "America/New_York", window("2016-11-06T12:00Z", "2016-11-07T12:00Z"))
    assert [(slot.day.isoformat(), (slot.end - slot.start) // HOUR) for slot in found] == [
        ("2016-11-06", 25),
        ("2016-11-07", 24),
    ]


def test_a_skipped_midnight_begins_the_day_after_the_gap() -> None:
    """Beirut goes forward at midnight: the day begins at one."""
    zone = ZoneInfo("Asia/Beirut")
    assert midnight(date(2024, 3, 31), zone) == local("2024-03-31", "01:00", "Asia/Beirut")
    assert wall_instant(date(2024, 3, 31), 30, zone) == midnight(date(2024, 3, 31), zone)


def test_shared_time_has_one_owner() -> None:
    shifts = [shift("long", "06:00", 12), shift("late", "16:00", 8), shift("inner", "08:00", 1)]
    turns = (Turn(shift="long"), Turn(shift="late"), Turn(shift="inner"))
    pattern = cycled([turns])

    def owners(overlap: Overlap) -> list[tuple[str, int, int]]:
        found = slots(
            calendar("UTC", shifts, pattern, overlap=overlap), "", window("2024-01-02T06:00Z", "2024-01-03T00:00Z")
        )
        hour = at("2024-01-02T00:00Z")
        return [
            (slot.occurrence.shift, (slot.start - hour) // HOUR, (slot.end - hour) // HOUR)
            for slot in found
            if slot.occurrence
        ]

    assert owners(Overlap.EARLIER) == [("long", 6, 18), ("late", 18, 24)]
    assert owners(Overlap.FORBIDDEN) == owners(Overlap.EARLIER)
    assert owners(Overlap.LATER) == [("long", 6, 8), ("inner", 8, 9), ("long", 9, 16), ("late", 16, 24)]


def test_teams_take_turns() -> None:
    day, night = shift("day", "08:00", 12), shift("night", "20:00", 12)
    cycle = [
        (Turn(shift="day", team=team), Turn(shift="night", team=other))
        for team, other in (("A", "D"), ("A", "D"), ("B", "A"), ("B", "A"))
    ]
    book = calendar("Europe/Moscow", [day, night], cycled(cycle))
    found = occurrences(book, window("2024-01-04T06:00Z", "2024-01-05T20:00Z"))
    assert [(str(item.day), item.shift, item.team) for item in found] == [
        ("2024-01-04", "day", "B"),
        ("2024-01-04", "night", "A"),
        ("2024-01-05", "day", "A"),
        ("2024-01-05", "night", "D"),
    ]
