"""A lane of pieces walked once from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from dispatcher.domain.instant import Instant

Piece = TypeVar("Piece")

END = Instant(2**62)
"""Stands for an end that has not come."""


class Lane(Generic[Piece]):
    """Sorted, disjoint pieces; whoever asks must ask forwards."""

    def __init__(self, pieces: Iterable[tuple[Instant, Instant | None, Piece]]) -> None:
        self._pieces = [(start, END if end is None else end, piece) for start, end, piece in pieces]
        self._place = 0

    def at(self, instant: Instant) -> Piece | None:
        """What lies there; None where nothing does."""
        pieces, place = self._pieces, self._place
        while place < len(pieces) and pieces[place][1] <= instant:
            place += 1
        self._place = place
        if place == len(pieces) or pieces[place][0] > instant:
            return None
        return pieces[place][2]

    def bounds(self) -> set[Instant]:
        """Where pieces begin and end."""
        return {at for start, end, _ in self._pieces for at in (start, end)}
