"""Take away the boundaries that splits left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Plain):
    """No boundaries of splits inside (start, end)."""

    machine: MachineId
    start: Instant
    end: Instant | None

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises Conflict `correction_no_splits` where there is none to take away."""
        machine = sight.machine(self.machine)
        reach = sight.reach(self.start, self.end)
        inside = [split for split in sight.overlay(machine, reach).splits if split > self.start]
        if not inside:
            place = {"start": sight.wall(reach.start), "end": sight.wall(reach.end)}
            raise Conflict("correction_no_splits", machine=machine, **place)
        # What changes is at the boundaries; the time around them stays as it is.
        touched = Interval(Instant(inside[0] - 1), Instant(inside[-1] + 1))
        return [Draft(machine=machine, kind=CorrectionKind.MERGE, start=self.start, end=self.end, reach=touched)]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us."""
        line = lines[0]
        return len(lines) == 1 and (line.machine, line.kind, line.start, line.end) == (
            self.machine,
            CorrectionKind.MERGE,
            self.start,
            self.end,
        )
