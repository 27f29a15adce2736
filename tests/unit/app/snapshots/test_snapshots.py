"""Snapshots: whole months that nothing is counted twice in, put in place at once, kept by the clock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from dispatcher.app.exports.tables import Exports
from dispatcher.app.health import HealthBook, HealthStatus
from dispatcher.app.output import output_of
from dispatcher.app.snapshots.keeping import SnapshotKeeper
from dispatcher.app.snapshots.taking import ASIDE, MANIFEST, USUAL, SnapshotFailed, Snapshots
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.export import EXPORTS
from dispatcher.ports.store import Commit, Coverage, StoreFailed
from dispatcher.stores.memory import MemorySettings
from tests.unit.app.reports.shop import MACHINES, MONDAY, Clock, Shop


@pytest.fixture
def shop() -> Shop:
    """Contact since forty days before Monday, so that the snapshot has three months."""
    made = Shop()
    made.readers.journal.commit(
        Commit(
            coverage=[
                Coverage(machine=MACHINES[0], source=SourceId("agent"), start=Instant(MONDAY - 40 * DAY), end=None)
            ]
        )
    )
    return made


def snapshots(shop: Shop) -> Snapshots:
    return output_of(shop.readers, MemorySettings()).snapshots


def read(folder: Path, table: str) -> pa.Table:
    return ds.dataset(folder / table, format="parquet", partitioning="hive", exclude_invalid_files=False).to_table()


def test_every_table_by_month_and_every_row_once(shop: Shop, tmp_path: Path) -> None:
    taken = snapshots(shop).take(tmp_path)
    assert taken.months == ("2026-10", "2026-11")
    for table in USUAL:
        found = read(tmp_path, table)
        assert found.num_rows == taken.rows[table], table
        assert set(EXPORTS[table].names) <= set(found.schema.names)
    spans = read(tmp_path, "spans")
    assert spans.num_rows == 6
    times = read(tmp_path, "time_cells").column("time").to_pylist()
    assert sum(int(time or 0) for time in times) == sum(one.length for one in shop.account.listed)
    assert read(tmp_path, "machines").num_rows == 5
    said = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    assert (said["zone"], said["rows"]["spans"]) == ("Europe/Moscow", 6)
    assert list((tmp_path / ASIDE).iterdir()) == []


def test_duckdb_reads_it(shop: Shop, tmp_path: Path) -> None:
    snapshots(shop).take(tmp_path)
    query = f"SELECT month, sum(time) / 3.6e9 FROM read_parquet('{tmp_path}/time_cells/*/*.parquet') GROUP BY ALL"
    assert {month for month, _ in duckdb.connect().execute(query).fetchall()} == {"2026-11"}


def test_only_the_newest_months_are_written_anew(shop: Shop, tmp_path: Path) -> None:
    own = snapshots(shop)
    own.take(tmp_path)
    old = tmp_path / "spans" / "month=2026-10" / "data.parquet"
    old.write_bytes(b"untouched")
    assert own.take(tmp_path, months=1).months == ("2026-11",)
    assert old.read_bytes() == b"untouched"


def test_an_unknown_table_is_refused_before_anything_is_written(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        snapshots(shop).take(tmp_path, tables=("spans", "secrets"))
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_on_the_way_leaves_the_old_file(shop: Shop, tmp_path: Path) -> None:
    own = snapshots(shop)
    own.take(tmp_path, tables=("notes",))
    place = tmp_path / "notes" / "month=2026-11" / "data.parquet"
    before = place.read_bytes()

    def breaks(window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        del window, machines
        yield pa.RecordBatch.from_pylist([{"source": "a"}], schema=EXPORTS["notes"])
        raise StoreFailed("store_failed", path="x", reason="y")

    broken = Snapshots(
        exports=Exports({"notes": breaks}), sql=own.sql, plant=own.plant, journal=own.journal, clock=own.clock
    )
    with pytest.raises(StoreFailed):
        broken.take(tmp_path, tables=("notes",))
    assert place.read_bytes() == before
    assert list((tmp_path / ASIDE).iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SnapshotFailed):
        snapshots(shop).take(tmp_path / "file")


async def test_the_keeper_goes_by_the_clock(shop: Shop, tmp_path: Path) -> None:
    own, health = snapshots(shop), HealthBook()
    clock = shop.readers.desk.clock
    assert isinstance(clock, Clock)
    keeper = SnapshotKeeper(own, tmp_path, health, tables=("spans",), every=60, months=1)
    assert await keeper.once()
    old = tmp_path / "spans" / "month=2026-10" / "data.parquet"
    old.unlink()
    assert not await keeper.once(), "nothing new to do in the same hour"
    clock.at = Instant(clock.at + 61 * MINUTE)
    assert await keeper.once()
    assert not old.exists(), "the same day: only the newest month"
    clock.at = Instant(clock.at + DAY)
    assert await keeper.once()
    assert old.exists(), "a new day: all of them"
    assert [check.status for check in health.look() if check.name == "snapshot"] == [HealthStatus.OK]


async def test_the_keeper_tells_a_failure_and_tries_again(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    health = HealthBook()
    keeper = SnapshotKeeper(snapshots(shop), tmp_path / "file", health, tables=("spans",), every=60, months=1)
    assert not await keeper.once()
    assert [check.status for check in health.look() if check.name == "snapshot"] == [HealthStatus.DEGRADED]
    assert not await keeper.once()
