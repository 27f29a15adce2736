"""What is known of one machine: signals with their last values, totals, notes, profile."""

from __future__ import annotations

from collections.abc import Sequence

from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, SourceId
from dispatcher.ports.store import Journal, MachineTotals, SourceNote, StoredSignal

_NOTHING = MachineTotals(signals=0, observations=0, first_at=None, last_at=None)


def totals(journal: Journal, machine: MachineId) -> MachineTotals:
    """What the journal holds of the machine; zeros before the first contact."""
    return journal.totals().get(machine, _NOTHING)


def signals(
    journal: Journal, catalogue: Catalogue, machine: MachineId, now: Instant
) -> list[tuple[StoredSignal, Observation | None]]:
    """Every signal of the machine with its last observation at or before `now`."""
    declared = catalogue.of(machine)
    latest = journal.latest([stored.id for stored in declared], now)
    return [(stored, latest.get(stored.id)) for stored in declared]


def sources(catalogue: Catalogue, machine: MachineId, present: Sequence[SourceId]) -> list[SourceId]:
    """Sources that feed the machine, and those that once did."""
    return list(dict.fromkeys([*present, *(stored.source for stored in catalogue.of(machine))]))


def notes(journal: Journal, sources: Sequence[SourceId], window: Interval, limit: int) -> list[SourceNote]:
    """The newest notes of these sources in the window, newest first, at most `limit`."""
    found = [note for source in sources for note in journal.notes(source, window, limit)]
    return sorted(found, key=lambda note: note.at, reverse=True)[:limit]
