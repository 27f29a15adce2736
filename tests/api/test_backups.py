"""Backups over HTTP: begun, followed, refused; never into a folder that a request names."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.backups.keeping import BackupKeeper
from dispatcher.ports.access import Permission
from dispatcher.ports.store import StoreFailed
from tests.api.plant import Lockable
from tests.support.backups import FewFiles, keeper_of

BACKUPS = "/api/v1/backups"


@asynccontextmanager
async def served(
    given: Services, keeper: BackupKeeper, access: Lockable | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(given, backups=keeper, access=access or given.access))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield client


async def test_one_is_begun_and_followed_to_its_end(given: Services, tmp_path: Path) -> None:
    copier = FewFiles(given.clock)
    copier.gate.clear()
    keeper = keeper_of(tmp_path, given.clock, copier=copier)
    async with served(given, keeper) as client:
        begun = await client.post(BACKUPS, json={})
        again = await client.post(BACKUPS, json={})
        copier.gate.set()
        async with asyncio.timeout(10):
            await keeper.done()
        found = (await client.get(BACKUPS)).json()

    assert (begun.status_code, begun.json()["backups"]) == (202, [])
    assert begun.json()["since"].endswith("Z")
    assert (again.status_code, again.json()["code"]) == (409, "backup_running")
    assert (found["since"], found["directory"], found["last"]["problem"]) == (None, str(tmp_path), None)
    own = found["backups"][0]
    assert (own["name"], own["files"], own["with_key"], own["scheduled"]) == (found["last"]["name"], 2, False, False)


async def test_why_one_failed_in_the_readers_words(given: Services, tmp_path: Path) -> None:
    copier = FewFiles(given.clock, error=StoreFailed("backup_disturbed", path="j.duckdb"))
    keeper = keeper_of(tmp_path, given.clock, copier=copier)
    async with served(given, keeper) as client:
        await client.post(BACKUPS, json={})
        async with asyncio.timeout(10):
            await keeper.done()
        found = (await client.get(BACKUPS, params={"lang": "ru"})).json()["last"]
    assert (found["name"], found["problem"]["code"]) == (None, "backup_disturbed")
    assert "j.duckdb" in found["problem"]["text"]


async def test_a_request_names_no_folder(given: Services, tmp_path: Path) -> None:
    async with served(given, keeper_of(tmp_path / "own", given.clock)) as client:
        refused = await client.post(BACKUPS, json={"directory": str(tmp_path / "other")})
    assert refused.status_code == 422
    assert not any(os.scandir(tmp_path))


async def test_without_a_folder_there_are_none(given: Services) -> None:
    async with served(given, keeper_of(None, given.clock)) as client:
        refused, found = await client.post(BACKUPS, json={}), await client.get(BACKUPS)
    assert (refused.status_code, refused.json()["code"]) == (409, "backup_no_folder")
    assert (found.json()["directory"], found.json()["backups"]) == (None, [])


async def test_only_who_may(given: Services, tmp_path: Path) -> None:
    access = Lockable(refused={Permission.BACKUP_RUN})
    async with served(given, keeper_of(tmp_path, given.clock), access) as client:
        refused = [(await client.post(BACKUPS, json={})).status_code, (await client.get(BACKUPS)).status_code]
    assert refused == [403, 403]
