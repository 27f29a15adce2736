"""The whole house as processes: a real agent over HTTP, the server, and kill -9 in between."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.agent.process import AgentProcess
from dispatcher.bootstrap import SystemClock
from dispatcher.cli.common import REFUSED
from dispatcher.cli.root import app
from dispatcher.domain.instant import MILLISECOND, Instant, format_instant
from tests.support.server import ServerProcess

BASE = SystemClock().now()
DEVICES = """<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.7">
  <Header creationTime="2026-01-01T00:00:00Z" sender="t" instanceId="1" version="1.7" bufferSize="1000"
    assetBufferSize="10" assetCount="0"/>
  <Devices><Device id="d" name="Mill" uuid="mill-1">
    <Description manufacturer="ACME" model="V5"/>
    <DataItems><DataItem id="avail" category="EVENT" type="AVAILABILITY"/></DataItems>
    <Components><Controller id="c" name="controller"><Components><Path id="p" name="path"><DataItems>
      <DataItem id="exec" name="execution" category="EVENT" type="EXECUTION"/>
      <DataItem id="pgm" name="program" category="EVENT" type="PROGRAM"/>
      <DataItem id="line" name="line" category="EVENT" type="LINE"/>
    </DataItems></Path></Components></Controller></Components>
  </Device></Devices>
</MTConnectDevices>
"""


def config(folder: Path, url: str) -> Path:
    file = folder / "plant.toml"
    file.write_text(
        f"""
[site]
name = "Test"
time_zone = "Europe/Moscow"
[[machine]]
id = "mill"
name = "Mill"
[[source]]
id = "mill-agent"
connector = "mtconnect"
machine = "mill"
[source.settings]
url = "{url}"
""",
        encoding="utf-8",
    )
    return file


@asynccontextmanager
async def agent(folder: Path) -> AsyncIterator[AgentProcess]:
    model = folder / "devices.xml"
    model.write_text(DEVICES, encoding="utf-8")
    async with AgentProcess(devices=model) as process:
        yield process


def stamp(number: int) -> str:
    return format_instant(Instant(BASE + number * 10 * MILLISECOND))


def exported(data: Path, table: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(app, ["export", table, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.slow
async def test_a_machine_appears_and_changes(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell:
        server = ServerProcess(tmp_path / "data", config(tmp_path, cell.url))
        await server.start()
        try:
            await cell.feed(f"{stamp(1)}|exec|READY|pgm|O1")
            await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "idle")

            await cell.feed(f"{stamp(2)}|exec|ACTIVE")
            answer = await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")

            machine = answer["machines"][0]
            assert (machine["program"]["name"], machine["link"]) == ("O1", "up")
            health = await server.get("/healthz")
            assert health["status"] == "ok"
        finally:
            assert await server.stop() == 0


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_over_kills_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(7)
    data = tmp_path / "data"
    fed = 0
    async with agent(tmp_path) as cell:
        server = ServerProcess(data, config(tmp_path, cell.url))
        await server.start()
        for _ in range(5):
            for _ in range(chance.randint(1, 6)):
                lines = []
                for _ in range(20):
                    fed += 1
                    state = ("ACTIVE", "READY")[fed % 2]
                    lines.append(f"{stamp(fed)}|line|{fed}|exec|{state}")
                await cell.feed(*lines)
            await server.kill()
            await server.start()
        await server.until(
            "/api/v1/machines/mill/signals",
            lambda a: any(
                s["latest"] and s["key"] == "line" and s["latest"]["value"] == str(fed) for s in a["signals"]
            ),
        )
        assert await server.stop() == 0

    rows = exported(data, "observations")
    numbers = [row["text"] for row in rows if row["signal"] == "line" and row["text"]]
    assert sorted(numbers, key=int) == [str(number) for number in range(1, fed + 1)]
    assert exported(data, "losses") == []
    checked = CliRunner().invoke(app, ["check", "--data", str(data), "--config", str(tmp_path / "plant.toml")])
    assert checked.exit_code == 0, checked.output


@pytest.mark.slow
async def test_trap_01_an_agent_that_restarts_goes_on_with_a_recorded_loss(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with agent(tmp_path) as cell:
        server = ServerProcess(data, config(tmp_path, cell.url))
        await server.start()
        await cell.feed(f"{stamp(1)}|exec|ACTIVE")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")

        await cell.kill()
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "no_data")
        await cell.start()
        await cell.feed(f"{stamp(900)}|exec|READY")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "idle")
        notes = await server.get("/api/v1/machines/mill/notes")
        assert await server.stop() == 0

    assert "agent_restarted" in [note["code"] for note in notes["notes"]]
    assert len(exported(data, "losses")) == 1


@pytest.mark.slow
async def test_other_systems_read_the_plant_as_an_agent(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell:
        file = config(tmp_path, cell.url)
        file.write_text(file.read_text("utf-8") + "\n[mtconnect_agent]\nenabled = true\nport = 0\n", "utf-8")
        server = ServerProcess(tmp_path / "data", file)
        await server.start()
        outlet = await server.outlet()
        await cell.feed(f"{stamp(1)}|exec|ACTIVE|pgm|O77")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")

        probed = await asyncio.to_thread(CliRunner().invoke, app, ["probe", outlet, "--json"])
        assert await server.stop() == 0

    assert probed.exit_code == 0, probed.output
    device = json.loads(probed.stdout)["candidates"][0]["devices"][0]
    values = {signal["type"]: signal["value"] for signal in device["signals"]}
    assert (device["profiles"][0]["state"], values["EXECUTION"], values["PROGRAM"]) == ("running", "ACTIVE", "O77")


async def test_trap_46_a_second_server_over_the_same_data_is_refused_in_words(tmp_path: Path) -> None:
    arguments = ["serve", "--data", str(tmp_path / "data"), "--config", str(tmp_path / "plant.toml"), "--port", "0"]
    async with agent(tmp_path) as cell:
        server = ServerProcess(tmp_path / "data", config(tmp_path, cell.url))
        await server.start()
        second = await asyncio.to_thread(CliRunner().invoke, app, arguments)
        assert await server.stop() == 0

    assert second.exit_code == REFUSED
    assert str(tmp_path / "data") in second.output
