"""Settings as versioned JSON documents in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from dispatcher.domain.instant import Instant
from dispatcher.stores.common.documents import decoded, encoded
from dispatcher.stores.sqlite.file import SQLiteFile

Version = tuple[int, Instant, str, Mapping[str, object] | None]


class SQLiteSettings(SQLiteFile):
    """`ports.store.Settings` in the SQLite file of a data directory."""

    def get(self, kind: str, key: str) -> Mapping[str, object] | None:
        """The current document; None where there is none or it was removed."""
        with self.open() as connection:
            text = _current(connection, kind, key)
        return None if text is None else decoded(text)

    def all(self, kind: str) -> Mapping[str, Mapping[str, object]]:
        """All current documents of a kind by key, in the order of the keys."""
        with self.open() as connection:
            # With max() SQLite takes the other columns from the row of the maximum (sqlite.org/lang_select).
            rows = connection.execute(
                "SELECT key, document, max(version) FROM documents WHERE kind = ? GROUP BY key ORDER BY key", (kind,)
            ).fetchall()
        current = {key: decoded(text) for key, text, _ in rows}
        return {key: document for key, document in current.items() if document is not None}

    def put(self, kind: str, key: str, document: Mapping[str, object], *, at: Instant, author: str) -> int:
        """Store a new version; returns its number. Raises InvalidInput for what JSON cannot hold."""
        text = encoded(document)
        with self.open() as connection:
            return _append(connection, kind, key, (at, author, text))

    def put_all(
        self, documents: Sequence[tuple[str, str, Mapping[str, object] | None]], *, at: Instant, author: str
    ) -> Sequence[int]:
        """Store several, all or none; None marks as removed. Raises InvalidInput for what JSON cannot hold."""
        texts = [(kind, key, None if document is None else encoded(document)) for kind, key, document in documents]
        numbers: list[int] = []
        with self.transaction() as connection:
            for kind, key, text in texts:
                gone = text is None and _current(connection, kind, key) is None
                numbers.append(0 if gone else _append(connection, kind, key, (at, author, text)))
        return numbers

    def remove(self, kind: str, key: str, *, at: Instant, author: str) -> None:
        """Mark as removed; nothing happens where there is no current document."""
        if self.get(kind, key) is None:
            return
        with self.open() as connection:
            _append(connection, kind, key, (at, author, None))

    def history(self, kind: str, key: str) -> Sequence[Version]:
        """(version, at, author, document) oldest first; None document = removed."""
        with self.open() as connection:
            rows = connection.execute(
                "SELECT version, at, author, document FROM documents WHERE kind = ? AND key = ? ORDER BY version",
                (kind, key),
            ).fetchall()
        return [(number, Instant(at), author, decoded(text)) for number, at, author, text in rows]

    def versions(self) -> Mapping[tuple[str, str], int]:
        """How many versions each document (kind, key) has had, removals included."""
        with self.open() as connection:
            rows = connection.execute("SELECT kind, key, max(version) FROM documents GROUP BY kind, key").fetchall()
        return {(kind, key): number for kind, key, number in rows}


def _current(connection: sqlite3.Connection, kind: str, key: str) -> str | None:
    row = connection.execute(
        "SELECT document FROM documents WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1", (kind, key)
    ).fetchone()
    return None if row is None else row[0]


def _append(connection: sqlite3.Connection, kind: str, key: str, version: tuple[Instant, str, str | None]) -> int:
    """One statement = one transaction: the number is taken and used in the same breath."""
    row = connection.execute(
        """INSERT INTO documents (kind, key, version, at, author, document)
        SELECT ?, ?, coalesce(max(version), 0) + 1, ?, ?, ? FROM documents WHERE kind = ? AND key = ?
        RETURNING version""",
        (kind, key, *version, kind, key),
    ).fetchall()
    return int(row[0][0])
