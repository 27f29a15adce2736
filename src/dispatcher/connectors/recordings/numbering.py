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

_NEVER = -(2**63)


class Numbering:
    """Numbers the observations of one file, in its order."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}
        self._repeats: dict[int, int] = {}
        self._seen: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]] = []
        self._counted: dict[int, Counter[int]] = {}
        """signal -> how often each of its instants was seen; only for signals that ever went back in time."""

    def sequences(self, signals: Sequence[int], instants: Sequence[int]) -> list[int]:
        """The sequence of each observation."""
        newest, repeats, counted = self._newest, self._repeats, self._counted
        given: list[int] = []
        for row, (signal, instant) in enumerate(zip(signals, instants, strict=True)):
            top = newest.get(signal, _NEVER)
            if instant > top:
                newest[signal] = instant
                repeats[signal] = occurrence = 0
            elif instant == top:
                occurrence = repeats[signal] = repeats[signal] + 1
            else:
                if signal not in counted:
                    counted[signal] = self._recount(signal, signals[:row], instants[:row])
                occurrence = counted[signal][instant]
            if signal in counted:
                counted[signal][instant] = occurrence + 1
            given.append(derived_sequence(instant, occurrence))
        self._seen.append((np.array(signals, np.int32), np.array(instants, np.int64)))
        return given

    def _recount(self, signal: int, signals: Sequence[int], instants: Sequence[int]) -> Counter[int]:
        """All instants of a signal so far. Rare: nearly all signals of nearly all files only go forward."""
        found: Counter[int] = Counter()
        for seen, at in self._seen:
            found.update(at[seen == signal].tolist())
        found.update(instant for other, instant in zip(signals, instants, strict=True) if other == signal)
        return found
