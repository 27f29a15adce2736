"""The clock is a port: whoever needs to know the time is handed one."""

from __future__ import annotations

from typing import Protocol

from dispatcher.domain.instant import Instant


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        ...
