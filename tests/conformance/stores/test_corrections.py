"""The log of corrections: append-only, each line once, ids without holes."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dispatcher.domain.correction import LONGEST_CARRY, Correction, CorrectionKind
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.corrections import CorrectionLog
from tests.unit.engine.corrections import LATHE, line, reason, undo

MILL = MachineId("mill")


def window(start: int, end: int) -> Interval:
    return Interval(Instant(start), Instant(end))


def ids(lines: object) -> list[int]:
    return [one.id for one in lines]  # type: ignore[attr-defined]


def test_an_empty_log(log: CorrectionLog) -> None:
    assert (log.last(), log.get(1), list(log.after(0, 10)), list(log.of_machine(LATHE, window(0, 9)))) == (
        0,
        None,
        [],
        [],
    )
    assert list(log.append([])) == []


def test_lines_come_back_as_they_were_numbered_from_one(log: CorrectionLog) -> None:
    full = Correction(
        id=77,
        key="ключ-1",
        machine=LATHE,
        kind=CorrectionKind.PARTS,
        start=Instant(-5),
        end=None,
        value="O1",
        reason="r",
        comment="брак: «раковины»\n",
        author="Иван",
        at=Instant(2**52),
        target=None,
        scrap=3,
        rework=4,
        bulk="b",
    )
    kept = log.append([full, reason(0, "a", 10, 20)])
    assert list(kept) == [replace(full, id=1), reason(2, "a", 10, 20, key="key-0", at=1000)]
    assert [log.get(1), log.get(2), log.get(3), log.get(0)] == [*kept, None, None]
    assert list(log.after(0, 10)) == list(kept)
    assert (ids(log.after(1, 10)), ids(log.after(0, 1)), log.last()) == ([2], [1], 2)


def test_trap_32_the_same_key_makes_one_line(log: CorrectionLog) -> None:
    first = log.append([reason(0, "a", 10, 20, key="k")])
    again = log.append([reason(0, "a", 10, 20, key="k", at=99_999)])
    assert list(again) == list(first)
    assert log.last() == 1
    twice = log.append([reason(0, "b", 10, 20, key="n"), reason(0, "b", 10, 20, key="n")])
    assert (ids(twice), log.last()) == ([2, 2], 2)


@pytest.mark.parametrize(
    "other",
    [
        reason(0, "b", 10, 20, key="k"),
        reason(0, "a", 10, 21, key="k"),
        reason(0, "a", 10, 20, key="k", machine=MILL),
        reason(0, "a", 10, 20, key="k", author="другой"),
    ],
)
def test_a_key_for_something_else_is_refused_and_nothing_is_added(log: CorrectionLog, other: Correction) -> None:
    log.append([reason(0, "a", 10, 20, key="k")])
    with pytest.raises(Conflict) as caught:
        log.append([reason(0, "new", 1, 2, key="fresh"), other, reason(0, "new", 1, 2, key="fresh too")])
    assert (caught.value.code, caught.value.params["id"]) == ("correction_key_reused", 1)
    assert log.last() == 1
    assert ids(log.append([reason(0, "new", 1, 2, key="fresh")])) == [2]


def test_what_bears_on_a_window(log: CorrectionLog) -> None:
    log.append(
        [
            reason(0, "touches", 5, 11, key="1"),
            reason(0, "before", 5, 10, key="2"),
            reason(0, "after", 20, 30, key="3"),
            reason(0, "open", 3, key="4"),
            reason(0, "of another", 12, 13, key="5", machine=MILL),
            line(0, CorrectionKind.SPLIT, 10, key="6"),
            line(0, CorrectionKind.SPLIT, 9, key="7"),
            line(0, CorrectionKind.RESET, 2, key="8"),
            line(0, CorrectionKind.PARTS, 19, key="9"),
            reason(0, "open after", 20, key="10"),
        ]
    )
    assert ids(log.of_machine(LATHE, window(10, 20))) == [1, 4, 6, 8, 9]


def test_the_undos_of_what_bears_and_the_undos_of_those(log: CorrectionLog) -> None:
    kept = log.append([reason(0, "a", 10, 20), reason(0, "b", 30, 40, key="far")])
    first = log.append([undo(0, kept[0], key="u1"), undo(0, kept[1], key="u2")])
    log.append([undo(0, first[0], key="u3"), undo(0, first[1], key="u4")])
    assert ids(log.of_machine(LATHE, window(10, 20))) == [1, 3, 5]
    assert ids(log.of_machine(LATHE, window(30, 31))) == [2, 4, 6]
    assert (ids(log.undoing([1])), ids(log.undoing([2, 3])), ids(log.undoing([]))) == ([3, 5], [4, 5, 6], [])


def test_reasons_without_an_end_are_looked_for_as_far_as_they_can_reach(log: CorrectionLog) -> None:
    log.append([reason(0, "long ago", 0, key="1"), reason(0, "just", 1, key="2"), line(0, CorrectionKind.MERGE, 0)])
    far = LONGEST_CARRY
    assert ids(log.of_machine(LATHE, window(far, far + 10))) == [2, 3]


def test_accepted_shifts_of_all_machines(log: CorrectionLog) -> None:
    log.append(
        [
            line(0, CorrectionKind.ACCEPT, 0, 10, key="1"),
            line(0, CorrectionKind.ACCEPT, 0, 10, key="2", machine=MILL),
            line(0, CorrectionKind.REOPEN, 10, 20, key="3"),
            reason(0, "a", 0, 10, key="4"),
            line(0, CorrectionKind.ACCEPT, 30, 40, key="5"),
        ]
    )
    assert (ids(log.of_shifts(window(5, 30))), ids(log.of_shifts(window(10, 11)))) == ([1, 2, 3], [3])


def test_an_act_is_found_by_its_key(log: CorrectionLog) -> None:
    log.append([reason(0, "a", 1, 2, key="k/1", bulk="k"), reason(0, "a", 3, 4, key="k/2", bulk="k")])
    log.append([reason(0, "a", 1, 2, key="other")])
    assert (ids(log.act("k")), ids(log.act("other")), ids(log.act("none")), ids(log.act(""))) == ([1, 2], [3], [], [])


def test_what_was_entered_newest_first(log: CorrectionLog) -> None:
    log.append(
        [
            reason(0, "a", 1, 2, key="1", at=100),
            reason(0, "b", 1, 2, key="2", at=300, machine=MILL),
            reason(0, "c", 1, 2, key="3", at=200),
            reason(0, "d", 1, 2, key="4", at=200),
            reason(0, "e", 1, 2, key="5", at=400),
        ]
    )
    assert ids(log.entered(window(100, 400), [], 10)) == [2, 4, 3, 1]
    assert ids(log.entered(window(100, 400), [], 2)) == [2, 4]
    assert ids(log.entered(window(0, 500), [LATHE], 10)) == [5, 4, 3, 1]


def test_writers_at_once_share_no_id_and_leave_no_hole(log: CorrectionLog) -> None:
    found: list[int] = []

    def write(writer: int) -> None:
        for number in range(10):
            key = f"{writer}-{number}"
            found.extend(ids(log.append([reason(0, "a", 1, 2, key=key), reason(0, "b", 2, 3, key=f"{key}+")])))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ids(log.after(0, 1000)) == list(range(1, 121))


def test_writers_of_one_key_make_one_line(log: CorrectionLog) -> None:
    threads = [threading.Thread(target=lambda: log.append([reason(0, "a", 1, 2, key="k")])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.last() == 1
