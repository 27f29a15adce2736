"""Deliveries into batches: tokens, numbers, sessions, silence, limits, and answers that come after the commit."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.tests.taking import (
    EXECUTION,
    NOON,
    PARTS,
    TOKEN,
    House,
    at_work,
    codes,
    connector,
    push,
)
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.instant import HOUR, SECOND
from dispatcher.domain.signal import Condition, Level, MachineId
from dispatcher.ports.connector import (
    AccessDenied,
    Binding,
    Busy,
    Delivery,
    Garbled,
    LinkDown,
    Receipt,
)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "пароль", TOKEN[:-1]])
async def test_a_wrong_token_is_told_and_not_repeated(token: str) -> None:
    source = connector()
    with pytest.raises(AccessDenied) as error:
        await push(source, [], token)
    assert token == "" or token not in repr(error.value)
    assert TOKEN not in repr(source) + repr(vars(source)) + repr(error.value)


@pytest.mark.parametrize("tokens", [[TOKEN, "second-token-0123456789"], f"{TOKEN}  second-token-0123456789\n"])
async def test_any_of_the_tokens_will_do(tokens: object) -> None:
    source = connector(tokens=tokens)
    async with at_work(source):
        assert (await push(source, [], "second-token-0123456789")).taken == 0


@pytest.mark.parametrize(
    "tokens", [[], ["short"], ["x" * 15], ["with a blank in between"], ["длинный-токен-по-русски"]]
)
def test_tokens_that_are_none(tokens: list[str]) -> None:
    with pytest.raises(ValidationError):
        HttpPushSettings.model_validate({"tokens": tokens})


# ------------------------------------------------------------------- values


async def test_what_is_mapped_and_what_is_declared() -> None:
    entry = {"path": "saw.state", "key": "exec", "type": "EXECUTION", "values": {"1": "ACTIVE", "0": "READY"}}
    load = {"path": "saw.load", "key": "load", "type": "LOAD", "units": "PERCENT", "scale": 0.1}
    source = connector(signals=[entry, load])
    async with at_work(source) as house:
        sent = b"saw state=1i,load=575,other=1 1795521600000000000\nsaw state=0i 1795521601000000000"
        receipt = await source.receive(Delivery(body=sent, content_type="text/plain", credential=TOKEN))
        await push(source, {**PARTS, "value": 5})
    assert (receipt.taken, codes(receipt)) == (3, ["not_mapped"])
    assert (house.values("exec"), house.values("load"), house.values("parts")) == (["ACTIVE", "READY"], [57.5], [5.0])
    assert house.batches[0].rows.source_at == [NOON * 1000, NOON * 1000, NOON * 1000 + SECOND]


async def test_only_mapped_ones_where_the_sender_may_not_declare() -> None:
    source = connector(declare=False)
    async with at_work(source):
        assert codes(await push(source, {**EXECUTION, "value": "ACTIVE"})) == ["only_mapped"]


async def test_several_devices_are_kept_apart() -> None:
    source = connector(signals=[{"key": "exec", "type": "EXECUTION"}])
    async with at_work(source, "a", "b") as house:
        body = [{"signal": "exec", "value": name, "device": name} for name in ("a", "b", "c", "")]
        receipt = await push(source, body)
    assert (receipt.taken, codes(receipt)) == (2, ["device", "device"])
    assert [(d.device, d.spec.key) for d in house.batches[0].declared] == [("a", "exec"), ("b", "exec")]


async def test_conditions() -> None:
    source = connector()
    async with at_work(source) as house:
        receipt = await push(source, [{"signal": "al", "level": "FAULT", "code": "7"}, {"signal": "al", "value": 1}])
    assert house.values("al") == [Condition(level=Level.FAULT, native_code="7")]
    assert codes(receipt) == ["other_kind"]


async def test_a_declaration_may_change() -> None:
    source = connector()
    async with at_work(source) as house:
        await push(source, {"signal": "x", "type": "LOAD", "value": 1})
        await push(source, {"signal": "x", "type": "LOAD", "units": "PERCENT", "value": 2})
        await push(source, {"signal": "x", "value": 3})
    specs = [(declared.handle, declared.spec.units) for batch in house.batches for declared in batch.declared]
    assert specs == [(0, None), (0, "PERCENT")]
    assert house.values("x") == ["1", 2.0, 3.0]


async def test_limits_of_names() -> None:
    source = connector(max_signals=2)
    async with at_work(source):
        body = [{"signal": name, "type": "LOAD", "value": 1} for name in ("a b", "a|b", "b", "c", "a b")]
        receipt = await push(source, body)
    assert (receipt.taken, codes(receipt)) == (3, ["key_taken", "too_many"])


# ------------------------------------------------------------------ numbers


async def test_a_delivery_that_comes_again_has_the_same_numbers() -> None:
    """So that the house knows it: by the sender's own numbers, else by the instants."""
    body = [{**PARTS, "value": value, "at": NOON} for value in (1, 2)] + [{**PARTS, "value": 3, "seq": 9}]
    source = connector()
    async with at_work(source) as house:
        await push(source, body)
        await push(source, body)
    first, second = house.batches[:2], house.batches[2:]
    assert [(batch.session, batch.rows.sequence) for batch in first] == [
        (batch.session, batch.rows.sequence) for batch in second
    ]
    assert [(batch.session, len(batch.rows)) for batch in first] == [("seq", 1), ("http_push", 2)]
    assert len(set(first[1].rows.sequence)) == 2


async def test_what_the_house_knew_is_counted() -> None:
    source = connector()
    async with at_work(source, stores=False) as house:
        answer = asyncio.create_task(push(source, [{**PARTS, "value": 1, "seq": 1}, {**PARTS, "value": 2, "seq": 2}]))
        await house.came.wait()
        (batch,) = house.batches
        assert batch.repeated is not None
        assert batch.stored is not None
        batch.repeated(1)
        assert not answer.done()
        batch.stored()
        assert await answer == Receipt(taken=1, known=1)


async def test_sessions_do_not_mix() -> None:
    source = connector()
    async with at_work(source) as house:
        for session in ("monday", "tuesday"):
            await push(source, {"session": session, "observations": [{**PARTS, "value": 1, "seq": 1}]})
    assert [batch.session for batch in house.batches] == ["seq:monday", "seq:tuesday"]


# ------------------------------------------------------- silence and outages


async def outage(clock: StepClock, second: object, *, length: int = HOUR, **settings: Any) -> House:
    """A sender says ACTIVE and numbers it 5; after so long another link is opened, and this comes."""
    source = connector(clock, **settings)
    async with at_work(source) as before:
        await push(source, {"session": "s", "observations": [{**EXECUTION, "value": "ACTIVE", "seq": 4}]})
        await push(source, {"session": "s", "observations": [{**EXECUTION, "value": "ACTIVE", "seq": 5}]})
    clock.jump(length)
    async with at_work(source, after=before.cursor) as house:
        await push(source, second)
        await push(source, [])
    return house


async def test_trap_23_after_a_silence_the_last_word_does_not_hold_any_more() -> None:
    house = await outage(StepClock(), [])
    assert house.values("exec") == [None]
    assert house.batches[0].rows.source_at[0] < house.batches[0].received_at - HOUR // 2
    assert [batch.cursor is None for batch in house.batches] == [True, False, False]


async def test_a_numbered_outbox_without_a_hole_bridges_the_outage() -> None:
    again = {"session": "s", "observations": [{"signal": "x", "type": "LINE", "value": 1, "seq": n} for n in (5, 6, 7)]}
    house = await outage(StepClock(), again)
    assert house.values("exec") == []
    assert all(batch.cursor is not None for batch in house.batches)


@pytest.mark.parametrize(("session", "numbers"), [("s", (7, 8)), ("s", (6, 8)), ("t", (6, 7)), ("s", (1, 2))], ids=str)
async def test_a_hole_in_the_numbers_does_not(session: str, numbers: tuple[int, ...]) -> None:
    body = [{"signal": "x", "type": "LINE", "value": 1, "seq": number} for number in numbers]
    house = await outage(StepClock(), {"session": session, "observations": body})
    assert house.values("exec") == [None]
    assert house.batches[0].cursor is None


async def test_a_short_break_changes_nothing() -> None:
    house = await outage(StepClock(), [], length=30 * SECOND)
    assert house.values("exec") == []


@pytest.mark.parametrize("mapped", [{}, {"signals": [{"key": "exec", "type": "EXECUTION"}]}])
@pytest.mark.parametrize("body", [b"[]", b"<html>", b'{"signal":"x","type":"LOAD","value":1,"seq":1}'])
async def test_what_was_said_before_a_restart_of_the_server_is_unavailable(body: bytes, mapped: dict[str, Any]) -> None:
    clock = StepClock()
    first = connector(clock, **mapped)
    async with at_work(first) as before:
        await push(first, {**EXECUTION, "value": "ACTIVE"})
        await push(first, [])
    clock.jump(HOUR)
    second = connector(clock, **mapped)
    async with at_work(second, after=before.cursor) as house:
        with contextlib.suppress(Garbled):
            await push(second, body)
        await push(second, [{"signal": "alarm", "level": "NORMAL"}])
    assert house.values("exec") == [None]
    assert {d.spec.type for batch in house.batches for d in batch.declared} >= {"EXECUTION", "SYSTEM"}


async def test_a_declaration_that_changed_meanwhile_is_not_taken_back() -> None:
    house = await outage(StepClock(), {"signal": "exec", "type": "EXECUTION", "units": "COUNT", "value": 1})
    assert [d.spec.units for batch in house.batches for d in batch.declared] == ["COUNT"]
    assert house.values("exec") == [None, 1.0]


async def test_silence_ends_the_link() -> None:
    source = connector(silence_s=1)
    async with source.open([Binding(device="", machine=MachineId("m"))]) as link:
        with pytest.raises(LinkDown) as error:
            await anext(link.batches(after=None))
    assert error.value.code == "http_push_silent"


async def test_rubbish_of_a_known_sender_stands_in_the_journal() -> None:
    source = connector()
    async with at_work(source) as house:
        await push(source, [])
        with pytest.raises(Garbled):
            await push(source, b"<html>")
        await push(source, [1, 2, 3, 4, 5, 6, 7])
    notes = [[note.code for note in batch.notes] for batch in house.batches]
    assert notes == [[], ["http_push_json"], [*["http_push_no_object"] * 5, "http_push_more"]]


async def test_a_clock_that_is_told() -> None:
    source = connector()
    async with at_work(source) as house:
        await push(source, {"clock": NOON, "observations": []})
        await push(source, b"[]", clock=str(NOON))
    assert [batch.source_clock for batch in house.batches] == [NOON * 1000, NOON * 1000]


async def test_a_large_body_is_read_off_the_loop() -> None:
    source = connector()
    body = [{**PARTS, "value": number, "seq": number} for number in range(5_000)]
    async with at_work(source):
        assert (await push(source, body)).taken == 5_000


async def test_a_sender_that_begins_a_numbering_each_time() -> None:
    source = connector()
    async with at_work(source) as house:
        receipts = [
            await push(source, {"session": number, "observations": [{**PARTS, "value": 1, "seq": 1}]})
            for number in range(1_001)
        ]
    assert codes(receipts[-1]) == ["sessions"]
    assert len({batch.session for batch in house.batches if len(batch.rows)}) == 1_000


async def test_a_look_shows_and_stores_nothing() -> None:
    source = connector()
    look = asyncio.create_task(source.probe())
    await asyncio.sleep(0)
    with pytest.raises(Busy) as error:
        await push(source, {"device": "saw", "observations": [{**EXECUTION, "value": "ACTIVE"}]})
    probe = await look
    assert error.value.code == "http_push_only_looking"
    assert [device.name for device in probe.devices] == ["saw"]
    assert probe.now.rows.text == ["ACTIVE"]
