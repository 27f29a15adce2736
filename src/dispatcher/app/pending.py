"""Columns that wait for a commit, and what a commit changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dispatcher.app.source_intake import SourceIntake
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SignalId, SourceId, Value
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.ports.store import ROWS, AssetRecord, LossRecord, SourceNote


@dataclass(slots=True)
class Pending:
    """Columns waiting for the next commit."""

    signal: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    source_at: list[int] = field(default_factory=list)
    received_at: list[int] = field(default_factory=list)
    session: list[int] = field(default_factory=list)
    sequence: list[int] = field(default_factory=list)
    num: list[float | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)
    suspects: list[int] = field(default_factory=list)
    values: dict[int, Value] = field(default_factory=dict)
    """row -> structured value, where there is one"""
    machines: dict[int, MachineId] = field(default_factory=dict)
    """signal -> machine, of the signals in these rows"""
    notes: list[SourceNote] = field(default_factory=list)
    losses: list[LossRecord] = field(default_factory=list)
    assets: list[AssetRecord] = field(default_factory=list)
    claims: list[tuple[MachineId, SourceId, int, int | None]] = field(default_factory=list)
    touched: dict[SourceId, SourceIntake] = field(default_factory=dict)
    rewired: set[MachineId] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """Nothing to commit at all."""
        return not (self.signal or self.notes or self.losses or self.assets or self.claims or self.touched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one commit changed, for whoever shows the present."""

    rows: int
    duplicates: int
    patches: tuple[TrackPatch, ...]
    parts: tuple[PartsPatch, ...]
    table: pa.Table
    """The rows as stored, schema ROWS."""
    latest: Mapping[SignalId, tuple[int, Value, int]]
    """signal -> (at, value, quality) of the newest row in this commit."""
    declared: bool
    """Whether signals were declared in it."""
    now: Instant


def identity(pending: Pending, row: int) -> tuple[int, int, int, float | None, str | None]:
    return (
        pending.session[row],
        pending.signal[row],
        pending.sequence[row],
        pending.num[row],
        pending.text[row],
    )


def as_table(pending: Pending, keep: Sequence[int] | None) -> pa.Table:
    table = pa.Table.from_arrays(
        [
            pa.array(pending.signal, pa.int32()),
            pa.array(pending.at, pa.int64()),
            pa.array(pending.source_at, pa.int64()),
            pa.array(pending.received_at, pa.int64()),
            pa.array(pending.session, pa.int32()),
            pa.array(pending.sequence, pa.int64()),
            pa.array(pending.num, pa.float64()),
            pa.array(pending.text, pa.string()),
            pa.array(pending.quality, pa.uint8()),
        ],
        schema=ROWS,
    )
    return table if keep is None else table.take(pa.array(keep, pa.int64()))


def newest_values(pending: Pending, keep: Sequence[int] | None) -> dict[SignalId, tuple[int, Value, int]]:
    found: dict[SignalId, tuple[int, Value, int]] = {}
    rows = range(len(pending.signal)) if keep is None else keep
    for row in rows:
        signal = SignalId(pending.signal[row])
        at = pending.at[row]
        if signal not in found or at >= found[signal][0]:
            value: Value = pending.values.get(row)
            if value is None:
                value = pending.num[row] if pending.num[row] is not None else pending.text[row]
            found[signal] = (at, value, pending.quality[row])
    return found
