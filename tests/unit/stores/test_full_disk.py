"""A full disk is refused, said, and survived."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.ports.store import Journal, StoreFailed, StoreFull
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.unit.stores.writer import BATCH, commit_of

EVER = Interval(Instant(0), Instant(10**17))
KIB = 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and _run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place))
    if not mounted:
        pytest.skip("a small disk of our own needs the right to mount a tmpfs")
    yield place
    # Lazily: a failed test may have left the file open.
    _run("umount", "-l", str(place))


def _run(*command: str) -> bool:
    return shutil.which(command[0]) is not None and subprocess.run(command, check=False).returncode == 0


def stored(journal: Journal) -> list[int]:
    signals = [SignalId(number) for number in range(4)]
    return sorted(one.sequence for one in journal.relevant(signals, EVER))


def fill(journal: Journal, first: int, up_to: int) -> int:
    """Commit until the disk refuses; the number refused."""
    for number in range(first, up_to):
        try:
            journal.commit(commit_of(number))
        except StoreFull:
            return number
    raise AssertionError("the disk never filled")


def test_a_full_disk_is_refused_and_nothing_of_the_commit_is_there(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    journal = DuckDBJournal(small_disk, Limits(memory=128, reserve=0))
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 64 * KIB))
    refused = fill(journal, 0, 2_000)
    assert refused > 0
    # It stays usable for reading, refuses again, and takes the same commit when there is room.
    assert stored(journal) == list(range(refused * BATCH))
    with pytest.raises(StoreFull):
        journal.commit(commit_of(refused))
    ballast.unlink()
    journal.commit(commit_of(refused))
    journal.commit(commit_of(refused + 1))
    assert stored(journal) == list(range((refused + 2) * BATCH))
    journal.close()
    journal = DuckDBJournal(small_disk, Limits(memory=128, reserve=0))
    assert stored(journal) == list(range((refused + 2) * BATCH))
    [position] = journal.positions()
    assert position.cursor == {"next": refused + 2}
    journal.close()


def test_a_disk_that_fills_while_the_log_is_folded_loses_nothing(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = DuckDBJournal(small_disk, Limits(memory=128, reserve=0, log=40 * KIB))
    # Somebody else takes the room between our look at the disk and the writing.
    monkeypatch.setattr(journal._database, "has_room", lambda _: True)
    for number in range(5):
        journal.commit(commit_of(number))
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 24 * KIB))
    refused = fill(journal, 5, 2_000)
    assert stored(journal) == list(range(refused * BATCH))
    ballast.unlink()
    for number in range(refused, refused + 50):
        journal.commit(commit_of(number))
    journal.close()
    journal = DuckDBJournal(small_disk, Limits(memory=128, reserve=0))
    assert stored(journal) == list(range((refused + 50) * BATCH))
    assert journal.totals() == {}
    assert journal.high_water()[1, SignalId(3)] == (refused + 50) * BATCH - 1
    journal.close()


def test_compacting_on_a_full_disk_leaves_everything_where_it_was(small_disk: Path) -> None:
    journal = DuckDBJournal(small_disk, Limits(memory=128, reserve=0))
    for number in range(40):
        journal.commit(commit_of(number))
    before = stored(journal)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    with pytest.raises(StoreFull):
        journal.compact(Instant(10**17))
    assert stored(journal) == before
    ballast.unlink()
    assert journal.compact(Instant(10**17)) == 40 * BATCH
    assert stored(journal) == before
    journal.close()


def test_the_reserve_is_left_to_the_rest_of_the_machine(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    journal = DuckDBJournal(tmp_path, Limits(memory=128, reserve=2 * free))
    with pytest.raises(StoreFull) as caught:
        journal.commit(commit_of(0))
    assert caught.value.params == {"path": str(tmp_path / "journal.duckdb")}
    assert stored(journal) == []
    journal.close()


_LIMITED = """
import resource, sys
from pathlib import Path
from dispatcher.domain.instant import Instant
from dispatcher.ports.store import StoreFull
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.unit.stores.test_full_disk import stored, BATCH
from tests.unit.stores.writer import commit_of
journal = DuckDBJournal(Path(sys.argv[1]), Limits(memory=128, reserve=0))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
number = 0
try:
    while number < 2_000:
        journal.commit(commit_of(number))
        number += 1
except StoreFull:
    pass
assert 0 < number < 2_000, number
assert stored(journal) == list(range(number * BATCH))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
journal.commit(commit_of(number))
assert stored(journal) == list(range((number + 1) * BATCH))
journal.close()
print("survived")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a matter of POSIX")
def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.stdout, found.returncode) == ("survived\n", 0), found.stderr


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    journal = DuckDBJournal(tmp_path, Limits(memory=128, reserve=0))
    journal.close()
    with pytest.raises(StoreFailed) as caught:
        journal.positions()
    assert caught.value.code == "store_closed"
