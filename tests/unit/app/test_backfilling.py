"""What an outage hid and the peer remembers is asked for; what it has forgotten stays no data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from dispatcher.app.backfilling import Backfiller
from dispatcher.app.intake import Intake
from dispatcher.app.supervisor import Source, Supervisor
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SourceId
from dispatcher.ports.connector import Batch, Binding, LinkDown, Loss
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import MACHINE, HandClock, Scripted, at, batch, memory, states, take_up

CELL = SourceId("cell")
BINDINGS = (Binding(device="", machine=MACHINE),)


class Remembering(Scripted):
    """A peer that was working from second 20 on while the link was down, and remembers from second 15 on."""

    def __init__(self, *, failures: int = 0) -> None:
        super().__init__()
        self.windows: list[Interval] = []
        self._failures = failures

    async def backfill(self, bindings: Sequence[Binding], window: Interval) -> AsyncIterator[Batch]:
        assert tuple(bindings) == BINDINGS
        self.windows.append(window)
        told = batch(61, (20, 5, "ACTIVE"), session="history")
        if self._failures:
            self._failures -= 1
            raise LinkDown("opcua_unreachable")
        yield replace(told, covered=(("", Interval(at(15), window.end)),))


class House:
    """An intake over a store, a link that was up from 1 to 10 and is up again since 60."""

    def __init__(self, connector: Scripted, journal: MemoryJournal | None = None) -> None:
        self.journal = memory() if journal is None else journal
        self.intake: Intake = take_up(self.journal)
        self.clock = HandClock(60)
        supervisor = Supervisor(self.intake, self.clock)
        self.source: Source = supervisor.add(CELL, "scripted", "paper", connector, BINDINGS)
        self.backfiller = Backfiller(self.journal, self.intake, self.clock, supervisor.room)

    def outage(self, *losses: Loss) -> None:
        self.intake.take(self.source.intake, batch(1, (1, 1, "READY"), session="live"))
        self.intake.take(self.source.intake, batch(10, session="live"))
        self.intake.lost(self.source.intake)
        self.intake.take(self.source.intake, batch(60, session="live", losses=losses))

    async def fill(self) -> None:
        self.backfiller.opened(self.source)
        settled = asyncio.ensure_future(self.backfiller.settled())
        while not settled.done():
            self.intake.flush(self.clock.now())
            self.intake.acknowledge()
            await asyncio.sleep(0.001)
        self.intake.flush(self.clock.now())

    def codes(self) -> list[str]:
        return [note.code for note in self.journal.notes(CELL, ALL_TIME, 10)]


async def test_what_the_peer_remembers_of_an_outage_is_taken() -> None:
    peer = Remembering()
    house = House(peer)
    house.outage()

    await house.fill()

    assert peer.windows == [Interval(at(10), at(60))]
    assert states(house.journal)[-4:] == [(1, "idle"), (10, "no_data"), (15, "idle"), (20, "running")]
    assert house.codes() == ["backfilled"]


async def test_an_answer_is_not_asked_for_again_but_a_failed_one_is() -> None:
    peer = Remembering(failures=1)
    house = House(peer)
    house.outage()

    await house.fill()
    first = house.codes()
    await house.fill()
    await house.fill()

    assert first == ["backfill_failed"]
    # The second asking is of the whole hole, the third of nothing: what the peer has forgotten was answered, too.
    assert peer.windows == [Interval(at(10), at(60))] * 2


async def test_a_restart_of_the_server_asks_for_what_is_still_missing() -> None:
    house = House(Remembering(failures=1))
    house.outage()
    await house.fill()
    peer = Remembering()
    again = House(peer, house.journal)
    again.intake.take(again.source.intake, batch(70, session="live"))
    again.clock.second = 70

    await again.fill()

    assert peer.windows == [Interval(at(10), at(60))]


async def test_a_time_in_which_a_person_paused_the_source_is_not_asked_for() -> None:
    peer = Remembering()
    house = House(peer)
    house.outage(Loss(device="", interval=Interval(at(10), at(60)), code="paused"))

    await house.fill()

    assert peer.windows == []


async def test_a_connector_without_the_ability_is_left_alone() -> None:
    house = House(Scripted())
    house.outage()

    await house.fill()

    assert house.codes() == []


async def test_an_answer_with_nothing_in_it_is_no_news() -> None:
    class Forgetful(Scripted):
        async def backfill(self, bindings: Sequence[Binding], window: Interval) -> AsyncIterator[Batch]:
            del bindings
            if window.length < 0:
                yield batch(1)

    house = House(Forgetful())
    house.outage()

    await house.fill()

    assert house.codes() == []
