"""States as they count: the automatic ones with those of people over them, and the stops they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import BaseState, Span
from dispatcher.engine.overlay import Painted

STANDING = frozenset({BaseState.PAUSED, BaseState.IDLE, BaseState.MANUAL, BaseState.ALARM, BaseState.OFF})
"""Stands for sure; running and unknown time end a stop."""

NO_DATA = BaseState.NO_DATA.value


@dataclass(frozen=True, slots=True)
class Told:
    """[start, end) in one state. rule: of the profile, "" where a person said so; line: his correction, 0 = nobody."""

    start: Instant
    end: Instant
    code: str
    base: BaseState
    rule: str
    line: int


def base_of(code: str, kinds: Mapping[str, BaseState]) -> BaseState:
    """The base of a state code; nothing is known of a code that nobody defines."""
    return kinds.get(code, BaseState.NO_DATA)


def told(
    spans: Sequence[Span], pieces: Sequence[Painted], kinds: Mapping[str, BaseState], window: Interval, now: Instant
) -> list[Told]:
    """States that tile the window and everything that spans and people speak of, up to `now`."""
    overrides = [piece for piece in pieces if piece.by_state is not None]
    starts = [window.start, *(span.start for span in spans[:1]), *(own.start for own in overrides[:1])]
    ends = [window.end, *(now if own.end is None else own.end for own in overrides[-1:])]
    automatic = list(_automatic(spans, kinds, min(starts), min(max(ends), now), now))
    return list(_overridden(automatic, overrides, kinds)) if overrides else automatic


def _automatic(
    spans: Sequence[Span], kinds: Mapping[str, BaseState], at: Instant, end: Instant, now: Instant
) -> Iterator[Told]:
    for span in spans:
        start, stop = max(span.start, at), now if span.end is None else min(span.end, now)
        if start >= stop:
            continue
        if start > at:
            yield Told(at, start, NO_DATA, BaseState.NO_DATA, "", 0)
        yield Told(start, stop, span.value, base_of(span.value, kinds), span.rule, 0)
        at = stop
    if at < end:
        yield Told(at, end, NO_DATA, BaseState.NO_DATA, "", 0)


def _overridden(
    automatic: Sequence[Told], overrides: Sequence[Painted], kinds: Mapping[str, BaseState]
) -> Iterator[Told]:
    place = 0
    for state in automatic:
        at = state.start
        while place < len(overrides):
            piece = overrides[place]
            end = state.end if piece.end is None else min(piece.end, state.end)
            if piece.start >= state.end:
                break
            if end > at:
                start = max(piece.start, at)
                if start > at:
                    yield Told(at, start, state.code, state.base, state.rule, state.line)
                line = 0 if piece.by_state is None else piece.by_state.id
                yield Told(start, end, piece.state, base_of(piece.state, kinds), "", line)
                at = end
            if piece.end is None or piece.end > state.end:
                break
            place += 1
        if at < state.end:
            yield Told(at, state.end, state.code, state.base, state.rule, state.line)


def runs(states: Sequence[Told], bases: frozenset[BaseState]) -> list[Interval]:
    """Maximal runs of states of these bases."""
    found: list[Interval] = []
    start: Instant | None = None
    end: Instant = Instant(0)
    for state in states:
        if state.base in bases:
            start = state.start if start is None else start
            end = state.end
        elif start is not None:
            found.append(Interval(start, end))
            start = None
    if start is not None:
        found.append(Interval(start, end))
    return found


def cut(stops: Sequence[Interval], splits: Sequence[Instant]) -> list[Interval]:
    """Stops in the pieces that splits make of them."""
    if not splits:
        return list(stops)
    found: list[Interval] = []
    place = 0
    for stop in stops:
        at = stop.start
        while place < len(splits) and splits[place] <= stop.start:
            place += 1
        while place < len(splits) and splits[place] < stop.end:
            found.append(Interval(at, splits[place]))
            at = splits[place]
            place += 1
        found.append(Interval(at, stop.end))
    return found
