"""Whoever takes backups of a running house: by the clock, and when somebody asks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dispatcher.app.backups.taking import Backup, Backups, listed
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.domain.errors import Conflict, DispatcherError
from dispatcher.domain.instant import HOUR, MINUTE, Instant, format_instant

PERIOD_S = 60.0
AGAIN = 10 * MINUTE
"""After one that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the last one since the start ended: the backup, or why there is none."""

    at: Instant
    backup: Backup | None
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class BackupKeeper:
    """Lives on the event loop; one backup at a time. Without a folder nobody can ask for one."""

    def __init__(
        self,
        backups: Backups,
        health: HealthBook,
        *,
        folder: Path | None,
        data: Path,
        every: int,
        keep: int,
        with_key: bool,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`every`: hours between two, 0 = only when asked; `data`: the directory it is about. `sleep` takes seconds."""
        self.backups, self.folder, self.data = backups, folder, data
        self._every, self._keep, self._with_key = every, keep, with_key
        self._sleep = sleep
        self._newest: Instant | None = None
        self._task: asyncio.Task[None] | None = None
        self.since: Instant | None = None
        self.last: Outcome | None = None
        if folder is not None:
            health.watch(self.health)

    def start(self, *, with_key: bool = False, scheduled: bool = False) -> None:
        """Begin one; `since` is set until it is done, then `last` tells. Raises Conflict `backup_no_folder`,
        `backup_running`.
        """
        if self.folder is None:
            raise Conflict("backup_no_folder")
        if self.since is not None:
            raise Conflict("backup_running", path=str(self.folder))
        self.since = self.backups.clock.now()
        self._task = asyncio.create_task(self._take(self.folder, with_key=with_key, scheduled=scheduled), name="backup")

    async def _take(self, folder: Path, *, with_key: bool, scheduled: bool) -> None:
        try:
            made = await asyncio.to_thread(self.backups.take, folder, with_key=with_key, scheduled=scheduled)
            self._newest = made.manifest.at
            self.last = Outcome(at=self.backups.clock.now(), backup=made)
            if scheduled:
                await asyncio.to_thread(self.backups.thin, folder, self._keep)
        except DispatcherError as error:
            self.last = Outcome(at=self.backups.clock.now(), backup=None, code=error.code, params=error.params)
        finally:
            self.since = None

    async def listed(self) -> Sequence[Backup]:
        """Whole ones, newest first."""
        return [] if self.folder is None else await asyncio.to_thread(listed, self.folder)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.once()
            await self._sleep(PERIOD_S)

    async def once(self) -> bool:
        """Take one if it is time; whether it was."""
        if self.folder is None or self.since is not None:
            return False
        found = await self.listed()
        self._newest = found[0].manifest.at if found else None
        now, failed = self.backups.clock.now(), self.last is not None and self.last.backup is None
        if not self._every or self.since is not None:
            return False
        if failed and self.last is not None and now - self.last.at < AGAIN:
            return False
        scheduled = [own.manifest.at for own in found if own.manifest.scheduled]
        if scheduled and 0 <= now - scheduled[0] < self._every * HOUR:
            return False
        self.start(with_key=self._with_key, scheduled=True)
        await self.done()
        return True

    async def done(self) -> None:
        """Wait for the one under way."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def health(self) -> Check:
        """Degraded where the last one failed, or the newest is older than two turns and an hour."""
        last, newest = self.last, self._newest
        if last is not None and last.backup is None:
            return Check(name="backup", status=HealthStatus.DEGRADED, code=last.code, params=last.params)
        if newest is None:
            waiting = self._every == 0 or self.since is not None or last is None
            status = HealthStatus.OK if waiting else HealthStatus.DEGRADED
            return Check(name="backup", status=status, code="backup_none", params={"path": str(self.folder)})
        age = self.backups.clock.now() - newest
        old = self._every > 0 and age > (2 * self._every + 1) * HOUR
        return Check(
            name="backup",
            status=HealthStatus.DEGRADED if old else HealthStatus.OK,
            code="backup_old" if old else "backup_ok",
            params={"at": format_instant(newest), "path": str(self.folder), "hours": age // HOUR},
        )

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Runs while this is open. One under way at the end is given up, and clears up behind itself."""
        task = asyncio.create_task(self.run(), name="backups")
        try:
            yield
        finally:
            for own in (task, self._task):
                if own is not None:
                    own.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await own
