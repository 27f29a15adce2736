"""Sources that a person closes and opens while the others run; and what a connector does that it must not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from dispatcher.app import supervisor as supervising
from dispatcher.app.intake import Intake
from dispatcher.app.plant import LinkState, Paused, SourceStatus
from dispatcher.app.supervisor import Source, Supervisor
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.errors import Unavailable
from dispatcher.domain.signal import SourceId
from dispatcher.ports.connector import AccessDenied, Binding, Connector, Link
from dispatcher.ports.store import SourceNote
from tests.unit.app.support import MACHINE, HandClock, Scripted, at, batch, memory, take_up

CELL = SourceId("cell")
BOUND = [Binding(device="", machine=MACHINE)]


class Room:
    """A supervisor at work over a memory journal; every delay is over at once."""

    def __init__(self) -> None:
        self.journal = memory()
        self.intake: Intake = take_up(self.journal)
        self.clock = HandClock()
        self.closed: list[SourceId] = []
        self.supervisor = Supervisor(self.intake, self.clock, sleep=lambda _: asyncio.sleep(0))
        self.supervisor.closed = lambda source: self.closed.append(source.id)

    def add(self, connector: Connector, paused: Paused | None = None) -> Source:
        return self.supervisor.add(CELL, "scripted", "paper", connector, BOUND, paused=paused)

    @property
    def status(self) -> SourceStatus:
        return self.supervisor.statuses()[0]

    def codes(self) -> list[str]:
        self.intake.flush(self.clock.now())
        return [note.code for note in self.journal.notes(CELL, ALL_TIME, 100)][::-1]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - any condition
            await asyncio.sleep(0)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    found = Room()
    await found.supervisor.start()
    yield found
    await found.supervisor.stop()


async def test_a_source_added_to_a_running_house_runs(room: Room) -> None:
    room.add(Scripted(batch(1, (1, 1, "READY"))))
    await until(lambda: room.status.link is LinkState.UP)


async def test_a_pause_closes_the_link_and_going_on_opens_it(room: Room) -> None:
    connector = Scripted(batch(1, (1, 1, "READY"), cursor={"next": 2}), batch(9, (8, 2, "ACTIVE"), cursor={"next": 3}))
    source = room.add(connector)
    # The second batch waits until the link is opened again.
    room.supervisor.room.clear()
    await until(lambda: connector.open_links == 1)
    room.supervisor.room.set()
    await until(lambda: source.intake.contact_at >= at(1))
    await room.supervisor.pause(CELL, Paused(by="Ann", reason="oil", since=at(2)))
    assert (connector.open_links, room.status.link, room.status.rate_per_s) == (0, LinkState.DOWN, 0.0)
    assert room.closed == [CELL]
    attempts = len(connector.asked)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(connector.asked) == attempts

    room.clock.second = 10
    room.supervisor.resume(CELL, "Ben")
    await until(lambda: len(connector.asked) == attempts + 1)
    assert "paused" in room.codes()
    assert [loss.code for loss in room.journal.losses(MACHINE, ALL_TIME)] == ["paused"]


async def test_a_paused_source_does_not_begin(room: Room) -> None:
    connector = Scripted(batch(1, (1, 1, "READY")))
    room.add(connector, Paused(by="", reason="", since=at(0)))
    for _ in range(50):
        await asyncio.sleep(0)
    assert connector.asked == []
    assert room.status.paused is not None


async def test_trap_31_a_peer_that_comes_by_itself_is_sent_away_while_its_source_is_paused(room: Room) -> None:
    connector = Scripted(batch(1, (1, 1, "READY")))
    room.add(connector, Paused(by="", reason="", since=at(0)))
    with pytest.raises(Unavailable) as error:
        room.supervisor.knock(CELL)
    assert (error.value.code, error.value.params["retry_after_s"]) == ("delivery_paused", 60)
    assert connector.asked == []


async def test_what_was_given_up_is_tried_again_after_a_restart(room: Room) -> None:
    connector = Scripted(AccessDenied("link_failed", source="cell", problem="no"), batch(1, (1, 1, "READY")))
    room.add(connector)
    await until(lambda: room.status.error is not None)
    assert room.status.error is not None
    assert (room.status.error.kind, room.status.retry_at) == ("access", None)

    await room.supervisor.restart(CELL, "")
    await until(lambda: room.status.link is LinkState.UP)
    assert room.supervisor.statuses()[0].error is None
    assert "restarted" in room.codes()


async def test_a_source_that_is_removed_is_gone_with_its_last_line(room: Room) -> None:
    connector = Scripted(batch(1, (1, 1, "READY")))
    room.add(connector)
    await until(lambda: room.status.link is LinkState.UP)
    await room.supervisor.remove(CELL, SourceNote(source=CELL, at=at(5), code="removed"))
    assert (room.supervisor.statuses(), connector.open_links) == ([], 0)
    assert room.codes()[-1] == "removed"
    (claim,) = room.journal.coverage(MACHINE, ALL_TIME)
    assert claim.end == at(1)


async def test_a_fault_of_a_connector_is_told_and_tried_again(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    connector = Scripted(ZeroDivisionError("hunter22"), batch(1, (1, 1, "READY")))
    room.add(connector)
    await until(lambda: room.status.link is LinkState.UP)
    assert "link_down" in room.codes()
    (note,) = [note for note in room.journal.notes(CELL, ALL_TIME, 9) if note.code == "link_down"]
    assert (note.params["error"], note.params["problem"]) == ("connector_failed", "ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text
    assert "hunter22" not in caplog.text


class Clinging:
    """A connector whose link does not want to close."""

    def __init__(self) -> None:
        self.release = asyncio.Event()

    async def probe(self) -> None:
        raise NotImplementedError

    @contextlib.asynccontextmanager
    async def open(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        del bindings
        try:
            yield Scripted(batch(1, (1, 1, "READY")))  # type: ignore[misc]  # only left, never read
        finally:
            await asyncio.shield(self.release.wait())


async def test_a_link_that_does_not_close_keeps_nobody_waiting(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "FAREWELL_S", 0.01)
    connector = Clinging()
    room.add(connector)  # type: ignore[arg-type]  # as above
    await asyncio.sleep(0)
    await room.supervisor.remove(CELL, SourceNote(source=CELL, at=at(5), code="removed"))
    assert room.supervisor.statuses() == []
    connector.release.set()
