"""Sequences for recordings that number nothing: the instant and the how-manieth value of the same signal at
that very instant within the file. The same recording read again, or another one that overlaps it, gives
the same numbers, so that it changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dispatcher.ports.connector import derived_sequence

Signals = npt.NDArray[np.int32]
Instants = npt.NDArray[np.int64]

_NEVER = -(2**62)


class Numbering:
    """Numbers the observations of one file, in its order."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}
        self._repeats: dict[int, int] = {}
        self._seen: list[tuple[Signals, Instants]] = []
        self._counted: dict[int, Counter[int]] = {}
        """signal -> how often each of its instants was seen; only for signals that ever went back in time."""

    def sequences(self, signals: Sequence[int], instants: Sequence[int]) -> list[int]:
        """The sequence of each observation."""
        if not signals:
            return []
        which, at = np.array(signals, np.int32), np.array(instants, np.int64)
        given: list[int] = (at * derived_sequence(1, 0)).tolist()
        # Nearly all signals only go forward, each value at an instant of its own: those are done already.
        others = self._not_only_forward(which, at)
        if others:
            for row in np.flatnonzero(np.isin(which, others)).tolist():
                given[row] = derived_sequence(instants[row], self._occurrence(row, which, at))
        self._seen.append((which, at))
        return given

    def _not_only_forward(self, which: Signals, at: Instants) -> list[int]:
        """Signals with a value that is not later than the one before. The newest of all others is noted."""
        order = np.argsort(which, kind="stable")
        sorted_which, sorted_at = which[order], at[order]
        starts = np.flatnonzero(np.diff(sorted_which, prepend=-1))
        ends = np.append(starts[1:], len(order))
        steps = np.diff(sorted_at, prepend=_NEVER) > 0
        steps[starts] = True
        found: list[int] = []
        for begin, end in zip(starts.tolist(), ends.tolist(), strict=True):
            signal, first = int(sorted_which[begin]), int(sorted_at[begin])
            forward = first > self._newest.get(signal, _NEVER) and bool(steps[begin:end].all())
            if forward and signal not in self._counted:
                self._newest[signal], self._repeats[signal] = int(sorted_at[end - 1]), 0
            else:
                found.append(signal)
        return found

    def _occurrence(self, row: int, which: Signals, at: Instants) -> int:
        """The how-manieth value of its signal at its instant a row is, from 0."""
        signal, instant = int(which[row]), int(at[row])
        newest = self._newest.get(signal, _NEVER)
        if instant > newest:
            self._newest[signal] = instant
            self._repeats[signal] = occurrence = 0
        elif instant == newest:
            occurrence = self._repeats[signal] = self._repeats[signal] + 1
        else:
            if signal not in self._counted:
                self._counted[signal] = self._recount(signal, which[:row], at[:row])
            occurrence = self._counted[signal][instant]
        if signal in self._counted:
            self._counted[signal][instant] = occurrence + 1
        return occurrence

    def _recount(self, signal: int, which: Signals, at: Instants) -> Counter[int]:
        """All instants of a signal so far."""
        found: Counter[int] = Counter()
        for seen, instants in (*self._seen, (which, at)):
            found.update(instants[seen == signal].tolist())
        return found
