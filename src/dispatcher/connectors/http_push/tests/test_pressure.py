"""Faster than the house takes it, or while it takes nothing: nothing is acknowledged that is not stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import cast

import pytest

from dispatcher.connectors.http_push.tests.taking import PARTS, at_work, connector, push
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Busy, Crowded


async def test_without_a_link_the_sender_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.connectors.sdk.inbox.OPENING_S", 0.01)
    with pytest.raises(Busy) as error:
        await push(connector(), [])
    assert (error.value.code, error.value.params["retry_after_s"]) == ("delivery_not_open", 5)


async def test_a_delivery_waits_for_a_link_that_is_about_to_open() -> None:
    source = connector()
    early = asyncio.create_task(push(source, {**PARTS, "value": 1}))
    await asyncio.sleep(0)
    async with at_work(source):
        assert (await early).taken == 1


async def test_a_queue_that_is_full_slows_the_sender_down() -> None:
    source = connector(queue_rows=2)
    async with source.open([Binding(device="", machine=MachineId("m"))]) as link:
        stream = cast("AsyncGenerator[Batch, None]", link.batches(after=None))
        first = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        held = [asyncio.create_task(push(source, {**PARTS, "value": n, "seq": n})) for n in range(2)]
        await first
        for _ in range(10):
            await asyncio.sleep(0)
        with pytest.raises(Crowded) as error:
            await push(source, [])
        await stream.aclose()
        answers = await asyncio.gather(*held, return_exceptions=True)
    assert error.value.params["retry_after_s"] == 2
    assert {type(answer) for answer in answers} == {Busy}


async def test_what_the_link_leaves_behind_is_not_acknowledged() -> None:
    source = connector()
    async with at_work(source, stores=False) as house:
        answer = asyncio.create_task(push(source, {**PARTS, "value": 1}))
        await house.came.wait()
        late = house.batches[0].stored
        assert late is not None
    assert not answer.done()  # it was taken, and is stored later
    late()
    assert (await answer).taken == 1


async def test_a_store_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.connectors.sdk.inbox.PATIENCE_S", 0.01)
    source = connector()
    async with at_work(source, stores=False) as house:
        with pytest.raises(Busy) as error:
            await push(source, {**PARTS, "value": 1})
        late = house.batches[0].stored
        assert late is not None
        late()
    assert error.value.code == "delivery_not_stored"
