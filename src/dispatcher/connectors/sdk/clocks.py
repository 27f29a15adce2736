"""Two clocks in one record: an agent stamps UNAVAILABLE itself, the values come with the adapter's stamps.

Where the two clocks differ, time order is not the order of events: the UNAVAILABLE of a lost connection
seems to come before the last value, which then holds until the adapter is back; or the first value after a
short interruption seems to come before the UNAVAILABLE, which then never ends (trap 5: within one source
the sequence orders, not the time). Such a row holds from just after the one it follows. The source's stamp
is kept as it came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatcher.domain.instant import MINUTE, Micros
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Rows

CLOCKS_APART: Micros = 10 * MINUTE
"""How far the two clocks may be apart. An older row is late data, or of another recording."""


@dataclass(slots=True)
class _Last:
    """The last row of a signal: from when it holds, whether it was UNAVAILABLE, whether it was moved."""

    at: int
    unavailable: bool
    moved: bool = False


class TwoClocks:
    """Looks at the rows of one source in the order in which it gave them."""

    def __init__(self) -> None:
        self._last: dict[int, _Last] = {}

    def effective(self, rows: Rows) -> dict[int, int]:
        """Row -> the instant from which it holds, for the rows that contradict the order they came in."""
        if not len(rows):
            return {}
        signals = np.array(rows.signal, np.int64)
        instants = np.array(rows.source_at, np.int64)
        order = np.argsort(signals, kind="stable")
        ends = np.flatnonzero(np.diff(signals[order], append=-1))
        if self._goes_on(signals[order], instants[order], ends):
            for row in order[ends].tolist():
                self._last[rows.signal[row]] = _Last(rows.source_at[row], _is_unavailable(rows, row))
            return {}
        return self._one_by_one(rows)

    def _goes_on(
        self, signals: npt.NDArray[np.int64], instants: npt.NDArray[np.int64], ends: npt.NDArray[np.intp]
    ) -> bool:
        """Whether no signal goes back in time; columns sorted by signal, `ends` the last row of each."""
        back = np.diff(instants) < 0
        back[ends[:-1]] = False
        if back.any():
            return False
        starts = np.concatenate(([0], ends[:-1] + 1))
        for start in starts.tolist():
            last = self._last.get(int(signals[start]))
            if last is not None and (instants[start] < last.at or (last.moved and instants[start] <= last.at)):
                return False
        return True

    def _one_by_one(self, rows: Rows) -> dict[int, int]:
        moved: dict[int, int] = {}
        for row, (signal, instant) in enumerate(zip(rows.signal, rows.source_at, strict=True)):
            unavailable = _is_unavailable(rows, row)
            last = self._last.get(signal)
            if (
                last is not None
                and (instant < last.at or (last.moved and instant == last.at))
                and last.at - instant <= CLOCKS_APART
                and (last.moved or unavailable != last.unavailable)
            ):
                moved[row] = last.at + 1
                self._last[signal] = _Last(last.at + 1, unavailable, moved=True)
            else:
                self._last[signal] = _Last(instant, unavailable)
        return moved


def _is_unavailable(rows: Rows, row: int) -> bool:
    if rows.num[row] is not None or rows.text[row] is not None:
        return False
    told = rows.rich.get(row)
    return told is None or (isinstance(told, Condition) and told.level is Level.UNAVAILABLE)
