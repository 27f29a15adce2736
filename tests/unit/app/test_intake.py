"""Batches become commits: repeats, late values, lost data, wrong clocks, full disks, restarts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pyarrow as pa
import pytest

from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.instant import DAY
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Quality, SignalId, SourceId
from dispatcher.ports.connector import Loss
from dispatcher.ports.store import Commit, StoreFull
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import MACHINE, at, batch, memory, states, take_up

CELL = SourceId("cell")


def test_a_batch_becomes_rows_and_a_timeline() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})

    intake.take(source, batch(1, (0.5, 1, "READY"), (0.9, 2, "ACTIVE"), cursor={"next": 3}))
    taken = intake.flush(at(1))

    assert taken is not None
    assert taken.rows == 2
    assert states(journal)[-1] == (1, "running")
    assert [position.cursor for position in journal.positions()] == [{"next": 3}]


def test_contact_that_begins_behind_the_instant_of_deriving_is_taken_up_when_time_has_passed() -> None:
    """A batch may come between the look at the clock and the deriving; the machine must not wait for a change."""
    journal = memory()
    intake = take_up(journal)
    intake.take(intake.source(CELL, {"": MACHINE}), batch(2, (1, 1, "READY")))

    intake.flush(at(1))
    before = states(journal)
    intake.flush(at(3))

    assert before == [(1, "no_data")]
    assert states(journal) == [(1, "no_data"), (2, "idle")]
    assert intake.timelines.due(at(100)) == []


def test_trap_05_repeats_after_a_reconnect_are_stored_once() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (0.5, 1, "READY"), (0.9, 2, "ACTIVE")))
    intake.flush(at(1))

    intake.take(source, batch(9, (0.5, 1, "READY"), (0.9, 2, "ACTIVE"), (5, 3, "READY")))
    taken = intake.flush(at(9))

    assert taken is not None
    assert (taken.rows, taken.duplicates) == (1, 2)
    assert journal.totals()[MACHINE].observations == 3


class WhileDeriving(MemoryJournal):
    """Something comes in while what came before is being looked up."""

    comes: Callable[[], None] = staticmethod(lambda: None)

    def known(self, rows: pa.Table) -> Sequence[bool]:
        self.comes()
        return super().known(rows)


def test_trap_49_what_comes_while_a_commit_is_made_moves_its_cursor_not() -> None:
    journal = WhileDeriving()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (0.5, 1, "READY"), cursor={"next": 2}))
    intake.flush(at(1))
    journal.comes = lambda: intake.take(source, batch(3, (3, 3, "READY"), cursor={"next": 4}))
    intake.take(source, batch(2, (0.5, 1, "READY"), (2, 2, "ACTIVE"), cursor={"next": 3}))

    intake.flush(at(2))

    assert journal.totals()[MACHINE].observations == 2
    assert [position.cursor for position in journal.positions()] == [{"next": 3}]


def test_repeats_within_one_commit_are_stored_once() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    for second in (1, 2, 3):
        intake.take(source, batch(second, (0.5, 1, "READY"), (0.9, 2, "ACTIVE")))

    taken = intake.flush(at(3))

    assert taken is not None
    assert (taken.rows, taken.duplicates) == (2, 4)


def test_a_late_number_below_the_mark_is_kept_when_it_is_new() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(0, (0, 1, "READY"), (8, 5, "READY")))
    intake.flush(at(8))

    intake.take(source, batch(9, (4, 3, "ACTIVE")))
    intake.flush(at(9))

    assert states(journal)[-3:] == [(0, "idle"), (4, "running"), (8, "idle")]


def test_trap_11_a_cable_pulled_and_put_back_loses_nothing_that_the_source_kept() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (1, 1, "READY"), cursor={"next": 2}))
    intake.flush(at(1))
    intake.take(source, batch(10, cursor={"next": 2}))
    intake.lost(source)
    intake.flush(at(30))
    during = states(journal)

    intake.take(source, batch(60, (20, 2, "ACTIVE"), (50, 3, "READY"), cursor={"next": 4}))
    intake.flush(at(60))

    assert during[-2:] == [(1, "idle"), (10, "no_data")]
    assert states(journal)[-3:] == [(1, "idle"), (20, "running"), (50, "idle")]


def test_trap_03_lost_data_is_a_recorded_gap_in_the_timeline() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (1, 1, "ACTIVE"), cursor={"next": 2}))
    intake.flush(at(1))
    hole = Loss(device="", interval=Interval(at(10), at(40)), code="buffer_overrun")

    intake.take(source, batch(50, (40, 900, "ACTIVE"), cursor={"next": 901}, losses=[hole]))
    intake.flush(at(50))

    assert states(journal)[-3:] == [(1, "running"), (10, "no_data"), (40, "running")]
    assert [loss.code for loss in journal.losses(MACHINE, ALL_TIME)] == ["buffer_overrun"]


def test_a_new_numbering_does_not_cover_the_outage() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (1, 1, "ACTIVE"), cursor={"next": 2}))
    intake.flush(at(1))
    intake.lost(source)
    intake.flush(at(5))

    intake.take(source, batch(60, (59, 1, "ACTIVE"), session="b", cursor={"next": 2}))
    intake.flush(at(60))

    assert states(journal)[-2:] == [(1, "no_data"), (60, "running")]


def test_trap_09_a_value_numbered_after_unavailable_counts_although_its_stamp_is_older() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(5, (5, 1, None), cursor={"next": 2}))
    intake.take(source, batch(6, (2, 2, "READY"), (4, 3, "ACTIVE"), cursor={"next": 4}))
    intake.take(source, batch(20, (15, 4, "READY"), cursor={"next": 5}))

    intake.flush(at(20))

    assert states(journal)[-2:] == [(5, "running"), (15, "idle")]
    kept = journal.observations(SignalId(1), ALL_TIME, 10).to_pylist()
    assert [row["quality"] for row in kept] == [Quality.GOOD, Quality.CLOCK, Quality.CLOCK, Quality.GOOD]


def test_trap_45_a_wrong_clock_is_taken_off_and_marked() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})

    ahead = batch(10, (10 + 90 * 86_400, 1, "ACTIVE"), source_clock=at(10 + 90 * 86_400))
    intake.take(source, ahead)
    intake.flush(at(10))

    row = journal.latest([SignalId(1)], at(20))[SignalId(1)]
    assert (row.at, row.quality) == (at(10), Quality.CLOCK)
    assert row.source_at == at(10) + 90 * DAY
    assert states(journal)[-1] == (10, "running")
    assert [note.code for note in journal.notes(CELL, ALL_TIME, 10)] == ["clock_skew"]


class FullAtFirst(MemoryJournal):
    """Has no room for the first commits that carry rows."""

    def __init__(self, refusals: int) -> None:
        super().__init__()
        self.refusals = refusals

    def commit(self, commit: Commit) -> None:
        if commit.rows is not None and self.refusals:
            self.refusals -= 1
            raise StoreFull("store_full", path="data")
        super().commit(commit)


def test_trap_49_a_failed_write_keeps_the_cursor_and_the_rows_for_the_next_try() -> None:
    journal = FullAtFirst(refusals=2)
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (0.5, 1, "READY"), cursor={"next": 2}))
    for second in (1, 2):
        with pytest.raises(StoreFull):
            intake.flush(at(second))
    assert journal.positions() == []
    intake.take(source, batch(3, (2.5, 2, "ACTIVE"), cursor={"next": 3}))

    intake.flush(at(3))
    intake.flush(at(3))

    assert states(journal)[-2:] == [(1, "idle"), (2.5, "running")]
    assert [position.cursor for position in journal.positions()] == [{"next": 3}]


def test_who_waits_for_it_is_told_after_the_commit_and_once() -> None:
    journal = FullAtFirst(refusals=1)
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    told: list[str] = []
    intake.take(source, replace(batch(1, (0.5, 1, "READY")), stored=lambda: told.append("first")))
    with pytest.raises(StoreFull):
        intake.flush(at(1))
    intake.acknowledge()
    before = list(told)

    intake.flush(at(2))
    intake.acknowledge()
    intake.acknowledge()

    assert (before, told) == ([], ["first"])


def test_who_brought_nothing_new_is_told_too() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    told: list[str] = []
    empty = replace(batch(1), recorded=True, stored=lambda: told.append("empty"))

    intake.take(source, empty)
    intake.flush(at(1))
    intake.acknowledge()

    assert told == ["empty"]


def test_after_a_kill_the_contact_ends_where_the_source_was_last_heard() -> None:
    journal = memory()
    first = take_up(journal)
    source = first.source(CELL, {"": MACHINE})
    first.take(source, batch(1, (1, 1, "READY"), cursor={"next": 2}))
    first.flush(at(1))
    first.take(source, batch(8, cursor={"next": 2}))
    first.flush(at(8))

    second = take_up(journal)
    second.source(CELL, {"": MACHINE})
    second.close_contacts(at(100))
    second.flush(at(100))

    assert states(journal)[-2:] == [(1, "idle"), (8, "no_data")]


def test_after_a_kill_an_unbroken_numbering_covers_the_time_between() -> None:
    journal = memory()
    first = take_up(journal)
    first.take(first.source(CELL, {"": MACHINE}), batch(1, (1, 1, "READY"), cursor={"next": 2}))
    first.flush(at(1))

    second = take_up(journal)
    source = second.source(CELL, {"": MACHINE})
    second.close_contacts(at(100))
    second.flush(at(100))
    second.take(source, batch(101, (50, 2, "ACTIVE"), cursor={"next": 3}))
    second.flush(at(101))

    assert source.cursor == {"next": 3}
    assert states(journal)[-2:] == [(1, "idle"), (50, "running")]


def test_trap_31_a_machine_without_a_source_in_the_configuration_takes_nothing() -> None:
    journal = memory()
    first = take_up(journal)
    first.take(first.source(CELL, {"": MACHINE}), batch(1, (1, 1, "ACTIVE"), cursor={"next": 2}))
    first.flush(at(1))

    without = take_up(journal)
    without.close_contacts(at(50))
    without.flush(at(50))

    assert states(journal)[-1] == (1, "no_data")


def test_who_asks_is_told_how_many_of_his_rows_were_known_before_he_is_told_that_all_are_stored() -> None:
    journal = memory()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (0.5, 1, "READY"), (0.6, 2, "ACTIVE")))
    intake.flush(at(1))
    told: list[object] = []

    def take(name: str, *rows: tuple[float, int, str | None]) -> None:
        asked = replace(
            batch(2, *rows), repeated=lambda count: told.append((name, count)), stored=lambda: told.append(name)
        )
        intake.take(source, asked)

    take("old", (0.5, 1, "READY"), (0.6, 2, "ACTIVE"))
    take("new", (0.7, 3, "READY"))
    take("mixed", (0.6, 2, "ACTIVE"), (0.8, 4, "ACTIVE"), (0.8, 4, "ACTIVE"))
    intake.flush(at(2))
    assert told == [("old", 2), ("mixed", 2)]
    intake.acknowledge()
    assert told[2:] == ["old", "new", "mixed"]
