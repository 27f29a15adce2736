"""Take a line of the log back; taking that back makes it hold again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.app.corrections.intent import Draft, Plain
from dispatcher.app.corrections.sight import Sight
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import Conflict, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.engine.overlay import holding

SHIFTS = (CorrectionKind.ACCEPT, CorrectionKind.REOPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Plain):
    """The line `target` does not hold; `whole`: nor do the others entered in the same act."""

    target: int
    whole: bool = False

    def drafts(self, sight: Sight) -> Sequence[Draft]:
        """A line for each that still holds.

        Raises NotFound `correction_unknown`, Conflict `correction_undone_already`, `correction_of_shift` (a shift is
        accepted and reopened, not undone).
        """
        log = sight.sources.log
        line = log.get(self.target)
        if line is None:
            raise NotFound("correction_unknown", id=self.target)
        if line.kind in SHIFTS:
            raise Conflict("correction_of_shift", id=self.target)
        lines = log.act(line.bulk) if self.whole and line.bulk else [line]
        held = {one.id for one in holding([*lines, *log.undoing([one.id for one in lines])])}
        wanted = [one for one in lines if one.id in held]
        if not wanted:
            raise Conflict("correction_undone_already", id=self.target)
        return [
            Draft(
                machine=one.machine,
                kind=CorrectionKind.UNDO,
                start=one.start,
                end=one.end,
                target=one.id,
                reach=_reach(sight, one),
            )
            for one in wanted
        ]

    def made(self, lines: Sequence[Correction]) -> bool:
        """The target is among them."""
        return all(line.kind is CorrectionKind.UNDO for line in lines) and (
            any(line.target == self.target for line in lines)
        )


def _reach(sight: Sight, line: Correction) -> Interval:
    """What changes when the line goes or comes back: an open reason reached to the end of its stop."""
    end = line.end
    if end is None and line.kind in (CorrectionKind.SPLIT, CorrectionKind.PARTS):
        end = Instant(line.start + 1)
    elif end is None:
        end = sight.stop_end(line.machine, line.start) or sight.now
    return Interval(line.start, max(end, Instant(line.start + 1)))
