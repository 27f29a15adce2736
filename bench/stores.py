"""How fast the journal takes in and gives out, beside the limits of the same disk and memory in the same run.

The plant is that of the budgets: 25,000 signals, one row each a second; half random walks with three decimals, a
fifth noise with one decimal, a fifth slow, a tenth codes.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import DAY, HOUR, MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, MachineId, SignalId, SignalSpec, SourceId
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.ports.store import ROWS, Commit, Journal, Position, StoredSession, StoredSignal
from dispatcher.stores.duckdb import DuckDBJournal, Limits

SIGNALS = 25_000
PER_MACHINE = 50
T0 = 20_000 * DAY
SOURCE = SourceId("bench")
_ROW_BYTES = 20
"""Instant, signal and number as raw columns: the limit of the budgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFigures:
    """Milliseconds of commits of `rows` rows with spans and a cursor; `sync_*`: the same rows as raw columns appended
    to a file with fdatasync. `ratio` = p50 over sync p50. `bytes_each`: size of the file a row once all is folded."""

    rows: int
    commits: int
    p50: float
    p99: float
    worst: float
    sync_p50: float
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkFigures:
    """One commit of `rows` rows, then the sorted rewrite. Rates in rows a second; `copy_rate`: memcpy of the raw rows;
    bytes a row of the file in arrival order, and of the blocks in use once sorted."""

    rows: int
    commit_rate: float
    compact_rate: float
    copy_rate: float
    bytes_arrival: float
    bytes_sorted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFigures:
    """Milliseconds, median of several, over `rows` rows in arrival order (`hot`) or sorted (`compacted`)."""

    rows: int
    layout: str
    hour_reduced: float
    all_reduced: float
    ten_minutes_raw: float
    latest_machine: float
    relevant_rate: float
    known_thousand: float
    open_again: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFigures:
    """A history of `spans` spans: milliseconds of one machine's day, and of a commit of `patches` patches."""

    spans: int
    day: float
    patches: int
    patch_p50: float
    patch_p99: float
    bytes_each: float


def declare(journal: Journal) -> None:
    """Declare the plant's signals and the one session."""
    signals = [
        StoredSignal(
            id=SignalId(number),
            machine=MachineId(f"m{number // PER_MACHINE:03}"),
            source=SOURCE,
            spec=SignalSpec(key=f"k{number}", name="", category=Category.SAMPLE, type="X"),
        )
        for number in range(SIGNALS)
    ]
    session = StoredSession(id=1, source=SOURCE, name="bench", first_seen_at=Instant(T0))
    journal.commit(Commit(signals=signals, sessions=[session]))


class Plant:
    """Rows second by second."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        self._walk = np.full(SIGNALS, 400.0)
        self._kind = np.arange(SIGNALS) % 10
        self._second = 0

    def rows(self, seconds: int) -> pa.Table:
        """The next `seconds` seconds of all signals, in order of arrival with jitter."""
        return pa.concat_tables([self._one() for _ in range(seconds)]).combine_chunks()

    def _one(self) -> pa.Table:
        # The machines answer in any order; each numbers its own observations.
        machines = self._chance.permutation(SIGNALS // PER_MACHINE)
        order = (machines[:, None] * PER_MACHINE + np.arange(PER_MACHINE)).ravel()
        self._walk += np.round(self._chance.normal(0, 0.5, SIGNALS), 3)
        noise = np.round(self._chance.normal(50, 5, SIGNALS), 1)
        slow = np.round(self._walk / 50, 1)
        codes = self._chance.integers(0, 5, SIGNALS).astype(float)
        kinds = [self._kind < 5, self._kind < 7, self._kind < 9]
        values = np.select(kinds, [np.round(self._walk, 3), noise, slow], codes)
        at = T0 + self._second * SECOND + np.sort(self._chance.integers(0, 900_000, SIGNALS))
        number = np.tile(self._second * PER_MACHINE + np.arange(PER_MACHINE), SIGNALS // PER_MACHINE)
        self._second += 1
        columns = {
            "signal": order,
            "at": at,
            "source_at": at,
            "received_at": np.full(SIGNALS, at[-1] + 1_000),
            "session": np.ones(SIGNALS, np.int32),
            "sequence": number,
            "num": values[order],
            "text": pa.nulls(SIGNALS, pa.string()),
            "quality": np.zeros(SIGNALS, np.uint8),
        }
        return pa.table(columns).cast(ROWS)


def _commit(journal: Journal, commit: Commit) -> float:
    """Milliseconds of the commit."""
    return timed(lambda: journal.commit(commit))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1e3


def percentile(times: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def measure_sync(place: Path, size: int, rounds: int) -> list[float]:
    """Milliseconds of appending `size` bytes with fdatasync."""
    content = os.urandom(size)
    with (place / "sync").open("wb", buffering=0) as file:

        def append() -> None:
            file.write(content)
            os.fdatasync(file.fileno())

        return [timed(append) for _ in range(rounds)]


def measure_commits(place: Path, commits: int = 60) -> CommitFigures:
    """One-second commits of the whole plant."""
    journal, plant = DuckDBJournal(place / "commits", Limits()), Plant()
    declare(journal)
    batches = [plant.rows(1) for _ in range(commits)]
    times = []
    for number, rows in enumerate(batches):
        position = Position(source=SOURCE, cursor={"next": number}, session="bench", contact_at=Instant(T0))
        patches = [_next_state(machine, number) for machine in range(0, 500, 10)]
        times.append(_commit(journal, Commit(rows=rows, patches=patches, positions=[position])))
    journal.close()
    sync = measure_sync(place, SIGNALS * _ROW_BYTES, commits)
    return CommitFigures(
        rows=SIGNALS,
        commits=commits,
        p50=statistics.median(times),
        p99=percentile(times, 0.99),
        worst=max(times),
        sync_p50=statistics.median(sync),
        ratio=statistics.median(times) / statistics.median(sync),
    )


def _next_state(machine: int, second: int) -> TrackPatch:
    """The patch of a change of state: the open span closes, the next opens."""
    name, last, now = MachineId(f"m{machine:03}"), Instant(T0 + (second - 1) * SECOND), Instant(T0 + second * SECOND)
    spans = (_span(name, last, now), _span(name, now, None))
    return TrackPatch(machine=name, track=Track.STATE, start=last, end=None, spans=spans)


def _span(machine: MachineId, start: Instant, end: Instant | None) -> Span:
    detail: dict[str, str | int | float | None] = {}
    return Span(
        machine=machine, track=Track.STATE, start=start, end=end, value="running", rule="g@1/run", detail=detail
    )


def _folded_size(place: Path) -> int:
    return (place / "journal.duckdb").stat().st_size


def measure_bulk(place: Path, seconds: int = 40) -> BulkFigures:
    """A million rows at once, as an import brings them."""
    rows = Plant().rows(seconds)
    journal = DuckDBJournal(place / "bulk", Limits())
    declare(journal)
    commit = timed(lambda: journal.commit(Commit(rows=rows)))
    journal.close()
    arrival = _folded_size(place / "bulk")
    journal = DuckDBJournal(place / "bulk", Limits())
    compact = timed(lambda: journal.compact(Instant(T0 + DAY)))
    journal.close()
    # What the unsorted rows took is free now, and used again; a copy shows what the sorted ones take.
    raw = np.ones(rows.num_rows * _ROW_BYTES, np.uint8)
    copy = min(timed(raw.copy) for _ in range(5))
    return BulkFigures(
        rows=rows.num_rows,
        commit_rate=rows.num_rows / commit * 1e3,
        compact_rate=rows.num_rows / compact * 1e3,
        copy_rate=rows.num_rows / copy * 1e3,
        bytes_arrival=arrival / rows.num_rows,
        bytes_sorted=_used(place / "bulk") / rows.num_rows,
    )


def _used(place: Path) -> float:
    """Bytes of the blocks in use."""
    journal = DuckDBJournal(place, Limits())
    with journal._database.read() as cursor:  # noqa: SLF001 - the engine's own figure
        row = cursor.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchone()
    journal.close()
    return float(row[0]) if row else 0.0


def measure_queries(place: Path, seconds: int = 600, rounds: int = 7) -> list[QueryFigures]:
    """The queries of the budgets over `seconds` seconds of the plant, in arrival order and sorted."""
    journal, plant = DuckDBJournal(place / "queries", Limits()), Plant()
    declare(journal)
    for _ in range(0, seconds, 20):
        journal.commit(Commit(rows=plant.rows(20)))
    found = [_queries(journal, place, seconds, "hot", rounds)]
    journal = DuckDBJournal(place / "queries", Limits())
    journal.compact(Instant(T0 + DAY))
    return [*found, _queries(journal, place, seconds, "compacted", rounds)]


def _queries(journal: Journal, place: Path, seconds: int, layout: str, rounds: int) -> QueryFigures:
    """Measures, then closes the journal and opens it again."""
    signals = [SignalId(number) for number in np.linspace(100, SIGNALS - 100, rounds).astype(int).tolist()]
    whole = Interval(Instant(T0), Instant(T0 + DAY))
    hour, ten = Interval(Instant(T0), Instant(T0 + HOUR)), Interval(Instant(T0), Instant(T0 + 10 * MINUTE))

    def median(work: Callable[[SignalId], object]) -> float:
        return statistics.median(timed(partial(work, signal)) for signal in signals)

    asked = journal.observations(signals[0], whole, 1_000)
    chosen = [SignalId(number) for number in range(1_000, 1_006)]
    figures = {
        "hour_reduced": median(lambda signal: journal.reduced(signal, hour, 500)),
        "all_reduced": median(lambda signal: journal.reduced(signal, whole, 500)),
        "ten_minutes_raw": median(lambda signal: journal.observations(signal, ten, 1_000)),
        "latest_machine": median(
            lambda signal: journal.latest([SignalId(signal + step) for step in range(PER_MACHINE)], Instant(T0 + DAY))
        ),
        "known_thousand": median(lambda _: journal.known(asked)),
    }
    streamed = timed(lambda: sum(1 for _ in journal.relevant(chosen, whole)))
    journal.close()
    again: list[DuckDBJournal] = []
    opened = timed(lambda: again.append(DuckDBJournal(place / "queries", Limits())))
    again[0].close()
    return QueryFigures(
        rows=seconds * SIGNALS,
        layout=layout,
        relevant_rate=len(chosen) * seconds / streamed * 1e3,
        open_again=opened,
        **figures,
    )


def measure_timeline(place: Path, days: int = 30, per_day: int = 200) -> TimelineFigures:
    """A month of 500 machines, then a second's patches."""
    journal = DuckDBJournal(place / "timeline", Limits())
    step = DAY // per_day
    for day in range(days):
        patches = [
            TrackPatch(
                machine=MachineId(f"m{machine:03}"),
                track=Track.STATE,
                start=Instant(T0 + day * DAY),
                end=None,
                spans=tuple(
                    _span(MachineId(f"m{machine:03}"), Instant(start), Instant(start + step))
                    for start in range(T0 + day * DAY, T0 + (day + 1) * DAY, step)
                ),
            )
            for machine in range(500)
        ]
        journal.commit(Commit(patches=patches))
    journal.close()
    size = _folded_size(place / "timeline")
    journal = DuckDBJournal(place / "timeline", Limits())
    window = Interval(Instant(T0 + 10 * DAY), Instant(T0 + 11 * DAY))
    reads = [timed(lambda: journal.spans([MachineId("m250")], [Track.STATE], window)) for _ in range(9)]
    first = days * 86_400 + 1
    writes = [
        _commit(journal, Commit(patches=[_next_state(machine, second) for machine in range(300)]))
        for second in range(first, first + 60)
    ]
    journal.close()
    return TimelineFigures(
        spans=days * per_day * 500,
        day=statistics.median(reads),
        patches=300,
        patch_p50=statistics.median(writes),
        patch_p99=percentile(writes, 0.99),
        bytes_each=size / (days * per_day * 500),
    )
