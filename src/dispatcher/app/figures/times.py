"""Time by whatever one likes: reason, state, mode, shift, hour of the day: for Pareto, heat map, load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dispatcher.app.figures.grouping import Folding, Key, columns
from dispatcher.app.figures.selection import Filters, Range
from dispatcher.app.figures.source import Account, Shifts
from dispatcher.app.plant import Plant
from dispatcher.domain.account import Stretch
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, HOUR, Instant, Micros, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId

SUMS = ("time", "stretches", "stops")
HOURS_MACHINE_DAYS = 3500
"""How much is looked at hour by hour in one go: machines times days. Half a second at 200 stretches a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Time of one group; `stretches` and `stops` began in it."""

    key: Mapping[str, str]
    time: Micros
    stretches: int
    stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked. `group_by`: names of `grouping.TIMES`; `only`: column of cells -> values."""

    group_by: tuple[str, ...]
    given: Range
    filters: Filters
    only: Mapping[str, tuple[str, ...]]


def times(plant: Plant, account: Account, shifts: Shifts, asked: Asked) -> list[Row]:
    """Rows by key. Raises NotFound `machine_unknown`, InvalidInput `scope_empty`, `too_many_hours`."""
    folding = Folding(plant, asked.group_by)
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    only = {**asked.filters.columns(), **asked.only}
    if "hour" in asked.group_by:
        _by_hour(found, plant, account, shifts, asked, only)
    else:
        for cut in asked.given.cuts:
            cells = account.times(cut.query(columns(asked.group_by), only), cut.window)
            table = folding.fold(cells, (), SUMS)
            for key, *amounts in zip(
                folding.keys(table), *(table.column(name).to_pylist() for name in SUMS), strict=True
            ):
                for place, amount in enumerate(amounts):
                    found[key][place] += amount
    return [
        Row(
            key=dict(zip(asked.group_by, key, strict=True)),
            time=found[key][0],
            stretches=found[key][1],
            stops=found[key][2],
        )
        for key in sorted(found, key=folding.sort_key)
        if any(found[key])
    ]


def _by_hour(
    found: dict[Key, list[int]],
    plant: Plant,
    account: Account,
    shifts: Shifts,
    asked: Asked,
    only: Mapping[str, tuple[str, ...]],
) -> None:
    """Stretches cut at the hours of the wall. Hour and weekday are those of the clock, not of the shift."""
    chosen = asked.filters.chosen(plant)
    if len(chosen) * asked.given.shown.length > HOURS_MACHINE_DAYS * DAY:
        raise InvalidInput("too_many_hours", limit=HOURS_MACHINE_DAYS)
    places = {info.id: {"area": info.area, "line": info.line, "site": plant.site_of(info).id} for info in chosen}
    zones = {info.id: ZoneInfo(shifts.zone(info.id)) for info in chosen}
    for one in stretches(account, asked.given, only):
        year, week, _ = one.day.isocalendar()
        of = {**places[one.machine], "week": f"{year:04}-W{week:02}", "month": f"{one.day:%Y-%m}"}
        for begin, end, first in _hours(one, zones[one.machine]):
            wall = to_datetime(begin, zones[one.machine])
            clock = {**of, "hour": f"{wall.hour:02}", "weekday": str(wall.isoweekday())}
            row = found[tuple(str(clock.get(name, getattr(one, name, ""))) for name in asked.group_by)]
            row[0] += end - begin
            row[1] += first
            row[2] += first and one.stop == one.start


def _hours(one: Stretch, zone: ZoneInfo) -> Iterator[tuple[Instant, Instant, bool]]:
    """Pieces of a stretch inside one hour of the wall, whose minute zero need not be that of UTC; and whether it is
    the first.
    """
    at = one.start
    while at < one.end:
        wall = to_datetime(at, zone)
        into = (wall.minute * 60 + wall.second) * 1_000_000 + wall.microsecond
        end = min(Instant(at + HOUR - into), one.end)
        yield at, end, at == one.start
        at = end


def stretches(account: Account, given: Range, only: Mapping[str, Sequence[str]]) -> Iterator[Stretch]:
    """Stretches of a range that are like `only`, by cut, machine and start."""
    for cut in given.cuts:
        window = cut.window or Interval(Instant(given.shown.start - DAY), Instant(given.shown.end + DAY))
        wanted = {**cut.only, **only}
        for one in account.stretches(list[MachineId](cut.machines), window):
            if cut.first is not None and one.day < cut.first:
                continue
            if cut.last is not None and one.day > cut.last:
                continue
            if all(str(getattr(one, column)) in values for column, values in wanted.items()):
                yield one
