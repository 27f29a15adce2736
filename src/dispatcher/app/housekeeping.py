"""What the house does for itself now and then: sort what was written in a hurry (budgets: hourly)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.domain.instant import HOUR, MINUTE, Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Journal, StoreFailed, StoreFull

PERIOD_S = 600.0
SETTLE = 10 * MINUTE
"""Rows younger than this may still get late neighbours."""


class Housekeeping:
    """Compacts the journal once an hour, by the plant's clock and not by a count of ticks."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        health: HealthBook,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`sleep` takes seconds."""
        self._journal = journal
        self._clock = clock
        self._health = health
        self._sleep = sleep
        self._done: int | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.once()
            await self._sleep(PERIOD_S)

    async def once(self) -> int:
        """Compact if a new hour has settled; rows rewritten."""
        hour = (self._clock.now() - SETTLE) // HOUR
        if hour == self._done:
            return 0
        try:
            rewritten = await asyncio.to_thread(self._journal.compact, Instant(hour * HOUR))
        except (StoreFull, StoreFailed) as error:
            self._health.report(
                Check(name="compaction", status=HealthStatus.DEGRADED, code=error.code, params=error.params)
            )
            return 0
        self._done = hour
        self._health.report(Check(name="compaction", status=HealthStatus.OK, code="compaction_ok"))
        return rewritten

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Runs while this is open."""
        task = asyncio.create_task(self.run(), name="housekeeping")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
