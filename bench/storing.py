"""The store: commits of a second of the plant, an hour of it, one signal read back, bytes on the disk.

25,000 signals as in the budgets, high in entropy on purpose: half are random walks with three decimals, a fifth
noise with one, a fifth slow, a tenth codes; instants jitter by microseconds.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.figures import Figure
from bench.timing import quantile
from dispatcher.domain.instant import HOUR, MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, SignalId, SourceId
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.ports.store import ROWS, Commit, Position, StoredSession
from dispatcher.stores.duckdb import DuckDBJournal, Limits

SIGNALS = 25_000
_START = 1_699_999_200 * SECOND
"""On the hour."""


@dataclass(slots=True)
class Walk:
    """The plant's values, second by second."""

    chance: np.random.Generator
    values: npt.NDArray[np.float64]
    second: int = 0

    def table(self, seconds: int) -> pa.Table:
        """The rows of so many seconds, in the order of arrival."""
        parts = [self._one() for _ in range(seconds)]
        at = np.concatenate([instants for instants, _ in parts])
        rows = len(at)
        sequence = np.repeat(np.arange(self.second - seconds, self.second), SIGNALS)
        return pa.table(
            {
                "signal": np.tile(np.arange(1, SIGNALS + 1, dtype=np.int32), seconds),
                "at": at,
                "source_at": at,
                "received_at": at + 3_000,
                "session": np.ones(rows, np.int32),
                "sequence": sequence,
                "num": np.concatenate([values for _, values in parts]),
                "text": pa.nulls(rows, pa.string()),
                "quality": np.zeros(rows, np.uint8),
            },
            schema=ROWS,
        )

    def _one(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        half, noise, slow = SIGNALS // 2, SIGNALS * 7 // 10, SIGNALS * 9 // 10
        values, chance = self.values, self.chance
        values[:half] = np.round(values[:half] + chance.normal(0, 0.05, half), 3)
        values[half:noise] = np.round(chance.normal(50, 10, noise - half), 1)
        moved = chance.random(slow - noise) < 0.05
        values[noise:slow] = np.round(values[noise:slow] + moved * 0.1, 1)
        values[slow:] = chance.integers(0, 20, SIGNALS - slow)
        at = _START + self.second * SECOND + chance.integers(0, SECOND, SIGNALS)
        self.second += 1
        return at, values.copy()


def measure_storing(folder: Path, *, quick: bool, sync_500k_ms: float) -> list[Figure]:
    """Everything on one journal in `folder`; as many seconds as there is time for, an hour if not quick."""
    walk = Walk(np.random.default_rng(3), np.zeros(SIGNALS))
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-store-") as data:
        journal = DuckDBJournal(Path(data), Limits())
        journal.commit(Commit(sessions=[StoredSession(id=1, source=SourceId("s"), name="s", first_seen_at=Instant(0))]))
        commits = [_commit(journal, walk.table(1)) for _ in range(20 if quick else 60)]
        seconds = 400 if quick else 3_600
        bulk_rows, bulk_s = 0, 0.0
        while walk.second < seconds:
            table = walk.table(min(40, seconds - walk.second))
            bulk_s += _commit(journal, table) / 1000
            bulk_rows += table.num_rows
        hour = Interval(Instant(_START), Instant(_START + HOUR))
        hot = _reduce_ms(journal, hour, times=4)
        began = time.perf_counter()
        rows = journal.compact(Instant(_START + HOUR + MINUTE))
        compaction = time.perf_counter() - began
        compacted = _reduce_ms(journal, hour, times=20)
        journal.close()
        size = _used(Path(data))
    scale = 3600 / walk.second
    median = quantile(commits, 0.5)
    return [
        Figure(key="store_commit_p50", value=median, ratio=median / sync_500k_ms, of="limit_sync_500k"),
        Figure(key="store_commit_p99", value=quantile(commits, 0.99)),
        Figure(key="store_bulk", value=bulk_rows / bulk_s / 1e6),
        # What is not sorted is read whole: a shorter hour costs less in proportion.
        Figure(key="store_hour_hot", value=hot * scale),
        Figure(key="store_hour_compacted", value=compacted),
        Figure(key="store_compaction", value=compaction / (rows / SIGNALS) * 100 / 2),
        Figure(key="store_sample_bytes", value=size / rows),
        *_intervals(folder, quick=quick),
    ]


def _used(data: Path) -> int:
    """Bytes of the blocks in use. The file also holds those that were left behind and are used again next."""
    with duckdb.connect(str(data / "journal.duckdb"), read_only=True) as connection:
        row = connection.execute("SELECT block_size * used_blocks FROM pragma_database_size()").fetchone()
    return int(row[0]) if row else 0


def _commit(journal: DuckDBJournal, table: pa.Table) -> float:
    position = Position(source=SourceId("s"), cursor={"next": 1}, session="s", contact_at=Instant(_START))
    began = time.perf_counter()
    journal.commit(Commit(rows=table, positions=[position]))
    return (time.perf_counter() - began) * 1000


def _reduce_ms(journal: DuckDBJournal, window: Interval, times: int) -> float:
    spent = []
    for number in range(times):
        began = time.perf_counter()
        found = journal.reduced(SignalId(100 + 997 * number), window, 400)
        spent.append((time.perf_counter() - began) * 1000)
        assert found.num_rows > 40
    return quantile(spent, 0.5)


def _intervals(folder: Path, *, quick: bool) -> list[Figure]:
    """Bytes of a closed span: 200 a machine and day, as the engine writes them."""
    machines, days = 500, 2 if quick else 10
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-spans-") as data:
        journal = DuckDBJournal(Path(data), Limits())
        chance = np.random.default_rng(9)
        spans = 0
        for day in range(days):
            patches = []
            for machine in range(machines):
                cuts = np.sort(chance.integers(0, 86_400 * SECOND, 201)) + _START + day * 86_400 * SECOND
                drawn = tuple(_span(machine, int(a), int(b), number) for number, (a, b) in enumerate(pairwise(cuts)))
                spans += len(drawn)
                patches.append(
                    TrackPatch(
                        machine=MachineId(f"m{machine}"),
                        track=Track.STATE,
                        start=drawn[0].start,
                        end=None,
                        spans=drawn,
                    )
                )
            journal.commit(Commit(patches=patches))
        window = Interval(Instant(_START), Instant(_START + 86_400 * SECOND))
        spent = []
        for machine in range(20):
            began = time.perf_counter()
            found = journal.spans([MachineId(f"m{machine}")], [Track.STATE], window)
            json.dumps([span.value for span in found])
            spent.append((time.perf_counter() - began) * 1000)
        journal.close()
        size = _used(Path(data))
    return [
        Figure(key="store_interval_bytes", value=size / spans),
        Figure(key="store_timeline_day", value=quantile(spent, 0.5)),
    ]


_STATES = (("running", "executing"), ("idle", "waiting"), ("paused", "held"), ("alarm", "fault"))


def _span(machine: int, start: int, end: int, number: int) -> Span:
    value, rule = _STATES[number % len(_STATES)]
    return Span(
        machine=MachineId(f"m{machine}"),
        track=Track.STATE,
        start=Instant(start),
        end=Instant(end),
        value=value,
        rule=f"mtconnect-generic@1/{rule}",
        detail={"reason": None},
    )
