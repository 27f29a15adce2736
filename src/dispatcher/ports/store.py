"""What the house asks of its memory. All calls block and are made from worker threads.

One `Commit` is one transaction: declarations, rows, derived spans and, last, the cursor. When
`commit` returns, everything in it survives kill -9. A store that cannot write raises `StoreFull`
or `StoreFailed` and has written nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from dispatcher.domain.errors import Conflict, Unavailable
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, SignalId, SignalSpec, SourceId
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.ports.connector import Cursor

_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("signal", pa.int32()),  # SignalId
    ("at", pa.int64()),  # µs, the instant everything derived uses
    ("source_at", pa.int64()),  # µs, the source's
    ("received_at", pa.int64()),  # µs, ours
    ("session", pa.int32()),  # SessionId, see StoredSession
    ("sequence", pa.int64()),
    ("num", pa.float64()),  # null unless a number
    ("text", pa.string()),  # null unless a text or a JSON-encoded rich value
    ("quality", pa.uint8()),  # domain.signal.Quality
)

ROWS = pa.schema(_COLUMNS)
"""Columns of the journal. num and text both null = UNAVAILABLE. Identity of a row:
(session, signal, sequence, num, text). Order of the truth: (at, session name, sequence)."""


class StoreFull(Unavailable):
    """No room: nothing of the commit was written; it may be tried again later."""


class StoreFailed(Unavailable):
    """The engine failed or found damage; code and params say what and how to mend it."""


class StoreBusy(Conflict):
    """Another process owns the data directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignal:
    """A signal with the id the house gave it."""

    id: SignalId
    machine: MachineId
    source: SourceId
    spec: SignalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A numbering of observations at a source."""

    id: int
    source: SourceId
    name: str
    first_seen_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """[start, end) in which the source speaks for the machine; `end` None while the contact lasts.

    Key is (machine, source, start): writing it again with another end replaces it.
    """

    machine: MachineId
    source: SourceId
    start: Instant
    end: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRecord:
    """Data of a machine known to be lost for good."""

    machine: MachineId
    source: SourceId
    interval: Interval
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """One line of a source's own journal (link up, link down, restart, garbled, skew, paused…)."""

    source: SourceId
    at: Instant
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """An asset document as it came."""

    machine: MachineId
    asset_id: str
    type: str
    at: Instant
    removed: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The engine's state of a machine just before `at`, as JSON bytes, for re-derivation.

    `profile` is `id@version`: a checkpoint of another version must not be used.
    """

    machine: MachineId
    at: Instant
    profile: str
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a source is: cursor, session, last contact, and high-water marks for duplicates."""

    source: SourceId
    cursor: Cursor | None
    session: str
    contact_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One transaction. Parts are applied in the order of the fields; `positions` last."""

    signals: Sequence[StoredSignal] = ()
    sessions: Sequence[StoredSession] = ()
    rows: pa.Table | None = None
    coverage: Sequence[Coverage] = ()
    losses: Sequence[LossRecord] = ()
    notes: Sequence[SourceNote] = ()
    assets: Sequence[AssetRecord] = ()
    patches: Sequence[TrackPatch] = ()
    parts: Sequence[PartsPatch] = ()
    drop_checkpoints: Sequence[tuple[MachineId, Instant]] = ()
    """Checkpoints of the machine at or after the instant are void (late data)."""
    checkpoints: Sequence[Checkpoint] = ()
    positions: Sequence[Position] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineTotals:
    """What the journal holds of a machine."""

    signals: int
    observations: int
    first_at: Instant | None
    last_at: Instant | None


class Derived(Protocol):
    """What was derived from observations, as far as the account of time is made of it."""

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        """Whole spans that touch the window (uncut), by machine, track, start."""
        ...

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        """Part counts in the window by machine, instant."""
        ...


class Journal(Protocol):
    """Observations and everything derived from them."""

    def commit(self, commit: Commit) -> None:
        """Write all of it or nothing. Raises StoreFull, StoreFailed."""
        ...

    def signals(self) -> Sequence[StoredSignal]:
        """All signals ever declared, by id."""
        ...

    def sessions(self) -> Sequence[StoredSession]:
        """All sessions, by id."""
        ...

    def positions(self) -> Sequence[Position]:
        """Last position of each source."""
        ...

    def high_water(self) -> Mapping[tuple[int, SignalId], int]:
        """Greatest sequence stored per (session, signal)."""
        ...

    def known(self, rows: pa.Table) -> Sequence[bool]:
        """For each row (schema ROWS) whether the journal already holds it, by identity."""
        ...

    def latest(self, signals: Sequence[SignalId], at: Instant) -> Mapping[SignalId, Observation]:
        """For each signal the last observation at or before `at` (quarantined ones left out)."""
        ...

    def relevant(self, signals: Sequence[SignalId], window: Interval) -> Iterator[Observation]:
        """Observations of these signals in the window in the order of the truth, streaming."""
        ...

    def observations(self, signal: SignalId, window: Interval, limit: int) -> pa.Table:
        """Rows (schema ROWS) of a signal in the window in the order of the truth, at most `limit`."""
        ...

    def reduced(self, signal: SignalId, window: Interval, buckets: int) -> pa.Table:
        """Per time bucket: at_min, min, at_max, max, first_at, first, last_at, last, count, and
        `unavailable` (true where the bucket holds an UNAVAILABLE). Keeps every extreme (µs, double).
        """
        ...

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        """Whole spans that touch the window (uncut), by machine, track, start."""
        ...

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        """Part counts in the window by machine, instant."""
        ...

    def coverage(self, machine: MachineId, window: Interval) -> Sequence[Coverage]:
        """Coverage that touches the window, by start."""
        ...

    def losses(self, machine: MachineId, window: Interval) -> Sequence[LossRecord]:
        """Losses that touch the window, by start."""
        ...

    def notes(self, source: SourceId | None, window: Interval, limit: int) -> Sequence[SourceNote]:
        """Newest notes of a source (or of all) in the window, newest first."""
        ...

    def assets(self, machine: MachineId) -> Sequence[AssetRecord]:
        """The newest record of each asset of a machine."""
        ...

    def checkpoint(self, machine: MachineId, before: Instant, profile: str) -> Checkpoint | None:
        """The newest checkpoint of that profile version at or before the instant."""
        ...

    def totals(self) -> Mapping[MachineId, MachineTotals]:
        """What is stored, per machine."""
        ...

    def compact(self, before: Instant) -> int:
        """Rewrite partitions wholly older than `before` sorted by (signal, at); rows rewritten."""
        ...

    def export(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Stream `observations`, `spans`, `part_counts`, `coverage`, `losses` or `notes`; no machines = all."""
        ...

    def close(self) -> None:
        """Flush and release the data directory."""
        ...


class Settings(Protocol):
    """What people configure, as versioned documents by kind and key (SQLite by default)."""

    def get(self, kind: str, key: str) -> Mapping[str, object] | None:
        """The current document."""
        ...

    def all(self, kind: str) -> Mapping[str, Mapping[str, object]]:
        """All current documents of a kind by key."""
        ...

    def put(self, kind: str, key: str, document: Mapping[str, object], *, at: Instant, author: str) -> int:
        """Store a new version; returns its number (1, 2, …). Old versions stay readable."""
        ...

    def put_all(
        self, documents: Sequence[tuple[str, str, Mapping[str, object] | None]], *, at: Instant, author: str
    ) -> Sequence[int]:
        """Store several (kind, key, document), all or none; None marks as removed, and does nothing (0) where there is
        no current document. Returns their version numbers.
        """
        ...

    def remove(self, kind: str, key: str, *, at: Instant, author: str) -> None:
        """Mark as removed; history stays."""
        ...

    def history(self, kind: str, key: str) -> Sequence[tuple[int, Instant, str, Mapping[str, object] | None]]:
        """(version, at, author, document) oldest first; None document = removed."""
        ...

    def versions(self) -> Mapping[tuple[str, str], int]:
        """How many versions each document (kind, key) has had, removals included."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...
