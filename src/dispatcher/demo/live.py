"""The live plant: drives every machine's wire by the clock, cuts and mends it as its week says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from dispatcher.demo.feed import Feed
from dispatcher.demo.machine import Machine
from dispatcher.demo.plant import Plant
from dispatcher.demo.sight import Sight
from dispatcher.demo.wires import LiveWire, open_wire
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock

_TICK = 0.2


class LivePlant:
    """All wires from the moment of `open` on. `started_at`: history up to it joins without a seam."""

    def __init__(self, plant: Plant, clock: Clock, ports: Sequence[int] = ()) -> None:
        self._clock = clock
        self.started_at: Instant = clock.now()
        given = [*ports, *[0] * len(plant.machines)]
        # The agents are born at the very instant their first values hold: not one moment of UNAVAILABLE.
        birth = _BirthClock(clock, self.started_at)
        self._lines = [
            _Line(machine, birth, self.started_at, port) for machine, port in zip(plant.machines, given, strict=False)
        ]
        birth.over = True

    async def open(self) -> Mapping[str, str]:
        """Listen on every wire; addresses by machine id. A wire that is cut just now has its port too."""
        for line in self._lines:
            await line.open()
        return {line.machine.design.id: line.wire.address for line in self._lines}

    async def told(self, server: str) -> None:
        """Where the server is: some machines bring their data themselves."""
        for line in self._lines:
            await line.wire.told(server)

    async def run(self) -> None:
        """Feed the wires until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(_TICK)

    async def step(self) -> None:
        """Say everything that is due by now."""
        for line in self._lines:
            await line.step(self._clock.now())

    async def close(self) -> None:
        """Leave nothing open."""
        for line in self._lines:
            await line.wire.close()


class _BirthClock:
    """Stands still at the start until everything is born, then goes with the real one."""

    def __init__(self, clock: Clock, start: Instant) -> None:
        self._clock = clock
        self._start = start
        self.over = False

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        return self._clock.now() if self.over else self._start


class _Line:
    """One machine and its wire."""

    def __init__(self, machine: Machine, clock: Clock, start: Instant, port: int) -> None:
        self.machine = machine
        self.wire: LiveWire = open_wire(machine, clock, port)
        self._feed = Feed(machine, start)
        self._start = start
        self._up = True

    async def open(self) -> None:
        """Listen, and say what holds; a machine nobody can see now only gets its port."""
        await self.wire.mend()
        self.wire.send(self._feed.opening())
        if self.machine.sight(self._start) is Sight.DARK:
            await self._set(up=False)

    async def step(self, now: Instant) -> None:
        """Cut or mend the wire, then say what is due."""
        await self._set(up=self.machine.sight(now) is not Sight.DARK)
        rows = self._feed.rows(now)
        if self._up:
            self.wire.send(rows)

    async def _set(self, *, up: bool) -> None:
        """Bring the wire into this condition."""
        if up and not self._up:
            await self.wire.mend()
        elif self._up and not up:
            await self.wire.cut()
        self._up = up
