"""Sums of stretches and of parts."""

from __future__ import annotations

from datetime import date

from dispatcher.domain.account import Origin, TimeClass
from dispatcher.domain.instant import MINUTE, SECOND
from dispatcher.domain.norm import Norm
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount
from dispatcher.engine.account import account
from dispatcher.engine.account.cells import no_norms, parts, times
from dispatcher.engine.account.pieces import pieces
from dispatcher.engine.overlay import DeclaredParts
from tests.support.reckoning import DAY, MACHINE, at, between, facts, shift, slots, spans
from tests.unit.engine.corrections import reason

WINDOW = between(0, 600)


def count(minutes: float, made: int, *, program: str = "O1", inferred: bool = False) -> PartCount:
    return PartCount(
        machine=MACHINE,
        at=at(minutes),
        parts=made,
        signal_key="count",
        raw_before=None,
        raw_after=None,
        program=program,
        inferred=inferred,
        rule="",
    )


def norm(machine: MachineId, program: str, day: date) -> Norm | None:
    del machine
    if program != "O1" or day != DAY:
        return None
    return Norm(
        program="O1",
        scope="",
        item="flange",
        operation="010",
        piece=30 * SECOND,
        setup=None,
        parts_per_cycle=1,
        first=DAY,
    )


def test_stretches_add_up_by_everything_a_report_may_ask_for() -> None:
    states = spans(
        (0, 100, "running"), (100, 110, "idle"), (110, 200, "running"), (200, 260, "idle"), (260, None, "off")
    )
    planned = slots(WINDOW, shift(0, 200, code="1"), shift(200, 400, code="2"))
    lines = [reason(1, "no_tool", at(100), at(110), at=at(115)), reason(2, "no_tool", at(200), at(400), at=at(430))]
    found = account(facts(states, planned, window=WINDOW, now=600, corrections=lines))
    cells = times(found, late_after=10 * MINUTE)
    assert sum(cell.time for cell in cells) == WINDOW.length
    rows = [(c.shift, c.time_class, c.state, c.time // MINUTE, c.stretches, c.stops) for c in cells]
    assert rows == [
        ("1", TimeClass.PRODUCTION, "running", 190, 2, 0),
        ("1", TimeClass.DELAY, "idle", 10, 1, 1),
        ("2", TimeClass.DELAY, "idle", 60, 1, 1),
        ("2", TimeClass.DELAY, "off", 140, 1, 0),
        ("", TimeClass.NOT_SCHEDULED, "off", 200, 1, 0),
    ]
    by_person = [(c.entered // MINUTE, c.entered_late // MINUTE) for c in cells if c.origin is Origin.PERSON]
    # The second stop is not over yet at 600, so nothing about it is late.
    assert by_person == [(10, 0), (60, 0), (140, 0)]


def test_an_entry_long_after_the_end_of_the_stop_is_late() -> None:
    states = spans((0, 10, "running"), (10, 30, "idle"), (30, None, "running"))
    lines = [reason(1, "no_tool", at(10), at(30), at=at(50))]
    found = account(facts(states, slots(WINDOW, shift(0, 600)), window=WINDOW, now=600, corrections=lines))
    assert [c.entered_late for c in times(found, late_after=20 * MINUTE)] == [0, 0]
    assert [c.entered_late // MINUTE for c in times(found, late_after=20 * MINUTE - 1)] == [0, 20]


def test_parts_belong_to_the_shift_of_their_instant() -> None:
    planned = slots(between(0, 300), shift(0, 100, code="1"), shift(100, 200, code="2"))
    made = [count(99, 2), count(100, 3), count(150, 1, inferred=True), count(150, 4, program="O2"), count(299, 1)]
    said = [DeclaredParts(at=at(120), program="O1", scrap=1, rework=2, id=5)]
    found = parts(MACHINE, made, said, planned, norm)
    rows = [
        (c.shift, c.program, c.item, c.parts, c.inferred, c.scrap, c.rework, c.normed, c.ideal // SECOND) for c in found
    ]
    assert rows == [
        ("1", "O1", "flange", 2, 0, 0, 0, 2, 60),
        ("2", "O1", "flange", 4, 1, 1, 2, 4, 120),
        ("2", "O2", "", 4, 0, 0, 0, 0, 0),
        ("", "O1", "flange", 1, 0, 0, 0, 1, 30),
    ]


def test_parts_outside_the_slots_are_not_of_this_window() -> None:
    assert parts(MACHINE, [count(300, 1), count(-1, 1)], [], slots(between(0, 300)), no_norms) == []


def test_a_shift_with_its_breaks_is_one_piece_and_off_shift_pieces_stay_apart() -> None:
    planned = slots(between(0, 300), shift(50, 100, breaks=[(60, 70)]), shift(200, 250))
    assert [window for window, _ in pieces(planned)] == [
        between(0, 50),
        between(50, 100),
        between(100, 200),
        between(200, 250),
        between(250, 300),
    ]
