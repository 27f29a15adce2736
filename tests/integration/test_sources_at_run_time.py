"""A machine connected over the API to a server that runs: a real agent, real processes, kill -9 in between."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.agent.process import AgentProcess
from dispatcher.bootstrap.clock import SystemClock
from dispatcher.cli.root import app
from dispatcher.domain.instant import SECOND, Instant, format_instant, parse_instant
from tests.integration.test_house import agent
from tests.support.server import ServerProcess

SECRET = "Пароль-pa55w0rd-of-the-lathe"
MACHINE = {"id": "lathe", "name": "Токарный 1", "area": "Цех 1", "kind": "turning"}


def stamp(seconds: float) -> str:
    """Now, and so many seconds."""
    return format_instant(Instant(SystemClock().now() + round(seconds * SECOND)))


def connection(url: str, **settings: Any) -> dict[str, Any]:
    source = {"id": "lathe-agent", "connector": "mtconnect", "machine": "lathe", "settings": {"url": url, **settings}}
    return {"machine": MACHINE, "source": source}


@asynccontextmanager
async def server(folder: Path, config: str = "") -> AsyncIterator[ServerProcess]:
    """A server that knows no machine but those of `config`."""
    file = folder / "plant.toml"
    file.write_text('[site]\nname = "Test"\ntime_zone = "Europe/Moscow"\n' + config, encoding="utf-8")
    process = ServerProcess(folder / "data", file, errors=folder / "server.log")
    await process.start()
    try:
        yield process
    finally:
        await process.stop()


async def running(house: ServerProcess, cell: AgentProcess, state: str = "ACTIVE") -> dict[str, Any]:
    """Once the board says what the machine was told to do."""
    await cell.feed(f"{stamp(0)}|exec|{state}")
    wanted = {"ACTIVE": "running", "READY": "idle"}[state]
    answer = await house.until(
        "/api/v1/machines", lambda a: [m["state"]["code"] for m in a["machines"] if m["id"] == "lathe"] == [wanted]
    )
    found: dict[str, Any] = next(m for m in answer["machines"] if m["id"] == "lathe")
    return found


@pytest.mark.slow
async def test_a_machine_is_connected_without_a_restart_and_is_there_after_one(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell, server(tmp_path) as house:
        assert (await house.get("/api/v1/machines"))["machines"] == []
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{house.url.replace('http', 'ws')}/api/v1/live") as live,
        ):
            assert (await live.receive_json())["type"] == "snapshot"

            status, body = await house.send(
                "POST", "/api/v1/setup/connect", connection(cell.url), **{"dispatcher-author": "Petrova"}
            )
            assert (status, body) == (201, {"machine": "lathe", "source": "lathe-agent"})
            assert "lathe" in await _heard(live)

        machine = await running(house, cell)
        assert (machine["name"], machine["protocol"], machine["link"]) == ("Токарный 1", "mtconnect", "up")
        stretches = await house.get("/api/v1/machines/lathe/account")
        assert stretches["stretches"][-1]["state"] == "running"
        figures = await house.get("/api/v1/figures?kpi=availability&group_by=machine")
        assert "lathe" in json.dumps(figures)

        await house.kill()
        await house.start()
        assert (await running(house, cell, "READY"))["name"] == "Токарный 1"
        notes = (await house.get("/api/v1/sources/lathe-agent/notes?lang=ru"))["notes"]
        assert "Добавлен, Petrova." in [note["text"] for note in notes]
        assert (await house.get("/api/v1/sources"))["sources"][0]["advice"] == ""


async def _heard(live: aiohttp.ClientWebSocketResponse) -> str:
    """The first machine that the socket tells of."""
    async with asyncio.timeout(20):
        while True:
            told = await live.receive_json()
            for message in told if isinstance(told, list) else [told]:
                if message["type"] == "machine":
                    found: str = message["machine"]["id"]
                    return found


@pytest.mark.slow
async def test_trap_31_a_paused_source_takes_nothing_in_and_stays_paused_over_a_restart(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell, server(tmp_path) as house:
        await house.send("POST", "/api/v1/setup/connect", connection(cell.url))
        await running(house, cell)

        status, body = await house.send("POST", "/api/v1/sources/lathe-agent/pause", {"reason": "spindle out"})
        assert (status, body["source"]["paused"], body["source"]["rate_per_s"]) == (200, True, 0)
        await cell.feed(f"{stamp(0)}|exec|READY|pgm|UNSEEN")
        board = await house.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "no_data")
        assert board["machines"][0]["state"]["reason"] == "paused"

        await house.kill()
        await house.start()
        source = (await house.get("/api/v1/sources?lang=en"))["sources"][0]
        assert (source["paused"], source["paused_reason"], source["link"]) == (True, "spindle out", "never")
        assert "spindle out" in source["advice"]
        assert (await house.get("/api/v1/machines"))["machines"][0]["state"]["reason"] == "paused"

        status, body = await house.send("POST", "/api/v1/sources/lathe-agent/resume", {})
        assert (status, body["source"]["paused"]) == (200, False)
        await running(house, cell)
        gaps = (await house.get("/api/v1/sources/lathe-agent/gaps?lang=en"))["gaps"]
        assert [(gap["code"], gap["text"]) for gap in gaps] == [("paused", "A person paused the source.")]
        spans = await house.get("/api/v1/machines/lathe/timeline?tracks=state,program")
        paused = parse_instant(gaps[0]["start"]), parse_instant(gaps[0]["end"])
        inside = [
            span["value"]
            for span in spans["tracks"]["state"]
            if parse_instant(span["start"]) < paused[1]
            and (span["end"] is None or parse_instant(span["end"]) > paused[0])
        ]
        assert inside == ["no_data"]
        codes = [note["code"] for note in (await house.get("/api/v1/sources/lathe-agent/notes"))["notes"]]
        assert codes.index("resumed") < codes.index("paused") < codes.index("added")


@pytest.mark.slow
async def test_no_secret_is_readable_anywhere(tmp_path: Path) -> None:
    """Data directory, log, every answer, diagnostics, exports: the planted password stands in none of them."""
    elsewhere = tmp_path / "told"
    elsewhere.write_text(SECRET + "\n", encoding="utf-8")
    config = f"""
[[machine]]
id = "mill"
name = "Mill"
[[source]]
id = "mill-agent"
connector = "mtconnect"
machine = "mill"
[source.settings]
url = "http://127.0.0.1:9/mill"
username = "u"
password = {{ file = "{elsewhere}" }}
"""
    seen: list[str] = []
    async with agent(tmp_path) as cell, server(tmp_path, config) as house:
        body = connection(cell.url, username="u", password=SECRET)
        for path, given in (
            ("/api/v1/setup/connect", {**body, "source": {**body["source"], "settings": {"password": SECRET}}}),
            ("/api/v1/setup/connect", {"machine": MACHINE, "source": {"settings": {"password": SECRET}}}),
            ("/api/v1/setup/connect", {**body, "source": {**body["source"], "secret": SECRET}}),
            ("/api/v1/setup/connect", body),
            ("/api/v1/sources/lathe-agent/pause", {"reason": "look"}),
            ("/api/v1/sources/lathe-agent/resume", {}),
            ("/api/v1/sources/lathe-agent/restart", {}),
        ):
            seen.append(json.dumps(await house.send("POST", path, given), ensure_ascii=False))
        await running(house, cell)
        asked = (
            "/api/v1/sources",
            "/api/v1/sources/lathe-agent",
            "/api/v1/sources/mill-agent",
            "/api/v1/sources/lathe-agent/notes",
            "/api/v1/sources/mill-agent/notes",
            "/api/v1/sources/lathe-agent/diagnostics",
            "/api/v1/sources/mill-agent/diagnostics",
            "/api/v1/machines/lathe",
            "/api/v1/machines/mill",
            "/healthz",
        )
        seen += [json.dumps(await house.get(path), ensure_ascii=False) for path in asked]
        whole = await house.get("/api/v1/sources/lathe-agent")
        assert whole["settings"]["password"] == {"secret": True, "set": True}
        assert (await house.get("/api/v1/sources/mill-agent"))["settings"]["password"] == {"secret": True, "set": True}

        changed = {**body["source"], "settings": whole["settings"]}
        assert (await house.send("PUT", "/api/v1/sources/lathe-agent", changed))[0] == 200
        await running(house, cell, "READY")
        assert await house.stop() == 0
    seen += [exported(tmp_path / "data", table) for table in ("notes", "losses", "observations")]
    for text in seen:
        _without_secret(text.encode(), "an answer")
    elsewhere.unlink()
    _nowhere_in(tmp_path)


def _nowhere_in(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"secret.key", "settings.sqlite", "server.log"} <= {path.name for path in files}
    for path in files:
        _without_secret(path.read_bytes(), str(path))
    assert (folder / "data" / "secret.key").stat().st_mode & 0o777 == 0o600


def _without_secret(content: bytes, where: str) -> None:
    for written in (SECRET.encode(), SECRET.encode("utf-16-le"), json.dumps(SECRET)[1:-1].encode()):
        assert written not in content, where


def exported(data: Path, table: str) -> str:
    result = CliRunner().invoke(app, ["export", table, "--data", str(data)])
    assert result.exit_code == 0, result.output
    assert len(list(csv.DictReader(io.StringIO(result.stdout)))) >= 0
    return result.stdout


@pytest.mark.slow
async def test_a_lost_key_puts_the_source_down_and_nothing_else(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell, server(tmp_path) as house:
        body = connection(cell.url, password=SECRET)
        assert (await house.send("POST", "/api/v1/setup/connect", body))[0] == 201
        await running(house, cell)
        await house.kill()
        (tmp_path / "data" / "secret.key").unlink()

        await house.start()
        source = await _down(house)
        assert (source["error"]["code"], source["link"]) == ("secret_key_missing", "never")
        assert "secret.key" in source["error"]["text"]
        assert source["advice"].startswith("Put the key file back")
        checked = await asyncio.to_thread(_checked_copy, tmp_path)
        assert "lathe-agent" in checked

        status, _ = await house.send("PUT", "/api/v1/sources/lathe-agent", body["source"])
        assert status == 200
        await running(house, cell)


async def _down(house: ServerProcess) -> dict[str, Any]:
    answer = await house.until("/api/v1/sources?lang=en", lambda a: a["sources"][0]["error"] is not None)
    found: dict[str, Any] = answer["sources"][0]
    return found


def _checked_copy(folder: Path) -> str:
    """What `dispatcher check` says of the configuration; the data is the server's."""
    with contextlib.suppress(SystemExit):
        result = CliRunner().invoke(
            app, ["check", "--data", str(folder / "data"), "--config", str(folder / "plant.toml")]
        )
        return result.output
    return ""


@pytest.mark.slow
async def test_a_machine_that_is_removed_leaves_its_history(tmp_path: Path) -> None:
    async with agent(tmp_path) as cell, server(tmp_path) as house:
        await house.send("POST", "/api/v1/setup/connect", connection(cell.url))
        await running(house, cell)
        assert (await house.send("DELETE", "/api/v1/machines/lathe"))[0] == 204
        assert (await house.send("DELETE", "/api/v1/machines/lathe"))[0] == 204
        assert (await house.get("/api/v1/machines"))["machines"] == []
        assert (await house.get("/api/v1/sources"))["sources"] == []

        await _left_its_history(house)
        await house.kill()
        await house.start()
        await _left_its_history(house)

        assert (await house.send("POST", "/api/v1/setup/connect", connection(cell.url)))[0] == 201
        await running(house, cell, "READY")
        states = (await house.get("/api/v1/machines/lathe/timeline"))["tracks"]["state"]
        assert [span["value"] for span in states if span["value"] != "no_data"][:1] == ["running"]
        assert states[-1]["value"] == "idle"


async def _left_its_history(house: ServerProcess) -> None:
    left = await house.get("/api/v1/machines/lathe")
    assert (left["left_at"] is not None, left["machine"]["name"]) == (True, "Токарный 1")
    states = (await house.get("/api/v1/machines/lathe/timeline"))["tracks"]["state"]
    assert "running" in [span["value"] for span in states]
    account = (await house.get("/api/v1/machines/lathe/account"))["stretches"]
    assert parse_instant(account[-1]["end"]) <= parse_instant(left["left_at"])
