"""The machine's clock."""

from __future__ import annotations

import time

from dispatcher.domain.instant import Instant


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        return Instant(time.time_ns() // 1_000)
