"""Sums of cells as tables: the columns in which accounts are answered, whoever adds them up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.domain.account import Origin, PartCell, Stretch, TimeCell
from dispatcher.domain.instant import Micros
from dispatcher.domain.interval import Interval
from dispatcher.ports.account import GROUPS, CellQuery

TIMES = ("time", "stretches", "stops", "entered", "entered_late")
PARTS = ("parts", "inferred", "scrap", "rework", "normed", "ideal")
OF_TIMES = tuple(name for name in GROUPS if name not in {"item", "operation"})
OF_PARTS = ("machine", "day", "shift", "team", "occurrence", "program", "item", "operation")
"""Columns each kind of cell can be grouped and filtered by."""
EPOCH = date(1970, 1, 1)

Row = tuple[tuple[object, ...], tuple[int, ...]]
"""Values of the group's columns, sums."""


def column(name: str) -> pa.DataType:
    """The type of a column of the group."""
    return {"day": pa.int32(), "occurrence": pa.int64()}.get(name, pa.string())


def schema(group: Sequence[str], sums: Sequence[str]) -> pa.Schema:
    """Columns of an answer."""
    return pa.schema([*((name, column(name)) for name in group), *((name, pa.int64()) for name in sums)])


def days(day: date) -> int:
    """Days since the epoch."""
    return (day - EPOCH).days


def asked(own: TimeCell | PartCell | Stretch, query: CellQuery) -> bool:
    """Whether a cell is meant by the question."""
    return (
        (not query.machines or own.machine in query.machines)
        and (query.first is None or own.day >= query.first)
        and (query.last is None or own.day <= query.last)
        and all(_text(own, name) in values for name, values in query.only.items())
    )


def _text(own: TimeCell | PartCell | Stretch, name: str) -> str:
    value = getattr(own, name)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def key(own: TimeCell | PartCell | Stretch, group: Sequence[str]) -> tuple[object, ...]:
    """Values of the group's columns, as plain values."""
    values: list[object] = []
    for name in group:
        value = getattr(own, name)
        if isinstance(value, date):
            values.append(days(value))
        elif value is None or type(value) is int:
            values.append(value)
        else:
            values.append(str(value))
    return tuple(values)


def time_sums(own: TimeCell) -> tuple[int, ...]:
    """The columns TIMES of a cell."""
    return own.time, own.stretches, own.stops, own.entered, own.entered_late


def part_sums(own: PartCell) -> tuple[int, ...]:
    """The columns PARTS of a cell."""
    return own.parts, own.inferred, own.scrap, own.rework, own.normed, own.ideal


def cut_sums(own: Stretch, window: Interval, late_after: Micros) -> tuple[int, ...]:
    """The columns TIMES of what of a stretch lies in the window."""
    start, end = max(own.start, window.start), min(own.end, window.end)
    length = end - start
    entered = length if own.origin is Origin.PERSON else 0
    late = entered if own.late > late_after else 0
    return length, 1, int(own.stop == start), entered, late


def summed(rows: Iterable[Row], group: Sequence[str], sums: Sequence[str]) -> pa.Table:
    """The rows added up by their keys, in the order in which each key is met first."""
    found: dict[tuple[object, ...], list[int]] = {}
    for own, amounts in rows:
        total = found.get(own)
        if total is None:
            found[own] = list(amounts)
        else:
            for place, amount in enumerate(amounts):
                total[place] += amount
    keys: list[list[object]] = [[own[place] for own in found] for place in range(len(group))]
    totals: list[list[int]] = [[total[place] for total in found.values()] for place in range(len(sums))]
    arrays = [pa.array(values, column(name)) for name, values in zip(group, keys, strict=True)]
    arrays += [pa.array(values, pa.int64()) for values in totals]
    return pa.Table.from_arrays(arrays, schema=schema(group, sums))


def added(tables: Sequence[pa.Table], group: Sequence[str], sums: Sequence[str]) -> pa.Table:
    """Several answers to one question added up."""
    full = [table for table in tables if table.num_rows]
    if len(full) <= 1:
        return full[0] if full else schema(group, sums).empty_table()
    whole = pa.concat_tables(full)
    if not group:
        return pa.table({name: [pc.sum(whole.column(name)).as_py()] for name in sums}, schema=schema(group, sums))
    counted = whole.group_by(list(group)).aggregate([(name, "sum") for name in sums])
    return counted.select([*group, *(f"{name}_sum" for name in sums)]).rename_columns([*group, *sums])
