"""Links are opened, watched, tried again: by the supervisor and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dispatcher.app.intake import Intake
from dispatcher.app.plant import LinkState, SourceStatus
from dispatcher.app.supervisor import FIRST_DELAY, LAST_DELAY, Supervisor, backoff
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.errors import Conflict, NotFound
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import SourceId
from dispatcher.ports.connector import AccessDenied, Binding, Connector, Garbled, LinkDown
from tests.unit.app.support import MACHINE, HandClock, Scripted, at, batch, memory, states, take_up

CELL = SourceId("cell")
DOWN = LinkDown("mtconnect_unreachable", url="http://10.0.0.5:5000")


class Bench:
    """A supervisor whose sleeps are counted and whose waiting is bounded."""

    def __init__(self, connector: Connector, naps: int = 100) -> None:
        self.journal = memory()
        self.intake: Intake = take_up(self.journal)
        self.clock = HandClock()
        self.slept: list[float] = []
        self.heard: list[SourceStatus] = []
        self.idle = asyncio.Event()
        self._naps = naps
        self.supervisor = Supervisor(
            self.intake, self.clock, sleep=self._sleep(), chance=lambda: 0.0, changed=self.heard.append
        )
        bindings = [Binding(device="", machine=MACHINE)]
        self.source = self.supervisor.add(CELL, "scripted", "paper", connector, bindings)

    def _sleep(self) -> Callable[[float], Awaitable[None]]:
        async def nap(seconds: float) -> None:
            self.slept.append(seconds)
            self.clock.second += seconds
            if len(self.slept) >= self._naps:
                self.idle.set()
                await asyncio.Event().wait()
            await asyncio.sleep(0)

        return nap

    async def run(self, until: Callable[[], bool]) -> None:
        """Run the links until something holds (or the naps are used up)."""
        await self.supervisor.start()
        async with asyncio.timeout(20):
            while not until() and not self.idle.is_set():  # noqa: ASYNC110 - `until` is any condition
                await asyncio.sleep(0)
        await self.supervisor.stop()

    @property
    def status(self) -> SourceStatus:
        return self.supervisor.statuses()[0]


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 2), (3, 8), (6, 60), (40, 60)])
def test_the_delay_doubles_up_to_a_minute(attempt: int, seconds: int) -> None:
    assert backoff(attempt, 0.0) == seconds * SECOND
    assert backoff(attempt, 0.999) >= backoff(attempt, 0.0) // 2
    assert FIRST_DELAY <= backoff(attempt, 0.0) <= LAST_DELAY


async def test_a_link_that_fails_is_opened_again_after_the_cursor() -> None:
    connector = Scripted(
        batch(1, (1, 1, "READY"), cursor={"next": 2}), DOWN, batch(9, (5, 2, "ACTIVE"), cursor={"next": 3})
    )
    bench = Bench(connector)

    await bench.run(lambda: bench.intake.pending_rows == 2)
    bench.intake.flush(at(9))

    assert connector.asked == [None, {"next": 2}]
    assert bench.slept == [1.0]
    assert states(bench.journal)[-2:] == [(1, "idle"), (5, "running")]
    assert connector.open_links == 0


async def test_a_refusal_that_only_a_person_can_mend_is_not_tried_again() -> None:
    bench = Bench(Scripted(AccessDenied("mtconnect_denied", url="http://10.0.0.5")))

    await bench.run(lambda: bench.status.error is not None)

    assert bench.slept == []
    assert bench.status.error is not None
    assert (bench.status.error.code, bench.status.link, bench.status.retry_at) == (
        "mtconnect_denied",
        LinkState.NEVER,
        None,
    )


async def test_trap_18_health_is_the_time_of_the_last_value_not_of_the_socket() -> None:
    bench = Bench(Scripted(batch(1, (1, 1, "READY")), batch(40), batch(70)))

    await bench.run(lambda: bench.source.intake.contact_at == at(70))

    assert bench.status.link is LinkState.UP
    assert (bench.status.last_data_at, bench.status.last_contact_at) == (at(1), at(70))


async def test_trap_08_a_link_that_comes_and_goes_is_flapping_and_the_machine_is_not() -> None:
    steps = [
        step for second in range(0, 60, 10) for step in (batch(second, (0, 1, "ACTIVE"), cursor={"next": 2}), DOWN)
    ]
    bench = Bench(Scripted(*steps), naps=6)

    await bench.run(lambda: False)
    bench.intake.flush(at(70))

    assert bench.status.link is LinkState.FLAPPING
    codes = [note.code for note in bench.journal.notes(CELL, ALL_TIME, 100)]
    assert (codes.count("link_up"), codes.count("link_down")) == (6, 6)


async def test_rubbish_without_end_is_quarantined() -> None:
    bench = Bench(Scripted(*[Garbled("mtconnect_not_xml", url="x") for _ in range(25)]), naps=25)

    await bench.run(lambda: False)

    assert bench.slept[-1] == LAST_DELAY / SECOND
    assert bench.source.garbled == 25


async def test_trap_47_what_is_running_and_says_nothing_is_not_well() -> None:
    bench = Bench(Scripted())

    await bench.run(lambda: True)

    assert bench.status.link is LinkState.NEVER
    assert bench.status.last_contact_at is None


async def test_an_outage_leaves_no_data_and_the_return_fills_it() -> None:
    bench = Bench(Scripted(batch(1, (1, 1, "READY"), cursor={"next": 2}), DOWN, DOWN, DOWN), naps=3)

    await bench.run(lambda: False)
    bench.intake.flush(at(30))

    assert states(bench.journal)[-1] == (1, "no_data")
    assert bench.status.error is not None
    assert bench.status.retry_at is not None


def test_a_source_is_configured_once() -> None:
    bench = Bench(Scripted())

    with pytest.raises(Conflict, match="source_exists"):
        bench.supervisor.add(CELL, "scripted", "paper", Scripted(), [])


async def test_somebody_who_comes_by_himself_ends_the_pause() -> None:
    bench = Bench(Scripted(DOWN, batch(1, (1, 1, "READY"))), naps=1)
    await bench.supervisor.start()
    await bench.idle.wait()
    assert bench.intake.pending_rows == 0

    bench.supervisor.knock(CELL)
    async with asyncio.timeout(20):
        while bench.intake.pending_rows == 0:  # noqa: ASYNC110 - there is nothing to wait for
            await asyncio.sleep(0)
    await bench.supervisor.stop()


def test_a_knock_at_a_source_that_is_not_there_is_nothing() -> None:
    bench = Bench(Scripted())
    bench.supervisor.knock("nobody")
    with pytest.raises(NotFound):
        bench.supervisor.connector("nobody")
    assert bench.supervisor.connector(CELL) is bench.source.connector
