"""Reasons by rule, for any stops, facts and rules: inside the stops, disjoint, sorted, and the same however told."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval, intersect, total, union, without
from dispatcher.domain.state import BaseState
from dispatcher.engine.reasons.facts import SignalHistory, StopFacts
from dispatcher.engine.reasons.judge import judge
from dispatcher.engine.reasons.rule_text import read_condition, read_rules
from dispatcher.engine.reasons.truth import truth
from tests.unit.engine.reasons.shop import MIDNIGHT, alarm, clock, facts

HOURS = 24
TICKS = st.integers(min_value=0, max_value=HOURS * 12)
"""Five minutes each."""


def at(tick: int) -> Instant:
    return Instant(MIDNIGHT + tick * 5 * MINUTE)


@st.composite
def cuts(draw: st.DrawFn, least: int = 0) -> list[Interval]:
    """Sorted disjoint intervals, some of which touch."""
    ticks = sorted(draw(st.sets(TICKS, min_size=least, max_size=12)))
    pairs = itertools.pairwise(ticks)
    return [Interval(at(first), at(last)) for first, last in pairs if draw(st.booleans())]


LEAVES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"base": ["idle", "paused"]},
        {"state": "held"},
        {"mode": "setup"},
        {"program": "O*"},
        {"alarm": {"level": "fault"}},
        {"signal": "door", "equals": "OPEN"},
        {"signal": "door", "changed_within": "20min"},
        {"signal": "door", "unavailable": True},
        {"shift_start": "30min"},
        {"shift_end": "1h"},
        {"in_break": True},
        {"no_shift": True},
        {"clock": ["22:30", "09:15"]},
        {"stop": {"longer_than": "25min"}},
        {"stop": {"shorter_than": "1h"}},
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
RULES = st.lists(
    st.fixed_dictionaries(
        {
            "reason": st.sampled_from(["a", "b", "c"]),
            "when": CONDITIONS,
            "covers": st.sampled_from(["while", "rest", "whole"]),
            "minimum": st.sampled_from(["", "10min"]),
        }
    ),
    max_size=4,
).map(lambda rules: {"rules": [{"id": f"r{place}", **rule} for place, rule in enumerate(rules)]})


@st.composite
def shops(draw: st.DrawFn) -> StopFacts:
    tracks = draw(st.lists(cuts(), min_size=4, max_size=4))
    states = [("held", BaseState.PAUSED), ("waiting", BaseState.IDLE), ("off", BaseState.OFF)]
    values = st.tuples(TICKS, st.sampled_from(["OPEN", "CLOSED", None]))
    said = sorted(draw(st.lists(values, max_size=8)), key=lambda value: value[0])
    door = SignalHistory(
        values=[(at(tick), value) for tick, value in said],
        covered=union(draw(cuts())),
        stale_after=draw(st.sampled_from([None, 15 * MINUTE])),
    )
    return replace(
        facts(),
        stops=draw(cuts(least=2)),
        states=[(part.start, part.end, *draw(st.sampled_from(states))) for part in tracks[0]],
        modes=[(part.start, part.end, draw(st.sampled_from(["setup", "unknown", "production"]))) for part in tracks[1]],
        programs=[(part.start, part.end, draw(st.sampled_from(["O1", "", "P"]))) for part in tracks[2]],
        alarms=[alarm(f"{clock(part.start)}-{clock(part.end)}", "1") for part in tracks[3]],
        signals=lambda ref: (door,) if ref == "door" else (),
    )


@given(RULES, shops())
def test_reasons_lie_inside_the_stops_sorted_and_apart(document: dict[str, object], shop: StopFacts) -> None:
    found = [Interval(part.start, part.end) for part in judge(read_rules(document), shop)]
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert without(found, union(shop.stops)) == []
    assert intersect(shop.stops, found) == found, "none reaches over a split"


@given(RULES, shops(), st.randoms(use_true_random=False))
def test_the_order_in_which_equal_facts_are_told_does_not_matter(
    document: dict[str, object], shop: StopFacts, chance: Any
) -> None:
    rules = read_rules(document)
    mixed = replace(
        shop,
        **{
            name: chance.sample(list(getattr(shop, name)), len(getattr(shop, name)))
            for name in ("states", "modes", "programs", "alarms", "slots")
        },
    )
    assert judge(rules, mixed) == judge(rules, shop)


@given(CONDITIONS, shops())
def test_logic_has_three_values(when: dict[str, object], shop: StopFacts) -> None:
    scope = union(shop.stops)
    found = truth(read_condition(when), scope, shop)
    turned = truth(read_condition({"not": when}), scope, shop)
    assert intersect(found.yes, found.maybe) == []
    assert total(found.yes) + total(found.maybe) + total(turned.yes) == total(scope)
    assert list(turned.maybe) == list(found.maybe)
    excluded_middle = truth(read_condition({"any": [when, {"not": when}]}), scope, shop)
    assert (total(excluded_middle.yes), total(excluded_middle.maybe)) == (
        total(scope) - total(found.maybe),
        total(found.maybe),
    )


@given(st.lists(LEAVES, min_size=2, max_size=4), shops(), st.sampled_from(["all", "any"]))
def test_the_order_of_parts_does_not_matter(parts: list[dict[str, Any]], shop: StopFacts, word: str) -> None:
    scope = union(shop.stops)
    one = truth(read_condition({word: parts}), scope, shop)
    other = truth(read_condition({word: parts[::-1]}), scope, shop)
    assert (union(one.yes), union(one.maybe)) == (union(other.yes), union(other.maybe))


@given(RULES, shops(), st.sets(TICKS, max_size=4))
def test_a_rule_that_speaks_while_it_holds_does_not_care_about_splits(
    document: dict[str, Any], shop: StopFacts, splits: set[int]
) -> None:
    rules = [{**rule, "covers": "while", "minimum": ""} for rule in document["rules"]]
    plain = read_rules({"rules": rules})
    whole = replace(shop, stops=union(shop.stops))
    cut = replace(shop, stops=list(_cut(whole.stops, [at(tick) for tick in sorted(splits)])))
    assert _by_reason(plain, whole) == _by_reason(plain, cut)


def _cut(stops: Any, splits: list[Instant]) -> Any:
    for stop in stops:
        bounds = [stop.start, *(split for split in splits if stop.start < split < stop.end), stop.end]
        yield from (Interval(first, last) for first, last in itertools.pairwise(bounds))


def _by_reason(rules: Any, shop: StopFacts) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = {}
    for part in judge(rules, shop):
        found.setdefault(part.rule, []).append(Interval(part.start, part.end))
    return {rule: union(parts) for rule, parts in found.items()}
