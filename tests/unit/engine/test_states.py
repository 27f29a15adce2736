"""The state axis of the generic profile: what a machine with a standard probe gets."""

from __future__ import annotations

import pytest

from dispatcher.domain.signal import Condition, Level
from dispatcher.domain.state import Track
from dispatcher.engine.explain import explain
from dispatcher.engine.profile_text import read_profile
from tests.unit.engine.support import Paper

FAULT = Condition(level=Level.FAULT, native_code="1010", message="SPINDLE OVERLOAD")
NORMAL = Condition(level=Level.NORMAL)


@pytest.mark.parametrize(
    ("execution", "state"),
    [
        ("ACTIVE", "running"),
        ("active ", "running"),
        ("FEED_HOLD", "paused"),
        ("INTERRUPTED", "paused"),
        ("WAIT", "paused"),
        ("PROGRAM_STOPPED", "paused"),
        ("OPTIONAL_STOP", "paused"),
        ("READY", "idle"),
        ("STOPPED", "idle"),
        ("PROGRAM_COMPLETED", "idle"),
        (None, "no_data"),
        ("SOMETHING_NEW", "no_data"),
    ],
)
def test_execution_gives_the_state(execution: str | None, state: str) -> None:
    paper = Paper().cover(0).feed((1, "exec", execution))

    assert paper.story()[-1] == (1, state)


def test_a_fault_at_rest_is_an_alarm_and_cutting_stays_running() -> None:
    paper = (
        Paper()
        .cover(0)
        .feed((1, "exec", "ACTIVE"), (5, "system", FAULT), (9, "exec", "STOPPED"), (20, "system", NORMAL))
    )

    assert paper.story()[1:] == [(1, "running"), (9, "alarm"), (20, "idle")]


def test_an_emergency_stop_is_an_alarm() -> None:
    paper = Paper().cover(0).feed((1, "exec", "READY"), (2, "estop", "TRIGGERED"), (8, "estop", "ARMED"))

    assert paper.story()[1:] == [(1, "idle"), (2, "alarm"), (8, "idle")]


def test_turning_by_hand_is_manual_only_while_something_moves() -> None:
    paper = Paper().cover(0).feed((1, "exec", "READY"), (1, "mode", "MANUAL"), (4, "speed", 300.0), (9, "speed", 0.0))

    assert paper.story()[1:] == [(1, "idle"), (4, "manual"), (9, "idle")]


def test_mode_is_an_axis_of_its_own() -> None:
    paper = Paper().cover(0).feed((1, "exec", "ACTIVE"), (3, "func", "SETUP"), (9, "func", "PRODUCTION"))

    assert paper.story(Track.MODE)[-2:] == [(3, "setup"), (9, "production")]
    assert paper.story()[-1] == (1, "running")


def test_trap_09_unavailable_is_no_data_and_not_a_change_of_the_machine() -> None:
    paper = (
        Paper()
        .cover(0)
        .feed((1, "exec", "ACTIVE"), (10, "exec", None), (12, "exec", "ACTIVE"), (60, "exec", "PROGRAM_COMPLETED"))
    )

    assert paper.story()[1:] == [(1, "running"), (10, "no_data"), (12, "running"), (60, "idle")]
    assert [(span.start, span.end) for span in paper.spans[Track.CYCLE]] == [(paper.at(1), paper.at(60))]


def test_trap_23_a_link_that_ends_leaves_no_data_behind() -> None:
    paper = Paper().cover(0).feed((1, "exec", "READY")).cover(0, 30)
    paper.until(500)

    assert paper.story()[1:] == [(1, "idle"), (30, "no_data")]
    assert paper.spans[Track.STATE][-1].detail == {"reason": "not_covered"}


def test_trap_07_a_value_older_than_its_limit_is_no_data() -> None:
    profile = read_profile(
        """
id = "stale"
version = 1
title = { en = "s", ru = "s" }
[roles.execution]
select = [{ type = "EXECUTION" }]
stale_after = "60s"
[[state]]
id = "run"
gives = "running"
when = { signal = "execution", equals = "ACTIVE" }
""",
        name="stale",
    )
    paper = Paper(profile).cover(0).feed((1, "exec", "ACTIVE")).until(600)

    assert paper.story()[1:] == [(1, "running"), (61, "no_data")]
    assert paper.spans[Track.STATE][-1].detail == {"reason": "stale"}


def test_trap_06_an_old_value_opens_its_own_time_again_and_never_now() -> None:
    paper = Paper().cover(0).feed((100, "exec", "ACTIVE"), (200, "exec", "READY"))
    paper.feed((150, "exec", "FEED_HOLD"))

    assert paper.story()[1:] == [(100, "running"), (150, "paused"), (200, "idle")]
    assert paper.last.reopened_from == paper.at(150)


def test_several_conditions_are_active_at_once_and_clear_one_by_one() -> None:
    paper = (
        Paper()
        .cover(0)
        .feed(
            (1, "exec", "READY"),
            (2, "system", Condition(level=Level.FAULT, native_code="A")),
            (4, "system", Condition(level=Level.WARNING, native_code="B")),
            (6, "system", Condition(level=Level.NORMAL, native_code="A")),
            (9, "system", NORMAL),
        )
    )

    assert [(s.value, s.start, s.end) for s in paper.spans[Track.ALARM]] == [
        ("system:A", paper.at(2), paper.at(6)),
        ("system:B", paper.at(4), paper.at(9)),
    ]
    assert paper.story()[1:] == [(1, "idle"), (2, "alarm"), (6, "idle")]


def test_alarms_that_begin_together_keep_each_other_when_one_ends_late() -> None:
    paper = (
        Paper()
        .cover(0)
        .feed(
            (2, "system", Condition(level=Level.FAULT, native_code="A")),
            (2, "system", Condition(level=Level.FAULT, native_code="B")),
        )
    )
    paper.feed((5, "system", Condition(level=Level.NORMAL, native_code="A")))
    paper.feed((9, "system", Condition(level=Level.NORMAL, native_code="B")))

    assert [(s.value, s.end) for s in paper.spans[Track.ALARM]] == [
        ("system:A", paper.at(5)),
        ("system:B", paper.at(9)),
    ]


def test_a_delay_that_ends_at_the_instant_of_another_event_is_not_missed() -> None:
    text = """
id = "delayed"
version = 1
title = { en = "Delayed", ru = "С задержкой" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[roles.count]
select = [{ type = "PART_COUNT" }]
[[state]]
id = "ready"
gives = "idle"
when = { signal = "execution", equals = "READY" }
hold = "5s"
"""
    paper = Paper(read_profile(text, name="delayed")).cover(0).feed((1, "exec", "READY"))
    paper.feed((6, "count", 1.0)).until(20)

    assert paper.story()[-1] == (6, "idle")


def test_an_explanation_says_what_the_timeline_says() -> None:
    paper = Paper().cover(0).feed((1, "exec", "READY"), (1, "mode", "MANUAL"), (4, "speed", 300.0))

    found = explain(paper.line.schedule.recipe(paper.at(5)), paper.line.memory, paper.at(5))

    assert (found.committed, found.rule, found.since) == ("manual", "by-hand", paper.at(4))
    first = next(item for item in found.rules if item.finding.result)
    assert first.rule.id == "by-hand"
    assert first.text.startswith("controller_mode in {MANUAL, MANUAL_DATA_INPUT, SEMI_AUTOMATIC} and execution in")
    assert {(item.role, item.value) for item in found.looked if item.known} >= {
        ("spindle", 300.0),
        ("execution", "READY"),
    }
