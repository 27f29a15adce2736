"""From an address to a machine on the board: on a running server, and into the data of one that is not running."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import dispatcher.cli.connect
from dispatcher.agent import AgentProcess
from dispatcher.agent.devices_xml import devices as devices_document
from dispatcher.agent.documents import Paper
from dispatcher.agent.model import Settings
from dispatcher.cli import main  # noqa: F401 - declares the commands
from dispatcher.cli.root import app
from tests.support.server import ServerProcess
from tests.unit.agent.models import mill

SECRET = "Geheim-77"
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[AgentProcess]:
    devices = tmp_path / "Devices.xml"
    devices.write_bytes(devices_document(Paper(Settings(version="2.0")), "", (mill(modern=True),)))
    async with AgentProcess(devices=devices) as found:
        await found.feed("|avail|AVAILABLE|execution|ACTIVE|program|O1001")
        yield found


@pytest.fixture(autouse=True)
def no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's server at the usual address is none of ours."""
    monkeypatch.setattr(dispatcher.cli.connect, "SERVER", NOBODY)
    monkeypatch.setenv("DISPATCHER_LANG", "en")


@dataclass(frozen=True, slots=True)
class Ran:
    exit_code: int
    output: str


async def run(*arguments: str | Path, typed: str | None = None) -> Ran:
    def invoke() -> Ran:
        done = CliRunner().invoke(app, list(map(str, arguments)), input=typed)
        return Ran(done.exit_code, done.output)

    return await asyncio.to_thread(invoke)


def state_of(board: Mapping[str, Any], machine: str) -> str | None:
    return next((own["state"]["code"] for own in board["machines"] if own["id"] == machine), None)


async def test_a_machine_is_on_the_board_of_a_running_server_at_once(agent: AgentProcess, tmp_path: Path) -> None:
    config = tmp_path / "dispatcher.toml"
    config.write_text("", "utf-8")
    server = ServerProcess(tmp_path / "data", config)
    await server.start()
    try:
        looked = await run("probe", agent.url, "--data", tmp_path)
        added = await run("connect", agent.url, "--name", "Фрезерный 7", "--server", server.url, "--data", tmp_path)
        board = await server.until("/api/v1/machines", lambda board: state_of(board, "frezernyy-7") == "running")
        again = await run("connect", agent.url, "--name", "x", "--server", server.url, "--data", tmp_path)
    finally:
        await server.stop()

    assert "running" in looked.output.lower()
    assert (added.exit_code, "frezernyy-7" in added.output) == (0, True), added.output
    assert board["machines"][0]["name"] == "Фрезерный 7"
    assert again.exit_code == 2
    assert "frezernyy-7-mtconnect" in again.output


async def test_without_a_server_it_stands_in_the_data_and_runs_with_the_next_start(
    agent: AgentProcess, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "dispatcher.toml").write_text('[site]\nname = "Shop"\n', "utf-8")

    added = await run("connect", agent.url, "--id", "mill-9", "--area", "Shop 1", "--data", data)
    server = ServerProcess(data, data / "dispatcher.toml")
    await server.start()
    try:
        taken = await run("connect", agent.url, "--data", data)
        board = await server.until("/api/v1/machines", lambda board: state_of(board, "mill-9") == "running")
    finally:
        await server.stop()

    assert added.exit_code == 0, added.output
    assert (board["machines"][0]["area"], board["machines"][0]["kind"]) == ("Shop 1", "milling")
    assert taken.exit_code == 2, "another process owns the data"


async def test_a_password_is_asked_for_and_is_nowhere_in_clear(tmp_path: Path) -> None:
    devices, data = tmp_path / "Devices.xml", tmp_path / "data"
    devices.write_bytes(devices_document(Paper(Settings(version="2.0")), "", (mill(modern=True),)))
    async with AgentProcess("--user", f"reader:{SECRET}", devices=devices) as agent:
        wrong = await run("connect", agent.url, "--user", "reader", "--data", data, typed="guess\n")
        added = await run("connect", agent.url, "--user", "reader", "--data", data, typed=f"{SECRET}\n")

    assert (wrong.exit_code, added.exit_code) == (2, 0), added.output
    assert "reader" in wrong.output
    assert SECRET not in wrong.output + added.output
    stored = [path for path in data.rglob("*") if path.is_file() and path.name != "secret.key"]
    assert [path.name for path in stored if SECRET.encode() in path.read_bytes()] == []


async def test_what_is_found_can_be_read_by_a_program(agent: AgentProcess, tmp_path: Path) -> None:
    found = await run("probe", agent.url, "--json", "--data", tmp_path)
    nobody = await run("probe", "127.0.0.1:1", "--data", tmp_path)

    best = json.loads(found.output)["candidates"][0]
    assert (best["connector"], best["devices"][0]["profiles"][0]["state"]) == ("mtconnect", "running")
    assert nobody.exit_code == 2
    assert "SHDR adapter: 127.0.0.1 is there, but nothing listens on port 1." in nobody.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--connector", "telepathy"], "telepathy"),
        (["--profile", "nobody"], "nobody"),
        (["--set", "interval_ms"], "interval_ms"),
        (["--set", "interval_ms=-1"], "interval_ms"),
    ],
)
async def test_refusals_name_what_was_wrong(
    agent: AgentProcess, tmp_path: Path, arguments: list[str], words: str
) -> None:
    refused = await run("probe", agent.url, *arguments, "--data", tmp_path)

    assert refused.exit_code == 2
    assert words in refused.output


async def test_where_several_devices_are_one_must_be_chosen(tmp_path: Path) -> None:
    devices, data = tmp_path / "Devices.xml", tmp_path / "data"
    two = (mill(modern=True), mill("m-2", "b_", modern=True))
    devices.write_bytes(devices_document(Paper(Settings(version="2.0")), "", two))
    async with AgentProcess(devices=devices) as agent:
        which = await run("connect", agent.url, "--data", data)
        added = await run("connect", agent.url, "--device", "b_Mill", "--data", data)

    assert which.exit_code == 2
    assert "--device" in which.output
    assert added.exit_code == 0, added.output
