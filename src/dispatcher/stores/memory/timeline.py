"""Derived spans and part counts in sorted lists."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch


def _start(span: Span) -> Instant:
    return span.start


def _at(count: PartCount) -> Instant:
    return count.at


class Timeline:
    """Spans per (machine, track) by start, part counts per machine by instant."""

    def __init__(self) -> None:
        self._spans: dict[tuple[MachineId, Track], list[Span]] = {}
        self._counts: dict[MachineId, list[PartCount]] = {}

    def patch(self, patch: TrackPatch) -> list[Span]:
        """What starts in [start, end) goes, and is given back; the given spans come."""
        lane = self._spans.setdefault((patch.machine, patch.track), [])
        low = bisect_left(lane, patch.start, key=_start)
        high = len(lane) if patch.end is None else bisect_left(lane, patch.end, key=_start)
        gone, lane[low:high] = lane[low:high], []
        for span in patch.spans:
            insort(lane, span, key=_start)
        return gone

    def patch_parts(self, patch: PartsPatch) -> list[PartCount]:
        """The same for part counts."""
        lane = self._counts.setdefault(patch.machine, [])
        low = bisect_left(lane, patch.start, key=_at)
        high = len(lane) if patch.end is None else bisect_left(lane, patch.end, key=_at)
        gone, lane[low:high] = lane[low:high], []
        for count in patch.counts:
            insort(lane, count, key=_at)
        return gone

    def spans(self, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval) -> list[Span]:
        """Spans that touch the window by machine, track, start, value."""
        found: list[Span] = []
        for machine in sorted(set(machines)):
            for track in sorted(set(tracks)):
                lane = self._spans.get((machine, track), [])
                before = lane[: bisect_left(lane, window.end, key=_start)]
                touching = [span for span in before if span.end is None or span.end > window.start]
                found += sorted(touching, key=lambda span: (span.start, span.value))
        return found

    def counts(self, machines: Sequence[MachineId], window: Interval) -> list[PartCount]:
        """Part counts in the window by machine, instant."""
        found: list[PartCount] = []
        for machine in sorted(set(machines)):
            lane = self._counts.get(machine, [])
            found += lane[bisect_left(lane, window.start, key=_at) : bisect_left(lane, window.end, key=_at)]
        return found

    def machines(self) -> set[MachineId]:
        """All that have spans or part counts."""
        return {machine for machine, _ in self._spans} | set(self._counts)
