"""Tables of the account of time: read from the one place where it is read, a few days at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa

from dispatcher.app.exports.tables import Source
from dispatcher.app.figures.source import Account
from dispatcher.app.reports.asking import Readers
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.account import Stretch
from dispatcher.domain.correction import Correction
from dispatcher.domain.instant import DAY, Instant, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery
from dispatcher.ports.export import ACCOUNT

MACHINE_DAYS = 400
"""Machines times days read at once: what is held in memory."""
PAGE = 5000
BATCH = 16_384


def account_sources(readers: Readers) -> Mapping[str, Source]:
    """Stretches, cells, corrections and shifts."""
    own = _Tables(readers)
    return {
        "stretches": own.stretches,
        "time_cells": lambda window, machines: own.cells("time_cells", window, machines),
        "part_cells": lambda window, machines: own.cells("part_cells", window, machines),
        "corrections": own.corrections,
        "occurrences": own.occurrences,
    }


class _Tables:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    @property
    def _account(self) -> Account:
        return self._readers.desk.account

    def _chosen(self, machines: Sequence[MachineId]) -> list[MachineId]:
        return list(machines) or [info.id for info in self._readers.plant.known]

    def _reach(self, window: Interval, machines: Sequence[MachineId]) -> Interval | None:
        """The part of the window in which there can be an account: from the first contact on, until now."""
        starts = [
            found[0].start for machine in machines if (found := self._readers.journal.coverage(machine, ALL_TIME))
        ]
        if not starts:
            return None
        # The account begins with the shift in which a machine was first heard of.
        start = max(window.start, min(starts) - 2 * DAY)
        end = min(window.end, self._readers.desk.clock.now())
        return Interval(Instant(start), Instant(end)) if start < end else None

    def stretches(self, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """By pieces of time, machine, start. What goes on over the end of a piece is one stretch all the same."""
        chosen = self._chosen(machines)
        reach = self._reach(window, chosen)
        waiting: dict[MachineId, Stretch] = {}
        for piece in [] if reach is None else _pieces(reach, len(chosen)):
            rows: list[Stretch] = []
            for one in self._account.stretches(chosen, piece):
                before = waiting.get(one.machine)
                if before is not None and before.end == one.start and _alike(before, one):
                    waiting[one.machine] = replace(one, start=before.start)
                    continue
                if before is not None:
                    rows.append(before)
                waiting[one.machine] = one
            yield from _batches("stretches", [_stretch(one) for one in rows])
        yield from _batches("stretches", [_stretch(one) for one in waiting.values()])

    def cells(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Whole occurrences of the plant days that the window touches."""
        schema = ACCOUNT[table]
        chosen = self._chosen(machines)
        reach = self._reach(window, chosen)
        if reach is None:
            return
        sums = ("time", "stretches", "stops", "entered", "entered_late", "parts", "inferred", "scrap", "rework")
        group = tuple(name for name in schema.names if name not in (*sums, "normed", "ideal"))
        zone = ZoneInfo(self._readers.plant.site.time_zone)
        first, last = (to_datetime(at, zone).date() for at in (reach.start, Instant(reach.end - 1)))
        step = timedelta(days=max(1, MACHINE_DAYS // len(chosen)))
        while first <= last:
            until = min(last, first + step - timedelta(days=1))
            query = CellQuery(group=group, machines=tuple(chosen), first=first, last=until, only={})
            found = (self._account.times if table == "time_cells" else self._account.parts)(query, None)
            rows = pa.table({name: found.column(name) for name in schema.names}).cast(schema)
            ordered = rows.sort_by([("day", "ascending"), ("machine", "ascending")])
            yield from ordered.to_batches(max_chunksize=BATCH)
            first = until + timedelta(days=1)

    def corrections(self, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Lines entered in the window."""
        wanted = set(machines)
        line = 0
        while found := self._readers.corrections.after(line, PAGE):
            line = found[-1].id
            rows = [one for one in found if one.at in window and (not wanted or one.machine in wanted)]
            yield from _batches("corrections", [_correction(one) for one in rows])

    def occurrences(self, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Shifts that touch the window, by pieces of time and machine."""
        chosen = self._chosen(machines)
        reach = self._reach(window, chosen)
        shifts = self._readers.desk.shifts()
        for piece in [] if reach is None else _pieces(reach, len(chosen)):
            yield from _batches(
                "occurrences",
                [
                    {
                        "machine": machine,
                        "calendar": one.calendar,
                        "day": one.day,
                        "shift": one.shift,
                        "team": one.team,
                        "start": one.start,
                        "end": one.end,
                        "break_time": sum(pause.length for pause in one.breaks),
                        "attendance": one.attendance.value,
                    }
                    for machine in chosen
                    for one in shifts.occurrences(machine, piece)
                    if one.start in piece or (reach is not None and piece.start == reach.start)
                ],
            )


def _pieces(window: Interval, machines: int) -> Iterator[Interval]:
    step = max(1, MACHINE_DAYS // max(1, machines)) * DAY
    at = window.start
    while at < window.end:
        end = Instant(min(at + step, window.end))
        yield Interval(at, end)
        at = end


def _alike(left: Stretch, right: Stretch) -> bool:
    """Whether two stretches were one before the window cut them."""
    return replace(left, start=right.start, end=right.end, open=right.open, late=right.late) == right


def _batches(table: str, rows: Sequence[Mapping[str, object]]) -> Iterator[pa.RecordBatch]:
    if rows:
        yield from pa.Table.from_pylist(list(rows), schema=ACCOUNT[table]).to_batches(max_chunksize=BATCH)


def _stretch(one: Stretch) -> dict[str, object]:
    return {name: _value(getattr(one, name)) for name in ACCOUNT["stretches"].names}


def _correction(one: Correction) -> dict[str, object]:
    return {name: getattr(one, name) for name in ACCOUNT["corrections"].names} | {"kind": one.kind.value}


def _value(value: object) -> object:
    """As the column holds it: ids joined by blanks, enumerations as their words."""
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(value) if isinstance(value, str) else value


def days_of(window: Interval, zone: str) -> Iterator[date]:
    """Local days that the window touches."""
    wall = ZoneInfo(zone)
    day, last = (to_datetime(at, wall).date() for at in (window.start, Instant(window.end - 1)))
    while day <= last:
        yield day
        day += timedelta(days=1)
