"""Half-open intervals [start, end) and their algebra. An open interval has no end yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Instant, Micros


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """[start, end): the start belongs to it, the end does not. Never empty, never reversed."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        """Refuse what is empty or reversed: such a thing is no time at all."""
        if self.end <= self.start:
            message = f"empty interval [{self.start}, {self.end})"
            raise ValueError(message)

    @property
    def length(self) -> Micros:
        """Microseconds between start and end; always positive."""
        return self.end - self.start

    def __contains__(self, instant: object) -> bool:
        """True when start <= instant < end."""
        return isinstance(instant, int) and self.start <= instant < self.end


def clip(start: Instant, end: Instant | None, window: Interval, now: Instant) -> Interval | None:
    """The part of [start, end) inside the window; an open end means min(now, window end).

    The one place where intervals are cut (trap 27). None where nothing is left.
    """
    stop = min(now if end is None else end, window.end)
    begin = max(start, window.start)
    return Interval(begin, stop) if begin < stop else None


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted, disjoint, non-touching intervals that cover exactly what the given ones cover."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            if interval.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, interval.end)
        else:
            merged.append(interval)
    return merged


def intersect(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What two sorted disjoint sequences both cover."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start = max(left[i].start, right[j].start)
        end = min(left[i].end, right[j].end)
        if start < end:
            found.append(Interval(start, end))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return found


def without(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What the first of two sorted disjoint sequences covers and the second does not."""
    found: list[Interval] = []
    first = 0
    for interval in left:
        at = interval.start
        while first < len(right) and right[first].end <= at:
            first += 1
        place = first
        while place < len(right) and right[place].start < interval.end:
            if right[place].start > at:
                found.append(Interval(at, right[place].start))
            at = max(at, right[place].end)
            place += 1
        if at < interval.end:
            found.append(Interval(at, interval.end))
    return found


def complement(covered: Iterable[Interval], window: Interval) -> Iterator[Interval]:
    """What of the window the given intervals leave free."""
    at = window.start
    for interval in union(covered):
        if interval.end <= window.start or interval.start >= window.end:
            continue
        if interval.start > at:
            yield Interval(at, interval.start)
        at = max(at, interval.end)
    if at < window.end:
        yield Interval(at, window.end)


def total(intervals: Iterable[Interval]) -> Micros:
    """Microseconds covered at least once: overlapping intervals count once (trap 26)."""
    return sum(interval.length for interval in union(intervals))
