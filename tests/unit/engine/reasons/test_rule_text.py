"""Rules as text: what is read, in TOML as in JSON, and what is refused with which words."""

from __future__ import annotations

import tomllib

import pytest

from dispatcher.app.reasons.documents import rules_document, starter_rules, starter_tree
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import MINUTE, SECOND
from dispatcher.domain.profile import Compare, Comparison, IsUnavailable, Selector
from dispatcher.domain.reason import ReasonKind
from dispatcher.domain.state import BaseState
from dispatcher.engine.reasons.rule import (
    MICRO,
    AllHold,
    AnyHolds,
    Clock,
    Covers,
    InBase,
    NotHolds,
    OnSignal,
    ReasonRule,
    StopLength,
)
from dispatcher.engine.reasons.rule_text import read_condition, read_rules

TEXT = """
[[rules]]
id = "door"
reason = "loading"
covers = "whole"
minimum = "30s"
scopes = "kind:milling"
title = { en = "Door", ru = "Дверь" }
when = { all = [
  { base = "idle" },
  { any = [{ signal = "door", equals = "OPEN" }, { not = { clock = ["22:00", "06:00"] } }] },
  { stop = { longer_than = "micro", shorter_than = "5min" } },
  { signal = { type = "DOOR_STATE" }, unavailable = false },
] }
"""


def test_a_rule_as_it_is_written() -> None:
    assert read_rules(tomllib.loads(TEXT)) == (
        ReasonRule(
            id="door",
            reason="loading",
            covers=Covers.WHOLE,
            minimum=30 * SECOND,
            scopes=("kind:milling",),
            title={"en": "Door", "ru": "Дверь"},
            when=AllHold(
                (
                    InBase(frozenset({BaseState.IDLE})),
                    AnyHolds(
                        (OnSignal("door", Compare("", Comparison.EQ, "OPEN")), NotHolds(Clock(22 * 60, 6 * 60))),
                    ),
                    StopLength(over=MICRO, up_to=5 * MINUTE),
                    NotHolds(OnSignal(Selector(type="DOOR_STATE"), IsUnavailable(""))),
                )
            ),
        ),
    )


def test_the_stored_document_says_everything_and_means_the_same() -> None:
    document = rules_document(tomllib.loads(TEXT))
    assert read_rules(document) == read_rules(tomllib.loads(TEXT))
    assert rules_document(document) == document


@pytest.mark.parametrize(
    ("when", "code", "where"),
    [
        ({}, "reason_rule_value", "when"),
        ([], "reason_rule_value", "when"),
        ({"all": []}, "reason_rule_value", "when.all"),
        ({"all": [{"any": [{"mood": "bad"}]}]}, "reason_rule_unknown_key", "when.all[0].any[0].mood"),
        ({"all": [{"in_break": True}], "not": {}}, "reason_rule_unknown_key", "when.not"),
        ({"state": "idle", "mode": "setup"}, "reason_rule_value", "when"),
        ({"state": []}, "reason_rule_value", "when.state"),
        ({"base": "resting"}, "reason_rule_value", "when.base"),
        ({"mode": "party"}, "reason_rule_value", "when.mode"),
        ({"program": " "}, "reason_rule_value", "when.program"),
        ({"alarm": {}}, "reason_rule_value", "when.alarm"),
        ({"alarm": {"level": "loud"}}, "reason_rule_value", "when.alarm.level"),
        ({"shift_start": "soon"}, "reason_rule_value", "when.shift_start"),
        ({"shift_end": "0s"}, "reason_rule_value", "when.shift_end"),
        ({"shift_end": "2d"}, "reason_rule_value", "when.shift_end"),
        ({"in_break": "yes"}, "reason_rule_value", "when.in_break"),
        ({"clock": ["12:00"]}, "reason_rule_value", "when.clock"),
        ({"clock": ["12:00", "12:00"]}, "reason_rule_value", "when.clock"),
        ({"clock": ["12:00", "24:00"]}, "reason_rule_value", "when.clock"),
        ({"stop": {}}, "reason_rule_value", "when.stop"),
        ({"stop": {"longer_than": 5}}, "reason_rule_value", "when.stop.longer_than"),
        ({"signal": "door"}, "reason_rule_value", "when"),
        ({"signal": "door", "equals": 1, "above": 2}, "reason_rule_value", "when"),
        ({"signal": {}, "equals": 1}, "reason_rule_value", "when.signal"),
        ({"signal": {"hue": "red"}, "equals": 1}, "reason_rule_unknown_key", "when.signal.hue"),
        ({"signal": "door", "above": "high"}, "reason_rule_value", "when.above"),
    ],
)
def test_conditions_that_mean_nothing_are_refused(when: object, code: str, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_condition(when)
    assert (refused.value.code, refused.value.params["where"]) == (code, where)


def test_conditions_do_not_nest_without_end() -> None:
    when: dict[str, object] = {"in_break": True}
    for _ in range(17):
        when = {"not": when}
    with pytest.raises(InvalidInput, match="reason_rule_value"):
        read_condition(when)


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (('id = "door"\n', ""), "reason_rule_missing", "rules[0].id"),
        (('id = "door"', 'id = "the door"'), "reason_rule_value", "rules[0].id"),
        (('reason = "loading"\n', ""), "reason_rule_missing", "rules[0].reason"),
        (('"whole"', '"half"'), "reason_rule_value", "rules[0].covers"),
        (('"30s"', '"long"'), "reason_rule_value", "rules[0].minimum"),
        (('"kind:milling"', '"milling"'), "reason_rule_value", "rules[0].scopes"),
        ((', ru = "Дверь"', ""), "reason_rule_missing", "rules[0].title.ru"),
        (("covers", "cover"), "reason_rule_unknown_key", "rules[0].cover"),
    ],
)
def test_rules_that_mean_nothing_are_refused(change: tuple[str, str], code: str, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rules(tomllib.loads(TEXT.replace(*change)))
    assert (refused.value.code, refused.value.params["where"]) == (code, where)


def test_a_rule_id_stands_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rules(tomllib.loads(TEXT + TEXT))
    assert refused.value.params["where"] == "rules[1].id"


def test_what_a_plant_starts_with_fits_together() -> None:
    tree = starter_tree()
    assert [rule.reason for rule in starter_rules() if not tree.active(rule.reason)] == []
    leaves = [reason for code, reason in tree.reasons.items() if code not in tree.groups]
    assert len({(leaf.color, leaf.shape) for leaf in leaves}) == len(leaves), "never two that look alike"
    assert {leaf.kind for leaf in leaves} == set(ReasonKind)
    assert all(leaf.parent for leaf in leaves)
