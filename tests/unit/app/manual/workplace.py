"""A workplace on paper: real connector, supervisor, intake and engine, a memory journal, a clock set by hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.resources import files
from itertools import count
from typing import Any

from dispatcher.app.corrections.intent import Act
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.intake import Intake
from dispatcher.app.manual.desk import ManualDesk, Said, Wish
from dispatcher.app.registry import Registry
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.timelines import ALL_TIME, Timelines
from dispatcher.connectors.manual import connector as module
from dispatcher.connectors.manual.config import ManualSettings
from dispatcher.connectors.manual.connector import ManualConnector
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import always
from dispatcher.domain.signal import SourceId
from dispatcher.domain.state import Track
from dispatcher.domain.workplace import Doing
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.connector import Binding
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.corrections.shop import LATHE, Shop, at

PROFILE = read_profile(
    files("dispatcher.profiles").joinpath("manual-workplace.toml").read_text(encoding="utf-8"), name="manual"
)
PEOPLE = SourceId("people")
module.BEAT_S = 0.005
"""Real time between two beats; what they find is by the clock that is set by hand."""


class House:
    """Minutes count from the opening of the shift. The server can be stopped and started again."""

    def __init__(self, minute: float = 0) -> None:
        self.shop = Shop(states={LATHE: []})
        self.journal = MemoryJournal()
        self.keys = count(1)
        self.set(minute)

    def set(self, minute: float) -> None:
        """What time it is."""
        self.shop.now = at(minute)

    def later(self, seconds: int) -> None:
        """Time passes."""
        self.shop.now = Instant(self.shop.now + seconds * SECOND)

    @property
    def end(self) -> Instant:
        """Now."""
        return self.shop.now

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[ManualDesk]:
        """The server runs."""
        clock = self.shop.clock()
        registry = Registry(self.journal.signals(), self.journal.sessions())
        timelines = Timelines(self.journal, registry, {LATHE: always(PROFILE)})
        self.intake = Intake(self.journal, registry, timelines)
        self.journal.commit(timelines.catch_up(clock.now()).commit())
        self.intake.close_contacts(clock.now())
        supervisor = Supervisor(self.intake, clock)
        bindings = [Binding(device="", machine=LATHE)]
        supervisor.add(PEOPLE, "manual", "", ManualConnector(ManualSettings(), clock), bindings)
        await supervisor.start()
        writing = asyncio.create_task(self._write())
        self.desk = ManualDesk(supervisor, Deliveries(supervisor), self.journal, self.shop.desk, clock)
        try:
            await self.settled()
            yield self.desk
        finally:
            await supervisor.stop()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            self.intake.flush(clock.now())

    async def _write(self) -> None:
        while True:
            self.intake.flush(self.shop.now)
            self.intake.acknowledge()
            await asyncio.sleep(0.001)

    async def settled(self) -> None:
        """What a beat of now brings is written."""
        async with asyncio.timeout(10):
            for beats in (0, 1):
                self.shop.now = Instant(self.shop.now + beats)
                while not any(one.contact_at >= self.shop.now for one in self.journal.positions()):  # noqa: ASYNC110
                    await asyncio.sleep(0)

    async def say(self, minute: float | None = None, *, key: str = "", author: str = "Анна", **wish: Any) -> Said:
        """Enter something; minute: from when it holds."""
        given = Wish(at=None if minute is None else at(minute), **wish)
        act = Act(key=key or f"act-{next(self.keys):05}", author=author, comment=wish.pop("comment", ""))
        return await self.desk.enter(LATHE, given, act)

    async def undo(self, said: Said, *, key: str = "") -> Said:
        """Take it back."""
        act = Act(key=key or f"act-{next(self.keys):05}", author="Пётр")
        return await self.desk.undo(LATHE, said.entry.key, act)

    def told(self, track: Track = Track.STATE) -> list[tuple[float, str]]:
        """From which minute on which state, as the journal has it."""
        found: list[tuple[float, str]] = []
        for span in self.journal.spans([LATHE], [track], ALL_TIME):
            if not found or found[-1][1] != span.value:
                found.append((round((span.start - at(0)) / MINUTE, 3), span.value))
        return found

    def track(self, track: Track, window: Interval) -> list[str]:
        """What followed what in a window, without how long."""
        found: list[str] = []
        for span in self.journal.spans([LATHE], [track], window):
            if not found or found[-1] != span.value:
                found.append(span.value)
        return found

    def counted(self) -> list[tuple[int, int]]:
        """Instant and number of every count."""
        return [(one.at, one.parts) for one in self.journal.part_counts([LATHE], ALL_TIME) if one.parts]

    def parts(self) -> list[tuple[float, int, str]]:
        """Minute, number and program of every count."""
        counts = self.journal.part_counts([LATHE], ALL_TIME)
        return [(round((one.at - at(0)) / MINUTE, 3), one.parts, one.program) for one in counts if one.parts]

    def doubts(self) -> list[str]:
        """What the counter found implausible."""
        return [one.rule for one in self.journal.part_counts([LATHE], ALL_TIME) if not one.parts and "impl" in one.rule]


RUNNING, IDLE, SETUP, MAINTENANCE, BREAKDOWN, OFF = Doing
__all__ = ["BREAKDOWN", "IDLE", "MAINTENANCE", "OFF", "RUNNING", "SETUP", "House", "Instant"]
