"""A search: off unless it is switched on, only where it may, few doors at a time, each once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dispatcher.app.setup.discovering import AT_ONCE, Discovery
from dispatcher.app.setup.guard import networks
from dispatcher.domain.errors import Conflict, InvalidInput, NotFound
from dispatcher.ports.connector import Device
from dispatcher.ports.kit import Built
from tests.unit.app.setup.paper import PaperKit, guard, kind_of
from tests.unit.app.support import HandClock

KINDS = {"ink": kind_of("ink"), "lead": kind_of("lead"), "chalk": kind_of("chalk", port=None)}
DOORS = {("lead", "10.0.0.7"): Device(name="Mill", uuid="")}


class Closed(PaperKit):
    """Nobody ever answers, and nobody refuses."""

    async def knock(self, connector: str, built: Built, timeout_s: float) -> Device | None:
        del connector, built, timeout_s
        await asyncio.Event().wait()
        return None


def discovery(*ranges: str, kit: PaperKit | None = None) -> tuple[Discovery, PaperKit]:
    kit = kit or PaperKit(KINDS, doors=DOORS)
    return Discovery(kit, guard(), HandClock(), networks(ranges)), kit


async def test_it_finds_who_answers_and_asks_each_door_once() -> None:
    room, kit = discovery("10.0.0.0/8")

    search = await room.start("10.0.0.0/28", [])
    assert search.task is not None
    await search.task

    assert [(own.connector, own.address, own.device.name) for own in search.found] == [
        ("lead", "lead://10.0.0.7:1000", "Mill")
    ]
    assert (search.total, search.done, search.finished) == (14, 14, True)
    assert len(kit.knocked) == len(set(kit.knocked)) == 28
    assert "chalk" not in {connector for connector, _ in kit.knocked}


async def test_it_is_never_more_than_a_few_doors_at_a_time() -> None:
    room, kit = discovery("10.0.0.0/8")

    search = await room.start("10.0.1.0/24", ["ink"])
    assert search.task is not None
    await search.task

    assert (search.done, kit.most_doors) == (254, AT_ONCE)


@pytest.mark.parametrize(
    ("ranges", "wanted", "connectors", "code"),
    [
        ((), "10.0.0.0/28", (), "discovery_off"),
        (("10.0.0.0/8",), "10.0.0", (), "discovery_range_bad"),
        (("10.0.0.0/8",), "192.168.0.0/28", (), "discovery_range_not_allowed"),
        (("0.0.0.0/0",), "8.8.8.0/28", (), "discovery_range_not_allowed"),
        (("10.0.0.0/8",), "0.0.0.0/0", (), "discovery_range_not_allowed"),
        (("10.0.0.0/8",), "10.0.0.0/23", (), "discovery_too_many"),
        (("10.0.0.0/8",), "fd00::/120", (), "discovery_range_not_allowed"),
        (("10.0.0.0/8",), "10.0.0.0/28", ("chalk",), "discovery_connector"),
    ],
)
async def test_what_may_not_be_searched_is_refused(
    ranges: tuple[str, ...], wanted: str, connectors: tuple[str, ...], code: str
) -> None:
    room, kit = discovery(*ranges)

    with pytest.raises(InvalidInput) as refused:
        await room.start(wanted, connectors)

    assert (refused.value.code, kit.knocked) == (code, [])


async def test_ending_it_asks_nobody_any_more_and_few_run_at_once() -> None:
    room, _ = discovery("10.0.0.0/8", kit=Closed(KINDS))
    first = await room.start("10.0.0.0/28", [])
    await room.start("10.0.0.16/28", [])
    with pytest.raises(Conflict):
        await room.start("10.0.0.32/28", [])

    await room.end(first.id)

    assert first.finished
    with pytest.raises(NotFound):
        room.get(first.id)
    again: Any = await room.start("10.0.0.32/28", [])
    await room.stop()
    assert again.finished
