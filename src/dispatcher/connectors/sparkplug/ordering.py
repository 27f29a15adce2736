"""The sequence numbers of an edge node: 0 to 255, one for each message of it and of its devices.

What comes early waits for what is missing. What is still missing after the time-out is lost: that is a gap, and only a
new birth tells what the values are now (trap 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

M = TypeVar("M")
_ROUND = 256
_BEHIND = 192
"""A number so far ahead is rather one that came before, and comes late or twice."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first` to before `next` never came."""

    first: int
    next: int


class Ordering(Generic[M]):
    """Of one edge node, from a birth on. Times are the loop's, in seconds."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._expected: int | None = None
        self._early: dict[int, M] = {}
        self.deadline: float | None = None
        """When what is missing counts as lost."""

    def born(self, seq: int) -> None:
        """A birth of the node begins anew."""
        self._expected = (seq + 1) % _ROUND
        self._early.clear()
        self.deadline = None

    def died(self) -> None:
        """Nothing is expected."""
        self._expected = None
        self._early.clear()
        self.deadline = None

    @property
    def waiting(self) -> bool:
        """A birth was heard, so that numbers mean something."""
        return self._expected is not None

    def accept(self, seq: int, message: M, now: float) -> list[M]:
        """What can be read now, in order."""
        if self._expected is None:
            return []
        ahead = (seq - self._expected) % _ROUND
        if ahead >= _BEHIND:
            return []
        if ahead:
            self._early[seq] = message
            if self.deadline is None:
                self.deadline = now + self._patience_s
            return []
        self._expected = (seq + 1) % _ROUND
        return [message, *self._following(now)]

    def late(self, now: float) -> tuple[Gap, list[M]] | None:
        """Whether the time is over; then what was missed, and what can be read after it."""
        if self.deadline is None or now < self.deadline or self._expected is None:
            return None
        first = self._expected
        self._expected = min(self._early, key=lambda seq: (seq - first) % _ROUND)
        self.deadline = None
        gap = Gap(first, self._expected)
        return gap, self._following(now)

    def _following(self, now: float) -> list[M]:
        following: list[M] = []
        while self._expected in self._early:
            following.append(self._early.pop(self._expected))
            self._expected = (self._expected + 1) % _ROUND
        self.deadline = now + self._patience_s if self._early else None
        return following
