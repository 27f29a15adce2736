"""Tests of signals over a stretch of time: where they hold, and where they are known not to.

The tests are those of the state rules; here they are asked of a history instead of a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval, intersect, union, without
from dispatcher.domain.profile import AtLevel, ChangedWithin, IsUnavailable, Leaf
from dispatcher.domain.signal import Condition, DataSet, TimeSeries
from dispatcher.engine.conditions import value_test
from dispatcher.engine.machine import take_condition
from dispatcher.engine.memory import Active
from dispatcher.engine.reasons.facts import SignalHistory, SignalTrack

FOREVER = Instant(2**62)

Moment = tuple[Instant, Instant, float | str | None, dict[str, Active]]
"""From when to when, what the signal said (None = UNAVAILABLE), its active conditions."""


def sure(test: Leaf, track: SignalTrack) -> tuple[list[Interval], list[Interval]]:
    """Where the test holds for any of the signals, and where it is known to hold for none. Sorted, disjoint."""
    yes: list[Interval] = []
    no: list[Interval] = []
    for history in track:
        holds, fails = _of_one(test, history)
        yes += holds
        no += fails
    held = union(yes)
    return held, without(union(no), held)


def _of_one(test: Leaf, history: SignalHistory) -> tuple[list[Interval], list[Interval]]:
    yes: list[Interval] = []
    no: list[Interval] = []
    for start, end, result in _results(test, history):
        if start < end and result is not None:
            (yes if result else no).append(Interval(start, end))
    covered = history.covered
    return intersect(union(yes), covered), intersect(union(no), covered)


def _results(test: Leaf, history: SignalHistory) -> Iterator[tuple[Instant, Instant, bool | None]]:
    """(start, end, result), None = unknown; coverage is not looked at yet."""
    moments = _moments(history, fades=not isinstance(test, IsUnavailable))
    match test:
        case IsUnavailable():
            yield from ((start, end, value is None) for start, end, value, _ in moments)
        case ChangedWithin(_, span):
            yield from _changed(moments, span)
        case AtLevel(_, levels, codes):
            wanted = frozenset(level.value for level in levels)
            for start, end, value, active in moments:
                holds = any(entry[0] in wanted and (not codes or code in codes) for code, entry in active.items())
                yield start, end, None if value is None else holds
        case _:
            yield from _tested(moments, value_test(test))


def _tested(
    moments: Iterable[Moment], test: Callable[[float | str], bool | None]
) -> Iterator[tuple[Instant, Instant, bool | None]]:
    for start, end, value, _ in moments:
        yield start, end, None if value is None else test(value)


def _changed(moments: Iterable[Moment], span: Micros) -> Iterator[tuple[Instant, Instant, bool | None]]:
    before: float | str | None = None
    since = Instant(-FOREVER)
    for start, end, value, _ in moments:
        if value != before:
            before, since = value, start
        if value is not None:
            turn = Instant(min(max(since + span, start), end))
            yield start, turn, True
            yield turn, end, False


def _moments(history: SignalHistory, *, fades: bool) -> Iterator[Moment]:
    """The values one after the other, each until the next; `fades`: at most until it is stale."""
    values = _scalars(history.values)
    limit = history.stale_after if fades else None
    for place, (at, value, active) in enumerate(values):
        end = values[place + 1][0] if place + 1 < len(values) else FOREVER
        yield at, Instant(end if limit is None else min(end, at + limit)), value, active


def _scalars(
    values: Sequence[tuple[Instant, object]],
) -> list[tuple[Instant, float | str | None, dict[str, Active]]]:
    """As the engine's memory holds them after each instant; data sets and time series say nothing to a test."""
    found: list[tuple[Instant, float | str | None, dict[str, Active]]] = []
    active: dict[str, Active] = {}
    for at, value in values:
        if isinstance(value, DataSet | TimeSeries):
            continue
        plain: float | str | None
        if isinstance(value, Condition):
            plain = take_condition(active, value, at)
        elif value is None or isinstance(value, float | int | str):
            plain = value
        if plain is None:
            active = {}
        if found and found[-1][0] == at:
            found.pop()
        found.append((at, plain, dict(active)))
    return found
