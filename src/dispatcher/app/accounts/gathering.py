"""What is seen of machines around a window: far enough out that every stop that touches it is seen whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dispatcher.app.accounts.meaning import Meaning
from dispatcher.domain.correction import LONGEST_CARRY, Correction
from dispatcher.domain.instant import HOUR, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Span, Track
from dispatcher.engine.account.states import STANDING, runs, told
from dispatcher.engine.overlay import NOTHING, Overlay, lay
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Derived

FIRST_STEP: Micros = 3 * HOUR
"""How far out is looked where a stop reaches out of the window; each further time four times as far."""
EVER: Micros = 2**62
ENDLESS = Instant(2**63 - 1)
"""The end of what still goes on."""


@dataclass(slots=True)
class Sight:
    """One machine around a window. `reach`: the whole stops that touch the window, the beginnings of entries that may
    still hold in it, and the window itself; as far as was looked.
    """

    machine: MachineId
    window: Interval
    now: Instant
    looked: Interval
    spans: list[Span] = field(default_factory=list)
    overlay: Overlay = NOTHING
    reach: Interval = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is seen yet."""
        self.reach = self.window

    def see(self, spans: Sequence[Span], lines: Sequence[Correction], meaning: Meaning) -> None:
        """Take in spans of the state track (beside those already seen), and all that was said of what was looked at."""
        known = {span.start: span for span in (*self.spans, *spans)}
        self.spans = [known[start] for start in sorted(known)]
        self.overlay = lay(lines, until=self.now) if lines else NOTHING
        states = told(self.spans, self.overlay.pieces, meaning.kinds, self.window, self.now)
        touching = [
            stop for stop in runs(states, STANDING) if stop.start < self.window.end and stop.end > self.window.start
        ]
        starts = [self.window.start, *(stop.start for stop in touching[:1]), *self._entries(meaning)]
        ends = [self.window.end, *(stop.end for stop in touching[-1:])]
        self.reach = Interval(min(starts), max(ends))

    @property
    def decided(self) -> Interval:
        """The same, without end where a stop goes on now: whatever comes belongs to it."""
        goes_on = self.reach.end >= self.now and bool(self.spans) and self.spans[-1].end is None
        return Interval(self.reach.start, ENDLESS) if goes_on else self.reach

    @property
    def lacks_before(self) -> bool:
        """Whether it may reach further back than was looked. Tracks tile: before a hole there is nothing."""
        first = self.spans[0].start if self.spans else self.window.start
        if not self.spans or first > self.looked.start:
            return self.reach.start < self.looked.start
        return self.reach.start <= first

    @property
    def lacks_after(self) -> bool:
        """Whether a stop may go on after what was looked at."""
        end = self.spans[-1].end if self.spans else None
        return end is not None and self.looked.end <= end < self.now and self.reach.end >= end

    def _entries(self, meaning: Meaning) -> Iterator[Instant]:
        """Where entries without an end begin that may still hold in the window."""
        for piece in self.overlay.pieces:
            if not piece.open or (piece.end is not None and piece.end <= self.window.start):
                continue
            reason = meaning.book.reason(piece.reason or "", piece.since)
            carry: Micros = LONGEST_CARRY if reason is None else min(reason.carry_hours * HOUR, LONGEST_CARRY)
            if piece.since < self.window.end and piece.since + carry > self.window.start:
                yield piece.since


def sights(
    journal: Derived,
    log: CorrectionLog,
    meaning: Meaning,
    asked: Sequence[tuple[MachineId, Interval]],
    now: Instant,
) -> list[Sight]:
    """What is seen of each machine around its window; windows should be near each other. Blocks."""
    found = [Sight(machine, window, now, window) for machine, window in asked]
    silent = log.last() == 0
    _look(journal, log, meaning, [(sight, sight.window) for sight in found], silent=silent)
    step = FIRST_STEP
    while True:
        further: list[tuple[Sight, Interval]] = []
        for sight in found:
            low, high = sight.looked.start, sight.looked.end
            before = Instant(max(min(low - step, sight.reach.start), -EVER)) if sight.lacks_before else low
            after = Instant(high + step) if sight.lacks_after else high
            if (before, after) != (low, high):
                further.append((sight, Interval(before, after)))
        if not further:
            return found
        _look(journal, log, meaning, further, silent=silent)
        step *= 4


def _look(
    journal: Derived,
    log: CorrectionLog,
    meaning: Meaning,
    wanted: Sequence[tuple[Sight, Interval]],
    *,
    silent: bool,
) -> None:
    if not wanted:
        return
    hull = Interval(min(window.start for _, window in wanted), max(window.end for _, window in wanted))
    spans: dict[MachineId, list[Span]] = {}
    for span in journal.spans([sight.machine for sight, _ in wanted], [Track.STATE], hull):
        spans.setdefault(span.machine, []).append(span)
    for sight, _ in wanted:
        sight.looked = hull
        lines = () if silent else log.of_machine(sight.machine, hull)
        sight.see(spans.get(sight.machine, ()), lines, meaning)
