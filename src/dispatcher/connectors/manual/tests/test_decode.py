"""Instructions of the house into rows."""

from __future__ import annotations

import orjson
import pytest

from dispatcher.connectors.manual.decode import (
    BREAKDOWN,
    EXECUTION,
    MODE,
    PARTS,
    POWER,
    WORDS,
    add_parts,
    add_state,
    declared,
    read_instruction,
)
from dispatcher.connectors.sdk import registry
from dispatcher.domain.signal import Condition, Level
from dispatcher.domain.workplace import Doing
from dispatcher.ports.connector import Garbled, Rows

WORD = {"at": 5, "said": 5, "state": "running"}
GOOD = {"key": "a", "at": 5, "words": [WORD], "programs": {"5": "O1"}, "parts": 3, "remark": {"code": "x"}}


def test_an_instruction() -> None:
    told = read_instruction(orjson.dumps(GOOD))
    assert (told.words[0].doing, told.parts, told.programs, told.until) == (Doing.RUNNING, 3, {"5": "O1"}, None)


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"at": -1},
        {"at": "5"},
        {"words": [{**WORD, "state": "dancing"}]},
        {"programs": {"noon": "O1"}},
        {"parts": 10_001},
        {"parts": -1},
        {"remark": {}},
        {"odd": 1},
    ],
)
def test_an_instruction_that_is_none(change: dict[str, object]) -> None:
    with pytest.raises(Garbled):
        read_instruction(orjson.dumps({**GOOD, **change}))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7"])
def test_rubbish(body: bytes) -> None:
    with pytest.raises(Garbled):
        read_instruction(body)


@pytest.mark.parametrize("doing", Doing)
def test_every_state_says_all_four_signals(doing: Doing) -> None:
    rows = Rows()
    add_state(rows, doing, "belt torn", 7, 3)
    level = Level.FAULT if doing is Doing.BREAKDOWN else Level.NORMAL
    assert rows.signal == [POWER, EXECUTION, MODE, BREAKDOWN]
    assert tuple(rows.text[:3]) == WORDS[doing]
    assert rows.rich == {
        3: Condition(level=level, native_code="manual", message="belt torn")
        if level is Level.FAULT
        else Condition(level=level)
    }


def test_nobody_knows() -> None:
    rows = Rows()
    add_state(rows, None, "", 7, 3)
    assert (rows.text, rows.num) == ([None] * 4, [None] * 4)
    assert rows.rich == {3: Condition(level=Level.UNAVAILABLE)}


def test_parts_go_from_zero_and_back_and_are_taken_back_at_their_own_instant() -> None:
    rows = Rows()
    add_parts(rows, 5, 1_000_000, 10)
    add_parts(rows, 0, 1_000_000, 20)
    assert rows.signal == [PARTS] * 4
    assert list(zip(rows.source_at, rows.sequence, rows.num, strict=True)) == [
        (990_000, 10, 0),
        (1_000_001, 11, 0),
        (1_000_000, 12, 5),
        (1_000_000, 22, 0),
    ]


def test_what_is_declared() -> None:
    assert [one.handle for one in declared("d")] == list(range(6))
    assert {one.device for one in declared("d")} == {"d"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_act_has_its_words_in_the_journal(language: str) -> None:
    texts = registry.get("manual").texts(language)
    acts = ("manual_entered", "manual_undone")
    assert {f"note.{act}_{doing}" for act in acts for doing in Doing} | {f"note.{act}" for act in acts} <= set(texts)
