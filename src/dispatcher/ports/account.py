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
from dispatcher.domain.instant import Instant, Micros
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
class Settled:
    """What is stored of a machine: its account of [begin, until), in pieces without hole.

    reach: up to where the spans decided it: a stop that goes on after `until` decides together with what comes.
    """

    begin: Instant
    until: Instant
    reach: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The account of one piece of a machine's axis: a shift occurrence, or a slot off shift.

    late_after: the limit above which its cells counted an entry as late.
    """

    machine: MachineId
    window: Interval
    stretches: Sequence[Stretch]
    times: Sequence[TimeCell]
    parts: Sequence[PartCell]
    late_after: Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The account of `window` of a machine, whole pieces by start: takes the place of all that was stored of it, and
    of all that was stored at or after `settled.until`. None settled: nothing of the machine stays stored.
    """

    machine: MachineId
    window: Interval
    pieces: Sequence[Written]
    settled: Settled | None


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


Ranges = Mapping[MachineId, Sequence[Interval]]
"""Intervals by machine; machines that are not named have none."""


class Watch(Protocol):
    """Sees what the journal changes while somebody reckons. What changed before it began is not its business."""

    def close(self) -> None:
        """Stop watching."""
        ...


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

    def settled(self) -> Mapping[MachineId, Settled]:
        """What is stored of each machine; machines of which nothing is are missing."""
        ...

    def changes(self) -> Mapping[MachineId, int]:
        """How often each machine's spans and counts have changed since the store was opened."""
        ...

    def watch(self) -> Watch:
        """To be opened before facts are gathered, and handed to `write`."""
        ...

    def write(self, renewed: Sequence[Renewed], done: Sequence[Mark], watch: Watch) -> None:
        """Replace these accounts and take these marks away, in one transaction. What changed since the watch was
        opened is marked again.
        """
        ...

    def pieces(self, instants: Mapping[MachineId, Sequence[Instant]]) -> Mapping[MachineId, Sequence[Interval]]:
        """The stored pieces that the instants of each machine lie in (or end at), each once, by start."""
        ...

    def stretches(self, ranges: Ranges) -> Sequence[Stretch]:
        """Stored stretches that touch the ranges, uncut, by machine and start."""
        ...

    def times(self, query: CellQuery, whole: Ranges, cut: Ranges) -> pa.Table:
        """Sums of the time cells of the pieces that lie in `whole`, and of the stretches inside `cut`, cut to it: the
        columns of the group (day as days since the epoch, int32; occurrence int64), then time, stretches, stops,
        entered, entered_late (int64).
        """
        ...

    def parts(self, query: CellQuery, whole: Ranges) -> pa.Table:
        """Sums of part cells: the columns of the group, then parts, inferred, scrap, rework, normed, ideal (int64)."""
        ...
