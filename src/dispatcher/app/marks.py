"""High-water marks: which rows may have come before, without asking the journal for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from operator import lt

from dispatcher.domain.signal import SignalId

_LOWEST = -(2**63)


class HighWater:
    """The greatest sequence of each signal in each session. Only a row at or below it can be a repeat."""

    def __init__(self, stored: Mapping[tuple[int, SignalId], int]) -> None:
        """Start from what the journal holds: (session, signal) -> sequence."""
        self._marks: dict[int, dict[int, int]] = {}
        for (session, signal), sequence in stored.items():
            self._marks.setdefault(session, {})[int(signal)] = sequence
        self._tops = {session: max(marks.values()) for session, marks in self._marks.items()}

    def suspects(self, session: int, signals: Sequence[int], sequences: Sequence[int]) -> list[int]:
        """Places of the rows that may be repeats; raises the marks."""
        if not sequences:
            return []
        marks = self._marks.setdefault(session, {})
        top = self._tops.get(session, _LOWEST)
        if sequences[0] > top and all(map(lt, sequences, islice(sequences, 1, None))):
            # As from every numbered source that goes on: above all there was, and upwards.
            marks.update(zip(signals, sequences, strict=True))
            self._tops[session] = sequences[-1]
            return []
        found: list[int] = []
        for place, (signal, sequence) in enumerate(zip(signals, sequences, strict=True)):
            if sequence <= marks.get(signal, _LOWEST):
                found.append(place)
            else:
                marks[signal] = sequence
                top = max(top, sequence)
        self._tops[session] = top
        return found
