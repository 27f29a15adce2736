"""The sorted rewrite: hot rows into day tables sorted by (signal, at), without stopping the writers.

Sort order beats engine: one signal over its full range is read dozens of times faster afterwards. First, in
a moment under the writers' lock, the house gets a new hot table; the old ones are then nobody's but ours and
are moved in one transaction, while commits go on and readers keep their snapshots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from dispatcher.domain.instant import DAY, Instant, to_datetime
from dispatcher.stores.duckdb.database import Database
from dispatcher.stores.duckdb.migrations import OBSERVATION_COLUMNS
from dispatcher.stores.duckdb.partitions import (
    EARLIEST_DAY,
    LATEST_DAY,
    STORED,
    Kind,
    Partition,
    partitions,
    union,
)
from dispatcher.stores.duckdb.read import TRUSTED

THIN = 256
"""A day of fewer rows gets no table of its own."""

REWRITE = 2_000_000
"""A partition that stays this small is sorted anew as a whole; a bigger one grows by sorted runs, because
sorting a big plant's day again every hour would cost more than its few dozen runs cost the readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """A sorted partition and the days of it that get rows (None: all that have no table of their own)."""

    old: Partition | None
    base: str
    kind: Kind
    day: int | None
    where: str
    rows: int


def compact(database: Database, before: Instant) -> int:
    """Move hot rows older than `before` into sorted partitions; rows written. Raises StoreFull, StoreFailed."""
    active = _rotate(database, before)
    if active is None:
        return 0
    written = 0
    with database.transaction() as cursor:
        found = partitions(cursor)
        closed = [partition for partition in found if partition.kind is Kind.HOT and partition.name != active]
        _mark(cursor, closed, before)
        for target in _targets(cursor, found, closed, before):
            written += _fill(cursor, target, closed)
        rest = union(closed, STORED, f'"at" >= {int(before)}')
        cursor.execute(f"INSERT INTO {active} SELECT * FROM {rest}")
        for partition in closed:
            _drop(cursor, partition)
    with database.lock:
        database.fold()
    return written


def _rotate(database: Database, before: Instant) -> str | None:
    """Give the writers a fresh hot table; its name, or None where nothing is old enough to move."""
    with database.read() as cursor:
        hot = [partition for partition in partitions(cursor) if partition.kind is Kind.HOT]
        stored = union(hot, '"at"', f'"at" < {int(before)}')
        if cursor.execute(f"SELECT 1 FROM {stored} LIMIT 1").fetchone() is None:
            return None
    name = f"observations_hot_{max(int(partition.name.rpartition('_')[2]) for partition in hot) + 1}"
    with database.write() as cursor:
        _create(cursor, name, Kind.HOT, None)
    return name


def hot_name(cursor: duckdb.DuckDBPyConnection) -> str:
    """The table that takes new rows: the youngest hot one."""
    hot = [partition.name for partition in partitions(cursor) if partition.kind is Kind.HOT]
    return max(hot, key=lambda name: int(name.rpartition("_")[2]))


def _targets(
    cursor: duckdb.DuckDBPyConnection, found: Sequence[Partition], closed: list[Partition], before: Instant
) -> list[_Target]:
    own = {partition.day: partition for partition in found if partition.kind is Kind.DAY}
    other = next((partition for partition in found if partition.kind is Kind.OTHER), None)
    old_enough = f'"at" < {int(before)}'
    bounded = f'{old_enough} AND "at" >= {EARLIEST_DAY * DAY} AND "at" < {LATEST_DAY * DAY}'
    # Integer division is exact here: the bounds keep instants before 1970 out.
    counted = cursor.execute(
        f"""SELECT "at" // {DAY} AS day, count(*) FROM {union(closed, '"at"', bounded)} GROUP BY day ORDER BY day"""
    ).fetchall()
    targets = [
        _Target(
            old=own.get(day),
            base=f"observations_{to_datetime(Instant(day * DAY)):%Y%m%d}",
            kind=Kind.DAY,
            day=day,
            where=f'{old_enough} AND "at" >= {day * DAY} AND "at" < {(day + 1) * DAY}',
            rows=rows,
        )
        for day, rows in counted
        if rows >= THIN or day in own
    ]
    own_table = " OR ".join(
        f'("at" >= {target.day * DAY} AND "at" < {(target.day + 1) * DAY})'
        for target in targets
        if target.day is not None
    )
    where = f"{old_enough} AND NOT ({own_table or 'FALSE'})"
    row = cursor.execute(f"SELECT count(*) FROM {union(closed, '1', where)}").fetchone()
    rows = int(row[0]) if row else 0
    if rows:
        targets.append(_Target(old=other, base="observations_other", kind=Kind.OTHER, day=None, where=where, rows=rows))
    return targets


def _fill(cursor: duckdb.DuckDBPyConnection, target: _Target, closed: list[Partition]) -> int:
    """Bring the moved rows into the partition; rows written."""
    moved = f"SELECT {STORED} FROM {union(closed, STORED, target.where)}"
    order = 'ORDER BY signal, "at", session, sequence'
    old = target.old
    if old is None:
        _create(cursor, target.base, target.kind, target.day)
        cursor.execute(f"INSERT INTO {target.base} {moved} {order}")
        return target.rows
    row = cursor.execute(f"SELECT count(*) FROM {old.name}").fetchone()
    there = int(row[0]) if row else 0
    if there + target.rows > REWRITE:
        cursor.execute(f"INSERT INTO {old.name} {moved} {order}")
        return target.rows
    name = target.base if old.name != target.base else f"{target.base}_b"
    _create(cursor, name, target.kind, target.day)
    cursor.execute(f"INSERT INTO {name} FROM (SELECT {STORED} FROM {old.name} UNION ALL {moved}) {order}")
    _drop(cursor, old)
    return there + target.rows


def _mark(cursor: duckdb.DuckDBPyConnection, closed: list[Partition], before: Instant) -> None:
    """Take what moves into the marks, from which high-water and totals are read at start."""
    columns = f'session, signal, sequence, "at", {TRUSTED} AS trusted'
    moved = union(closed, columns, f'"at" < {int(before)}')
    cursor.execute(
        f"""CREATE TEMP TABLE moved_marks AS SELECT session, signal, max(sequence) AS sequence, count(*) AS rows,
        min("at") FILTER (trusted) AS first_at, max("at") FILTER (trusted) AS last_at
        FROM {moved} GROUP BY session, signal"""
    )
    cursor.execute(
        """INSERT INTO moved_marks SELECT m.* FROM marks m SEMI JOIN moved_marks n
        ON m.session = n.session AND m.signal = n.signal"""
    )
    cursor.execute("DELETE FROM marks USING moved_marks n WHERE marks.session = n.session AND marks.signal = n.signal")
    cursor.execute(
        """INSERT INTO marks
        SELECT session, signal, max(sequence), CAST(sum(rows) AS BIGINT), min(first_at), max(last_at)
        FROM moved_marks GROUP BY session, signal"""
    )
    cursor.execute("DROP TABLE moved_marks")


def _create(cursor: duckdb.DuckDBPyConnection, name: str, kind: Kind, day: int | None) -> None:
    cursor.execute(f"CREATE TABLE {name} ({OBSERVATION_COLUMNS})")
    cursor.execute("INSERT INTO partitions VALUES (?, ?, ?)", [name, kind.value, day])


def _drop(cursor: duckdb.DuckDBPyConnection, partition: Partition) -> None:
    cursor.execute("DELETE FROM partitions WHERE name = ?", [partition.name])
    cursor.execute(f"DROP TABLE {partition.name}")
