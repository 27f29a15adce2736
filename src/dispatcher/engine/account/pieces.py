"""Pieces of the axis that are reckoned and stored as one: a shift occurrence, or one stretch of a day off shift."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dispatcher.domain.calendar import Occurrence, Slot
from dispatcher.domain.interval import Interval


def pieces(slots: Sequence[Slot]) -> list[tuple[Interval, Sequence[Slot]]]:
    """Slots that follow each other in one occurrence, or off shift in one day, together; they tile what slots do."""
    found: list[tuple[Interval, Sequence[Slot]]] = []
    for _, group in groupby(slots, key=_belonging):
        together = list(group)
        found.append((Interval(together[0].start, together[-1].end), together))
    return found


def _belonging(slot: Slot) -> tuple[object, ...]:
    shift: Occurrence | None = slot.occurrence
    # Off shift nothing is joined: its slots are cut at midnight, and shifts lie between them.
    return (slot.start,) if shift is None else (shift.calendar, shift.shift, shift.team, shift.start, shift.end)
