"""How far a source's clock is from ours, and what instant an observation gets (trap 45).

Both times are kept. Within the limit the source is believed. Beyond it the difference is taken off,
the observation is marked, and the source's journal says so: a wrong clock must neither stretch every
chart nor silence the machine.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from dispatcher.domain.instant import MINUTE, SECOND, Micros

LIMIT: Micros = 2 * MINUTE
"""Beyond this a clock is wrong, not just late."""
STEP: Micros = 10 * SECOND
"""A new measurement this far from the one in use replaces it."""
EVIDENCE = 5
"""Batches in a row that must agree where the source does not tell its clock."""


@dataclass(slots=True)
class Skew:
    """Source clock minus ours, µs; None until measured."""

    value: Micros | None = None
    _ages: deque[Micros] = field(default_factory=lambda: deque(maxlen=EVIDENCE))

    def told(self, source_clock: int, received_at: int) -> bool:
        """The source told its time. True when the value in use changed by more than a step."""
        return self._take(source_clock - received_at)

    def seen(self, newest_source_at: int, received_at: int) -> bool:
        """Only observations tell the time: the newest of a live batch. One alone proves nothing,
        for an old value may be sent again; several that agree do. Future ones prove at once.
        """
        ahead = newest_source_at - received_at
        if ahead > LIMIT:
            return self._take(ahead)
        self._ages.append(ahead)
        if len(self._ages) < EVIDENCE or max(self._ages) - min(self._ages) > STEP:
            return False
        return self._take(max(self._ages))

    def _take(self, measured: Micros) -> bool:
        if self.value is not None and abs(measured - self.value) <= STEP:
            return False
        before, self.value = self.value, measured
        return abs(measured) > LIMIT or (before is not None and abs(before) > LIMIT)

    @property
    def wrong(self) -> bool:
        """Whether the clock is beyond the limit."""
        return self.value is not None and abs(self.value) > LIMIT
