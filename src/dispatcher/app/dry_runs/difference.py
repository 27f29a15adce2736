"""Where two accounts of the same time say different things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import Instant, Micros


@dataclass(frozen=True, slots=True)
class Said:
    """What an account says of a moment: the state code, the reason (empty: none), how the time counts."""

    state: str
    reason: str
    time_class: str


@dataclass(frozen=True, slots=True)
class Changed:
    """[start, end) with what is said of it before and after; None where one of them says nothing at all."""

    start: Instant
    end: Instant
    before: Said | None
    after: Said | None

    @property
    def length(self) -> Micros:
        """Microseconds."""
        return self.end - self.start


def changed(before: Sequence[Stretch], after: Sequence[Stretch]) -> list[Changed]:
    """The differences of one machine, in order; both by start, and without overlap."""
    found: list[Changed] = []
    for start, end, old, new in _pieces(before, after):
        if old == new:
            continue
        last = found[-1] if found else None
        if last is not None and last.end == start and (last.before, last.after) == (old, new):
            found[-1] = Changed(last.start, end, old, new)
        else:
            found.append(Changed(start, end, old, new))
    return found


def _pieces(
    before: Sequence[Stretch], after: Sequence[Stretch]
) -> Iterator[tuple[Instant, Instant, Said | None, Said | None]]:
    cuts = sorted({at for own in (*before, *after) for at in (own.start, own.end)})
    left, right = _Reader(before), _Reader(after)
    for start, end in pairwise(cuts):
        yield start, end, left.at(start), right.at(start)


class _Reader:
    """Reads stretches at instants that only grow."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._place = 0

    def at(self, instant: Instant) -> Said | None:
        while self._place < len(self._stretches) and self._stretches[self._place].end <= instant:
            self._place += 1
        if self._place == len(self._stretches) or self._stretches[self._place].start > instant:
            return None
        own = self._stretches[self._place]
        return Said(own.state, own.reason, own.time_class.value)
