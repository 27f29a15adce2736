"""Groups: places of the plant, days, weeks and months; which stretches lie under a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dispatcher.app.figures.desk import Desk
from dispatcher.app.figures.explaining import PAGE
from dispatcher.app.figures.grouping import last_day
from dispatcher.app.figures.ranges import exact
from dispatcher.app.figures.selection import Filters
from dispatcher.app.figures.times import HOURS_MACHINE_DAYS
from dispatcher.app.plant import Site
from dispatcher.domain.account import TimeClass
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, HOUR, Instant, parse_instant
from dispatcher.domain.interval import Interval
from tests.support.account import M1, MIDNIGHT, DailyShifts, ListedAccount, stretch
from tests.unit.app.figures.bench import M2, M3, NOW, PLANT, THE_DAY, ask, settings_with

YEAR_END = parse_instant("2026-12-31T00:00:00Z")


class Clock:
    def now(self) -> Instant:
        return NOW


def desk(account: ListedAccount, zone: str = "UTC") -> Desk:
    return Desk(
        plant=PLANT, account=account, shifts=lambda: DailyShifts(named=zone), settings=settings_with(), clock=Clock()
    )


def test_machines_stand_in_the_order_of_the_plant_with_or_without_data() -> None:
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 1)])
    found = ask(account, "availability", group_by=("machine",), filters=Filters(), given=exact(THE_DAY, [M1, M2, M3]))
    assert [(group.key["machine"], group.figures[0].why) for group in found] == [
        ("m2", "no_data"),
        ("m1", None),
        ("m3", "no_data"),
    ]


def test_days_weeks_and_months_over_the_turn_of_a_year() -> None:
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 24 * day, 1, at=YEAR_END) for day in range(5)])
    given = exact(Interval(YEAR_END, Instant(YEAR_END + 5 * DAY)), [M1])
    keys = {
        name: [group.key[name] for group in ask(account, "running_time", group_by=(name,), given=given)]
        for name in ("day", "week", "month")
    }
    assert keys["day"] == ["2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]
    # 2027-01-01 is a Friday: ISO 8601 puts it into week 53 of 2026.
    assert keys["week"] == ["2026-W53", "2027-W01"]
    assert keys["month"] == ["2026-12", "2027-01"]


@pytest.mark.parametrize(
    ("name", "text", "last"),
    [
        ("day", "2024-02-29", date(2024, 2, 29)),
        ("month", "2024-02", date(2024, 2, 29)),
        ("month", "2026-12", date(2026, 12, 31)),
        ("week", "2026-W53", date(2027, 1, 3)),
    ],
)
def test_the_last_day_of_a_group(name: str, text: str, last: date) -> None:
    assert last_day(name, text) == last


def test_filters_by_place_shift_and_program() -> None:
    account = ListedAccount(
        [
            stretch(TimeClass.PRODUCTION, 0, 1, program="O1"),
            stretch(TimeClass.PRODUCTION, 1, 2, program="", shift="night"),
            stretch(TimeClass.PRODUCTION, 0, 4, machine=M3, team="B"),
        ]
    )
    for filters, hours in (
        (Filters(area="Shop 1"), 3),
        (Filters(area="Shop 2"), 4),
        (Filters(line="A"), 3),
        (Filters(shift="night"), 2),
        (Filters(program=""), 2),
        (Filters(team="B"), 4),
        (Filters(machines=("m1", "m3")), 7),
    ):
        machines = [info.id for info in filters.chosen(PLANT)]
        (group,) = ask(account, "running_time", filters=filters, given=exact(THE_DAY, machines))
        assert group.figures[0].value == hours * HOUR, filters


def test_hours_are_those_of_the_wall_also_in_zones_of_odd_minutes() -> None:
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 2)])
    _, rows = desk(account, "Asia/Kathmandu").times(("hour",), THE_DAY, Filters(machines=("m1",)), {})
    # 00:00 UTC is 05:45 in Kathmandu.
    assert [(row.key["hour"], row.time // 60_000_000) for row in rows] == [("05", 15), ("06", 60), ("07", 45)]
    assert [row.stretches for row in rows] == [1, 0, 0]


def test_the_hour_that_comes_twice_has_two_hours() -> None:
    night = parse_instant("2016-11-06T05:00:00Z")
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 3, at=night)])
    window = Interval(night, Instant(night + 3 * HOUR))
    _, rows = desk(account, "America/New_York").times(("hour", "weekday"), window, Filters(machines=("m1",)), {})
    assert [(row.key, row.time // HOUR) for row in rows] == [
        ({"hour": "01", "weekday": "7"}, 2),
        ({"hour": "02", "weekday": "7"}, 1),
    ]


def test_hours_of_a_whole_plant_and_year_are_refused() -> None:
    window = Interval(MIDNIGHT, Instant(MIDNIGHT + (HOURS_MACHINE_DAYS + 1) * DAY))
    with pytest.raises(InvalidInput) as refusal:
        desk(ListedAccount()).times(("hour",), window, Filters(machines=("m1",)), {})
    assert refusal.value.code == "too_many_hours"


def test_pages_of_stretches_show_every_stretch_once_newest_first() -> None:
    account = ListedAccount(
        [
            stretch(TimeClass.PRODUCTION if place % 2 else TimeClass.DELAY, place / 10, 0.1, machine=machine)
            for place in range(220)
            for machine in (M1, M2)
        ]
    )
    seen: list[tuple[str, int]] = []
    after, pages = None, 0
    while True:
        _, opened = desk(account).explain("availability", THE_DAY, Filters(machines=("m1", "m2")), after)
        seen += [(one.machine, one.start) for one in opened.stretches]
        pages += 1
        assert len(opened.stretches) <= PAGE + 1
        if not opened.next:
            break
        after = Instant(int(opened.next))
    assert pages == 3
    assert sorted(seen) == sorted((one.machine, one.start) for one in account.listed)
    assert [start for _, start in seen] == sorted((start for _, start in seen), reverse=True)


def test_only_stretches_of_the_figure_lie_under_it() -> None:
    account = ListedAccount(
        [
            stretch(TimeClass.FAILURE, 0, 1),
            stretch(TimeClass.PREVENTIVE, 1, 1),
            stretch(TimeClass.PRODUCTION, 2, 1),
            replace(stretch(TimeClass.DELAY, 3, 1), open=True),
        ]
    )
    _, opened = desk(account).explain("corrective_maintenance_ratio", THE_DAY, Filters(machines=("m1",)), None)
    assert [one.time_class for one in opened.stretches] == [TimeClass.PREVENTIVE, TimeClass.FAILURE]
    assert [(term.code, value) for term, value, _ in opened.terms] == [("CMT", HOUR), ("PMT", HOUR)]


def test_machines_of_several_sites_are_grouped_and_aimed_at_by_their_own() -> None:
    far = Site(id="ural", name="Ural", time_zone="Asia/Yekaterinburg")
    machines = tuple(replace(info, site="ural" if info.id == M3 else "main") for info in PLANT.machines)
    plant = replace(PLANT, machines=machines, further=(far,))
    target = {"kpi": "availability", "scope": "site:ural", "target": 0.9, "warn": None}
    settings = settings_with({("targets", "plant"): {"targets": [target]}})
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 1, machine=machine) for machine in (M1, M3)])
    groups = ask(
        account,
        "availability",
        group_by=("site",),
        filters=Filters(machines=("m1", "m3")),
        settings=settings,
        plant=plant,
    )
    assert {group.key["site"]: group.figures[0].target for group in groups} == {"main": None, "ural": 0.9}
