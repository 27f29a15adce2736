"""Stops of a range: pieces of one stop with one reason joined, and whole stops as people are asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dispatcher.app.figures.times import stretches
from dispatcher.app.reports.asking import Sheet
from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.signal import MachineId

ASKED = frozenset((TimeClass.DELAY, TimeClass.FAILURE, TimeClass.UNEXPLAINED, TimeClass.SETUP, TimeClass.PLANNED))
"""Classes of standing that are told in lists of stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A piece of a stop inside shifts with one reason. `length` is the time inside the range."""

    machine: MachineId
    start: Instant
    end: Instant
    open: bool
    stop: Instant
    reason: str
    origin: Origin
    time_class: TimeClass
    program: str
    shift: str
    team: str
    late: Micros
    length: Micros


def standing(sheet: Sheet) -> Iterator[Stretch]:
    """Stretches of stops inside shifts, by machine and start, without breaks and micro-stops."""
    found = stretches(sheet.readers.desk.account, sheet.given, sheet.ask.filters.columns())
    for one in sorted(found, key=lambda one: (one.machine, one.start)):
        if one.stop is None or one.occurrence is None or one.time_class not in ASKED:
            continue
        # Nobody is asked about a break of the calendar.
        if one.time_class is not TimeClass.PLANNED or one.origin is Origin.PERSON:
            yield one


def stops_of(sheet: Sheet) -> list[Stop]:
    """Pieces of stops, by machine and start; pieces that touch and say the same are one."""
    found: list[Stop] = []
    for one in standing(sheet):
        last = found[-1] if found else None
        if (
            last is not None
            and one.stop is not None
            and (last.machine, last.stop, last.reason, last.time_class, last.end)
            == (one.machine, one.stop, one.reason, one.time_class, one.start)
        ):
            found[-1] = replace(last, end=one.end, open=one.open, length=last.length + one.length, late=one.late)
        else:
            found.append(_piece(one))
    return found


def _piece(one: Stretch) -> Stop:
    return Stop(
        machine=one.machine,
        start=one.start,
        end=one.end,
        open=one.open,
        stop=one.start if one.stop is None else one.stop,
        reason=one.reason,
        origin=one.origin,
        time_class=one.time_class,
        program=one.program,
        shift=one.shift,
        team=one.team,
        late=one.late,
        length=one.length,
    )


def whole(found: Sequence[Stop]) -> Iterator[tuple[Stop, ...]]:
    """Stops as a whole: all pieces of one stop together."""
    group: list[Stop] = []
    for one in found:
        if group and (group[-1].machine, group[-1].stop) != (one.machine, one.stop):
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)
