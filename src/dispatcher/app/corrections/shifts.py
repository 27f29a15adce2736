"""Close a shift against corrections, and open it again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.calendar import Occurrence
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.overlay import Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfShift(Plain, ABC):
    """The shift occurrence [start, end) of these machines."""

    machines: Sequence[MachineId]
    start: Instant
    end: Instant

    @property
    @abstractmethod
    def kind(self) -> CorrectionKind:
        """What becomes of it."""

    @abstractmethod
    def value(self, sight: Sight, machine: MachineId) -> str:
        """Checks one machine; the shift's name for the log."""

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """A line a machine. Raises InvalidInput `correction_no_machines`, and what `value` raises."""
        machines = list(dict.fromkeys(sight.machine(machine) for machine in self.machines))
        if not machines:
            raise InvalidInput("correction_no_machines")
        if self.end <= self.start:
            raise InvalidInput("correction_reversed", start=sight.wall(self.start), end=sight.wall(self.end))
        return [
            Draft(
                machine=machine,
                kind=self.kind,
                start=self.start,
                end=self.end,
                value=self.value(sight, machine),
                reach=Interval(self.start, self.end),
            )
            for machine in machines
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us but the name."""
        return {line.machine for line in lines} == set(self.machines) and all(
            (line.kind, line.start, line.end) == (self.kind, self.start, self.end) for line in lines
        )

    def lock(self, sight: Sight, machine: MachineId) -> Lock | None:
        """The acceptance of exactly this occurrence."""
        locks = sight.overlay(machine, Interval(self.start, self.end)).locks
        return next((lock for lock in locks if (lock.start, lock.end) == (self.start, self.end)), None)


class AcceptShift(_OfShift):
    """Nothing inside it may be corrected any more."""

    @property
    def kind(self) -> CorrectionKind:
        """Accepted."""
        return CorrectionKind.ACCEPT

    def value(self, sight: Sight, machine: MachineId) -> str:
        """Raises InvalidInput `correction_shift_unknown`, `correction_shift_lasts`, Conflict `correction_accepted`."""
        place = {"machine": machine, "start": sight.wall(self.start), "end": sight.wall(self.end)}
        occurrences = sight.sources.occurrences(machine, Interval(self.start, self.end))
        found = next((one for one in occurrences if (one.start, one.end) == (self.start, self.end)), None)
        if found is None:
            raise InvalidInput("correction_shift_unknown", **place)
        if self.end > sight.now:
            raise InvalidInput("correction_shift_lasts", **place)
        lock = self.lock(sight, machine)
        if lock is not None:
            raise Conflict("correction_accepted", shift=lock.shift, by=lock.by or "—", at=sight.wall(lock.at), **place)
        return shift_name(found)


class ReopenShift(_OfShift):
    """It may be corrected again."""

    @property
    def kind(self) -> CorrectionKind:
        """Reopened."""
        return CorrectionKind.REOPEN

    def value(self, sight: Sight, machine: MachineId) -> str:
        """Raises Conflict `correction_not_accepted`."""
        lock = self.lock(sight, machine)
        if lock is None:
            place = {"machine": machine, "start": sight.wall(self.start), "end": sight.wall(self.end)}
            raise Conflict("correction_not_accepted", **place)
        return lock.shift


def shift_name(occurrence: Occurrence) -> str:
    """How the log names a shift, for ever: the day it opened and its code."""
    return f"{occurrence.day.isoformat()} {occurrence.shift}"
