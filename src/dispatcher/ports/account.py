"""Where accounts of time are kept: stretches and their cells, marks of what must be reckoned anew, and cursors.

The account follows three logs: the spans of the journal, the log of corrections, and the versions of what people set.
A mark says "from here (to there) the stored account may be false"; the journal sets marks itself, in the transaction
that changes spans or counts. All calls block and are made from worker threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa

from dispatcher.domain.account import PartCell, Stretch, TimeCell
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId

GROUPS = (
    *("machine", "day", "shift", "team", "occurrence", "time_class", "state", "base", "mode"),
    *("reason", "origin", "program", "item", "operation"),
)
"""Columns one may group and filter by. Times know all but item and operation; parts know machine, day, shift, team,
occurrence, program, item, operation.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The stored account of [start, end) of the machine may be false; `end` None = from there on."""

    machine: MachineId
    start: Instant
    end: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The account of a machine in a window that begins and ends at bounds of slots: takes the place of all that was
    stored of it. Cells are those of the occurrences and off-shift pieces of the window.
    """

    machine: MachineId
    window: Interval
    stretches: Sequence[Stretch]
    times: Sequence[TimeCell]
    parts: Sequence[PartCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellQuery:
    """Which cells, and how to add them up. Empty tuples mean "all"; `first` and `last` are plant dates, both included.

    `group`: names of GROUPS, in the order of the answer's columns.
    """

    group: tuple[str, ...]
    machines: tuple[MachineId, ...] = ()
    first: date | None = None
    last: date | None = None
    only: Mapping[str, tuple[str, ...]]
    """column of GROUPS -> values"""


class Accounts(Protocol):
    """The stored account."""

    def marks(self) -> Sequence[Mark]:
        """What must be reckoned anew, by machine and start, touching marks joined."""
        ...

    def mark(self, marks: Sequence[Mark], cursors: Mapping[str, int]) -> None:
        """Add marks and move cursors (log -> last line that has its marks), in one transaction."""
        ...

    def cursors(self) -> Mapping[str, int]:
        """The cursors."""
        ...

    def settled(self) -> Mapping[MachineId, Instant]:
        """Up to where the account of each machine was ever reckoned; later is not stored."""
        ...

    def write(self, written: Sequence[Written], done: Sequence[Mark]) -> None:
        """Replace these windows and take these marks away (as far as they lie in the windows), in one transaction."""
        ...

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> Sequence[Stretch]:
        """Stored stretches that touch the window, uncut, by machine and start."""
        ...

    def times(self, query: CellQuery) -> pa.Table:
        """Sums of time cells: the columns of the group (day as days since the epoch, int32), then time, stretches,
        stops, entered, entered_late (int64).
        """
        ...

    def parts(self, query: CellQuery) -> pa.Table:
        """Sums of part cells: the columns of the group, then parts, inferred, scrap, rework, normed, ideal (int64)."""
        ...
