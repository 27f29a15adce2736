"""The journal in memory: the same answers as any other store, until the process ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, Quality, SignalId, SourceId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.ports.store import (
    AssetRecord,
    Checkpoint,
    Commit,
    Coverage,
    LossRecord,
    MachineTotals,
    Position,
    SourceNote,
    StoredSession,
    StoredSignal,
    StoreFailed,
)
from dispatcher.stores.common.export import export_schema
from dispatcher.stores.common.marks import TRACKS, first_count, first_difference
from dispatcher.stores.common.rows import Catalogue, as_rows
from dispatcher.stores.common.totals import Totals
from dispatcher.stores.memory import export, known, reduce
from dispatcher.stores.memory.accounts import MemoryAccounts
from dispatcher.stores.memory.rows import RowStore, in_truth, trusted
from dispatcher.stores.memory.timeline import Timeline

_EVER = -(2**63)


class MemoryJournal:
    """`ports.store.Journal` without a disk."""

    def __init__(self) -> None:
        self.accounts = MemoryAccounts()
        self._lock = threading.Lock()
        self._closed = False
        self._catalogue = Catalogue()
        self._totals = Totals()
        self._rows = RowStore()
        self._high: dict[tuple[int, SignalId], int] = {}
        self._timeline = Timeline()
        self._coverage: dict[tuple[MachineId, SourceId, Instant], Coverage] = {}
        self._losses: dict[tuple[MachineId, SourceId, Interval, str], LossRecord] = {}
        self._notes: list[SourceNote] = []
        self._assets: dict[tuple[MachineId, str, Instant], AssetRecord] = {}
        self._checkpoints: dict[tuple[MachineId, Instant, str], Checkpoint] = {}
        self._positions: dict[SourceId, Position] = {}

    def commit(self, commit: Commit) -> None:
        """All of it or nothing: what can be refused is looked at before anything is kept."""
        rows = None if commit.rows is None or commit.rows.num_rows == 0 else as_rows(commit.rows)
        with self._lock:
            if self._closed:
                raise StoreFailed("store_closed", path="")
            self._catalogue.add(commit.signals, commit.sessions)
            if rows is not None:
                self._keep(rows)
            self._coverage |= {(own.machine, own.source, own.start): own for own in commit.coverage}
            self._losses |= {(own.machine, own.source, own.interval, own.code): own for own in commit.losses}
            self._notes += commit.notes
            self._assets |= {(own.machine, own.asset_id, own.at): own for own in commit.assets}
            with self.accounts.lock:
                self._change(commit, rows)
            for machine, at in commit.drop_checkpoints:
                self._checkpoints = {
                    key: own for key, own in self._checkpoints.items() if key[0] != machine or key[1] < at
                }
            self._checkpoints |= {(own.machine, own.at, own.profile): own for own in commit.checkpoints}
            self._positions |= {own.source: own for own in commit.positions}

    def _change(self, commit: Commit, rows: pa.Table | None) -> None:
        """Spans and counts, and the marks of what they make false."""
        book = self.accounts.book
        for patch in commit.patches:
            gone = self._timeline.patch(patch)
            if patch.track in TRACKS:
                book.changed(patch.machine, first_difference(gone, patch.spans))
        for parts in commit.parts:
            book.changed(parts.machine, first_count(self._timeline.patch_parts(parts), parts.counts))
        if rows is not None:
            book.came(rows, self._catalogue.signals)

    def _keep(self, rows: pa.Table) -> None:
        marks = rows.group_by(["session", "signal"]).aggregate([("sequence", "max")])
        columns = [marks.column(name).to_pylist() for name in ("session", "signal", "sequence_max")]
        for session, signal, sequence in zip(*columns, strict=True):
            key = (session, SignalId(signal))
            self._high[key] = max(sequence, self._high.get(key, sequence))
        self._totals.add_rows(rows)
        self._rows.add(rows)

    def _names(self) -> dict[int, str]:
        return {number: session.name for number, session in self._catalogue.sessions.items()}

    def signals(self) -> Sequence[StoredSignal]:
        """All signals ever declared, by id."""
        return self._catalogue.all_signals()

    def sessions(self) -> Sequence[StoredSession]:
        """All sessions, by id."""
        return self._catalogue.all_sessions()

    def positions(self) -> Sequence[Position]:
        """Last position of each source, by source."""
        with self._lock:
            return [own for _, own in sorted(self._positions.items())]

    def high_water(self) -> Mapping[tuple[int, SignalId], int]:
        """Greatest sequence stored per (session, signal)."""
        with self._lock:
            return dict(self._high)

    def known(self, rows: pa.Table) -> Sequence[bool]:
        """For each row whether the journal already holds it, by identity."""
        return known.known(self._rows, as_rows(rows))

    def latest(self, signals: Sequence[SignalId], at: Instant) -> Mapping[SignalId, Observation]:
        """For each signal the last trusted observation at or before `at`."""
        names = self._names()
        found: dict[SignalId, Observation] = {}
        for signal in set(signals):
            rows = self._last(signal, at)
            for observation in self._catalogue.observations(in_truth(rows, names).slice(max(rows.num_rows - 1, 0))):
                found[signal] = observation
        return found

    def _last(self, signal: SignalId, at: Instant) -> pa.Table:
        """The trusted rows of the last instant at or before `at`."""
        end = at
        while True:
            instants = [
                int(segment.at[high - 1])
                for segment in self._rows.segments()
                for low, high in [segment.between(signal, _EVER, end + 1)]
                if low < high
            ]
            if not instants:
                return self._rows.pick([], 0, 0)
            rows = trusted(self._rows.pick([signal], max(instants), max(instants) + 1), Quality.QUARANTINED)
            if rows.num_rows:
                return rows
            end = Instant(max(instants) - 1)

    def relevant(self, signals: Sequence[SignalId], window: Interval) -> Iterator[Observation]:
        """Observations of these signals in the order of the truth."""
        rows = in_truth(self._rows.pick(signals, window.start, window.end), self._names())
        for batch in rows.to_batches(max_chunksize=16_384):
            yield from self._catalogue.observations(batch)

    def observations(self, signal: SignalId, window: Interval, limit: int) -> pa.Table:
        """Rows of a signal in the window in the order of the truth, at most `limit`."""
        rows = self._rows.pick([signal], window.start, window.end)
        return in_truth(rows, self._names()).slice(0, max(limit, 0)).combine_chunks()

    def reduced(self, signal: SignalId, window: Interval, buckets: int) -> pa.Table:
        """Columns `stores.common.buckets.BUCKETS`, quarantined rows left out."""
        rows = trusted(self._rows.pick([signal], window.start, window.end), Quality.QUARANTINED)
        return reduce.reduced(in_truth(rows, self._names()), window, buckets)

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        """Whole spans that touch the window (uncut), by machine, track, start, value."""
        with self._lock:
            return self._timeline.spans(machines, tracks, window)

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        """Part counts in the window by machine, instant."""
        with self._lock:
            return self._timeline.counts(machines, window)

    def coverage(self, machine: MachineId, window: Interval) -> Sequence[Coverage]:
        """Coverage that touches the window, by start."""
        with self._lock:
            found = [own for own in self._coverage.values() if own.machine == machine and _touches(own, window)]
        return sorted(found, key=lambda own: (own.start, own.source))

    def losses(self, machine: MachineId, window: Interval) -> Sequence[LossRecord]:
        """Losses that touch the window, by start."""
        with self._lock:
            found = [own for own in self._losses.values() if own.machine == machine]
        touching = [own for own in found if own.interval.start < window.end and own.interval.end > window.start]
        return sorted(touching, key=lambda own: (own.interval, own.source, own.code))

    def notes(self, source: SourceId | None, window: Interval, limit: int) -> Sequence[SourceNote]:
        """Newest notes of a source (or of all) in the window, newest first."""
        with self._lock:
            found = [own for own in self._notes if own.at in window and source in (None, own.source)]
        # Of one instant, the one written last comes first.
        found.reverse()
        return sorted(found, key=lambda own: -own.at)[: max(limit, 0)]

    def assets(self, machine: MachineId) -> Sequence[AssetRecord]:
        """The newest record of each asset of a machine, by asset id."""
        with self._lock:
            found = sorted((own for own in self._assets.values() if own.machine == machine), key=lambda own: own.at)
        newest = {own.asset_id: own for own in found}
        return [own for _, own in sorted(newest.items())]

    def checkpoint(self, machine: MachineId, before: Instant, profile: str) -> Checkpoint | None:
        """The newest checkpoint of that profile version at or before the instant."""
        with self._lock:
            found = [
                own
                for own in self._checkpoints.values()
                if own.machine == machine and own.profile == profile and own.at <= before
            ]
        return max(found, key=lambda own: own.at, default=None)

    def totals(self) -> Mapping[MachineId, MachineTotals]:
        """What is stored, per machine."""
        return self._totals.machines(self.signals())

    def compact(self, before: Instant) -> int:  # noqa: ARG002 - there are no partitions to leave alone
        """Merge all segments into one; rows written."""
        return self._rows.merge()

    def export(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Batches of `ports.export.JOURNAL[table]`; no machines = all. Raises NotFound."""
        export_schema(table)
        if table == "observations":
            yield from export.observations(self._exported_rows(window, machines), self._catalogue)
        else:
            yield from export.batches(table, self._exported(table, window, machines))

    def _exported_rows(self, window: Interval, machines: Sequence[MachineId]) -> pa.Table:
        if not machines:
            return in_truth(self._rows.all(window.start, window.end), self._names())
        signals = [stored.id for stored in self.signals() if stored.machine in machines]
        return in_truth(self._rows.pick(signals, window.start, window.end), self._names())

    def _exported(self, table: str, window: Interval, machines: Sequence[MachineId]) -> list[dict[str, object]]:
        with self._lock:
            every = self._timeline.machines() | {own.machine for own in self._coverage.values()}
            every |= {own.machine for own in self._losses.values()}
        names = [machine for machine in sorted(every) if export.chosen(machine, machines)]
        match table:
            case "spans":
                return [export.span(own) for own in self.spans(names, list(Track), window)]
            case "part_counts":
                return [export.part_count(own) for own in self.part_counts(names, window)]
            case "coverage":
                return [export.coverage(own) for name in names for own in self.coverage(name, window)]
            case "losses":
                return [export.loss(own) for name in names for own in self.losses(name, window)]
            case _:
                sources = {stored.source for stored in self.signals() if stored.machine in machines}
                found = [own for own in self._notes if own.at in window and (not machines or own.source in sources)]
                return [export.note(own) for own in sorted(found, key=lambda own: own.at)]

    def close(self) -> None:
        """Nothing is written any more; a second call does nothing."""
        with self._lock:
            self._closed = True


def _touches(own: Coverage, window: Interval) -> bool:
    return own.start < window.end and (own.end is None or own.end > window.start)
