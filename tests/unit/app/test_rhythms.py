"""Deriving and writing side by side: what is told, what is kept, what happens when one of them is refused."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest

from dispatcher.app.board import Board
from dispatcher.app.collector import Collector
from dispatcher.app.health import HealthBook, HealthStatus
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.metrics import Metrics
from dispatcher.app.pending import Taken, together
from dispatcher.app.plant import MachineInfo, Newest, Plant, Site, standard_states
from dispatcher.app.registry import Registry
from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.timelines import ALL_TIME, Timelines
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import always
from dispatcher.domain.signal import MachineId, Observation, Quality, SignalId, SourceId
from dispatcher.domain.state import Track
from dispatcher.ports.connector import Declared, Loss
from dispatcher.ports.store import ROWS, Commit, StoreFailed, StoreFull
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import EXECUTION, GENERIC, MACHINE, HandClock, at, batch, states, take_up

CELL, OTHER = SourceId("cell"), SourceId("other")
LATHE = MachineId("m2")


class Sick(MemoryJournal):
    """Refuses what it is told to refuse, and counts what it wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.full = self.unreadable = False
        self.written = 0

    def commit(self, commit: Commit) -> None:
        if self.full:
            raise StoreFull("store_full", path="data")
        super().commit(commit)
        self.written += 1

    def known(self, rows: pa.Table) -> Sequence[bool]:
        if self.unreadable:
            raise StoreFailed("store_failed", path="data")
        return super().known(rows)

    def relevant(self, signals: Sequence[SignalId], window: Interval) -> Iterator[Observation]:
        if self.unreadable:
            raise StoreFailed("store_failed", path="data")
        return super().relevant(signals, window)


class House:
    """A collector beaten by hand, one machine, one source."""

    def __init__(self) -> None:
        self.journal = Sick()
        self.intake: Intake = take_up(self.journal)
        self.source: SourceIntake = self.intake.source(CELL, {"": MACHINE})
        self.clock, self.health = HandClock(100), HealthBook()
        self.supervisor = Supervisor(self.intake, self.clock)
        site = Site(name="Works", time_zone="UTC")
        plant = Plant(site=site, machines=(MachineInfo(id=MACHINE, name="Mill"),), states=standard_states())
        self.board = Board(plant, Hub("run"))
        self.told: list[int] = []
        self.collector = Collector(
            self.intake,
            self.supervisor,
            self.board,
            self.clock,
            self.health,
            Metrics("test"),
            declared=lambda: self.told.append(len(self.journal.signals())),
        )

    def take(self, number: int, text: str) -> None:
        self.intake.take(self.source, batch(number, (number, number, text), cursor={"next": number + 1}))

    @property
    def stored(self) -> int:
        return len(self.journal.observations(SignalId(1), ALL_TIME, 1000))

    @property
    def well(self) -> bool:
        (store,) = [check for check in self.health.look() if check.name == "store"]
        assert self.supervisor.room.is_set() == (store.status is HealthStatus.OK)
        return store.status is HealthStatus.OK


async def test_it_is_shown_before_it_is_written_and_not_acknowledged_before() -> None:
    house = House()
    house.take(1, "ACTIVE")

    await house.collector.show()

    assert house.board.newest(MACHINE)["exec"].value == "ACTIVE"
    assert (house.stored, house.journal.positions()) == (0, [])

    await house.collector.settle()

    assert house.stored == 1
    assert [position.cursor for position in house.journal.positions()] == [{"next": 2}]


async def test_the_cursor_is_that_of_what_was_derived() -> None:
    house = House()
    house.take(1, "ACTIVE")
    house.intake.derive(at(2))
    house.take(2, "READY")

    await house.collector.write()

    assert house.stored == 1
    assert [position.cursor for position in house.journal.positions()] == [{"next": 2}]


async def test_who_reads_finds_what_was_refused_and_what_was_derived_since() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    house.journal.full = True
    assert not await house.collector.write()
    house.take(2, "READY")
    house.intake.derive(at(3))  # was under way when the commit was refused
    house.journal.full = False

    await house.collector.settle()

    assert (house.stored, house.well) == (2, True)
    assert not house.intake.unsaved
    assert states(house.journal)[-2:] == [(1, "running"), (2, "idle")]


async def test_many_readers_wait_for_one_commit() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    before = house.journal.written

    await asyncio.gather(*(house.collector.settle() for _ in range(50)))

    assert (house.journal.written - before, house.stored) == (1, 1)


async def test_new_signals_are_told_when_they_can_be_read() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    assert house.told == []

    await house.collector.write()
    await house.collector.write()

    assert house.told == [1]


async def test_new_signals_written_on_the_way_are_told_to_who_reads() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    house.take(1, "ACTIVE")  # again: the journal is asked, and what waits is written first

    await house.collector.show()
    assert house.stored == 1
    await house.collector.settle()

    assert house.told == [1]


async def test_a_store_that_cannot_be_read_is_not_well_although_it_writes() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    house.take(1, "ACTIVE")
    house.journal.unreadable = True

    assert not await house.collector.show()
    assert await house.collector.write()
    assert not house.well

    house.journal.unreadable = False
    assert await house.collector.show()
    assert house.well


async def test_what_waits_at_the_end_is_written_when_there_is_room_again() -> None:
    house = House()
    house.take(1, "ACTIVE")
    await house.collector.show()
    house.journal.full = True
    await house.collector.write()
    house.take(2, "READY")
    house.journal.full = False

    await house.collector.stop()

    assert house.stored == 2
    assert [position.cursor for position in house.journal.positions()] == [{"next": 3}]


def test_rows_that_are_being_derived_count_as_waiting() -> None:
    class Counting(MemoryJournal):
        def known(self, rows: pa.Table) -> Sequence[bool]:
            found.append(intake.pending_rows)
            return super().known(rows)

    found: list[int] = []
    intake = take_up(Counting())
    source = intake.source(CELL, {"": MACHINE})
    for _ in range(2):
        intake.take(source, batch(1, (0.5, 1, "READY"), (0.9, 2, "ACTIVE")))
        intake.flush(at(1))

    assert (found, intake.pending_rows) == ([2], 0)


def test_a_deriving_that_fails_half_way_loses_nothing_of_the_machines_before() -> None:
    journal = Sick()
    registry = Registry((), ())
    intake = Intake(journal, registry, Timelines(journal, registry, {MACHINE: always(GENERIC), LATHE: always(GENERIC)}))
    mill, lathe = intake.source(CELL, {"": MACHINE}), intake.source(OTHER, {"": LATHE})
    intake.take(mill, batch(1, (1, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(lathe, batch(1, (1, 1, "ACTIVE"), cursor={"next": 2}))
    intake.take(lathe, batch(20, (20, 2, "READY"), cursor={"next": 3}))
    intake.flush(at(20))
    intake.lost(mill)
    lost = Loss(device="", interval=Interval(at(2), at(9)), code="buffer_overrun", params={})
    intake.take(lathe, batch(30, cursor={"next": 3}, losses=[lost]))
    journal.unreadable = True
    for second in (30, 31):  # the mill ends, and then the lathe cannot be taken back
        with pytest.raises(StoreFailed):
            intake.derive(at(second))
        assert not intake.unsaved
    journal.unreadable = False

    intake.flush(at(32))

    assert states(journal)[-1] == (1, "no_data")
    spans = journal.spans([LATHE], [Track.STATE], ALL_TIME)
    assert [(s.value, s.start) for s in spans][-4:] == [
        ("running", at(1)),
        ("no_data", at(2)),
        ("running", at(9)),
        ("idle", at(20)),
    ]
    assert len(journal.losses(LATHE, ALL_TIME)) == 1


def test_a_machine_wired_anew_twice_has_void_checkpoints_until_the_second_is_written() -> None:
    intake = take_up(MemoryJournal())
    source = intake.source(CELL, {"": MACHINE})
    intake.take(source, batch(1, (1, 1, "ACTIVE")))
    intake.flush(at(2))
    void = []
    for number in (2, 3):
        spec = dataclasses.replace(EXECUTION.spec, key=f"exec{number}")
        intake.take(source, batch(number, declared=(EXECUTION, Declared(handle=number, device="", spec=spec))))
        intake.derive(at(number))
        void.append(intake.timelines.void())

    intake.timelines.committed(void[0])
    assert intake.timelines.void() == void[1]

    intake.commit()
    assert intake.timelines.void() == {}


def test_the_newest_of_several_derivings_is_newest_by_its_instant() -> None:
    def taken(second: float, value: str) -> Taken:
        newest = {MACHINE: {"exec": Newest(at(second), value, Quality.GOOD)}}
        table = ROWS.empty_table()
        return Taken(
            rows=0, duplicates=0, patches=(), parts=(), table=table, newest=newest, declared=False, now=at(second)
        )

    assert together([taken(5, "ACTIVE"), taken(3, "READY")]).newest[MACHINE]["exec"].value == "ACTIVE"
    assert together([taken(3, "READY"), taken(5, "ACTIVE")]).newest[MACHINE]["exec"].value == "ACTIVE"
