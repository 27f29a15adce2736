"""Backups: whole or not there, held against their sums, kept in number, and never restored over anything."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import pytest

from dispatcher.app.backups.manifest import FILE, read_manifest
from dispatcher.app.backups.restoring import RESTORING, copy_backup, restore
from dispatcher.app.backups.taking import ASIDE, BackupFailed, listed
from dispatcher.app.health import HealthBook, HealthStatus
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.common.lock import DirectoryLock
from tests.support.backups import FewFiles, backups_of, keeper_of
from tests.unit.app.support import HandClock, at

KNOWN = {"journal": 2}
HOUR_S = 3600.0


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_names_what_it_holds(tmp_path: Path) -> None:
    made = backups_of(FewFiles(HandClock(5))).take(tmp_path)

    assert made.manifest == read_manifest(made.path)
    assert made.manifest.at == at(5)
    assert made.path.name == "dispatcher-20231114T221325Z"
    assert names(made.path) == ["journal.duckdb", FILE, "profiles/own.toml"]
    assert "secret.key" not in json.loads((made.path / FILE).read_text("utf-8"))["files"]
    assert (made.path.stat().st_mode & 0o077, (made.path / "journal.duckdb").stat().st_mode & 0o077) == (0, 0)


def test_the_key_goes_with_it_only_where_it_is_asked_for(tmp_path: Path) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path, with_key=True)
    assert (made.path / "secret.key").read_bytes() == b"key"
    assert made.manifest.with_key


def test_two_of_one_second_stand_beside_each_other(tmp_path: Path) -> None:
    backups = backups_of(FewFiles(HandClock()))
    assert backups.take(tmp_path).path != backups.take(tmp_path).path
    assert len(listed(tmp_path)) == 2


def test_one_that_fails_leaves_nothing_and_the_others_whole(tmp_path: Path) -> None:
    clock = HandClock()
    before = backups_of(FewFiles(clock)).take(tmp_path)
    with pytest.raises(StoreFailed):
        backups_of(FewFiles(clock, error=StoreFailed("store_closed", path="x"))).take(tmp_path)
    with pytest.raises(BackupFailed) as refused:
        backups_of(FewFiles(clock, error=OSError(28, "No space left"))).take(tmp_path)
    assert refused.value.code == "backup_failed"
    assert [own.path for own in listed(tmp_path)] == [before.path]
    assert not list(tmp_path.glob(f"{ASIDE}*"))


def test_what_a_killed_one_left_is_no_backup_and_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / f"{ASIDE}dead"
    left.mkdir()
    (left / "journal.duckdb").write_bytes(b"half")
    (left / FILE).write_text("{}")
    assert listed(tmp_path) == []
    with pytest.raises(DispatcherError) as refused:
        read_manifest(tmp_path)
    assert refused.value.code == "backup_not_whole"

    backups_of(FewFiles(HandClock())).take(tmp_path)
    assert not left.exists()


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed) as refused:
        backups_of(FewFiles(HandClock(), needs=1 << 60)).take(tmp_path)
    assert refused.value.code == "backup_no_room"
    assert listed(tmp_path) == []


def test_one_at_a_time_in_a_folder(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path), pytest.raises(Conflict) as refused:
        backups_of(FewFiles(HandClock())).take(tmp_path)
    assert refused.value.code == "backup_running"


def test_scheduled_ones_are_thinned_and_those_of_people_stay(tmp_path: Path) -> None:
    clock = HandClock()
    backups = backups_of(FewFiles(clock))
    for second in range(6):
        clock.second = second
        backups.take(tmp_path, scheduled=second != 1)
    backups.thin(tmp_path, 2)
    assert [own.manifest.at for own in listed(tmp_path)] == [at(5), at(4), at(1)]
    assert not list(tmp_path.glob(f"{ASIDE}*"))


def test_what_is_restored_is_what_was_backed_up(tmp_path: Path) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path / "backups")
    restore(made.path, tmp_path / "data", KNOWN)
    assert names(tmp_path / "data") == ["journal.duckdb", "profiles/own.toml"]
    assert (tmp_path / "data" / "profiles" / "own.toml").read_bytes() == b"a profile"


def test_nothing_is_restored_over_anything_but_what_a_restore_left(tmp_path: Path) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path / "backups")
    data = tmp_path / "data"
    (data / RESTORING).mkdir(parents=True)
    (data / RESTORING / "journal.duckdb").write_bytes(b"half")
    restore(made.path, data, KNOWN)
    before = {name: (data / name).read_bytes() for name in names(data)}
    with pytest.raises(Conflict) as refused:
        restore(made.path, data, KNOWN)
    assert refused.value.code == "restore_not_empty"
    assert {name: (data / name).read_bytes() for name in names(data)} == before


@pytest.mark.parametrize(("name", "code"), [("journal.duckdb", "damaged"), ("profiles/own.toml", "missing")])
def test_a_damaged_backup_is_refused_by_the_name_of_the_file(tmp_path: Path, name: str, code: str) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path / "backups")
    if code == "missing":
        (made.path / name).unlink()
    else:
        content = bytearray((made.path / name).read_bytes())
        content[len(content) // 2] ^= 1
        (made.path / name).write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        restore(made.path, tmp_path / "data", KNOWN)
    assert refused.value.code == f"backup_file_{code}"
    assert refused.value.params["path"] == str(made.path / name)
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"schemas": {"journal": 3}}, "backup_newer"),
        ({"schemas": {"other": 1}}, "backup_newer"),
        ({"format": 2}, "backup_newer_format"),
        ({"files": [{"name": "../x", "size": 0, "sha256": ""}]}, "backup_manifest_damaged"),
        ({"files": [{"name": "/x", "size": 0, "sha256": ""}]}, "backup_manifest_damaged"),
        ({"files": 7}, "backup_manifest_damaged"),
        ({"holds_until": "yesterday"}, "backup_manifest_damaged"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, object], code: str) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path / "backups")
    body = json.loads((made.path / FILE).read_text("utf-8"))
    (made.path / FILE).write_text(json.dumps({**body, **change}), "utf-8")
    with pytest.raises(InvalidInput) as refused:
        restore(made.path, tmp_path / "data", KNOWN)
    assert refused.value.code == code
    assert not (tmp_path / "data").exists()


def test_a_copy_of_a_backup_is_a_backup(tmp_path: Path) -> None:
    made = backups_of(FewFiles(HandClock())).take(tmp_path / "backups")
    copy = copy_backup(made.path, tmp_path / "stick")
    assert [own.manifest for own in listed(tmp_path / "stick")] == [made.manifest]
    assert names(copy.path) == names(made.path)


async def test_the_keeper_takes_one_when_it_is_time_and_keeps_so_many(tmp_path: Path) -> None:
    clock, health = HandClock(), HealthBook()
    keeper = keeper_of(tmp_path, clock, health=health, every=24, keep=2)
    took = []
    for hour in (0, 1, 23.9, 24, 49, 73):
        clock.second = hour * HOUR_S
        took.append(await keeper.once())
    assert took == [True, False, False, True, True, True]
    assert [own.manifest.at for own in listed(tmp_path)] == [at(73 * HOUR_S), at(49 * HOUR_S)]
    assert [(check.name, check.status) for check in health.look()] == [("backup", HealthStatus.OK)]

    clock.second = (73 + 50) * HOUR_S
    assert [(check.code, check.status) for check in health.look()] == [("backup_old", HealthStatus.DEGRADED)]


async def test_a_keeper_that_starts_anew_knows_what_is_there(tmp_path: Path) -> None:
    clock = HandClock()
    assert await keeper_of(tmp_path, clock, every=24).once()
    assert not await keeper_of(tmp_path, clock, every=24).once()


async def test_one_that_failed_is_told_and_tried_again_after_a_while(tmp_path: Path) -> None:
    clock, health = HandClock(), HealthBook()
    copier = FewFiles(clock, error=StoreFailed("backup_disturbed", path="x"))
    keeper = keeper_of(tmp_path, clock, copier=copier, health=health, every=1)
    assert await keeper.once()
    assert [(check.code, check.status) for check in health.look()] == [("backup_disturbed", HealthStatus.DEGRADED)]

    copier.error = None
    clock.second = 300
    assert not await keeper.once()
    clock.second = 600
    assert await keeper.once()
    assert [check.status for check in health.look()] == [HealthStatus.OK]


async def test_one_at_a_time_and_none_without_a_folder(tmp_path: Path) -> None:
    clock = HandClock()
    copier = FewFiles(clock, gate=threading.Event())
    copier.gate.clear()
    keeper = keeper_of(tmp_path, clock, copier=copier)
    keeper.start()
    with pytest.raises(Conflict) as refused:
        keeper.start()
    assert refused.value.code == "backup_running"
    copier.gate.set()
    async with asyncio.timeout(10):
        await keeper.done()
    assert (keeper.since, len(await keeper.listed())) == (None, 1)

    with pytest.raises(Conflict) as nowhere:
        keeper_of(None, clock).start()
    assert nowhere.value.code == "backup_no_folder"
