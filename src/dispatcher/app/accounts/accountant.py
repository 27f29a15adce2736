"""Keeps the stored account up to date: what is over is stored, what became false is reckoned anew.

Only pieces of the axis that are over are stored. A piece that a stop reaches out of which still goes on waits for the
end of that stop, three days at most; so hardly anything is stored twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dispatcher.app.accounts.follower import Follower
from dispatcher.app.accounts.gathering import ENDLESS
from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.jobs import Job, Planner
from dispatcher.app.accounts.meaning import Meaning
from dispatcher.app.accounts.reckoning import written
from dispatcher.app.accounts.standing import standing
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.app.versions import ALWAYS
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import Accounts, Mark, Renewed, Watch
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import StoreFailed, StoreFull

TOGETHER = 40
"""How many machines are reckoned at a time."""
PERIOD_S = 2.0


@dataclass(frozen=True, slots=True)
class _Looked:
    """At a machine: what it had changed then, and when to look again."""

    changes: int = -1
    due: Instant = ALWAYS
    waits: bool = False


@dataclass(slots=True, kw_only=True)
class Accountant:
    """One at a time; `settle` blocks."""

    inputs: AccountInputs
    accounts: Accounts
    follower: Follower
    clock: Clock
    health: HealthBook
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _looked: dict[MachineId, _Looked] = field(default_factory=dict)
    _turn: asyncio.Future[int] | None = None
    _stopping: bool = False
    _meaning: Meaning | None = None

    def settle(self) -> int:
        """Store what is over and reckon anew what became false; how many pieces were written."""
        news = self.follower.news()
        if news.cursors:
            self.accounts.mark(news.marks, news.cursors)
        meaning, now = self.inputs.meanings.now(), self.clock.now()
        if meaning is not self._meaning:
            # Another calendar: other pieces.
            self._looked.clear()
            self._meaning = meaning
        marks: dict[MachineId, list[Mark]] = {}
        for mark in self.accounts.marks():
            marks.setdefault(mark.machine, []).append(mark)
        changes = self.accounts.changes()
        present = {info.id for info in meaning.plant.machines}
        due = [own for own in meaning.machines if own in marks or (own in present and self._is_due(own, changes, now))]
        planner = Planner(inputs=self.inputs, accounts=self.accounts, meaning=meaning, now=now)
        count = 0
        for place in range(0, len(due), TOGETHER):
            if not self._stopping:
                count += self._settle(planner, due[place : place + TOGETHER], marks)
        return count

    def _is_due(self, machine: MachineId, changes: Mapping[MachineId, int], now: Instant) -> bool:
        looked = self._looked.get(machine, _Looked())
        return now >= looked.due or (looked.waits and looked.changes != changes.get(machine, 0))

    def _settle(self, planner: Planner, machines: Sequence[MachineId], marks: Mapping[MachineId, list[Mark]]) -> int:
        now = planner.now
        watch = self.accounts.watch()
        try:
            changes = self.accounts.changes()
            done = [mark for machine in machines for mark in marks.get(machine, ())]
            state = standing(self.accounts, self.inputs, machines, done, now)
            closings = planner.closings(machines)
            jobs: list[Sequence[Job]] = []
            for machine in machines:
                earliest = min((mark.start for mark in marks.get(machine, ())), default=ENDLESS)
                plan = planner.plan(
                    machine, state.settled.get(machine), state.false.get(machine, ()), earliest, closings[machine]
                )
                self._looked[machine] = _Looked(changes.get(machine, 0), plan.due, plan.waits)
                jobs.append(plan.jobs)
            count = 0
            for turn in range(max(map(len, jobs), default=0)):
                if self._stopping:
                    return count
                count += self._write([own[turn] for own in jobs if turn < len(own)], now, watch)
            if done:
                self.accounts.write([], done, watch)
        except BaseException:
            for machine in machines:
                self._looked.pop(machine, None)
            raise
        finally:
            watch.close()
        return count

    def _write(self, jobs: Sequence[Job], now: Instant, watch: Watch) -> int:
        """One job of each machine, in one transaction."""
        reckoned = [job for job in jobs if not job.drop]
        facts = self.inputs.gather([(job.machine, job.window) for job in reckoned], now)
        found = {job.machine: gathered for job, gathered in zip(reckoned, facts, strict=True)}
        renewed: list[Renewed] = []
        for job in jobs:
            gathered, settled = found.get(job.machine), job.settled
            if gathered is not None and settled is not None and job.decides:
                settled = replace(settled, reach=max(gathered.reach.end, settled.until))
            renewed.append(
                Renewed(
                    machine=job.machine,
                    window=job.window,
                    pieces=() if gathered is None else written(gathered),
                    settled=settled,
                )
            )
        self.accounts.write(renewed, [], watch)
        return sum(len(own.pieces) for own in renewed)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.once()
            await self.sleep(PERIOD_S)

    async def once(self) -> None:
        """Settle in a worker thread; a store that refuses is told of and tried again."""
        self._turn = asyncio.ensure_future(asyncio.to_thread(self.settle))
        try:
            await asyncio.shield(self._turn)
        except (StoreFull, StoreFailed) as error:
            self.health.report(
                Check(name="accounts", status=HealthStatus.DEGRADED, code=error.code, params=error.params)
            )
        else:
            self.health.report(Check(name="accounts", status=HealthStatus.OK, code="accounts_ok"))

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Runs while this is open; what it has begun to write is written to the end."""
        self._stopping = False
        task = asyncio.create_task(self.run(), name="accountant")
        try:
            yield
        finally:
            self._stopping = True
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            if self._turn is not None:
                await asyncio.wait([self._turn])
