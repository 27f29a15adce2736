"""Whatever a calendar says, in whatever zone: slots tile the axis, and an occurrence is what the wall shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatcher.domain.calendar import Break, Calendar, DayException, ExceptionKind, Overlap, Pattern, Shift, Turn
from dispatcher.domain.instant import DAY, HOUR, MINUTE, Instant, from_datetime, to_datetime
from dispatcher.domain.interval import Interval, total
from dispatcher.domain.occurrences import Schedule, occurrences, slots
from dispatcher.domain.wall import day_of, wall_instant

ZONES = (
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Chatham",
)
CODES = "abc"
# Around changes of clocks something happens; elsewhere days are alike.
MOMENTS = [
    datetime.fromisoformat(text)
    for text in (
        "2011-12-30T10:00Z",
        "2016-11-06T06:00Z",
        "2016-03-13T07:00Z",
        "2018-11-04T03:00Z",
        "2024-04-06T15:00Z",
        "2024-03-30T22:00Z",
        "2024-10-05T16:00Z",
        "2024-09-28T14:00Z",
    )
]


@st.composite
def shift(draw: st.DrawFn, code: str) -> Shift:
    start, minutes = draw(st.integers(0, 1439)), draw(st.integers(1, 1440))
    begins = draw(st.lists(st.integers(0, minutes - 1), max_size=3, unique=True))
    breaks = tuple(
        Break(start=start + begin, minutes=draw(st.integers(1, (after or minutes) - begin)))
        for begin, after in pairwise([*sorted(begins), None])
        if begin is not None
    )
    return Shift(code=code, title={}, start=start, minutes=minutes, breaks=breaks)


@st.composite
def calendar(draw: st.DrawFn) -> Calendar:
    turns = st.lists(st.builds(Turn, shift=st.sampled_from(CODES), team=st.sampled_from(["", "A"])), max_size=3)
    day = st.builds(tuple, turns)
    anchor = date(2011, 12, 26)
    near = st.builds(
        lambda moment, days: moment.date() + timedelta(days=days), st.sampled_from(MOMENTS), st.integers(-2, 2)
    )
    exceptions = draw(st.lists(st.builds(_exception, near, day, st.integers(0, 90)), max_size=2))
    return Calendar(
        code="x",
        title={},
        zone=draw(st.sampled_from(ZONES)),
        shifts={code: draw(shift(code)) for code in CODES},
        patterns=(Pattern(code="p", title={}, anchor=anchor, days=tuple(draw(st.lists(day, min_size=1, max_size=5)))),),
        exceptions=tuple(exceptions),
        overlap=draw(st.sampled_from(Overlap)),
    )


def _exception(day: date, turns: tuple[Turn, ...], minus: int) -> DayException:
    return DayException(day=day, kind=ExceptionKind.OTHER, turns=turns, minus=minus)


@st.composite
def span(draw: st.DrawFn) -> Interval:
    start = from_datetime(draw(st.sampled_from(MOMENTS))) + draw(st.integers(-40 * 60, 40 * 60)) * MINUTE
    return Interval(Instant(start), Instant(start + draw(st.integers(1, 60 * 60)) * MINUTE))


@settings(max_examples=150, deadline=None)
@given(calendar(), span())
def test_slots_tile_the_axis_however_it_is_cut(book: Calendar, window: Interval) -> None:
    schedule = Schedule(book)
    found = schedule.slots(window)
    assert found[0].start <= window.start
    assert found[-1].end >= window.end
    assert all(one.end == two.start for one, two in pairwise(found))
    for slot in found:
        assert slots(book, "", Interval(slot.start, slot.end)) == [slot]


@settings(max_examples=150, deadline=None)
@given(calendar(), span())
def test_work_and_breaks_are_the_time_of_occurrences(book: Calendar, window: Interval) -> None:
    """Each instant of a shift is worked once, whoever owns it, and no other is."""
    wide = Interval(Instant(window.start - 3 * DAY), Instant(window.end + 3 * DAY))
    schedule = Schedule(book)
    worked = [Interval(slot.start, slot.end) for slot in schedule.slots(wide) if slot.occurrence is not None]
    whole = [Interval(item.start, item.end) for item in schedule.occurrences(wide)]
    assert sum(piece.length for piece in worked) == total(worked)
    inner = Interval(Instant(window.start - DAY), Instant(window.end + DAY))
    assert _cut(worked, inner) == _cut(whole, inner)
    for slot in schedule.slots(window):
        if slot.occurrence is not None:
            assert slot.occurrence.start <= slot.start < slot.end <= slot.occurrence.end
            assert slot.day == slot.occurrence.day


def _cut(pieces: list[Interval], window: Interval) -> int:
    inside = [(max(piece.start, window.start), min(piece.end, window.end)) for piece in pieces]
    return total(Interval(start, end) for start, end in inside if start < end)


@settings(max_examples=150, deadline=None)
@given(calendar(), span())
def test_an_occurrence_opens_on_its_day_and_lasts_what_the_clocks_say(book: Calendar, window: Interval) -> None:
    zone = ZoneInfo(book.zone)
    for item in occurrences(book, window):
        opened = to_datetime(item.start, zone)
        assert day_of(item.start, zone) == item.day or _is_after_gap(item.start, zone)
        assert (opened.hour * 60 + opened.minute == book.shifts[item.shift].start) or _is_after_gap(item.start, zone)
        assert 0 < item.end - item.start <= 26 * HOUR
        assert all(item.start <= pause.start < pause.end <= item.end for pause in item.breaks)
        assert all(one.end <= two.start for one, two in pairwise(item.breaks))


def _is_after_gap(instant: Instant, zone: ZoneInfo) -> bool:
    """Whether the clocks were put forward at this very instant."""
    before, after = to_datetime(Instant(instant - 1), zone), to_datetime(instant, zone)
    return (after.utcoffset() or timedelta()) > (before.utcoffset() or timedelta())


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(MOMENTS), st.lists(st.integers(-3000, 3000), min_size=2, max_size=8))
def test_later_on_the_wall_is_never_earlier(zone: str, moment: datetime, minutes: list[int]) -> None:
    instants = [wall_instant(moment.date(), minute, ZoneInfo(zone)) for minute in sorted(minutes)]
    assert instants == sorted(instants)
