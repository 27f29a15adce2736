"""Golden cases: what each condition of a reason rule means, how much of a stop a rule speaks for, which rule wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dispatcher.domain.calendar import Attendance
from dispatcher.domain.instant import MINUTE
from dispatcher.domain.profile import Selector
from dispatcher.domain.signal import Condition, Level
from dispatcher.domain.state import BaseState
from dispatcher.engine.reasons.facts import SignalTrack, StopFacts
from dispatcher.engine.reasons.rule import SignalRef
from tests.unit.engine.reasons.shop import alarm, facts, given, history

WHEN_OPEN = {"signal": "door", "equals": "OPEN"}
DOOR: dict[SignalRef, SignalTrack] = {"door": (history(("00:00", "CLOSED"), ("09:10", "OPEN"), ("09:20", "CLOSED")),)}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"in_break": True}, ["12:00-12:30 r0"]),
        ({"in_break": False}, ["07:00-12:00 r0", "12:30-17:00 r0"]),
        ({"no_shift": True}, ["07:00-08:00 r0", "16:00-17:00 r0"]),
        ({"shift_start": "15min"}, ["08:00-08:15 r0"]),
        ({"shift_end": "1h"}, ["15:00-16:00 r0"]),
        ({"clock": ["12:15", "13:00"]}, ["12:15-13:00 r0"]),
        ({"clock": ["16:30", "07:30"]}, ["07:00-07:30 r0", "16:30-17:00 r0"]),
        ({"stop": {"longer_than": "2h"}}, ["07:00-17:00 r0"]),
        ({"stop": {"shorter_than": "2h"}}, []),
        ({"state": "waiting"}, ["09:00-10:00 r0"]),
        ({"state": ["waiting", "held"]}, ["09:00-11:00 r0"]),
        ({"base": "idle"}, ["09:00-10:00 r0", "11:00-12:00 r0"]),
        ({"mode": "setup"}, ["10:00-11:00 r0"]),
        ({"mode": ["setup", "production"]}, ["10:00-12:00 r0"]),
        ({"program": "O1*"}, ["08:00-09:00 r0", "10:00-11:00 r0"]),
        ({"program": ["o20.nc", "*MEASURE*"]}, ["11:00-12:00 r0"]),
        ({"alarm": {"level": "fault"}}, ["09:30-09:40 r0", "10:00-10:10 r0"]),
        ({"alarm": {"level": ["fault", "warning"]}}, ["09:30-09:50 r0", "10:00-10:10 r0"]),
        ({"alarm": {"code": "70*"}}, ["10:00-10:10 r0"]),
        ({"alarm": {"text": "Давление"}}, ["09:40-09:50 r0"]),
        ({"alarm": {"level": "fault", "text": "давление"}}, []),
    ],
)
def test_what_a_condition_looks_at(when: Mapping[str, object], expected: list[str]) -> None:
    around = facts(
        "07:00-17:00",
        states={
            "09:00-10:00": ("waiting", BaseState.IDLE),
            "10:00-11:00": ("held", BaseState.PAUSED),
            "11:00-12:00": ("idle", BaseState.IDLE),
        },
        modes={"09:00-10:00": "unknown", "10:00-11:00": "setup", "11:00-12:00": "production"},
        programs={"08:00-09:00": "O1", "09:00-10:00": "", "10:00-11:00": " o1234 ", "11:00-12:00": "PRE-MEASURE-7"},
        alarms=[
            alarm("09:30-09:40", "2"),
            alarm("09:40-09:50", "3", "WARNING", "низкое давление масла"),
            alarm("10:00-10:10", "7004", message="spindle"),
        ],
    )
    assert given([{"when": when}], around) == expected


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ("while", ["09:10-09:20 r0"]),
        ("rest", ["09:10-10:00 r0"]),
        ("whole", ["09:00-10:00 r0"]),
    ],
)
def test_how_much_of_a_stop_a_rule_speaks_for(covers: str, expected: list[str]) -> None:
    around = facts("08:00-08:30", "09:00-10:00", "11:00-12:00", signals=DOOR)
    assert given([{"when": WHEN_OPEN, "covers": covers}], around) == expected


def test_the_parts_of_a_split_stop_are_explained_apart() -> None:
    around = facts("09:00-09:15", "09:15-09:30", "09:30-10:00", signals=DOOR)
    assert given([{"when": WHEN_OPEN, "covers": "whole"}], around) == ["09:00-09:15 r0", "09:15-09:30 r0"]
    assert given([{"when": WHEN_OPEN, "covers": "rest"}], around) == ["09:10-09:15 r0", "09:15-09:30 r0"]


def test_the_length_of_a_stop_is_that_of_the_whole_split_or_not() -> None:
    around = facts("09:00-09:01", "09:01-09:04", "10:00-10:02")
    split = ["09:00-09:01 r0", "09:01-09:04 r0"]
    assert given([{"when": {"stop": {"longer_than": "3min"}}}], around) == split
    assert given([{"when": {"stop": {"longer_than": "micro"}}}], around) == split
    assert given([{"when": {"stop": {"shorter_than": "micro"}}}], around) == ["10:00-10:02 r0"]
    assert given([{"when": {"stop": {"longer_than": "1min", "shorter_than": "3min"}}}], around) == ["10:00-10:02 r0"]


def test_the_first_rule_that_fits_wins_and_the_others_have_what_it_leaves() -> None:
    around = facts("11:00-13:00", alarms=[alarm("11:30-12:10", "1")])
    fault = {"when": {"alarm": {"level": "fault"}}, "covers": "rest"}
    pause = {"when": {"in_break": True}}
    assert given([pause, fault], around) == ["11:30-12:00 r1", "12:00-12:30 r0", "12:30-13:00 r1"]
    assert given([fault, pause], around) == ["11:30-13:00 r0"]


def test_rest_begins_where_the_condition_holds_first_even_if_another_rule_has_that_instant() -> None:
    around = facts("11:00-13:00", alarms=[alarm("12:10-12:20", "1")])
    fault = {"when": {"alarm": {"level": "fault"}}, "covers": "rest"}
    assert given([{"when": {"in_break": True}}, fault], around) == ["12:00-12:30 r0", "12:30-13:00 r1"]


def test_a_condition_that_does_not_last_says_nothing() -> None:
    around = facts("09:00-10:00", signals=DOOR)
    assert given([{"when": WHEN_OPEN, "minimum": "10min"}], around) == ["09:10-09:20 r0"]
    for covers in ("while", "rest", "whole"):
        assert given([{"when": WHEN_OPEN, "minimum": "11min", "covers": covers}], around) == []


def test_the_start_of_a_shift_is_one_only_where_people_are_expected() -> None:
    for attendance in (Attendance.UNMANNED, Attendance.OPTIONAL):
        assert given([{"when": {"shift_start": "10min"}}], facts("08:00-09:00", attendance=attendance)) == []


def test_the_clock_is_that_of_the_plant() -> None:
    assert given([{"when": {"clock": ["12:00", "13:00"]}}], facts("08:00-11:00", zone="Europe/Minsk")) == [
        "09:00-10:00 r0"
    ]


# ------------------------------------------------------------------ signals

SIGNALS: dict[SignalRef, SignalTrack] = {
    "door": (
        history(("00:00", "CLOSED"), ("09:10", "OPEN"), ("09:30", "CLOSED"), covered=("00:00-09:20", "09:25-24:00")),
    ),
    "load": (history(("08:00", 10.0), ("09:10", 80.0), ("09:20", None), ("09:40", 5.0)),),
    "beat": (history(("09:00", 1.0), ("09:10", 1.0), ("09:30", 1.0), stale=5 * MINUTE),),
    "faults": (
        history(
            ("00:00", Condition(level=Level.NORMAL)),
            ("09:10", Condition(level=Level.FAULT, native_code="7")),
            ("09:20", Condition(level=Level.WARNING, native_code="8")),
            ("09:30", Condition(level=Level.NORMAL, native_code="7")),
            ("09:40", Condition(level=Level.UNAVAILABLE)),
        ),
    ),
    "two": (history(("09:10", "A"), ("09:20", "B")), history(("09:15", "A"), ("09:40", "C"))),
    Selector(type="DOOR_STATE", names=("door2",)): (history(("09:00", "OPEN"), ("09:05", "CLOSED")),),
}
MAYBE = ["09:00-10:00 r0"]


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        (WHEN_OPEN, ["09:10-09:20", "09:25-09:30"], ["09:00-09:10", "09:30-10:00"]),
        ({"signal": "door", "not_equals": "open"}, ["09:00-09:10", "09:30-10:00"], ["09:10-09:20", "09:25-09:30"]),
        ({"signal": "load", "above": 50}, ["09:10-09:20"], ["09:00-09:10", "09:40-10:00"]),
        ({"signal": "load", "between": [0, 10]}, ["09:00-09:10", "09:40-10:00"], ["09:10-09:20"]),
        ({"signal": "load", "unavailable": True}, ["09:20-09:40"], ["09:00-09:20", "09:40-10:00"]),
        ({"signal": "load", "unavailable": False}, ["09:00-09:20", "09:40-10:00"], ["09:20-09:40"]),
        (
            {"signal": "load", "changed_within": "5min"},
            ["09:10-09:15", "09:40-09:45"],
            ["09:00-09:10", "09:15-09:20", "09:45-10:00"],
        ),
        ({"signal": "beat", "equals": 1}, ["09:00-09:05", "09:10-09:15", "09:30-09:35"], []),
        ({"signal": "faults", "level": "fault"}, ["09:10-09:30"], ["09:00-09:10", "09:30-09:40"]),
        (
            {"signal": "faults", "level": ["fault", "warning"], "codes": ["8"]},
            ["09:20-09:40"],
            ["09:00-09:20"],
        ),
        ({"signal": "two", "equals": "A"}, ["09:10-09:40"], ["09:40-10:00"]),
        ({"signal": {"type": "DOOR_STATE", "name": "door2"}, "equals": "OPEN"}, ["09:00-09:05"], ["09:05-10:00"]),
        ({"signal": "nobody", "equals": 1}, [], []),
    ],
)
def test_tests_of_signals_are_those_of_the_state_rules(
    test: Mapping[str, object], yes: list[str], no: list[str]
) -> None:
    around = facts("09:00-10:00", signals=SIGNALS)
    assert given([{"when": test}], around) == [f"{part} r0" for part in yes]
    assert given([{"when": {"not": test}}], around) == [f"{part} r0" for part in no]


def test_signals_are_not_loaded_for_time_that_is_decided_already() -> None:
    asked: list[object] = []
    around = facts("09:00-10:00")
    curious = {
        "when": {"all": [{"stop": {"longer_than": "2h"}}, WHEN_OPEN]},
    }
    assert given([curious], _watching(around, asked)) == []
    assert given([{"when": {"any": [{"stop": {"shorter_than": "2h"}}, WHEN_OPEN]}}], _watching(around, asked)) == MAYBE
    assert asked == []
    assert given([{"when": WHEN_OPEN}], _watching(around, asked)) == []
    assert asked == ["door"]


def _watching(around: StopFacts, asked: list[object]) -> StopFacts:
    def ask(ref: SignalRef) -> SignalTrack:
        asked.append(ref)
        return ()

    return replace(around, signals=ask)
