"""Machines are added and taken out while the house runs: nothing of the others moves, nothing of theirs is lost."""

from __future__ import annotations

from dispatcher.app.intake import Intake
from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.instant import SECOND
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import always
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.state import Track
from dispatcher.ports.store import Journal, SourceNote
from tests.unit.app.support import GENERIC, MACHINE, START, at, batch, memory, take_up

PRESS, CELL, OTHER = MachineId("press"), SourceId("cell"), SourceId("other")
RULES = always(GENERIC)


def states(journal: Journal, machine: MachineId = PRESS) -> list[tuple[float, str]]:
    spans = journal.spans([machine], [Track.STATE], ALL_TIME)
    return [((span.start - START) / SECOND, span.value) for span in spans]


def source(intake: Intake, name: SourceId = CELL, machine: MachineId = PRESS) -> SourceIntake:
    return intake.source(name, {"": machine})


def note(code: str, second: float) -> SourceNote:
    return SourceNote(source=CELL, at=at(second), code=code)


def test_what_comes_with_the_machine_is_derived_at_once() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.join(PRESS, RULES)
    press = source(intake)
    intake.take(press, batch(1, (1, 1, "READY")))
    intake.take(press, batch(4, (4, 2, "ACTIVE")))
    taken = intake.flush(at(6))

    assert states(journal) == [(1, "idle"), (4, "running")]
    assert taken is not None
    assert PRESS in {patch.machine for patch in taken.patches}


def test_what_nobody_added_moves_nothing() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.take(source(intake), batch(5, (4, 1, "ACTIVE")))
    intake.flush(at(6))
    assert states(journal) == []
    assert journal.totals()[PRESS].observations == 1


def test_a_machine_taken_out_ends_with_its_last_contact_and_the_others_go_on() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.join(PRESS, RULES)
    press, other = source(intake), source(intake, OTHER, MACHINE)
    intake.take(press, batch(4, (4, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(press, batch(5, cursor={"next": 2}))
    intake.take(other, batch(4, (4, 1, "ACTIVE")))
    intake.flush(at(6))

    intake.lost(press, note("removed", 8))
    intake.forget(CELL)
    intake.leave(PRESS)
    intake.take(other, batch(9, (9, 2, "READY")))
    intake.flush(at(10))

    assert states(journal)[-2:] == [(4, "running"), (5, "no_data")]
    assert states(journal, MACHINE)[-1] == (9, "idle")
    (claim,) = journal.coverage(PRESS, ALL_TIME)
    assert claim.end == at(5)
    assert PRESS not in intake.timelines.due(at(10_000))


def test_a_machine_that_comes_again_goes_on_where_it_was() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.join(PRESS, RULES)
    press = source(intake)
    intake.take(press, batch(4, (4, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(press, batch(5, cursor={"next": 2}))
    intake.lost(press)
    intake.forget(CELL)
    intake.leave(PRESS)
    intake.flush(at(6))

    intake.join(PRESS, RULES)
    again = source(intake)
    assert (again.cursor, again.session) == ({"next": 2}, "a")
    intake.take(again, batch(20, (19, 2, "READY"), cursor={"next": 3}))
    intake.flush(at(21))

    assert [value for _, value in states(journal)] == ["running", "no_data", "idle"]
    assert journal.totals()[PRESS].observations == 2


def test_leaving_and_joining_in_one_breath_is_staying() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.join(PRESS, RULES)
    press = source(intake)
    intake.take(press, batch(5, (4, 1, "ACTIVE")))
    intake.flush(at(6))
    intake.leave(PRESS)
    intake.join(PRESS, RULES)
    intake.take(press, batch(8, (7, 2, "READY")))
    intake.flush(at(9))
    assert states(journal)[-1] == (7, "idle")


def test_what_is_derived_is_the_same_as_after_a_restart() -> None:
    journal = memory()
    intake = take_up(journal)
    intake.join(PRESS, RULES)
    press = source(intake)
    for second, (sequence, text) in enumerate(((1, "ACTIVE"), (2, "READY"), (3, "ACTIVE")), 1):
        intake.take(press, batch(second * 10, (second * 10 - 1, sequence, text)))
        intake.flush(at(second * 10 + 1))
    lived = states(journal)

    again = take_up(journal)
    again.join(PRESS, RULES)
    again.flush(at(31))
    assert states(journal) == lived


def test_trap_31_what_is_paused_is_no_data_whatever_the_peer_kept_of_it() -> None:
    journal = memory()
    intake = take_up(journal)
    press = source(intake, CELL, MACHINE)
    intake.take(press, batch(4, (4, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(press, batch(5, cursor={"next": 2}))
    intake.lost(press, note("paused", 6))
    intake.flush(at(7))
    intake.resumed(press, Interval(at(6), at(20)), note("resumed", 20))
    # The same numbering, no number missing: the peer's buffer held what happened meanwhile.
    intake.take(press, batch(21, (10, 2, "READY"), (20.5, 3, "ACTIVE"), cursor={"next": 4}))
    intake.flush(at(22))

    assert states(journal, MACHINE) == [(4, "running"), (5, "no_data"), (21, "running")]
    (loss,) = journal.losses(MACHINE, ALL_TIME)
    assert (loss.code, loss.interval) == ("paused", Interval(at(6), at(20)))
    assert journal.totals()[MACHINE].observations == 3


def test_a_source_that_leads_elsewhere_begins_anew() -> None:
    journal = memory()
    intake = take_up(journal)
    press = source(intake, CELL, MACHINE)
    intake.take(press, batch(4, (4, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(press, batch(5, cursor={"next": 2}))
    intake.flush(at(6))
    intake.anew(press)
    intake.flush(at(7))
    (position,) = journal.positions()
    assert (position.cursor, position.session) == (None, "")
