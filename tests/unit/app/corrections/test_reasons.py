"""Saying why a machine stood: one stop, its beginning, many stops at once."""

from __future__ import annotations

import pytest

from dispatcher.app.corrections.back_date import BackDate
from dispatcher.app.corrections.fill import Fill
from dispatcher.app.corrections.override_state import OverrideState
from dispatcher.app.corrections.set_reason import SetReason
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from tests.unit.app.corrections.shop import LATHE, MILL, Shop, at, lines, shop


def because(reason: str, start: float, end: float | None = None, machine: MachineId = LATHE) -> SetReason:
    return SetReason(machine=machine, start=at(start), end=None if end is None else at(end), reason=reason)


def refusal(given: Shop, intent: SetReason | BackDate | Fill | OverrideState, kind: type[DispatcherError]) -> str:
    before = given.log.last()
    with pytest.raises(kind) as caught:
        given.enter(intent)
    assert (given.log.last(), given.poked) == (before, list(range(1, before + 1)))
    return caught.value.code


def test_a_stop_gets_its_reason_and_the_account_is_told() -> None:
    given = shop()
    [line] = given.enter(because("no_job", 60, 90), comment="  ждали наряд ").lines
    assert (line.author, line.comment, line.at, line.bulk) == ("Иван", "ждали наряд", given.now, "")
    assert given.told()[1] == (60, 90, "no_job")
    assert given.poked == [1]


def test_without_an_end_it_holds_until_the_stop_ends() -> None:
    given = shop()
    [line] = given.enter(because("no_job", 200)).lines
    assert line.end is None
    given.now = at(300)
    assert given.told()[-1] == (200, 300, "no_job")
    given.states[LATHE][-1:] = [(200, 250, BaseState.IDLE), (250, 280, BaseState.RUNNING), (280, None, BaseState.IDLE)]
    assert given.told()[-2:] == [(200, 250, "no_job"), (280, 300, "")]


def test_trap_32_an_entry_that_comes_late_stays_with_its_own_stop() -> None:
    """The terminal asked about a stop that was over when the answer came: the next stop is not touched."""
    given = shop()
    [line] = given.enter(because("no_job", 65)).lines
    assert line.end == at(90)
    assert given.told() == [(0, 30, ""), (60, 65, ""), (65, 90, "no_job"), (200, 240, "")]


def test_an_entry_a_little_before_the_stop_is_of_the_stop() -> None:
    given = shop()
    [line] = given.enter(because("no_job", 58)).lines
    assert (line.start, line.end) == (at(58), at(90))


def test_a_person_may_say_that_there_was_no_reason() -> None:
    given = shop(rules=[(LATHE, 60, 90, "lunch")])
    given.enter(because("", 70, 90))
    assert given.told()[1:3] == [(60, 70, "lunch"), (70, 90, "")]


@pytest.mark.parametrize(
    ("intent", "kind", "code"),
    [
        (because("no_job", 60, 90, MachineId("saw")), NotFound, "machine_unknown"),
        (because("nonsense", 60, 90), InvalidInput, "correction_reason_unknown"),
        (because("old", 60, 90), InvalidInput, "correction_reason_inactive"),
        (because("organisation", 60, 90), InvalidInput, "correction_reason_is_group"),
        (because("mill_jam", 60, 90), InvalidInput, "correction_reason_elsewhere"),
        (because("turning_only", 100, 110, MILL), InvalidInput, "correction_reason_elsewhere"),
        (because("no_job", 90, 60), InvalidInput, "correction_reversed"),
        (because("no_job", 90, 90), InvalidInput, "correction_reversed"),
        (because("no_job", 230, 241), InvalidInput, "correction_in_future"),
        (because("no_job", 240), InvalidInput, "correction_in_future"),
        (because("no_job", -50_000, 60), InvalidInput, "correction_too_long"),
        (because("no_job", 100, 150), Conflict, "correction_machine_runs"),
        (because("", 100, 150), Conflict, "correction_machine_runs"),
        (because("no_job", 115, None, MILL), Conflict, "correction_machine_runs"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    intent: SetReason, kind: type[DispatcherError], code: str
) -> None:
    assert refusal(shop(), intent, kind) == code


def test_a_reason_that_stands_against_the_signals_may_be_given_while_it_runs() -> None:
    given = shop()
    assert lines(given.enter(because("measuring", 100, 150)))[0].value == "measuring"


def test_where_the_signals_win_a_person_may_not_overwrite() -> None:
    given = shop(rules=[(LATHE, 60, 90, "door"), (MILL, 100, 105, "door")])
    assert refusal(given, because("no_job", 60, 90), Conflict) == "correction_rule_stands"
    # A part of the stop is free: there it holds.
    given.enter(because("no_job", 100, 110, MILL))


def test_what_nobody_watched_may_be_explained() -> None:
    given = shop()
    given.enter(because("no_job", 0, 30))
    assert given.told()[0] == (0, 30, "no_job")


def test_back_dating_takes_the_unexplained_time_before() -> None:
    given = shop()
    given.enter(because("no_tool", 205, 208))
    given.enter(because("no_job", 220))
    [line] = given.enter(BackDate(machine=LATHE, at=at(230))).lines
    assert (line.start, line.end, line.value) == (at(208), at(220), "no_job")
    assert given.told()[2:] == [
        (200, 205, ""),
        (205, 208, "no_tool"),
        (208, 220, "no_job"),
        (220, 240, "no_job"),
    ]


def test_back_dating_needs_a_reason_and_time_before_it() -> None:
    given = shop()
    assert refusal(given, BackDate(machine=LATHE, at=at(230)), Conflict) == "correction_no_reason_there"
    assert refusal(given, BackDate(machine=LATHE, at=at(100)), Conflict) == "correction_no_reason_there"
    given.enter(because("no_job", 200))
    assert refusal(given, BackDate(machine=LATHE, at=at(230)), Conflict) == "correction_nothing_before"


def test_many_stops_are_filled_in_one_act() -> None:
    given = shop()
    found = given.enter(Fill(items=[because("no_job", 60, 90), because("no_job", 100, 110, MILL)])).lines
    assert [(line.key, line.bulk) for line in found] == [("act-00001/1", "act-00001"), ("act-00001/2", "act-00001")]
    assert (given.told()[1], given.told(MILL)) == ((60, 90, "no_job"), [(100, 110, "no_job")])


def test_one_that_cannot_be_filled_stops_all() -> None:
    given = shop()
    intent = Fill(items=[because("no_job", 60, 90), because("no_job", 120, 130, MILL)])
    assert refusal(given, intent, Conflict) == "correction_machine_runs"
    assert refusal(given, Fill(items=[]), InvalidInput) == "correction_fill_count"
    assert refusal(given, Fill(items=[because("no_job", 60, 90)] * 501), InvalidInput) == "correction_fill_count"


def test_a_state_is_overridden_with_its_reason() -> None:
    given = shop()
    given.enter(OverrideState(machine=LATHE, start=at(0), end=at(30), state="idle", reason="no_job"))
    assert given.told()[0] == (0, 30, "no_job")
    given.enter(OverrideState(machine=LATHE, start=at(60), end=at(90), state="running"))
    assert given.told()[1:] == [(200, 240, "")]


@pytest.mark.parametrize(
    ("state", "end", "reason", "code"),
    [
        ("dancing", 30, "", "correction_state_unknown"),
        ("idle", None, "", "correction_needs_end"),
        ("idle", 30, "old", "correction_reason_inactive"),
    ],
)
def test_a_state_must_be_one_of_the_plants_and_over(state: str, end: float | None, reason: str, code: str) -> None:
    until = None if end is None else at(end)
    intent = OverrideState(machine=LATHE, start=at(0), end=until, state=state, reason=reason)
    assert refusal(shop(), intent, InvalidInput) == code
