"""What protocols share in which we ask again and again: when to ask, and whether the device answers at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from dispatcher.connectors.sdk.mapping import Entry, Raw, Sheet
from dispatcher.ports.connector import Declared, Note, Rows

AVAILABILITY = "availability"
MOST_NOTES = 50
"""So many notes one turn brings; the rest is counted."""
_ANSWERS = Entry(
    key=AVAILABILITY, type="AVAILABILITY", component="", component_type="Device", values={"1": "AVAILABLE"}
)

E = TypeVar("E", bound=Entry)


class Station(Generic[E]):
    """One device that is asked: its mapped signals, and AVAILABILITY, which says whether it answers.

    `first` is the handle of its first signal, `next` that after its last. A mapping may bring an `availability` of its
    own, which then stands.
    """

    def __init__(self, entries: Iterable[E], device: str = "", first: int = 0) -> None:
        self.device = device
        self.sheet: Sheet[E] = Sheet(entries, device, first)
        self._handle = first + len(self.sheet.entries)
        own = any(entry.key == AVAILABILITY for entry in self.sheet.entries)
        self._answers = Sheet(() if own else (_ANSWERS,), device, self._handle)
        self.declared: tuple[Declared, ...] = self.sheet.declared + self._answers.declared
        self.next = first + len(self.declared)

    def say(self, rows: Rows, handle: int, raw: Raw, at: int) -> None:
        """Append a value that was read, if it differs from the last; the device answers."""
        self.answers(rows, True, at)
        self.sheet.add_changed(rows, handle, raw, at)

    def answers(self, rows: Rows, yes: bool, at: int) -> None:  # noqa: FBT001 - what it says
        """Append whether the device answers, if that is news."""
        if self._answers.entries:
            self._answers.add_changed(rows, self._handle, 1 if yes else None, at)

    def lost(self, rows: Rows, at: int) -> None:
        """The device does not answer: all of its values are unavailable."""
        self.answers(rows, False, at)
        for declared in self.sheet.declared:
            self.sheet.add_changed(rows, declared.handle, None, at)


class Rhythm:
    """When each period is due; a turn that was missed is not made up for. Times are a monotonic clock's, s."""

    def __init__(self, periods_ms: Iterable[int], now: float) -> None:
        self._due = dict.fromkeys(sorted(set(periods_ms)), now)

    def due(self, now: float) -> tuple[int, ...]:
        """The periods whose turn it is, ms; they count as asked."""
        periods = tuple(period for period, at in self._due.items() if at <= now)
        for period in periods:
            following = self._due[period] + period / 1000
            self._due[period] = following if following > now else now + period / 1000
        return periods

    def wait(self, now: float) -> float:
        """How long until the next turn, s."""
        return max(0.0, min(self._due.values()) - now)


def bounded(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes of one turn, of a wrong map with thousands of entries too."""
    if len(notes) <= MOST_NOTES:
        return tuple(notes)
    return (*notes[:MOST_NOTES], Note(code="polling_more", params={"count": len(notes) - MOST_NOTES}))
