"""When to ask an adapter for a sign of life, and when its silence means that it is gone.

The adapter answers `* PING` with `* PONG <ms>`: how often it wants to be asked. From then on twice that
time without a byte is the end. An adapter that never answers knows no heartbeat; only `silence` ends it.
"""

from __future__ import annotations

from dispatcher.ports.columns import number

_SHORTEST_S = 0.1
_LONGEST_S = 600.0


class Heartbeat:
    """Times are those of a monotonic clock, in seconds."""

    def __init__(self, *, every_s: float, silence_s: float, now: float) -> None:
        self._every = every_s
        self._silence = silence_s
        self._heard = now
        self._next_ping = now
        self.answered = False
        """Whether the adapter ever answered."""

    def heard(self, now: float) -> None:
        """Bytes came."""
        self._heard = now

    def pong(self, said: str, now: float) -> None:
        """The adapter answered; `said` is how often it wants to be asked, in milliseconds, or nothing."""
        self.answered = True
        wanted = number(said.split(maxsplit=1)[0]) if said.split() else None
        if wanted is not None and wanted > 0:
            self._every = min(max(wanted / 1000, _SHORTEST_S), _LONGEST_S)
        # The question on its way may have been planned for a slower rhythm.
        self._next_ping = min(self._next_ping, now + self._every)

    def ping_due(self, now: float) -> bool:
        """Whether to ask now; counts as asked."""
        if now < self._next_ping:
            return False
        self._next_ping = now + self._every
        return True

    @property
    def limit(self) -> float:
        """How long it may be silent, s."""
        return 2 * self._every if self.answered else self._silence

    def is_silent(self, now: float) -> bool:
        """Whether it has been silent for too long."""
        return now - self._heard >= self.limit

    def wait(self, now: float) -> float:
        """How long to wait for bytes before looking again, s."""
        return max(0.0, min(self._next_ping, self._heard + self.limit) - now)
