"""Which reason the rules give which part of a stop. A pure function of rules and facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dispatcher.domain.interval import Interval, intersect, union, without
from dispatcher.engine.reasons.facts import StopFacts
from dispatcher.engine.reasons.rule import Covers, Given, ReasonRule
from dispatcher.engine.reasons.truth import truth


def judge(rules: Sequence[ReasonRule], facts: StopFacts) -> list[Given]:
    """The automatic reasons inside the stops: sorted, disjoint. Each instant has that of the first rule that fits."""
    left: Sequence[Interval] = facts.stops
    given: list[Given] = []
    for rule in rules:
        if not left:
            break
        own = _own(rule, left, facts)
        given += [
            Given(start=part.start, end=part.end, reason=rule.reason, rule=rule.id) for part in intersect(own, left)
        ]
        left = without(left, own)
    return sorted(given, key=lambda part: part.start)


def _own(rule: ReasonRule, left: Sequence[Interval], facts: StopFacts) -> list[Interval]:
    """What the rule speaks for, wherever something is left to be said. Each part of a split stop stands for itself."""
    if rule.covers is Covers.WHILE and not rule.minimum:
        return union(truth(rule.when, left, facts).yes)
    pieces = [piece for piece, _ in _meet(facts.stops, left)]
    held = truth(rule.when, pieces, facts).yes
    lasting = [part for part in intersect(pieces, held) if part.length >= rule.minimum]
    if rule.covers is Covers.WHILE:
        return union(lasting)
    whole = rule.covers is Covers.WHOLE
    return [piece if whole else Interval(part.start, piece.end) for piece, part in _meet(pieces, lasting)]


def _meet(pieces: Sequence[Interval], parts: Sequence[Interval]) -> Iterator[tuple[Interval, Interval]]:
    """Each piece that one of the parts lies in, with the first of them. Both sorted and disjoint."""
    place = 0
    for piece in pieces:
        while place < len(parts) and parts[place].end <= piece.start:
            place += 1
        if place < len(parts) and parts[place].start < piece.end:
            yield piece, parts[place]
