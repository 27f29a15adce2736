"""Say what a machine did, whatever its signals said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.app.corrections.usable import check_reason
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideState(Plain):
    """[start, end) was this state, and may have a reason. It needs an end: nobody knows the state of the future."""

    machine: MachineId
    start: Instant
    end: Instant | None
    state: str
    reason: str = ""

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """One line. Raises InvalidInput `correction_needs_end`, `state_unknown`, and what the reason's check raises."""
        machine = sight.machine(self.machine)
        if self.end is None:
            raise InvalidInput("correction_needs_end", kind=CorrectionKind.STATE.value)
        reach = sight.reach(self.start, self.end)
        known = [kind.code for kind in sight.sources.plant.states]
        if self.state not in known:
            raise InvalidInput("correction_state_unknown", state=self.state[:64], known=", ".join(known))
        if self.reason:
            check_reason(sight, machine, self.reason)
        return [
            Draft(
                machine=machine,
                kind=CorrectionKind.STATE,
                start=self.start,
                end=self.end,
                value=self.state,
                reason=self.reason,
                reach=reach,
            )
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """Nothing in it is found by us."""
        line = lines[0]
        return (
            len(lines) == 1
            and (line.machine, line.kind) == (self.machine, CorrectionKind.STATE)
            and (line.start, line.end, line.value, line.reason) == (self.start, self.end, self.state, self.reason)
        )
