"""Where a condition holds, and where nobody can tell: three-valued logic over sets of intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.domain.interval import Interval, intersect, union, without
from dispatcher.engine.reasons.facts import StopFacts
from dispatcher.engine.reasons.look import look
from dispatcher.engine.reasons.rule import AllHold, AnyHolds, Condition, NotHolds


@dataclass(frozen=True, slots=True)
class Truth:
    """Sorted and disjoint inside the scope that was asked: where it is true, and where it is unknown."""

    yes: Sequence[Interval]
    maybe: Sequence[Interval]


def truth(condition: Condition, scope: Sequence[Interval], facts: StopFacts) -> Truth:
    """Where in the scope the condition holds. What cannot matter any more is not looked at: signals are loaded only
    for time that the parts before them left open.
    """
    match condition:
        case AllHold(parts):
            return _all(parts, scope, facts)
        case AnyHolds(parts):
            return _any(parts, scope, facts)
        case NotHolds(part):
            inner = truth(part, scope, facts)
            return Truth(without(scope, union([*inner.yes, *inner.maybe])), inner.maybe)
        case _:
            yes, no = look(condition, scope, facts)
            return Truth(yes, without(scope, union([*yes, *no])))


def _all(parts: Sequence[Condition], scope: Sequence[Interval], facts: StopFacts) -> Truth:
    sure = possible = scope
    for part in parts:
        if not possible:
            break
        found = truth(part, possible, facts)
        sure = intersect(sure, found.yes)
        possible = union([*found.yes, *found.maybe])
    return Truth(sure, without(possible, sure))


def _any(parts: Sequence[Condition], scope: Sequence[Interval], facts: StopFacts) -> Truth:
    yes: Sequence[Interval] = ()
    maybe: Sequence[Interval] = ()
    rest = scope
    for part in parts:
        if not rest:
            break
        found = truth(part, rest, facts)
        yes = union([*yes, *found.yes])
        maybe = union([*maybe, *found.maybe])
        rest = without(rest, found.yes)
    return Truth(yes, without(maybe, yes))
