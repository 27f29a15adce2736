"""Stretches and cells as rows of the store, and stretches back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from dispatcher.ports.account import Written
from dispatcher.ports.cells import EPOCH, PARTS, TIMES, days, part_sums, time_sums
from dispatcher.stores.duckdb.accounts.words import Words
from dispatcher.stores.duckdb.tables import columns

_INT, _LONG = pa.int32(), pa.int64()
_OF_PIECE = {"machine": _INT, "start": _LONG, "end": _LONG, "day": _INT, "shift": _INT, "team": _INT}

PIECES = columns(machine=_INT, start=_LONG, end=_LONG)
STRETCHES = columns(
    machine=_INT,
    start=_LONG,
    end=_LONG,
    state=_INT,
    base=_INT,
    mode=_INT,
    program=_INT,
    state_rule=_INT,
    reason=_INT,
    origin=_INT,
    reason_rule=_INT,
    corrections=pa.string(),
    time_class=_INT,
    stop=_LONG,
    day=_INT,
    shift=_INT,
    team=_INT,
    occurrence=_LONG,
    occurrence_end=_LONG,
    late=_LONG,
    overdue=pa.bool_(),
)
TIME_CELLS = columns(
    **_OF_PIECE,
    occurrence=_LONG,
    **dict.fromkeys(("time_class", "state", "base", "mode", "reason", "origin", "program"), _INT),
    **dict.fromkeys(TIMES, _LONG),
)
PART_CELLS = columns(
    **_OF_PIECE,
    occurrence=_LONG,
    **dict.fromkeys(("program", "item", "operation"), _INT),
    **dict.fromkeys(PARTS, _LONG),
)


def table(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Rows as an Arrow table."""
    values = zip(*rows, strict=True) if rows else ((),) * len(schema.names)
    arrays = [pa.array(list(own), kind) for own, kind in zip(values, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def pieces(written: Iterable[Written], words: Words) -> pa.Table:
    """The windows."""
    return table(PIECES, [(words.number(own.machine), own.window.start, own.window.end) for own in written])


def stretches(written: Iterable[Written], words: Words) -> pa.Table:
    """All stretches."""
    number = words.number
    return table(
        STRETCHES,
        [
            (
                number(one.machine),
                one.start,
                one.end,
                number(one.state),
                number(one.base.value),
                number(one.mode),
                number(one.program),
                number(one.state_rule),
                number(one.reason),
                number(one.origin.value),
                number(one.reason_rule),
                ",".join(map(str, one.corrections)),
                number(one.time_class.value),
                one.stop,
                days(one.day),
                number(one.shift),
                number(one.team),
                one.occurrence,
                one.occurrence_end,
                one.late,
                one.late > own.late_after,
            )
            for own in written
            for one in own.stretches
        ],
    )


def time_cells(written: Iterable[Written], words: Words) -> pa.Table:
    """All time cells, each with its piece."""
    number = words.number
    return table(
        TIME_CELLS,
        [
            (
                number(own.machine),
                own.window.start,
                own.window.end,
                days(cell.day),
                number(cell.shift),
                number(cell.team),
                cell.occurrence,
                number(cell.time_class.value),
                number(cell.state),
                number(cell.base.value),
                number(cell.mode),
                number(cell.reason),
                number(cell.origin.value),
                number(cell.program),
                *time_sums(cell),
            )
            for own in written
            for cell in own.times
        ],
    )


def part_cells(written: Iterable[Written], words: Words) -> pa.Table:
    """All part cells, each with its piece."""
    number = words.number
    return table(
        PART_CELLS,
        [
            (
                number(own.machine),
                own.window.start,
                own.window.end,
                days(cell.day),
                number(cell.shift),
                number(cell.team),
                cell.occurrence,
                number(cell.program),
                number(cell.item),
                number(cell.operation),
                *part_sums(cell),
            )
            for own in written
            for cell in own.parts
        ],
    )


def read_stretches(found: pa.Table, words: Words) -> list[Stretch]:
    """Stretches of rows, each (machine, start) once, in the order of the rows."""
    dates: dict[int, object] = {}
    made: list[Stretch] = []
    last: tuple[int, int] | None = None
    word = words.word
    for row in zip(*(found.column(name).to_pylist() for name in STRETCHES.names), strict=True):
        if last == (row[0], row[1]):
            continue
        last = (row[0], row[1])
        day = row[14]
        if day not in dates:
            dates[day] = EPOCH.fromordinal(EPOCH.toordinal() + day)
        made.append(
            Stretch(
                machine=MachineId(word(row[0])),
                start=Instant(row[1]),
                end=Instant(row[2]),
                open=False,
                state=word(row[3]),
                base=BaseState(word(row[4])),
                mode=word(row[5]),
                program=word(row[6]),
                state_rule=word(row[7]),
                reason=word(row[8]),
                origin=Origin(word(row[9])),
                reason_rule=word(row[10]),
                corrections=tuple(map(int, row[11].split(","))) if row[11] else (),
                time_class=TimeClass(word(row[12])),
                stop=None if row[13] is None else Instant(row[13]),
                day=dates[day],  # type: ignore[arg-type] # always a date
                shift=word(row[15]),
                team=word(row[16]),
                occurrence=None if row[17] is None else Instant(row[17]),
                occurrence_end=None if row[18] is None else Instant(row[18]),
                late=row[19],
            )
        )
    return made
