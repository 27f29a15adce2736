"""Cut a stop in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Plain):
    """The stop around `at` has a boundary there."""

    machine: MachineId
    at: Instant

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises InvalidInput `correction_split_outside`, Conflict `correction_split_there`."""
        machine = sight.machine(self.machine)
        sight.reach(self.at, None)
        around = Interval(Instant(self.at - 1), Instant(self.at + 1))
        if self.at in sight.overlay(machine, around).splits:
            raise Conflict("correction_split_there", machine=machine, at=sight.wall(self.at))
        sides = sight.stretches(machine, around)
        inside = sides and sides[0].start <= around.start and all(side.stop is not None for side in sides)
        if not inside:
            raise InvalidInput("correction_split_outside", machine=machine, at=sight.wall(self.at))
        return [Draft(machine=machine, kind=CorrectionKind.SPLIT, start=self.at, end=None, reach=around)]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us."""
        line = lines[0]
        return len(lines) == 1 and (line.machine, line.kind, line.start) == (
            self.machine,
            CorrectionKind.SPLIT,
            self.at,
        )
