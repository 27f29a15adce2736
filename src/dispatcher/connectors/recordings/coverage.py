"""For which times a recording speaks, judged from its stamps alone.

A silence between two lines is silence of the machine when the two lines follow each other in the file:
the recorder was there and nothing changed. It is no evidence of anything when the lines come from
different parts of the file (several recordings pasted together, a replay with a jump in it), when an
adapter introduced itself in between (a new connection), or when it lasted longer than `max_silence`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dispatcher.domain.instant import DAY, MINUTE, Instant, Micros
from dispatcher.domain.interval import Interval

NEAR: Micros = MINUTE
"""A silence this short is never a hole."""

MAX_SILENCE: Micros = 7 * DAY
"""A longer one always is: nobody leaves a recorder running unwatched for a week on a silent machine."""

UNPROVEN_SILENCE: Micros = 15 * MINUTE
"""The longest silence where the numbering has holes: others may have spoken, or nobody listened."""

AHEAD = 256
"""Lines that may stand between two neighbours in time: a burst of late or of future lines."""

BACK = 6
"""How far back in the file the later one of two neighbours may stand: a few late lines."""

_GREETING_REACH = 64
"""An adapter introduces itself after its first values: so many lines may come before."""

Column = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Run:
    """Lines that follow each other closely: earliest and latest instant, where those lines stand, where
    the run ends.
    """

    low: int
    low_place: int
    high: int
    high_place: int
    end_place: int


class CoverageTracker:
    """Takes the stamps of one device in the order of the recording; gives the intervals it speaks for.

    The result does not depend on how the stamps were cut into columns.
    """

    def __init__(self, max_silence: Micros = MAX_SILENCE) -> None:
        self._max_silence = max_silence
        self._runs: list[_Run] = []
        self._last: int | None = None
        self._places = 0
        self._greetings: list[int] = []
        self._breaks: list[int] = []

    def doubt(self, max_silence: Micros) -> None:
        """From now on only a silence this short is taken for one: the record itself has holes."""
        self._max_silence = min(self._max_silence, max_silence)

    def greeting(self) -> None:
        """An adapter introduced itself here: a connection began."""
        self._greetings.append(self._places)

    def broken(self) -> None:
        """Something is missing here: nothing after this continues what was before."""
        self._breaks.append(self._places)
        self._last = None

    def add(self, instants: Column) -> None:
        """Instants of lines, µs, in the order of the recording."""
        if not len(instants):
            return
        cuts = np.flatnonzero(np.abs(np.diff(instants)) > NEAR) + 1
        bounds = [0, *cuts.tolist(), len(instants)]
        for begin, end in pairwise(bounds):
            self._add_run(instants[begin:end], self._places + begin)
        self._last = int(instants[-1])
        self._places += len(instants)

    def _add_run(self, part: Column, place: int) -> None:
        low, high = int(part.min()), int(part.max())
        run = _Run(
            low,
            place + int(part.argmin()),
            high,
            place + len(part) - 1 - int(part[::-1].argmax()),
            place + len(part) - 1,
        )
        if self._runs and self._last is not None and abs(int(part[0]) - self._last) <= NEAR:
            before = self._runs[-1]
            before.end_place = run.end_place
            if run.low < before.low:
                before.low, before.low_place = run.low, run.low_place
            if run.high >= before.high:
                before.high, before.high_place = run.high, run.high_place
        else:
            self._runs.append(run)
        self._last = int(part[-1])

    def intervals(self) -> list[Interval]:
        """Sorted and disjoint. The instant of the last line belongs to them."""
        found: list[_Run] = []
        for run in sorted(self._runs, key=lambda run: (run.low, run.low_place)):
            if found and (run.low <= found[-1].high or self._is_one_stretch(found[-1], run)):
                if run.high > found[-1].high:
                    found[-1].high, found[-1].high_place = run.high, run.high_place
            else:
                found.append(replace(run))
        return [Interval(Instant(run.low), Instant(run.high + 1)) for run in found]

    def _is_one_stretch(self, before: _Run, after: _Run) -> bool:
        silence = after.low - before.high
        distance = after.low_place - before.high_place
        first, last = sorted((before.high_place, after.low_place))
        if _any_within(self._breaks, first, last):
            return False
        if silence <= NEAR:
            return True
        if silence > self._max_silence or not -BACK <= distance <= AHEAD:
            return False
        if self._another_recording_between(first, last):
            return False
        # The second line may belong to the values an adapter sends before it introduces itself.
        reach = min(last + _GREETING_REACH, max(last, after.end_place))
        return not _any_within(self._greetings, first, reach)

    def _another_recording_between(self, first: int, last: int) -> bool:
        """Whether the lines between two places went on for a while: late lines come in a burst."""
        begin = bisect_left(self._runs, first, key=lambda run: run.end_place)
        for run in self._runs[begin:]:
            if run.end_place >= last:
                return False
            if min(run.low_place, run.high_place) > first and run.high - run.low > NEAR:
                return True
        return False


def _any_within(places: list[int], first: int, last: int) -> bool:
    """Whether one of the places lies after `first`, up to `last`. Places count the lines before them."""
    at = bisect_left(places, first + 1)
    return at < len(places) and places[at] <= last
