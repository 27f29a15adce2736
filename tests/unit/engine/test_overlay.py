"""The log of corrections painted over the axis."""

from __future__ import annotations

from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.engine.overlay import Painted, lay, settle
from tests.unit.engine.corrections import line, reason, state, undo

UNTIL = Instant(1000)

Told = tuple[int, int | None, str, str | None]


def told(pieces: tuple[Painted, ...]) -> list[Told]:
    return [(piece.start, piece.end, piece.state, piece.reason) for piece in pieces]


def laid(*lines: Correction) -> list[Told]:
    return told(lay(lines, until=UNTIL).pieces)


def splits(*lines: Correction) -> tuple[int, ...]:
    return lay(lines, until=UNTIL).splits


def test_nothing_said_is_nothing_laid() -> None:
    assert laid() == []


def test_the_later_line_stands_and_the_earlier_stays_around_it() -> None:
    assert laid(reason(1, "no_job", 10, 50), reason(2, "break", 20, 30)) == [
        (10, 20, "", "no_job"),
        (20, 30, "", "break"),
        (30, 50, "", "no_job"),
    ]


def test_the_order_is_that_of_the_ids_not_of_the_coming() -> None:
    first, second = reason(1, "a", 10, 50), reason(2, "b", 20, 60)
    assert laid(second, first, second) == laid(first, second) == [(10, 20, "", "a"), (20, 60, "", "b")]


def test_state_and_reason_are_said_apart() -> None:
    assert laid(state(1, "idle", 10, 40), reason(2, "no_job", 20, 60)) == [
        (10, 20, "idle", None),
        (20, 40, "idle", "no_job"),
        (40, 60, "", "no_job"),
    ]


def test_a_state_may_bring_its_reason() -> None:
    pieces = lay([state(1, "off", 10, 40, reason="power_cut"), reason(2, "", 30, 40)], until=UNTIL).pieces
    assert told(pieces) == [(10, 30, "off", "power_cut"), (30, 40, "off", "")]
    assert [piece.ids for piece in pieces] == [(1,), (1, 2)]
    assert [piece.entered_at for piece in pieces] == [1001, 1002]


def test_no_reason_after_all_is_said_and_is_not_silence() -> None:
    assert laid(reason(1, "a", 10, 30), reason(2, "", 20, 30)) == [(10, 20, "", "a"), (20, 30, "", "")]


def test_a_reset_leaves_what_the_machine_says() -> None:
    lines = [state(1, "idle", 10, 60), reason(2, "a", 10, 60), line(3, CorrectionKind.SPLIT, 25)]
    reset = line(4, CorrectionKind.RESET, 20, 30)
    assert laid(*lines, reset) == [(10, 20, "idle", "a"), (30, 60, "idle", "a")]
    assert splits(*lines, reset) == ()
    assert laid(*lines, reset, reason(5, "b", 24, 26))[1] == (24, 26, "", "b")


def test_a_reset_without_end_takes_back_what_lasts() -> None:
    assert laid(reason(1, "a", 10), line(2, CorrectionKind.RESET, 30)) == [(10, 30, "", "a")]


def test_splits_and_merges_any_number_of_times() -> None:
    lines = [line(number, CorrectionKind.SPLIT, at) for number, at in enumerate((10, 20, 30, 20), 1)]
    assert splits(*lines) == (10, 20, 30)
    merge = line(5, CorrectionKind.MERGE, 10, 30)
    assert splits(*lines, merge) == (10, 30)
    assert splits(*lines, merge, line(6, CorrectionKind.SPLIT, 20)) == (10, 20, 30)
    assert splits(*lines, line(5, CorrectionKind.MERGE, 5)) == ()


def test_what_is_undone_falls_away_and_comes_back() -> None:
    first, second = reason(1, "a", 10, 30), reason(2, "b", 20, 40)
    taken = undo(3, first)
    back = undo(4, taken)
    assert laid(first, second, taken) == [(20, 40, "", "b")]
    assert laid(first, second, taken, back) == laid(first, second)
    assert laid(first, second, taken, back, undo(5, back)) == laid(first, second, taken)


def test_undoing_twice_is_undoing_once() -> None:
    first = reason(1, "a", 10, 30)
    assert laid(first, undo(2, first), undo(3, first)) == []
    # One of two is undone itself: the other still holds.
    assert laid(first, undo(2, first), undo(3, first), undo(4, undo(2, first))) == []


def test_nothing_is_told_of_the_time_after() -> None:
    overlay = lay(
        [reason(1, "a", 900, 1100), reason(2, "b", 1000, 1200), line(3, CorrectionKind.SPLIT, 1000)], until=UNTIL
    )
    assert told(overlay.pieces) == [(900, 1000, "", "a")]
    assert overlay.splits == ()


def test_an_open_reason_goes_on_around_a_later_one_and_knows_where_it_began() -> None:
    pieces = lay([reason(1, "a", 10), reason(2, "b", 20, 30)], until=UNTIL).pieces
    assert told(pieces) == [(10, 20, "", "a"), (20, 30, "", "b"), (30, None, "", "a")]
    assert [(piece.open, piece.since) for piece in pieces] == [(True, 10), (False, 20), (True, 10)]


def carry(_: str) -> Micros:
    return 500


def test_an_open_reason_ends_where_the_machine_runs_again() -> None:
    pieces = lay([reason(1, "a", 100), reason(2, "b", 300, 310)], until=UNTIL).pieces
    running = [Interval(Instant(50), Instant(105)), Interval(Instant(200), Instant(220))]
    # It began while the machine still ran: that run does not end it. The next does, before the later line and after it.
    assert told(settle(pieces, running=running, carry=carry)) == [(100, 200, "", "a"), (300, 310, "", "b")]


def test_trap_24_an_open_reason_does_not_attach_to_a_later_stop() -> None:
    pieces = lay([reason(1, "a", 100), reason(2, "b", 300, 310)], until=UNTIL).pieces
    assert told(settle(pieces, running=[], carry=carry)) == [
        (100, 300, "", "a"),
        (300, 310, "", "b"),
        (310, 600, "", "a"),
    ]
    late = settle(pieces, running=[Interval(Instant(305), Instant(400))], carry=carry)
    assert told(late) == [(100, 300, "", "a"), (300, 310, "", "b")]


def test_a_state_stays_where_an_open_reason_beside_it_ends() -> None:
    pieces = lay([reason(1, "a", 100), state(2, "idle", 150, 400)], until=UNTIL).pieces
    found = settle(pieces, running=[Interval(Instant(200), Instant(220))], carry=carry)
    assert told(found) == [(100, 150, "", "a"), (150, 200, "idle", "a"), (200, 400, "idle", None)]
    assert [piece.ids for piece in found] == [(1,), (1, 2), (2,)]


def test_parts_add_up_and_only_an_undo_takes_them_back() -> None:
    scrap = line(1, CorrectionKind.PARTS, 20, value="O1", scrap=2)
    more = line(2, CorrectionKind.PARTS, 20, value="O1", rework=1)
    reset = line(3, CorrectionKind.RESET, 0)
    parts = lay([scrap, more, reset], until=UNTIL).parts
    assert [(part.program, part.scrap, part.rework, part.id) for part in parts] == [("O1", 2, 0, 1), ("O1", 0, 1, 2)]
    assert [part.id for part in lay([scrap, more, undo(4, scrap)], until=UNTIL).parts] == [2]


def test_locks_say_who_and_when_and_are_taken_away() -> None:
    accept = line(1, CorrectionKind.ACCEPT, 100, 200, value="2026-11-23 night", author="мастер Ким")
    later = line(2, CorrectionKind.ACCEPT, 950, 1200)
    first, second = lay([accept, later], until=UNTIL).locks
    assert (first.start, first.end, first.at, first.id) == (100, 200, 1001, 1)
    assert (first.shift, first.by) == ("2026-11-23 night", "мастер Ким")
    assert (second.start, second.end) == (950, 1200)
    reopened = line(3, CorrectionKind.REOPEN, 100, 200)
    assert [lock.id for lock in lay([accept, later, reopened], until=UNTIL).locks] == [2]
