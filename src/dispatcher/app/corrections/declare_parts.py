"""Declare parts scrap or rework."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Warned
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId

MOST = 1_000_000
"""Parts in one declaration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareParts:
    """At `at` so many parts of a program were scrap or rework. Declarations add up; an undo takes one back."""

    machine: MachineId
    at: Instant
    program: str
    scrap: int
    rework: int

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises InvalidInput `correction_parts_count` unless one of them is there, and both make sense."""
        machine = sight.machine(self.machine)
        sight.past(self.at)
        if min(self.scrap, self.rework) < 0 or not 0 < self.scrap + self.rework <= MOST:
            raise InvalidInput("correction_parts_count", scrap=self.scrap, rework=self.rework, limit=MOST)
        return [
            Draft(
                machine=machine,
                kind=CorrectionKind.PARTS,
                start=self.at,
                end=None,
                value=self.program,
                scrap=self.scrap,
                rework=self.rework,
                reach=Interval(self.at, Instant(self.at + 1)),
            )
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us."""
        line = lines[0]
        return (
            len(lines) == 1
            and (line.machine, line.kind, line.start) == (self.machine, CorrectionKind.PARTS, self.at)
            and (line.value, line.scrap, line.rework) == (self.program, self.scrap, self.rework)
        )

    def warnings(self, sight: Sight) -> Sequence[Warned]:
        """More scrap than parts in the shift (without one: in the day before): a counter may have missed some, or a
        person mistyped. It is written as said; the figures show it raw (trap 33).
        """
        window = self._window(sight)
        counts = sight.sources.counts([self.machine], window)
        made = sum(count.parts for count in counts if count.program == self.program)
        declared = [part for part in sight.overlay(self.machine, window).parts if part.program == self.program]
        scrap = sum(part.scrap for part in declared)
        if scrap <= made:
            return ()
        params = {"scrap": scrap, "parts": made, "program": self.program or "—", "machine": self.machine}
        return [Warned(code="correction_scrap_exceeds_parts", params=params)]

    def _window(self, sight: Sight) -> Interval:
        here = Interval(self.at, Instant(self.at + 1))
        for occurrence in sight.sources.occurrences(self.machine, here):
            return Interval(occurrence.start, occurrence.end)
        return Interval(Instant(here.end - DAY), here.end)
