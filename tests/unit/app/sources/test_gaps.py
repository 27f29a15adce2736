"""A gap lies between two stretches of coverage; losses and the source's journal say why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dispatcher.app.registry import Registry
from dispatcher.app.sources.gaps import Gap, Lacking, gaps, lacking
from dispatcher.domain.instant import HOUR, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.store import Commit, Coverage, LossRecord, SourceNote, StoredSession
from dispatcher.stores.memory import MemoryJournal

CELL, MILL, LATHE = SourceId("cell"), MachineId("mill"), MachineId("lathe")
NOW = Instant(100 * HOUR)
DAY = Interval(Instant(76 * HOUR), NOW)


def ago(hours: float) -> Instant:
    return Instant(NOW - round(hours * HOUR))


def covered(start: float, end: float | None, machine: MachineId = MILL) -> Coverage:
    return Coverage(machine=machine, source=CELL, start=ago(start), end=None if end is None else ago(end))


def note(hours: float, code: str, **params: str) -> SourceNote:
    return SourceNote(source=CELL, at=ago(hours), code=code, params=params)


def told(*coverage: Coverage, **rest: list[object]) -> MemoryJournal:
    journal = MemoryJournal()
    session = StoredSession(id=1, source=CELL, name="a", first_seen_at=min(own.start for own in coverage))
    journal.commit(Commit(sessions=[session], coverage=coverage, **rest))  # type: ignore[arg-type]  # lists of its own
    return journal


def gaps_of(journal: MemoryJournal, machines: list[MachineId]) -> list[Gap]:
    heard = Registry(journal.signals(), journal.sessions()).heard
    return gaps(journal, CELL, machines, heard.get(CELL), DAY, NOW)


def lacking_of(journal: MemoryJournal, machines: dict[SourceId, list[MachineId]]) -> Mapping[SourceId, Lacking]:
    return lacking(journal, machines, Registry(journal.signals(), journal.sessions()).heard, DAY, NOW)


def test_between_two_contacts_lies_a_gap_and_the_link_tells_why() -> None:
    journal = told(
        covered(10, 8), covered(6, None), notes=[note(7.99, "link_down", error="link_failed", problem="no route")]
    )
    (gap,) = gaps_of(journal, [MILL])
    assert (gap.start, gap.end, gap.code, gap.key) == (ago(8), ago(6), "link_failed", "error.link_failed")
    assert gap.params["problem"] == "no route"
    assert lacking_of(journal, {CELL: [MILL]})[CELL] == Lacking(count=1, time=2 * HOUR)


def test_nothing_is_lacking_before_the_first_contact() -> None:
    assert gaps_of(told(covered(3, None)), [MILL]) == []
    assert lacking_of(MemoryJournal(), {CELL: [MILL]})[CELL] == Lacking()


def test_what_began_before_the_window_is_lacking_from_its_start() -> None:
    (gap,) = gaps_of(told(covered(40, 30), covered(20, None)), [MILL])
    assert (gap.start, gap.end) == (DAY.start, ago(20))


def test_a_gap_that_lasts_has_no_end() -> None:
    journal = told(covered(10, 2), notes=[note(2, "link_down", error="link_silent")])
    (gap,) = gaps_of(journal, [MILL])
    assert (gap.start, gap.end, gap.code) == (ago(2), None, "link_silent")
    assert lacking_of(journal, {CELL: [MILL]})[CELL].time == 2 * HOUR


@pytest.mark.parametrize("resumed", [False, True])
def test_trap_31_a_pause_is_a_gap_of_its_own(*, resumed: bool) -> None:
    pause = LossRecord(machine=MILL, source=CELL, interval=Interval(ago(4), ago(2)), code="paused")
    coverage = [covered(10, 4), covered(2, None)] if resumed else [covered(10, 4)]
    journal = told(*coverage, losses=[pause] if resumed else [], notes=[note(4, "paused", author="Ann", reason="oil")])
    (gap,) = gaps_of(journal, [MILL])
    assert (gap.code, gap.key, gap.end) == ("paused", "loss.paused", ago(2) if resumed else None)


def test_the_loss_that_takes_most_of_a_gap_names_it() -> None:
    small = LossRecord(machine=MILL, source=CELL, interval=Interval(ago(8), ago(7.9)), code="small")
    large = LossRecord(machine=MILL, source=CELL, interval=Interval(ago(7.9), ago(6)), code="large")
    journal = told(covered(10, 8), covered(6, None), losses=[small, large])
    assert [gap.code for gap in gaps_of(journal, [MILL])] == ["large"]


def test_a_server_that_did_not_run_is_told() -> None:
    journal = told(covered(10, 8), covered(6, None), notes=[note(6, "configured")])
    assert [gap.code for gap in gaps_of(journal, [MILL])] == ["server_stopped"]
    nothing = told(covered(10, 8), covered(6, None))
    assert [gap.key for gap in gaps_of(nothing, [MILL])] == ["gap.unknown"]


def test_gaps_of_several_machines_at_once_are_counted_once() -> None:
    journal = told(
        covered(10, 8), covered(6, None), covered(10, 7, LATHE), covered(5, None, LATHE), covered(9, 1, MachineId("x"))
    )
    assert lacking_of(journal, {CELL: [MILL, LATHE]})[CELL] == Lacking(count=1, time=3 * HOUR)
    assert [(gap.machine, gap.start) for gap in gaps_of(journal, [MILL, LATHE])] == [
        (LATHE, ago(7)),
        (MILL, ago(8)),
    ]
