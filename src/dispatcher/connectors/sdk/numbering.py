"""Numbers for rows of a source that numbers nothing: by content, so what is sent again is the same row (trap 22)."""

from __future__ import annotations

from collections import deque

from dispatcher.ports.connector import derived_sequence

_INSTANTS = 8
"""Instants of one signal that are remembered: a broker sends again what is recent."""


class Numbering:
    """One signal's numbers. The same value at the same instant is the same observation, whatever flags it came with."""

    __slots__ = ("_instants",)

    def __init__(self) -> None:
        self._instants: deque[tuple[int, list[object]]] = deque(maxlen=_INSTANTS)

    def number(self, at: int, value: object) -> int:
        """Of the observation."""
        for instant, values in self._instants:
            if instant == at:
                if value not in values:
                    values.append(value)
                return derived_sequence(at, values.index(value))
        self._instants.append((at, [value]))
        return derived_sequence(at, 0)
