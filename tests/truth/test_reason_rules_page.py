"""The page of reason rules: its example is valid, and every word the reader knows is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from dispatcher.app.reasons.documents import starter_tree
from dispatcher.engine.condition_text import COMPARISONS
from dispatcher.engine.reasons.rule import Covers
from dispatcher.engine.reasons.rule_text import read_condition, read_rules
from tests.support.peers import REPOSITORY
from tests.support.tree import name

PAGES = [REPOSITORY / "docs" / "reference" / each for each in ("reason-rules.md", "reason-rules.ru.md")]
HOWTO = [REPOSITORY / "docs" / "howto" / each for each in ("reasons.md", "reasons.ru.md")]
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONDITION = re.compile(r"^\| `(\w+ = .+?)` \|", re.MULTILINE)
LEAVES = {
    "state",
    "base",
    "mode",
    "program",
    "alarm",
    "stop",
    "shift_start",
    "shift_end",
    "in_break",
    "no_shift",
    "clock",
}
WORDS = {"in", "between", "changed_within", "level", "codes", "unavailable", "longer_than", "shorter_than", "micro"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_example_is_valid(page: Path) -> None:
    examples = TOML.findall(page.read_text(encoding="utf-8"))
    rules = [rule for text in examples for rule in read_rules(tomllib.loads(text))]
    assert [rule.reason for rule in rules if not starter_tree().active(rule.reason)] == []
    assert len(rules) == 1


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_condition_of_the_table_is_valid_and_every_word_is_explained(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = CONDITION.findall(text)
    conditions = [tomllib.loads("when = { " + one + " }")["when"] for one in shown]
    for condition in conditions:
        read_condition(condition)
    assert {key for condition in conditions for key in condition} >= LEAVES
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", text))))
    assert (WORDS | set(COMPARISONS) | set(Covers) | {"minimum", "scopes", "title"}) - explained == set()


@pytest.mark.parametrize("page", HOWTO, ids=name)
def test_the_number_of_reasons_is_right(page: Path) -> None:
    tree = starter_tree()
    assert f"{len(tree.reasons) - len(tree.groups)} " in page.read_text(encoding="utf-8")
    assert len(tree.groups) == 11
