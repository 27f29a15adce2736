"""Wiring of figures."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.figures.desk import Desk
from dispatcher.app.plant import Plant
from dispatcher.domain.account import Stretch
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings


class Unreckoned:
    """An account in which nothing was reckoned yet: everything is no data."""

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> Sequence[Stretch]:
        """None."""
        del machines, window
        return ()

    def times(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """No rows."""
        del window
        return _empty(query.group, ("time", "stretches", "stops", "entered", "entered_late"))

    def parts(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """No rows."""
        del window
        return _empty(query.group, ("parts", "inferred", "scrap", "rework", "normed", "ideal"))

    def pending(self, machines: Sequence[MachineId]) -> int:
        """Nothing."""
        return 0 * len(machines)


def _empty(group: Sequence[str], sums: Sequence[str]) -> pa.Table:
    types = {"day": pa.int32(), "occurrence": pa.int64()}
    columns = {name: pa.array([], types.get(name, pa.string())) for name in group}
    return pa.table({**columns, **{name: pa.array([], pa.int64()) for name in sums}})


def figure_desk(plant: Plant, settings: Settings, clock: Clock) -> Desk:
    """The desk of figures."""
    return Desk(
        plant=plant,
        account=Unreckoned(),
        shifts=lambda: CalendarPlan.of(settings, plant),
        settings=settings,
        clock=clock,
    )
