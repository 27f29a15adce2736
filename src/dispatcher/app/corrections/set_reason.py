"""Say why a machine stood; without an end until its stop ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.app.corrections.usable import check_holds, check_reason
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReason(Plain):
    """[start, end) has this reason; empty: no reason after all. A stop that is over already gives the missing end."""

    machine: MachineId
    start: Instant
    end: Instant | None
    reason: str

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises what `Sight.reach`, `check_reason` and `check_holds` raise."""
        machine = sight.machine(self.machine)
        sight.reach(self.start, self.end)
        end = sight.stop_end(machine, self.start) if self.end is None else self.end
        reach = sight.reach(self.start, end)
        reason = check_reason(sight, machine, self.reason) if self.reason else None
        check_holds(sight, machine, reach, reason)
        return [
            Draft(
                machine=machine,
                kind=CorrectionKind.REASON,
                start=self.start,
                end=end,
                value=self.reason,
                reach=reach,
            )
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """The end of an open one may have been found since."""
        line = lines[0]
        return (
            len(lines) == 1
            and (line.machine, line.kind) == (self.machine, CorrectionKind.REASON)
            and (line.start, line.value) == (self.start, self.reason)
            and self.end in (None, line.end)
        )
