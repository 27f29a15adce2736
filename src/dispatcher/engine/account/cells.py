"""Cells: stretches and part counts added up by shift occurrence and by everything a report may ask for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from dispatcher.domain.account import Origin, PartCell, Stretch, TimeCell
from dispatcher.domain.calendar import Slot
from dispatcher.domain.instant import Micros
from dispatcher.domain.norm import Norm
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount
from dispatcher.engine.overlay import DeclaredParts

Norms = Callable[[MachineId, str, date], Norm | None]
"""The standard of a program on a machine, in force on a plant date."""

_alike = attrgetter(
    *("machine", "day", "shift", "team", "occurrence", "time_class", "state", "base", "mode"),
    *("reason", "origin", "program"),
)


def no_norms(machine: MachineId, program: str, day: date) -> Norm | None:
    """Of a plant that set none."""
    del machine, program, day
    return None


def times(stretches: Iterable[Stretch], *, late_after: Micros) -> list[TimeCell]:
    """Stretches added up, in the order in which each cell is met first.

    late_after: a reason entered so long after the end of the stop was entered late.
    """
    sums: dict[tuple[object, ...], list[int]] = {}
    first: dict[tuple[object, ...], Stretch] = {}
    for stretch in stretches:
        key = _alike(stretch)
        own = sums.get(key)
        if own is None:
            own = sums[key] = [0, 0, 0, 0, 0]
            first[key] = stretch
        length = stretch.length
        own[0] += length
        own[1] += 1
        own[2] += stretch.start == stretch.stop
        if stretch.origin is Origin.PERSON:
            own[3] += length
            own[4] += length if stretch.late > late_after else 0
    return [_time_cell(first[key], *own) for key, own in sums.items()]


def _time_cell(
    like: Stretch, time: Micros, stretches: int, stops: int, entered: Micros, entered_late: Micros
) -> TimeCell:
    return TimeCell(
        machine=like.machine,
        day=like.day,
        shift=like.shift,
        team=like.team,
        occurrence=like.occurrence,
        time_class=like.time_class,
        state=like.state,
        base=like.base,
        mode=like.mode,
        reason=like.reason,
        origin=like.origin,
        program=like.program,
        time=time,
        stretches=stretches,
        stops=stops,
        entered=entered,
        entered_late=entered_late,
    )


@dataclass(slots=True)
class _Parts:
    parts: int = 0
    inferred: int = 0
    scrap: int = 0
    rework: int = 0


def parts(
    machine: MachineId,
    counts: Iterable[PartCount],
    declared: Iterable[DeclaredParts],
    slots: Sequence[Slot],
    norms: Norms,
) -> list[PartCell]:
    """Parts of one machine by occurrence and program; each belongs to the slot its instant lies in (half-open), and
    what lies in no slot is left out.
    """
    sums: dict[tuple[object, ...], tuple[Slot, str, _Parts]] = {}
    starts = [slot.start for slot in slots]

    def cell(at: int, program: str) -> _Parts | None:
        place = bisect_right(starts, at) - 1
        if place < 0 or at >= slots[place].end:
            return None
        slot = slots[place]
        shift = slot.occurrence
        key = (slot.day, program, None if shift is None else (shift.start, shift.shift, shift.team))
        return sums.setdefault(key, (slot, program, _Parts()))[2]

    for count in counts:
        own = cell(count.at, count.program)
        if own is not None:
            own.parts += count.parts
            own.inferred += count.parts if count.inferred else 0
    for said in declared:
        own = cell(said.at, said.program)
        if own is not None:
            own.scrap += said.scrap
            own.rework += said.rework
    return [
        _part_cell(machine, slot, program, own, norms(machine, program, slot.day))
        for slot, program, own in sums.values()
    ]


def _part_cell(machine: MachineId, slot: Slot, program: str, own: _Parts, norm: Norm | None) -> PartCell:
    shift = slot.occurrence
    return PartCell(
        machine=machine,
        day=slot.day,
        shift="" if shift is None else shift.shift,
        team="" if shift is None else shift.team,
        occurrence=None if shift is None else shift.start,
        program=program,
        item="" if norm is None else norm.item,
        operation="" if norm is None else norm.operation,
        parts=own.parts,
        inferred=own.inferred,
        scrap=own.scrap,
        rework=own.rework,
        normed=0 if norm is None else own.parts,
        ideal=0 if norm is None else own.parts * norm.piece,
    )
