"""Backups of a whole house: taken under load, restored elsewhere, killed in the middle, damaged."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from typer.testing import CliRunner, Result

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.agent.process import AgentProcess
from dispatcher.app.backups.taking import ASIDE, listed
from dispatcher.bootstrap import SystemClock, build
from dispatcher.cli.common import REFUSED
from dispatcher.cli.root import app
from dispatcher.config import read_config
from dispatcher.domain.instant import MILLISECOND, SECOND, Instant, format_instant
from dispatcher.stores.common.lock import DirectoryLock
from tests.integration.test_house import agent, config
from tests.support.server import ServerProcess

FIRST = Instant(SystemClock().now() // SECOND * SECOND)
QUESTIONS = (
    "/api/v1/machines/mill/timeline",
    "/api/v1/machines/mill/account",
    "/api/v1/figures?kpi=availability&kpi=oee&kpi=parts",
    "/api/v1/losses",
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_LANG", "en")


@dataclass
class FixedClock:
    at: Instant

    def now(self) -> Instant:
        return self.at


def plant(folder: Path, url: str) -> Path:
    file = config(folder, url)
    with file.open("a", encoding="utf-8") as sink:
        sink.write(f'[backup]\ndirectory = "{folder / "backups"}"\nevery_hours = 0\n')
    return file


async def command(*arguments: str | Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, [str(one) for one in arguments])


def stamp(at: Instant) -> str:
    return format_instant(at)


async def answers(data: Path, file: Path, end: Instant) -> Mapping[str, Any]:
    """What a house over these data says about the past."""
    house = build(read_config(file), data, FixedClock(Instant(end + 60 * SECOND)))
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url="http://x") as client:
            told = {}
            for question in QUESTIONS:
                window = {"from": stamp(FIRST), "to": stamp(end)}
                answer = await client.get(httpx.URL(question).copy_merge_params(window))
                assert answer.status_code == 200, answer.text
                told[question] = answer.json()
            told["/api/v1/machines"] = (await client.get("/api/v1/machines")).json()
            return told
    finally:
        house.close()


class Load:
    """A machine that changes all the time; `stamps` says when."""

    def __init__(self, cell: AgentProcess) -> None:
        self._cell, self._fed = cell, asyncio.Condition()
        self.stamps: list[Instant] = []

    async def run(self) -> None:
        while True:
            number = len(self.stamps) + 1
            at = Instant(max(SystemClock().now(), FIRST + number * MILLISECOND))
            state = ("READY", "ACTIVE")[number % 2]
            await self._cell.feed(f"{format_instant(at)}|line|{number}|exec|{state}|pgm|O{number % 3}")
            async with self._fed:
                self.stamps.append(at)
                self._fed.notify_all()
            await asyncio.sleep(0.002)

    async def reached(self, number: int) -> None:
        async with self._fed:
            await self._fed.wait_for(lambda: len(self.stamps) >= number)


@contextlib.asynccontextmanager
async def load(cell: AgentProcess) -> AsyncIterator[Load]:
    own = Load(cell)
    task = asyncio.create_task(own.run())
    try:
        yield own
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[ServerProcess, AgentProcess, Path]]:
    async with agent(folder) as cell:
        file = plant(folder, cell.url)
        server = ServerProcess(folder / "data", file)
        await server.start()
        try:
            await cell.feed(f"{format_instant(FIRST)}|exec|ACTIVE|pgm|O1")
            await server.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")
            yield server, cell, file
        finally:
            await server.kill()


@pytest.mark.slow
async def test_a_backup_under_load_is_the_house_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "data" / "profiles").mkdir(parents=True)
    (tmp_path / "data" / "profiles" / "notes.txt").write_text("own", encoding="utf-8")
    async with at_work(tmp_path) as (server, cell, file):
        async with load(cell) as fed:
            await fed.reached(200)
            end = fed.stamps[199]
            shown = f"/api/v1/machines/mill/timeline?from={stamp(FIRST)}&to={stamp(end)}&tracks=state"
            await server.until(shown, lambda a: len(a["tracks"]["state"]) >= 200)
            status, _ = await server.send("POST", "/api/v1/machines", {"id": "saw", "name": "Saw", "kind": "saw"})
            assert status == 201
            before = len(fed.stamps)
            made = await command("backup", tmp_path / "stick", "--data", tmp_path / "data", "--server", server.url)
            assert made.exit_code == 0, made.output
            assert "secret.key) is not in it" in made.output
            await fed.reached(before + 20)
        assert await server.stop() == 0

    own, copied = listed(tmp_path / "backups"), listed(tmp_path / "stick")
    assert [one.manifest for one in own] == [one.manifest for one in copied]
    assert {"journal.duckdb", "settings.sqlite", "dispatcher.toml", "profiles/notes.txt"} <= {
        one.name for one in own[0].manifest.files
    }

    rehearsed = await command("rehearse", copied[0].path)
    assert rehearsed.exit_code == 0, rehearsed.output
    assert "The backup is good" in rehearsed.output

    restored = await command("restore", copied[0].path, "--data", tmp_path / "other")
    assert restored.exit_code == 0, restored.output
    there = await answers(tmp_path / "other", tmp_path / "other" / "dispatcher.toml", end)
    here = await answers(tmp_path / "data", file, end)
    assert {question: there[question] for question in QUESTIONS} == {question: here[question] for question in QUESTIONS}
    assert len(there[QUESTIONS[0]]["tracks"]["state"]) >= 200
    assert len(there[QUESTIONS[1]]["stretches"]) >= 200
    assert [machine["id"] for machine in there["/api/v1/machines"]["machines"]] == ["mill", "saw"]

    with duckdb.connect(str(tmp_path / "other" / "journal.duckdb")) as journal:
        journal.execute("UPDATE spans SET value = 'alarm' WHERE track = 'state' AND value = 'running'")
    await command("backup", tmp_path / "wrong", "--data", tmp_path / "other")
    refused = await command("rehearse", listed(tmp_path / "wrong")[0].path)
    assert (refused.exit_code, "does not prove itself" in refused.output) == (1, True)


@pytest.mark.slow
async def test_the_server_of_this_directory_is_found_and_no_other_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path) as (server, _cell, _file):
        monkeypatch.setattr("dispatcher.cli.backup.SERVER", server.url)
        made = await command("backup", "--data", tmp_path / "data", "--config", tmp_path / "plant.toml", "--with-key")
        assert made.exit_code == 0, made.output
        assert listed(tmp_path / "backups")[0].manifest.with_key

        (tmp_path / "busy").mkdir()
        (tmp_path / "busy" / "journal.duckdb").touch()
        with DirectoryLock(tmp_path / "busy"):
            refused = await command("backup", tmp_path / "stick", "--data", tmp_path / "busy")
        assert (refused.exit_code, str(tmp_path / "busy") in refused.output) == (REFUSED, True)
        assert not listed(tmp_path / "stick")
        assert len(listed(tmp_path / "backups")) == 1
        assert await server.stop() == 0


@pytest.mark.slow
async def test_a_kill_in_the_middle_leaves_the_old_ones_whole_and_the_house_going(tmp_path: Path) -> None:
    async with at_work(tmp_path) as (server, _cell, file):
        assert (await server.send("POST", "/api/v1/backups", {}))[0] == 202
        await server.until("/api/v1/backups", lambda a: a["since"] is None)
        first = listed(tmp_path / "backups")
        assert len(first) == 1

        status, begun = await server.send("POST", "/api/v1/backups", {})
        assert (status, begun["since"] is None) == (202, False)
        await asyncio.to_thread(_until, lambda: any((tmp_path / "backups").glob(f"{ASIDE}*/journal.duckdb")))
        await server.kill()

        assert listed(tmp_path / "backups")[-1].manifest == first[0].manifest
        assert (await command("rehearse", first[0].path)).exit_code == 0

        again = ServerProcess(tmp_path / "data", file)
        await again.start()
        try:
            await again.until("/api/v1/machines", lambda a: a["machines"][0]["state"]["code"] == "running")
            assert (await again.send("POST", "/api/v1/backups", {}))[0] == 202
            told = await again.until("/api/v1/backups", lambda a: a["since"] is None)
            assert told["last"]["problem"] is None
            assert not any((tmp_path / "backups").glob(f"{ASIDE}*"))
        finally:
            assert await again.stop() == 0


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0)


@pytest.fixture
def at_rest(tmp_path: Path) -> Path:
    """The data of a house that does not run."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "dispatcher.toml").write_text('[[machine]]\nid = "mill"\nname = "Mill"\n', encoding="utf-8")
    house = build(read_config(data / "dispatcher.toml"), data)
    house.close()
    (data / "secret.key").write_bytes(b"k" * 44)
    for name in ("own/dispatcher.key", "trusted/mill.der"):
        (data / "certificates" / "opcua" / name).parent.mkdir(parents=True)
        (data / "certificates" / "opcua" / name).write_bytes(b"c")
    return data


async def test_a_house_at_rest_is_backed_up_by_the_command(at_rest: Path, tmp_path: Path) -> None:
    made = await command("backup", tmp_path / "b", "--data", at_rest, "--with-key")
    assert made.exit_code == 0, made.output
    backup = listed(tmp_path / "b")[0]
    keys = {"secret.key", "certificates/opcua/own/dispatcher.key"}
    assert keys < {file.name for file in backup.manifest.files}
    assert (await command("backup", tmp_path / "plain", "--data", at_rest)).exit_code == 0
    plain = {file.name for file in listed(tmp_path / "plain")[0].manifest.files}
    assert (plain & keys, "certificates/opcua/trusted/mill.der" in plain) == (set(), True)

    restored = await command("restore", backup.path, "--data", tmp_path / "other")
    assert restored.exit_code == 0, restored.output
    assert (tmp_path / "other" / "secret.key").read_bytes() == b"k" * 44
    again = await command("restore", backup.path, "--data", tmp_path / "other")
    assert (again.exit_code, "is not empty" in again.output) == (REFUSED, True)


async def test_a_flipped_byte_is_found_and_named(at_rest: Path, tmp_path: Path) -> None:
    await command("backup", tmp_path / "b", "--data", at_rest)
    path = listed(tmp_path / "b")[0].path
    content = bytearray((path / "journal.duckdb").read_bytes())
    content[len(content) // 2] ^= 1
    (path / "journal.duckdb").write_bytes(content)
    room = tmp_path / "room"
    room.mkdir()
    for arguments in (("restore", path, "--data", tmp_path / "other"), ("rehearse", path, "--into", room)):
        refused = await command(*arguments)
        assert refused.exit_code == REFUSED
        assert str(path / "journal.duckdb") in refused.output
    assert not any(os.scandir(room))


async def test_a_directory_without_a_journal_is_told(at_rest: Path, tmp_path: Path) -> None:
    shutil.rmtree(at_rest)
    refused = await command("backup", tmp_path / "b", "--data", at_rest)
    assert (refused.exit_code, "no journal" in refused.output) == (REFUSED, True)


async def test_no_folder_is_told(at_rest: Path) -> None:
    refused = await command("backup", "--data", at_rest)
    assert (refused.exit_code, "[backup]" in refused.output) == (REFUSED, True)
