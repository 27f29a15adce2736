"""A journal is copied while it is written: what the copy holds is one moment, and writers do not wait for it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.ports.backup import copied
from dispatcher.ports.connector import Cursor
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.duckdb import DuckDBJournal, Limits, backup
from dispatcher.stores.duckdb.database import FILE, LOG
from dispatcher.stores.duckdb.migrations import SCHEMA
from dispatcher.stores.sqlite import SQLiteSettings
from dispatcher.stores.sqlite.backup import pinned
from tests.unit.stores.writer import BATCH, T0, commit_of

LIMITS = Limits(memory=128, log=60_000, reserve=0)
SIGNALS = [SignalId(number) for number in range(4)]
EVER = Interval(Instant(0), Instant(10**17))


def sequences(place: Path) -> list[int]:
    journal = DuckDBJournal(place, LIMITS)
    found = sorted(one.sequence for one in journal.relevant(SIGNALS, EVER))
    journal.close()
    return found


class Writer(threading.Thread):
    """Commits and compacts without end; remembers how long the longest commit took."""

    def __init__(self, journal: DuckDBJournal, first: int) -> None:
        super().__init__()
        self.journal, self.number, self.longest = journal, first, 0.0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            began = time.perf_counter()
            self.journal.commit(commit_of(self.number))
            self.longest = max(self.longest, time.perf_counter() - began)
            self.number += 1
            if self.number % 17 == 0:
                self.journal.compact(Instant(T0 + (self.number - 5) * SECOND))


def test_a_copy_under_load_holds_every_commit_before_its_moment_and_none_after(tmp_path: Path) -> None:
    journal = DuckDBJournal(tmp_path / "data", LIMITS)
    for number in range(20):
        journal.commit(commit_of(number))
    writer, moments = Writer(journal, 20), list[Cursor | None]()
    writer.start()
    for turn in range(5):
        target = tmp_path / f"copy-{turn}"
        target.mkdir()
        files = journal.copy(target, lambda: moments.append(journal.positions()[0].cursor))
        assert {file.name for file in files} <= {FILE, LOG}
        assert backup.schema_of(target) == SCHEMA
    writer.stopped.set()
    writer.join()
    journal.close()

    for turn, cursor in enumerate(moments):
        assert cursor is not None
        assert sequences(tmp_path / f"copy-{turn}") == list(range(int(str(cursor["next"])) * BATCH))
    assert sequences(tmp_path / "data") == list(range(writer.number * BATCH))


def test_writers_go_on_while_the_file_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = DuckDBJournal(tmp_path / "data", LIMITS)
    journal.commit(commit_of(0))
    real, during = copied, list[int]()

    def slowly(*given: object, **named: object) -> object:
        # Far more than the log may grow before it is folded: and it is not.
        for number in range(1, 60):
            journal.commit(commit_of(number))
            during.append(number)
        journal.compact(Instant(T0 + 50 * SECOND))
        return real(*given, **named)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr(backup, "copied", slowly)
    (tmp_path / "copy").mkdir()
    journal.copy(tmp_path / "copy", lambda: None)
    journal.close()

    assert len(during) == 59
    assert sequences(tmp_path / "copy") == list(range(BATCH))
    assert sequences(tmp_path / "data") == list(range(60 * BATCH))


def test_the_engine_keeps_its_lock_on_the_file(tmp_path: Path) -> None:
    journal = DuckDBJournal(tmp_path / "data", LIMITS)
    (tmp_path / "copy").mkdir()
    journal.copy(tmp_path / "copy", lambda: None)
    other = f"import duckdb; duckdb.connect({str(tmp_path / 'data' / FILE)!r})"

    refused = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=False, timeout=60)

    journal.close()
    assert "lock" in refused.stderr.lower()


def test_a_file_that_was_folded_meanwhile_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = DuckDBJournal(tmp_path / "data", LIMITS)
    real = copied

    def folding(*given: object, **named: object) -> object:
        found = real(*given, **named)  # type: ignore[arg-type] # handed through
        journal.commit(commit_of(0))
        journal._database._still = False
        journal._database.fold(beyond=0)
        return found

    monkeypatch.setattr(backup, "copied", folding)
    (tmp_path / "copy").mkdir()
    with pytest.raises(StoreFailed) as refused:
        journal.copy(tmp_path / "copy", lambda: None)
    journal.close()
    assert refused.value.code == "backup_disturbed"


def test_a_closing_house_does_not_wait_for_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = DuckDBJournal(tmp_path / "data", LIMITS)
    for number in range(20):
        journal.commit(commit_of(number))
    real, closer = copied, threading.Thread(target=journal.close)

    def closing(*given: object, **named: object) -> object:
        closer.start()
        while not journal._database._closed:
            time.sleep(0)
        return real(*given, **named)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr(backup, "copied", closing)
    (tmp_path / "copy").mkdir()
    with pytest.raises(StoreFailed) as refused:
        journal.copy(tmp_path / "copy", lambda: None)
    closer.join(10)
    assert refused.value.code == "store_closed"
    assert sequences(tmp_path / "data") == list(range(20 * BATCH))


def test_settings_are_copied_as_they_were_when_they_were_pinned(tmp_path: Path) -> None:
    settings = SQLiteSettings(tmp_path)
    settings.put("kind", "a", {"n": 1}, at=Instant(1), author="")
    (tmp_path / "copy").mkdir()
    with pinned(tmp_path) as own:
        assert own is not None
        own.pin()
        settings.put("kind", "b", {"n": 2}, at=Instant(2), author="")
        _, schema = own.copy(tmp_path / "copy")
    settings.close()

    copy = SQLiteSettings(tmp_path / "copy")
    assert (list(copy.all("kind")), schema) == (["a"], 3)
    copy.close()
    assert not [path for path in (tmp_path / "copy").iterdir() if path.name.startswith(".")]
