"""Questions to cells: sums of whole months where they are asked for whole, else of pieces, and of cut stretches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from dispatcher.domain.instant import DAY
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery, Ranges, Settled
from dispatcher.ports.cells import EPOCH, PARTS, TIMES, days, schema
from dispatcher.stores.common.marks import ENDLESS, NEVER
from dispatcher.stores.duckdb.accounts.words import Words
from dispatcher.stores.duckdb.tables import columns, register

_RANGES = columns(machine=pa.int32(), low=pa.int64(), high=pa.int64())
PLAIN = frozenset({"day", "occurrence"})
"""Columns of the group that are no texts, and that months do not know."""
MARGIN = 3
"""Days by which occurrences of a month may reach out of it."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of cells: its table, its tables by month (the coarsest first) with their columns, and its sums."""

    table: str
    months: tuple[tuple[str, frozenset[str]], ...]
    sums: tuple[str, ...]

    def by_month(self, query: CellQuery) -> str:
        """The table by month that knows every column asked for."""
        wanted = {*query.group, *query.only} - {"machine"}
        return next(name for name, known in self.months if wanted <= known)


MONTH = "year(DATE '1970-01-01' + day) * 12 + month(DATE '1970-01-01' + day) - 1"
_CLASSES = ("shift", "team", "time_class", "base")
_PROGRAMS = ("shift", "team", "program", "item", "operation")
_ALL = ("shift", "team", "time_class", "state", "base", "mode", "reason", "origin", "program")
TIME_CELLS = Kind(
    table="account_times",
    months=(("account_classes_months", frozenset(_CLASSES)), ("account_times_months", frozenset(_ALL))),
    sums=TIMES,
)
PART_CELLS = Kind(table="account_parts", months=(("account_parts_months", frozenset(_PROGRAMS)),), sums=PARTS)
MONTHS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("account_times_months", "account_times", _ALL, TIMES),
    ("account_classes_months", "account_times", _CLASSES, TIMES),
    ("account_parts_months", "account_parts", _PROGRAMS, PARTS),
)
"""Each table by month: what it is summed from, by which columns, and what."""


@dataclass(frozen=True, slots=True)
class Reaches:
    """Where whole pieces are asked of: everything of some machines (None: of all) between two instants, the rest
    range by range.
    """

    machines: tuple[int, ...] | None
    between: Span
    rest: tuple[tuple[int, int, int], ...]


def reaches(whole: Ranges, settled: Mapping[MachineId, Settled], words: Words) -> Reaches:
    """Sort the ranges. What reaches to the bounds of what is stored is without end; the most frequent range is the
    common one.
    """
    single: dict[Span, list[int]] = {}
    rest: list[tuple[int, int, int]] = []
    for machine, windows in whole.items():
        own, number = settled.get(machine), words.known([machine])
        if own is None or not number:
            continue
        spans = [
            (NEVER if w.start <= own.begin else w.start, ENDLESS if w.end >= own.until else w.end) for w in windows
        ]
        if len(spans) == 1:
            single.setdefault(spans[0], []).append(number[0])
        else:
            rest += [(number[0], *span) for span in spans]
    if not single:
        return Reaches((), (0, 0), tuple(rest))
    common = max(single, key=lambda span: len(single[span]))
    rest += [(number, *span) for span, numbers in single.items() if span != common for number in numbers]
    machines = tuple(single[common])
    return Reaches(None if len(machines) == len(settled) else machines, common, tuple(rest))


def ask(
    cursor: duckdb.DuckDBPyConnection,
    kind: Kind,
    query: CellQuery,
    whole: Reaches,
    cut: Sequence[tuple[int, int, int]],
    words: Words,
) -> pa.Table:
    """The sums, with texts again."""
    group = [f'"{name}"' for name in query.group]
    sums = [f'"{name}"' for name in kind.sums]
    names = ", ".join((*group, *sums))
    parameters: dict[str, object] = {}
    where = _filters(query, words)
    parts = list(_parts(cursor, kind, query, whole, names, where))
    if cut:
        register(cursor, _ranges(cut), "cut")
        parts.append(f"SELECT {names} FROM ({_STRETCHES}) AS t WHERE {where} AND {_dated(query)}")
        parameters["person"] = (words.known(["person"]) or [-1])[0]
        # As constants they let the engine skip whole blocks before it joins.
        parameters["low"], parameters["high"] = min(own[1] for own in cut), max(own[2] for own in cut)
    found = schema(query.group, kind.sums).empty_table()
    if not parts:
        return found
    totals = ", ".join(f'CAST(sum("{name}") AS BIGINT) AS "{name}"' for name in kind.sums)
    by = f" GROUP BY {', '.join(group)}" if group else " HAVING count(*) > 0"
    stored = cursor.sql(
        f"SELECT {', '.join((*group, totals))} FROM ({' UNION ALL '.join(parts)}){by}", params=parameters
    ).to_arrow_table()
    arrays = [
        stored.column(name) if name in PLAIN or name in kind.sums else words.column(stored.column(name))
        for name in stored.column_names
    ]
    return pa.table(dict(zip(stored.column_names, arrays, strict=True))).cast(found.schema)


_STRETCHES = """SELECT *, CASE WHEN said THEN "time" ELSE 0 END AS entered,
    CASE WHEN said AND overdue THEN "time" ELSE 0 END AS entered_late
    FROM (SELECT s.machine, day, shift, team, occurrence, time_class, state, base, mode, reason, origin, program,
        least("end", high) - greatest("start", low) AS "time", 1 AS stretches,
        CASE WHEN stop = "start" AND "start" >= low THEN 1 ELSE 0 END AS stops, origin = $person AS said, overdue
        FROM account_stretches AS s JOIN cut AS c ON s.machine = c.machine AND s."end" > c.low AND s."start" < c.high
        WHERE s."end" > $low AND s."start" < $high)"""


def _filters(query: CellQuery, words: Words) -> str:
    """Conditions on the columns that every table has, but days."""
    found = ["TRUE"]
    given = {**query.only, **({"machine": query.machines} if query.machines else {})}
    if query.machines and "machine" in query.only:
        given["machine"] = tuple(name for name in query.machines if name in query.only["machine"])
    for name, values in given.items():
        if name in PLAIN:
            wanted = [days(date.fromisoformat(v)) if name == "day" else int(v) for v in values if v]
        else:
            wanted = list(words.known(values))
        listed = ", ".join(map(str, wanted))
        condition = f'"{name}" IN ({listed})' if listed else "FALSE"
        found.append(f"({condition} OR occurrence IS NULL)" if name == "occurrence" and "" in values else condition)
    return " AND ".join(found)


def _dated(query: CellQuery) -> str:
    first = NEVER if query.first is None else days(query.first)
    last = ENDLESS if query.last is None else days(query.last)
    return f"day BETWEEN {first} AND {last}"


def _parts(
    cursor: duckdb.DuckDBPyConnection, kind: Kind, query: CellQuery, whole: Reaches, names: str, where: str
) -> Iterator[str]:
    first = NEVER if query.first is None else days(query.first)
    last = ENDLESS if query.last is None else days(query.last)
    dated = f"{where} AND {_dated(query)}"
    if whole.machines is None or whole.machines:
        some = "TRUE" if whole.machines is None else f"machine IN ({', '.join(map(str, whole.machines))})"
        low, high = whole.between
        inside = f'{some} AND "start" >= {low} AND "end" <= {high}'
        months = _months(query, whole.between, first, last)
        if months is None:
            yield f"SELECT {names} FROM {kind.table} WHERE {inside} AND {dated}"
        else:
            begin, end = (first_day(months[0]) if months[0] else NEVER), first_day(months[1] + 1)
            inner = f"month BETWEEN {months[0]} AND {months[1]}"
            yield f"SELECT {names} FROM {kind.by_month(query)} WHERE {some} AND {inner} AND {where}"
            if first < begin:
                yield f"SELECT {names} FROM {kind.table} WHERE {inside} AND {dated} AND day < {begin}"
            if last >= end:
                yield f"SELECT {names} FROM {kind.table} WHERE {inside} AND {dated} AND day >= {end}"
    if whole.rest:
        register(cursor, _ranges(whole.rest), "ranges")
        bounds = min(low for _, low, _ in whole.rest), max(high for _, _, high in whole.rest)
        numbers = ", ".join(map(str, sorted({number for number, _, _ in whole.rest})))
        yield (
            f"SELECT {names} FROM (SELECT t.* FROM {kind.table} AS t JOIN ranges AS r ON t.machine = r.machine"
            f' AND t."start" >= r.low AND t."end" <= r.high WHERE t.machine IN ({numbers})'
            f' AND t."start" >= {bounds[0]} AND t."end" <= {bounds[1]}) WHERE {dated}'
        )


def _ranges(rows: Sequence[tuple[int, int, int]]) -> pa.Table:
    return pa.Table.from_arrays(
        [pa.array(list(own), kind) for own, kind in zip(zip(*rows, strict=True), _RANGES.types, strict=True)],
        schema=_RANGES,
    )


def _months(query: CellQuery, between: Span, first: int, last: int) -> Span | None:
    """The months that are asked for whole, first and last; None where there are none or days matter."""
    if PLAIN & {*query.group, *query.only}:
        return None
    low, high = first, last
    if between[0] != NEVER:
        low = max(low, between[0] // DAY + MARGIN)
    if between[1] != ENDLESS:
        high = min(high, between[1] // DAY - MARGIN)
    begin = 0 if low <= 0 else _month(low - 1) + 1
    end = _FAR if high >= first_day(_FAR) else _month(high + 1) - 1
    return (begin, end) if begin <= end else None


_FAR = 9998 * 12


def _month(day: int) -> int:
    """The month of a day (days since the epoch)."""
    own = EPOCH + timedelta(days=day)
    return own.year * 12 + own.month - 1


def first_day(month: int) -> int:
    """The first day of a month."""
    return days(date(month // 12, month % 12 + 1, 1))
