"""Columns that wait for a commit, and what a commit changed.

Whatever is done for each observation is done a column at a time: this is the hot path of the house
(docs/benchmarks.md).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dispatcher.app.plant import Newest
from dispatcher.app.source_intake import SourceIntake
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId, Quality, SourceId, Value
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.ports.store import ROWS, AssetRecord, LossRecord, SourceNote

_QUALITIES = tuple(Quality)
_COLUMNS = (
    *("signal", "at", "source_at", "sequence", "num", "text", "quality", "counts", "sessions", "receipts"),
    *("notes", "losses", "assets", "claims", "stored"),
)


@dataclass(slots=True)
class Pending:
    """Columns waiting for the next commit. What the rows of one batch share is kept once a batch:
    `counts[n]` rows are of session `sessions[n]`, received at `receipts[n]`.
    """

    signal: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    source_at: list[int] = field(default_factory=list)
    sequence: list[int] = field(default_factory=list)
    num: list[float | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    quality: bytearray = field(default_factory=bytearray)
    counts: list[int] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)
    suspects: list[int] = field(default_factory=list)
    values: dict[int, Value] = field(default_factory=dict)
    """row -> structured value, where there is one"""
    notes: list[SourceNote] = field(default_factory=list)
    losses: list[LossRecord] = field(default_factory=list)
    assets: list[AssetRecord] = field(default_factory=list)
    claims: list[tuple[MachineId, SourceId, int, int | None]] = field(default_factory=list)
    stored: list[Callable[[], None]] = field(default_factory=list)
    """Whom to tell when this is in the journal."""
    asking: list[tuple[int, int, Callable[[int], None]]] = field(default_factory=list)
    """[first, end) rows of a batch, and who wants to know how many of them are known already."""
    touched: dict[SourceId, SourceIntake] = field(default_factory=dict)
    rewired: set[MachineId] = field(default_factory=set)
    joining: dict[MachineId, StateRules] = field(default_factory=dict)
    """Machines that are added before these rows are looked at, with their rules."""
    leaving: set[MachineId] = field(default_factory=set)
    """Machines that are taken out after these rows were looked at."""

    @property
    def empty(self) -> bool:
        """Nothing to commit at all."""
        waiting = (self.signal, self.notes, self.losses, self.assets, self.claims, self.touched, self.stored)
        return not any((*waiting, self.joining, self.leaving))

    def follow(self, other: Pending) -> None:
        """Take in what came after."""
        shift = len(self.signal)
        for name in _COLUMNS:
            getattr(self, name).extend(getattr(other, name))
        self.suspects += [row + shift for row in other.suspects]
        self.values.update((row + shift, value) for row, value in other.values.items())
        self.asking += [(first + shift, end + shift, told) for first, end, told in other.asking]
        self.touched.update(other.touched)
        self.rewired |= other.rewired
        self.leaving = (self.leaving - set(other.joining)) | other.leaving
        self.joining = {m: rules for m, rules in self.joining.items() if m not in other.leaving} | other.joining

    def tell_repeated(self, known: Sequence[int]) -> None:
        """Say to those who asked how many of their rows are among these, which are sorted."""
        for first, end, told in self.asking:
            if count := bisect_left(known, end) - bisect_left(known, first):
                told(count)

    def value(self, row: int) -> Value:
        """The value of a row."""
        if row in self.values:
            return self.values[row]
        num = self.num[row]
        return self.text[row] if num is None else num


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one deriving brought, for whoever shows the present."""

    rows: int
    duplicates: int
    patches: tuple[TrackPatch, ...]
    parts: tuple[PartsPatch, ...]
    table: pa.Table
    """The rows as they are stored, schema ROWS."""
    newest: Mapping[MachineId, Mapping[str, Newest]]
    """The newest value of each signal in these rows, by machine and signal key."""
    declared: bool
    """Whether signals were declared."""
    now: Instant


def together(parts: Sequence[Taken]) -> Taken:
    """What several derivings brought, as one; at least one."""
    if len(parts) == 1:
        return parts[0]
    newest: dict[MachineId, dict[str, Newest]] = {}
    for part in parts:
        for machine, values in part.newest.items():
            known = newest.setdefault(machine, {})
            for key, value in values.items():
                if key not in known or known[key].at <= value.at:
                    known[key] = value
    return Taken(
        rows=sum(part.rows for part in parts),
        duplicates=sum(part.duplicates for part in parts),
        patches=tuple(patch for part in parts for patch in part.patches),
        parts=tuple(change for part in parts for change in part.parts),
        table=pa.concat_tables([part.table for part in parts]),
        newest=newest,
        declared=any(part.declared for part in parts),
        now=parts[-1].now,
    )


def as_table(pending: Pending) -> pa.Table:
    """All rows, schema ROWS."""
    counts = np.array(pending.counts, np.int64)
    return pa.Table.from_arrays(
        [
            pa.array(pending.signal, pa.int32()),
            pa.array(pending.at, pa.int64()),
            pa.array(pending.source_at, pa.int64()),
            pa.array(np.repeat(np.array(pending.receipts, np.int64), counts)),
            pa.array(np.repeat(np.array(pending.sessions, np.int32), counts)),
            pa.array(pending.sequence, pa.int64()),
            pa.array(pending.num, pa.float64()),
            pa.array(pending.text, pa.string()),
            # A copy: the buffer of a bytearray must not be held on to.
            pa.array(np.frombuffer(bytes(pending.quality), np.uint8)),
        ],
        schema=ROWS,
    )


def newest_rows(table: pa.Table) -> npt.NDArray[np.int64]:
    """The row with the newest instant of each signal, by signal; of equal instants the last row."""
    signals = table.column("signal").to_numpy()
    order = np.lexsort((table.column("at").to_numpy(), signals))
    ordered = signals[order]
    return order[np.flatnonzero(np.diff(ordered, append=-1))]


def newest_values(
    pending: Pending, rows: Sequence[int], named: Callable[[int], tuple[MachineId, str]]
) -> dict[MachineId, dict[str, Newest]]:
    """The values of these rows; `named` gives a signal's machine and key."""
    found: dict[MachineId, dict[str, Newest]] = {}
    signals, at, quality = pending.signal, pending.at, pending.quality
    num, text, values = pending.num, pending.text, pending.values
    for row in rows:
        value: Value = num[row]
        if value is None:
            value = text[row] if row not in values else values[row]
        machine, key = named(signals[row])
        if machine not in found:
            found[machine] = {}
        found[machine][key] = Newest(Instant(at[row]), value, _QUALITIES[quality[row]])
    return found
