"""Trap 17: an answer of an earlier question must never be taken for the present one; and devices behind a gateway."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dispatcher.connectors.modbus.client import ModbusClient, Silence
from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.simulator import ModbusSimulator, checksum
from dispatcher.connectors.modbus.tests.conftest import Connect
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Garbled, LinkDown

MILL = (Binding(device="", machine=MachineId("mill")),)


def settings(port: int, **given: Any) -> ModbusSettings:
    return ModbusSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "timeout_ms": 200, "settle_ms": 50, **given}
    )


def parts(unit: int | None = None, **given: Any) -> dict[str, Any]:
    return {"key": "parts", "type": "PART_COUNT", "table": "holding", "address": 0, "unit": unit, **given}


async def test_trap_17_an_answer_with_an_older_number_is_thrown_away() -> None:
    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Before each answer comes one to an older question, of the same unit, function and length."""
        while header := await reader.read(12):
            number = int.from_bytes(header[:2], "big")
            older = (number - 1 & 0xFFFF).to_bytes(2, "big")
            writer.write(older + b"\x00\x00\x00\x05\x01\x03\x02\x00\x63")
            writer.write(header[:2] + b"\x00\x00\x00\x05\x01\x03\x02\x00\x07")
        writer.close()

    server = await asyncio.start_server(late, "127.0.0.1", 0)
    async with server, ModbusClient(settings(server.sockets[0].getsockname()[1])) as client:
        found = [list(await client.read(1, Table.HOLDING, 0, 1)) for _ in range(3)]

    assert found == [[7], [7], [7]]
    assert client.late == 3


async def test_trap_17_after_a_silence_nothing_of_the_old_connection_is_heard(device: ModbusSimulator) -> None:
    device.put(Table.HOLDING, 0, 11, 22)
    async with ModbusClient(settings(device.port)) as client:
        device.late_by = 1
        with pytest.raises(Silence):
            await client.read(1, Table.HOLDING, 0, 1)
        device.late_by = 0
        found = await client.read(1, Table.HOLDING, 1, 1)

    assert list(found) == [22]
    assert (device.accepted, client.late) == (2, 1)


async def test_trap_17_on_the_serial_line_what_came_unasked_is_no_answer() -> None:
    """RTU has no numbers: a device server hands the late answer to whoever is connected, also on a new connection."""
    late = b"\x01\x03\x02\x00\x63"
    late += checksum(late)
    accepted = 0

    async def gateway(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal accepted
        accepted += 1
        if accepted == 2:
            writer.write(late)
        while await reader.read(8):
            if accepted == 2:
                answer = b"\x01\x03\x02\x00\x07"
                writer.write(answer + checksum(answer))
        writer.close()

    server = await asyncio.start_server(gateway, "127.0.0.1", 0)
    async with server, ModbusClient(settings(server.sockets[0].getsockname()[1], framer="rtu")) as client:
        with pytest.raises(Silence):
            await client.read(1, Table.HOLDING, 0, 1)
        found = await client.read(1, Table.HOLDING, 0, 1)

    assert list(found) == [7]
    assert client.late == 1


async def test_trap_17_on_the_serial_line_an_answer_of_another_length_is_damage() -> None:
    async def gateway(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        answer = b"\x01\x03\x04\x00\x07\x00\x08"
        writer.write(answer + checksum(answer))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(gateway, "127.0.0.1", 0)
    async with server, ModbusClient(settings(server.sockets[0].getsockname()[1], framer="rtu")) as client:
        with pytest.raises(Garbled) as garbled:
            await client.read(1, Table.HOLDING, 0, 1)

    assert garbled.value.code == "modbus_garbled"


@pytest.mark.parametrize("answer", [b"\x01\x03\x02\x00\x07\xff\xff", b"\x01\x04\x02\x00\x07\x00\x00"])
async def test_a_damaged_frame_is_never_a_value(answer: bytes) -> None:
    async def gateway(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        writer.write(answer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(gateway, "127.0.0.1", 0)
    async with server, ModbusClient(settings(server.sockets[0].getsockname()[1], framer="rtu")) as client:
        with pytest.raises(Garbled):
            await client.read(1, Table.HOLDING, 0, 1)


async def test_another_unit_that_answers_is_told_with_both_numbers() -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        header = await reader.read(12)
        writer.write(header[:2] + b"\x00\x00\x00\x05\xff\x03\x02\x00\x07")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(other, "127.0.0.1", 0)
    async with server, ModbusClient(settings(server.sockets[0].getsockname()[1])) as client:
        with pytest.raises(Garbled) as garbled:
            await client.read(1, Table.HOLDING, 0, 1)

    assert (garbled.value.code, garbled.value.params["asked"], garbled.value.params["answered"]) == (
        "modbus_other_unit",
        1,
        255,
    )


# ---------------------------------------------------------------- gateways


def notes(batches: list[Batch]) -> list[str]:
    return [note.code for batch in batches for note in batch.notes]


def said(batch: Batch) -> dict[tuple[str, str], float | str | None]:
    names = {each.handle: (each.device, each.spec.key) for each in batch.declared}
    return {
        names[signal]: batch.rows.text[row] if batch.rows.num[row] is None else batch.rows.num[row]
        for row, signal in enumerate(batch.rows.signal)
    }


@pytest.mark.parametrize("mute", [True, False])
async def test_one_silent_unit_does_not_silence_the_others(
    connect: Connect, device: ModbusSimulator, mute: bool
) -> None:
    device.units = {1, 3}
    device.put(Table.HOLDING, 0, 5, unit=1)
    device.put(Table.HOLDING, 0, 6, unit=3)
    if mute:
        device.units.add(2)
        device.mute_units = {2}
    bindings = [Binding(device=str(unit), machine=MachineId(f"m{unit}")) for unit in (1, 2, 3)]

    async with connect(signals=[parts()], silent_ms=150).open(bindings) as link:
        stream = link.batches(after=None)
        first = await anext(stream)
        device.units.add(2)
        device.mute_units = set()
        device.put(Table.HOLDING, 0, 9, unit=2)
        batches = [first]
        while "modbus_unit_back" not in notes(batches):
            batches.append(await anext(stream))

    assert said(first) == {
        ("1", "parts"): 5,
        ("1", "availability"): "AVAILABLE",
        ("2", "parts"): None,
        ("2", "availability"): None,
        ("3", "parts"): 6,
        ("3", "availability"): "AVAILABLE",
    }
    assert notes(batches) == ["modbus_unit_silent" if mute else "modbus_exception_11", "modbus_unit_back"]
    assert [number for number in batches[-1].rows.num if number is not None] == [9]
    assert device.accepted == (2 if mute else 1)


async def test_all_units_silent_is_the_end_of_the_link(connect: Connect, device: ModbusSimulator) -> None:
    device.units = {1, 2}
    device.mute_units = {1, 2}
    bindings = [Binding(device=str(unit), machine=MachineId(f"m{unit}")) for unit in (1, 2)]

    async with connect(signals=[parts()]).open(bindings) as link:
        with pytest.raises(LinkDown) as down:
            await anext(link.batches(after=None))

    assert down.value.code == "modbus_silent"


async def test_a_refused_group_is_split_and_said(connect: Connect, device: ModbusSimulator) -> None:
    device.put(Table.HOLDING, 0, 1)
    device.put(Table.HOLDING, 1, 2)
    device.put(Table.HOLDING, 4, 3)
    mapped = [parts(key=f"k{address}", address=address) for address in (0, 1, 4, 6)]

    async with connect(signals=mapped).open(MILL) as link:
        stream = link.batches(after=None)
        first, second = await anext(stream), await anext(stream)

    assert {key: value for (_, key), value in said(first).items() if key != "availability"} == {
        "k0": 1,
        "k1": 2,
        "k4": 3,
        "k6": None,
    }
    assert notes([first, second]) == ["modbus_split", "modbus_exception_2"]
    assert [request[2:] for request in device.requests] == [(0, 7), (0, 2), (4, 1), (6, 1), (0, 2), (4, 1)]


async def test_a_value_that_was_refused_is_asked_for_again(connect: Connect, device: ModbusSimulator) -> None:
    """Said once; while nobody is asked there is no sign of life either."""
    async with connect(signals=[parts()], silent_ms=100).open(MILL) as link:
        stream = link.batches(after=None)
        first, second = await anext(stream), await anext(stream)
        device.put(Table.HOLDING, 0, 7)
        third = await anext(stream)

    assert (notes([first]), notes([second, third])) == (["modbus_exception_2"], [])
    assert (len(second.rows), third.rows.num) == (0, [7])
    assert device.asked == 3


async def test_a_busy_device_keeps_its_values_for_two_turns(connect: Connect, device: ModbusSimulator) -> None:
    device.put(Table.HOLDING, 0, 5)
    async with connect(signals=[parts()]).open(MILL) as link:
        stream = link.batches(after=None)
        await anext(stream)
        device.exceptions[0] = 6
        busy = [await anext(stream) for _ in range(3)]
        device.exceptions.clear()
        back = await anext(stream)

    assert [len(batch.rows) for batch in busy] == [0, 0, 1]
    assert notes(busy) == ["modbus_exception_6"]
    assert back.rows.num == [5]
