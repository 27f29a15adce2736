"""Copying what still reads out of a damaged database file, block by block."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dispatcher.stores.duckdb.migrations import MIGRATIONS
from dispatcher.stores.duckdb.partitions import Kind
from dispatcher.stores.duckdb.read import TRUSTED

BLOCK = 122_880
"""Rows the engine keeps together; damage makes a block of a column unreadable, so this is what is lost with it."""


def damaged_tables(path: Path) -> list[str] | None:
    """Tables that cannot be read to the end; None where the file cannot be opened or listed at all."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = _tables(connection, path.stem)
            return [name for name in names if not _reads(connection, name)]
    except duckdb.Error:
        return None


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name", [database]
    ).fetchall()
    return [str(name) for (name,) in found]


def _reads(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    try:
        # A hash of every column reads every block.
        connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {name}").fetchall()
    except duckdb.Error:
        return False
    return True


def salvage(broken: Path, target: Path) -> dict[str, int]:
    """Build `target` from what reads of `broken`; rows lost per table."""
    lost: dict[str, int] = {}
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"ATTACH '{str(broken).replace(chr(39), chr(39) * 2)}' AS broken (READ_ONLY)")
        definitions = connection.execute(
            "SELECT table_name, sql FROM duckdb_tables() WHERE database_name = 'broken' ORDER BY table_name"
        ).fetchall()
        for name, definition in definitions:
            connection.execute(str(definition).replace("CREATE TABLE broken.main.", "CREATE TABLE ", 1))
            missing = _copy(connection, str(name))
            if missing:
                lost[str(name)] = missing
        _mend_bookkeeping(connection, [str(name) for name, _ in definitions])
        connection.execute("DETACH broken")
    return lost


def _copy(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Copy a table whole, or block by block where that fails; rows that could not be read."""
    row = connection.execute(f"SELECT count(*), max(rowid) FROM broken.{name}").fetchone()
    count, last = (int(row[0]), int(row[1] or 0)) if row else (0, 0)
    if _insert(connection, f"INSERT INTO {name} SELECT * FROM broken.{name}"):
        return 0
    for low in range(0, last + 1, BLOCK):
        block = f"rowid >= {low} AND rowid < {low + BLOCK}"
        _insert(connection, f"INSERT INTO {name} SELECT * FROM broken.{name} WHERE {block}")
    copied = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return count - (int(copied[0]) if copied else 0)


def _insert(connection: duckdb.DuckDBPyConnection, statement: str) -> bool:
    try:
        connection.execute(statement)
    except duckdb.Error:
        return False
    return True


def _mend_bookkeeping(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """What is known from the rest is written anew: the version, the list of partitions, the marks."""
    row = connection.execute("SELECT count(*) FROM schema_version").fetchone()
    if not row or not row[0]:
        steps = [[migration.number, migration.name] for migration in MIGRATIONS]
        connection.executemany("INSERT INTO schema_version VALUES (?, ?)", steps)
    connection.execute("DELETE FROM partitions")
    stored: list[str] = []
    for name in names:
        if not name.startswith("observations_"):
            continue
        part = name.split("_")[1]
        kind = Kind(part) if part in (Kind.HOT, Kind.OTHER) else Kind.DAY
        # A day's table is called after it: observations_20261123.
        day = "NULL" if kind is not Kind.DAY else f"CAST(strptime('{part}', '%Y%m%d') AS DATE) - DATE '1970-01-01'"
        connection.execute(f"INSERT INTO partitions SELECT '{name}', '{kind.value}', {day}")
        if kind is not Kind.HOT:
            stored.append(name)
    # Accounts are reckoned again from what is left.
    for name in names:
        if name.startswith("account_"):
            connection.execute(f"DELETE FROM {name}")
    connection.execute("DELETE FROM marks")
    for name in stored:
        connection.execute(
            f"""INSERT INTO marks SELECT session, signal, max(sequence), count(*), min("at") FILTER ({TRUSTED}),
            max("at") FILTER ({TRUSTED}) FROM {name} GROUP BY session, signal"""
        )
