"""A link over a real socket: present values, news, restarts, lost subscriptions, alarms, secure channels."""

from __future__ import annotations

import asyncio

import pytest

from dispatcher.connectors.opcua.model import Reading
from dispatcher.connectors.opcua.simulator import OWN, MachineToolSimulator
from dispatcher.connectors.opcua.tests.conftest import Connect, reading
from dispatcher.connectors.opcua.tests.peer import PASSWORD, USER, Elsewhere, nameless
from dispatcher.connectors.opcua.tests.relay import Relay
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.signal import Level
from dispatcher.ports.connector import LinkDown

BAD, UNCERTAIN, OVERFLOW = 0x8005_0000, 0x4090_0000, 0x0000_0480


async def test_present_values_then_news_each_with_the_sources_time(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    at = clock.now()
    await there.do(server.set("execution", "ACTIVE", at))

    async with reading(connect(server.url)) as reader:
        await reader.until("Channel1.execution", "ACTIVE")
        stamps = {at for batch in reader.batches for at in batch.rows.source_at}
        await there.do(server.set("execution", "INTERRUPTED", Instant(at + SECOND)))
        await reader.until("Channel1.execution", "INTERRUPTED")

    assert at in stamps
    assert reader.batches[-1].rows.source_at == [at + SECOND]
    assert [batch.cursor is not None for batch in reader.batches[:3]] == [False, True, False]
    assert reader.notes() == []


async def test_trap_16_a_bad_value_leaves_the_others_of_the_same_message(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    async with reading(connect(server.url)) as reader:
        await reader.all()
        for key, value, status in (("part_count", 0, BAD), ("feed_override", 55.0, UNCERTAIN), ("program", "Вал", 0)):
            await there.do(server.set(key, value, clock.now(), status=status))
        await reader.until("program", "Вал")
        await reader.until("part_count", None)
        await reader.until("Channel1.feed_override", 55.0)

    assert sorted(reader.notes()) == ["opcua_bad", "opcua_uncertain"]


async def test_an_overflow_over_the_wire_is_a_loss(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    async with reading(connect(server.url)) as reader:
        await reader.all()
        await there.do(server.set("part_count", 9, clock.now(), status=OVERFLOW))
        await reader.until("part_count", 9)

    assert (reader.losses(), reader.notes()) == (["opcua_overflow"], ["opcua_overflow"])


# ---------------------------------------------------------------- restarts


async def test_trap_14_a_subscription_that_died_without_a_word_ends_the_link(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect
) -> None:
    connector = connect(server.url)
    async with reading(connector) as reader:
        await reader.all()
        await there.do(server.forget_subscriptions())
        down = await reader.ended()

    assert down.code == "opcua_subscription_lost"
    await there.do(server.set("execution", "ACTIVE"))
    async with reading(connector) as again:
        await again.until("Channel1.execution", "ACTIVE")


async def test_trap_14_after_a_restart_with_other_namespace_numbers_all_is_as_it_was(
    there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    server = await asyncio.to_thread(nameless)
    try:
        await there.do(server.set("program", "P1", clock.now()))
        mapped = {"key": "own_program", "type": "PROGRAM", "node": "ns=6;s=Mill/mt:Production/mt:ActiveProgram/mt:Name"}
        connector = connect(server.url, signals=[mapped])
        async with reading(connector) as first:
            before = await first.all()
            await there.do(server.restart(turned=True))
            await first.ended()
        cursor = first.batches[1].cursor
        async with reading(connect(server.url, signals=[mapped]), cursor) as second:
            after = await second.all()
    finally:
        await there.do(server.tidy())

    assert before == after
    assert after["own_program"] == "P1"
    assert {one.spec for one in first.batches[0].declared} == {one.spec for one in second.batches[0].declared}
    assert second.notes() == ["opcua_restarted"]


async def test_trap_15_a_server_that_swallows_everything_is_given_up(connect: Connect) -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    listening = await asyncio.start_server(swallow, "127.0.0.1", 0)
    async with listening:
        url = f"opc.tcp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        with pytest.raises(LinkDown) as down:
            async with asyncio.timeout(3):
                await connect(url, timeout_ms=200).probe()

    assert down.value.code == "opcua_no_greeting"


async def test_trap_15_every_answer_has_a_limit(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect
) -> None:
    relay = Relay(server.port)
    await there.do(relay.start())
    try:
        async with reading(connect(f"opc.tcp://127.0.0.1:{relay.port}", timeout_ms=200)) as reader:
            await reader.all()
            await there.do(relay.mute())
            down = await reader.ended()
    finally:
        await there.do(relay.refuse())

    assert down.code == "opcua_silent"


# ---------------------------------------------------------------- alarms


async def test_alarms_come_go_and_are_asked_for_again_on_a_new_link(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    connector = connect(server.url)
    async with reading(connector) as first:
        await first.all()
        await there.do(server.alarm("Coolant", active=True, message="Мало СОЖ", at=clock.now()))
        await there.do(server.alarm("Door", active=True, severity=300, at=clock.now()))
        await first.wait(lambda: len(first.levels()) == 3)
    await there.do(server.alarm("Coolant", active=False, at=clock.now()))
    async with reading(connector) as second:
        await second.wait(lambda: len(second.levels()) == 2)

    assert first.levels() == [("", Level.NORMAL), ("Coolant", Level.FAULT), ("Door", Level.WARNING)]
    assert second.levels() == [("", Level.NORMAL), ("Door", Level.WARNING)]


async def test_alarms_can_be_left_out(server: MachineToolSimulator, connect: Connect) -> None:
    async with reading(connect(server.url, alarms="off")) as reader:
        await reader.all()

    assert "conditions" not in reader.keys.values()


# ---------------------------------------------------------------- secure channels


@pytest.mark.parametrize(
    ("security", "mode"),
    [
        ("auto", "sign_and_encrypt"),
        ("basic256sha256", "sign_and_encrypt"),
        ("basic256sha256", "sign"),
        ("aes128_sha256_rsaoaep", "sign_and_encrypt"),
        ("aes256_sha256_rsapss", "sign_and_encrypt"),
    ],
)
async def test_secure_channels(
    guarded_server: MachineToolSimulator, connect: Connect, security: str, mode: str
) -> None:
    login = {"username": USER, "password": PASSWORD, "trust": "first_use"}
    async with reading(connect(guarded_server.url, security=security, mode=mode, **login)) as reader:
        values = await reader.all()

    assert values["Channel1.controller_mode"] == "AUTOMATIC"
    assert reader.notes() == ["opcua_trusted_on_first_use"]


async def test_a_channel_whose_keys_grow_old_is_renewed_under_way(
    guarded_server: MachineToolSimulator,
    there: Elsewhere,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    clock: StepClock,
) -> None:
    monkeypatch.setattr("dispatcher.connectors.opcua.client.channel._CHANNEL_MS", 400)
    login = {"username": USER, "password": PASSWORD, "trust": "first_use", "keepalive_ms": 100}
    async with reading(connect(guarded_server.url, **login)) as reader:
        await reader.all()
        end = asyncio.get_running_loop().time() + 1
        while asyncio.get_running_loop().time() < end:
            await reader.next()
        await there.do(guarded_server.set("part_count", 77, clock.now()))
        await reader.until("part_count", 77)


# ---------------------------------------------------------------- mapping, looking around


async def test_mapped_nodes_stand_before_the_model_and_a_missing_one_is_said(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect
) -> None:
    path = "Mill/mt:Monitoring/own:Channel1/mt:ChannelState"
    mapped = [
        {"key": "Channel1.execution", "type": "EXECUTION", "node": f"nsu={OWN};s={path}", "values": {"*": "READY"}},
        {"key": "gone", "type": "MESSAGE", "node": f"nsu={OWN};s=Gone"},
        {"key": "nowhere", "type": "MESSAGE", "node": "nsu=urn:nowhere;s=Gone"},
    ]
    await there.do(server.set("execution", "ACTIVE"))
    async with reading(connect(server.url, signals=mapped)) as reader:
        values = await reader.all()

    assert values["Channel1.execution"] == "READY"
    assert (values["gone"], values["nowhere"]) == (None, None)
    assert reader.notes() == ["opcua_node_refused"] * 2


async def test_a_look_around_goes_from_folder_to_folder(server: MachineToolSimulator, connect: Connect) -> None:
    connector = connect(server.url)
    top = {place.title: place async for place in connector.browse("")}
    machines = [place async for place in connector.browse(top["Machines"].address)]
    production = f"nsu={OWN};s=Mill/mt:Production/mt:ActiveProgram"
    inside = {place.title: place async for place in connector.browse(production)}

    assert [place.title for place in machines] == ["Mill", "Пресс 5"]
    assert (inside["Name"].leaf, inside["Name"].type) == (True, "String")
    assert not inside["State"].leaf


def test_a_reading_says_itself_what_it_is_worth() -> None:
    good, bad, doubtful = Reading("x"), Reading("x", BAD), Reading("x", UNCERTAIN)

    assert [one.is_bad for one in (good, bad, doubtful)] == [False, True, False]
    assert [one.is_uncertain for one in (good, bad, doubtful)] == [False, False, True]
