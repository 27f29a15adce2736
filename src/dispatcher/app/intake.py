"""Batches in, one transaction out: rows, derived timeline, and, last, the cursors.

`take` is cheap and runs on the event loop; `prepare` and the commit run in one worker thread at a
time. A commit that fails for want of room is kept and tried again: nothing is derived twice, nothing
is acknowledged early (traps 11, 49).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dispatcher.app.registry import Registry
from dispatcher.app.skew import Skew
from dispatcher.app.timelines import Timelines
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import Category, MachineId, Quality, SignalId, SourceId, Value
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.domain.units import conversion
from dispatcher.engine.machine import Event
from dispatcher.ports.connector import Batch, Cursor, Declared
from dispatcher.ports.store import (
    ROWS,
    AssetRecord,
    Commit,
    Coverage,
    Journal,
    LossRecord,
    Position,
    SourceNote,
)
from dispatcher.ports.values import encode_value

MAX_PENDING = 400_000
"""Rows waiting for a commit; beyond it readers are paused, so that memory stays bounded."""


@dataclass(slots=True)
class _Handle:
    """What a link's handle stands for in the house."""

    signal: SignalId
    machine: MachineId
    category: Category
    factor: float = 1.0
    offset: float = 0.0
    converted: bool = False


@dataclass(slots=True)
class SourceIntake:
    """What the house knows of one source while it runs."""

    id: SourceId
    machines: dict[str, MachineId]
    handles: dict[int, _Handle] = field(default_factory=dict)
    cursor: Cursor | None = None
    session: str = ""
    contact_at: int = 0
    contact_from: int | None = None
    claims: dict[MachineId, int] = field(default_factory=dict)
    skew: Skew = field(default_factory=Skew)
    first_batch: bool = True
    observations: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    quarantined: int = 0
    last_data_at: int | None = None
    newest_source_at: int | None = None

    def machine(self, device: str) -> MachineId | None:
        """The machine of a device at this source."""
        found = self.machines.get(device)
        if found is None and len(self.machines) == 1:
            found = self.machines.get("")
        return found


@dataclass(slots=True)
class _Pending:
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


class Intake:
    """The only way into the journal."""

    def __init__(self, journal: Journal, registry: Registry, timelines: Timelines) -> None:
        """Positions and high-water marks come from the journal."""
        self._journal = journal
        self.registry = registry
        self.timelines = timelines
        self._sources: dict[SourceId, SourceIntake] = {}
        self._positions = {position.source: position for position in journal.positions()}
        self._high: dict[int, dict[int, int]] = {}
        for (session, signal), sequence in journal.high_water().items():
            self._high.setdefault(session, {})[int(signal)] = sequence
        self._pending = _Pending()
        self._lock = threading.Lock()
        self._prepared: tuple[Commit, Taken] | None = None
        self._duplicates: Counter[MachineId] = Counter()

    # ---------------------------------------------------------------- sources

    def source(self, source: SourceId, machines: Mapping[str, MachineId]) -> SourceIntake:
        """Register a source; `machines` maps devices ("" = the only one) to machines."""
        known = SourceIntake(source, dict(machines), claims=self.timelines.last_claims(source))
        position = self._positions.get(source)
        if position is not None:
            known.cursor, known.session = position.cursor, position.session
            known.contact_at = position.contact_at
        self._sources[source] = known
        return known

    def sources(self) -> Iterable[SourceIntake]:
        """Every registered source."""
        return self._sources.values()

    def duplicates_of(self, machine: MachineId) -> int:
        """Observations of a machine that came again since the start."""
        return self._duplicates[machine]

    @property
    def pending_rows(self) -> int:
        """Rows waiting for a commit."""
        return len(self._pending.signal)

    @property
    def crowded(self) -> bool:
        """Whether readers must pause."""
        return self.pending_rows > MAX_PENDING

    def close_contacts(self, now: Instant) -> None:
        """Contacts that a previous run left open end where it last heard of the source."""
        with self._lock:
            for position in self._positions.values():
                for machine, start in self.timelines.open_claims(position.source):
                    end = min(position.contact_at, now)
                    self._pending.claims.append((machine, position.source, start, end))

    # ------------------------------------------------------------------- take

    def take(self, source: SourceIntake, batch: Batch) -> None:
        """Queue a batch. Raises InvalidInput for a device nobody bound."""
        with self._lock:
            self._take(source, batch)

    def lost(self, source: SourceIntake, note: SourceNote | None = None) -> None:
        """The contact ended: what the source speaks for ends with the last sign of life."""
        with self._lock:
            if note is not None:
                self._pending.notes.append(note)
            for machine, start in source.claims.items():
                self._pending.claims.append((machine, source.id, start, source.contact_at))
            source.contact_from = None
            source.first_batch = True
            self._pending.touched[source.id] = source

    def note(self, note: SourceNote) -> None:
        """Add a line to a source's journal."""
        with self._lock:
            self._pending.notes.append(note)

    def _take(self, source: SourceIntake, batch: Batch) -> None:
        pending = self._pending
        for declared in batch.declared:
            self._declare(source, declared, native=batch.native)
        self._measure(source, batch)
        continuous = (
            batch.cursor is not None and batch.session == source.session and not batch.losses and bool(source.claims)
        )
        self._rows(source, batch)
        self._side(source, batch)
        for device, interval in batch.covered:
            machine = source.machine(device)
            if machine is not None:
                pending.claims.append((machine, source.id, interval.start, interval.end))
        if batch.recorded:
            return  # speaks of the past only, and has no place to go on from
        self._contact(source, batch, continuous=continuous)
        if batch.cursor is not None:
            source.cursor = batch.cursor
        source.session = batch.session
        source.contact_at = max(source.contact_at, batch.received_at)
        source.first_batch = False
        pending.touched[source.id] = source

    def _declare(self, source: SourceIntake, declared: Declared, *, native: bool) -> None:
        machine = source.machine(declared.device)
        if machine is None:
            return
        stored, new = self.registry.signal(machine, source.id, declared.spec)
        if new:
            self._pending.rewired.add(machine)
        handle = _Handle(stored.id, machine, declared.spec.category)
        spec = declared.spec
        if native and spec.native_units:
            factors = conversion(spec.native_units, spec.units or spec.native_units, spec.native_scale)
            if factors is not None and factors != (1.0, 0.0):
                handle.factor, handle.offset = factors
                handle.converted = True
        source.handles[declared.handle] = handle

    def _measure(self, source: SourceIntake, batch: Batch) -> None:
        if batch.recorded:
            return
        changed = False
        if batch.source_clock is not None:
            changed = source.skew.told(batch.source_clock, batch.received_at)
        elif len(batch.rows) and not source.first_batch:
            changed = source.skew.seen(max(batch.rows.source_at), batch.received_at)
        if changed:
            self._pending.notes.append(
                SourceNote(
                    source=source.id,
                    at=batch.received_at,
                    code="clock_skew",
                    params={"skew_us": source.skew.value or 0},
                )
            )

    def _rows(self, source: SourceIntake, batch: Batch) -> None:
        rows, pending = batch.rows, self._pending
        if not len(rows):
            return
        session = self.registry.session(source.id, batch.session, batch.received_at).id
        high = self._high.setdefault(session, {})
        recorded = batch.recorded or bool(batch.covered)
        skew = source.skew.value if source.skew.wrong and not recorded and source.skew.value else 0
        limit = batch.received_at + DAY
        newest = source.newest_source_at or 0
        handles = source.handles
        for row, (link_signal, source_at, sequence, num, text) in enumerate(
            zip(rows.signal, rows.source_at, rows.sequence, rows.num, rows.text, strict=True)
        ):
            handle = handles.get(link_signal)
            if handle is None:
                continue
            signal = handle.signal
            place = len(pending.signal)
            if sequence <= high.get(signal, -(2**63)):
                pending.suspects.append(place)
            else:
                high[signal] = sequence
            quality, at = 0, source_at
            if row in rows.at:
                quality, at = 1, rows.at[row] - skew
            elif skew:
                quality, at = 1, source_at - skew
            elif recorded and source_at > limit:
                quality = 3
                source.quarantined += 1
            if source_at < newest:
                source.out_of_order += 1
            elif source_at > newest:
                newest = source_at
            if row in rows.rich:
                value = rows.rich[row]
                pending.values[place] = value
                kept_num, kept_text = encode_value(value)
            elif num is not None and handle.converted:
                kept_num, kept_text = num * handle.factor + handle.offset, None
            else:
                kept_num, kept_text = num, text
            pending.signal.append(signal)
            pending.at.append(at)
            pending.source_at.append(source_at)
            pending.sequence.append(sequence)
            pending.num.append(kept_num)
            pending.text.append(kept_text)
            pending.quality.append(quality)
            pending.machines[signal] = handle.machine
        added = len(pending.signal) - len(pending.session)
        pending.session.extend([session] * added)
        pending.received_at.extend([batch.received_at] * added)
        source.observations += added
        source.newest_source_at = newest
        if added:
            source.last_data_at = batch.received_at

    def _side(self, source: SourceIntake, batch: Batch) -> None:
        pending = self._pending
        for note in batch.notes:
            pending.notes.append(SourceNote(source=source.id, at=batch.received_at, code=note.code, params=note.params))
        for asset in batch.assets:
            machine = source.machine(asset.device)
            if machine is not None:
                pending.assets.append(
                    AssetRecord(
                        machine=machine,
                        asset_id=asset.asset_id,
                        type=asset.type,
                        at=asset.at,
                        removed=asset.removed,
                        document=asset.document,
                    )
                )
        for loss in batch.losses:
            for machine in self._meant(source, loss.device):
                pending.losses.append(
                    LossRecord(
                        machine=machine, source=source.id, interval=loss.interval, code=loss.code, params=loss.params
                    )
                )

    def _meant(self, source: SourceIntake, device: str) -> Iterable[MachineId]:
        machine = source.machine(device)
        return [machine] if machine is not None else source.machines.values()

    def _contact(self, source: SourceIntake, batch: Batch, *, continuous: bool) -> None:
        """Coverage of a live link. A numbered stream taken up again without a hole covers the outage
        too: nothing was lost. A loss is cut out of what the source speaks for.
        """
        claims = self._pending.claims
        if source.contact_from is None and not continuous:
            for machine in source.machines.values():
                source.claims[machine] = batch.received_at
                claims.append((machine, source.id, batch.received_at, None))
        elif source.contact_from is None:
            claims.extend((machine, source.id, start, None) for machine, start in source.claims.items())
        for loss in batch.losses:
            for machine in self._meant(source, loss.device):
                start = source.claims.get(machine)
                if start is not None and start < loss.interval.end:
                    if start < loss.interval.start:
                        claims.append((machine, source.id, start, loss.interval.start))
                    source.claims[machine] = loss.interval.end
                    claims.append((machine, source.id, loss.interval.end, None))
        if source.contact_from is None:
            source.contact_from = batch.received_at

    # ---------------------------------------------------------------- prepare

    def prepare(self, now: Instant) -> bool:
        """Turn what is queued into one commit. False when there is nothing to do."""
        if self._prepared is not None:
            return True
        with self._lock:
            pending, self._pending = self._pending, _Pending()
            signals, sessions = self.registry.take_new()
        due = self.timelines.due(now)
        if pending.empty and not signals and not due:
            return False
        keep, duplicates = self._unknown(pending)
        table = _table(pending, keep)
        outcome = self.timelines.feed(
            self._events(pending, keep), pending.claims, rewired=pending.rewired, now=now, due=due
        )
        commit = Commit(
            signals=signals,
            sessions=sessions,
            rows=table if table.num_rows else None,
            coverage=[
                Coverage(
                    machine=machine, source=source, start=Instant(start), end=None if end is None else Instant(end)
                )
                for machine, source, start, end in pending.claims
            ],
            losses=pending.losses,
            notes=pending.notes,
            assets=pending.assets,
            patches=outcome.patches,
            parts=outcome.parts,
            drop_checkpoints=outcome.drops,
            checkpoints=outcome.checkpoints,
            positions=[
                Position(
                    source=source.id,
                    cursor=source.cursor,
                    session=source.session,
                    contact_at=Instant(source.contact_at),
                )
                for source in pending.touched.values()
            ],
        )
        taken = Taken(
            rows=table.num_rows,
            table=table,
            duplicates=duplicates,
            patches=tuple(outcome.patches),
            parts=tuple(outcome.parts),
            latest=_latest(pending, keep),
            declared=bool(signals),
            now=now,
        )
        self._prepared = (commit, taken)
        return True

    def commit(self) -> Taken:
        """Write what `prepare` made. On StoreFull it stays prepared; call again later."""
        if self._prepared is None:
            raise InvalidInput("nothing_prepared")
        commit, taken = self._prepared
        self._journal.commit(commit)
        self._prepared = None
        self.timelines.committed()
        return taken

    def flush(self, now: Instant) -> Taken | None:
        """Prepare and commit in one; None when there was nothing to do."""
        return self.commit() if self.prepare(now) else None

    def _unknown(self, pending: _Pending) -> tuple[list[int] | None, int]:
        """Rows to keep (None = all) and how many were duplicates. Only rows at or below their
        signal's high-water mark can be: they are looked up, and compared among themselves.
        """
        if not pending.suspects:
            return None, 0
        known = self._journal.known(_table(pending, pending.suspects))
        suspects = set(pending.suspects)
        seen = (
            {_identity(pending, row) for row in range(len(pending.signal)) if row not in suspects}
            if len(suspects) < len(pending.signal)
            else set()
        )
        drop: set[int] = set()
        for row, is_known in zip(pending.suspects, known, strict=True):
            name = _identity(pending, row)
            if is_known or name in seen:
                drop.add(row)
            seen.add(name)
        for row in drop:
            self._duplicates[pending.machines[pending.signal[row]]] += 1
            source = self._source_of(pending, row)
            if source is not None:
                source.duplicates += 1
        if not drop:
            return None, 0
        return [row for row in range(len(pending.signal)) if row not in drop], len(drop)

    def _source_of(self, pending: _Pending, row: int) -> SourceIntake | None:
        stored = self.registry.stored(SignalId(pending.signal[row]))
        return self._sources.get(stored.source)

    def _events(self, pending: _Pending, keep: Sequence[int] | None) -> dict[MachineId, list[Event]]:
        names = self.registry.session_names()
        found: dict[MachineId, list[Event]] = {}
        for machine in pending.rewired:
            self.timelines.rewire(machine)
        watched = self.timelines.watched  # after the rewiring, which widens it
        quarantined = Quality.QUARANTINED.value
        rows = range(len(pending.signal)) if keep is None else keep
        signals = pending.signal
        for row in rows:
            signal = signals[row]
            if signal not in watched or pending.quality[row] == quarantined:
                continue
            value: Value = pending.values.get(row)
            if value is None:
                value = pending.num[row]
            if value is None:
                value = pending.text[row]
            found.setdefault(pending.machines[signal], []).append(
                (pending.at[row], 1, names[pending.session[row]], pending.sequence[row], SignalId(signal), value)
            )
        return found


def _identity(pending: _Pending, row: int) -> tuple[int, int, int, float | None, str | None]:
    return (
        pending.session[row],
        pending.signal[row],
        pending.sequence[row],
        pending.num[row],
        pending.text[row],
    )


def _table(pending: _Pending, keep: Sequence[int] | None) -> pa.Table:
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


def _latest(pending: _Pending, keep: Sequence[int] | None) -> dict[SignalId, tuple[int, Value, int]]:
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
