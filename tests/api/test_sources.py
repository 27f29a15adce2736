"""Sources over the API of a whole house: added, changed, looked into, refused in words."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.app.timelines import ALL_TIME
from dispatcher.bootstrap import House, build, running
from dispatcher.cli.root import app
from dispatcher.config import Config, parse_config
from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.store import Coverage
from dispatcher.stores.sqlite import SQLiteSettings
from tests.unit.app import support

FILE = """
[[machine]]
id = "saw"
name = "Saw"
[[source]]
id = "saw-adapter"
connector = "shdr"
machine = "saw"
settings = { host = "127.0.0.1", port = 9 }
"""
PRESS = {"id": "press", "name": "Press", "area": "Shop 2"}
CELL: dict[str, Any] = {
    "id": "cell",
    "connector": "mtconnect",
    "machine": "press",
    "settings": {"url": "http://127.0.0.1:9"},
}


@asynccontextmanager
async def house(folder: Path, config: Config) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    built = await asyncio.to_thread(build, config, folder)
    try:
        async with running(built):
            transport = httpx.ASGITransport(built.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://plant/api/v1") as client:
                yield built, client
    finally:
        await asyncio.to_thread(built.close)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with house(tmp_path, parse_config(FILE, name="t")) as (_, found):
        yield found


async def source(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    found = (await client.get("/sources", params={"lang": "en"})).json()["sources"]
    one: dict[str, Any] = next(item for item in found if item["id"] == name)
    return one


async def until(client: httpx.AsyncClient, name: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while not holds(found := await source(client, name)):  # noqa: ASYNC110 - any condition
            await asyncio.sleep(0.02)
        return found


async def test_a_machine_is_connected_changed_and_removed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/setup/connect", json={"machine": PRESS, "source": CELL})
    assert (answer.status_code, answer.json()) == (201, {"machine": "press", "source": "cell"})
    board = (await client.get("/machines")).json()["machines"]
    assert [(item["id"], item["protocol"]) for item in board] == [("saw", "shdr"), ("press", "mtconnect")]

    down = await until(client, "cell", lambda own: own["error"] is not None)
    assert (down["origin"], down["machines"], down["devices"]) == ("entered", ["press"], {"": "press"})
    assert (down["paused"], down["gaps_24h"], down["connector_title"]) == (False, 0, "MTConnect agent")
    assert down["advice"].startswith("Nothing answers.")

    whole = (await client.get("/sources/cell")).json()
    assert whole["settings"] == {"url": "http://127.0.0.1:9", "password": {"secret": True, "set": False}}
    assert {field["name"]: field["type"] for field in whole["fields"]}["password"] == "secret"

    moved = {**CELL, "settings": {"url": "http://127.0.0.1:10"}}
    changed = await client.put("/sources/cell", json=moved)
    assert (changed.status_code, changed.json()["source"]["address"]) == (200, "http://127.0.0.1:10")
    renamed = await client.put("/machines/press", json={**PRESS, "name": "New"})
    assert (renamed.status_code, renamed.json()["machine"]["name"]) == (200, "New")

    assert (await client.delete("/machines/press")).status_code == 204
    assert [item["id"] for item in (await client.get("/sources")).json()["sources"]] == ["saw-adapter"]
    assert (await client.get("/sources/cell")).json()["code"] == "source_unknown"
    assert (await client.get("/machines/press")).json()["left_at"] is not None
    notes = (await client.get("/machines/press/notes")).json()["notes"]
    assert notes == []  # it never declared a signal, so nothing but its id led to its source


async def test_a_source_has_a_journal_gaps_and_a_file_of_diagnostics(client: httpx.AsyncClient) -> None:
    headers = {"dispatcher-author": "%D0%90%D0%BD%D0%BD%D0%B0"}
    await client.post("/sources/saw-adapter/pause", json={"reason": "no oil"}, headers=headers)
    assert (await source(client, "saw-adapter"))["advice"].startswith("Paused by Анна: no oil.")
    await client.post("/sources/saw-adapter/resume", json={}, headers=headers)
    await client.post("/sources/saw-adapter/restart", json={}, headers=headers)

    notes = (await client.get("/sources/saw-adapter/notes", params={"lang": "en", "limit": 50})).json()["notes"]
    texts = [note["text"] for note in notes if note["code"] != "link_down"]
    assert texts == [
        "Restarted by Анна.",
        "Resumed by Анна.",
        "Paused by Анна: no oil.",
        "Configured, version 1 of the plant.",
    ]
    older = (await client.get("/sources/saw-adapter/notes", params={"before": notes[-2]["at"]})).json()["notes"]
    assert [note["code"] for note in older] == ["configured"]
    assert (await client.get("/sources/saw-adapter/gaps")).json() == {"gaps": []}

    answer = await client.get("/sources/saw-adapter/diagnostics")
    assert answer.headers["content-disposition"] == 'attachment; filename="saw-adapter-diagnostics.json"'
    told = json.loads(answer.text)
    assert (told["source"]["id"], told["settings"]["port"]) == ("saw-adapter", 9)
    assert [note["code"] for note in told["notes"]][-1] == "configured"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "/sources/saw-adapter", {**CELL, "id": "saw-adapter", "machine": "saw"}, 409, "configured_by_file"),
        ("DELETE", "/sources/saw-adapter", None, 409, "configured_by_file"),
        ("DELETE", "/machines/saw", None, 409, "configured_by_file"),
        ("POST", "/machines", {**PRESS, "id": "saw"}, 409, "configured_by_file"),
        ("PUT", "/machines/press", PRESS, 404, "machine_unknown"),
        ("PUT", "/machines/saw", PRESS, 422, "entry_id_differs"),
        ("POST", "/sources", CELL, 404, "machine_unknown"),
        ("POST", "/sources", {**CELL, "machine": None}, 422, "source_binding"),
        ("POST", "/sources", {**CELL, "machine": "saw", "connector": "telepathy"}, 422, "connector_unknown"),
        ("POST", "/sources", {**CELL, "machine": "saw", "settings": {}}, 422, "setting_invalid"),
        ("POST", "/sources", {**CELL, "machine": "saw", "id": "a/b"}, 422, "parameter_bad"),
        ("POST", "/sources", {**CELL, "machine": "saw", "settings": {"signals": 5}}, 422, "source_signal"),
        (
            "POST",
            "/sources",
            {**CELL, "machine": "saw", "settings": {"signals": [{"key": []}]}},
            422,
            "setting_invalid",
        ),
        ("POST", "/sources", {**CELL, "machine": "saw", "settings": {"url": {"env": "HOME"}}}, 422, "setting_invalid"),
        (
            "POST",
            "/sources",
            {**CELL, "machine": "saw", "settings": {**CELL["settings"], "password": {"file": "/etc/passwd"}}},
            422,
            "setting_invalid",
        ),
        (
            "POST",
            "/sources",
            {"id": "x", "connector": "shdr", "machine": "saw", "settings": {"host": "localhost", "port": 9}},
            409,
            "same_address",
        ),
        (
            "POST",
            "/sources",
            {**CELL, "machine": "saw", "settings": {"url": "http://169.254.169.254/latest"}},
            422,
            "address_not_allowed",
        ),
        ("POST", "/sources/none/pause", {"reason": "x"}, 404, "source_unknown"),
        ("POST", "/sources/saw-adapter/pause", {"reason": ""}, 422, "parameter_bad"),
        ("GET", "/sources/none/gaps", None, 404, "source_unknown"),
    ],
)
async def test_what_is_refused_says_why(
    client: httpx.AsyncClient, method: str, path: str, body: object, status: int, code: str
) -> None:
    for language in ("en", "ru"):
        answer = await client.request(method, path, json=body, params={"lang": language})
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.json()["detail"]
        assert "{" not in answer.json()["detail"]
    assert [item["id"] for item in (await client.get("/machines")).json()["machines"]] == ["saw"]


async def test_removing_what_is_not_there_is_no_error(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/sources/none")).status_code == 204
    assert (await client.delete("/machines/none")).status_code == 204


async def test_an_entered_source_that_cannot_work_does_not_keep_the_house_from_starting(tmp_path: Path) -> None:
    config = parse_config(FILE, name="t")
    async with house(tmp_path, config) as (built, client):
        await client.post("/setup/connect", json={"machine": PRESS, "source": CELL})
        document = {"connector": "telepathy", "devices": {"": "press"}, "settings": {}}
        built.settings.put("source", "cell", document, at=built.services.clock.now(), author="")
        built.settings.put(
            "source", "lost", {**document, "devices": {"": "gone"}}, at=built.services.clock.now(), author=""
        )
        built.settings.put("source", "odd", {"settings": 1}, at=built.services.clock.now(), author="")

    async with house(tmp_path, config) as (built, client):
        down = await until(client, "cell", lambda own: own["error"] is not None)
        assert (down["error"]["code"], down["link"], down["retry_at"]) == ("connector_unknown", "never", None)
        assert down["advice"].startswith("The settings cannot work as they are.")
        lost = await until(client, "lost", lambda own: own["error"] is not None)
        assert lost["error"]["code"] == "source_machine_missing"
        assert (await client.get("/sources/cell")).json()["fields"] == []
        assert [error.code for error in built.services.sources.directory.unreadable] == ["entry_unreadable"]
        assert (await client.put("/sources/cell", json=CELL)).status_code == 200


async def test_a_configuration_file_that_cannot_work_still_refuses_to_start(tmp_path: Path) -> None:
    wrong = parse_config(FILE.replace('"shdr"', '"telepathy"'), name="t")
    with pytest.raises(DispatcherError, match="connector_unknown"):
        await asyncio.to_thread(build, wrong, tmp_path)


async def test_the_file_wins_over_what_was_entered_under_the_same_id(tmp_path: Path) -> None:
    async with house(tmp_path, Config()) as (_, client):
        await client.post(
            "/setup/connect", json={"machine": {**PRESS, "id": "saw"}, "source": {**CELL, "machine": "saw"}}
        )
    async with house(tmp_path, parse_config(FILE, name="t")) as (_, client):
        (saw,) = (await client.get("/machines")).json()["machines"]
        assert saw["name"] == "Saw"
        assert (await client.get("/machines/saw")).json()["origin"] == "file"
        assert sorted(item["id"] for item in (await client.get("/sources")).json()["sources"]) == [
            "cell",
            "saw-adapter",
        ]


async def test_what_a_crash_left_open_of_a_removed_machine_is_closed_at_the_start(tmp_path: Path) -> None:
    async with house(tmp_path, Config()) as (built, client):
        await client.post("/setup/connect", json={"machine": PRESS, "source": CELL})
        taken = replace(support.batch(0, (0, 1, "ACTIVE")), received_at=built.services.clock.now())
        taken.rows.source_at[0] = taken.received_at
        built.intake.take(built.supervisor.source(SourceId("cell")).intake, taken)
    # The documents went, and the power with them: nobody had told the timeline.
    with contextlib.closing(SQLiteSettings(tmp_path)) as settings:
        gone = [("machine", "press", None), ("source", "cell", None)]
        settings.put_all(gone, at=Instant(taken.received_at + 1), author="")

    async with house(tmp_path, Config()) as (built, client):
        async with asyncio.timeout(10):
            while any(own.end is None for own in await asyncio.to_thread(_coverage, built)):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.02)
        assert (await client.get("/machines")).json()["machines"] == []
        left = (await client.get("/machines/press")).json()
        assert (left["left_at"] is not None, left["machine"]["state"]["code"]) == (True, "no_data")


def _coverage(built: House) -> Sequence[Coverage]:
    return built.journal.coverage(MachineId("press"), ALL_TIME)


async def test_check_looks_at_what_was_entered(tmp_path: Path) -> None:
    async with house(tmp_path, Config()) as (built, client):
        await client.post("/setup/connect", json={"machine": PRESS, "source": CELL})
        well = built.services.clock.now()
    checked = await asyncio.to_thread(CliRunner().invoke, app, ["check", "--data", str(tmp_path)])
    assert checked.exit_code == 0, checked.output
    assert "1" in checked.output.splitlines()[0]

    with contextlib.closing(SQLiteSettings(tmp_path)) as settings:
        document = {"connector": "telepathy", "devices": {"": "press"}, "settings": {}}
        settings.put("source", "cell", document, at=well, author="")
    checked = await asyncio.to_thread(CliRunner().invoke, app, ["check", "--data", str(tmp_path)])
    assert checked.exit_code == 1
    assert "cell" in checked.output
    assert "telepathy" in checked.output


@pytest.mark.parametrize("tokens", [["a-long-token-of-mine-1", "another-long-token-2"], "a-long-token-of-mine-1"])
async def test_a_pushed_source_keeps_its_tokens_when_it_is_changed(tmp_path: Path, tokens: object) -> None:
    push = {"id": "cell", "connector": "http_push", "machine": "press", "settings": {"tokens": tokens}}
    async with house(tmp_path, Config()) as (built, client):
        answer = await client.post("/setup/connect", json={"machine": PRESS, "source": push})
        assert answer.status_code == 201, answer.text
        whole = (await client.get("/sources/cell")).json()
        assert whole["settings"]["tokens"] in ({"secret": True, "set": True}, [{"secret": True, "set": True}] * 2)
        answer = await client.put("/sources/cell", json={**push, "settings": whole["settings"]})
        assert answer.status_code == 200, answer.text
        assert "a-long-token-of-mine-1" in built.services.sources.secrets("cell")
        wrong = await client.post("/push/cell", json={}, headers={"Authorization": "Bearer none"})
        assert wrong.status_code == 401
        right = await client.post("/push/cell", json={}, headers={"Authorization": "Bearer a-long-token-of-mine-1"})
        assert right.status_code != 401, right.text
