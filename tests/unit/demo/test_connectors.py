"""The ordinary connectors read the plant: the same signals and rows as its history has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from aiohttp import web

from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.connector import MTConnectConnector
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.connectors.shdr.connector import ShdrConnector
from dispatcher.demo.configuration import config
from dispatcher.demo.design import Wire
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.history import history
from dispatcher.demo.live import LivePlant
from dispatcher.demo.mapping import MAPPED
from dispatcher.demo.plant import reachable, signals
from dispatcher.demo.sheet import Watch, Wave
from dispatcher.demo.wires import device_document
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.signal import MachineId, SignalSpec
from dispatcher.ports.connector import Batch, Binding, Busy, ConfigRejected, Connector, Delivery, Receivable
from tests.unit.demo.shop import TUESDAY_TEN, HandClock, some, table


async def read(
    connector: ShdrConnector | MTConnectConnector, live: LivePlant, clock: HandClock, end: Instant
) -> list[Batch]:
    """All batches of a live plant whose clock runs to `end` while the link is open."""
    found: list[Batch] = []
    async with connector.open([Binding(device="", machine=MachineId("m"))]) as link, asyncio.timeout(30):
        async for batch in link.batches(after=None):
            found.append(batch)
            if clock.at < end:
                clock.at = Instant(clock.at + MINUTE)
                await live.step()
            elif max((at for each in found for at in each.rows.source_at), default=0) >= end - MINUTE:
                return found
    return found


@pytest.mark.parametrize("name", ["lathe-3", "grinder-1", "saw-1"])
async def test_the_shdr_connector_reads_what_history_says(name: str, tmp_path: Path) -> None:
    plant, clock, end = some(name), HandClock(TUESDAY_TEN), Instant(TUESDAY_TEN + 90 * MINUTE)
    machine = plant.machines[0]
    model = tmp_path / "model.xml"
    model.write_bytes(device_document(machine, clock))
    live = LivePlant(plant, clock)
    try:
        document = config(await live.open(), devices={name: str(model)})
        sources = document["source"]
        assert isinstance(sources, list)
        batches = await read(ShdrConnector(ShdrSettings(**sources[0]["settings"]), clock), live, clock, end)
    finally:
        await live.close()
    _alike(batches, list(history(plant, TUESDAY_TEN, end)), machine.sheet.sources)


@pytest.mark.parametrize("name", ["lathe-2", "mill-2"])
async def test_the_mtconnect_connector_reads_what_history_says(name: str) -> None:
    plant, clock, end = some(name), HandClock(TUESDAY_TEN), Instant(TUESDAY_TEN + 15 * MINUTE)
    machine = plant.machines[0]
    live = LivePlant(plant, clock)
    try:
        addresses = await live.open()
        batches = await read(MTConnectConnector(MTConnectSettings(url=addresses[name]), clock), live, clock, end)
    finally:
        await live.close()
    _alike(batches, list(history(plant, TUESDAY_TEN, end)), machine.sheet.sources)
    declared = {entry.spec.key: entry.spec for batch in batches for entry in batch.declared}
    assert all(declared[spec.key] == spec for spec in signals(machine))


@asynccontextmanager
async def door(connector: Connector) -> AsyncIterator[str]:
    """The server's door, for machines that bring their data; address."""

    async def take(request: web.Request) -> web.Response:
        credential = request.headers.get("Authorization", "").removeprefix("Bearer ")
        delivery = Delivery(body=await request.read(), content_type=request.content_type, credential=credential)
        try:
            receipt = await cast("Receivable", connector).receive(delivery)
        except Busy:
            return web.json_response({}, status=503)
        return web.json_response({"taken": receipt.taken, "refused": len(receipt.refused)})

    app = web.Application()
    app.router.add_post("/api/v1/push/{source}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("name", [design.id for design in DESIGNS if design.wire in MAPPED])
async def test_a_mapped_wire_shows_what_history_says(name: str) -> None:
    plant, clock, end = some(name), HandClock(TUESDAY_TEN), Instant(TUESDAY_TEN + 40 * MINUTE)
    machine = plant.machines[0]
    live = LivePlant(plant, clock)
    try:
        sources = config(await live.open())["source"]
        assert isinstance(sources, list)
        connector = registry.configure(sources[0]["connector"], sources[0]["settings"], clock).connector
        while clock.at < end:
            clock.at = Instant(clock.at + MINUTE)
            await live.step()
        specs: dict[int, SignalSpec] = {}
        shown: dict[str, object] = {}
        expected = {
            key: text if rich is None and num is None else num if rich is None else rich
            for _, key, _, _, num, text, rich in table(history(plant, TUESDAY_TEN, end))
            if isinstance(key, str) and not isinstance(machine.sheet.sources.get(key), Wave | Watch)
        }
        bindings = [Binding(device="", machine=MachineId("m"))]
        async with door(connector) as server, connector.open(bindings) as link, asyncio.timeout(20):
            await live.told(server)
            async for batch in link.batches(after=None):
                if batch.stored is not None:
                    batch.stored()
                specs.update({entry.handle: entry.spec for entry in batch.declared})
                for row, handle in enumerate(batch.rows.signal):
                    num = batch.rows.num[row]
                    shown[specs[handle].key] = batch.rows.text[row] if num is None else num
                if expected.items() <= shown.items():
                    break
    finally:
        await live.close()
    assert [spec for spec in signals(machine) if spec not in specs.values()] == []


def _alike(live: list[Batch], kept: list[tuple[str, Batch]], sources: object) -> None:
    """Every discrete row of history up to the last live one was read, under the same declaration."""
    assert isinstance(sources, dict)
    read_rows: set[tuple[SignalSpec, int, float | None, str | None, object]] = set()
    specs: dict[int, SignalSpec] = {}
    natives = set()
    for batch in live:
        specs.update({entry.handle: entry.spec for entry in batch.declared})
        rows = batch.rows
        natives.add(batch.native)
        read_rows |= {
            (specs[rows.signal[i]], rows.source_at[i], rows.num[i], rows.text[i], rows.rich.get(i))
            for i in range(len(rows))
        }
    until = max(row[1] for row in read_rows)
    declared = {entry.spec.key: entry.spec for _, batch in kept for entry in batch.declared}
    asked = [
        (declared[key], at, num, text, rich)
        for _, key, at, _, num, text, rich in table(kept)
        if isinstance(key, str) and isinstance(at, int) and at < until and not isinstance(sources[key], Wave)
    ]
    assert len({row[1] for row in asked}) >= 5
    assert [row for row in asked if row not in read_rows] == []
    assert natives == {batch.native for _, batch in kept}


def test_a_machine_whose_protocol_is_not_installed_has_an_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    old = next(design for design in DESIGNS if design.wire is Wire.MODBUS)

    def missing(self: registry.Registered) -> registry.Plug:
        raise ConfigRejected("connector_missing_extra", connector=self.manifest.id, extra="", module="")

    monkeypatch.setattr(registry.Registered, "load", missing)

    assert reachable(old).wire is Wire.MTCONNECT
