"""Looking, browsing, knocking, refusals, late answers; and the server of python-snap7 as a peer."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from snap7.server import Server
from snap7.type import SrvArea

from dispatcher.connectors.s7 import PLUG
from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.client import S7Client
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.connector import S7Connector
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.s7.link import KNOWN
from dispatcher.connectors.s7.simulator import NOT_PERMITTED, S7Simulator
from dispatcher.connectors.s7.tests.conftest import Connect
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import AccessDenied, Batch, Binding, ConfigRejected, LinkDown, Place

MILL = (Binding(device="", machine=MachineId("mill")),)


def signal(key: str, address: str, **given: Any) -> dict[str, Any]:
    return {"key": key, "type": "PART_COUNT", "address": address, **given}


def said(batch: Batch) -> dict[str, float | str | None]:
    keys = {each.handle: each.spec.key for each in batch.declared}
    rows = batch.rows
    return {
        keys[handle]: rows.text[row] if rows.num[row] is None else rows.num[row]
        for row, handle in enumerate(rows.signal)
        if keys[handle] != "availability"
    }


async def test_a_look_shows_values_and_what_the_controller_says_of_itself(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.DB, 10, 0, b"\x00\x00\x00\x2a")
    plc.put(Area.FLAGS, 0, 0, b"\x08")

    probe = await connect(signals=[signal("parts", "DB10.DBD0"), signal("lamp", "M0.3", type="X")]).probe()

    assert said(probe.now) == {"parts": 42, "lamp": "1"}
    assert (probe.protocol, probe.devices[0].model, probe.devices[0].serial) == ("S7", "CPU 1512C-1 PN", "S SIM-0001")


async def test_a_look_without_addresses_shows_who_it_is(connect: Connect) -> None:
    probe = await connect().probe()

    assert (probe.devices[0].manufacturer, probe.now.rows.text) == ("Siemens", ["AVAILABLE"])


async def test_the_slot_is_found_by_trying(connect: Connect, plc: S7Simulator) -> None:
    plc.slots = {2}
    await connect().probe()

    assert plc.calls == [0x0201, 0x0202]


async def test_a_call_that_nobody_takes_names_the_place(connect: Connect, plc: S7Simulator) -> None:
    plc.slots = {5}
    with pytest.raises(LinkDown) as down:
        await connect(cpu="s7-300").probe()

    assert (down.value.code, down.value.params["slot"]) == ("s7_call_refused", 2)


async def test_reading_that_is_not_permitted_is_for_a_person_to_mend(connect: Connect, plc: S7Simulator) -> None:
    plc.denied = NOT_PERMITTED
    with pytest.raises(AccessDenied) as denied:
        async with connect(signals=[signal("parts", "DB10.DBD0")]).open(MILL) as link:
            await anext(link.batches(after=None))

    assert denied.value.code == "s7_put_get"


async def test_an_optimised_block_is_said_and_the_others_are_read(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.DB, 10, 0, b"\x00\x07")
    plc.put(Area.DB, 11, 0, b"\x00\x08")
    plc.optimised = {11}
    mapped = [signal("open", "DB10.DBW0"), signal("hidden", "DB11.DBW0")]

    async with connect(signals=mapped).open(MILL) as link:
        stream = link.batches(after=None)
        first, second = await anext(stream), await anext(stream)

    assert said(first) == {"open": 7, "hidden": None}
    assert [note.code for note in first.notes] == ["s7_item_10"]
    assert (len(second.rows), second.notes) == (0, ())
    assert plc.requests[-1] == [(Area.DB, 10, 0, 2)]


async def test_an_address_beyond_the_end_does_not_take_its_neighbours(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.DB, 10, 0, bytes(range(8)))
    mapped = [signal(f"w{start}", f"DB10.DBW{start}") for start in (0, 2, 6, 8)]

    async with connect(signals=mapped).open(MILL) as link:
        batch = await anext(link.batches(after=None))

    assert said(batch) == {"w0": 1, "w2": 0x0203, "w6": 0x0607, "w8": None}
    assert [(note.code, note.params["first"]) for note in batch.notes] == [("s7_item_5", 8)]


async def test_a_block_that_comes_back_is_read_again(connect: Connect, plc: S7Simulator) -> None:
    """As while it is being loaded: said once, no sign of life while nobody is asked."""
    plc.put(Area.DB, 10, 0, b"\x00\x07")
    plc.optimised = {10}

    async with connect(signals=[signal("parts", "DB10.DBW0")], again_ms=100).open(MILL) as link:
        stream = link.batches(after=None)
        first, second = await anext(stream), await anext(stream)
        plc.optimised = set()
        third = await anext(stream)

    assert ([note.code for note in first.notes], second.notes) == (["s7_item_10"], ())
    assert (len(second.rows), third.rows.num) == (0, [7])
    assert len(plc.requests) == 3


async def test_a_wrong_map_of_thousands_gives_a_bounded_number_of_notes(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.DB, 10, 0, b"\x00")
    mapped = [signal(f"k{start}", f"DB10.DBB{start}") for start in range(1000)]

    async with connect(signals=mapped, timeout_ms=5000).open(MILL) as link:
        batch = await anext(link.batches(after=None))

    assert said(batch)["k0"] == 0
    assert (len(batch.notes), batch.notes[-1].code) == (51, "polling_more")


async def test_a_text_longer_than_an_answer_comes_in_pieces(connect: Connect, plc: S7Simulator) -> None:
    entry = S7Entry.model_validate(signal("name", "DB10.STRING0.250", type="PROGRAM"))
    text = "".join(chr(65 + n % 26) for n in range(250))
    plc.put(Area.DB, 10, 0, bytes((250, 250)) + text.encode())

    probe = await connect(signals=[entry.model_dump(mode="json")]).probe()

    assert said(probe.now) == {"name": text}
    assert [size for ((_, _, _, size),) in plc.requests] == [222, 30]


async def test_trap_17_an_answer_with_an_older_number_is_thrown_away() -> None:
    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def message() -> bytes:
            return await reader.readexactly(int.from_bytes((await reader.readexactly(4))[2:], "big") - 4)

        def data(number: bytes, parameters: bytes, body: bytes) -> bytes:
            pdu = struct.pack(">BBH2sHHH", 0x32, 3, 0, number, len(parameters), len(body), 0) + parameters + body
            return struct.pack(">BBH", 3, 0, len(pdu) + 7) + b"\x02\xf0\x80" + pdu

        await message()
        writer.write(b"\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x01\x00")
        number = (await message())[7:9]
        writer.write(data(number, struct.pack(">BBHHH", 0xF0, 0, 1, 1, 240), b""))
        older, number = number, (await message())[7:9]
        writer.write(data(older, b"\x04\x01", b"\xff\x04\x00\x08\x63"))
        writer.write(data(number, b"\x04\x01", b"\xff\x04\x00\x08\x07"))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(late, "127.0.0.1", 0)
    settings = S7Settings.model_validate({"host": "127.0.0.1", "port": server.sockets[0].getsockname()[1]})
    async with server, S7Client(settings) as client:
        found = await client.read([(Area.FLAGS, 0, 0, 1)])

    assert (found, client.late) == ([b"\x07"], 1)


async def test_trap_17_after_a_silence_the_connection_is_given_up(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.FLAGS, 0, 0, b"\x07")
    async with connect(signals=[signal("parts", "MB0")]).open(MILL) as link:
        stream = link.batches(after=None)
        await anext(stream)
        plc.late_by = 1
        with pytest.raises(LinkDown) as down:
            await anext(stream)
    await plc.drop()

    assert down.value.code == "s7_silent"


async def places(connector: S7Connector, folder: str) -> list[Place]:
    return [place async for place in connector.browse(folder)]


async def test_a_controller_without_a_list_can_be_looked_through(connect: Connect, plc: S7Simulator) -> None:
    plc.put(Area.DB, 10, 0, bytes(range(25)))

    found = await places(connect(), "DB10")

    assert [(place.address, place.value) for place in found if place.leaf] == [
        (f"DB10.DBB{n}", str(n)) for n in range(25)
    ]
    assert [place.address for place in found if not place.leaf] == ["DB10/100"]
    assert [place.address for place in await places(connect(), "")][:3] == ["M", "I", "Q"]
    with pytest.raises(ConfigRejected):
        await places(connect(), "cellar")


async def test_knocking_finds_a_controller_and_is_never_an_error(connect: Connect, plc: S7Simulator) -> None:
    found = await connect().knock("127.0.0.1", 1.0)
    await plc.refuse()
    nobody = await connect().knock("127.0.0.1", 0.2)

    assert found is not None
    assert (found.model, nobody) == ("CPU 1512C-1 PN", None)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "s7_not_mapped"),
        ({"signals": [signal("k", "MB0"), signal("k", "MB1")]}, "s7_key_twice"),
        ({"signals": [signal(f"k{n}", "MB0") for n in range(20)], "max_signals": 10}, "s7_too_many"),
    ],
)
async def test_settings_that_cannot_work_are_refused(connect: Connect, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        async with connect(**settings).open(MILL):
            pytest.fail("opened")

    assert refused.value.code == code


def test_every_refusal_has_its_words() -> None:
    for language in ("en", "ru"):
        texts = json.loads((Path(__file__).parents[1] / "locales" / f"{language}.json").read_text("utf-8"))
        assert {f"note.s7_item_{code}" for code in (*KNOWN, "other")} <= set(texts)


def test_the_registry_finds_it() -> None:
    assert get("s7").load() is PLUG
    assert configure("s7", {"host": "a"}, StepClock()).address == "s7://a:102/0"


async def test_a_simulated_controller_is_set_by_the_keys_of_a_map() -> None:
    entries = [
        S7Entry.model_validate(signal("parts", "DB10.DBD4", format="dint")),
        S7Entry.model_validate(signal("on", "DB10.DBX0.2", type="X")),
        S7Entry.model_validate(signal("off", "DB10.DBX0.3", type="X")),
    ]
    async with S7Simulator(entries=entries) as plc:
        plc.set("off", True)
        plc.set("on", True)
        plc.set("off", False)
        plc.set("parts", 70_000)
        given = {"host": "127.0.0.1", "port": plc.port, "signals": [entry.model_dump(mode="json") for entry in entries]}
        probe = await S7Connector(S7Settings.model_validate(given), StepClock()).probe()

    assert said(probe.now) == {"parts": 70_000, "on": "1", "off": "0"}


# ------------------------------------------------------- python-snap7 as a peer


@pytest.fixture
def snap7_port() -> Iterator[int]:
    server = Server(log=False)
    block = bytearray(64)
    block[0] = 0b1000
    block[2:4] = (-5).to_bytes(2, "big", signed=True)
    block[4:8] = struct.pack(">f", 230.5)
    block[10:18] = b"\x06\x06\xd1\xf2\xe0\xed\xee\xea"
    server.register_area(SrvArea.DB, 10, block)
    server.register_area(SrvArea.MK, 0, bytearray(b"\x00\x07"))
    server.start_to("127.0.0.1", 0)
    assert server.server_socket is not None
    yield server.server_socket.getsockname()[1]
    server.stop()


async def test_the_server_of_snap7_is_read(snap7_port: int) -> None:
    signals = [
        signal("bit", "DB10.DBX0.3", type="X"),
        signal("below", "DB10.INT2"),
        signal("volts", "DB10.DBD4", format="real"),
        signal("name", "DB10.STRING10.20", type="PROGRAM", encoding="cp1251"),
        signal("flags", "MB1"),
        signal("outside", "DB10.DBW100"),
        signal("nowhere", "DB99.DBW0"),
    ]
    given = {"host": "127.0.0.1", "port": snap7_port, "signals": signals}

    probe = await S7Connector(S7Settings.model_validate(given), StepClock()).probe()

    assert said(probe.now) == {
        "bit": "1", "below": -5, "volts": 230.5, "name": "Станок", "flags": 7, "outside": None, "nowhere": None,
    }  # fmt: skip
    assert sorted(note.code for note in probe.now.notes) == ["s7_item_10", "s7_item_5"]
    assert probe.devices[0].model == "CPU 315-2 PN/DP"


async def test_the_server_of_snap7_lists_its_blocks(snap7_port: int) -> None:
    given = {"host": "127.0.0.1", "port": snap7_port}

    found = await places(S7Connector(S7Settings.model_validate(given), StepClock()), "")

    assert "DB10" in [place.address for place in found]
