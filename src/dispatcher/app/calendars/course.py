"""Schedules one after the other: what a machine's time is for while calendars change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dispatcher.app.versions import ALWAYS
from dispatcher.domain.calendar import Occurrence, Slot
from dispatcher.domain.instant import DAY, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import REACH, Schedule, fill
from dispatcher.domain.wall import day_of, midnight, next_day

FOREVER = Instant(-ALWAYS)
REACHED: Micros = (REACH + 1) * DAY
"""How far from a change of calendars its traces may reach."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The time in which one schedule is in force."""

    start: Instant
    end: Instant
    schedule: Schedule


class Course:
    """Legs without gap. A shift belongs to the leg it opened in, and keeps that leg's schedule to its end."""

    def __init__(self, schedules: Sequence[tuple[Instant, Schedule]]) -> None:
        """`schedules`: by start; the first begins at ALWAYS."""
        ends = [start for start, _ in schedules[1:]] + [FOREVER]
        self._legs = tuple(
            Leg(start, end, schedule) for (start, schedule), end in zip(schedules, ends, strict=True) if start < end
        )
        self._last: tuple[Interval, tuple[Slot, ...]] | None = None

    @property
    def last(self) -> Schedule:
        """The schedule that holds from the newest change on."""
        return self._legs[-1].schedule

    def occurrences(self, window: Interval) -> list[Occurrence]:
        """Whole occurrences that touch the window, by start."""
        found = [
            item
            for leg in self._near(window)
            for item in leg.schedule.occurrences(window)
            if leg.start <= item.start < leg.end
        ]
        found.sort(key=lambda item: item.start)
        return found

    def slots(self, window: Interval) -> list[Slot]:
        """Whole slots that touch the window. Machines ask for the same windows: the last answer is kept."""
        last = self._last
        if last is None or last[0] != window:
            last = (window, tuple(self._slots(window)))
            self._last = last
        return list(last[1])

    def _near(self, window: Interval) -> Iterator[Leg]:
        for leg in self._legs:
            if leg.start - REACHED < window.end and leg.end + REACHED > window.start:
                yield leg

    def _slots(self, window: Interval) -> list[Slot]:
        legs = list(self._near(window))
        if len(legs) == 1:
            return legs[0].schedule.slots(window)
        wide = _wide(window, legs)
        laid = _laid(legs, wide)
        found: list[Slot] = []
        for leg in legs:
            if leg.start < wide.end and leg.end > wide.start:
                part = Interval(max(leg.start, wide.start), min(leg.end, wide.end))
                found += fill(laid, part, leg.schedule.zone)
        return [slot for slot in found if slot.end > window.start and slot.start < window.end]


def _wide(window: Interval, legs: Sequence[Leg]) -> Interval:
    """The window out to midnights beyond everything that may touch it: the same slots, however it is cut."""
    first, last = legs[0].schedule.zone, legs[-1].schedule.zone
    return Interval(
        midnight(next_day(day_of(window.start, first), -REACH - 1), first),
        midnight(next_day(day_of(window.end, last), REACH + 1), last),
    )


def _laid(legs: Sequence[Leg], wide: Interval) -> list[Slot]:
    """Work and breaks of the shifts that opened in each leg; a shift of the leg before is worked to its end first."""
    found: list[Slot] = []
    for leg in legs:
        free = found[-1].end if found else wide.start - REACHED
        for slot in leg.schedule.slots(wide):
            if slot.occurrence is None or not leg.start <= slot.occurrence.start < leg.end:
                continue
            start = Instant(max(slot.start, free))
            if start < slot.end:
                found.append(replace(slot, start=start))
    return found
