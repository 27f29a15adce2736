"""Machines and sources by a person's hand: both or none, one at a time, followed by everybody who keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from dispatcher.app.live import MachineChanged, MachineGone
from dispatcher.app.plant import LinkState
from dispatcher.app.sources.directory import Directory
from dispatcher.app.sources.entries import MachineEntry, Origin, SourceEntry
from dispatcher.app.sources.sealing import shown
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.connector import ConfigRejected, LinkDown
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.memory import MemoryJournal, MemorySettings
from tests.api.plant import M1, FixedClock, plant, state_rules
from tests.support.sources import Bench, Shop, source_shop
from tests.unit.app.support import Scripted, batch

PRESS, CELL = MachineId("press"), SourceId("cell")
URL = "paper://10.0.0.5"


def machine(**given: Any) -> MachineEntry:
    return MachineEntry(**{"id": PRESS, "name": "Press", "area": "Shop 3", "profile": "test", **given})


def source(name: str = CELL, bound: str = PRESS, url: str = URL, **settings: object) -> SourceEntry:
    return SourceEntry(
        id=SourceId(name), connector="paper", bindings={"": MachineId(bound)}, settings={"url": url, **settings}
    )


def opened(
    settings: MemorySettings | None = None, journal: MemoryJournal | None = None, bench: Bench | None = None
) -> Shop:
    """A plant of three machines in the file, with nothing entered, or what the settings hold."""
    clock = FixedClock()
    own = [MachineEntry(id=info.id, name=info.name, profile="test", origin=Origin.FILE) for info in plant().machines]
    return source_shop(
        journal or MemoryJournal(), plant(), state_rules(clock), clock, settings=settings, machines=own, workshop=bench
    )


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    found = opened()
    yield found
    await found.supervisor.stop()


async def test_a_machine_and_its_source_are_known_to_everybody_at_once(shop: Shop) -> None:
    listener = shop.hub.subscribe(10)
    await shop.desk.add(machine(), source(), "Ann")

    assert [info.id for info in shop.plant.machines][-1] == PRESS
    summary = shop.board.summary(PRESS, shop.desk.clock.now())
    assert (summary.info.protocol, summary.info.name, summary.link) == ("paper", "Press", LinkState.NEVER)
    told = [item.event for item in await listener.take()]
    assert [event.summary.info.id for event in told if isinstance(event, MachineChanged)][:1] == [PRESS]
    assert [status.id for status in shop.board.sources(PRESS)] == [CELL]
    assert (shop.settings.get("machine", PRESS), shop.settings.get("source", CELL)) != (None, None)

    shop.intake.flush(shop.desk.clock.now())
    assert [status.address for status in shop.supervisor.statuses()] == [URL]


async def test_what_was_entered_is_there_after_a_restart(shop: Shop) -> None:
    await shop.desk.add(machine(), source(password="hunter22"), "Ann")
    await shop.desk.pause(CELL, "oil", "Ben")

    again = Directory.of(shop.settings, FixedClock())
    assert again.machine(PRESS) == machine()
    assert again.source(CELL) == shop.directory.source(CELL)
    assert (again.paused[CELL].by, again.paused[CELL].reason) == ("Ben", "oil")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((machine(), source(url="")), "source_ok"),
        ((machine(id=M1), source(bound=M1)), "configured_by_file"),
        ((machine(site="moon"), source()), "site_unknown"),
        ((machine(profile="none"), source()), "profile_not_found"),
        ((None, source(bound="nowhere")), "machine_unknown"),
        ((machine(), replace(source(), connector="rock")), "connector_unknown"),
        ((machine(), replace(source(), settings={})), "setting_invalid"),
        ((machine(), source(other="paper://bob:word@10.0.0.5")), "secret_in_address"),
        ((machine(), source(password={"secret": True, "set": True})), "secret_left_out"),
    ],
)
async def test_both_or_none(shop: Shop, given: tuple[MachineEntry | None, SourceEntry], code: str) -> None:
    if code == "source_ok":
        await shop.desk.add(*given, "")
        return
    with pytest.raises(DispatcherError) as refused:
        await shop.desk.add(*given, "")

    assert refused.value.code == code
    assert len(shop.plant.machines) == 3
    assert shop.supervisor.statuses() == []
    assert (shop.settings.all("machine"), shop.settings.all("source")) == ({}, {})


async def test_a_store_that_refuses_leaves_everything_as_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFailed("store_failed", path="x", reason="full")

    monkeypatch.setattr(shop.settings, "put_all", full)
    with pytest.raises(StoreFailed):
        await shop.desk.add(machine(), source(), "")
    assert (len(shop.plant.machines), shop.supervisor.statuses(), list(shop.directory.sources)) == (3, [], [])


async def test_two_people_who_add_the_same_id_at_once(shop: Shop) -> None:
    results = await asyncio.gather(
        shop.desk.add(machine(), source(), "Ann"),
        shop.desk.add(machine(name="Other"), source(url="paper://other"), "Ben"),
        return_exceptions=True,
    )
    assert results[0] is None
    assert isinstance(results[1], Conflict)
    assert results[1].code == "machine_exists"
    assert shop.board.summary(PRESS, shop.desk.clock.now()).info.name == "Press"


async def test_trap_13_two_sources_to_one_address_are_refused_at_run_time(shop: Shop) -> None:
    await shop.desk.add(machine(), source(), "")
    with pytest.raises(Conflict) as refused:
        await shop.desk.add(None, source("other", M1), "")
    assert (refused.value.code, refused.value.params["first"]) == ("same_address", CELL)
    await shop.desk.add(None, source("other", M1, url="paper://b"), "")
    with pytest.raises(Conflict, match="same_address"):
        await shop.desk.change_source(source("other", M1), "")
    assert shop.directory.source("other").settings["url"] == "paper://b"


async def test_a_secret_is_sealed_where_it_is_stored_and_opened_for_the_connector(shop: Shop) -> None:
    await shop.desk.add(machine(), source(password="hunter22"), "")
    assert "hunter22" not in str(shop.settings.history("source", CELL))
    assert shop.workshop.seen[-1]["password"] == "hunter22"

    await shop.desk.change_source(source(url="paper://moved"), "")
    assert shop.workshop.seen[-1] == {"url": "paper://moved", "password": "hunter22"}
    await shop.desk.change_source(replace(source(), settings=shown(shop.directory.source(CELL).settings)), "")
    assert shop.workshop.seen[-1]["password"] == "hunter22"
    await shop.desk.change_source(source(password=None), "")
    assert "password" not in shop.workshop.seen[-1]


async def test_a_secret_of_one_protocol_does_not_go_to_another(shop: Shop) -> None:
    await shop.desk.add(machine(), source(password="hunter22"), "")
    with pytest.raises(InvalidInput, match="secret_left_out"):
        await shop.desk.change_source(replace(source(password={"secret": True, "set": True}), connector="rock"), "")


async def test_the_file_alone_changes_what_stands_in_it(shop: Shop) -> None:
    for act in (
        shop.desk.change_machine(machine(id=M1), ""),
        shop.desk.remove_machine(M1, ""),
        shop.desk.add(machine(id=M1), None, ""),
    ):
        with pytest.raises(Conflict, match="configured_by_file"):
            await act


async def test_removing_twice_is_removing_once(shop: Shop) -> None:
    await shop.desk.add(machine(), source(), "")
    listener = shop.hub.subscribe(20)
    for _ in range(2):
        await shop.desk.remove_machine(PRESS, "Ann")
        await shop.desk.remove_source(CELL, "Ann")

    assert [item.event for item in await listener.take() if isinstance(item.event, MachineGone)] == [
        MachineGone(machine=PRESS)
    ]
    assert (shop.supervisor.statuses(), list(shop.board.all_sources())) == ([], [])
    assert [len(shop.settings.history(*name)) for name in (("machine", PRESS), ("source", CELL))] == [2, 2]
    assert shop.plant.machine(PRESS).name == "Press"
    assert shop.plant.left(PRESS) == shop.desk.clock.now()
    with pytest.raises(NotFound):
        shop.directory.machine(PRESS)


async def test_a_source_of_several_machines_outlives_one_of_them(shop: Shop) -> None:
    both = replace(source(), bindings={"a": PRESS, "b": M1})
    await shop.desk.add(machine(), both, "")
    await shop.desk.remove_machine(PRESS, "")
    assert shop.directory.source(CELL).bindings == {"b": M1}
    assert [status.machines for status in shop.supervisor.statuses()] == [(M1,)]
    assert Directory.of(shop.settings, FixedClock()).source(CELL).bindings == {"b": M1}


async def test_a_machine_that_comes_again_is_no_former_one(shop: Shop) -> None:
    await shop.desk.add(machine(), None, "")
    await shop.desk.remove_machine(PRESS, "")
    await shop.desk.add(machine(name="Second"), None, "")
    assert (shop.plant.left(PRESS), [info.name for info in shop.plant.known if info.id == PRESS]) == (None, ["Second"])


async def test_former_machines_are_known_after_a_restart(shop: Shop) -> None:
    await shop.desk.add(machine(), None, "")
    await shop.desk.remove_machine(PRESS, "")
    (former,) = Directory.of(shop.settings, FixedClock()).former(plant(), {})
    assert (former.info.name, former.left) == ("Press", shop.desk.clock.now())


async def test_another_profile_reaches_rules_and_sources(shop: Shop) -> None:
    await shop.desk.add(machine(), source(), "")
    built = len(shop.workshop.seen)
    await shop.desk.change_machine(machine(name="New", area="Shop 1"), "")
    assert (shop.board.summary(PRESS, shop.desk.clock.now()).info.name, len(shop.workshop.seen)) == ("New", built)
    assert shop.desk.fleet.state_rules.machines[PRESS] == "test"


async def test_pausing_twice_keeps_the_first_word(shop: Shop) -> None:
    await shop.desk.add(machine(), source(), "")
    await shop.desk.pause(CELL, "oil", "Ann")
    await shop.desk.pause(CELL, "other", "Ben")
    status = shop.desk.status(CELL)
    assert status.paused is not None
    assert (status.paused.by, status.paused.reason) == ("Ann", "oil")
    with pytest.raises(Conflict, match="source_paused"):
        await shop.desk.restart(CELL, "")
    await shop.desk.resume(CELL, "Ben")
    await shop.desk.resume(CELL, "Ben")
    assert shop.desk.status(CELL).paused is None
    assert dict(shop.settings.all("source-paused")) == {}


async def test_nobody_sends_the_server_where_it_must_not_go(shop: Shop) -> None:
    async def never(hosts: Sequence[str]) -> None:
        raise InvalidInput("address_not_allowed", host=hosts)

    shop.desk.allowed = never
    with pytest.raises(InvalidInput, match="address_not_allowed"):
        await shop.desk.add(machine(), source(), "")
    assert dict(shop.settings.all("machine")) == {}


async def test_a_source_that_cannot_work_is_there_and_says_why(shop: Shop) -> None:
    shop.directory.sources[CELL] = source(bound=M1)
    shop.desk.take_up({CELL: ConfigRejected("connector_unknown", connector="rock", known="paper")}, 1)
    await shop.supervisor.start()
    async with asyncio.timeout(5):
        while shop.desk.status(CELL).error is None:  # noqa: ASYNC110 - the link ends by itself
            await asyncio.sleep(0)
    status = shop.desk.status(CELL)
    assert status.error is not None
    assert (status.error.code, status.error.kind, status.retry_at) == ("connector_unknown", "config", None)

    await shop.desk.change_source(source(bound=M1, url="paper://now"), "")
    assert shop.desk.status(CELL).address == "paper://now"


async def test_no_error_and_no_note_tells_a_secret() -> None:
    journal, clock = MemoryJournal(), FixedClock()
    bench = Bench(lambda _: Scripted(batch(0), LinkDown("link_failed", source="cell", problem="bob:hunter22 refused")))
    shop = opened(journal=journal, bench=bench)
    await shop.desk.add(machine(), source(password="hunter22"), "")
    await shop.supervisor.start()
    async with asyncio.timeout(5):
        while shop.desk.status(CELL).error is None:  # noqa: ASYNC110 - the link ends by itself
            await asyncio.sleep(0)
    await shop.supervisor.stop()
    shop.intake.flush(clock.now())
    assert "hunter22" not in str(shop.desk.status(CELL))
    notes = journal.notes(CELL, ALL_TIME, 10)
    assert "link_down" in [note.code for note in notes]
    assert "hunter22" not in str(notes)
