"""Two clocks in one record: an agent stamps UNAVAILABLE itself, the values come with the adapter's stamps.

Where the two clocks differ, time order is not the order of events: the UNAVAILABLE of a lost connection
seems to come before the last value, which then holds until the adapter is back; or the first value after a
short interruption seems to come before the UNAVAILABLE, which then never ends (trap 5: within one source
the sequence orders, not the time). Such a row holds from just after the one it follows. The source's stamp
is kept as it came.
"""

from __future__ import annotations

from itertools import islice, repeat
from operator import ge, le

import numpy as np

from dispatcher.domain.instant import MINUTE, Micros
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Rows

CLOCKS_APART: Micros = 10 * MINUTE
"""How far the two clocks may be apart. An older row is late data, or of another recording."""


_NEVER = -(2**63)


class TwoClocks:
    """Looks at the rows of one source in the order in which it gave them.

    Of the last row of each signal it keeps from when it holds, whether it was UNAVAILABLE, and whether
    it was moved.
    """

    def __init__(self) -> None:
        self._at: dict[int, int] = {}
        self._gone: set[int] = set()
        self._moved: set[int] = set()

    def effective(self, rows: Rows) -> dict[int, int]:
        """Row -> the instant from which it holds, for the rows that contradict the order they came in."""
        if not len(rows):
            return {}
        gone = {row for row in _without_value(rows) if _is_unavailable(rows, row)}
        if not self._moved.isdisjoint(rows.signal) or not (_rising(rows.source_at) or _rising_each(rows)):
            return self._one_by_one(rows, gone)
        if not all(map(ge, rows.source_at, map(self._at.get, rows.signal, repeat(_NEVER)))):
            return self._one_by_one(rows, gone)
        self._at.update(zip(rows.signal, rows.source_at, strict=True))
        if gone or self._gone:
            for row, signal in enumerate(rows.signal):
                self._take(signal, gone=row in gone)
        return {}

    def _take(self, signal: int, *, gone: bool) -> None:
        if gone:
            self._gone.add(signal)
        else:
            self._gone.discard(signal)

    def _one_by_one(self, rows: Rows, gone: set[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for row, (signal, instant) in enumerate(zip(rows.signal, rows.source_at, strict=True)):
            unavailable, last = row in gone, self._at.get(signal)
            moved = signal in self._moved
            if (
                last is not None
                and (instant < last or (moved and instant == last))
                and last - instant <= CLOCKS_APART
                and (moved or unavailable != (signal in self._gone))
            ):
                found[row] = self._at[signal] = last + 1
                self._moved.add(signal)
            else:
                self._at[signal] = instant
                self._moved.discard(signal)
            self._take(signal, gone=unavailable)
        return found


def _rising(instants: list[int]) -> bool:
    """Whether time never goes back, as in nearly every batch."""
    return all(map(le, instants, islice(instants, 1, None)))


def _rising_each(rows: Rows) -> bool:
    """Whether no signal goes back in time, whatever the others do."""
    signals, instants = np.array(rows.signal, np.int64), np.array(rows.source_at, np.int64)
    order = np.argsort(signals, kind="stable")
    back = (np.diff(instants[order]) < 0) & (np.diff(signals[order]) == 0)
    return not back.any()


def _without_value(rows: Rows) -> list[int]:
    """Rows with neither number nor text."""
    return [
        row for row, (num, text) in enumerate(zip(rows.num, rows.text, strict=True)) if num is None and text is None
    ]


def _is_unavailable(rows: Rows, row: int) -> bool:
    """Of a row with neither number nor text."""
    told = rows.rich.get(row)
    return told is None or (isinstance(told, Condition) and told.level is Level.UNAVAILABLE)
