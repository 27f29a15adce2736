"""The desk: an act is entered once, in its turn, and never into what is accepted."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dispatcher.app.corrections.declare_parts import DeclareParts
from dispatcher.app.corrections.fill import Fill
from dispatcher.app.corrections.intent import Act, Intent
from dispatcher.app.corrections.merge import Merge
from dispatcher.app.corrections.reset import Reset
from dispatcher.app.corrections.shifts import AcceptShift, ReopenShift
from dispatcher.app.corrections.split import Split
from dispatcher.app.corrections.undo import Undo
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import PartCount
from tests.unit.app.corrections.shop import LATHE, MILL, T0, Shop, at, shop
from tests.unit.app.corrections.test_reasons import because

KEY = "0b7c6a52-6f0a-4f59-9f0e-6a4b4f6c2f11"


def refused(given: Shop, intent: Intent, kind: type[DispatcherError] = Conflict, seen: int | None = None) -> str:
    before = given.log.last()
    with pytest.raises(kind) as caught:
        given.enter(intent, seen=seen)
    assert given.log.last() == before
    return caught.value.code


def act(**changes: object) -> Act:
    return replace(Act(key=KEY, author="Иван", comment="c"), **changes)  # type: ignore[arg-type]  # fields by name


def test_trap_32_a_double_click_makes_one_line() -> None:
    given = shop()
    first = given.desk.enter(because("no_job", 200), act())
    given.now = at(300)
    again = given.desk.enter(because("no_job", 200), act())
    assert list(again.lines) == list(first.lines)
    assert (given.log.last(), given.poked) == (1, [1])


def test_trap_32_two_clicks_at_once_make_one_line() -> None:
    given = shop()
    threads = [threading.Thread(target=lambda: given.desk.enter(because("no_job", 60, 90), act())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (given.log.last(), given.poked) == (1, [1])


def test_trap_32_what_changed_meanwhile_does_not_move_the_entry() -> None:
    """The answer was lost, the stop ended, the browser asks again: the entry is where it was."""
    given = shop()
    given.desk.enter(because("no_job", 65), act())
    again = given.desk.enter(because("no_job", 65), act())
    assert [(line.id, line.end) for line in again.lines] == [(1, at(90))]


@pytest.mark.parametrize(
    ("intent", "changes"),
    [
        (because("no_tool", 60, 90), {}),
        (because("no_job", 60, 80), {}),
        (because("no_job", 100, 110, MILL), {}),
        (Split(machine=LATHE, at=at(70)), {}),
        (because("no_job", 60, 90), {"author": "Пётр"}),
        (because("no_job", 60, 90), {"comment": "other"}),
    ],
)
def test_a_key_is_of_one_act(intent: Intent, changes: dict[str, object]) -> None:
    given = shop()
    given.desk.enter(because("no_job", 60, 90), act())
    with pytest.raises(Conflict) as caught:
        given.desk.enter(intent, act(**changes))
    assert (caught.value.code, given.log.last()) == ("correction_key_reused", 1)


@pytest.mark.parametrize("key", ["", "short", "k" * 101, "with blank in it", "a/1234567", "ключключключ"])
def test_a_key_must_name_an_act(key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        shop().desk.enter(because("no_job", 60, 90), act(key=key))
    assert caught.value.code == "correction_key_bad"


def test_a_comment_is_not_cut_off() -> None:
    given = shop()
    with pytest.raises(InvalidInput) as caught:
        given.desk.enter(because("no_job", 60, 90), act(comment="ж" * 1001))
    assert (caught.value.code, caught.value.params["length"]) == ("correction_comment_long", 1001)
    given.desk.enter(because("no_job", 60, 90), act(comment="ж" * 1000))


def test_whoever_has_not_seen_a_later_line_is_told() -> None:
    given = shop()
    given.enter(because("no_job", 60, 90), author="Пётр")
    assert refused(given, because("no_tool", 80, 85), seen=0) == "correction_overtaken"
    # Another stop, or having seen it, or not caring: all well.
    given.enter(because("no_tool", 200), seen=0)
    given.enter(because("no_tool", 80, 85), seen=1)
    given.enter(because("no_job", 80, 85))
    assert refused(given, Undo(target=1), seen=2) == "correction_overtaken"


def test_parts_contradict_nobody() -> None:
    given = shop()
    given.enter(DeclareParts(machine=LATHE, at=at(70), program="O1", scrap=1, rework=0))
    given.enter(because("no_job", 60, 90), seen=0)
    given.enter(DeclareParts(machine=LATHE, at=at(70), program="O1", scrap=1, rework=0), seen=0)


def test_a_stop_is_split_at_any_second_and_merged() -> None:
    given = shop()
    given.enter(Split(machine=LATHE, at=at(70)))
    given.enter(Split(machine=LATHE, at=Instant(at(70) + 1_000_000)))
    given.enter(because("no_job", 60, 70))
    assert given.told()[1:3] == [(60, 70, "no_job"), (70, pytest.approx(70 + 1 / 60), "")]
    assert refused(given, Split(machine=LATHE, at=at(70))) == "correction_split_there"
    given.enter(Merge(machine=LATHE, start=at(60), end=at(90)))
    assert refused(given, Merge(machine=LATHE, start=at(60), end=at(90))) == "correction_no_splits"
    assert given.told()[1:3] == [(60, 70, "no_job"), (70, 90, "")]


@pytest.mark.parametrize("minute", [10, 50, 60, 90, 100, 200])
def test_a_split_lies_inside_a_stop(minute: float) -> None:
    assert refused(shop(), Split(machine=LATHE, at=at(minute)), InvalidInput) == "correction_split_outside"


def test_a_lasting_stop_is_split_too_but_not_in_the_future() -> None:
    given = shop()
    given.enter(Split(machine=LATHE, at=at(239)))
    assert refused(given, Split(machine=LATHE, at=at(240)), InvalidInput) == "correction_in_future"


def test_a_reset_needs_something_to_reset() -> None:
    given = shop()
    assert refused(given, Reset(machine=LATHE, start=at(60), end=at(90))) == "correction_nothing_to_reset"
    given.enter(because("no_job", 60, 80))
    assert refused(given, Reset(machine=LATHE, start=at(80), end=at(90))) == "correction_nothing_to_reset"
    given.enter(Reset(machine=LATHE, start=at(70), end=at(90)))
    assert given.told()[1:4] == [(60, 70, "no_job"), (70, 90, ""), (200, 240, "")]


def test_undo_and_its_undo() -> None:
    given = shop()
    given.enter(because("no_job", 60, 90))
    [taken] = given.enter(Undo(target=1)).lines
    assert (taken.kind, taken.target, taken.start, taken.end) == (CorrectionKind.UNDO, 1, at(60), at(90))
    assert given.told()[1] == (60, 90, "")
    assert refused(given, Undo(target=1)) == "correction_undone_already"
    given.enter(Undo(target=taken.id))
    assert given.told()[1] == (60, 90, "no_job")
    assert refused(given, Undo(target=99), NotFound) == "correction_unknown"


def test_an_act_of_many_lines_is_undone_by_one_or_as_a_whole() -> None:
    given = shop()
    fill = [because("no_job", 60, 90), because("no_job", 200), because("no_job", 100, 110, MILL)]
    given.enter(Fill(items=fill))
    given.enter(Undo(target=2))
    found = given.enter(Undo(target=1, whole=True)).lines
    assert [line.target for line in found] == [1, 3]
    assert {line.bulk for line in found} == {"act-00003"}
    assert refused(given, Undo(target=3, whole=True)) == "correction_undone_already"
    assert [undone for _, undone in given.desk.entered(Interval(T0, at(999)), [], 10)] == [False] * 3 + [True] * 3


def accepted(given: Shop) -> None:
    given.shift, given.now = Interval(at(0), at(230)), at(240)
    given.enter(AcceptShift(machines=[LATHE], start=at(0), end=at(230)), author="мастер Ким")


@pytest.mark.parametrize(
    "intent",
    [
        because("no_job", 60, 90),
        because("no_job", 210),
        because("no_job", 229, 235),
        Split(machine=LATHE, at=at(70)),
        DeclareParts(machine=LATHE, at=at(70), program="O1", scrap=1, rework=0),
        Undo(target=1),
        Reset(machine=LATHE, start=at(0), end=at(235)),
    ],
)
def test_an_accepted_shift_is_closed(intent: Intent) -> None:
    given = shop()
    given.enter(because("no_tool", 60, 90))
    accepted(given)
    with pytest.raises(Conflict) as caught:
        given.enter(intent)
    assert caught.value.code == "correction_locked"
    params = caught.value.params
    assert (params["shift"], params["by"], params["machine"]) == ("2026-11-23 day", "мастер Ким", LATHE)
    assert (params["start"], params["at"]) == ("2026-11-23 08:00:00", "2026-11-23 12:00:00")


def test_beside_an_accepted_shift_and_on_other_machines_all_goes_on() -> None:
    given = shop()
    accepted(given)
    given.enter(because("no_job", 230))
    given.enter(because("no_job", 100, 110, MILL))


def test_a_reopened_shift_may_be_corrected() -> None:
    given = shop()
    accepted(given)
    given.enter(ReopenShift(machines=[LATHE], start=at(0), end=at(230)))
    assert given.desk.locks(LATHE, Interval(at(0), at(230))) == ()
    given.enter(because("no_job", 60, 90))
    assert refused(given, ReopenShift(machines=[LATHE], start=at(0), end=at(230))) == "correction_not_accepted"


def test_who_asks_for_shifts_learns_which_are_accepted() -> None:
    given = shop()
    accepted(given)
    whole = Interval(at(0), at(230))
    assert given.desk.accepted(Interval(at(100), at(101))) == {whole: frozenset({LATHE})}
    given.enter(ReopenShift(machines=[LATHE], start=at(0), end=at(230)))
    assert given.desk.accepted(whole) == {}


def test_only_a_whole_shift_that_is_over_is_accepted_and_once() -> None:
    given = shop()
    whole = AcceptShift(machines=[LATHE, MILL], start=at(0), end=at(720))
    assert refused(given, whole, InvalidInput) == "correction_shift_lasts"
    given.now = at(720)
    assert refused(given, replace(whole, end=at(700)), InvalidInput) == "correction_shift_unknown"
    assert refused(given, replace(whole, machines=[]), InvalidInput) == "correction_no_machines"
    found = given.enter(whole).lines
    assert [(line.machine, line.value) for line in found] == [(LATHE, "2026-11-23 day"), (MILL, "2026-11-23 day")]
    assert refused(given, replace(whole, machines=[MILL])) == "correction_accepted"
    assert refused(given, Undo(target=found[0].id)) == "correction_of_shift"


def test_parts_are_written_as_said_and_what_is_odd_is_told() -> None:
    made = PartCount(
        machine=LATHE,
        at=at(50),
        parts=3,
        signal_key="c",
        raw_before=0.0,
        raw_after=3.0,
        program="O1",
        inferred=False,
        rule="",
    )
    given = shop(parts=[made])
    quiet = given.enter(DeclareParts(machine=LATHE, at=at(55), program="O1", scrap=3, rework=2))
    assert list(quiet.warnings) == []
    [warning] = given.enter(DeclareParts(machine=LATHE, at=at(56), program="O1", scrap=1, rework=0)).warnings
    assert (warning.code, warning.params["scrap"], warning.params["parts"]) == ("correction_scrap_exceeds_parts", 4, 3)
    assert given.log.last() == 2


@pytest.mark.parametrize(("scrap", "rework"), [(0, 0), (-1, 2), (2, -1), (1_000_001, 0)])
def test_parts_that_make_no_sense_are_refused(scrap: int, rework: int) -> None:
    intent = DeclareParts(machine=LATHE, at=at(55), program="O1", scrap=scrap, rework=rework)
    assert refused(shop(), intent, InvalidInput) == "correction_parts_count"


def test_what_was_said_of_a_window_and_whether_it_holds() -> None:
    given = shop()
    given.enter(because("no_job", 60, 90))
    given.enter(Undo(target=1))
    given.enter(because("no_tool", 60, 90))
    told = given.desk.of_machine(LATHE, Interval(at(60), at(61)))
    assert [(line.id, undone) for line, undone in told] == [(1, True), (2, False), (3, False)]
