"""Files and lines of text through the whole house: a real server process, and kill -9 while it reads."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.bootstrap import SystemClock
from dispatcher.cli.root import app
from dispatcher.connectors.files.simulator import FileSimulator
from dispatcher.connectors.text.simulator import TextSimulator
from tests.support.server import ServerProcess

MACHINE = '[[machine]]\nid = "mill"\nname = "Mill"\n'


@asynccontextmanager
async def house(folder: Path, source: str) -> AsyncIterator[ServerProcess]:
    file = folder / "plant.toml"
    file.write_text(f'{MACHINE}[[source]]\nid = "s"\nmachine = "mill"\n{source}', encoding="utf-8")
    server = ServerProcess(folder / "data", file)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def stored(folder: Path, signal: str) -> list[int]:
    """The numbers of a signal in the journal, in their order."""
    result = CliRunner().invoke(app, ["export", "observations", "--data", str(folder / "data")])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    return [int(float(row["num"])) for row in rows if row["signal"] == signal and row["num"]]


async def read(server: ServerProcess, parts: int) -> None:
    """Until the last value is in the journal."""
    await server.until("/api/v1/machines/mill/signals", lambda answer: bool(answer["signals"]))
    await server.until(
        "/api/v1/machines/mill/observations?signal=parts&max_points=10000",
        lambda answer: bool(answer["points"]) and answer["points"][-1]["value"] == parts,
    )


@pytest.mark.slow
async def test_trap_49_a_log_is_read_once_whatever_happens_to_it_and_to_us(tmp_path: Path) -> None:
    machine, clock = FileSimulator(tmp_path / "share", ("Parts",)), SystemClock()
    await machine.start()
    said = 0

    async def work(count: int) -> None:
        nonlocal said
        for _ in range(count):
            said += 1
            await machine.set("Parts", said, clock.now())

    source = (
        f'connector = "files"\n[source.settings]\npath = "{machine.folder}/log.csv"\ntime = ["Time"]\npoll_ms = 50\n'
        'signals = [{ key = "parts", type = "PART_COUNT", column = "Parts" }]\n'
    )
    await work(500)
    async with house(tmp_path, source) as server:
        await read(server, said)
        for turn in range(3):
            await work(300)
            machine.rotate(copy=turn == 1)
            await work(300)
            await server.kill()
            await work(100)
            machine.rotate(copy=turn != 1)
            await work(100)
            await server.start()
        await work(1)
        await read(server, said)
        sources = await server.get("/api/v1/sources")

    assert stored(tmp_path, "parts") == list(range(1, said + 1))
    assert sources["sources"][0]["link"] == "up"


@pytest.mark.slow
async def test_what_a_reader_counts_goes_on_and_the_time_without_us_is_a_loss(tmp_path: Path) -> None:
    async with TextSimulator({"done": "DONE"}, restates=False) as reader:
        source = (
            f'connector = "text"\n[source.settings]\nhost = "127.0.0.1"\nport = {reader.port}\n'
            'signals = [{ key = "parts", type = "PART_COUNT", pattern = "^DONE$", count = true }]\n'
        )
        now = SystemClock().now()
        async with house(tmp_path, source) as server:
            await reader.connected()
            for _ in range(3):
                await reader.set("done", 1, now)
            await read(server, 3)
            await server.kill()
            await reader.disconnected()
            await reader.set("done", 1, now)
            await server.start()
            await reader.connected(2)
            await reader.set("done", 1, now)
            await read(server, 4)
            gaps = await server.get("/api/v1/sources/s/gaps")

    assert stored(tmp_path, "parts") == [0, 1, 2, 3, 4]
    assert "text_not_listening" in {gap["code"] for gap in gaps["gaps"]}
