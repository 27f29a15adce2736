"""The open database file: connections, limits, checkpoints, and coming back after a fatal error.

The engine never checkpoints by itself here: a checkpoint that finds the disk full would invalidate the
whole database, although the commit before it is safe in the log. We do it after the commit, when the log
has grown enough and there is room, and where it fails the file is opened anew.
"""

from __future__ import annotations

import contextlib
import gc
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa

from dispatcher.ports.store import StoreFailed, StoreFull
from dispatcher.stores.duckdb.errors import RECOVERY, is_fatal, translated
from dispatcher.stores.duckdb.log import first_doubt
from dispatcher.stores.duckdb.migrations import MIGRATIONS, SCHEMA

FILE = "journal.duckdb"
LOG = "journal.duckdb.wal"
SPILL = "journal.tmp"

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the engine may use.

    memory: MiB for the engine's buffers. log: bytes of log after which it is folded into the file.
    reserve: bytes that stay free on the disk; below it nothing is written (`store_full`), so that the
    rest of the machine, and the way out of the trouble, still has room. zone: IANA name of the zone in which
    questions in SQL cut days.
    """

    memory: int = 512
    threads: int = 2
    log: int = 32 * MEBIBYTE
    reserve: int = 64 * MEBIBYTE
    zone: str = "UTC"


class Database:
    """One file with one owner. `read` from any thread; `write` is one at a time."""

    def __init__(self, directory: Path, limits: Limits, on_open: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Open or create; `on_open` is called each time the file was opened.

        Raises StoreFull or StoreFailed (`store_log_damaged`, `store_file_damaged`, `store_schema_newer`).
        """
        self.directory = directory
        self.path = directory / FILE
        self.log = directory / LOG
        self.spill = directory / SPILL
        self.limits = limits
        self._on_open = on_open
        self.lock = threading.RLock()
        self._cursors: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._closed = False
        self._copying = threading.Lock()
        self._still = False
        self._reading: BinaryIO | None = None
        self._open()

    def _open(self) -> None:
        doubt = first_doubt(self.log)
        if doubt is not None:
            reason = f"byte {doubt} of the log"
            raise StoreFailed("store_log_damaged", path=str(self.path), command=RECOVERY, reason=reason)
        # A killed process leaves what it had spilled; nobody else owns the directory.
        shutil.rmtree(self.spill, ignore_errors=True)
        try:
            connection = duckdb.connect(
                str(self.path),
                config={
                    "memory_limit": f"{self.limits.memory}MiB",
                    "threads": str(self.limits.threads),
                    "temp_directory": str(self.spill),
                    "checkpoint_threshold": "1TiB",
                    # An extension would come from the network; the house may have none.
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                },
            )
        except (duckdb.Error, OSError) as error:
            raise translated(error, self.path) from error
        try:
            _lock(connection, self.limits.zone)
            _migrate(connection, self.path)
            self._on_open(connection)
        except (duckdb.Error, OSError) as error:
            connection.close()
            raise translated(error, self.path) from error
        except StoreFailed:
            connection.close()
            raise
        self._connection = connection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of one's own, to be closed by the caller. Raises StoreFailed `store_closed`."""
        if self._connection is None:
            with self.lock:
                self._reopen()
        connection = self._connection
        if connection is None:
            raise StoreFailed("store_closed", path=str(self.path))
        cursor = connection.cursor()
        self._cursors.add(cursor)
        return cursor

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A snapshot: everything read inside belongs together. Raises StoreFailed."""
        try:
            cursor = self.cursor()
            try:
                cursor.begin()
                yield cursor
            finally:
                cursor.close()
        except (duckdb.Error, pa.ArrowException) as error:
            # A stream hands the engine's errors on in Arrow's words.
            self._failed(error)
            raise translated(error, self.path) from error

    @contextmanager
    def write(self, size: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction, committed at the end; `size` is about how many bytes will be written.

        Raises StoreFull or StoreFailed, and then nothing of it is written.
        """
        with self.lock:
            if not self.has_room(size):
                raise StoreFull("store_full", path=str(self.path))
            with self.transaction() as cursor:
                yield cursor

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction beside the others, without the lock: for who touches only tables of his own."""
        try:
            cursor = self.cursor()
            try:
                cursor.begin()
                yield cursor
                cursor.commit()
            finally:
                # Closing an uncommitted connection rolls back.
                cursor.close()
        except (duckdb.Error, OSError) as error:
            self._failed(error)
            raise translated(error, self.path) from error

    def has_room(self, size: int) -> bool:
        """Whether `size` bytes fit and the reserve stays."""
        return shutil.disk_usage(self.directory).free >= size + self.limits.reserve

    @contextmanager
    def still(self, moment: Callable[[], None]) -> Iterator[tuple[BinaryIO, int]]:
        """While this is open nothing is folded: the file stays what it is, and only the log grows. Gives the file, to
        be read, and how many bytes of the log belong to it; `moment` is called then, while nobody commits.

        Raises StoreFailed.
        """
        with self._copying:
            with self.lock:
                self._reopen()
                if self._connection is None:
                    raise StoreFailed("store_closed", path=str(self.path))
                if self._reading is None:
                    # Kept open as long as the engine: with whatever descriptor of the file a process closes first,
                    # the system drops the engine's lock on it.
                    self._reading = self.path.open("rb", buffering=0)
                self.fold(beyond=0)
                moment()
                log = self.log.stat().st_size if self.log.exists() else 0
                self._still = True
            try:
                yield self._reading, log
            finally:
                self._still = False

    def ask(self) -> None:
        """For whoever works long beside the others: raises StoreFailed `store_closed` when the house closes."""
        if self._closed:
            raise StoreFailed("store_closed", path=str(self.path))

    def fold(self, beyond: int | None = None) -> None:
        """Fold the log into the file when it has grown (`beyond` that many bytes); nothing is lost where that is not
        possible now.
        """
        size = self.log.stat().st_size if self.log.exists() else 0
        least = self.limits.log if beyond is None else beyond
        if self._still or size <= least or not self.has_room(2 * size):
            return
        if self._connection is None:
            return
        try:
            self._connection.execute("CHECKPOINT")
        except duckdb.TransactionException:
            # Somebody reads or compacts; the next commit tries again.
            return
        except duckdb.Error as error:
            # The commit before is in the log, so it stays true whatever happened here.
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """After a fatal error: let go of the engine; whoever comes next opens the file anew."""
        if not is_fatal(error):
            return
        with self.lock:
            for cursor in list(self._cursors):
                cursor.close()
            self._cursors.clear()
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _reopen(self) -> None:
        if self._connection is None and not self._closed:
            # The engine lives until its last connection is collected.
            gc.collect()
            self._open()

    def close(self) -> None:
        """Fold the log and let go of the file."""
        self._closed = True
        # Whoever copies sees that, and leaves.
        with self._copying, self.lock:
            for cursor in list(self._cursors):
                cursor.close()
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if self._reading is not None:
                self._reading.close()
                self._reading = None


def _lock(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    """Whatever is asked from now on, no query reads a file or a variable of the program, and nobody changes a setting.
    The zone is set where the engine knows it, else UTC.
    """
    with contextlib.suppress(duckdb.Error):
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET GLOBAL TimeZone = ?", [zone])
    connection.execute("SET GLOBAL python_enable_replacements = false")
    connection.execute("SET GLOBAL enable_external_access = false")
    connection.execute("SET GLOBAL lock_configuration = true")


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the schema up to ours. Raises StoreFailed `store_schema_newer` (path, found, supported)."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL, name VARCHAR NOT NULL)")
    row = connection.execute("SELECT coalesce(max(number), 0) FROM schema_version").fetchone()
    found = int(row[0]) if row else 0
    if found > SCHEMA:
        raise StoreFailed("store_schema_newer", path=str(path), found=found, supported=SCHEMA)
    for migration in MIGRATIONS:
        if migration.number <= found:
            continue
        connection.begin()
        for statement in migration.statements:
            connection.execute(statement)
        connection.execute("INSERT INTO schema_version VALUES (?, ?)", [migration.number, migration.name])
        connection.commit()
