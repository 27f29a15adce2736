"""From a calendar to time: the occurrences of its shifts, and the slots that tile the axis.

Evaluated, never fired (trap 43): the answer depends on the calendar, the rules of the zone and the window alone.
A shift belongs to the day it opened (trap 39), its breaks are intervals of their own (trap 42), and its length is what
passed between its two wall times, seven or nine hours in the nights when the clocks change (trap 40).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatcher.domain.calendar import (
    Break,
    Calendar,
    DayException,
    Occurrence,
    Overlap,
    Pattern,
    Slot,
    SlotKind,
    Turn,
)
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval, complement
from dispatcher.domain.wall import day_of, midnight, next_day, wall_instant, zone_of

REACH = 2
"""Days that an occurrence may lie after the day it opened: it starts that day and lasts a day at most."""
KEPT = 4000
"""Days whose slots are remembered."""
_BREADTH = {"": 0, "site": 1, "area": 2, "line": 3, "machine": 4}

Found = TypeVar("Found")
National = Callable[[int], Mapping[date, DayException]]
"""The days of a year that the law of a country makes different."""


def occurrences(
    calendar: Calendar,
    window: Interval,
    *,
    scopes: frozenset[str] = frozenset(),
    extra: Sequence[DayException] = (),
) -> list[Occurrence]:
    """Whole occurrences that touch the window, by start.

    Exceptions without a scope apply, and those whose scope is one of `scopes`; `extra` are more of them, which win over
    those of the calendar itself.
    """
    return Schedule(calendar, scopes=scopes, extra=extra).occurrences(window)


def slots(
    calendar: Calendar | None,
    zone: str,
    window: Interval,
    *,
    scopes: frozenset[str] = frozenset(),
    extra: Sequence[DayException] = (),
) -> list[Slot]:
    """Whole slots that touch the window: without gap or overlap, from before its start to after its end.

    Without a calendar all is OFF, cut at the midnights of `zone`; a calendar without a zone of its own takes this one.
    """
    return Schedule(calendar, zone, scopes=scopes, extra=extra).slots(window)


class Schedule:
    """A calendar for one scope, with what was once reckoned of it. Threads may share it."""

    def __init__(
        self,
        calendar: Calendar | None,
        zone: str = "",
        *,
        scopes: frozenset[str] = frozenset(),
        extra: Sequence[DayException] = (),
        national: National | None = None,
    ) -> None:
        """`national`: what the law of the calendar's country gives; the calendar's own exceptions win over it.

        Raises ValueError for an unknown zone.
        """
        self.zone: ZoneInfo = zone_of(calendar.zone or zone if calendar else zone)
        self._calendar = calendar
        self._exceptions = narrowest((*(calendar.exceptions if calendar else ()), *extra), scopes)
        self._national = national
        self._opened: dict[date, tuple[Occurrence, ...]] = {}
        self._slots: dict[date, tuple[Slot, ...]] = {}

    def occurrences(self, window: Interval) -> list[Occurrence]:
        """Whole occurrences that touch the window, by start."""
        found = self._near(day_of(window.start, self.zone), day_of(window.end, self.zone))
        return [item for item in found if item.end > window.start and item.start < window.end]

    def slots(self, window: Interval) -> list[Slot]:
        """Whole slots that touch the window."""
        day, last = next_day(day_of(window.start, self.zone), -REACH), day_of(window.end, self.zone)
        found: list[Slot] = []
        while day <= last:
            found += [slot for slot in self._day(day) if slot.end > window.start and slot.start < window.end]
            day = next_day(day)
        return found

    def turns(self, day: date) -> tuple[tuple[Turn, ...], int]:
        """What a day works, and the minutes by which each shift ends earlier."""
        exception = self._exceptions.get(day)
        if exception is None and self._national is not None:
            exception = self._national(day.year).get(day)
        if exception is None:
            return self._usual(day), 0
        turns = self._usual(exception.like or day) if exception.turns is None else exception.turns
        return (*turns, *exception.add), exception.minus

    def _usual(self, day: date) -> tuple[Turn, ...]:
        """What the pattern says; of several the last that fits."""
        for pattern in reversed(self._calendar.patterns if self._calendar else ()):
            if in_force(pattern, day):
                return pattern.days[(day - pattern.anchor).days % len(pattern.days)]
        return ()

    def _open(self, day: date) -> tuple[Occurrence, ...]:
        """The occurrences that open on a day, in the order of its turns."""
        held = self._opened.get(day)
        if held is None:
            turns, minus = self.turns(day)
            found = [self._occurrence(day, turn, minus) for turn in turns]
            held = tuple(item for item in found if item is not None)
            _keep(self._opened, day, held)
        return held

    def _occurrence(self, day: date, turn: Turn, minus: int) -> Occurrence | None:
        """One turn as it falls; None where nothing is left of it, or the calendar has no such shift."""
        shift = self._calendar.shifts.get(turn.shift) if self._calendar else None
        if self._calendar is None or shift is None:
            return None
        start = wall_instant(day, shift.start, self.zone)
        end = wall_instant(day, shift.start + shift.minutes - minus, self.zone)
        if end <= start:
            return None
        return Occurrence(
            calendar=self._calendar.code,
            day=day,
            shift=shift.code,
            team=turn.team,
            start=start,
            end=end,
            breaks=self._breaks(day, shift.breaks, Interval(start, end)),
            attendance=shift.attendance,
        )

    def _breaks(self, day: date, breaks: Iterable[Break], shift: Interval) -> tuple[Interval, ...]:
        """The breaks as they fall, cut to the shift."""
        found: list[Interval] = []
        for item in breaks:
            start = max(wall_instant(day, item.start, self.zone), shift.start)
            end = min(wall_instant(day, item.start + item.minutes, self.zone), shift.end)
            if start < end:
                found.append(Interval(start, end))
        return tuple(sorted(found))

    def _near(self, first: date, last: date) -> list[Occurrence]:
        """Every occurrence that may touch these days, by start."""
        found: list[Occurrence] = []
        day = next_day(first, -REACH)
        while day <= last:
            found += self._open(day)
            day = next_day(day)
        found.sort(key=lambda item: item.start)
        return found

    def _day(self, day: date) -> tuple[Slot, ...]:
        """The slots that begin on a local day."""
        held = self._slots.get(day)
        if held is None:
            begin, end = midnight(day, self.zone), midnight(next_day(day), self.zone)
            laid = owned(self._near(day, next_day(day)), self._calendar.overlap) if self._calendar else ()
            held = () if end <= begin else tuple(fill(laid, Interval(begin, end), self.zone))
            _keep(self._slots, day, held)
        return held


def owned(occurrences: Sequence[Occurrence], overlap: Overlap) -> list[Slot]:
    """Work and break slots of occurrences sorted by start; time that several share goes to one of them.

    Where overlap is forbidden and there is some all the same, the shift that opened first keeps it.
    """
    found: list[Slot] = []
    if overlap is Overlap.LATER:
        for place, item in enumerate(occurrences):
            over: list[Interval] = []
            for other in occurrences[place + 1 :]:
                if other.start >= item.end:
                    break
                over.append(Interval(other.start, other.end))
            for piece in complement(over, Interval(item.start, item.end)):
                found += _cut(item, piece)
        found.sort(key=lambda slot: slot.start)
        return found
    free = occurrences[0].start if occurrences else Instant(0)
    for item in occurrences:
        start = max(item.start, free)
        if start < item.end:
            found += _cut(item, Interval(start, item.end))
            free = item.end
    return found


def fill(laid: Iterable[Slot], window: Interval, zone: ZoneInfo) -> list[Slot]:
    """The slots that begin in the window, the time that none covers filled with OFF, cut at local midnights.

    `laid`: sorted and disjoint; may begin before the window and end after it.
    """
    found: list[Slot] = []
    at = window.start
    for slot in laid:
        if slot.start >= window.end:
            break
        if slot.start > at:
            found += _off(at, slot.start, zone)
        if slot.start >= window.start:
            found.append(slot)
        at = max(at, slot.end)
    if at < window.end:
        found += _off(at, window.end, zone)
    return found


def in_force(pattern: Pattern, day: date) -> bool:
    """Whether a pattern says what a day works."""
    if (pattern.first and day < pattern.first) or (pattern.last and day > pattern.last):
        return False
    if pattern.season is None:
        return True
    first, last = pattern.season
    at = (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def narrowest(exceptions: Iterable[DayException], scopes: frozenset[str]) -> Mapping[date, DayException]:
    """For each day the exception with the narrowest scope of those that apply; of equal ones the last."""
    found: dict[date, DayException] = {}
    for item in exceptions:
        if item.scope and item.scope not in scopes:
            continue
        other = found.get(item.day)
        if other is None or breadth(item.scope) >= breadth(other.scope):
            found[item.day] = item
    return found


def breadth(scope: str) -> int:
    """How narrow a scope is: 0 for everything, 4 for one machine."""
    return _BREADTH.get(scope.partition(":")[0], 0)


def _cut(item: Occurrence, piece: Interval) -> list[Slot]:
    """A piece of an occurrence as slots of work and breaks."""
    found: list[Slot] = []
    at = piece.start

    def lay(end: Instant, kind: SlotKind) -> None:
        nonlocal at
        if end > at:
            found.append(Slot(start=at, end=end, kind=kind, day=item.day, occurrence=item))
            at = end

    for pause in item.breaks:
        lay(min(pause.start, piece.end), SlotKind.WORK)
        lay(min(pause.end, piece.end), SlotKind.BREAK)
    lay(piece.end, SlotKind.WORK)
    return found


def _off(start: Instant, end: Instant, zone: ZoneInfo) -> list[Slot]:
    found: list[Slot] = []
    at = start
    while at < end:
        day = day_of(at, zone)
        stop, after = at, day
        while stop <= at:  # a day that the zone skipped has no length
            after = next_day(after)
            stop = midnight(after, zone)
        stop = min(stop, end)
        found.append(Slot(start=at, end=stop, kind=SlotKind.OFF, day=day, occurrence=None))
        at = stop
    return found


def _keep(held: dict[date, Found], day: date, found: Found) -> None:
    """Remember; a dictionary that grew too large starts anew."""
    if len(held) >= KEPT:
        held.clear()
    held[day] = found
