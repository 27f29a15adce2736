"""The page about SQL names exactly the functions and limits there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dispatcher.api.routers.sql import AT_ONCE, JSON_BYTES, WAIT
from dispatcher.stores.duckdb.sql.functions import FUNCTIONS, TABLE_FUNCTIONS
from dispatcher.stores.duckdb.sql.guard import LENGTH
from dispatcher.stores.duckdb.sql.watch import SqlLimits

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGES = ["sql.md", "sql.ru.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_functions_on_the_page_are_those_there_are(page: str) -> None:
    listed = (REFERENCE / page).read_text("utf-8").rpartition("\n## ")[2]
    assert set(re.findall(r"`([^`]+)`", listed)) == FUNCTIONS | TABLE_FUNCTIONS


@pytest.mark.parametrize("page", PAGES)
def test_the_limits_on_the_page_are_those_there_are(page: str) -> None:
    text = re.sub(r"(?<=\d)[ \xa0](?=\d)", "", (REFERENCE / page).read_text("utf-8"))
    limits = SqlLimits()
    for number in (limits.seconds, limits.memory, WAIT, JSON_BYTES // 2**20, LENGTH, 10_000, 1_000_000):
        assert re.search(rf"\b{number:g}\b" if number < 100_000 else rf"\b{number}\b", text), number
    assert AT_ONCE == 2
