"""A damaged journal is refused with the way out named, and the way out keeps what is whole."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.ports.store import ROWS, Commit, StoreBusy, StoreFailed
from dispatcher.stores.duckdb import DuckDBJournal, Limits, recover
from tests.unit.stores.writer import BATCH, T0, commit_of

LIMITS = Limits(memory=128, reserve=0)
SIGNALS = [SignalId(number) for number in range(4)]
EVER = Interval(Instant(0), Instant(10**17))

_CRASH = """
import os, sys
from pathlib import Path
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.unit.stores.writer import commit_of
journal = DuckDBJournal(Path(sys.argv[1]), Limits(memory=128, reserve=0))
for number in range(30):
    journal.commit(commit_of(number))
os._exit(9)
"""


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a journal whose process died after 30 commits, none of them folded."""
    place = tmp_path_factory.mktemp("crashed")
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", _CRASH, str(place)], cwd=root, check=False, timeout=60)
    return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}


def lay_out(files: dict[str, bytes], place: Path) -> Path:
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def sequences(place: Path) -> list[int]:
    journal = DuckDBJournal(place, LIMITS)
    found = sorted(one.sequence for one in journal.relevant(SIGNALS, EVER))
    journal.close()
    return found


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


def test_a_log_torn_at_any_byte_opens_with_whole_commits(crashed: dict[str, bytes], tmp_path: Path) -> None:
    log = crashed["journal.duckdb.wal"]
    kept = []
    for number, cut in enumerate(random.Random(7).sample(range(1, len(log)), 8)):
        place = lay_out({**crashed, "journal.duckdb.wal": log[:cut]}, tmp_path / str(number))
        found = sequences(place)
        assert found == list(range(len(found)))
        kept.append(len(found) % BATCH)
    assert kept == [0] * 8


def test_a_flipped_byte_is_refused_with_the_command_and_recovery_keeps_every_commit_before_it(
    crashed: dict[str, bytes], tmp_path: Path
) -> None:
    log = crashed["journal.duckdb.wal"]
    counts = []
    # The first 5,000 bytes hold the schema; they have a test of their own.
    for number, byte in enumerate(sorted(random.Random(3).sample(range(5_000, len(log)), 6))):
        place = lay_out({**crashed, "journal.duckdb.wal": flip(log, byte)}, tmp_path / str(number))
        with pytest.raises(StoreFailed) as caught:
            DuckDBJournal(place, LIMITS)
        assert (caught.value.code, caught.value.params["command"]) == ("store_log_damaged", "dispatcher recover")

        report = recover(place)

        assert (report.whole, report.unreadable, dict(report.lost_tables)) == (False, False, {})
        assert report.log_kept <= byte
        assert report.log_kept + report.log_lost == len(log)
        assert [path.read_bytes() for path in report.kept] == [flip(log, byte)]
        found = sequences(place)
        assert found == list(range(len(found)))
        assert len(found) % BATCH == 0
        [cursor] = [position.cursor for position in report.positions] or [{"next": 0}]
        assert cursor == {"next": len(found) // BATCH}
        counts.append(len(found))
    # The later the damage, the more is kept.
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


@pytest.mark.parametrize("byte", [0, 3, 5, 7, 45, 700])
def test_a_log_damaged_at_its_beginning_is_put_aside(crashed: dict[str, bytes], tmp_path: Path, byte: int) -> None:
    files = {**crashed, "journal.duckdb.wal": flip(crashed["journal.duckdb.wal"], byte)}
    place = lay_out(files, tmp_path / "data")
    with pytest.raises(StoreFailed):
        DuckDBJournal(place, LIMITS)
    report = recover(place)
    assert [path.name for path in report.kept] == ["journal.duckdb.wal.broken-1"]
    assert sequences(place) == []


@pytest.mark.slow
def test_whatever_byte_of_the_head_is_flipped_no_commit_is_forgotten_in_silence(
    crashed: dict[str, bytes], tmp_path: Path
) -> None:
    log = crashed["journal.duckdb.wal"]
    head = next(lengths(log)) + 16
    outcomes = set()
    for byte in range(head + 4):
        place = lay_out({**crashed, "journal.duckdb.wal": flip(log, byte)}, tmp_path / str(byte))
        try:
            journal = DuckDBJournal(place, LIMITS)
        except StoreFailed as error:
            outcomes.add(error.code)
        else:
            outcomes.add(str(len(list(journal.relevant(SIGNALS, EVER)))))
            journal.close()
    # Some bits of the database's id are not used by the engine.
    assert outcomes <= {"store_log_damaged", str(30 * BATCH)}
    assert "store_log_damaged" in outcomes


def test_a_damaged_length_in_the_middle_is_no_torn_end(crashed: dict[str, bytes], tmp_path: Path) -> None:
    log = crashed["journal.duckdb.wal"]
    refused = []
    for place in (2, 4, 7):
        # Entry by entry from a known start: the second half of the log, well behind its header.
        entries = list(lengths(log))
        start = entries[len(entries) // 2]
        files = {**crashed, "journal.duckdb.wal": flip(log, start + place)}
        here = lay_out(files, tmp_path / str(place))
        with pytest.raises(StoreFailed) as caught:
            DuckDBJournal(here, LIMITS)
        refused.append(caught.value.code)
        report = recover(here)
        assert report.log_kept == start
        found = sequences(here)
        assert 0 < len(found) < 30 * BATCH
        assert found == list(range(len(found)))
    assert refused == ["store_log_damaged"] * 3


def lengths(log: bytes) -> Iterator[int]:
    """Where each entry of a log begins."""
    at = log.index(b"\xff\xff") + 2
    while at < len(log):
        yield at
        at += 16 + int.from_bytes(log[at : at + 8], "little")


def test_recovering_what_is_whole_changes_nothing(crashed: dict[str, bytes], tmp_path: Path) -> None:
    place = lay_out(crashed, tmp_path / "data")
    report = recover(place)
    assert report.whole
    assert [position.cursor for position in report.positions] == [{"next": 30}]
    assert (place / "journal.duckdb.wal").read_bytes() == crashed["journal.duckdb.wal"]
    assert sequences(place) == list(range(30 * BATCH))


def test_recovery_does_not_touch_a_directory_somebody_owns(tmp_path: Path) -> None:
    journal = DuckDBJournal(tmp_path, LIMITS)
    with pytest.raises(StoreBusy):
        recover(tmp_path)
    journal.close()


def test_there_is_nothing_to_recover_in_an_empty_directory(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed) as caught:
        recover(tmp_path)
    assert caught.value.code == "store_nothing_to_recover"


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A closed journal of three commits and a sorted day of 400,000 rows with noise, which packs badly."""
    place = tmp_path_factory.mktemp("folded")
    journal = DuckDBJournal(place, LIMITS)
    rows = 400_000
    at = T0 + DAY + np.arange(rows)
    table = pa.table(
        {
            "signal": np.arange(rows) % 4,
            "at": at,
            "source_at": at,
            "received_at": at,
            "session": np.ones(rows),
            "sequence": 1_000_000 + np.arange(rows),
            "num": np.random.default_rng(1).random(rows),
            "text": pa.nulls(rows, pa.string()),
            "quality": np.zeros(rows),
        }
    ).cast(ROWS)
    journal.commit(Commit(rows=table))
    journal.compact(Instant(T0 + 3 * DAY))
    for number in range(3):
        journal.commit(commit_of(number))
    journal.close()
    return (place / "journal.duckdb").read_bytes()


def test_a_damaged_file_is_copied_as_far_as_it_reads(folded: bytes, tmp_path: Path) -> None:
    # In the middle of the doubles, by far the largest part of the file.
    place = lay_out({"journal.duckdb": flip(folded, len(folded) // 2)}, tmp_path / "data")
    journal = DuckDBJournal(place, LIMITS)
    with pytest.raises(StoreFailed) as caught:
        list(journal.relevant(SIGNALS, EVER))
    journal.close()
    assert (caught.value.code, caught.value.params["command"]) == ("store_file_damaged", "dispatcher recover")

    report = recover(place)

    assert [path.name for path in report.kept] == ["journal.duckdb.broken-1"]
    assert not report.unreadable
    [(name, lost)] = report.lost_tables.items()
    assert name == "observations_20241005"
    assert 0 < lost <= 4 * 122_880
    assert len(sequences(place)) == 400_000 + 3 * BATCH - lost
    assert [position.cursor for position in report.positions] == [{"next": 3}]
    assert recover(place).whole


def test_what_was_salvaged_is_a_journal_like_any_other(folded: bytes, tmp_path: Path) -> None:
    place = lay_out({"journal.duckdb": flip(folded, len(folded) // 2)}, tmp_path / "data")
    recover(place)
    journal = DuckDBJournal(place, LIMITS)
    journal.commit(commit_of(3))
    found = list(journal.relevant(SIGNALS, EVER))
    assert journal.high_water()[1, SIGNALS[0]] == max(one.sequence for one in found if one.signal == SIGNALS[0])
    journal.compact(Instant(T0 + 3 * DAY))
    assert list(journal.relevant(SIGNALS, EVER)) == found
    journal.close()


def test_a_file_that_does_not_open_is_kept_and_the_journal_begins_anew(folded: bytes, tmp_path: Path) -> None:
    place = lay_out({"journal.duckdb": flip(flip(folded, 4_200), 8_300)}, tmp_path / "data")
    with pytest.raises(StoreFailed) as caught:
        DuckDBJournal(place, LIMITS)
    assert caught.value.code == "store_file_damaged"
    report = recover(place)
    assert (report.unreadable, [path.name for path in report.kept]) == (True, ["journal.duckdb.broken-1"])
    assert sequences(place) == []
