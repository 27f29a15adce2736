"""Timelines as other state rules would draw them, in memory, over the stored ones of everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.past import drawn, looking_back, recalled
from dispatcher.domain.instant import DAY, HOUR, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.schedule import Schedule
from dispatcher.ports.store import Derived, Journal

WARM_UP: Micros = DAY
"""So long before the range other rules begin to judge: longer than every delay that a rule may have in practice."""
TAIL: Micros = 2 * HOUR
"""So long after it they go on, so that a stop at its end is seen whole."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What one machine would show. Spans and counts that begin before `since` by track are the stored ones."""

    spans: Sequence[Span]
    counts: Sequence[PartCount]
    firsts: Mapping[Track, Instant]
    counted_from: Instant

    def replaces(self, span: Span) -> bool:
        """Whether a stored span would not be there, or be there as drawn here."""
        first = self.firsts.get(span.track)
        return first is not None and span.start >= first


def redraw(
    journal: Journal,
    schedule: Schedule,
    machine: MachineId,
    until: Instant,
    from_: Instant,
    going_on: Callable[[], None],
) -> Redrawn:
    """Derive the machine by a schedule from the newest memory before `from_` to `until`, asking `going_on` now and
    then, which may raise.
    """
    memory = recalled(journal, machine, schedule, from_ - 1)
    line = looking_back(journal, schedule, machine, memory, until, going_on)
    after = line.memory.at
    spans, counts = drawn(line.follow(until))
    lanes = {track: [span.start for span in spans if span.track is track] for track in Track}
    beginning = Instant(-(2**62) if after is None else after + 1)
    firsts = {track: min([*starts, beginning]) for track, starts in lanes.items()}
    firsts[Track.ALARM] = beginning
    return Redrawn(spans, counts, firsts, beginning)


class Overlaid:
    """`ports.store.Derived`: stored spans and counts, but for the machines that were redrawn."""

    def __init__(self, stored: Derived, redrawn: Mapping[MachineId, Redrawn]) -> None:
        self._stored = stored
        self._redrawn = redrawn

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> Sequence[Span]:
        """Whole spans that touch the window, by machine, track, start, value."""
        kept: dict[tuple[MachineId, Track, int, str], Span] = {}
        for span in self._stored.spans(machines, tracks, window):
            redrawn = self._redrawn.get(span.machine)
            if redrawn is None or not redrawn.replaces(span):
                kept[span.machine, span.track, span.start, span.value] = span
        for machine in machines:
            if machine in self._redrawn:
                for span in self._redrawn[machine].spans:
                    if span.track in tracks and _touches(span, window):
                        kept[span.machine, span.track, span.start, span.value] = span
        return sorted(kept.values(), key=lambda span: (span.machine, span.track, span.start, span.value))

    def part_counts(self, machines: Sequence[MachineId], window: Interval) -> Sequence[PartCount]:
        """Part counts in the window by machine, instant."""
        found = [
            count
            for count in self._stored.part_counts(machines, window)
            if (own := self._redrawn.get(count.machine)) is None or count.at < own.counted_from
        ]
        for machine in machines:
            if machine in self._redrawn:
                found += [count for count in self._redrawn[machine].counts if count.at in window]
        return sorted(found, key=lambda count: (count.machine, count.at))


def _touches(span: Span, window: Interval) -> bool:
    return span.start < window.end and (span.end is None or span.end > window.start)
