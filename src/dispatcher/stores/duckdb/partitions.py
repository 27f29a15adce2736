"""Which tables hold the observations, and the SQL that reads them as one.

New rows go, in the order they come, into the one `hot` table, whatever their day: a commit is one insert.
Compaction moves them, sorted by (signal, at), into a table per UTC day; days with few rows, and instants
that can only be rubbish, share one table, so that wild clocks cannot make tables without number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import duckdb

from dispatcher.domain.instant import DAY
from dispatcher.ports.store import ROWS

EARLIEST_DAY = 10_957
"""2000-01-01. No machine tool spoke MTConnect before; an instant before is a clock without battery."""

LATEST_DAY = 47_482
"""2100-01-01."""

ALWAYS = (-(2**63), 2**63 - 1)


class Kind(StrEnum):
    """How a partition is filled."""

    HOT = "hot"
    DAY = "day"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """One table of observations; `day` (days since the epoch) only for a day's table."""

    name: str
    kind: Kind
    day: int | None

    @property
    def bounds(self) -> tuple[int, int]:
        """[start, end) of the instants it may hold."""
        return ALWAYS if self.day is None else (self.day * DAY, (self.day + 1) * DAY)


def partitions(cursor: duckdb.DuckDBPyConnection) -> list[Partition]:
    """All partitions as of the cursor's snapshot: hot ones first, then other, then days upwards."""
    found = cursor.execute("SELECT name, kind, day FROM partitions ORDER BY day NULLS FIRST, name").fetchall()
    listed = [Partition(name=name, kind=Kind(kind), day=day) for name, kind, day in found]
    return sorted(listed, key=lambda partition: list(Kind).index(partition.kind) if partition.day is None else 9)


def within(found: list[Partition], start: int, end: int) -> list[Partition]:
    """Those that may hold something of [start, end)."""
    return [partition for partition in found if partition.bounds[0] < end and start < partition.bounds[1]]


STORED = 'signal, "at", source_lag, received_lag, session, sequence, num, text, quality'
"""The columns of a partition."""

AS_ROWS = ", ".join(
    {"source_at": '"at" + source_lag AS source_at', "received_at": '"at" + received_lag AS received_at'}.get(
        name, f'"{name}"'
    )
    for name in ROWS.names
)
"""The stored columns as the columns of ROWS."""


def union(found: list[Partition], columns: str, where: str) -> str:
    """`SELECT columns … WHERE where` over the partitions, as one sub-query; empty ones give no row."""
    branches = [f"SELECT {columns} FROM {partition.name} WHERE {where}" for partition in found]
    return "(" + " UNION ALL ".join(branches) + ")"
