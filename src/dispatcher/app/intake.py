"""Batches in, transactions out: rows, derived timeline, and, last, the cursors.

`take` is cheap and runs on the event loop. `derive` and `commit` run in worker threads, side by side, each by one
caller at a time: a plant is derived (and shown) many times a second and written a few times. A commit that fails for
want of room is kept and tried again: nothing is derived twice, nothing is acknowledged early (traps 11, 49).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from dispatcher.app.asides import take_asides
from dispatcher.app.contact import keep_contact
from dispatcher.app.marks import HighWater
from dispatcher.app.pending import Pending, Taken, as_table, newest_rows, newest_values, together
from dispatcher.app.registry import Registry
from dispatcher.app.rows import add_rows
from dispatcher.app.source_intake import Handle, SourceIntake
from dispatcher.app.timelines import Changes, Timelines
from dispatcher.app.unsaved import Unsaved
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId, Quality, SignalId, SourceId
from dispatcher.domain.units import conversion
from dispatcher.engine.machine import Event
from dispatcher.ports.connector import Batch, Declared
from dispatcher.ports.store import Journal, LossRecord, SourceNote

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
        self._marks = HighWater(journal.high_water())
        self._pending = Pending()
        self._deriving = 0
        self._unsaved = Unsaved()
        self._sealed: Unsaved | None = None
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._declared_anew = False
        self._written: list[Callable[[], None]] = []
        timelines.stored_first = self._store_first
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

    def forget(self, source: SourceId) -> None:
        """A source was removed; should it come again, it goes on from where it was."""
        with self._lock:
            known = self._sources.pop(source, None)
            if known is not None:
                self._positions[source] = known.position()

    def anew(self, source: SourceIntake) -> None:
        """The source leads to another place now: where it was says nothing any more."""
        with self._lock:
            source.cursor, source.session = None, ""
            source.claims.clear()
            self._pending.touched[source.id] = source

    def join(self, machine: MachineId, rules: StateRules) -> None:
        """A machine was added, or has other rules: known before anything that is taken after this is derived."""
        with self._lock:
            self._pending.leaving.discard(machine)
            self._pending.joining[machine] = rules

    def leave(self, machine: MachineId) -> None:
        """A machine was taken out: everything taken before this is still derived."""
        with self._lock:
            self._pending.joining.pop(machine, None)
            self._pending.leaving.add(machine)

    def sources(self) -> Iterable[SourceIntake]:
        """Every registered source."""
        return self._sources.values()

    def duplicates_of(self, machine: MachineId) -> int:
        """Observations of a machine that came again since the start."""
        return self._duplicates[machine]

    @property
    def pending_rows(self) -> int:
        """Rows waiting for a commit."""
        sealed = self._sealed
        waiting = len(self._pending.signal) + self._deriving
        return waiting + self._unsaved.rows + (0 if sealed is None else sealed.rows)

    @property
    def unsaved(self) -> bool:
        """Whether anything was derived and is not written yet."""
        return self._sealed is not None or not self._unsaved.empty

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

    def resumed(self, source: SourceIntake, pause: Interval, note: SourceNote) -> None:
        """A person let the source go on. What was paused is lost for good, whatever the peer kept of it."""
        with self._lock:
            self._pending.notes.append(note)
            self._pending.losses += [
                LossRecord(machine=machine, source=source.id, interval=pause, code="paused")
                for machine in source.machines.values()
            ]
            source.claims.clear()

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

    def when_stored(self, stored: Callable[[], None]) -> None:
        """Call on the event loop once all that was taken until now is in the journal."""
        with self._lock:
            self._pending.stored.append(stored)

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
        if batch.session != source.session:
            source.silent_since.clear()
        if len(batch.rows):
            session = self.registry.session(source.id, batch.session, batch.received_at)
            first = len(pending.signal)
            add_rows(pending, source, batch, session.id, self._marks)
            if batch.repeated is not None:
                pending.asking.append((first, len(pending.signal), batch.repeated))
        take_asides(pending, source, batch)
        if batch.stored is not None:
            pending.stored.append(batch.stored)
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
        source.bind(declared.handle, handle)

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

    # ----------------------------------------------------------------- derive

    def derive(self, now: Instant) -> Taken | None:
        """Turn what is queued into rows and timelines, for the next commit; None when there is nothing to do.

        Only where something came late or again is the journal asked, and what waits is written first. Raises
        what the store raises, and then nothing is lost: it is derived again by the next call.
        """
        with self._lock:
            pending, self._pending = self._pending, Pending()
            self._deriving = len(pending.signal)
            declarations = self.registry.take_new()
            # Now and not later: while this is derived, more comes in, and moves the cursors on.
            positions = [source.position() for source in pending.touched.values()]
        due = self.timelines.due(now)
        if pending.empty and not declarations[0] and not due:
            return None
        try:
            taken, changes = self._derived(pending, now, due, declared=bool(declarations[0]))
        except BaseException:
            with self._lock:
                pending.follow(self._pending)
                self._pending, self._deriving = pending, 0
                self.registry.put_back(*declarations)
            raise
        with self._lock:
            self._unsaved.add(pending, declarations, positions, changes, taken)
            self._unsaved.rewired = self.timelines.void()
            self._deriving = 0
        return taken

    def _derived(
        self, pending: Pending, now: Instant, due: Sequence[MachineId], *, declared: bool
    ) -> tuple[Taken, Changes]:
        if pending.suspects:
            self._store_first()
        due = [*due, *self.timelines.join(pending.joining)]
        table = as_table(pending)
        newest = newest_rows(table)
        dropped = self._known(pending, table)
        events = self._events(pending, table, dropped)
        if dropped:
            kept = np.ones(table.num_rows, np.bool_)
            kept[dropped] = False
            newest = newest[kept[newest]]
            table = table.filter(pa.array(kept))
        values = newest_values(pending, newest.tolist(), self.registry.named)
        # Last of what may fail: what comes after a feed must not make it be fed again.
        changes = self.timelines.feed(events, pending.claims, rewired=pending.rewired, now=now, due=due)
        self.timelines.leave(pending.leaving)
        self._count_duplicates(pending, dropped)
        pending.tell_repeated(dropped)
        taken = Taken(
            rows=table.num_rows,
            table=table,
            duplicates=len(dropped),
            patches=tuple(changes.patches),
            parts=tuple(changes.parts),
            newest=values,
            declared=declared,
            now=now,
        )
        return taken, changes

    # ----------------------------------------------------------------- commit

    def commit(self) -> Taken | None:
        """Write what was derived; None when nothing was. On StoreFull or StoreFailed it is kept; call again later.

        What was refused before is written first and alone, and what was derived since is written too.
        """
        written: list[Taken] = []
        with self._writing:
            if self._sealed is not None:
                written.append(self._write(self._sealed))
            with self._lock:
                if not self._unsaved.empty:
                    self._sealed, self._unsaved = self._unsaved, Unsaved()
            if self._sealed is not None:
                written.append(self._write(self._sealed))
        return together(written) if written else None

    def _write(self, sealed: Unsaved) -> Taken:
        whole = together(sealed.taken)
        self._journal.commit(sealed.commit(whole.table))
        self._sealed = None
        with self._lock:
            self._written += sealed.stored
        self.timelines.committed(sealed.rewired)
        self._declared_anew = self._declared_anew or bool(sealed.signals)
        return whole

    def declared_anew(self) -> bool:
        """Whether signals were declared, and are in the journal, since this was asked last."""
        if not self._declared_anew:
            return False
        self._declared_anew = False
        return True

    def acknowledge(self) -> None:
        """Tell those whose batches are in the journal by now. Belongs to the event loop's thread."""
        with self._lock:
            written, self._written = self._written, []
        for stored in written:
            stored()

    def flush(self, now: Instant) -> Taken | None:
        """Derive and commit everything; None when there was nothing to do."""
        self.derive(now)
        return self.commit()

    def _store_first(self) -> None:
        """Write all that was derived before: the journal is about to be asked."""
        self.commit()

    def _known(self, pending: Pending, table: pa.Table) -> list[int]:
        """Rows the journal holds already, or that stand twice here. Only rows at or below their signal's
        high-water mark can be: they are looked up, and compared among themselves.
        """
        if not pending.suspects:
            return []
        known = self._journal.known(table.take(pa.array(pending.suspects, pa.int64())))
        suspects = set(pending.suspects)
        sessions: list[int] = table.column("session").to_numpy().tolist()

        def identity(row: int) -> tuple[int, int, int, float | None, str | None]:
            return sessions[row], pending.signal[row], pending.sequence[row], pending.num[row], pending.text[row]

        seen = {identity(row) for row in range(table.num_rows) if row not in suspects}
        drop: set[int] = set()
        for row, is_known in zip(pending.suspects, known, strict=True):
            name = identity(row)
            if is_known or name in seen:
                drop.add(row)
            seen.add(name)
        return sorted(drop)

    def _count_duplicates(self, pending: Pending, rows: Iterable[int]) -> None:
        for row in rows:
            stored = self.registry.stored(SignalId(pending.signal[row]))
            self._duplicates[stored.machine] += 1
            if (source := self._sources.get(stored.source)) is not None:
                source.duplicates += 1

    def _events(self, pending: Pending, table: pa.Table, dropped: Sequence[int]) -> dict[MachineId, list[Event]]:
        """What the timelines watch of these rows."""
        for machine in pending.rewired:
            self.timelines.rewire(machine)
        watching = self.timelines.watching  # after the rewiring, which widens it
        signals = table.column("signal").to_numpy()
        wanted = watching[np.minimum(signals, len(watching) - 1)]
        wanted &= table.column("quality").to_numpy() != Quality.QUARANTINED.value
        wanted[dropped] = False
        rows = np.flatnonzero(wanted)
        names = self.registry.session_names()
        sessions = table.column("session").to_numpy()[rows].tolist()
        found: dict[MachineId, list[Event]] = {}
        for row, session in zip(rows.tolist(), sessions, strict=True):
            signal = SignalId(pending.signal[row])
            event = (pending.at[row], 1, names[session], pending.sequence[row], signal, pending.value(row))
            found.setdefault(self.timelines.watched[signal], []).append(event)
        return found
