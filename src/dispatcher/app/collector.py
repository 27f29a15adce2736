"""The heart-beat: what came is derived, committed, and shown, many times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from dispatcher.app.board import Board
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.app.intake import Intake
from dispatcher.app.metrics import Metrics
from dispatcher.app.pending import Taken
from dispatcher.app.plant import SourceStatus
from dispatcher.app.supervisor import Supervisor
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import StoreFailed, StoreFull

SHORTEST_S = 0.05
LONGEST_S = 0.5
REST = 5
"""A beat is followed by a pause of so many times its own length: a quiet plant is shown at once, a busy
one gathers bigger commits instead of more of them."""
STATUS_S = 0.5
"""How often the figures of every link are looked at; a link that comes or goes is shown at once."""
RETRY_S = 1.0


class Collector:
    """Owns the rhythm. Everything blocking runs in a worker thread, one at a time."""

    def __init__(  # noqa: PLR0913 - the parts it beats for
        self,
        intake: Intake,
        supervisor: Supervisor,
        board: Board,
        clock: Clock,
        health: HealthBook,
        metrics: Metrics,
        *,
        declared: Callable[[], None] = lambda: None,
        handed_out: Callable[[Taken], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`declared` hears of new signals; `handed_out` of every commit (the way out to others)."""
        self._intake = intake
        self._supervisor = supervisor
        self._board = board
        self._clock = clock
        self._health = health
        self._metrics = metrics
        self._declared = declared
        self._handed_out = handed_out
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._next_look = 0.0
        self._counted: dict[SourceId, tuple[int, int]] = {}

    async def start(self) -> None:
        """Begin to beat, then open the links."""
        self._health.report(Check(name="store", status=HealthStatus.OK, code="store_ok"))
        self._task = asyncio.create_task(self._run(), name="collector")
        await self._supervisor.start()

    async def stop(self) -> None:
        """Close the links, commit what came, stop."""
        await self._supervisor.stop()
        self._stopping = True
        if self._task is not None:
            await self._task
        await self.beat()

    async def _run(self) -> None:
        while not self._stopping:
            started = asyncio.get_running_loop().time()
            wrote = await self.beat()
            lasted = asyncio.get_running_loop().time() - started
            await self._sleep(min(max(lasted * REST, SHORTEST_S), LONGEST_S) if wrote else RETRY_S)

    async def beat(self) -> bool:
        """One beat. False when the store could not write; the commit is kept for the next one."""
        if self._intake.crowded:
            self._supervisor.room.clear()
        now = self._clock.now()
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            taken = await asyncio.to_thread(self._intake.flush, now)
        except (StoreFull, StoreFailed) as error:
            self._health.report(Check(name="store", status=HealthStatus.FAILING, code=error.code, params=error.params))
            self._supervisor.room.clear()
            return False
        self._health.report(Check(name="store", status=HealthStatus.OK, code="store_ok"))
        self._supervisor.room.set()
        if taken is not None:
            self._metrics.commit_seconds.observe(loop.time() - started)
            self._count()
            if taken.declared:
                self._declared()
            self._handed_out(taken)
        statuses: list[SourceStatus] = []
        if self._supervisor.moved or loop.time() >= self._next_look or self._stopping:
            self._supervisor.moved = False
            self._next_look = loop.time() + STATUS_S
            statuses = self._supervisor.statuses()
            self._judge(statuses)
        if taken is not None or statuses:
            self._show(taken, statuses)
        self._metrics.queue_rows.set(self._intake.pending_rows)
        return True

    def _count(self) -> None:
        """Bring the counters up to what the intake has counted since the start."""
        for source in self._intake.sources():
            seen = self._counted.get(source.id, (0, 0))
            self._metrics.rows.labels(source.id).inc(source.observations - source.duplicates - seen[0])
            self._metrics.duplicates.labels(source.id).inc(source.duplicates - seen[1])
            self._counted[source.id] = (source.observations - source.duplicates, source.duplicates)

    def _show(self, taken: Taken | None, statuses: list[SourceStatus]) -> None:
        now = self._clock.now()
        if taken is None:
            self._board.apply(sources=statuses, now=now)
            return
        self._board.apply(taken.patches, taken.parts, taken.newest, statuses, now=now)

    def _judge(self, statuses: list[SourceStatus]) -> None:
        """Health = fresh data: sources that say nothing degrade the house, they do not fail it."""
        now = self._clock.now()
        silent = [s for s in statuses if s.last_contact_at is None or now - s.last_contact_at > 60 * SECOND]
        self._health.report(
            Check(
                name="sources",
                status=HealthStatus.DEGRADED if silent else HealthStatus.OK,
                code="sources_silent" if silent else "sources_ok",
                params={"silent": len(silent), "all": len(statuses)},
            )
        )
