"""The journal in one DuckDB file: one owner process, one transaction per commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, SignalId, SourceId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.ports.backup import CopiedFile
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
)
from dispatcher.stores.common.lock import DirectoryLock
from dispatcher.stores.common.rows import Catalogue, as_rows
from dispatcher.stores.common.totals import Totals
from dispatcher.stores.duckdb import backup, compact, export, read, records, reduce, timeline
from dispatcher.stores.duckdb.accounts import DuckDBAccounts
from dispatcher.stores.duckdb.database import Database, Limits
from dispatcher.stores.duckdb.partitions import STORED
from dispatcher.stores.duckdb.sql.desk import DuckDBDesk
from dispatcher.stores.duckdb.sql.watch import SqlLimits
from dispatcher.stores.duckdb.tables import register

_INCOMING = STORED.replace("source_lag", 'source_at - "at"').replace("received_lag", 'received_at - "at"')


class DuckDBJournal:
    """`ports.store.Journal` over a data directory.

    Raises StoreBusy where another process owns the directory, StoreFailed where the file is damaged
    (`store_log_damaged`, `store_file_damaged`: params name the command that mends it) or newer than us.
    """

    def __init__(self, directory: Path, limits: Limits | None = None) -> None:
        self._lock = DirectoryLock(directory)
        self._compacting = threading.Lock()
        self._catalogue = Catalogue()
        self._totals = Totals()
        self._ends = timeline.Ends()
        self.accounts = DuckDBAccounts(lambda: self._database)
        try:
            self._database = Database(directory, limits or Limits(), on_open=self._load)
        except BaseException:
            self._lock.release()
            raise

    def _load(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What is kept in memory, read from the file: at start, and when the file was opened anew."""
        catalogue, totals, ends = records.load_catalogue(cursor), Totals(), timeline.Ends()
        stored = read.signal_totals(cursor)
        totals.add(*(stored.column(name) for name in ("signal", "rows", "first_at", "last_at")))
        ends.load(cursor)
        self.accounts.load(cursor)
        self._catalogue, self._totals, self._ends = catalogue, totals, ends

    def commit(self, commit: Commit) -> None:
        """One transaction; when it returns, everything in it survives kill -9."""
        rows = None if commit.rows is None or commit.rows.num_rows == 0 else as_rows(commit.rows)
        with self._database.lock:
            book = self.accounts.book.copy()
            with self._database.write(0 if rows is None else rows.nbytes) as cursor:
                records.write_declarations(cursor, commit)
                if rows is not None:
                    register(cursor, rows)
                    cursor.execute(f"INSERT INTO {compact.hot_name(cursor)} SELECT {_INCOMING} FROM incoming")
                records.write_records(cursor, commit)
                joined, changes = timeline.write_spans(cursor, commit.patches, self._ends, book.limit)
                counted, more = timeline.write_parts(cursor, commit.parts, self._ends, book.limit)
                marked = [book.changed(machine, at) for machine, at in (*changes, *more)]
                if rows is not None:
                    marked.append(book.came(rows, self._catalogue.signals))
                if any(marked):
                    self.accounts.write_marks(cursor, book)
                records.write_checkpoints(cursor, commit)
                records.write_positions(cursor, commit)
            # Only now is it true; a refused commit leaves the memory as it was.
            self._catalogue.add(commit.signals, commit.sessions)
            if rows is not None:
                self._totals.add_rows(rows)
            self.accounts.book.marks = book.marks
            for lane, start in (*joined, *counted):
                self._ends.add(lane, start)
            self._database.fold()

    def signals(self) -> Sequence[StoredSignal]:
        """All signals ever declared, by id."""
        return self._catalogue.all_signals()

    def sessions(self) -> Sequence[StoredSession]:
        """All sessions, by id."""
        return self._catalogue.all_sessions()

    def positions(self) -> Sequence[Position]:
        """Last position of each source, by source."""
        with self._database.read() as cursor:
            return records.read_positions(cursor)

    def high_water(self) -> Mapping[tuple[int, SignalId], int]:
        """Greatest sequence stored per (session, signal)."""
        with self._database.read() as cursor:
            return read.high_water(cursor)

    def known(self, rows: pa.Table) -> Sequence[bool]:
        """For each row whether the journal already holds it, by identity."""
        with self._database.read() as cursor:
            return read.known(cursor, rows)

    def latest(self, signals: Sequence[SignalId], at: Instant) -> Mapping[SignalId, Observation]:
        """For each signal the last trusted observation at or before `at`."""
        bounds = self._totals.bounds(signals)
        with self._database.read() as cursor:
            return read.latest(cursor, self._catalogue, bounds, at)

    def relevant(self, signals: Sequence[SignalId], window: Interval) -> Iterator[Observation]:
        """Observations of these signals in the order of the truth; one snapshot, streamed."""
        with self._database.read() as cursor:
            yield from read.relevant(cursor, self._catalogue, signals, window)

    def observations(self, signal: SignalId, window: Interval, limit: int) -> pa.Table:
        """Rows of a signal in the window in the order of the truth, at most `limit`."""
        with self._database.read() as cursor:
            return read.observations(cursor, signal, window, limit)

    def reduced(self, signal: SignalId, window: Interval, buckets: int) -> pa.Table:
        """Columns `stores.common.buckets.BUCKETS`, quarantined rows left out."""
        with self._database.read() as cursor:
            return reduce.reduced(cursor, signal, window, buckets)

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        """Whole spans that touch the window (uncut), by machine, track, start, value."""
        with self._database.read() as cursor:
            return timeline.read_spans(cursor, machines, tracks, window)

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        """Part counts in the window by machine, instant."""
        with self._database.read() as cursor:
            return timeline.read_parts(cursor, machines, window)

    def coverage(self, machine: MachineId, window: Interval) -> Sequence[Coverage]:
        """Coverage that touches the window, by start."""
        with self._database.read() as cursor:
            return records.read_coverage(cursor, machine, window)

    def losses(self, machine: MachineId, window: Interval) -> Sequence[LossRecord]:
        """Losses that touch the window, by start."""
        with self._database.read() as cursor:
            return records.read_losses(cursor, machine, window)

    def notes(self, source: SourceId | None, window: Interval, limit: int) -> Sequence[SourceNote]:
        """Newest notes of a source (or of all) in the window, newest first."""
        with self._database.read() as cursor:
            return records.read_notes(cursor, source, window, limit)

    def assets(self, machine: MachineId) -> Sequence[AssetRecord]:
        """The newest record of each asset of a machine, by asset id."""
        with self._database.read() as cursor:
            return records.read_assets(cursor, machine)

    def checkpoint(self, machine: MachineId, before: Instant, profile: str) -> Checkpoint | None:
        """The newest checkpoint of that profile version at or before the instant."""
        with self._database.read() as cursor:
            return records.read_checkpoint(cursor, machine, before, profile)

    def totals(self) -> Mapping[MachineId, MachineTotals]:
        """What is stored, per machine."""
        return self._totals.machines(self.signals())

    def compact(self, before: Instant) -> int:
        """Move rows older than `before` into day tables sorted by (signal, at); rows written."""
        with self._compacting:
            return compact.compact(self._database, before)

    def export(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Batches of `ports.export.JOURNAL[table]`; no machines = all. Raises NotFound."""
        with self._database.read() as cursor:
            yield from export.exported(cursor, self._catalogue, table, window, machines)

    def copy(self, folder: Path, moment: Callable[[], None]) -> Sequence[CopiedFile]:
        """Copy the files while the house goes on; `moment` is called at the instant they hold, while nobody commits.

        Raises StoreFailed, StoreFull, OSError.
        """
        return backup.copy_open(self._database, folder, moment)

    def desk(self, limits: SqlLimits | None = None) -> DuckDBDesk:
        """Where this journal is asked in SQL."""
        return DuckDBDesk(self._database, limits or SqlLimits())

    def close(self) -> None:
        """Fold the log and release the data directory; a second call does nothing."""
        self._database.close()
        self._lock.release()
