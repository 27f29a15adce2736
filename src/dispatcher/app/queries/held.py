"""How long a signal held each of its values, inside what its source covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval, union
from dispatcher.domain.signal import SignalId
from dispatcher.ports.store import Journal

UNAVAILABLE = "UNAVAILABLE"
_ALL = Interval(Instant(-(2**62)), Instant(2**62))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValues:
    """Per value: microseconds held inside coverage, and how often it was entered from another."""

    held: Mapping[str, Micros]
    entries: Mapping[str, int]


def held_values(journal: Journal, signal: SignalId, covered: Sequence[Interval]) -> HeldValues:
    """Totals of one signal. A value holds until the next one of the signal by instant; what lies
    outside coverage is not counted. Entries count changes that happened inside coverage.
    """
    spans = union(covered)
    held: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    value: str | None = None
    since = 0
    for observation in journal.relevant([signal], _ALL):
        now = UNAVAILABLE if observation.value is None else str(observation.value)
        if value is not None:
            held[value] += _inside(spans, since, observation.at)
        if now != value and any(observation.at in span for span in spans):
            entries[now] += 1
        value, since = now, observation.at
    if value is not None and spans:
        held[value] += _inside(spans, since, spans[-1].end)
    return HeldValues(held={k: v for k, v in held.items() if v}, entries=dict(entries))


def _inside(spans: Sequence[Interval], start: int, end: int) -> Micros:
    return sum(max(0, min(end, span.end) - max(start, span.start)) for span in spans)
