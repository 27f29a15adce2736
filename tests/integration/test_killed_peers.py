"""A peer is killed and restarted at random moments, again and again, for every protocol.

A few times each in the suite; `DISPATCHER_KILLS=100 pytest tests/integration/test_killed_peers.py` for many.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import uvloop

from dispatcher.app.intake import Intake
from dispatcher.app.plant import LinkState
from dispatcher.app.supervisor import LAST_DELAY, Supervisor
from dispatcher.app.timelines import ALL_TIME
from dispatcher.bootstrap import open_journal, take_up
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.conformance import Fault, Rig
from dispatcher.domain.instant import SECOND
from dispatcher.domain.profile import EVER, InForce
from dispatcher.domain.signal import SourceId
from dispatcher.domain.state import Track
from dispatcher.ports.store import Journal

KILLS = int(os.environ.get("DISPATCHER_KILLS", "5"))
SOURCE = SourceId("victim")
PATIENCE_S = 30.0
MEND_S = 1.5
FASTER = 100
"""The supervisor waits so many times less than it means to."""


def _victims() -> list[str]:
    """Connectors whose rig can die and come back."""
    found = []
    for name, known in sorted(registry.find([]).items()):
        module = f"{known.package}.tests.rig"
        if find_spec(module) is not None and Fault.RESTART in import_module(module).Rig.faults:
            found.append(name)
    return found


class Run:
    """A house around one source: the real supervisor, intake and journal."""

    def __init__(self, rig: Rig, journal: Journal) -> None:
        self.rig = rig
        self.journal = journal
        self.machines = [binding.machine for binding in rig.bindings]
        rules = (InForce(start=EVER, profile=all_profiles()["mtconnect-generic"]),)
        self.intake: Intake = take_up(journal, dict.fromkeys(self.machines, rules), rig.clock.now())
        self.waits: list[float] = []
        self._over = False
        self.supervisor = Supervisor(self.intake, rig.clock, sleep=self._nap(), chance=random.Random(1).random)
        self.source = self.supervisor.add(SOURCE, "", "", rig.connector(), rig.bindings)

    def _nap(self) -> Callable[[float], Awaitable[None]]:
        async def nap(seconds: float) -> None:
            self.waits.append(seconds)
            await asyncio.sleep(seconds / FASTER)

        return nap

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        writing = asyncio.create_task(self._write())
        await self.supervisor.start()
        try:
            yield
        finally:
            await self.supervisor.stop()
            self._over = True  # not cancelled: the thread that writes would go on
            await writing
            self.intake.flush(self.rig.clock.now())
            self.intake.acknowledge()

    async def _write(self) -> None:
        while not self._over:
            await asyncio.to_thread(self.intake.flush, self.rig.clock.now())
            self.intake.acknowledge()
            await asyncio.sleep(0.01)

    async def news(self, value: int) -> None:
        """Say something until it arrives: the link is up."""
        before = self.source.intake.observations
        loop = asyncio.get_running_loop()
        mended = loop.time() + MEND_S
        async with asyncio.timeout(PATIENCE_S):
            while self.source.intake.observations == before or self.status is LinkState.DOWN:
                value += 1
                await self.rig.say(value)
                await asyncio.sleep(0.01)
                if loop.time() > mended:
                    # A peer that comes to us is cut off until somebody lets it come again.
                    await self.rig.mend()
                    mended = loop.time() + PATIENCE_S

    @property
    def status(self) -> LinkState:
        return self.supervisor.statuses()[0].link

    def codes(self) -> Sequence[str]:
        return [note.code for note in self.journal.notes(SOURCE, ALL_TIME, 100_000)]


@pytest.mark.parametrize("name", _victims())
def test_a_peer_killed_again_and_again_loses_nothing_that_was_taken(name: str, tmp_path: Path) -> None:
    # The loop the server runs on.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_killed(name, tmp_path))


async def _killed(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    journal = open_journal(tmp_path)
    rig: Rig = import_module(f"{registry.get(name).package}.tests.rig").Rig()
    async with rig:
        run = Run(rig, journal)
        async with run.at_work():
            await run.news(0)
            for kill in range(KILLS):
                for said in range(chance.randrange(5)):
                    await rig.say(1_000 * (kill + 1) + said)
                await asyncio.sleep(chance.random() * 0.03)
                await rig.fault(Fault.RESTART)
                await run.news(1_000 * (kill + 1) + 500)
        taken = run.source.intake.observations - run.source.intake.duplicates
        ups = run.codes().count("link_up")  # one link may go down under two names: lost, and then refused
        holes = len(journal.coverage(run.machines[0], ALL_TIME)) - 1
        spans = journal.spans([run.machines[0]], [Track.STATE], ALL_TIME)
    journal.close()
    again = open_journal(tmp_path)
    stored = sum(again.totals()[machine].observations for machine in run.machines if machine in again.totals())
    again.close()

    assert stored == taken, "what was taken is not what is stored"
    assert ups - 1 > KILLS // 2, "kills went by unnoticed"
    assert holes >= (0 if rig.keeps else ups - 1), "a gap is not on record"
    assert max(run.waits) <= LAST_DELAY / SECOND
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]], (
        "the timeline has a hole or an overlap"
    )
