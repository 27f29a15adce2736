"""Let the present reason begin where the unexplained part before it began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.app.corrections.usable import check_reason
from dispatcher.domain.account import Stretch
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class BackDate(Plain):
    """At `at` the machine stands with a reason: what lies before it in the same stop without one gets it too."""

    machine: MachineId
    at: Instant

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line of the unexplained part.

        Raises Conflict `correction_no_reason_there` where there is no reason at `at`, `correction_nothing_before`
        where no unexplained time lies right before it.
        """
        machine = sight.machine(self.machine)
        sight.reach(self.at, None)
        here = sight.stretches(machine, Interval(self.at, Instant(self.at + 1)))
        present = here[-1] if here else None
        if present is None or not present.reason or present.stop is None:
            raise Conflict("correction_no_reason_there", machine=machine, at=sight.wall(self.at))
        stop = Interval(min(present.stop, self.at), Instant(self.at + 1))
        *before, last = sight.stretches(machine, stop)
        start = last.start
        while before and _same(before[-1], present):
            start = before.pop().start
        end, start = start, _blank(before, start)
        if start == end:
            raise Conflict("correction_nothing_before", machine=machine, at=sight.wall(end), reason=present.reason)
        check_reason(sight, machine, present.reason)
        return [
            Draft(
                machine=machine,
                kind=CorrectionKind.REASON,
                start=start,
                end=end,
                value=present.reason,
                reach=Interval(start, end),
            )
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """It ended before the instant it was asked for."""
        line = lines[0]
        return (
            len(lines) == 1
            and (line.machine, line.kind) == (self.machine, CorrectionKind.REASON)
            and line.end is not None
            and line.end <= self.at
        )


def _same(stretch: Stretch, present: Stretch) -> bool:
    """One reason goes on over changes of state, mode, program and shift."""
    return stretch.reason == present.reason and stretch.base is not BaseState.RUNNING


def _blank(before: list[Stretch], start: Instant) -> Instant:
    """Where the standing without a reason begins that ends at `start`."""
    while before and not before[-1].reason and before[-1].stop is not None:
        start = before.pop().start
    return start
