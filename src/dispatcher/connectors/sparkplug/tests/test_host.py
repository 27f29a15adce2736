"""What the host application says itself at a real broker, and how it looks around."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.connectors.sparkplug import PLUG
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.payload import decode
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from dispatcher.connectors.sparkplug.tests.conftest import Connect
from dispatcher.connectors.sparkplug.tests.reading import BOTH, MILL, STATE, Reader, heard, opened
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Binding, ConfigRejected, Garbled
from tests.support.broker import Broker

# ------------------------------------------------------------- what we say ourselves


def told(message: Message) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(message.payload)
    return document


@pytest.mark.usefixtures("edge")
async def test_the_host_says_that_it_is_there_and_that_it_goes(connect: Connect, watcher: Session) -> None:
    await watcher.subscribe([STATE], 1)
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
    came, went = await heard(watcher, lambda messages: len(messages) == 2)
    assert (told(came)["online"], told(went)["online"]) == (True, False)
    assert (came.qos, went.qos) == (1, 1)
    assert told(came)["timestamp"] < told(went)["timestamp"]
    await watcher.subscribe([STATE], 1)
    (kept,) = await heard(watcher, lambda messages: len(messages) == 1)
    assert (kept.retain, told(kept)) == (True, told(went))


@pytest.mark.usefixtures("edge")
async def test_the_will_of_the_host_has_the_time_of_its_birth(connect: Connect, watcher: Session) -> None:
    await watcher.subscribe([STATE], 1)
    async with connect().open(MILL) as opened_link:
        reader = Reader(opened_link.batches(after=None))
        await reader.until(("mill", "Execution", "READY"))
        session: Session = vars(opened_link)["_session"]
        session.abort()
        came, will = await heard(watcher, lambda messages: len(messages) == 2)
    assert (will.qos, will.topic) == (1, STATE)
    assert (told(came), told(will)) == (
        {"online": True, "timestamp": told(will)["timestamp"]},
        {"online": False, "timestamp": told(came)["timestamp"]},
    )


@pytest.mark.usefixtures("edge")
@pytest.mark.parametrize(("version", "flags"), [("5", "p5, c1"), ("3.1.1", "p2, c1")])
async def test_a_host_begins_with_a_clean_session(broker: Broker, connect: Connect, version: str, flags: str) -> None:
    since = broker.mark
    async with opened(connect(version=version)) as reader:
        await reader.until(("mill", "Execution", "READY"))
    await broker.said(flags, since=since)


@pytest.mark.parametrize("offline", [b'{"online": false, "timestamp": 1}', b"OFFLINE"])
async def test_whoever_says_that_we_are_away_is_contradicted(
    edge: EdgeSimulator, connect: Connect, watcher: Session, offline: bytes
) -> None:
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
        await watcher.subscribe([STATE], 1)
        await watcher.publish(STATE, offline, retain=True)
        await edge.set("mill/Execution", "ACTIVE")
        await reader.until(("mill", "Execution", "ACTIVE"))
        messages = await heard(
            watcher, lambda heard: heard[-1:] != [] and b"true" in heard[-1].payload and len(heard) > 2
        )
    assert told(messages[-1])["online"] is True


@pytest.mark.usefixtures("edge")
async def test_nothing_is_published_but_state_and_rebirth(connect: Connect, watcher: Session) -> None:
    await watcher.subscribe(["#"], 1)
    async with opened(connect(), BOTH) as reader:
        await reader.until(("saw", "Execution", "ACTIVE"))
    ours = await heard(
        watcher, lambda messages: any(b"false" in each.payload for each in messages if each.topic == STATE)
    )
    ours = [message for message in ours if not any(kind in message.topic for kind in ("BIRTH", "DATA"))]
    assert {message.topic for message in ours} == {STATE, "spBv1.0/hall/NCMD/cell"}
    (command,) = [message for message in ours if "NCMD" in message.topic]
    payload = decode(command.payload)
    (metric,) = payload.metrics
    assert (metric.name, metric.kind, metric.value) == ("Node Control/Rebirth", DataType.BOOLEAN, True)
    assert (payload.seq, payload.at is not None, command.qos, command.retain) == (None, True, 0, False)


# -------------------------------------------------------------------------- looking


async def test_a_probe_finds_devices_by_what_is_heard(edge: EdgeSimulator, connect: Connect) -> None:
    looking = asyncio.create_task(connect().probe())
    while edge.births < 2:  # heard, and asked for its births
        await edge.set("/Uptime", edge.births)
        await asyncio.sleep(0)
    probe = await looking
    assert (probe.protocol, probe.version) == ("Sparkplug B", "MQTT 5")
    assert [device.name for device in probe.devices] == ["hall/cell", "hall/cell/mill", "hall/cell/saw"]
    assert "READY" in probe.now.rows.text


async def test_a_probe_that_hears_rubbish_says_so(broker: Broker, connect: Connect, watcher: Session) -> None:
    looking = asyncio.create_task(connect().probe())
    await broker.said("spBv1.0/#")
    await watcher.publish("spBv1.0/hall/NDATA/cell", b"\xff")
    with pytest.raises(Garbled) as garbled:
        await looking
    assert garbled.value.code == "sparkplug_unreadable"


@pytest.mark.usefixtures("edge")
async def test_browsing_shows_groups_nodes_devices_and_metrics(connect: Connect) -> None:
    connector = connect(device="hall/cell/mill")

    async def places(folder: str) -> list[tuple[str, bool, str]]:
        return [(each.address, each.leaf, each.value) async for each in connector.browse(folder)]

    assert await places("") == [("hall/", False, "")]
    assert await places("hall/cell/") == [
        ("hall/cell/mill/", False, ""),
        ("hall/cell/saw/", False, ""),
        ("Uptime", True, "1"),
    ]
    assert ("PartCount", True, "7") in await places("hall/cell/mill/")


# ------------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("device", "code"),
    [("", "sparkplug_device_needed"), ("mill", "sparkplug_device_name"), ("a/+", "sparkplug_device_name")],
)
async def test_devices_that_cannot_be_are_refused(connect: Connect, device: str, code: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        async with connect().open([Binding(device=device, machine=MachineId("m"))]):
            pytest.fail("opened")
    assert refused.value.code == code


@pytest.mark.parametrize("wrong", [{"host_id": "a/b"}, {"device": "mill"}, {"signals": [{"key": "k", "type": "T"}]}])
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigRejected):
        configure("sparkplug", {"host": "a", **wrong}, StepClock())


def test_trap_13_one_host_application_has_one_address() -> None:
    addresses = {configure("sparkplug", {"host": host}, StepClock()).address for host in ("LOCALHOST", "127.0.0.1")}
    assert addresses == {"sparkplug://127.0.0.1:1883/dispatcher"}
    assert get("sparkplug").load() is PLUG
