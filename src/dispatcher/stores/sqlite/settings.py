"""Settings as versioned JSON documents in one SQLite file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from dispatcher.domain.instant import Instant
from dispatcher.ports.store import StoreFailed, StoreFull
from dispatcher.stores.common.documents import decoded, encoded
from dispatcher.stores.sqlite.migrations import migrate

FILE = "settings.sqlite"

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process (the command line beside a running server) to finish its write."""

Version = tuple[int, Instant, str, Mapping[str, object] | None]

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SQLiteSettings:
    """`ports.store.Settings` in `settings.sqlite` of a data directory.

    Every `put` is on the disk when it returns. Raises StoreFull, StoreFailed (`store_schema_newer`,
    `store_settings_damaged`, `store_failed`).
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
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._translated():
            if self._connection is None:
                raise StoreFailed("store_closed", path=str(self._path))
            yield self._connection

    def get(self, kind: str, key: str) -> Mapping[str, object] | None:
        """The current document; None where there is none or it was removed."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT document FROM documents WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1", (kind, key)
            ).fetchone()
        return None if row is None else decoded(row[0])

    def all(self, kind: str) -> Mapping[str, Mapping[str, object]]:
        """All current documents of a kind by key, in the order of the keys."""
        with self._open() as connection:
            # With max() SQLite takes the other columns from the row of the maximum (sqlite.org/lang_select).
            rows = connection.execute(
                "SELECT key, document, max(version) FROM documents WHERE kind = ? GROUP BY key ORDER BY key", (kind,)
            ).fetchall()
        current = {key: decoded(text) for key, text, _ in rows}
        return {key: document for key, document in current.items() if document is not None}

    def put(self, kind: str, key: str, document: Mapping[str, object], *, at: Instant, author: str) -> int:
        """Store a new version; returns its number. Raises InvalidInput for what JSON cannot hold."""
        text = encoded(document)
        with self._open() as connection:
            return _append(connection, kind, key, (at, author, text))

    def remove(self, kind: str, key: str, *, at: Instant, author: str) -> None:
        """Mark as removed; nothing happens where there is no current document."""
        if self.get(kind, key) is None:
            return
        with self._open() as connection:
            _append(connection, kind, key, (at, author, None))

    def history(self, kind: str, key: str) -> Sequence[Version]:
        """(version, at, author, document) oldest first; None document = removed."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT version, at, author, document FROM documents WHERE kind = ? AND key = ? ORDER BY version",
                (kind, key),
            ).fetchall()
        return [(number, Instant(at), author, decoded(text)) for number, at, author, text in rows]

    def close(self) -> None:
        """Release the file; a second call does nothing."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _append(connection: sqlite3.Connection, kind: str, key: str, version: tuple[Instant, str, str | None]) -> int:
    """One statement = one transaction: the number is taken and used in the same breath."""
    row = connection.execute(
        """INSERT INTO documents (kind, key, version, at, author, document)
        SELECT ?, ?, coalesce(max(version), 0) + 1, ?, ?, ? FROM documents WHERE kind = ? AND key = ?
        RETURNING version""",
        (kind, key, *version, kind, key),
    ).fetchall()
    return int(row[0][0])
