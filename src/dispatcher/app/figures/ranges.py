"""Ranges of time as people name them, turned into cuts of the account.

"Current shift" and "report day" are whole occurrences, each machine's own: a night shift is not cut at midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatcher.app.figures.selection import Cut, Range
from dispatcher.app.figures.source import Shifts
from dispatcher.domain.calendar import Occurrence
from dispatcher.domain.instant import DAY, HOUR, Instant, from_datetime, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId

Key = TypeVar("Key", bound=Hashable)

LOOK_BACK = 15 * DAY
"""How far back a previous shift is looked for: longer than the holidays of a year's turn."""


class Window(StrEnum):
    """Ranges with a name; all end now or earlier."""

    CURRENT_SHIFT = "current_shift"
    PREVIOUS_SHIFT = "previous_shift"
    SINCE_MIDNIGHT = "since_midnight"
    REPORT_DAY = "report_day"
    ROLLING_8H = "rolling_8h"
    ROLLING_24H = "rolling_24h"
    ROLLING_7D = "rolling_7d"


ROLLING = {Window.ROLLING_8H: 8 * HOUR, Window.ROLLING_24H: DAY, Window.ROLLING_7D: 7 * DAY}


@dataclass(frozen=True, slots=True)
class Days:
    """Plant days, both included: every shift that opened on them, and the time between."""

    first: date
    last: date


def exact(window: Interval, machines: Sequence[MachineId]) -> Range:
    """Exactly [start, end), shifts cut where they cross it."""
    return Range(shown=window, cuts=(Cut(machines=tuple(machines), window=window),))


def of_days(days: Days, machines: Sequence[MachineId], zone: str) -> Range:
    """Whole days of the plant. `zone` only says what is shown as their bounds."""
    shown = Interval(midnight(days.first, zone), midnight(days.last + timedelta(days=1), zone))
    return Range(shown=shown, cuts=(Cut(machines=tuple(machines), first=days.first, last=days.last),))


def named(window: Window, now: Instant, machines: Sequence[MachineId], shifts: Shifts) -> Range:
    """A range with a name. Machines that have no such shift are in none of its cuts."""
    match window:
        case Window.CURRENT_SHIFT:
            return _of_shifts(machines, now, lambda machine: _current(shifts, machine, now))
        case Window.PREVIOUS_SHIFT:
            return _of_shifts(machines, now, lambda machine: _previous(shifts, machine, now))
        case Window.REPORT_DAY:
            return _report_day(machines, now, shifts)
        case Window.SINCE_MIDNIGHT:
            return _since_midnight(machines, now, shifts)
        case Window.ROLLING_8H | Window.ROLLING_24H | Window.ROLLING_7D:
            return exact(Interval(Instant(now - ROLLING[window]), now), machines)


def midnight(day: date, zone: str) -> Instant:
    """When the day begins on the wall of the zone."""
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def local_day(instant: Instant, zone: str) -> date:
    """The date on the wall."""
    return to_datetime(instant, ZoneInfo(zone)).date()


def _by(machines: Iterable[MachineId], key: Callable[[MachineId], Key]) -> dict[Key, list[MachineId]]:
    found: dict[Key, list[MachineId]] = {}
    for machine in machines:
        found.setdefault(key(machine), []).append(machine)
    return found


def _since_midnight(machines: Sequence[MachineId], now: Instant, shifts: Shifts) -> Range:
    starts = _by(machines, lambda machine: midnight(local_day(now, shifts.zone(machine)), shifts.zone(machine)))
    cuts = [Cut(machines=tuple(found), window=Interval(start, now)) for start, found in starts.items() if start < now]
    return _joined(now, cuts, starts)


def _of_shifts(machines: Sequence[MachineId], now: Instant, find: Callable[[MachineId], Occurrence | None]) -> Range:
    """Each machine's own shift occurrence; those that share one are asked together."""
    found = {machine: occurrence for machine in machines if (occurrence := find(machine)) is not None}
    alike = _by(found, lambda machine: (found[machine].day, found[machine].shift))
    cuts = [
        Cut(machines=tuple(members), first=day, last=day, only={"shift": (shift,)})
        for (day, shift), members in alike.items()
    ]
    ends = [min(occurrence.end, now) for occurrence in found.values()]
    return _joined(now, cuts, [occurrence.start for occurrence in found.values()], ends)


def _current(shifts: Shifts, machine: MachineId, now: Instant) -> Occurrence | None:
    for slot in shifts.slots(machine, Interval(now, Instant(now + 1))):
        if slot.start <= now < slot.end:
            return slot.occurrence
    return None


def _previous(shifts: Shifts, machine: MachineId, now: Instant) -> Occurrence | None:
    over = [
        occurrence
        for occurrence in shifts.occurrences(machine, Interval(Instant(now - LOOK_BACK), now))
        if occurrence.end <= now
    ]
    return max(over, key=lambda occurrence: occurrence.end, default=None)


def _report_day(machines: Sequence[MachineId], now: Instant, shifts: Shifts) -> Range:
    """The plant day the present belongs to: at two in the morning of a night shift still the day it opened."""
    starts: list[Instant] = []
    days: dict[MachineId, date] = {}
    for machine in machines:
        around = shifts.slots(machine, Interval(Instant(now - DAY), Instant(now + 1)))
        present = next(slot for slot in reversed(around) if slot.start <= now)
        days[machine] = present.day
        starts.append(min(slot.start for slot in around if slot.day == present.day))
    alike = _by(machines, lambda machine: days[machine])
    cuts = [Cut(machines=tuple(found), first=day, last=day) for day, found in alike.items()]
    return _joined(now, cuts, starts)


def _joined(now: Instant, cuts: Iterable[Cut], starts: Iterable[Instant], ends: Iterable[Instant] = ()) -> Range:
    """Shown from the first start to the last end (else now); at least the present instant."""
    end = max(ends, default=now)
    start = min((*starts, Instant(end - 1)))
    return Range(shown=Interval(start, end), cuts=tuple(cuts))
