"""An account of time over lists of stretches and part cells, for tests of whatever reads one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from dispatcher.domain.account import Origin, PartCell, Stretch, TimeClass
from dispatcher.domain.calendar import Attendance, Occurrence, Slot, SlotKind
from dispatcher.domain.instant import DAY, HOUR, Instant, parse_instant, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from dispatcher.ports.account import CellQuery

EPOCH = date(1970, 1, 1)
MIDNIGHT = parse_instant("2026-11-23T00:00:00Z")
"""A Monday."""
M1 = MachineId("m1")
STANDING = {
    TimeClass.PRODUCTION: BaseState.RUNNING,
    TimeClass.EXTRA: BaseState.RUNNING,
    TimeClass.NO_DATA: BaseState.NO_DATA,
    TimeClass.DARK: BaseState.NO_DATA,
    TimeClass.NOT_SCHEDULED: BaseState.OFF,
    TimeClass.FAILURE: BaseState.ALARM,
}
OFF_SHIFT = frozenset((TimeClass.EXTRA, TimeClass.DARK, TimeClass.NOT_SCHEDULED))


def stretch(
    kind: TimeClass, start: float, hours: float, *, machine: MachineId = M1, at: Instant = MIDNIGHT, **more: Any
) -> Stretch:
    """A stretch `start` hours after `at`, in the shift "day" of its date unless its class is outside every shift."""
    begin = Instant(at + round(start * HOUR))
    base = more.pop("base", STANDING.get(kind, BaseState.IDLE))
    shift = more.pop("shift", "" if kind in OFF_SHIFT else "day")
    stopped = base not in (BaseState.RUNNING, BaseState.NO_DATA)
    made = Stretch(
        machine=machine,
        start=begin,
        end=Instant(begin + round(hours * HOUR)),
        open=False,
        state=base.value,
        base=base,
        mode="production",
        program="O1",
        state_rule="test@1/rule",
        reason="",
        origin=Origin.NONE,
        reason_rule="",
        corrections=(),
        time_class=kind,
        stop=begin if stopped else None,
        day=to_datetime(begin).date(),
        shift=shift,
        team="",
        occurrence=Instant(begin - begin % DAY) if shift else None,
        occurrence_end=Instant(begin - begin % DAY + DAY) if shift else None,
        late=0,
    )
    return replace(made, **more)


def parts(
    count: int, *, norm: float | None = None, machine: MachineId = M1, day: date = date(2026, 11, 23), **more: Any
) -> PartCell:
    """Parts of one shift; `norm` in hours a piece."""
    made = PartCell(
        machine=machine,
        day=day,
        shift="day",
        team="",
        occurrence=MIDNIGHT,
        program="O1",
        item="",
        operation="",
        parts=count,
        inferred=0,
        scrap=0,
        rework=0,
        normed=0 if norm is None else count,
        ideal=0 if norm is None else round(norm * HOUR) * count,
    )
    return replace(made, **more)


@dataclass
class ListedAccount:
    """`app.figures.source.Account` over lists. Sums are made the slow and plain way."""

    listed: list[Stretch] = field(default_factory=list)
    cells: list[PartCell] = field(default_factory=list)
    waiting: int = 0
    late_after: int = 1800 * 1_000_000

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> list[Stretch]:
        return [
            replace(one, start=max(one.start, window.start), end=min(one.end, window.end))
            for one in sorted(self.listed, key=lambda one: (one.machine, one.start))
            if one.machine in machines and one.start < window.end and window.start < one.end
        ]

    def times(self, query: CellQuery, window: Interval | None) -> pa.Table:
        rows = (
            (one, (one.length, 1, int(one.stop == one.start), *self._entered(one)))
            for one in self._cut(window)
            if _asked(one, query)
        )
        return _summed(rows, query.group, ("time", "stretches", "stops", "entered", "entered_late"))

    def _cut(self, window: Interval | None) -> list[Stretch]:
        machines = sorted({one.machine for one in self.listed})
        return self.listed if window is None else self.stretches(machines, window)

    def _entered(self, one: Stretch) -> tuple[int, int]:
        given = one.length if one.origin is Origin.PERSON else 0
        return given, given if one.late > self.late_after else 0

    def parts(self, query: CellQuery, window: Interval | None) -> pa.Table:
        rows = (
            (one, (one.parts, one.inferred, one.scrap, one.rework, one.normed, one.ideal))
            for one in self.cells
            if _asked(one, query) and (window is None or one.occurrence is None or one.occurrence in window)
        )
        return _summed(rows, query.group, ("parts", "inferred", "scrap", "rework", "normed", "ideal"))

    def pending(self, machines: Sequence[MachineId]) -> int:
        del machines
        return self.waiting


def _asked(one: Stretch | PartCell, query: CellQuery) -> bool:
    return (
        (not query.machines or one.machine in query.machines)
        and (query.first is None or one.day >= query.first)
        and (query.last is None or one.day <= query.last)
        and all(getattr(one, column) in values for column, values in query.only.items())
    )


def _summed(
    rows: Iterable[tuple[Stretch | PartCell, tuple[int, ...]]], group: Sequence[str], sums: Sequence[str]
) -> pa.Table:
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(sums))
    for one, amounts in rows:
        place = found[tuple(_plain(getattr(one, column)) for column in group)]
        for at, amount in enumerate(amounts):
            place[at] += amount
    types = {"day": pa.int32(), "occurrence": pa.int64()}
    columns = {
        column: pa.array([key[at] for key in found], types.get(column, pa.string())) for at, column in enumerate(group)
    }
    columns |= {name: pa.array([given[at] for given in found.values()], pa.int64()) for at, name in enumerate(sums)}
    return pa.table(columns)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return (value - EPOCH).days
    return str(value) if isinstance(value, str) else value


def golden_day() -> ListedAccount:
    """24 hours of m1. In the shift, hours: production 8, set-up 2, micro-stops 0.5, delay 1, unexplained 0.5, failure 2
    (two of one hour), break 1, planned repair 1; outside: standing 5, running 3. Parts: 70 in the shift (2 scrap, 3
    rework), 20 outside; norm six minutes a piece.
    """
    kinds = [
        (TimeClass.NOT_SCHEDULED, 5),
        (TimeClass.PRODUCTION, 4),
        (TimeClass.SETUP, 2),
        (TimeClass.MICRO, 0.5),
        (TimeClass.FAILURE, 1),
        (TimeClass.PRODUCTION, 4),
        (TimeClass.PLANNED, 1),
        (TimeClass.DELAY, 1),
        (TimeClass.UNEXPLAINED, 0.5),
        (TimeClass.FAILURE, 1),
        (TimeClass.PREVENTIVE, 1),
        (TimeClass.EXTRA, 3),
    ]
    account, at = ListedAccount(), 0.0
    for kind, hours in kinds:
        account.listed.append(stretch(kind, at, hours))
        at += hours
    account.cells = [
        parts(70, norm=0.1, scrap=2, rework=3),
        parts(20, norm=0.1, shift="", occurrence=None),
    ]
    return account


@dataclass
class DailyShifts:
    """`app.figures.source.Shifts`: every day one shift "day" from hour to hour, and a "night" that ends next day."""

    hours: Sequence[tuple[str, int, int]] = (("day", 8, 20), ("night", 20, 32))
    named: str = "UTC"

    def zone(self, machine: MachineId) -> str:
        del machine
        return self.named

    def occurrences(self, machine: MachineId, window: Interval) -> list[Occurrence]:
        del machine
        return [one for one in self._all(window) if one.start < window.end and window.start < one.end]

    def _all(self, window: Interval) -> Iterator[Occurrence]:
        first = to_datetime(Instant(window.start - 2 * DAY)).date()
        for count in range((window.end - window.start) // DAY + 5):
            day = first + timedelta(days=count)
            at = (day - EPOCH).days * DAY
            for code, begin, end in self.hours:
                yield Occurrence(
                    calendar="main",
                    day=day,
                    shift=code,
                    team="",
                    start=Instant(at + begin * HOUR),
                    end=Instant(at + end * HOUR),
                    breaks=(),
                    attendance=Attendance.MANNED,
                )

    def slots(self, machine: MachineId, window: Interval) -> list[Slot]:
        found: list[Slot] = []
        at = window.start
        for one in self.occurrences(machine, window):
            if one.start > at:
                found.append(_off(at, one.start))
            found.append(Slot(start=one.start, end=one.end, kind=SlotKind.WORK, day=one.day, occurrence=one))
            at = one.end
        if at < window.end:
            found.append(_off(at, window.end))
        return found


def _off(start: Instant, end: Instant) -> Slot:
    return Slot(start=start, end=end, kind=SlotKind.OFF, day=to_datetime(start).date(), occurrence=None)
