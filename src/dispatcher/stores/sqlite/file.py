"""The one SQLite file of a data directory: opened, migrated, locked, its errors in our words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatcher.ports.store import StoreFailed, StoreFull
from dispatcher.stores.sqlite.migrations import migrate

FILE = "settings.sqlite"

BUSY_TIMEOUT = 30.0
"""Seconds to wait for another connection to finish its write: a million norms are merged in one transaction, which a
busy machine may need seconds for.
"""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SQLiteFile:
    """One connection to `settings.sqlite` of a data directory, for one thread at a time.

    What is written is on the disk when the call returns. Raises StoreFull, StoreFailed (`store_schema_newer`,
    `store_settings_damaged`, `store_failed`, `store_closed`).
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / FILE
        self._lock = threading.Lock()
        with self._translated():
            self._connection: sqlite3.Connection | None = sqlite3.connect(
                self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
            )
        try:
            with self._translated():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                migrate(self._connection, self._path)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # The low byte is the primary result code (sqlite.org/rescode).
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
                raise StoreFull("store_full", path=str(self._path)) from error
            if code in _DAMAGED:
                raise StoreFailed("store_settings_damaged", path=str(self._path), reason=str(error)) from error
            raise StoreFailed("store_failed", path=str(self._path), reason=str(error)) from error

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The connection, nobody else using it; each statement is a transaction of its own."""
        with self._lock, self._translated():
            if self._connection is None:
                raise StoreFailed("store_closed", path=str(self._path))
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection in a transaction: all of it, or nothing where anything is raised."""
        with self.open() as connection:
            # IMMEDIATE: whoever reads first and writes then must not find that another wrote in between.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Release the file; a second call does nothing."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
