"""What was derived, and perhaps shown already, and waits to be written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from dispatcher.app.pending import Pending, Taken
from dispatcher.app.timelines import Changes
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.store import (
    AssetRecord,
    Commit,
    Coverage,
    LossRecord,
    Position,
    SourceNote,
    StoredSession,
    StoredSignal,
)

Declarations = tuple[tuple[StoredSignal, ...], tuple[StoredSession, ...]]


@dataclass(slots=True)
class Unsaved:
    """Several derivings make one commit: a plant is shown many times a second and written a few times."""

    signals: list[StoredSignal] = field(default_factory=list)
    sessions: list[StoredSession] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    losses: list[LossRecord] = field(default_factory=list)
    notes: list[SourceNote] = field(default_factory=list)
    assets: list[AssetRecord] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    positions: dict[SourceId, Position] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    stored: list[Callable[[], None]] = field(default_factory=list)
    """Whom to tell when this is in the journal."""
    rewired: Mapping[MachineId, int] = field(default_factory=dict)
    """Machines whose stored checkpoints this commit voids, for they are of another wiring (and which)."""

    @property
    def empty(self) -> bool:
        """Nothing to write."""
        return not self.taken

    @property
    def rows(self) -> int:
        """Observations that wait."""
        return sum(taken.rows for taken in self.taken)

    def add(
        self,
        pending: Pending,
        declarations: Declarations,
        positions: list[Position],
        changes: Changes,
        taken: Taken,
    ) -> None:
        """What one deriving brought."""
        self.signals += declarations[0]
        self.sessions += declarations[1]
        self.coverage += [
            Coverage(machine=machine, source=source, start=Instant(start), end=None if end is None else Instant(end))
            for machine, source, start, end in pending.claims
        ]
        self.losses += pending.losses
        self.notes += pending.notes
        self.assets += pending.assets
        self.changes.follow(changes)
        self.positions.update((position.source, position) for position in positions)
        self.taken.append(taken)
        self.stored += pending.stored

    def commit(self, table: pa.Table) -> Commit:
        """The transaction; `table` has the rows of all `taken`."""
        return Commit(
            signals=self.signals,
            sessions=self.sessions,
            rows=table if table.num_rows else None,
            coverage=self.coverage,
            losses=self.losses,
            notes=self.notes,
            assets=self.assets,
            patches=self.changes.patches,
            parts=self.changes.parts,
            drop_checkpoints=self.changes.drops,
            checkpoints=self.changes.checkpoints,
            positions=list(self.positions.values()),
        )
