"""The account of a machine's time: every instant with its state, its reason, its shift, and how it counts.

Stretches are a pure function of the automatic spans, the calendar, the rules and the log of corrections. They tile
the axis. Cells are their sums per shift occurrence; a report is a sum of cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState


class TimeClass(StrEnum):
    """How an instant counts; each belongs to exactly one class. ISO 22400-2 element in brackets."""

    PRODUCTION = "production"
    """Runs inside a shift, not in set-up (APT)."""
    SETUP = "setup"
    """Mode set-up, or a changeover reason, inside a shift (AUST)."""
    MICRO = "micro"
    """An unexplained stop not longer than the machine's threshold (ADET)."""
    DELAY = "delay"
    """A stop with an unplanned reason (ADET)."""
    FAILURE = "failure"
    """A stop with a failure reason (ADOT)."""
    UNEXPLAINED = "unexplained"
    """A stop inside a shift for which nobody gave a reason yet (ADET until explained)."""
    PLANNED = "planned"
    """Breaks and planned reasons while it stands (PDOT)."""
    PREVENTIVE = "preventive"
    """Planned maintenance (PMT)."""
    NOT_SCHEDULED = "not_scheduled"
    """Stands outside every shift, or a reason that takes the time out of the schedule."""
    EXTRA = "extra"
    """Runs outside every shift."""
    NO_DATA = "no_data"
    """Inside a shift, and nobody knows: neither running nor standing."""
    DARK = "dark"
    """Outside every shift, and nobody knows."""


BUSY = (
    TimeClass.PRODUCTION,
    TimeClass.SETUP,
    TimeClass.MICRO,
    TimeClass.DELAY,
    TimeClass.FAILURE,
    TimeClass.UNEXPLAINED,
)
"""Observed time of a shift without planned stops: actual side of planned busy time (PBT)."""


class Origin(StrEnum):
    """Who gave a stretch its reason."""

    NONE = "none"
    RULE = "rule"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """[start, end) of one machine over which nothing changes.

    open: the stretch goes on after `end` (= now). state_rule: the profile rule, "" where a person set the state.
    reason_rule: `rule@version` where a rule gave the reason. corrections: ids of those that hold here.
    stop: start of the whole stop it is a part of, None while running or without data; it may lie in an earlier shift.
    occurrence: start of the shift, None outside every shift. late: microseconds between the end of the stop (or now)
    and the entry of the person's reason, 0 where no person gave one or it came before the end.
    """

    machine: MachineId
    start: Instant
    end: Instant
    open: bool
    state: str
    base: BaseState
    mode: str
    program: str
    state_rule: str
    reason: str
    origin: Origin
    reason_rule: str
    corrections: tuple[int, ...]
    time_class: TimeClass
    stop: Instant | None
    day: date
    shift: str
    team: str
    occurrence: Instant | None
    occurrence_end: Instant | None
    late: Micros

    @property
    def length(self) -> Micros:
        """Microseconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCell:
    """Time of one machine in one shift occurrence (or one day's off-shift time) that counts alike.

    stretches: how many began here. stops: stops that began here. entered, entered_late: of `time`, the part whose
    reason a person gave, and of that the part entered later than the plant's limit.
    """

    machine: MachineId
    day: date
    shift: str
    team: str
    occurrence: Instant | None
    time_class: TimeClass
    state: str
    base: BaseState
    mode: str
    reason: str
    origin: Origin
    program: str
    time: Micros
    stretches: int
    stops: int
    entered: Micros
    entered_late: Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCell:
    """Parts of one program of one machine in one shift occurrence.

    parts: produced (PQ), of which `inferred` no counter told. scrap, rework: as entered. normed: parts whose program
    has a standard time; ideal: their standard time in all, microseconds (PRI x PQ). setup_ideal likewise for set-ups.
    """

    machine: MachineId
    day: date
    shift: str
    team: str
    occurrence: Instant | None
    program: str
    item: str
    operation: str
    parts: int
    inferred: int
    scrap: int
    rework: int
    normed: int
    ideal: Micros
