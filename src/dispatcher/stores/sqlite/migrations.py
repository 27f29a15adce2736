"""The schema of the settings, step by step; `PRAGMA user_version` holds the number of the last step."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from dispatcher.ports.store import StoreFailed

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # A null document marks a removal. Rows are only ever added.
        """CREATE TABLE documents (
            kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,
            at INTEGER NOT NULL, author TEXT NOT NULL, document TEXT,
            PRIMARY KEY (kind, key, version)
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # The log of corrections. Rows are only ever added; the ids have no holes.
        """CREATE TABLE corrections (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, kind TEXT NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER, value TEXT NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL,
            author TEXT NOT NULL, at INTEGER NOT NULL, target INTEGER, scrap INTEGER NOT NULL, rework INTEGER NOT NULL,
            bulk TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX corrections_of_machine ON corrections (machine, start)",
        "CREATE INDEX corrections_entered ON corrections (at)",
        "CREATE INDEX corrections_undoing ON corrections (target) WHERE target IS NOT NULL",
        "CREATE INDEX corrections_of_shifts ON corrections (start) WHERE kind IN ('accept', 'reopen')",
        "CREATE INDEX corrections_of_act ON corrections (bulk) WHERE bulk <> ''",
    ),
    (
        # key: the program as norms compare it. first: days since 1970-01-01. Times in microseconds.
        """CREATE TABLE norms (
            key TEXT NOT NULL, scope TEXT NOT NULL, first INTEGER NOT NULL,
            program TEXT NOT NULL, item TEXT NOT NULL, operation TEXT NOT NULL,
            piece INTEGER NOT NULL CHECK (piece > 0), setup INTEGER CHECK (setup > 0),
            parts_per_cycle INTEGER NOT NULL CHECK (parts_per_cycle > 0),
            PRIMARY KEY (key, scope, first)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE norm_changes (
            revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL, first INTEGER NOT NULL
        ) STRICT""",
    ),
)
"""Step n brings version n - 1 to n. A step never changes once released."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to ours. Raises StoreFailed `store_schema_newer` (path, found, supported)."""
    # IMMEDIATE: of two processes that start at once one migrates and the other waits (trap 46).
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection, path)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _apply(connection: sqlite3.Connection, path: Path) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > len(MIGRATIONS):
        raise StoreFailed("store_schema_newer", path=str(path), found=found, supported=len(MIGRATIONS))
    for statements in MIGRATIONS[found:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
