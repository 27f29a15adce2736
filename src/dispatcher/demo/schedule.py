"""The plant's working calendar: patterns of shifts in local time, expanded week by week.

A week begins on Monday 00:00 of the plant's zone; everything is expanded through the zone's rules
and handed on as instants (traps 40 and 41).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatcher.domain.instant import Instant, from_datetime, to_datetime
from dispatcher.domain.interval import Interval, complement, union

ZONE_NAME = "Europe/Moscow"
ZONE = ZoneInfo(ZONE_NAME)

_WORKDAYS = (0, 1, 2, 3, 4)
_EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One shift of a pattern: weekdays (0 = Monday) it opens on, minutes after local midnight,
    and its breaks as (minutes after midnight of the opening day, minutes long).
    """

    days: tuple[int, ...]
    start: int
    end: int
    breaks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A shift pattern, as machines follow it."""

    name: str
    shifts: tuple[Shift, ...]


def _shift(days: tuple[int, ...], start: str, hours: float, *breaks: tuple[str, int]) -> Shift:
    """A shift from clock texts; a break before the start is after midnight."""
    opens = _minutes(start)
    pauses = tuple(
        (at if at >= opens else at + 1440, length)
        for at, length in ((_minutes(text), length) for text, length in breaks)
    )
    return Shift(days=days, start=opens, end=opens + round(hours * 60), breaks=pauses)


def _minutes(text: str) -> int:
    """Minutes after midnight of `hh:mm`."""
    clock = time.fromisoformat(text)
    return clock.hour * 60 + clock.minute


ONE_SHIFT = Pattern(
    name="one",
    shifts=(_shift(_WORKDAYS, "08:00", 8.5, ("10:00", 10), ("12:00", 30), ("14:40", 10)),),
)
TWO_SHIFTS = Pattern(
    name="two",
    shifts=(
        _shift(_WORKDAYS, "07:00", 8.5, ("11:30", 30), ("09:30", 10)),
        _shift(_WORKDAYS, "15:30", 8.5, ("19:30", 30), ("21:40", 10)),
    ),
)
THREE_SHIFTS = Pattern(
    name="three",
    shifts=(
        _shift(_WORKDAYS, "07:00", 8, ("11:00", 30)),
        _shift(_WORKDAYS, "15:00", 8, ("19:00", 30)),
        _shift(_WORKDAYS, "23:00", 8, ("03:00", 30)),
    ),
)
CONTINUOUS = Pattern(
    name="continuous",
    shifts=(
        _shift(_EVERY_DAY, "08:00", 12, ("12:30", 30), ("16:00", 15)),
        _shift(_EVERY_DAY, "20:00", 12, ("00:30", 30), ("04:15", 15)),
    ),
)


def week_of(at: Instant) -> Interval:
    """The local week (Monday 00:00 to Monday 00:00) an instant lies in."""
    day = to_datetime(at, ZONE).date()
    monday = day - timedelta(days=day.weekday())
    return Interval(_local(monday, 0), _local(monday + timedelta(days=7), 0))


def local_minutes(at: Instant) -> int:
    """Minutes after local midnight."""
    moment = to_datetime(at, ZONE)
    return moment.hour * 60 + moment.minute


def shifts(pattern: Pattern, week: Interval) -> list[Interval]:
    """The shifts that touch the week, cut to it, sorted; one that opened on Sunday comes in."""
    monday = to_datetime(week.start, ZONE).date()
    found = []
    for offset in range(-1, 7):
        day = monday + timedelta(days=offset)
        for shift in pattern.shifts:
            if day.weekday() in shift.days:
                start = max(_local(day, shift.start), week.start)
                end = min(_local(day, shift.end), week.end)
                if start < end:
                    found.append(Interval(start, end))
    return sorted(found)


def attended(pattern: Pattern, week: Interval, stagger: int) -> list[Interval]:
    """When somebody stands at the machine: shifts without breaks. `stagger` minutes move the breaks
    of a machine, since a shop never empties at one stroke.
    """
    monday = to_datetime(week.start, ZONE).date()
    breaks = []
    for offset in range(-1, 7):
        day = monday + timedelta(days=offset)
        for shift in pattern.shifts:
            if day.weekday() in shift.days:
                for start, length in shift.breaks:
                    begin = _local(day, start + stagger)
                    breaks.append(Interval(begin, Instant(begin + length * 60_000_000)))
    present: list[Interval] = []
    for interval in union(shifts(pattern, week)):
        present.extend(complement(breaks, interval))
    return present


def _local(day: date, minutes: int) -> Instant:
    """The instant so many wall-clock minutes after a local midnight."""
    moment = datetime.combine(day, time(), tzinfo=ZONE) + timedelta(minutes=minutes)
    return from_datetime(moment)
