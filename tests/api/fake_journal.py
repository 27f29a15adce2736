"""A journal as plain lists, just enough for the doors; the stores have a suite of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, Quality, SignalId, SourceId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.ports.store import (
    ROWS,
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
)
from dispatcher.ports.values import decode_value


def inside(at: int, start: int, end: int | None) -> bool:
    return at >= start and (end is None or at < end)


class ListJournal:
    """Everything in lists, every question answered by looking through them."""

    def __init__(self) -> None:
        self._signals: list[StoredSignal] = []
        self._sessions: list[StoredSession] = []
        self._rows = ROWS.empty_table()
        self._spans: list[Span] = []
        self._parts: list[PartCount] = []
        self._coverage: list[Coverage] = []
        self._losses: list[LossRecord] = []
        self._notes: list[SourceNote] = []
        self._assets: list[AssetRecord] = []
        self._checkpoints: list[Checkpoint] = []

    def commit(self, commit: Commit) -> None:
        self._signals += commit.signals
        self._sessions += commit.sessions
        if commit.rows is not None:
            self._rows = pa.concat_tables([self._rows, commit.rows])
        for patch in commit.patches:
            self._spans = [
                span
                for span in self._spans
                if (span.machine, span.track) != (patch.machine, patch.track)
                or not inside(span.start, patch.start, patch.end)
            ] + list(patch.spans)
        for parts in commit.parts:
            self._parts = [
                kept
                for kept in self._parts
                if kept.machine != parts.machine or not inside(kept.at, parts.start, parts.end)
            ] + list(parts.counts)
        self._coverage += commit.coverage
        self._losses += commit.losses
        self._notes += commit.notes
        self._assets += commit.assets
        self._checkpoints += commit.checkpoints

    def signals(self) -> Sequence[StoredSignal]:
        return self._signals

    def sessions(self) -> Sequence[StoredSession]:
        return self._sessions

    def positions(self) -> Sequence[Position]:
        return ()

    def high_water(self) -> Mapping[tuple[int, SignalId], int]:
        return {}

    def known(self, rows: pa.Table) -> Sequence[bool]:
        return [False] * rows.num_rows

    def latest(self, signals: Sequence[SignalId], at: Instant) -> Mapping[SignalId, Observation]:
        window = Interval(Instant(-(2**62)), Instant(at + 1))
        return {seen.signal: seen for seen in self.relevant(signals, window)}

    def relevant(self, signals: Sequence[SignalId], window: Interval) -> Iterator[Observation]:
        names = {session.id: session.name for session in self._sessions}
        specs = {stored.id: stored.spec for stored in self._signals}
        rows = self._rows.to_pylist()
        for row in sorted(rows, key=lambda row: (row["at"], names[row["session"]], row["sequence"])):
            if row["signal"] in signals and row["at"] in window and row["quality"] != Quality.QUARANTINED:
                spec = specs[row["signal"]]
                yield Observation(
                    signal=row["signal"],
                    at=row["at"],
                    value=decode_value(spec.category, spec.representation, row["num"], row["text"]),
                    source_at=row["source_at"],
                    received_at=row["received_at"],
                    session=names[row["session"]],
                    sequence=row["sequence"],
                    quality=Quality(row["quality"]),
                )

    def observations(self, signal: SignalId, window: Interval, limit: int) -> pa.Table:
        at = pc.field("at")
        wanted = (pc.field("signal") == signal) & (at >= window.start) & (at < window.end)
        return self._rows.filter(wanted).sort_by([("at", "ascending"), ("sequence", "ascending")]).slice(0, limit)

    def reduced(self, signal: SignalId, window: Interval, buckets: int) -> pa.Table:
        rows = self.observations(signal, window, 2**31).to_pylist()
        width = -(-window.length // buckets)
        found = []
        for start in range(window.start, window.end, width):
            held = [row for row in rows if start <= row["at"] < start + width]
            seen = [row for row in held if row["num"] is not None]
            if not held:
                continue
            least = min(seen, key=lambda row: row["num"], default=None)
            most = max(seen, key=lambda row: row["num"], default=None)
            found.append(
                {
                    "at_min": least and least["at"],
                    "min": least and least["num"],
                    "at_max": most and most["at"],
                    "max": most and most["num"],
                    "first_at": held[0]["at"],
                    "first": held[0]["num"],
                    "last_at": held[-1]["at"],
                    "last": held[-1]["num"],
                    "count": len(held),
                    "unavailable": any(row["num"] is None and row["text"] is None for row in held),
                }
            )
        return pa.Table.from_pylist(found)

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        found = [
            span
            for span in self._spans
            if span.machine in machines
            and span.track in tracks
            and span.start < window.end
            and (span.end is None or span.end > window.start)
        ]
        return sorted(found, key=lambda span: (span.machine, span.track, span.start))

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        found = [count for count in self._parts if count.machine in machines and count.at in window]
        return sorted(found, key=lambda count: (count.machine, count.at))

    def coverage(self, machine: MachineId, window: Interval) -> Sequence[Coverage]:
        return [
            claim
            for claim in self._coverage
            if claim.machine == machine and claim.start < window.end and (claim.end is None or claim.end > window.start)
        ]

    def losses(self, machine: MachineId, window: Interval) -> Sequence[LossRecord]:
        return [
            loss
            for loss in self._losses
            if loss.machine == machine and loss.interval.start < window.end and loss.interval.end > window.start
        ]

    def notes(self, source: SourceId | None, window: Interval, limit: int) -> Sequence[SourceNote]:
        found = [note for note in self._notes if note.at in window and source in (None, note.source)]
        return sorted(found, key=lambda note: note.at, reverse=True)[:limit]

    def assets(self, machine: MachineId) -> Sequence[AssetRecord]:
        return [record for record in self._assets if record.machine == machine]

    def checkpoint(self, machine: MachineId, before: Instant, profile: str) -> Checkpoint | None:
        found = [c for c in self._checkpoints if (c.machine, c.profile) == (machine, profile) and c.at <= before]
        return max(found, key=lambda checkpoint: checkpoint.at, default=None)

    def totals(self) -> Mapping[MachineId, MachineTotals]:
        found = {}
        for machine in {stored.machine for stored in self._signals}:
            mine = [stored.id for stored in self._signals if stored.machine == machine]
            ats = [row["at"] for row in self._rows.to_pylist() if row["signal"] in mine]
            found[machine] = MachineTotals(
                signals=len(mine),
                observations=len(ats),
                first_at=min(ats, default=None),
                last_at=max(ats, default=None),
            )
        return found

    def compact(self, before: Instant) -> int:
        return before * 0

    def export(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        raise NotImplementedError(table, window, machines)

    def close(self) -> None:
        """Nothing to release."""
