"""What an outage hid and the peer still remembers is asked for when the link is up again (ability `Backfillable`).

Which time is missing is read from the journal alone, so that a restart of the server, or an answer broken off half-way,
only means that it is asked again. What the peer no longer has stays what it is: no data.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace
from typing import TypeGuard

from dispatcher.app.intake import Intake
from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.supervisor import Source
from dispatcher.domain.instant import DAY, SECOND, Instant, Micros, format_instant
from dispatcher.domain.interval import Interval, total, union, without
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Backfillable, Batch, ConnectorError, Rows
from dispatcher.ports.store import Journal, SourceNote

REACH: Micros = 7 * DAY
"""Older holes are left alone."""
SHORTEST: Micros = 1 * SECOND
"""A shorter hole is the time it took to connect."""
PAUSED = "paused"
"""Loss of time in which a person did not want the source to be read; nobody asks for it afterwards."""


class Backfiller:
    """One filling a source at a time. All of it belongs to the event loop's thread."""

    def __init__(self, journal: Journal, intake: Intake, clock: Clock, room: asyncio.Event) -> None:
        """`room`: set while the house can take more."""
        self._journal = journal
        self._intake = intake
        self._clock = clock
        self._room = room
        self._tasks: dict[SourceId, asyncio.Task[None]] = {}
        self._again: set[SourceId] = set()
        """Whose link came up once more meanwhile."""
        self._asked: dict[SourceId, list[Interval]] = {}
        """What was answered to the end since the start: it is not asked again."""

    def opened(self, source: Source) -> None:
        """The link of a source came up."""
        if not can_backfill(source.connector):
            return
        running = self._tasks.get(source.id)
        if running is not None and not running.done():
            self._again.add(source.id)
            return
        self._tasks[source.id] = asyncio.create_task(self._keep_filling(source), name=f"backfill {source.id}")

    def closed(self, source: Source) -> None:
        """A person closed the source: it is not asked any more. Should it come again, its holes are looked for anew."""
        self._again.discard(source.id)
        self._asked.pop(source.id, None)
        task = self._tasks.pop(source.id, None)
        if task is not None:
            task.cancel()

    async def stop(self) -> None:
        """Break off whatever is being asked."""
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Return when nothing is being asked."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _keep_filling(self, source: Source) -> None:
        await self._fill(source)
        while source.id in self._again:
            self._again.discard(source.id)
            await self._fill(source)

    async def _fill(self, source: Source) -> None:
        await self._contact_stored(source)
        machines = list(source.intake.machines.values())
        holes = await asyncio.to_thread(self._holes, source.id, machines)
        for hole in without(holes, self._asked.get(source.id, [])):
            try:
                rows, covered = await self._ask(source, hole)
            except ConnectorError as error:
                self._note(source, "backfill_failed", hole, error=error.code)
                return
            except OSError as error:
                self._note(source, "backfill_failed", hole, error=str(error) or type(error).__name__)
                return
            self._asked[source.id] = union([*self._asked.get(source.id, []), hole])
            if rows or covered:
                self._note(source, "backfilled", hole, rows=rows, seconds=covered // SECOND)

    async def _contact_stored(self, source: Source) -> None:
        """The claim of the contact that has just begun is what a hole ends with."""
        stored = asyncio.Event()
        nothing = Batch(received_at=self._clock.now(), session="", rows=Rows(), recorded=True, stored=stored.set)
        self._intake.take(source.intake, nothing)
        await stored.wait()

    def _holes(self, source: SourceId, machines: Iterable[MachineId]) -> list[Interval]:
        """Time of any of its machines that the source does not speak for, from its first word on. Blocks."""
        now = self._clock.now()
        reach = Interval(Instant(now - REACH), now)
        missing: list[Interval] = []
        for machine in machines:
            claims = [
                Interval(claim.start, claim.end if claim.end is not None else now)
                for claim in self._journal.coverage(machine, reach)
                if claim.source == source and claim.start < (now if claim.end is None else claim.end)
            ]
            if not claims:
                continue
            since = max(reach.start, min(claim.start for claim in claims))
            silenced = [loss.interval for loss in self._journal.losses(machine, reach) if loss.code == PAUSED]
            missing += without([Interval(since, now)], union([*claims, *silenced]))
        return [hole for hole in union(missing) if hole.length >= SHORTEST]

    async def _ask(self, source: Source, hole: Interval) -> tuple[int, Micros]:
        """Take what the peer remembers of a hole; rows, and the longest time it speaks for of any device."""
        connector = source.connector
        assert can_backfill(connector)  # noqa: S101 - asked before the task began
        # Its own numbering of signals: the live link's handles must not be touched.
        apart = SourceIntake(source.id, dict(source.intake.machines))
        covered: dict[str, list[Interval]] = {}
        async with contextlib.aclosing(_closable(connector, source, hole)) as batches:
            async for batch in batches:
                await self._room.wait()
                self._intake.take(apart, batch)
                for device, interval in batch.covered:
                    covered.setdefault(device, []).append(interval)
        source.intake.observations += apart.observations
        return apart.observations, max((total(union(times)) for times in covered.values()), default=0)

    def _note(self, source: Source, code: str, hole: Interval, **params: str | int) -> None:
        times = {"from": _to_the_second(hole.start), "to": _to_the_second(hole.end)}
        note = SourceNote(source=source.id, at=self._clock.now(), code=code, params={**times, **params})
        self._intake.note(note)


def _to_the_second(instant: Instant) -> str:
    return f"{format_instant(instant)[:19].replace('T', ' ')} UTC"


def can_backfill(connector: object) -> TypeGuard[Backfillable]:
    """Whether the connector has the ability."""
    return callable(getattr(connector, "backfill", None))


async def _closable(connector: Backfillable, source: Source, hole: Interval) -> AsyncGenerator[Batch, None]:
    """What the connector answers, closed when it is left, and always of the past only."""
    batches = connector.backfill(source.bindings, hole)
    try:
        async for batch in batches:
            yield batch if batch.recorded else replace(batch, recorded=True)
    finally:
        close = getattr(batches, "aclose", None)
        if close is not None:
            await close()
