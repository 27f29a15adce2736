"""The account of a range reckoned on the spot, without looking at anything that is stored of accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.reckoning import part_cells, time_cells
from dispatcher.domain.account import PartCell, Stretch, TimeCell
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.account import account
from dispatcher.ports.account import CellQuery
from dispatcher.ports.cells import PARTS, TIMES, asked, key, part_sums, summed, time_sums


@dataclass(slots=True)
class TriedAccount:
    """`app.figures.source.Account` of one window: machines are added, their cells kept, their stretches handed on."""

    _times: list[TimeCell] = field(default_factory=list)
    _parts: list[PartCell] = field(default_factory=list)

    def add(
        self, inputs: AccountInputs, machines: Sequence[MachineId], window: Interval, now: Instant
    ) -> Iterator[tuple[MachineId, list[Stretch]]]:
        """Reckon these machines; the stretches of each, cut to the window."""
        for machine, gathered in zip(
            machines, inputs.gather([(machine, window) for machine in machines], now), strict=True
        ):
            stretches = account(gathered.facts)
            self._times += time_cells(stretches, gathered.meaning)
            self._parts += part_cells(gathered)
            yield machine, stretches

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> Sequence[Stretch]:
        """None are kept."""
        del machines, window
        return ()

    def times(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums over the whole window, which is the only one that is asked for."""
        del window
        rows = [(key(cell, query.group), time_sums(cell)) for cell in self._times if asked(cell, query)]
        return summed(rows, query.group, TIMES)

    def parts(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums of parts likewise."""
        del window
        rows = [(key(cell, query.group), part_sums(cell)) for cell in self._parts if asked(cell, query)]
        return summed(rows, query.group, PARTS)

    def pending(self, machines: Sequence[MachineId]) -> int:
        """Nothing is: all was reckoned."""
        del machines
        return 0
