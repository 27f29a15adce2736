"""The live wires: real agents and adapters say what history says; a cut wire is really cut."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    DevicesDocument,
    StreamsDocument,
    StreamsReader,
    read_devices,
)
from dispatcher.demo.design import Wire
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.feed import Feed
from dispatcher.demo.history import history
from dispatcher.demo.live import LivePlant
from dispatcher.demo.machine import Machine
from dispatcher.demo.plant import Plant, signals
from dispatcher.demo.sheet import Wave
from dispatcher.demo.sight import Sight
from dispatcher.demo.wires import AdapterWire, device_document
from dispatcher.domain.instant import HOUR, MINUTE, SECOND, Instant
from tests.unit.agent.models import faults_of
from tests.unit.demo.shop import TUESDAY_TEN, HandClock, one, some, table, whole

AGENTS = [design.id for design in DESIGNS if design.wire is Wire.MTCONNECT]
ADAPTERS = [design.id for design in DESIGNS if design.wire is Wire.SHDR]


@asynccontextmanager
async def running(plant: Plant, clock: HandClock) -> AsyncIterator[tuple[LivePlant, dict[str, str]]]:
    live = LivePlant(plant, clock)
    try:
        yield live, dict(await live.open())
    finally:
        await live.close()


async def fetch(url: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_probes_declare_the_signals_of_history() -> None:
    plant = whole()
    async with running(plant, HandClock(TUESDAY_TEN)) as (_, addresses):
        for machine in plant.machines:
            if machine.design.wire is Wire.MTCONNECT:
                document = read_devices(await fetch(f"{addresses[machine.design.id]}/probe"))
                _declared_alike(machine, document)


@pytest.mark.parametrize("name", ADAPTERS)
def test_device_models_of_adapters_declare_the_signals_of_history(name: str) -> None:
    _declared_alike(one(name), read_devices(device_document(one(name), HandClock(TUESDAY_TEN))))


def _declared_alike(machine: Machine, document: object) -> None:
    assert isinstance(document, DevicesDocument)
    (model,) = [device for device in document.devices if not device.is_agent]
    assert model.device.name == machine.sheet.device.name
    declared = {spec.key: spec for spec in model.signals}
    for spec in signals(machine):
        assert declared[spec.key] == spec


EXTENSION = re.compile(r"Element '\{urn:dispatcher:extension\}\w+': This element is not expected")


@pytest.mark.parametrize("name", [name for name in AGENTS if name != "mill-2"])
async def test_documents_follow_the_schema_of_their_version(name: str, shared_data: Path) -> None:
    plant = some(name)
    version = plant.machines[0].sheet.version
    clock = HandClock(TUESDAY_TEN)
    async with running(plant, clock) as (live, addresses):
        clock.at = Instant(TUESDAY_TEN + 10 * MINUTE)
        await live.step()
        documents = {
            "Devices": await fetch(f"{addresses[name]}/probe"),
            "Streams": await fetch(f"{addresses[name]}/sample?count=30000"),
        }
    faults = [fault for kind, text in documents.items() for fault in faults_of(shared_data, kind, version, text)]
    assert [fault for fault in faults if not EXTENSION.search(fault)] == []


async def test_one_agent_writes_without_namespace() -> None:
    async with running(some("mill-2"), HandClock(TUESDAY_TEN)) as (_, addresses):
        assert b"xmlns=" not in await fetch(f"{addresses['mill-2']}/current")


@pytest.mark.parametrize("name", ["lathe-1", "lathe-2", "millturn-1", "mill-2", "mill-4", "hmc-1"])
async def test_an_agent_says_what_history_says(name: str) -> None:
    plant = some(name)
    machine = plant.machines[0]
    clock = HandClock(TUESDAY_TEN)
    end = Instant(TUESDAY_TEN + 25 * MINUTE)
    async with running(plant, clock) as (live, addresses):
        while clock.at < end:
            clock.at = Instant(min(clock.at + 700_000, end))
            await live.step()
        catalogue = Catalogue([machine.sheet.device.name])
        model = read_devices(await fetch(f"{addresses[name]}/probe"))
        assert isinstance(model, DevicesDocument)
        catalogue.learn(model.devices)
        streams = StreamsReader(catalogue).read(await fetch(f"{addresses[name]}/sample?count=30000"))
    assert isinstance(streams, StreamsDocument)
    live_rows = [
        (
            catalogue.declared[streams.rows.signal[i]].spec.key, streams.rows.source_at[i], streams.rows.num[i],
            streams.rows.text[i], streams.rows.rich.get(i),
        )
        for i in range(len(streams.rows))
    ]  # fmt: skip
    waves = {key for key, source in machine.sheet.sources.items() if isinstance(source, Wave)}
    sets = {"vars", "s_frames"}
    for _, key, at, _, num, text, rich in table(history(plant, TUESDAY_TEN, end)):
        if key not in waves and key not in sets:
            assert (key, at, num, text, rich) in live_rows


@pytest.mark.parametrize("name", ADAPTERS)
async def test_an_adapter_tells_everything_then_the_news_and_answers_pings(name: str) -> None:
    plant = some(name)
    clock = HandClock(TUESDAY_TEN)
    async with running(plant, clock) as (live, addresses):
        host, port = urlsplit(addresses[name]).hostname, urlsplit(addresses[name]).port
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(b"* PING\n")
            told = await _until(reader, b"* PONG 10000\n")
            names = {item.name for _, item in plant.machines[0].sheet.device.all_items()}
            assert names <= {field for line in told for field in line.split("|")}
            clock.at = Instant(TUESDAY_TEN + 30 * SECOND)
            await live.step()
            writer.write(b"* PING\n")
            news = await _until(reader, b"* PONG 10000\n")
            assert len(news) > 3
        finally:
            writer.close()


async def _until(reader: asyncio.StreamReader, last: bytes) -> list[str]:
    lines = []
    async with asyncio.timeout(10):
        while (line := await reader.readline()) != last:
            assert line, "hung up"
            lines.append(line.decode().rstrip("\n"))
    return lines


async def test_who_connects_in_between_hears_nothing_older_than_the_greeting() -> None:
    machine = one("saw-1")
    clock = HandClock(Instant(TUESDAY_TEN + 5 * SECOND))
    wire = AdapterWire(machine, clock)
    await wire.mend()
    split = urlsplit(wire.address)
    reader, writer = await asyncio.open_connection(split.hostname, split.port)
    try:
        writer.write(b"* PING\n")
        greeting = await _until(reader, b"* PONG 10000\n")
        clock.at = Instant(TUESDAY_TEN + 20 * SECOND)
        wire.send(Feed(machine, TUESDAY_TEN).rows(clock.at))
        writer.write(b"* PING\n")
        news = await _until(reader, b"* PONG 10000\n")
        assert min(line.split("|")[0] for line in news) >= greeting[0].split("|")[0]
    finally:
        writer.close()
        await wire.cut()


async def test_a_cut_wire_refuses_and_a_mended_one_is_a_new_agent_on_the_same_port() -> None:
    plant = some("mill-1")
    dark, light = _dark_spell(plant.machines[0])
    clock = HandClock(Instant(dark - SECOND))
    async with running(plant, clock) as (live, addresses):
        before = await _instance(addresses["mill-1"])
        clock.at = Instant(dark + SECOND)
        await live.step()
        with pytest.raises(aiohttp.ClientConnectionError):
            await fetch(f"{addresses['mill-1']}/current")
        clock.at = Instant(light + SECOND)
        await live.step()
        assert await _instance(addresses["mill-1"]) > before


async def _instance(address: str) -> int:
    document = read_devices(await fetch(f"{address}/probe"))
    assert isinstance(document, DevicesDocument)
    return int(document.header.instance)


def _dark_spell(machine: Machine) -> tuple[Instant, Instant]:
    """The first time the machine is out of contact after the tests' Tuesday."""
    spells = machine.covered(TUESDAY_TEN, Instant(TUESDAY_TEN + 60 * 24 * HOUR))
    return spells[0].end, spells[1].start


async def test_an_adapter_that_is_off_at_night_refuses() -> None:
    plant = some("lathe-3")
    clock = HandClock(TUESDAY_TEN)
    async with running(plant, clock) as (live, addresses):
        clock.at = Instant(TUESDAY_TEN + 13 * HOUR)
        assert plant.machines[0].sight(clock.at) is Sight.DARK
        await live.step()
        split = urlsplit(addresses["lathe-3"])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(split.hostname, split.port)


async def test_ten_machines_always_have_something_new_within_ten_seconds() -> None:
    plant = whole()
    for hour in range(0, 7 * 24, 5):
        at = Instant(TUESDAY_TEN + hour * HOUR + 7 * MINUTE)
        fresh = 0
        for machine in plant.machines:
            feed = Feed(machine, Instant(at - 10 * SECOND))
            feed.opening()
            fresh += any(value is not None for _, _, value in feed.rows(at))
        assert fresh >= 10
