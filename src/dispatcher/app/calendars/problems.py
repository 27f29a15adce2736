"""What a person should know about a calendar before it is put in force: nothing here is forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from dispatcher.app.calendars.production import moves_known
from dispatcher.domain.calendar import Calendar, Occurrence, Overlap
from dispatcher.domain.instant import MINUTE, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import Schedule, in_force
from dispatcher.domain.wall import day_of, next_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`code` is a locale key `problem.<code>`; `day` where it is about one."""

    code: str
    day: date | None = None
    params: Mapping[str, object] = field(default_factory=dict)


def problems(calendar: Calendar, schedule: Schedule, window: Interval) -> list[Problem]:
    """Of the days of the window, by day."""
    found = schedule.occurrences(window)
    days = (day_of(window.start, schedule.zone), day_of(window.end, schedule.zone))
    listed = [
        *_idle(calendar, *days),
        *_unknown_shifts(calendar, *days),
        *(_meeting(found) if calendar.overlap is Overlap.FORBIDDEN else ()),
        *_clock_changes(calendar, schedule, found),
        *_unknown_moves(calendar, {item.day.year for item in found}),
    ]
    return sorted(listed, key=lambda problem: problem.day or date.max)


def _idle(calendar: Calendar, first: date, last: date) -> Iterator[Problem]:
    """Days on which no pattern is in force, neighbours in one."""
    since: date | None = None
    day = first
    while day <= last:
        if any(in_force(pattern, day) for pattern in calendar.patterns):
            if since:
                yield _no_pattern(since, next_day(day, -1))
            since = None
        else:
            since = since or day
        day = next_day(day)
    if since:
        yield _no_pattern(since, last)


def _no_pattern(first: date, last: date) -> Problem:
    days = (last - first).days + 1
    return Problem(code="calendar_no_pattern", day=first, params={"first": first, "last": last, "days": days})


def _unknown_shifts(calendar: Calendar, first: date, last: date) -> Iterator[Problem]:
    for item in calendar.exceptions:
        for turn in (*(item.turns or ()), *item.add):
            if first <= item.day <= last and turn.shift not in calendar.shifts:
                params = {"day": item.day, "shift": turn.shift}
                yield Problem(code="calendar_shift_unknown", day=item.day, params=params)


def _meeting(found: Sequence[Occurrence]) -> Iterator[Problem]:
    """Shifts that share time where one pattern follows another."""
    for one, two in pairwise(found):
        if two.start < one.end:
            yield Problem(
                code="calendar_shifts_meet",
                day=two.day,
                params={
                    "day": two.day,
                    "first": one.shift,
                    "second": two.shift,
                    "minutes": (min(one.end, two.end) - two.start) // MINUTE,
                },
            )


def _clock_changes(calendar: Calendar, schedule: Schedule, found: Iterable[Occurrence]) -> Iterator[Problem]:
    for item in found:
        usual = (calendar.shifts[item.shift].minutes - schedule.turns(item.day)[1]) * MINUTE
        if item.end - item.start != usual:
            yield Problem(
                code="calendar_clock_change",
                day=item.day,
                params={
                    "day": item.day,
                    "shift": item.shift,
                    "length": hours(item.end - item.start),
                    "usual": hours(usual),
                },
            )


def _unknown_moves(calendar: Calendar, years: Iterable[int]) -> Iterator[Problem]:
    for year in sorted(years):
        if calendar.country and not moves_known(calendar.country, year):
            yield Problem(code="calendar_moves_unknown", params={"year": year})


def hours(length: Micros) -> str:
    """A length as people write it, "7:30"."""
    minutes = length // MINUTE
    return f"{minutes // 60}:{minutes % 60:02}"
