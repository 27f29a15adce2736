"""Coverage, losses, notes, assets, checkpoints and positions."""

from __future__ import annotations

import dataclasses

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.store import (
    AssetRecord,
    Checkpoint,
    Commit,
    Coverage,
    Journal,
    LossRecord,
    Position,
    SourceNote,
)
from tests.conformance.stores.builders import ADAPTER, AGENT, EVER, LATHE, MILL, T0, window


def coverage(start: int, end: int | None) -> Coverage:
    return Coverage(
        machine=LATHE, source=AGENT, start=Instant(T0 + start), end=None if end is None else Instant(T0 + end)
    )


def test_coverage_with_the_same_start_is_replaced(journal: Journal) -> None:
    journal.commit(Commit(coverage=[coverage(0, None)]))
    journal.commit(Commit(coverage=[coverage(0, 5), coverage(0, 10), coverage(20, None)]))
    assert list(journal.coverage(LATHE, EVER)) == [coverage(0, 10), coverage(20, None)]


def test_coverage_that_touches_the_window(journal: Journal) -> None:
    journal.commit(Commit(coverage=[coverage(0, 10), coverage(10, 20), coverage(20, None)]))
    assert list(journal.coverage(LATHE, window(5, 10))) == [coverage(0, 10)]
    assert list(journal.coverage(LATHE, window(19, 99))) == [coverage(10, 20), coverage(20, None)]
    assert list(journal.coverage(MILL, EVER)) == []


def loss(start: int, end: int, code: str = "overrun", **params: str | int) -> LossRecord:
    return LossRecord(machine=LATHE, source=AGENT, interval=window(start, end), code=code, params=params)


def test_losses_come_back_and_said_twice_are_one(journal: Journal) -> None:
    first, second = loss(0, 10, first=1, text="«x»"), loss(20, 30)
    journal.commit(Commit(losses=[second, first]))
    journal.commit(Commit(losses=[first]))
    assert list(journal.losses(LATHE, EVER)) == [first, second]
    assert list(journal.losses(LATHE, window(10, 20))) == []
    assert list(journal.losses(LATHE, window(9, 10))) == [first]


def note(at: int, code: str, source: object = AGENT) -> SourceNote:
    return SourceNote(source=ADAPTER if source == ADAPTER else AGENT, at=Instant(T0 + at), code=code, params={"n": at})


def test_notes_newest_first_by_source_and_window(journal: Journal) -> None:
    notes = [note(1, "up"), note(2, "garbled"), note(2, "garbled_again"), note(3, "down", ADAPTER)]
    journal.commit(Commit(notes=notes[:2]))
    journal.commit(Commit(notes=notes[2:]))
    assert list(journal.notes(None, EVER, 99)) == notes[::-1]
    assert list(journal.notes(AGENT, EVER, 2)) == [notes[2], notes[1]]
    assert list(journal.notes(None, window(1, 2), 99)) == [notes[0]]
    assert list(journal.notes(None, EVER, 0)) == []


def asset(number: str, at: int, document: str, *, removed: bool = False) -> AssetRecord:
    return AssetRecord(
        machine=LATHE, asset_id=number, type="CuttingTool", at=Instant(T0 + at), removed=removed, document=document
    )


def test_the_newest_record_of_each_asset(journal: Journal) -> None:
    journal.commit(Commit(assets=[asset("T2", 5, "<b/>"), asset("T1", 9, "", removed=True)]))
    journal.commit(Commit(assets=[asset("T1", 3, "<old/>"), asset("T2", 5, "<again/>")]))
    assert list(journal.assets(LATHE)) == [asset("T1", 9, "", removed=True), asset("T2", 5, "<again/>")]
    assert list(journal.assets(MILL)) == []


def checkpoint(at: int, profile: str = "generic@1", machine: MachineId = LATHE) -> Checkpoint:
    return Checkpoint(machine=machine, at=Instant(T0 + at), profile=profile, state=b'{"\x00":1}')


def test_the_newest_checkpoint_of_the_profile_at_or_before(journal: Journal) -> None:
    given = [checkpoint(0), checkpoint(10), checkpoint(20, "generic@2"), checkpoint(5, machine=MILL)]
    journal.commit(Commit(checkpoints=given))
    assert journal.checkpoint(LATHE, Instant(T0 + 10), "generic@1") == given[1]
    assert journal.checkpoint(LATHE, Instant(T0 + 9), "generic@1") == given[0]
    assert journal.checkpoint(LATHE, Instant(T0 + 99), "generic@2") == given[2]
    assert journal.checkpoint(LATHE, Instant(T0 - 1), "generic@1") is None
    assert journal.checkpoint(LATHE, Instant(T0 + 99), "other@1") is None


def test_trap_30_late_data_make_later_checkpoints_void(journal: Journal) -> None:
    journal.commit(Commit(checkpoints=[checkpoint(0), checkpoint(10), checkpoint(10, machine=MILL)]))
    journal.commit(Commit(drop_checkpoints=[(LATHE, Instant(T0 + 10))], checkpoints=[checkpoint(12)]))
    assert journal.checkpoint(LATHE, Instant(T0 + 11), "generic@1") == checkpoint(0)
    assert journal.checkpoint(LATHE, Instant(T0 + 12), "generic@1") == checkpoint(12)
    assert journal.checkpoint(MILL, Instant(T0 + 11), "generic@1") == checkpoint(10, machine=MILL)


def test_a_checkpoint_at_the_same_instant_is_replaced(journal: Journal) -> None:
    journal.commit(Commit(checkpoints=[checkpoint(0)]))
    changed = dataclasses.replace(checkpoint(0), state=b"2")
    journal.commit(Commit(checkpoints=[changed]))
    assert journal.checkpoint(LATHE, Instant(T0), "generic@1") == changed


def test_the_last_position_of_each_source(journal: Journal) -> None:
    first = Position(source=AGENT, cursor={"next": 7, "instance": "x"}, session="b", contact_at=Instant(T0))
    second = Position(source=ADAPTER, cursor=None, session="a", contact_at=Instant(T0 + 1))
    journal.commit(Commit(positions=[dataclasses.replace(first, cursor={"next": 1}), second]))
    journal.commit(Commit(positions=[first]))
    assert list(journal.positions()) == [second, first]
