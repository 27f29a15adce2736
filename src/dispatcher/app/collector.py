"""The two rhythms of the house: what came is derived and shown at once, and written a few times a second."""

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

SHOW_S = 0.02
SHOW_LONGEST_S = 0.5
SHOW_REST = 4
WRITE_S = 0.25
WRITE_LONGEST_S = 1.0
WRITE_REST = 5
"""A deriving, and a commit, is followed by a pause of so many times its own length, between the two limits: a
quiet plant is shown at once, a busy one gathers more at a time instead of doing it more often.
"""
STATUS_S = 0.5
"""How often the figures of every link are looked at; a link that comes or goes is shown at once."""
RETRY_S = 1.0


class Collector:
    """Owns the rhythms. Everything blocking runs in worker threads: one derives, one writes."""

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
        """`declared` hears of new signals once they are written; `handed_out` of all that is derived (the way out
        to others).
        """
        self._intake = intake
        self._supervisor = supervisor
        self._board = board
        self._clock = clock
        self._health = health
        self._metrics = metrics
        self._declared = declared
        self._handed_out = handed_out
        self._sleep = sleep
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._stopping = False
        self._unwritten = False
        self._underived = False
        self._writing = asyncio.Lock()
        self._next_look = 0.0
        self._counted: dict[SourceId, tuple[int, int]] = {}

    async def start(self) -> None:
        """Begin to show and to write, then open the links."""
        self._health.report(Check(name="store", status=HealthStatus.OK, code="store_ok"))
        self._tasks = (
            asyncio.create_task(self._run(self.show, SHOW_S, SHOW_LONGEST_S, SHOW_REST), name="collector shows"),
            asyncio.create_task(self._run(self.write, WRITE_S, WRITE_LONGEST_S, WRITE_REST), name="collector writes"),
        )
        await self._supervisor.start()

    async def stop(self) -> None:
        """Close the links, derive and write what came, stop."""
        await self._supervisor.stop()
        self._stopping = True
        await asyncio.gather(*self._tasks)
        if self._unwritten:
            await self.write()
        await self.show()
        await self.write()

    async def _run(self, act: Callable[[], Awaitable[bool]], shortest: float, longest: float, rest: float) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping:
            started = loop.time()
            done = await act()
            lasted = loop.time() - started
            await self._sleep(min(max(lasted * rest, shortest), longest) if done else RETRY_S)

    async def show(self) -> bool:
        """Derive what came and show it, before it is written; False while the store refuses."""
        if self._intake.crowded:
            self._supervisor.room.clear()
        taken: Taken | None = None
        if not self._unwritten:
            try:
                taken = await asyncio.to_thread(self._intake.derive, self._clock.now())
            except (StoreFull, StoreFailed) as error:
                self._underived = True
                self._refuse(error)
            else:
                self._underived = False
                self._recover()
        loop = asyncio.get_running_loop()
        statuses: list[SourceStatus] = []
        if self._supervisor.moved or loop.time() >= self._next_look or self._stopping:
            self._supervisor.moved = False
            self._next_look = loop.time() + STATUS_S
            statuses = self._supervisor.statuses()
            self._judge(statuses)
        if taken is not None:
            self._handed_out(taken)
        if taken is not None or statuses:
            self._show(taken, statuses)
        self._metrics.queue_rows.set(self._intake.pending_rows)
        return not (self._unwritten or self._underived)

    async def settle(self) -> None:
        """Return when everything that was shown is written, or the store refuses to."""
        if self._intake.unsaved:
            await self.write()
        self._tell()

    async def write(self) -> bool:
        """Write what was derived. False when the store could not; it is kept for the next time."""
        async with self._writing:  # who waits here holds no thread, and mostly finds everything written
            loop = asyncio.get_running_loop()
            started = loop.time()
            try:
                taken = await asyncio.to_thread(self._intake.commit)
            except (StoreFull, StoreFailed) as error:
                self._unwritten = True
                self._refuse(error)
                return False
            self._unwritten = False
            self._recover()
            if taken is not None:
                self._metrics.commit_seconds.observe(loop.time() - started)
                self._count()
            self._tell()
            return True

    def _refuse(self, error: StoreFull | StoreFailed) -> None:
        """Nothing more comes in until the store has room again."""
        self._health.report(Check(name="store", status=HealthStatus.FAILING, code=error.code, params=error.params))
        self._supervisor.room.clear()

    def _recover(self) -> None:
        """The store did what was asked. It is well when it refuses neither to be read nor to be written."""
        if self._unwritten or self._underived:
            return
        self._health.report(Check(name="store", status=HealthStatus.OK, code="store_ok"))
        if not self._intake.crowded:
            self._supervisor.room.set()

    def _tell(self) -> None:
        """Whoever waits for it that his data is stored; and of new signals, not before they can be read."""
        self._intake.acknowledge()
        if self._intake.declared_anew():
            self._declared()

    def _count(self) -> None:
        """Bring the counters up to what the intake has counted since the start."""
        for source in self._intake.sources():
            seen = self._counted.get(source.id, (0, 0))
            if source.duplicates < seen[1] or source.observations - source.duplicates < seen[0]:
                seen = (0, 0)  # the source was set up anew, and counts anew
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
        statuses = [s for s in statuses if s.paused is None]
        silent = [s for s in statuses if s.last_contact_at is None or now - s.last_contact_at > 60 * SECOND]
        self._health.report(
            Check(
                name="sources",
                status=HealthStatus.DEGRADED if silent else HealthStatus.OK,
                code="sources_silent" if silent else "sources_ok",
                params={"silent": len(silent), "all": len(statuses)},
            )
        )
