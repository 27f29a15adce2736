"""Ranges by name and by day: whole occurrences of each machine, night shifts not cut at midnight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from dispatcher.app.figures.ranges import Days, Window, named, of_days
from dispatcher.domain.calendar import Occurrence, Slot
from dispatcher.domain.instant import DAY, HOUR, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from tests.support.account import M1, MIDNIGHT, DailyShifts
from tests.unit.app.figures.bench import M2

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def at(hours: float) -> Instant:
    return Instant(MIDNIGHT + round(hours * HOUR))


def test_the_current_night_shift_belongs_to_the_day_it_opened() -> None:
    given = named(Window.CURRENT_SHIFT, at(26), [M1, M2], DailyShifts())
    (cut,) = given.cuts
    assert (cut.first, cut.last, dict(cut.only), cut.window) == (MONDAY, MONDAY, {"shift": ("night",)}, None)
    assert cut.machines == (M1, M2)
    assert given.shown == Interval(at(20), at(26))


def test_the_previous_shift_is_the_last_that_is_over() -> None:
    given = named(Window.PREVIOUS_SHIFT, at(26), [M1], DailyShifts())
    assert (given.cuts[0].first, dict(given.cuts[0].only)) == (MONDAY, {"shift": ("day",)})
    assert given.shown == Interval(at(8), at(20))
    over = named(Window.PREVIOUS_SHIFT, at(32), [M1], DailyShifts())
    assert dict(over.cuts[0].only) == {"shift": ("night",)}


def test_where_there_is_no_shift_there_is_no_cut() -> None:
    idle = DailyShifts(hours=(("day", 8, 16),))
    given = named(Window.CURRENT_SHIFT, at(20), [M1], idle)
    assert given.cuts == ()
    assert given.shown.end == at(20)
    assert named(Window.PREVIOUS_SHIFT, at(20), [M1], DailyShifts(hours=())).cuts == ()


@pytest.mark.parametrize(
    ("hours", "day", "start"),
    [(12, MONDAY, 8), (26, MONDAY, 8), (31.99, MONDAY, 8), (32, TUESDAY, 32)],
)
def test_the_report_day_goes_on_until_its_last_shift_is_over(hours: float, day: date, start: float) -> None:
    given = named(Window.REPORT_DAY, at(hours), [M1], DailyShifts())
    assert (given.cuts[0].first, given.cuts[0].last, dict(given.cuts[0].only)) == (day, day, {})
    assert given.shown.end == at(hours)
    assert given.shown.start <= at(start)


class TwoPlants(DailyShifts):
    """The second machine works by other hours, in another zone."""

    def zone(self, machine: MachineId) -> str:
        return "Asia/Yekaterinburg" if machine == M2 else "UTC"

    def occurrences(self, machine: MachineId, window: Interval) -> list[Occurrence]:
        own = DailyShifts(hours=(("early", 3, 15),)) if machine == M2 else DailyShifts()
        return own.occurrences(machine, window)

    def slots(self, machine: MachineId, window: Interval) -> list[Slot]:
        own = DailyShifts(hours=(("early", 3, 15),)) if machine == M2 else DailyShifts()
        return own.slots(machine, window)


def test_every_machine_has_its_own_shift_and_its_own_midnight() -> None:
    shift = named(Window.CURRENT_SHIFT, at(10), [M1, M2], TwoPlants())
    assert [(cut.machines, dict(cut.only)) for cut in shift.cuts] == [
        ((M1,), {"shift": ("day",)}),
        ((M2,), {"shift": ("early",)}),
    ]
    assert shift.shown == Interval(at(3), at(10))
    today = named(Window.SINCE_MIDNIGHT, at(10), [M1, M2], TwoPlants())
    assert [(cut.machines, cut.window) for cut in today.cuts] == [
        ((M1,), Interval(at(0), at(10))),
        ((M2,), Interval(at(-5), at(10))),
    ]


@pytest.mark.parametrize(
    ("window", "length"),
    [(Window.ROLLING_8H, 8 * HOUR), (Window.ROLLING_24H, DAY), (Window.ROLLING_7D, 7 * DAY)],
)
def test_rolling_ranges_end_now(window: Window, length: int) -> None:
    given = named(window, at(10), [M1], DailyShifts())
    assert given.shown == Interval(Instant(at(10) - length), at(10)) == given.cuts[0].window


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("America/New_York", date(2016, 11, 6), "2016-11-06T04:00:00Z", 25),
        ("America/New_York", date(2016, 3, 13), "2016-03-13T05:00:00Z", 23),
        ("Asia/Kathmandu", date(2026, 1, 1), "2025-12-31T18:15:00Z", 24),
    ],
)
def test_a_day_is_as_long_as_the_wall_says(zone: str, day: date, start: str, hours: int) -> None:
    shown = of_days(Days(day, day), [M1], zone).shown
    assert (shown.start, shown.length) == (parse_instant(start), hours * HOUR)


def test_the_plan_of_nobody_asks_for_nothing() -> None:
    nobody: Sequence[MachineId] = ()
    for window in Window:
        given = named(window, at(10), nobody, DailyShifts())
        assert all(cut.machines == () for cut in given.cuts)
