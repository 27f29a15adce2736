"""HTTP push through the whole house: a real server process, a real HTTP client, and kill -9 after the answer."""

from __future__ import annotations

import asyncio
import csv
import gzip
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
from dispatcher.bootstrap import SystemClock
from dispatcher.cli.root import app
from dispatcher.connectors.http_push.simulator import PushSimulator
from dispatcher.domain.instant import MILLISECOND, Instant, format_instant
from tests.support.server import ServerProcess

TOKEN = "right-token-0123456789"
PLANT = f"""
[[machine]]
id = "mill"
name = "Mill"
[[source]]
id = "script"
connector = "http_push"
machine = "mill"
[source.settings]
tokens = ["{TOKEN}", "next-token-0123456789"]
"""


@asynccontextmanager
async def house(folder: Path, plant: str = PLANT) -> AsyncIterator[ServerProcess]:
    file = folder / "plant.toml"
    file.write_text(plant, encoding="utf-8")
    server = ServerProcess(folder / "data", file)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def push(server: ServerProcess, body: bytes, **headers: str) -> tuple[int, dict[str, Any], str]:
    """Status, answer and Retry-After."""
    sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", **headers}
    url = f"{server.url}/api/v1/push/script"
    async with aiohttp.ClientSession() as client, client.post(url, data=body, headers=sent) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers.get("Retry-After", "")


def exported(data: Path, table: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(app, ["export", table, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def said(number: int, at: int) -> dict[str, object]:
    return {"signal": "line", "type": "LINE_NUMBER", "value": number, "at": format_instant(Instant(at)), "seq": number}


@pytest.mark.slow
async def test_a_machine_appears_changes_and_what_comes_again_is_known(tmp_path: Path) -> None:
    start = SystemClock().now()
    execution = {"signal": "exec", "type": "EXECUTION", "value": "ACTIVE", "at": format_instant(start)}
    async with house(tmp_path) as server:
        first = await push(server, json.dumps([execution]).encode())
        again = await push(server, gzip.compress(json.dumps(execution).encode()), **{"Content-Encoding": "gzip"})
        answer = await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")
        half = await push(server, json.dumps([said(1, start), {"signal": "x"}, said(2, start)]).encode())
        wrong = await push(server, b"[]", Authorization="Bearer no")
        rubbish = await push(server, b"<html>")
        kind = await push(server, b"a,b", **{"Content-Type": "text/csv"})

    assert first == (200, {"taken": 1, "known": 0, "refused": []}, "")
    assert again == (200, {"taken": 0, "known": 1, "refused": []}, "")
    assert answer["machines"][0]["link"] == "up"
    assert (half[0], half[1]["taken"], [note["code"] for note in half[1]["refused"]]) == (
        200,
        2,
        ["http_push_no_value"],
    )
    assert [wrong[0], rubbish[0], kind[0]] == [401, 400, 415]
    assert [wrong[1]["code"], rubbish[1]["code"], kind[1]["code"]] == [
        "http_push_token",
        "http_push_json",
        "http_push_type",
    ]
    assert TOKEN not in json.dumps([wrong, rubbish, kind])


@pytest.mark.slow
async def test_trap_49_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """The server dies after its answers, again and again; each acknowledged number is in the journal once."""
    base = SystemClock().now()
    acknowledged: set[int] = set()
    number = 0
    async with house(tmp_path) as server:
        for _ in range(2):
            for _ in range(4):
                numbers = range(number + 1, number + 21)
                number += 20
                body = json.dumps([said(one, base + one * MILLISECOND) for one in numbers]).encode()
                status, _, _ = await push(server, body)
                assert status == 200
                acknowledged |= set(numbers)
            await server.kill()
            await server.start()
        async with PushSimulator(f"{server.url}/api/v1/push/script", TOKEN) as sender:
            sender.set("exec", "ACTIVE", base, type="EXECUTION")
            async with asyncio.timeout(20):
                await sender.delivered()

    stored = [int(float(row["num"])) for row in exported(tmp_path / "data", "observations") if row["signal"] == "line"]
    assert sorted(stored) == sorted(acknowledged)
