"""One owner of a data directory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dispatcher.ports.store import StoreBusy
from dispatcher.stores.common.lock import FILE, DirectoryLock


def test_a_second_owner_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path), pytest.raises(StoreBusy) as caught:
        DirectoryLock(tmp_path)
    assert (caught.value.code, caught.value.params) == ("store_busy", {"path": str(tmp_path), "pid": os.getpid()})


def test_released_is_free_again(tmp_path: Path) -> None:
    first = DirectoryLock(tmp_path)
    first.release()
    first.release()
    with DirectoryLock(tmp_path):
        assert (tmp_path / FILE).read_text() == str(os.getpid())


def test_a_lock_file_left_behind_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("4194304 and more than a number")
    with DirectoryLock(tmp_path):
        assert (tmp_path / FILE).read_text() == str(os.getpid())


def test_an_unreadable_owner_is_nobody(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path):
        (tmp_path / FILE).write_text("?")
        with pytest.raises(StoreBusy) as caught:
            DirectoryLock(tmp_path)
    assert caught.value.params["pid"] == 0


def test_the_directory_is_made(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b" / FILE).exists()
