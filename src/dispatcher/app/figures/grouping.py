"""By what figures may be grouped, and how cells of the account fold into groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.app.plant import Plant
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.signal import MachineId

NATIVE = ("machine", "day", "shift", "team", "program")
"""Columns of the cells themselves."""
OF_MACHINE = ("area", "line", "site")
OF_DAY = ("week", "month", "weekday")
FIGURES = ("machine", "area", "line", "site", "shift", "team", "day", "week", "month", "program")
"""What figures may be grouped by."""
TIMES = (*FIGURES, "weekday", "time_class", "state", "base", "mode", "reason", "origin", "hour")
"""What times may be grouped by besides; `hour` only over short ranges."""

EPOCH = date(1970, 1, 1)
THURSDAY = 3
"""Days from the Monday of its week to 1970-01-01."""

Key = tuple[str, ...]


def read_groups(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Names, comma separated, each once. Raises InvalidInput `group_unknown`."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in known:
            raise InvalidInput("group_unknown", value=name[:64], known=", ".join(known))
    return names


def columns(groups: Sequence[str]) -> tuple[str, ...]:
    """The columns of cells that these groups need."""
    of = {**dict.fromkeys(OF_MACHINE, "machine"), **dict.fromkeys(OF_DAY, "day")}
    return tuple(dict.fromkeys(of.get(name, name) for name in groups))


class Folding:
    """Folds tables of cells into rows of a group: derived columns are added, then everything alike is summed."""

    def __init__(self, plant: Plant, groups: Sequence[str]) -> None:
        self.groups = tuple(groups)
        self._of: Mapping[str, Mapping[str, str]] = {
            "area": {info.id: info.area for info in plant.known},
            "line": {info.id: info.line for info in plant.known},
            "site": {info.id: plant.site_of(info).id for info in plant.known},
        }
        self._order = {info.id: place for place, info in enumerate(plant.known)}

    def fold(self, table: pa.Table, also: Sequence[str], sums: Sequence[str]) -> pa.Table:
        """The table with the columns of the groups, then `also`, then `sums` added up."""
        arrays = [self._column(table, name) for name in self.groups]
        arrays += [table.column(name) for name in (*also, *sums)]
        names = [*self.groups, *also, *sums]
        wide = pa.table(arrays, names=names)
        alike = [*self.groups, *also]
        if not alike or set(columns(self.groups)) == set(self.groups):
            return wide
        folded = wide.group_by(alike).aggregate([(name, "sum") for name in sums])
        return pa.table([folded.column(n if n in alike else f"{n}_sum") for n in names], names=names)

    def _column(self, table: pa.Table, name: str) -> pa.ChunkedArray[Any] | pa.Array[Any]:
        if name in OF_MACHINE:
            machines = table.column("machine")
            known = machines.unique().to_pylist()
            scopes = pa.array([self._of[name].get(str(machine), "") for machine in known], pa.string())
            return scopes.take(pc.index_in(machines, pa.array(known, machines.type)))
        if name in OF_DAY:
            days = table.column("day").to_numpy().astype(np.int64)
            return pa.array(_of_day(name, days))
        return table.column(name)

    def keys(self, table: pa.Table) -> list[Key]:
        """The group of each row, as people read it."""
        given = [_texts(name, table.column(name).to_pylist()) for name in self.groups]
        return list(zip(*given, strict=True)) if given else [()] * table.num_rows

    def sort_key(self, key: Key) -> tuple[tuple[int, str], ...]:
        """Machines as the plant orders them, everything else by its text."""
        return tuple(
            (self._order.get(MachineId(value), len(self._order)) if name == "machine" else 0, value)
            for name, value in zip(self.groups, key, strict=True)
        )


def _of_day(name: str, days: np.typing.NDArray[np.int64]) -> np.typing.NDArray[np.int64]:
    match name:
        case "week":
            return (days + THURSDAY) // 7
        case "weekday":
            return (days + THURSDAY) % 7 + 1
        case _:
            return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _texts(name: str, values: list[object]) -> list[str]:
    """Each different value is written once."""
    written = {value: _text(name, value) for value in dict.fromkeys(values)}
    return [written[value] for value in values]


def _text(name: str, value: object) -> str:
    """`2026-11-24`, `2026-W48` (ISO 8601), `2026-11`, `1` for Monday; everything else as it is."""
    if not isinstance(value, int):
        return str(value)
    match name:
        case "day":
            return day_of(value).isoformat()
        case "week":
            year, week, _ = (EPOCH + timedelta(days=7 * value - THURSDAY)).isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{1970 + value // 12:04}-{value % 12 + 1:02}"
        case _:
            return str(value)


def day_of(number: int) -> date:
    """The date so many days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def last_day(name: str, text: str) -> date:
    """The last date of a day, week or month as `_text` writes it."""
    match name:
        case "week":
            return date.fromisocalendar(int(text[:4]), int(text[6:]), 7)
        case "month":
            year, month = int(text[:4]), int(text[5:])
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        case _:
            return date.fromisoformat(text)
