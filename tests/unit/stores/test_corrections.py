"""What only the log in SQLite has: kill -9, a full disk, indexes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from dispatcher.domain.correction import Correction
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.store import StoreFull
from dispatcher.stores.sqlite import FILE, SQLiteCorrections, SQLiteSettings
from dispatcher.stores.sqlite.corrections import _OF_MACHINE
from dispatcher.stores.sqlite.migrations import MIGRATIONS
from tests.unit.engine.corrections import LATHE, reason

ACT = 5
"""Lines of an act; an act that is not there whole is a half one."""


def act(number: int) -> list[Correction]:
    return [reason(0, "a", number, number + 1, key=f"{number}/{part}", bulk=str(number)) for part in range(ACT)]


_WRITER = """
import sys
from pathlib import Path
from dispatcher.stores.sqlite import SQLiteCorrections
from tests.unit.stores.test_corrections import act
log = SQLiteCorrections(Path(sys.argv[1]))
number = log.last()
while True:
    log.append(act(number))
    number += 1
    print(log.last(), flush=True)
"""


def test_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    for acts in (3, 11):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(acts)]
        process.kill()
        told += [int(rest) for rest in process.stdout.read().split()]
        process.stdout.close()
        process.wait()
        log = SQLiteCorrections(tmp_path)
        lines = log.after(0, 10**6)
        log.close()
        assert [one.id for one in lines] == list(range(1, len(lines) + 1))
        assert len(lines) >= max(told)
        assert len(lines) % ACT == 0


def fill(log: SQLiteCorrections) -> int:
    """Append until the disk refuses; the number of the act refused."""
    for number in range(10_000):
        try:
            log.append(act(number))
        except StoreFull:
            return number
    raise AssertionError("the disk never filled")


def test_a_full_disk_is_refused_and_nothing_of_the_act_is_there(tmp_path: Path) -> None:
    log = SQLiteCorrections(tmp_path)
    with log.open() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    number = fill(log)
    assert log.last() == number * ACT
    # It stays usable, and takes the same act when there is room.
    with log.open() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert [line.id for line in log.append(act(number))] == list(range(number * ACT + 1, (number + 1) * ACT + 1))
    log.close()


def test_the_log_lives_beside_the_settings_and_both_write(tmp_path: Path) -> None:
    settings, log = SQLiteSettings(tmp_path), SQLiteCorrections(tmp_path)
    for number in range(20):
        settings.put("k", "x", {"n": number}, at=Instant(1), author="a")
        log.append(act(number))
    settings.close()
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE]


def test_a_file_of_the_first_schema_gets_the_log(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute("INSERT INTO documents VALUES ('k', 'x', 1, 1, 'a', '{\"n\": 1}')")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    log = SQLiteCorrections(tmp_path)
    assert log.append(act(0))
    log.close()
    settings = SQLiteSettings(tmp_path)
    assert settings.get("k", "x") == {"n": 1}
    settings.close()


def test_a_window_is_found_by_indexes_alone(tmp_path: Path) -> None:
    log = SQLiteCorrections(tmp_path)
    given = {"machine": LATHE, "start": 0, "end": 1, "carry": 1}
    with log.open() as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {_OF_MACHINE}", given)]
    assert not [step for step in plan if step.startswith("SCAN corrections")]
    assert list(log.of_machine(LATHE, Interval(Instant(0), Instant(1)))) == []
    log.close()
