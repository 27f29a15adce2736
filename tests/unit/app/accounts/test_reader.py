"""What is read is the account, stored or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.domain.account import TimeClass as C
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.instant import MINUTE
from dispatcher.ports.account import CellQuery
from dispatcher.ports.store import Journal
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.accounts.world import DAY_SHIFT, M1, M2, THREE_SHIFTS, World, at, between


@pytest.fixture(params=["memory", "duckdb"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    journal: Journal = (
        MemoryJournal() if request.param == "memory" else DuckDBJournal(tmp_path, Limits(memory=256, reserve=0))
    )
    yield World(journal)
    journal.close()


def classes(
    world: World, *, start: float | None = None, end: float | None = None, **filters: tuple[str, ...]
) -> dict[str, int]:
    """Minutes by class."""
    window = None if start is None or end is None else between(start, end)
    found = world.reader.times(CellQuery(group=("time_class",), only=filters), window)
    columns = (found.column(name).to_pylist() for name in ("time_class", "time"))
    return {str(kind): int(time) // MINUTE for kind, time in zip(*columns, strict=True)}


def test_what_is_over_is_stored_and_what_goes_on_is_reckoned_live(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 100, "running"), (100, 400, "idle"), (400, None, "running"))
    world.go(500)
    assert world.reader.accounts.settled()[M1].until == at(480)
    expected = [
        (0, 100, C.PRODUCTION, ""),
        (100, 400, C.UNEXPLAINED, ""),
        (400, 480, C.PRODUCTION, ""),
        (480, 500, C.PRODUCTION, ""),
    ]
    assert world.told(0, 1000) == expected
    assert world.told(50, 110) == [(50, 100, C.PRODUCTION, ""), (100, 110, C.UNEXPLAINED, "")]
    assert classes(world) == {"production": 200, "unexplained": 300}
    assert classes(world, start=90, end=490) == {"production": 100, "unexplained": 300}


def test_trap_38_a_minute_in_which_nobody_reckoned_is_not_lost(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 700, "running"), (700, 1500, "idle"), (1500, None, "running"))
    world.go(500)
    world.go(3100)
    assert sum(classes(world).values()) == 3100
    assert classes(world) == {"production": 2300, "unexplained": 800}


def test_trap_28_the_open_shift_counts_until_now(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 500, "running"), (500, None, "idle"))
    world.go(510)
    assert world.told(480, 1000)[-1] == (500, 510, C.UNEXPLAINED, "")
    world.clock.at = at(510.05)
    assert world.told(480, 1000)[-1][1] == 510.05, "a moment later, nothing changed but the time"
    assert classes(world, shift=("2",)) == {"production": 20, "unexplained": 10}
    world.clock.at = at(600)
    assert classes(world, shift=("2",)) == {"production": 20, "unexplained": 100}


def test_a_short_stop_grows_out_of_being_short(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 500, "running"), (500, None, "idle"))
    world.go(501.99)
    assert world.told(490, 1000)[-1][2] is C.MICRO
    world.clock.at = at(502.01)
    assert world.told(490, 1000)[-1][2] is C.UNEXPLAINED


def test_a_stop_that_goes_on_over_the_end_of_a_shift_is_told_alike_before_and_after(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 479, "running"), (479, None, "idle"))
    world.go(480.6)
    assert world.told(0, 1000)[1:] == [(479, 480, C.MICRO, ""), (480, 480.6, C.MICRO, "")]
    world.go(600)
    assert world.told(0, 1000)[1:] == [(479, 480, C.UNEXPLAINED, ""), (480, 600, C.UNEXPLAINED, "")]
    world.measure((479, 600, "idle"), (600, None, "running"))
    world.go(700)
    assert world.reader.accounts.settled()[M1].until == at(480)
    assert world.told(470, 490) == [
        (470, 479, C.PRODUCTION, ""),
        (479, 480, C.UNEXPLAINED, ""),
        (480, 490, C.UNEXPLAINED, ""),
    ]


def test_late_data_change_what_was_stored(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 600, "running"), (600, None, "idle"))
    world.go(1000)
    assert classes(world, shift=("1",)) == {"production": 480}
    world.measure((0, 200, "running"), (200, 300, "alarm"), (300, 600, "running"), (600, None, "idle"))
    assert world.reader.pending([M1]) == 1
    assert classes(world, shift=("1",)) == {"production": 380, "unexplained": 100}, "before it is stored anew"
    world.accountant.settle()
    assert world.reader.pending([M1]) == 0
    assert classes(world, shift=("1",)) == {"production": 380, "unexplained": 100}


def test_a_correction_changes_what_was_stored_at_once(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, 100, "running"), (100, 300, "idle"), (300, None, "running"))
    world.go(1000)
    line = world.say(CorrectionKind.REASON, 100, 200, "no_tool")
    expected = [
        (0, 100, C.PRODUCTION, ""),
        (100, 200, C.DELAY, "no_tool"),
        (200, 300, C.UNEXPLAINED, ""),
        (300, 480, C.PRODUCTION, ""),
    ]
    assert world.told(0, 480) == expected
    world.accountant.settle()
    assert world.told(0, 480) == expected
    assert classes(world, reason=("no_tool",)) == {"delay": 100}
    world.say(CorrectionKind.UNDO, 100, 200, target=line.id)
    assert classes(world, shift=("1",)) == {"production": 280, "unexplained": 200}
    world.accountant.settle()
    assert classes(world, shift=("1",)) == {"production": 280, "unexplained": 200}


def test_another_calendar_from_a_day_on_moves_the_pieces(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, None, "running"))
    day = 1440
    world.go(3 * day + 10)
    assert classes(world) == {"production": 3 * day + 10}
    world.plan(DAY_SHIFT, start=day)
    expected = {"production": day + 600 * 2, "extra": 2 * day + 10 - 600 * 2}
    assert classes(world) == expected
    world.accountant.settle()
    assert classes(world) == expected
    assert sum(classes(world).values()) == 3 * day + 10


def test_a_removed_document_changes_what_was_stored(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, None, "running"))
    world.go(1000)
    world.settings.remove("calendar-assignment", "plant", at=at(960), author="anna")
    assert classes(world) == {"production": 960, "extra": 40}
    world.go(1500)
    assert classes(world) == {"production": 960, "extra": 540}


def test_parts_are_counted_by_shift_stored_or_not(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, None, "running"))
    world.make((100, 1), (479, 2), (480, 3), (960, 4), (970, 5))
    world.go(1000)

    def by_shift(start: float | None = None, end: float | None = None) -> dict[str, int]:
        window = None if start is None or end is None else between(start, end)
        found = world.reader.parts(CellQuery(group=("shift",), only={}), window)
        columns = (found.column(name).to_pylist() for name in ("shift", "parts"))
        return {str(code): int(made or 0) for code, made in zip(*columns, strict=True)}

    assert by_shift() == {"1": 3, "2": 3, "3": 9}
    assert by_shift(101, 965) == {"1": 2, "2": 3, "3": 4}
    world.make((479, 7), (480, 3), (960, 4), (970, 5), start=101)
    assert by_shift() == {"1": 8, "2": 3, "3": 9}
    world.accountant.settle()
    assert by_shift() == {"1": 8, "2": 3, "3": 9}
    world.say(CorrectionKind.PARTS, 200, None, "O1", scrap=2, rework=1)
    found = world.reader.parts(CellQuery(group=("shift",), only={"shift": ("1",)}), None)
    assert [found.column(name).to_pylist() for name in ("parts", "scrap", "rework")] == [[8], [2], [1]]


def test_the_account_begins_with_the_shift_in_which_the_machine_was_first_heard_of(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((700, None, "running"))
    assert world.reader.stretches([M2], between(0, 2000)) == []
    for minutes in (800, 1000):
        world.go(minutes)
        assert world.told(0, 800) == [(480, 700, C.NO_DATA, ""), (700, 800, C.PRODUCTION, "")]
        assert sum(classes(world).values()) == minutes - 480
    world.measure((300, 600, "idle"), (600, None, "running"))
    for _ in range(2):
        assert classes(world) == {"no_data": 300, "unexplained": 300, "production": 400}
        world.accountant.settle()


def test_without_a_calendar_every_day_is_off_shift(world: World) -> None:
    world.measure((0, 100, "running"), (100, None, "off"))
    world.go(2000)
    assert classes(world) == {"extra": 100, "not_scheduled": 1900}


def test_what_has_not_been_yet_is_empty(world: World) -> None:
    world.plan(THREE_SHIFTS)
    world.measure((0, None, "running"))
    world.go(100)
    assert world.told(200, 300) == []
    assert classes(world, start=200, end=300) == {}
