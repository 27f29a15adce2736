"""Painting an axis: the last stroke over an instant is what is seen there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Generic, TypeVar

from dispatcher.domain.instant import Instant

Color = TypeVar("Color")

EVER = Instant(-(2**62))


class Axis(Generic[Color]):
    """A step function over all instants, bare (None) at first. Overlaps and holes cannot be written in it."""

    def __init__(self) -> None:
        self._starts: list[Instant] = [EVER]
        self._colors: list[Color | None] = [None]

    def paint(self, start: Instant, end: Instant | None, color: Color | None) -> None:
        """Cover [start, end) with a color, or make it bare; `end` None = to the end of time. Empty: nothing happens."""
        if end is not None and end <= start:
            return
        first = bisect_left(self._starts, start)
        starts, colors = [start], [color]
        last = len(self._starts)
        if end is not None:
            last = bisect_left(self._starts, end)
            if last == len(self._starts) or self._starts[last] != end:
                starts.append(end)
                colors.append(self._colors[last - 1])
        self._starts[first:last] = starts
        self._colors[first:last] = colors

    def at(self, instant: Instant) -> Color | None:
        """What is seen there."""
        return self._colors[bisect_right(self._starts, instant) - 1]

    def bounds(self) -> list[Instant]:
        """Where strokes begin and end, in order."""
        return self._starts[1:]

    def strokes(self) -> Iterator[tuple[Instant, Instant | None, Color]]:
        """[start, end) and color of what is painted, by start; alike neighbours are one."""
        place = 0
        while place < len(self._starts):
            start, color = self._starts[place], self._colors[place]
            while place < len(self._starts) and self._colors[place] == color:
                place += 1
            if color is not None:
                yield start, self._starts[place] if place < len(self._starts) else None, color
