"""What no calendar may say: breaks outside their shift or over each other, shifts over shifts where it is forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dispatcher.domain.calendar import Calendar, Overlap, Shift, Turn
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.occurrences import Schedule
from dispatcher.domain.wall import next_day

DAY_MINUTES = 1440
Held = tuple[int, int, str]
"""From and to in minutes of the wall, and the shift."""


def check(calendar: Calendar) -> None:
    """Raises InvalidInput `calendar_break_outside`, `calendar_breaks_overlap`, `calendar_shifts_overlap`."""
    for place, shift in enumerate(calendar.shifts.values(), 1):
        _check_breaks(shift, f"shifts[{place}]")
    if calendar.overlap is not Overlap.FORBIDDEN:
        return
    for place, pattern in enumerate(calendar.patterns, 1):
        # The cycle meets itself: after the last day comes the first.
        laid = [_held(calendar, turns, day) for day, turns in enumerate((*pattern.days, pattern.days[0]))]
        for day, (before, after) in enumerate(pairwise(laid), 1):
            _check_apart([*before, *after], f"patterns[{place}].days[{day}]")
    _check_exceptions(calendar)


def _check_breaks(shift: Shift, place: str) -> None:
    end = shift.start + shift.minutes
    for number, item in enumerate(shift.breaks, 1):
        if item.start + item.minutes > end:
            raise InvalidInput(
                "calendar_break_outside",
                place=f"{place}.breaks[{number}]",
                shift=shift.code,
                start=_clock(item.start),
                end=_clock(item.start + item.minutes),
                shift_start=_clock(shift.start),
                shift_end=_clock(end),
            )
    for number, (one, two) in enumerate(pairwise(shift.breaks), 2):
        if two.start < one.start + one.minutes:
            raise InvalidInput(
                "calendar_breaks_overlap",
                place=f"{place}.breaks[{number}]",
                shift=shift.code,
                first=_clock(one.start),
                first_end=_clock(one.start + one.minutes),
                second=_clock(two.start),
            )


def _check_exceptions(calendar: Calendar) -> None:
    """Each exception with the days beside it, as its own scope sees them."""
    for place, item in enumerate(calendar.exceptions, 1):
        schedule = Schedule(calendar, "UTC", scopes=frozenset({item.scope}))
        laid: list[Held] = []
        for number in (-1, 0, 1):
            turns, minus = schedule.turns(next_day(item.day, number))
            laid += _held(calendar, turns, number, minus)
        _check_apart(laid, f"exceptions[{place}]")


def _held(calendar: Calendar, turns: Iterable[Turn], day: int, minus: int = 0) -> list[Held]:
    found: list[Held] = []
    for turn in turns:
        shift = calendar.shifts[turn.shift]
        start = day * DAY_MINUTES + shift.start
        if shift.minutes > minus:
            found.append((start, start + shift.minutes - minus, shift.code))
    return found


def _check_apart(held: Sequence[Held], place: str) -> None:
    for one, two in pairwise(sorted(held)):
        if two[0] < one[1]:
            raise InvalidInput(
                "calendar_shifts_overlap",
                place=place,
                first=one[2],
                first_start=_clock(one[0]),
                first_end=_clock(one[1]),
                second=two[2],
                second_start=_clock(two[0]),
                minutes=min(one[1], two[1]) - two[0],
            )


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
