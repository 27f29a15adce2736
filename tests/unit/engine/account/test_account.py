"""How an instant counts: the rules of meaning, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from dispatcher.domain.account import Origin, TimeClass
from dispatcher.domain.calendar import Attendance
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.state import Track
from dispatcher.engine.account import Standing, account
from tests.support.reckoning import MACHINE, at, between, classes, facts, shift, slots, spans

WINDOW = between(0, 600)
C = TimeClass


@dataclass(frozen=True)
class Given:
    start: Instant
    end: Instant
    reason: str
    rule: str = "r1"


def said(
    number: int,
    kind: CorrectionKind,
    start: float,
    end: float | None,
    value: str = "",
    *,
    reason: str = "",
    entered: float = 590,
) -> Correction:
    return Correction(
        id=number,
        key=str(number),
        machine=MACHINE,
        kind=kind,
        start=at(start),
        end=None if end is None else at(end),
        value=value,
        reason=reason,
        comment="",
        author="anna",
        at=at(entered),
    )


def test_running_and_standing_inside_and_outside_the_shift() -> None:
    states = spans((0, 100, "running"), (100, 200, "idle"), (200, 500, "running"), (500, None, "off"))
    found = account(facts(states, slots(WINDOW, shift(60, 480)), window=WINDOW, now=600))
    assert classes(found) == [
        (0, 60, C.EXTRA),
        (60, 100, C.PRODUCTION),
        (100, 200, C.UNEXPLAINED),
        (200, 480, C.PRODUCTION),
        (480, 500, C.EXTRA),
        (500, 600, C.NOT_SCHEDULED),
    ]
    assert found[-1].open
    assert not any(stretch.open for stretch in found[:-1])


def test_unknown_time_is_never_running_or_standing() -> None:
    states = spans((60, 100, "running"), (100, 300, "no_data"), (300, 600, "running"))
    found = account(facts(states, slots(WINDOW, shift(60, 200)), window=WINDOW, now=600))
    assert classes(found) == [
        (0, 60, C.DARK),
        (60, 100, C.PRODUCTION),
        (100, 200, C.NO_DATA),
        (200, 300, C.DARK),
        (300, 600, C.EXTRA),
    ]


def test_trap_25_a_stop_over_several_shifts_is_cut_for_the_report_and_stays_one_stop() -> None:
    planned = slots(WINDOW, shift(0, 200, code="1"), shift(200, 400, code="2"))
    found = account(
        facts(spans((0, 150, "running"), (150, 450, "idle"), (450, 600, "off")), planned, window=WINDOW, now=600)
    )
    assert [(s.start / MINUTE, s.end / MINUTE, s.shift, s.time_class) for s in found] == [
        (0, 150, "1", C.PRODUCTION),
        (150, 200, "1", C.UNEXPLAINED),
        (200, 400, "2", C.UNEXPLAINED),
        (400, 450, "", C.NOT_SCHEDULED),
        (450, 600, "", C.NOT_SCHEDULED),
    ]
    assert {s.stop for s in found[1:]} == {at(150)}


def test_a_short_stop_is_judged_by_its_whole_length() -> None:
    planned = slots(WINDOW, shift(0, 101, code="1"), shift(101, 500, code="2"))
    states = spans(
        (0, 100, "running"), (100, 102, "idle"), (102, 200, "running"), (200, 203, "idle"), (203, None, "running")
    )
    found = account(facts(states, planned, window=WINDOW, now=600))
    assert [(a, b) for a, b, c in classes(found) if c is C.MICRO] == [(100, 102)]
    assert [(a, b) for a, b, c in classes(found) if c is C.UNEXPLAINED] == [(200, 203)]
    # A window that shows a minute of it sees the same.
    part = account(facts(states, planned, window=between(201, 202), now=600))
    assert classes(part) == [(201, 202, C.UNEXPLAINED)]
    assert part[0].stop == at(200)


def test_a_break_is_planned_while_it_stands_and_production_while_it_runs() -> None:
    planned = slots(WINDOW, shift(0, 480, breaks=[(100, 130), (300, 330)]))
    states = spans((0, 110, "running"), (110, 140, "idle"), (140, None, "running"))
    found = account(facts(states, planned, window=between(0, 480), now=600))
    assert classes(found) == [
        (0, 110, C.PRODUCTION),
        (110, 130, C.PLANNED),
        (130, 140, C.UNEXPLAINED),
        (140, 480, C.PRODUCTION),
    ]
    pause = found[1]
    assert (pause.reason, pause.origin) == ("break", Origin.RULE)


def test_time_of_an_optional_shift_is_scheduled_only_while_it_runs() -> None:
    planned = slots(WINDOW, shift(0, 480, attendance=Attendance.OPTIONAL))
    states = spans((0, 100, "running"), (100, 200, "idle"), (200, 480, "no_data"))
    found = account(facts(states, planned, window=between(0, 480), now=600))
    assert classes(found) == [(0, 100, C.PRODUCTION), (100, 200, C.NOT_SCHEDULED), (200, 480, C.DARK)]


def test_mode_setup_is_setup_running_or_standing_unless_a_weightier_reason_is_given() -> None:
    planned = slots(WINDOW, shift(0, 480))
    lines = [
        said(1, CorrectionKind.REASON, 120, 140, "broken"),
        said(2, CorrectionKind.REASON, 140, 160, "no_tool"),
    ]
    found = account(
        facts(
            spans((0, 100, "running"), (100, 200, "idle"), (200, None, "running")),
            planned,
            window=between(0, 300),
            now=600,
            modes=spans((0, 50, "production"), (50, 250, "setup"), (250, None, "production"), track=Track.MODE),
            corrections=lines,
        )
    )
    assert classes(found) == [
        (0, 50, C.PRODUCTION),
        (50, 120, C.SETUP),
        (120, 140, C.FAILURE),
        (140, 250, C.SETUP),
        (250, 300, C.PRODUCTION),
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("no_tool", C.DELAY),
        ("broken", C.FAILURE),
        ("adjust", C.SETUP),
        ("meeting", C.PLANNED),
        ("service", C.PREVENTIVE),
        ("no_job", C.NOT_SCHEDULED),
        ("unheard_of", C.DELAY),
    ],
)
def test_the_kind_of_a_reason_decides_the_class(code: str, expected: TimeClass) -> None:
    line = said(7, CorrectionKind.REASON, 10, 50, code, entered=80)
    found = account(
        facts(
            spans((0, 60, "idle"), (60, None, "running")),
            slots(WINDOW, shift(0, 480)),
            window=between(0, 60),
            now=600,
            corrections=[line],
        )
    )
    assert classes(found) == [(0, 10, C.UNEXPLAINED), (10, 50, expected), (50, 60, C.UNEXPLAINED)]
    middle = found[1]
    assert (middle.reason, middle.origin, middle.corrections) == (code, Origin.PERSON, (7,))
    assert middle.late == 20 * MINUTE, "the stop ended at 60, the entry came at 80"


def test_against_a_running_machine_a_person_holds_only_where_the_reason_says_so() -> None:
    lines = [said(1, CorrectionKind.REASON, 10, 20, "no_tool"), said(2, CorrectionKind.REASON, 30, 40, "trial")]
    found = account(
        facts(
            spans((0, None, "running")), slots(WINDOW, shift(0, 480)), window=between(0, 60), now=600, corrections=lines
        )
    )
    assert classes(found) == [(0, 30, C.PRODUCTION), (30, 40, C.DELAY), (40, 60, C.PRODUCTION)]
    assert [s.corrections for s in found] == [(), (2,), ()]


def _alarm_rule(standing: Standing) -> Sequence[Given]:
    return [Given(stop.start, stop.end, "alarm_stop" if stop.start == at(10) else "no_tool") for stop in standing.stops]


def test_over_a_reason_of_a_rule_a_person_holds_only_where_the_reason_lets_him() -> None:
    states = spans((0, 10, "running"), (10, 30, "alarm"), (30, 40, "running"), (40, 60, "idle"), (60, None, "running"))
    lines = [said(1, CorrectionKind.REASON, 10, 20, "meeting"), said(2, CorrectionKind.REASON, 40, 50, "meeting")]
    found = account(
        facts(
            states, slots(WINDOW, shift(0, 480)), window=between(0, 60), now=600, corrections=lines, judge=_alarm_rule
        )
    )
    assert classes(found) == [
        (0, 10, C.PRODUCTION),
        (10, 30, C.FAILURE),
        (30, 40, C.PRODUCTION),
        (40, 50, C.PLANNED),
        (50, 60, C.DELAY),
    ]
    assert [(s.reason, s.origin, s.reason_rule) for s in found[1:2]] == [("alarm_stop", Origin.RULE, "r1")]


def test_no_reason_after_all_takes_the_rules_reason_away() -> None:
    line = said(3, CorrectionKind.REASON, 10, 20, "")
    judge = lambda standing: [Given(stop.start, stop.end, "no_tool") for stop in standing.stops]  # noqa: E731 - a fake
    found = account(
        facts(
            spans((0, 30, "idle"), (30, None, "running")),
            slots(WINDOW, shift(0, 480)),
            window=between(0, 30),
            now=600,
            corrections=[line],
            judge=judge,
        )
    )
    assert classes(found) == [(0, 10, C.DELAY), (10, 20, C.UNEXPLAINED), (20, 30, C.DELAY)]
    assert (found[1].corrections, found[1].origin) == ((3,), Origin.NONE)


def test_a_reason_over_unknown_time_is_shown_and_does_not_count() -> None:
    line = said(1, CorrectionKind.REASON, 0, 30, "broken")
    found = account(
        facts(
            spans((0, 30, "no_data")), slots(WINDOW, shift(0, 480)), window=between(0, 30), now=600, corrections=[line]
        )
    )
    assert [(s.time_class, s.reason, s.origin) for s in found] == [(C.NO_DATA, "broken", Origin.PERSON)]


def test_a_state_said_by_a_person_makes_and_ends_stops() -> None:
    lines = [
        said(1, CorrectionKind.STATE, 10, 20, "running"),
        said(2, CorrectionKind.STATE, 40, 50, "alarm", reason="broken"),
    ]
    states = spans((0, 30, "idle"), (30, 35, "running"), (35, 60, "no_data"))
    found = account(facts(states, slots(WINDOW, shift(0, 480)), window=between(0, 60), now=600, corrections=lines))
    assert classes(found) == [
        (0, 10, C.UNEXPLAINED),
        (10, 20, C.PRODUCTION),
        (20, 30, C.UNEXPLAINED),
        (30, 35, C.PRODUCTION),
        (35, 40, C.NO_DATA),
        (40, 50, C.FAILURE),
        (50, 60, C.NO_DATA),
    ]
    assert [s.stop for s in found] == [at(0), None, at(20), None, None, at(40), None]
    assert found[1].state_rule == ""
    assert found[1].corrections == (1,)


def test_a_split_stop_is_told_in_two_and_stays_one_stop() -> None:
    seen: list[Sequence[object]] = []

    def judge(standing: Standing) -> Sequence[Given]:
        seen.append(standing.stops)
        return ()

    found = account(
        facts(
            spans((0, 60, "idle"), (60, None, "running")),
            slots(WINDOW, shift(0, 480)),
            window=between(20, 100),
            now=600,
            corrections=[said(1, CorrectionKind.SPLIT, 40, None)],
            judge=judge,
        )
    )
    assert seen == [[between(0, 40), between(40, 60)]]
    assert [(s.start / MINUTE, s.end / MINUTE, s.stop) for s in found] == [
        (20, 40, at(0)),
        (40, 60, at(0)),
        (60, 100, None),
    ]


def test_an_entry_without_end_holds_until_the_machine_runs_again_or_its_carry_is_over() -> None:
    states = spans((0, 50, "idle"), (50, 60, "running"), (60, 70, "idle"), (70, 100, "running"), (100, 300, "off"))
    lines = [said(1, CorrectionKind.REASON, 20, None, "no_tool"), said(2, CorrectionKind.REASON, 110, None, "short")]
    found = account(facts(states, slots(WINDOW, shift(0, 480)), window=between(0, 300), now=600, corrections=lines))
    assert [(s.start / MINUTE, s.end / MINUTE, s.reason) for s in found if s.reason] == [
        (20, 50, "no_tool"),
        (110, 170, "short"),
    ]


def test_trap_28_what_goes_on_counts_until_now() -> None:
    states = spans((0, 100, "running"), (100, None, "idle"))
    planned = slots(WINDOW, shift(0, 480))
    early = account(facts(states, planned, window=WINDOW, now=101))
    assert classes(early) == [(0, 100, C.PRODUCTION), (100, 101, C.MICRO)]
    later = account(facts(states, planned, window=WINDOW, now=130))
    assert classes(later) == [(0, 100, C.PRODUCTION), (100, 130, C.UNEXPLAINED)]
    assert later[-1].open


def test_a_window_that_has_not_begun_holds_nothing() -> None:
    assert account(facts(spans((0, None, "running")), slots(WINDOW), window=between(100, 200), now=100)) == []
