"""What rules hear of signals: enough of the past, no more than was covered, the same however the window is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.signals import SignalLoader, looks_back
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import OneOf, Profile, Role, Rule, Selector, always
from dispatcher.domain.signal import Category, Condition, Level, Value
from dispatcher.engine.reasons.rule_text import read_rules
from dispatcher.engine.reasons.signals import sure
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import M1, NOW, covered, rows, session, signal

PROFILE = Profile(
    id="p",
    version=1,
    digest="p",
    title={"en": "P", "ru": "П"},
    roles={
        "door": Role(name="door", selectors=(Selector(type="DOOR_STATE"),), stale_after=60 * MINUTE),
        "faults": Role(name="faults", selectors=(Selector(type="LOGIC_PROGRAM"),)),
    },
    states=(Rule(id="r", gives="running", when=OneOf("door", frozenset({"CLOSED"}))),),
)
FAULT, OTHER = (Condition(level=Level.FAULT, native_code=code) for code in ("7", "8"))
OVER = Condition(level=Level.NORMAL, native_code="8")


def journal() -> MemoryJournal:
    """Minutes before NOW: a door, two conditions (one in the profile), all covered for the last two hours but ten."""
    made = MemoryJournal()
    signals = [
        signal(1, "door", type="DOOR_STATE"),
        signal(2, "logic", category=Category.CONDITION, type="LOGIC_PROGRAM"),
        signal(3, "oil", category=Category.CONDITION, type="PRESSURE"),
    ]
    made.commit(
        Commit(
            signals=signals,
            sessions=[session()],
            coverage=[covered(-120 * MINUTE, -20 * MINUTE), covered(-10 * MINUTE)],
            rows=rows(1, _minutes((-110, "CLOSED"), (-50, "OPEN"), (-40, "OPEN"), (-5, "CLOSED"))),
        )
    )
    for number in (2, 3):
        made.commit(Commit(rows=rows(number, _minutes((-100, FAULT), (-90, OTHER), (-80, OVER)))))
    return made


def _minutes(*values: tuple[int, Value]) -> Sequence[tuple[int, Value]]:
    return [(minutes * MINUTE, value) for minutes, value in values]


def holds(test: dict[str, Any], start: int, end: int = 0) -> list[tuple[int, int]]:
    """Where a test holds inside [start, end), all in minutes before NOW, asked with just that window."""
    kept = journal()
    rules = read_rules({"rules": [{"id": "r", "reason": "a", "when": test}]})
    leaf: Any = rules[0].when
    window = Interval(Instant(NOW + start * MINUTE), Instant(NOW + end * MINUTE))
    schedule = Recipes(lambda: {M1: always(PROFILE)}, Catalogue(kept)).of(M1)
    loader = SignalLoader(journal=kept, schedule=schedule, machine=M1, window=window, back=looks_back(rules))
    yes, _ = sure(leaf.test, loader(leaf.signal))
    cut = [(max(part.start, window.start), min(part.end, window.end)) for part in yes]
    return [((first - NOW) // MINUTE, (last - NOW) // MINUTE) for first, last in cut if first < last]


OPEN = {"signal": "door", "equals": "OPEN"}


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (OPEN, [(-50, -20), (-10, -5)]),
        ({"signal": {"type": "DOOR_STATE"}, "equals": "OPEN"}, [(-50, -20), (-10, -5)]),
        ({"signal": "door", "changed_within": "15min"}, [(-110, -95), (-50, -35), (-5, 0)]),
        ({"signal": "faults", "level": "fault"}, [(-100, -20), (-10, 0)]),
        ({"signal": "faults", "level": "fault", "codes": ["8"]}, [(-90, -80)]),
        ({"signal": {"type": "PRESSURE"}, "level": "fault"}, [(-100, -20), (-10, 0)]),
        ({"signal": "nobody", "equals": 1}, []),
    ],
)
def test_what_is_heard_does_not_depend_on_where_the_window_begins(
    test: dict[str, Any], expected: list[tuple[int, int]]
) -> None:
    assert holds(test, -120) == expected
    for start in (-105, -85, -45, -39, -30, -7):
        inside = [(max(first, start), last) for first, last in expected if last > start]
        assert holds(test, start) == inside, start


def test_a_signal_is_asked_once() -> None:
    kept = journal()
    schedule = Recipes(lambda: {M1: always(PROFILE)}, Catalogue(kept)).of(M1)
    loader = SignalLoader(
        journal=kept, schedule=schedule, machine=M1, window=Interval(Instant(NOW - MINUTE), NOW), back={}
    )
    assert loader("door") is loader("door")
