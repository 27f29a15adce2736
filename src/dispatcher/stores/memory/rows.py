"""Observations in sorted segments: rows sorted by (signal, at), found by bisection.

New rows are appended as they come and sorted into a segment when somebody reads; segments are merged so
that each is at least twice the next, so a row is sorted again only a logarithmic number of times.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.ports.store import ROWS

Places = npt.NDArray[np.int64]


_MANY = 500
"""So many signals are found faster in one pass over all rows than one by one."""


class Segment:
    """Immutable rows sorted by (signal, at), in the order they came where equal."""

    def __init__(self, rows: pa.Table) -> None:
        signal, at = (rows.column(name).to_numpy() for name in ("signal", "at"))
        order: Places = np.lexsort((at, signal))
        self.rows = rows.take(order).combine_chunks()
        self.at: Places = at[order]
        self._signals, starts = np.unique(signal[order], return_index=True)
        self._starts = np.append(starts, len(order))

    def __len__(self) -> int:
        """How many rows."""
        return len(self.at)

    def span(self, signal: int) -> tuple[int, int]:
        """[first, end) of the signal's rows; empty where there are none."""
        place = int(np.searchsorted(self._signals, signal))
        if place == len(self._signals) or self._signals[place] != signal:
            return 0, 0
        return int(self._starts[place]), int(self._starts[place + 1])

    def between(self, signal: int, start: int, end: int) -> tuple[int, int]:
        """[first, end) of the signal's rows in [start, end)."""
        low, high = self.span(signal)
        stretch = self.at[low:high]
        return low + int(np.searchsorted(stretch, start)), low + int(np.searchsorted(stretch, end))

    def pick(self, signals: Sequence[int], start: int, end: int) -> pa.Table:
        """Rows of these signals in [start, end)."""
        if len(signals) > _MANY:
            chosen = np.isin(self.rows.column("signal").to_numpy(), signals)
            return self.rows.filter(pa.array(chosen & (self.at >= start) & (self.at < end)))
        spans = [self.between(signal, start, end) for signal in signals]
        parts = [self.rows.slice(low, high - low) for low, high in spans if low < high]
        return pa.concat_tables(parts) if parts else ROWS.empty_table()


class RowStore:
    """All rows. `add` under the journal's lock; reading from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[pa.Table] = []
        self._segments: list[Segment] = []

    def add(self, rows: pa.Table) -> None:
        """Keep the rows; constant time."""
        with self._lock:
            self._pending.append(rows)

    def segments(self) -> Sequence[Segment]:
        """All rows, sorted by segment; the list never changes once given."""
        with self._lock:
            if self._pending:
                self._settle(pa.concat_tables(self._pending))
                self._pending = []
            return self._segments

    def _settle(self, rows: pa.Table) -> None:
        segments = list(self._segments)
        while segments and len(segments[-1]) < 2 * rows.num_rows:
            rows = pa.concat_tables([segments.pop().rows, rows])
        self._segments = [*segments, Segment(rows)]

    def merge(self) -> int:
        """Everything into one segment; rows written, 0 where it was one already."""
        segments = self.segments()
        if len(segments) <= 1:
            return 0
        with self._lock:
            self._segments = [Segment(pa.concat_tables([segment.rows for segment in segments]))]
            return len(self._segments[0])

    def pick(self, signals: Iterable[int], start: int, end: int) -> pa.Table:
        """Rows of these signals in [start, end), in no order to rely on."""
        wanted = sorted(set(signals))
        return pa.concat_tables([ROWS.empty_table(), *(own.pick(wanted, start, end) for own in self.segments())])

    def all(self, start: int, end: int) -> pa.Table:
        """Rows of all signals in [start, end)."""
        parts = [own.rows.filter(pa.array((own.at >= start) & (own.at < end))) for own in self.segments()]
        return pa.concat_tables([ROWS.empty_table(), *parts])


def in_truth(rows: pa.Table, names: dict[int, str]) -> pa.Table:
    """The rows in the order of the truth; `names` of the sessions by id."""
    if rows.num_rows <= 1:
        return rows
    # Ranks instead of names: integer columns sort much faster than texts.
    rank = {name: place for place, name in enumerate(sorted({*names.values(), ""}))}
    sessions = rows.column("session").to_numpy()
    known, places = np.unique(sessions, return_inverse=True)
    ranks = np.array([rank[names.get(int(session), "")] for session in known])[places]
    keyed = rows.select(["at", "sequence", "signal", "num", "text"]).append_column("rank", pa.array(ranks))
    order = _stable(keyed, ["at", "rank", "sequence", "signal"])
    return _break_ties(rows.take(order), keyed.take(order))


def _stable(table: pa.Table, by: Sequence[str]) -> Places:
    order: Places = np.lexsort([table.column(name).to_numpy() for name in reversed(by)])
    return order


def _break_ties(rows: pa.Table, keyed: pa.Table) -> pa.Table:
    """Order by num and text, nulls first, inside runs equal in everything else (rare, so done one by one)."""
    columns = [keyed.column(name).to_numpy() for name in ("at", "rank", "sequence", "signal")]
    same = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    if not same.any():
        return rows
    order: Places = np.arange(rows.num_rows)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    nums, texts = rows.column("num"), rows.column("text")
    for low, high in zip(edges[::2], edges[1::2] + 1, strict=True):
        keys = [_value_key(nums[place].as_py(), texts[place].as_py()) for place in range(low, high)]
        order[low:high] = low + np.array(sorted(range(high - low), key=keys.__getitem__))
    return rows.take(order)


def _value_key(num: float | None, text: str | None) -> tuple[bool, bool, float, bool, str]:
    """Nulls first; NaN, which no comparison places, after all numbers."""
    nan = num is not None and num != num  # noqa: PLR0124 - NaN is the one number that differs from itself
    return num is not None, nan, 0.0 if num is None or nan else num, text is not None, text or ""


def trusted(rows: pa.Table, quarantined: int) -> pa.Table:
    """The rows without the quarantined ones."""
    return rows.filter(pc.not_equal(rows.column("quality"), pa.scalar(quarantined, pa.uint8())))
