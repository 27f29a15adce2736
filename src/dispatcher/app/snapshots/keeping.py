"""Keeps a snapshot fresh while the server runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.app.snapshots.taking import Snapshots
from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.instant import MINUTE, to_datetime

PERIOD_S = 30.0


class SnapshotKeeper:
    """By the plant's clock: every so many minutes the newest months, once a day all of them (corrections and late data
    reach back).
    """

    def __init__(
        self,
        snapshots: Snapshots,
        folder: Path,
        health: HealthBook,
        *,
        tables: Sequence[str],
        every: int,
        months: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`every`: minutes. `sleep` takes seconds."""
        self._snapshots, self._folder, self._health = snapshots, folder, health
        self._tables, self._every, self._months = tuple(tables), every, months
        self._sleep = sleep
        self._turn: int | None = None
        self._day: str | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.once()
            await self._sleep(PERIOD_S)

    async def once(self) -> bool:
        """Take one if it is time; whether it was."""
        now = self._snapshots.clock.now()
        turn = now // (self._every * MINUTE)
        if turn == self._turn:
            return False
        day = to_datetime(now, ZoneInfo(self._snapshots.plant.site.time_zone)).date().isoformat()
        months = self._months if day == self._day else None
        try:
            await asyncio.to_thread(self._snapshots.take, self._folder, tables=self._tables, months=months)
        except DispatcherError as error:
            self._health.report(
                Check(name="snapshot", status=HealthStatus.DEGRADED, code=error.code, params=error.params)
            )
            return False
        self._turn, self._day = turn, day
        self._health.report(Check(name="snapshot", status=HealthStatus.OK, code="snapshot_ok"))
        return True

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Runs while this is open."""
        task = asyncio.create_task(self.run(), name="snapshots")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
