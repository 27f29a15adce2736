"""What a live wire has to say, moment by moment. Pure: it is told the time and hands out rows.

Rows are prepared a stretch ahead, because columns of samples are far cheaper than single ones.
"""

from __future__ import annotations

from collections import deque

from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.sheet import Wave
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.signal import Value

_STRETCH = 10 * SECOND
_LATE = 60 * SECOND


class Feed:
    """The rows of one machine from an instant on, each exactly once."""

    def __init__(self, machine: Machine, start: Instant) -> None:
        self.machine = machine
        self._ready: deque[Row] = deque()
        self._until = start
        self._said: dict[int, Value] = {}

    def opening(self) -> list[Row]:
        """What holds at the start, stated as of it; call it before the first `rows`."""
        rows = self.machine.state(self._until)
        for _, handle, value in rows:
            self._said[handle] = value
        return rows

    def rows(self, before: Instant) -> list[Row]:
        """Every row not yet handed out whose instant is before the given one, in order."""
        while self._until < before:
            # Whoever slept for long (a suspended laptop) catches up in one go.
            step = _STRETCH if before - self._until < _LATE else before - self._until
            self._prepare(Instant(self._until + step))
        found: list[Row] = []
        while self._ready and self._ready[0][0] < before:
            found.append(self._ready.popleft())
        return found

    def _prepare(self, end: Instant) -> None:
        """Work out the rows up to `end`; samples that repeat what was said are left out, as adapters do."""
        rows: list[Row] = list(self.machine.events(self._until, end))
        for handle, source in enumerate(self.machine.sources):
            if isinstance(source, Wave):
                at, values = self.machine.sampled(handle, self._until, end, source.live * SECOND)
                rows += zip(at.tolist(), [handle] * len(values), values, strict=True)
        rows.sort(key=lambda row: row[0])
        for row in rows:
            _, handle, value = row
            if isinstance(self.machine.sources[handle], Wave):
                if handle in self._said and self._said[handle] == value:
                    continue
                self._said[handle] = value
            self._ready.append(row)
        self._until = end
