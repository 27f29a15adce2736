"""Go back to what the machine says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Plain):
    """In [start, end) states, reasons and splits that people gave do not hold."""

    machine: MachineId
    start: Instant
    end: Instant | None

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises Conflict `correction_nothing_to_reset`."""
        machine = sight.machine(self.machine)
        reach = sight.reach(self.start, self.end)
        overlay = sight.overlay(machine, reach)
        said = any(piece.end is None or piece.end > reach.start for piece in overlay.pieces)
        if not said and not any(split > reach.start for split in overlay.splits):
            place = {"start": sight.wall(reach.start), "end": sight.wall(reach.end)}
            raise Conflict("correction_nothing_to_reset", machine=machine, **place)
        return [Draft(machine=machine, kind=CorrectionKind.RESET, start=self.start, end=self.end, reach=reach)]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us."""
        line = lines[0]
        return len(lines) == 1 and (line.machine, line.kind, line.start, line.end) == (
            self.machine,
            CorrectionKind.RESET,
            self.start,
            self.end,
        )
