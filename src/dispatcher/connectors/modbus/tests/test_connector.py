"""Looking, browsing, knocking, periods, refusals; and the server of pymodbus as a peer, with both framers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pymodbus import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from dispatcher.connectors.modbus import PLUG
from dispatcher.connectors.modbus.connector import ModbusConnector
from dispatcher.connectors.modbus.entries import ModbusEntry, Table
from dispatcher.connectors.modbus.link import KNOWN
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.connectors.modbus.tests.conftest import Connect
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Binding, ConfigRejected, LinkDown, Place

MILL = (Binding(device="", machine=MachineId("mill")),)
PARTS = {"key": "parts", "type": "PART_COUNT", "table": "holding", "address": 0}
GREEN = {"key": "green", "type": "ACTUATOR_STATE", "table": "discrete", "address": 2,
         "values": {"1": "ACTIVE", "0": "INACTIVE"}}  # fmt: skip


async def test_a_look_shows_values_and_what_the_device_says_of_itself(
    connect: Connect, device: ModbusSimulator
) -> None:
    device.put(Table.HOLDING, 0, 42)
    device.put(Table.DISCRETE, 2, 1)

    probe = await connect(signals=[PARTS, GREEN]).probe()

    assert 42 in probe.now.rows.num
    assert "ACTIVE" in probe.now.rows.text
    assert (probe.devices[0].manufacturer, probe.devices[0].model) == ("Dispatcher", "SIM-1")


async def test_a_look_without_a_map_needs_any_answer(connect: Connect) -> None:
    probe = await connect().probe()  # the device has not a single register: it refuses, so it speaks the protocol

    assert (probe.protocol, probe.now.rows.text) == ("Modbus TCP", ["AVAILABLE"])


@pytest.mark.parametrize(("fault", "code"), [("mute", "modbus_silent"), ("gateway", "modbus_no_unit")])
async def test_a_look_at_nobody_says_who_is_missing(
    connect: Connect, device: ModbusSimulator, fault: str, code: str
) -> None:
    if fault == "mute":
        device.stalled = True
    with pytest.raises(LinkDown) as down:
        await connect(unit=1 if fault == "mute" else 5).probe()

    assert down.value.code == code


async def test_a_host_without_a_name_is_told_apart(connect: Connect) -> None:
    with pytest.raises(LinkDown) as unknown:
        await connect(host="box.invalid").probe()

    assert unknown.value.code == "modbus_unknown_host"


async def test_each_period_has_its_own_requests(connect: Connect, device: ModbusSimulator) -> None:
    device.put(Table.HOLDING, 0, 1, 2)
    slow = {**PARTS, "key": "slow", "address": 1, "poll_ms": 3_600_000}

    async with connect(signals=[PARTS, slow]).open(MILL) as link:
        stream = link.batches(after=None)
        for _ in range(4):
            await anext(stream)

    asked = [start for _, _, start, _ in device.requests]
    assert (asked.count(0), asked.count(1)) == (4, 1)


async def test_only_news_are_rows_and_a_turn_without_is_a_sign_of_life(
    connect: Connect, device: ModbusSimulator
) -> None:
    device.put(Table.HOLDING, 0, 1)
    async with connect(signals=[PARTS]).open(MILL) as link:
        stream = link.batches(after=None)
        counts = [len((await anext(stream)).rows) for _ in range(3)]
        device.put(Table.HOLDING, 0, 2)
        counts.append(len((await anext(stream)).rows))

    assert counts == [2, 0, 0, 1]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "modbus_not_mapped"),
        ({"signals": [PARTS, PARTS]}, "modbus_key_twice"),
        ({"signals": [{**PARTS, "key": f"k{n}"} for n in range(20)], "max_signals": 10}, "modbus_too_many"),
    ],
)
async def test_settings_that_cannot_work_are_refused(connect: Connect, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        async with connect(**settings).open(MILL):
            pytest.fail("opened")

    assert refused.value.code == code


async def places(connector: ModbusConnector, folder: str) -> list[Place]:
    return [place async for place in connector.browse(folder)]


async def test_a_device_without_a_map_can_be_looked_through(connect: Connect, device: ModbusSimulator) -> None:
    device.put(Table.HOLDING, 0, *range(25))

    tables = await places(connect(), "")
    found = await places(connect(), "holding")

    assert [place.address for place in tables] == ["coil", "discrete", "input", "holding"]
    assert [(place.address, place.value) for place in found if place.leaf] == [
        (f"holding:{n}", str(n)) for n in range(25)
    ]
    assert "holding/100" in [place.address for place in found if not place.leaf]
    with pytest.raises(ConfigRejected):
        await places(connect(), "cellar")


async def test_knocking_finds_a_device_and_is_never_an_error(connect: Connect, device: ModbusSimulator) -> None:
    found = await connect().knock("127.0.0.1", 1.0)
    await device.refuse()
    nobody = await connect().knock("127.0.0.1", 0.2)

    assert found is not None
    assert (found.model, nobody) == ("SIM-1", None)


def test_every_exception_has_its_words() -> None:
    for language in ("en", "ru"):
        texts = json.loads((Path(__file__).parents[1] / "locales" / f"{language}.json").read_text("utf-8"))
        assert {f"note.modbus_exception_{code}" for code in (*KNOWN, "other")} <= set(texts)


def test_the_registry_finds_it() -> None:
    assert get("modbus").load() is PLUG
    assert configure("modbus", {"host": "a"}, StepClock()).address == "modbus://a:502/1"


async def test_a_simulated_device_is_set_by_the_keys_of_a_map() -> None:
    entries = [
        ModbusEntry.model_validate({**PARTS, "format": "uint32", "word_order": "little"}),
        ModbusEntry.model_validate({**PARTS, "key": "mode", "type": "X", "address": 8, "bit": 2, "bits": 2}),
        ModbusEntry.model_validate({**PARTS, "key": "lamp", "type": "X", "address": 8, "format": "bool", "bit": 7}),
    ]
    async with ModbusSimulator(entries=entries) as device:
        device.set("parts", 70_000)
        device.set("mode", 3)
        device.set("lamp", True)
        device.set("mode", 1)
        given = {"host": "127.0.0.1", "port": device.port, "signals": [entry.model_dump() for entry in entries]}
        connector = PLUG.build(PLUG.settings.model_validate(given), StepClock())
        rows = (await connector.probe()).now.rows

    assert rows.num == [None, 70_000, None, None]
    assert rows.text == ["AVAILABLE", None, "1", "1"]


# ------------------------------------------------------------ pymodbus as a peer


@asynccontextmanager
async def pymodbus_server(framer: FramerType) -> AsyncIterator[int]:
    blocks = (
        [SimData(0, values=[True, False, True] + [False] * 13, datatype=DataType.BITS)],
        [SimData(0, values=[False, True] + [False] * 14, datatype=DataType.BITS)],
        [
            SimData(0, values=230.5, datatype=DataType.FLOAT32),
            SimData(2, values=-5, datatype=DataType.INT32),
            SimData(4, values="Станок", datatype=DataType.STRING),
        ],
        [SimData(100, values=[1, 2, 3], datatype=DataType.REGISTERS)],
    )
    server = ModbusTcpServer(SimDevice(id=1, simdata=blocks), framer=framer, address=("127.0.0.1", 0))
    await server.serve_forever(background=True)
    try:
        yield server.transport.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # a server, typed as a transport
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]  # as pymodbus has it


@pytest.mark.parametrize(("framer", "wrap"), [(FramerType.SOCKET, "tcp"), (FramerType.RTU, "rtu")])
async def test_the_server_of_pymodbus_is_read(framer: FramerType, wrap: str) -> None:
    signals = [
        {"key": "coil2", "type": "X", "table": "coil", "address": 2},
        {"key": "input1", "type": "X", "table": "discrete", "address": 1},
        {"key": "volts", "type": "VOLTAGE_AC", "category": "SAMPLE", "address": "40001", "format": "float32"},
        {"key": "below", "type": "LOAD", "category": "SAMPLE", "address": "40003", "format": "int32"},
        {"key": "name", "type": "X", "address": "40005", "format": "string", "length": 6},
        {"key": "third", "type": "PART_COUNT", "address": "30103"},
        {"key": "nowhere", "type": "PART_COUNT", "address": "30200"},
    ]
    async with pymodbus_server(framer) as port:
        given = {"host": "127.0.0.1", "port": port, "framer": wrap, "signals": signals}
        connector = PLUG.build(PLUG.settings.model_validate(given), StepClock())
        batch = (await connector.probe()).now

    keys = {each.handle: each.spec.key for each in batch.declared}
    found = {
        keys[signal]: batch.rows.text[row] if batch.rows.num[row] is None else batch.rows.num[row]
        for row, signal in enumerate(batch.rows.signal)
    }
    assert found == {
        "availability": "AVAILABLE", "coil2": "1", "input1": "1", "volts": 230.5, "below": -5, "name": "Станок",
        "third": 3, "nowhere": None,
    }  # fmt: skip
    assert [note.code for note in batch.notes] == ["modbus_exception_2"]
