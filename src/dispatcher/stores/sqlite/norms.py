"""Standard times in SQLite. Rows are staged beside the table, however long it takes, and merged in one transaction."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from dispatcher.domain.instant import Instant
from dispatcher.domain.norm import Norm, key_of, keys_for
from dispatcher.ports.norms import TWICE_SHOWN, NormChange, NormKey, NormsPut
from dispatcher.stores.sqlite.file import SQLiteFile

EPOCH = date(1970, 1, 1)
BATCH = 10_000
_COLUMNS = "key, scope, first, program, item, operation, piece, setup, parts_per_cycle"
_SELECT = f"SELECT {_COLUMNS} FROM norms"
_SAME = "norms.key = staged.key AND norms.scope = staged.scope AND norms.first = staged.first"
_DIFFERS = (
    "(norms.program, norms.item, norms.operation, norms.piece, norms.setup, norms.parts_per_cycle) IS NOT "
    "(staged.program, staged.item, staged.operation, staged.piece, staged.setup, staged.parts_per_cycle)"
)


class SQLiteNorms(SQLiteFile):
    """`ports.norms.Norms` in the SQLite file of a data directory."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._staging = threading.Lock()

    def put(self, rows: Iterable[tuple[int, Norm]], *, at: Instant, author: str, dry_run: bool = False) -> NormsPut:
        """Take in numbered rows in one transaction."""
        with self._staging:
            try:
                self._stage(rows)
                with self.open() as connection:
                    twice, twice_total = _drop_repeated(connection)
                with self.transaction() as connection:
                    done = _compare(connection, twice, twice_total)
                    if not dry_run:
                        _merge(connection, at, author)
            finally:
                with self.open() as connection:
                    connection.execute("DROP TABLE IF EXISTS temp.staged")
        return done

    def _stage(self, rows: Iterable[tuple[int, Norm]]) -> None:
        """Batch by batch: while a long file is read, others read and write norms."""
        with self.open() as connection:
            connection.execute("DROP TABLE IF EXISTS temp.staged")
            connection.execute(
                """CREATE TEMP TABLE staged (
                    line INTEGER PRIMARY KEY, key TEXT, scope TEXT, first INTEGER, program TEXT, item TEXT,
                    operation TEXT, piece INTEGER, setup INTEGER, parts_per_cycle INTEGER
                )"""
            )
        following = iter(rows)
        while batch := list(islice(following, BATCH)):
            with self.open() as connection:
                connection.execute("BEGIN")
                connection.executemany(
                    "INSERT INTO temp.staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [(line, *_row(norm)) for line, norm in batch],
                )
                connection.execute("COMMIT")

    def remove(self, keys: Sequence[NormKey], *, at: Instant, author: str) -> int:
        """Remove these, in one transaction; how many there were."""
        removed = 0
        first = None
        with self.transaction() as connection:
            for key in keys:
                cursor = connection.execute("DELETE FROM norms WHERE key = ? AND scope = ? AND first = ?", _key(key))
                if cursor.rowcount:
                    removed += cursor.rowcount
                    first = key.first if first is None else min(first, key.first)
            if first is not None:
                _note(connection, at, author, _days(first))
        return removed

    def fitting(self, program: str) -> Sequence[Norm]:
        """Every norm whose program fits this one."""
        keys = keys_for(program)
        with self.open() as connection:
            found = connection.execute(f"{_SELECT} WHERE key IN ({', '.join('?' * len(keys))})", keys)
            return [_norm(row) for row in found]

    def search(self, text: str, limit: int, after: NormKey | None) -> Sequence[Norm]:
        """Norms with the text in program, item or operation, by key."""
        wanted = text.strip().casefold()
        begin = ("", "", _days(date.min)) if after is None else _key(after)
        found: list[Norm] = []
        with self.open() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE (key, scope, first) > (?, ?, ?) ORDER BY key, scope, first", begin
            )
            # In Python, because SQLite folds the case of Latin letters only.
            for row in rows:
                if not wanted or any(wanted in part.casefold() for part in (row[0], row[4], row[5])):
                    found.append(_norm(row))
                    if len(found) == limit:
                        break
        return found

    def count(self) -> int:
        """How many there are."""
        with self.open() as connection:
            return int(connection.execute("SELECT count(*) FROM norms").fetchone()[0])

    def revision(self) -> int:
        """The number of the last act of writing."""
        with self.open() as connection:
            return _revision(connection)

    def changes(self, after: int) -> Sequence[NormChange]:
        """Acts of writing with a greater number, in order."""
        with self.open() as connection:
            rows = connection.execute(
                "SELECT revision, at, author, first FROM norm_changes WHERE revision > ? ORDER BY revision", (after,)
            )
            return [
                NormChange(revision=number, at=Instant(at), author=author, first=_date(first))
                for number, at, author, first in rows
            ]


def _drop_repeated(connection: sqlite3.Connection) -> tuple[tuple[tuple[int, int], ...], int]:
    """Rows whose key an earlier row has leave the stage."""
    connection.execute(
        """CREATE TEMP TABLE repeated AS SELECT line, earlier FROM (
            SELECT line, min(line) OVER (PARTITION BY key, scope, first) AS earlier FROM temp.staged
        ) WHERE line > earlier"""
    )
    try:
        shown = connection.execute("SELECT line, earlier FROM temp.repeated ORDER BY line LIMIT ?", (TWICE_SHOWN,))
        twice = tuple((line, earlier) for line, earlier in shown.fetchall())
        total = int(connection.execute("SELECT count(*) FROM temp.repeated").fetchone()[0])
        connection.execute("DELETE FROM temp.staged WHERE line IN (SELECT line FROM temp.repeated)")
    finally:
        connection.execute("DROP TABLE temp.repeated")
    return twice, total


def _compare(connection: sqlite3.Connection, twice: tuple[tuple[int, int], ...], twice_total: int) -> NormsPut:
    staged, known, changed = connection.execute(
        f"""SELECT count(*), count(norms.key), coalesce(sum(norms.key IS NOT NULL AND {_DIFFERS}), 0)
        FROM temp.staged AS staged LEFT JOIN norms ON {_SAME}"""
    ).fetchone()
    return NormsPut(
        added=staged - known, changed=changed, unchanged=known - changed, twice=twice, twice_total=twice_total
    )


def _merge(connection: sqlite3.Connection, at: Instant, author: str) -> None:
    """Only what differs is written; where nothing does, nothing was changed."""
    (first,) = connection.execute(
        f"""SELECT min(staged.first) FROM temp.staged AS staged LEFT JOIN norms ON {_SAME}
        WHERE norms.key IS NULL OR {_DIFFERS}"""
    ).fetchone()
    if first is None:
        return
    connection.execute(
        f"""INSERT OR REPLACE INTO norms ({_COLUMNS})
        SELECT {", ".join(f"staged.{name}" for name in _COLUMNS.split(", "))}
        FROM temp.staged AS staged LEFT JOIN norms ON {_SAME}
        WHERE norms.key IS NULL OR {_DIFFERS} ORDER BY staged.key, staged.scope, staged.first"""
    )
    _note(connection, at, author, first)


def _note(connection: sqlite3.Connection, at: Instant, author: str, first: int) -> None:
    connection.execute(
        "INSERT INTO norm_changes (revision, at, author, first) VALUES (?, ?, ?, ?)",
        (_revision(connection) + 1, at, author, first),
    )


def _revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(revision), 0) FROM norm_changes").fetchone()[0])


def _days(day: date) -> int:
    return (day - EPOCH).days


def _date(days: int) -> date:
    return EPOCH + timedelta(days=days)


def _key(key: NormKey) -> tuple[str, str, int]:
    return key_of(key.program), key.scope, _days(key.first)


def _row(norm: Norm) -> tuple[object, ...]:
    return (
        *_key(NormKey(norm.program, norm.scope, norm.first)),
        norm.program.strip(),
        norm.item,
        norm.operation,
        norm.piece,
        norm.setup,
        norm.parts_per_cycle,
    )


def _norm(row: Sequence[object]) -> Norm:
    _, scope, first, program, item, operation, piece, setup, parts = row
    return Norm(
        program=str(program),
        scope=str(scope),
        item=str(item),
        operation=str(operation),
        piece=_whole(piece),
        setup=None if setup is None else _whole(setup),
        parts_per_cycle=_whole(parts),
        first=_date(_whole(first)),
    )


def _whole(value: object) -> int:
    """STRICT columns hold what they say."""
    if not isinstance(value, int):
        raise TypeError(value)
    return value
