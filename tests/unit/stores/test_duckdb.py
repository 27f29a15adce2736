"""What only the DuckDB journal has: partitions, one owner, a schema version, readers beside the writer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from dispatcher.domain.instant import DAY, SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.ports.store import ROWS, Commit, StoreBusy, StoreFailed
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.duckdb.migrations import SCHEMA
from tests.unit.stores.writer import BATCH, LATHE, T0, commit_of

LIMITS = Limits(memory=128, reserve=0)
EVER = Interval(Instant(-(10**17)), Instant(10**17))
SIGNALS = [SignalId(number) for number in range(4)]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[DuckDBJournal]:
    made = DuckDBJournal(tmp_path, LIMITS)
    yield made
    made.close()


def rows(at: list[int]) -> pa.Table:
    number = np.arange(len(at))
    columns = {
        "signal": number % 4,
        "at": at,
        "source_at": at,
        "received_at": at,
        "session": np.ones(len(at)),
        "sequence": number,
        "num": number / 8,
        "text": pa.nulls(len(at), pa.string()),
        "quality": np.zeros(len(at)),
    }
    return pa.table(columns).cast(ROWS)


def tables(journal: DuckDBJournal) -> dict[str, int]:
    with journal._database.read() as cursor:
        names = [name for (name,) in cursor.execute("SELECT name FROM partitions ORDER BY name").fetchall()]
        counts = {name: cursor.execute(f"SELECT count(*) FROM {name}").fetchone() for name in names}
    return {name: count[0] if count else 0 for name, count in counts.items()}


def test_a_commit_goes_into_one_table_whatever_its_days(journal: DuckDBJournal) -> None:
    journal.commit(Commit(rows=rows([T0 + day * DAY for day in range(400)])))
    assert tables(journal) == {"observations_hot_1": 400}


def test_compacting_gives_each_day_its_table(journal: DuckDBJournal) -> None:
    journal.commit(Commit(rows=rows([T0 + at * SECOND for at in range(0, 2 * 86_400, 60)])))
    assert journal.compact(Instant(T0 + DAY + DAY // 2)) == 2160
    assert tables(journal) == {"observations_20241004": 1440, "observations_20241005": 720, "observations_hot_2": 720}
    journal.compact(Instant(T0 + 2 * DAY))
    assert tables(journal) == {"observations_20241004": 1440, "observations_20241005_b": 1440, "observations_hot_3": 0}


def test_trap_45_wild_clocks_do_not_make_tables_without_number(journal: DuckDBJournal) -> None:
    wild = [T0 + day * DAY for day in range(-9_000, 9_000, 7)]
    rubbish = [-(10**16) + at for at in range(400)] + [9 * 10**15 + at for at in range(400)]
    journal.commit(Commit(rows=rows(wild + rubbish + [T0 + at for at in range(300)])))
    journal.compact(Instant(10**17))
    expected = {"observations_20241004": 300, "observations_hot_2": 0, "observations_other": len(wild) + 800}
    assert tables(journal) == expected


def test_a_sorted_day_is_sorted(journal: DuckDBJournal) -> None:
    journal.commit(Commit(rows=rows([T0 + DAY - at for at in range(1, 500)])))
    journal.compact(Instant(T0 + DAY))
    with journal._database.read() as cursor:
        found = cursor.execute('SELECT signal, "at" FROM observations_20241004').fetchall()
    assert found == sorted(found)


def test_a_day_that_grew_big_gets_further_sorted_runs(journal: DuckDBJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.stores.duckdb.compact.REWRITE", 700)
    for part in range(3):
        journal.commit(Commit(rows=rows([T0 + part * SECOND + at for at in range(300)])))
        journal.compact(Instant(T0 + DAY))
    assert tables(journal) == {"observations_20241004_b": 900, "observations_hot_4": 0}
    assert len(list(journal.relevant(SIGNALS, EVER))) == 900


def test_commits_and_readers_go_on_while_compacting(journal: DuckDBJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        journal.commit(commit_of(number))
    early = journal.relevant(SIGNALS, EVER)
    first = next(early)
    moving, go_on = threading.Event(), threading.Event()
    from dispatcher.stores.duckdb import compact  # noqa: PLC0415 - patched below

    original = compact._fill

    def slow_fill(*given: object) -> int:
        moving.set()
        assert go_on.wait(30)
        return original(*given)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(compact, "_fill", slow_fill)
    thread = threading.Thread(target=journal.compact, args=[Instant(T0 + DAY)])
    thread.start()
    assert moving.wait(30)
    # In the middle of the move: writing, reading, and the stream that began before it.
    for number in range(10, 15):
        journal.commit(commit_of(number))
    during = sorted(one.sequence for one in journal.relevant(SIGNALS, EVER))
    go_on.set()
    thread.join(30)
    assert during == list(range(15 * BATCH))
    assert sorted(one.sequence for one in [first, *early]) == list(range(10 * BATCH))
    assert sorted(one.sequence for one in journal.relevant(SIGNALS, EVER)) == list(range(15 * BATCH))


def test_readers_beside_the_writer_see_whole_commits(journal: DuckDBJournal) -> None:
    seen: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append(sum(1 for _ in journal.relevant(SIGNALS, EVER)))

    thread = threading.Thread(target=look)
    thread.start()
    for number in range(40):
        journal.commit(commit_of(number))
    done.set()
    thread.join(30)
    assert {count % BATCH for count in seen} == {0}
    assert seen == sorted(seen)


def test_an_iterator_left_alone_holds_nothing_up_and_ends_with_the_store(journal: DuckDBJournal) -> None:
    for day in range(5):
        journal.commit(Commit(rows=rows([T0 + day * DAY + at for at in range(60_000)])))
    stream = journal.relevant(SIGNALS, EVER)
    next(stream)
    journal.commit(commit_of(1))
    journal.compact(Instant(T0 + DAY))
    journal.close()
    with pytest.raises(StoreFailed) as caught:
        list(stream)
    assert caught.value.code == "store_closed"


def test_everything_is_there_after_opening_again(tmp_path: Path) -> None:
    first = DuckDBJournal(tmp_path, LIMITS)
    for number in range(3):
        first.commit(commit_of(number))
    first.compact(Instant(T0 + 2 * SECOND))
    told = (
        list(first.relevant(SIGNALS, EVER)),
        dict(first.high_water()),
        list(first.spans([LATHE], list(Track), EVER)),
    )
    first.close()
    second = DuckDBJournal(tmp_path, LIMITS)
    again = (
        list(second.relevant(SIGNALS, EVER)),
        dict(second.high_water()),
        list(second.spans([LATHE], list(Track), EVER)),
    )
    second.close()
    assert again == told


def test_a_patch_reaches_the_history_of_an_earlier_process(tmp_path: Path) -> None:
    def span(start: int, end: int | None, value: str) -> Span:
        at = Instant(T0 + start), None if end is None else Instant(T0 + end)
        return Span(machine=LATHE, track=Track.STATE, start=at[0], end=at[1], value=value, detail={})

    def patch(start: int, *spans: Span) -> Commit:
        return Commit(
            patches=[TrackPatch(machine=LATHE, track=Track.STATE, start=Instant(T0 + start), end=None, spans=spans)]
        )

    first = DuckDBJournal(tmp_path, LIMITS)
    first.commit(patch(0, span(0, 5, "a"), span(5, 9, "b"), span(9, None, "c")))
    first.close()
    second = DuckDBJournal(tmp_path, LIMITS)
    second.commit(patch(5, span(5, None, "late")))
    found = list(second.spans([LATHE], [Track.STATE], EVER))
    second.close()
    assert found == [span(0, 5, "a"), span(5, None, "late")]


def test_one_owner_also_within_a_process(journal: DuckDBJournal, tmp_path: Path) -> None:
    with pytest.raises(StoreBusy):
        DuckDBJournal(tmp_path, LIMITS)
    journal.commit(commit_of(0))


def test_trap_46_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    DuckDBJournal(tmp_path, LIMITS).close()
    with duckdb.connect(str(tmp_path / "journal.duckdb")) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'of the future')")
    with pytest.raises(StoreFailed) as caught:
        DuckDBJournal(tmp_path, LIMITS)
    path = str(tmp_path / "journal.duckdb")
    assert (caught.value.code, caught.value.params) == (
        "store_schema_newer",
        {"path": path, "found": 99, "supported": SCHEMA},
    )
    with duckdb.connect(path) as connection:
        assert connection.execute("SELECT max(number) FROM schema_version").fetchone() == (99,)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.duckdb").write_bytes(b"%PDF-1.7 " * 1000)
    with pytest.raises(StoreFailed) as caught:
        DuckDBJournal(tmp_path, LIMITS)
    assert caught.value.code == "store_file_damaged"


def test_the_engine_may_not_fetch_extensions(journal: DuckDBJournal) -> None:
    with journal._database.read() as cursor:
        found = cursor.execute(
            """SELECT name, value FROM duckdb_settings()
            WHERE name IN ('autoinstall_known_extensions', 'autoload_known_extensions') ORDER BY name"""
        ).fetchall()
    assert [value for _, value in found] == ["false", "false"]
