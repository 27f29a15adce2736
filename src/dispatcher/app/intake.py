"""Batches in, one transaction out: rows, derived timeline, and, last, the cursors.

`take` is cheap and runs on the event loop; `prepare` and the commit run in one worker thread at a
time. A commit that fails for want of room is kept and tried again: nothing is derived twice, nothing
is acknowledged early (traps 11, 49).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dispatcher.app.contact import keep_contact
from dispatcher.app.pending import Pending, Taken, as_table, identity, newest_values
from dispatcher.app.registry import Registry
from dispatcher.app.source_intake import Handle, SourceIntake
from dispatcher.app.timelines import Timelines
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import MachineId, Quality, SignalId, SourceId, Value
from dispatcher.domain.units import conversion
from dispatcher.engine.machine import Event
from dispatcher.ports.connector import Batch, Declared
from dispatcher.ports.store import (
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
        self._pending = Pending()
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
        keep_contact(source, batch, self._pending.claims, continuous=continuous)
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
        handle = Handle(stored.id, machine, declared.spec.category)
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

    def _rows(self, source: SourceIntake, batch: Batch) -> None:  # noqa: C901, PLR0912, PLR0915 - one hot loop
        rows, pending = batch.rows, self._pending
        if not len(rows):
            return
        session = self.registry.session(source.id, batch.session, batch.received_at).id
        if batch.session != source.session:
            source.silent_since.clear()
        high = self._high.setdefault(session, {})
        recorded = batch.recorded
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
            if not recorded:
                silent = source.silent_since.get(signal)
                if num is None and text is None and row not in rows.rich:
                    source.silent_since[signal] = at if silent is None else max(at, silent)
                elif silent is not None and at <= silent:
                    # The source numbered this after its UNAVAILABLE: it is back, whatever its stamp says.
                    quality, at = 1, silent
                elif silent is not None:
                    del source.silent_since[signal]
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
            for machine in source.meant(loss.device):
                pending.losses.append(
                    LossRecord(
                        machine=machine, source=source.id, interval=loss.interval, code=loss.code, params=loss.params
                    )
                )

    # ---------------------------------------------------------------- prepare

    def prepare(self, now: Instant) -> bool:
        """Turn what is queued into one commit. False when there is nothing to do."""
        if self._prepared is not None:
            return True
        with self._lock:
            pending, self._pending = self._pending, Pending()
            signals, sessions = self.registry.take_new()
        due = self.timelines.due(now)
        if pending.empty and not signals and not due:
            return False
        keep, duplicates = self._unknown(pending)
        table = as_table(pending, keep)
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
            latest=newest_values(pending, keep),
            declared=bool(signals),
            now=now,
        )
        self._prepared = (commit, taken)
        return True

    def commit(self) -> Taken:
        """Write what `prepare` made. On StoreFull it stays prepared; call again later."""
        if self._prepared is None:
            raise RuntimeError("commit before prepare")
        commit, taken = self._prepared
        self._journal.commit(commit)
        self._prepared = None
        self.timelines.committed()
        return taken

    def flush(self, now: Instant) -> Taken | None:
        """Prepare and commit in one; None when there was nothing to do."""
        return self.commit() if self.prepare(now) else None

    def _unknown(self, pending: Pending) -> tuple[list[int] | None, int]:
        """Rows to keep (None = all) and how many were duplicates. Only rows at or below their
        signal's high-water mark can be: they are looked up, and compared among themselves.
        """
        if not pending.suspects:
            return None, 0
        known = self._journal.known(as_table(pending, pending.suspects))
        suspects = set(pending.suspects)
        seen = (
            {identity(pending, row) for row in range(len(pending.signal)) if row not in suspects}
            if len(suspects) < len(pending.signal)
            else set()
        )
        drop: set[int] = set()
        for row, is_known in zip(pending.suspects, known, strict=True):
            name = identity(pending, row)
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

    def _source_of(self, pending: Pending, row: int) -> SourceIntake | None:
        stored = self.registry.stored(SignalId(pending.signal[row]))
        return self._sources.get(stored.source)

    def _events(self, pending: Pending, keep: Sequence[int] | None) -> dict[MachineId, list[Event]]:
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
