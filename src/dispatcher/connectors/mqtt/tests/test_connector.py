"""The contract over a real broker: retained and repeated messages, sessions that are kept, looking around."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from dispatcher.connectors.mqtt import PLUG
from dispatcher.connectors.mqtt import connector as module
from dispatcher.connectors.mqtt.connector import MqttConnector
from dispatcher.connectors.mqtt.tests.conftest import Connect
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.mqtt_session import Session
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.connectors.sdk.targets import read_target
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, ConfigRejected

MILL = (Binding(device="mill", machine=MachineId("mill")),)
STATE = {"key": "state", "type": "EXECUTION", "topic": "hall/{device}/state"}
PARTS = {
    "key": "parts",
    "type": "PART_COUNT",
    "topic": "hall/{device}/parts",
    "path": "n",
    "time_path": "at",
    "time_format": "us",
}
AT = 1_800_000_000_000_000


@asynccontextmanager
async def opened(connector: MqttConnector) -> AsyncIterator[AsyncIterator[Batch]]:
    async with connector.open(MILL) as link:
        stream = link.batches(after=None)
        yield stream
        assert isinstance(stream, AsyncGenerator)
        await stream.aclose()


async def until(stream: AsyncIterator[Batch], enough: Callable[[list[Batch]], bool]) -> list[Batch]:
    taken: list[Batch] = []
    while not enough(taken):
        taken.append(await anext(stream))
    return taken


def rows(count: int) -> Callable[[list[Batch]], bool]:
    return lambda batches: sum(len(batch.rows) for batch in batches) >= count


def values(batches: list[Batch]) -> list[object]:
    return [
        number if number is not None else text
        for batch in batches
        for number, text in zip(batch.rows.num, batch.rows.text, strict=True)
    ]


def keys(batches: list[Batch]) -> list[tuple[int, int]]:
    """What the house knows a row by."""
    return [pair for batch in batches for pair in zip(batch.rows.signal, batch.rows.sequence, strict=True)]


def part(count: int, at: int = AT) -> bytes:
    return json.dumps({"n": count, "at": at + count}).encode()


# ------------------------------------------------------------ what is news


async def test_trap_21_a_retained_value_is_the_last_known_one_and_no_news(device: Session, connect: Connect) -> None:
    connector = connect(STATE)
    await device.publish("hall/mill/state", b"ACTIVE", retain=True)
    async with opened(connector) as stream:
        assert values(await until(stream, rows(1))) == ["ACTIVE"]
        await device.publish("hall/mill/state", b"READY", retain=True)
        assert values(await until(stream, rows(1))) == ["READY"]
    # Every connection brings the kept value again: nothing has happened.
    async with opened(connector) as stream:
        await anext(stream)
        await device.publish("hall/mill/state", b"ACTIVE")
        assert values(await until(stream, rows(1))) == ["ACTIVE"]


async def test_trap_21_a_retained_value_that_changed_while_we_were_away_is_known_from_now_on(
    device: Session, connect: Connect
) -> None:
    connector = connect(STATE)
    await device.publish("hall/mill/state", b"ACTIVE", retain=True)
    async with opened(connector) as stream:
        await until(stream, rows(1))
    await device.publish("hall/mill/state", b"READY", retain=True)
    async with opened(connector) as stream:
        (batch,) = [batch for batch in await until(stream, rows(1)) if len(batch.rows)]
    assert values([batch]) == ["READY"]
    assert batch.rows.source_at == [batch.received_at]


async def test_trap_21_a_retained_value_with_its_own_time_is_the_same_row_again(
    device: Session, connect: Connect
) -> None:
    seen = []
    await device.publish("hall/mill/parts", part(7), retain=True)
    for _ in range(2):  # a new process knows nothing of what the old one heard
        async with opened(connect(PARTS)) as stream:
            taken = await until(stream, rows(1))
            seen.append((keys(taken), values(taken), [at for batch in taken for at in batch.rows.source_at]))
    assert seen[0] == seen[1]
    assert seen[0][1:] == ([7.0], [AT + 7])


@pytest.mark.parametrize("version", ["3.1.1", "5"])
async def test_trap_22_what_is_sent_again_is_taken_and_is_the_same_row(
    device: Session, connect: Connect, version: str
) -> None:
    connector = connect(PARTS, client_id="dispatcher", version=version)
    async with opened(connector) as stream:
        await anext(stream)
        await device.publish("hall/mill/parts", part(1))
        await device.publish("hall/mill/parts", part(2))
        first = await until(stream, rows(2))  # stored, but the broker never hears of it
    async with opened(connector) as stream:
        again = await until(stream, rows(2))
        assert keys(again) == keys(first)
        for batch in again:
            if batch.stored is not None:
                batch.stored()
        await device.publish("hall/mill/parts", part(3))
        assert values(await until(stream, rows(1))) == [3.0]


async def test_trap_22_a_repeated_flag_alone_skips_nothing(device: Session, connect: Connect) -> None:
    connector = connect(STATE, client_id="dispatcher")
    async with opened(connector) as stream:
        await anext(stream)
    await device.publish("hall/mill/state", b"ACTIVE")
    async with connector.open(MILL):
        pass  # sent to a link that dies before it reads
    async with opened(connector) as stream:
        assert values(await until(stream, rows(1))) == ["ACTIVE"]


async def test_nothing_published_with_qos_1_is_lost_while_we_are_away(device: Session, connect: Connect) -> None:
    connector = connect(PARTS, client_id="dispatcher")
    async with opened(connector) as stream:
        await anext(stream)
    for count in range(1, 101):
        await device.publish("hall/mill/parts", part(count))
    heard: list[object] = []
    async with opened(connector) as stream:
        while len(heard) < 100:
            batch = await anext(stream)
            heard += values([batch])
            if batch.stored is not None:
                batch.stored()
    assert heard == [float(count) for count in range(1, 101)]


@pytest.mark.parametrize(("qos", "kept"), [(1, True), (0, False)])
async def test_a_kept_session_speaks_for_the_outage_where_nothing_could_get_lost(
    device: Session, connect: Connect, qos: int, kept: bool
) -> None:
    connector = connect(STATE, client_id="dispatcher")
    async with opened(connector) as stream:
        first = await anext(stream)
        await device.publish("hall/mill/state", b"ACTIVE", qos=qos)
        heard = await until(stream, rows(1))
        await device.publish("hall/mill/state", b"READY", qos=qos)
        heard += await until(stream, rows(1))
    async with opened(connector) as stream:
        again = await anext(stream)
    assert first.cursor is None
    assert (heard[-1].cursor is not None) is kept
    assert (again.cursor is not None) is kept


async def test_without_a_kept_session_what_is_not_heard_again_is_unknown(
    device: Session, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = connect(STATE, PARTS)
    async with opened(connector) as stream:
        await anext(stream)
        await device.publish("hall/mill/state", b"ACTIVE")
        await device.publish("hall/mill/parts", part(1))
        await until(stream, rows(2))
    monkeypatch.setattr(module, "_SETTLE_S", 0)
    async with opened(connector) as stream:
        assert values(await until(stream, rows(2))) == [None, None]


async def test_a_message_stored_but_not_acknowledged_is_not_stored_again(device: Session, connect: Connect) -> None:
    connector = connect(STATE, PARTS, client_id="dispatcher")
    async with opened(connector) as stream:
        await anext(stream)
        await device.publish("hall/mill/state", b"ACTIVE")
        (batch,) = [batch for batch in await until(stream, rows(1)) if len(batch.rows)]
    assert batch.stored is not None
    batch.stored()  # the link is over: the broker does not hear it
    async with opened(connector) as stream:
        await device.publish("hall/mill/parts", part(1))
        assert values(await until(stream, rows(1))) == [1.0]


# ------------------------------------------------------------------- looking


async def test_a_probe_with_a_mapping_finds_the_devices(device: Session, connect: Connect) -> None:
    await device.publish("hall/mill/state", b"ACTIVE", retain=True)
    await device.publish("hall/saw/state", b"READY", retain=True)
    probe = await connect(STATE).probe()
    assert (probe.protocol, probe.version) == ("MQTT", "5")
    assert [found.name for found in probe.devices] == ["mill", "saw"]
    assert {(each.device, each.spec.type) for each in probe.now.declared} == {
        ("mill", "EXECUTION"),
        ("saw", "EXECUTION"),
    }
    assert sorted(map(str, values([probe.now]))) == ["ACTIVE", "READY"]


async def test_a_probe_without_a_mapping_shows_what_there_is(device: Session, connect: Connect) -> None:
    await device.publish("hall/Фреза/state", b"ACTIVE", retain=True)
    await device.publish("spBv1.0/hall/DDATA/cell/mill", b"\x08\xff", retain=True)
    await device.publish("plug/sensor", b'{"Time": "x", "ENERGY": {"Power": 17.5, "On": true}}', retain=True)
    probe = await connect().probe()
    shown = dict(zip((each.spec.key for each in probe.now.declared), values([probe.now]), strict=True))
    assert shown == {
        "hall/Фреза/state": "ACTIVE",
        "plug/sensor#Time": "x",
        "plug/sensor#ENERGY.Power": 17.5,
        "plug/sensor#ENERGY.On": "1",
    }


async def test_browsing_shows_topics_level_by_level(device: Session, connect: Connect) -> None:
    await device.publish("hall/mill/state", b"ACTIVE", retain=True)
    await device.publish("hall/mill/data", b'{"power": 3.5, "axis": [{"x y": 1}]}', retain=True)

    async def places(folder: str) -> list[tuple[str, bool, str]]:
        return [(each.address, each.leaf, each.value) async for each in connect().browse(folder)]

    assert await places("") == [("hall/", False, "")]
    assert await places("hall/") == [("hall/mill/", False, "")]
    data = '{"power": 3.5, "axis": [{"x y": 1}]}'
    assert await places("hall/mill/") == [("hall/mill/data#", False, data), ("hall/mill/state", True, "ACTIVE")]
    assert await places("hall/mill/data#") == [
        ("hall/mill/data#power", True, "3.5"),
        ("hall/mill/data#axis", False, '[{"x y":1}]'),
    ]
    assert await places("hall/mill/data#axis[0]") == [("hall/mill/data#axis[0].x y", True, "1")]


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("signals", "devices", "code"),
    [
        ((), ("",), "mqtt_not_mapped"),
        ((STATE,), ("",), "mqtt_device_needed"),
        (({**STATE, "topic": "state"},), ("mill", "saw"), "mqtt_device_placeholder"),
        ((STATE,), ("mill/#",), "mqtt_device_name"),
        ((STATE,), tuple(map(str, range(20_001))), "mqtt_too_many"),
    ],
)
async def test_mappings_that_cannot_work_are_refused(
    signals: tuple[dict[str, object], ...], devices: tuple[str, ...], code: str
) -> None:
    built = configure("mqtt", {"host": "127.0.0.1", "port": 1, "signals": signals}, StepClock()).connector
    with pytest.raises(ConfigRejected) as refused:
        async with built.open([Binding(device=device, machine=MachineId(device)) for device in devices]):
            pytest.fail("opened")
    assert refused.value.code == code


def test_a_million_signals_are_refused() -> None:
    with pytest.raises(ConfigRejected) as refused:
        configure("mqtt", {"host": "a", "signals": [{**STATE, "key": str(n)} for n in range(20_001)]}, StepClock())
    assert refused.value.code == "setting_invalid"


def test_trap_13_a_session_at_a_broker_has_one_address() -> None:
    same: list[dict[str, Any]] = [
        {"host": "LOCALHOST", "client_id": "a"},
        {"host": "127.0.0.1", "port": 1883, "client_id": "a"},
    ]
    addresses = {configure("mqtt", given, StepClock()).address for given in same}
    assert addresses == {"mqtt://127.0.0.1:1883/a"}
    assert configure("mqtt", {"host": "A."}, StepClock()).address == "mqtt://a:1883"


@pytest.mark.parametrize(
    ("address", "settings"),
    [
        ("mqtt://u:p@b:1884", {"host": "b", "port": 1884, "tls": False, "user": "u", "password": "p"}),
        ("mqtts://b", {"host": "b", "tls": True}),
        ("b:8883", {"host": "b", "port": 8883, "tls": True}),
        ("b", {"host": "b", "tls": False}),
    ],
)
def test_an_address_leads_to_settings(address: str, settings: dict[str, Any]) -> None:
    assert PLUG.point is not None
    assert PLUG.point(read_target(address)) == settings
    assert get("mqtt").load() is PLUG
