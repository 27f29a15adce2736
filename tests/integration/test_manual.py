"""The manual workplace in the whole house: entered over HTTP, stored, derived, taken back, and there after kill -9."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.bootstrap import SystemClock
from dispatcher.cli.root import app
from dispatcher.domain.instant import HOUR, Instant, format_instant
from tests.support.server import ServerProcess

PLANT = """
[[machine]]
id = "bench"
name = "Bench drill"
profile = "manual-workplace"
[[source]]
id = "bench-people"
connector = "manual"
machine = "bench"
"""


async def post(server: ServerProcess, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Dispatcher-Author": "Anna"}
    url = f"{server.url}/api/v1/machines/bench{path}"
    async with aiohttp.ClientSession() as client, client.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


def exported(data: Path, table: str) -> list[dict[str, str]]:
    result = CliRunner().invoke(app, ["export", table, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.slow
async def test_people_say_what_a_machine_without_signals_does(tmp_path: Path) -> None:
    file = tmp_path / "plant.toml"
    file.write_text(PLANT, encoding="utf-8")
    server = ServerProcess(tmp_path / "data", file)
    earlier = format_instant(Instant(SystemClock().now() - HOUR))
    await server.start()
    try:
        await server.until("/api/v1/machines/bench/manual", lambda a: a["link"] == "up")
        first = await post(server, "/manual", key="act-00000001", state="running", program="O77", parts=5, at=earlier)
        again = await post(server, "/manual", key="act-00000001", state="running", program="O77", parts=5, at=earlier)
        more = await post(server, "/manual", key="act-00000002", parts=3, scrap=1)
        board = await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")

        assert [status for status, _ in (first, again, more)] == [201, 201, 201]
        assert len(again[1]["manual"]["entries"]) == 1
        assert board["machines"][0]["program"]["name"] == "O77"
        board = await server.until("/api/v1/machines", lambda a: a["machines"][0]["parts"]["count"] == 8)

        await server.kill()
        await server.start()
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")
        panel = await server.get("/api/v1/machines/bench/manual")
        assert (panel["undo"], panel["state"]["holds"], panel["program"]) == ("act-00000002", True, "O77")

        undone = await post(server, "/manual/undo", key="act-00000003", entry="act-00000002")
        assert (undone[0], undone[1]["entry"]["undone"], undone[1]["manual"]["undo"]) == (201, True, "act-00000001")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["parts"]["count"] == 5)
        undone = await post(server, "/manual/undo", key="act-00000004", entry="act-00000001")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "no_data")
        await server.until("/api/v1/machines", lambda a: a["machines"][0]["parts"]["count"] == 0)
        corrections = await server.get("/api/v1/machines/bench/corrections")
        assert {line["kind"]: line["undone"] for line in corrections["corrections"]} == {"parts": True, "undo": False}
        notes = await server.get("/api/v1/machines/bench/notes")
    finally:
        assert await server.stop() == 0
    said = [note["text"] for note in notes["notes"] if note["code"].startswith("manual_")]
    assert len(said) == 4
    assert said[-1].startswith("Anna, from ")
    assert said[-1].endswith(": running. O77 +5")
    checked = CliRunner().invoke(app, ["check", "--data", str(tmp_path / "data"), "--config", str(file)])
    assert checked.exit_code == 0, checked.output
    assert exported(tmp_path / "data", "losses") == []
