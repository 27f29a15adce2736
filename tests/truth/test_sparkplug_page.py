"""The page about Sparkplug's assertions: all of them, once each, the same in both languages, with tests there are."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, files, name, parsed

PAGES = [REPOSITORY / "docs" / "reference" / each for each in ("sparkplug-assertions.md", "sparkplug-assertions.ru.md")]
ID = re.compile(r"tck-id-[A-Za-z0-9-]+")
ROW = re.compile(r"^\| `(tck-id-[^`]+)` \| `(test_[a-z0-9_]+)` \|$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_assertion_stands_once(page: Path) -> None:
    counted = Counter(ID.findall(page.read_text(encoding="utf-8")))
    assert [each for each, times in counted.items() if times > 1] == []


def test_both_languages_say_the_same() -> None:
    english, russian = (page.read_text(encoding="utf-8") for page in PAGES)
    assert ID.findall(english) == ID.findall(russian)
    assert ROW.findall(english) == ROW.findall(russian)


def test_the_tests_are_there() -> None:
    told = {test for _, test in ROW.findall(PAGES[0].read_text(encoding="utf-8"))}
    tests = {
        node.name
        for path in files(PACKAGE / "connectors" / "sparkplug" / "tests", ".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert told - tests == set()


@pytest.mark.shared_data
def test_they_are_those_of_the_specification(shared_data: Path) -> None:
    listed = set((shared_data / "sparkplug" / "assertion-ids.txt").read_text(encoding="utf-8").split())
    assert set(ID.findall(PAGES[0].read_text(encoding="utf-8"))) == listed
