"""What only the SQLite settings have: a file, a schema version, errors of the disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from dispatcher.domain.instant import Instant
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.sqlite import FILE, SQLiteSettings


def test_documents_are_there_after_opening_again(tmp_path: Path) -> None:
    first = SQLiteSettings(tmp_path)
    first.put("machine", "m1", {"имя": "Станок"}, at=Instant(1), author="a")
    first.close()
    second = SQLiteSettings(tmp_path)
    assert second.get("machine", "m1") == {"имя": "Станок"}
    second.close()


def test_two_processes_may_share_the_file(tmp_path: Path) -> None:
    first, second = SQLiteSettings(tmp_path), SQLiteSettings(tmp_path)
    numbers = [own.put("k", "x", {}, at=Instant(1), author="a") for own in (first, second, first)]
    first.close()
    second.close()
    assert numbers == [1, 2, 3]


def test_every_write_goes_through_to_the_disk(tmp_path: Path) -> None:
    settings = SQLiteSettings(tmp_path)
    assert settings._connection is not None
    mode = settings._connection.execute("PRAGMA journal_mode").fetchone()
    level = settings._connection.execute("PRAGMA synchronous").fetchone()
    settings.close()
    assert (mode, level) == (("wal",), (2,))


def test_trap_46_a_newer_schema_is_refused(tmp_path: Path) -> None:
    SQLiteSettings(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(StoreFailed) as caught:
        SQLiteSettings(tmp_path)
    assert (caught.value.code, caught.value.params["found"]) == ("store_schema_newer", 7)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be read as one" * 100)
    with pytest.raises(StoreFailed) as caught:
        SQLiteSettings(tmp_path)
    assert caught.value.code == "store_settings_damaged"


def test_closed_settings_say_so(tmp_path: Path) -> None:
    settings = SQLiteSettings(tmp_path)
    settings.close()
    settings.close()
    with pytest.raises(StoreFailed) as caught:
        settings.get("k", "x")
    assert caught.value.code == "store_closed"
