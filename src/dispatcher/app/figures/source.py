"""What figures are made from: the account of time and the plan of shifts, as far as they are read here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa

from dispatcher.domain.account import Stretch
from dispatcher.domain.calendar import Occurrence, Slot
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery


class Account(Protocol):
    """The account of time, corrections laid over it, open stretches counted until now. All calls block."""

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> Sequence[Stretch]:
        """Stretches cut to the window, by machine and start."""
        ...

    def times(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums of time cells, as `ports.account.Accounts.times`; of the window only, where one is given."""
        ...

    def parts(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums of part cells likewise."""
        ...

    def pending(self, machines: Sequence[MachineId]) -> int:
        """Shift occurrences that are still to be reckoned anew."""
        ...


class Shifts(Protocol):
    """Which shifts are planned, by machine."""

    def slots(self, machine: MachineId, window: Interval) -> Sequence[Slot]:
        """Whole slots that touch the window; they tile it."""
        ...

    def occurrences(self, machine: MachineId, window: Interval) -> Sequence[Occurrence]:
        """Whole occurrences that touch the window, by start."""
        ...

    def zone(self, machine: MachineId) -> str:
        """IANA name of the machine's zone."""
        ...
