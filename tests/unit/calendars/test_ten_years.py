"""Ten years in twenty zones against another calculation.

It turns no wall time into an instant: it looks at the wall at every quarter of an hour of UTC, one after the other, and
a shift begins at the first one at which the wall shows its time or a later one. (All these zones change on a quarter.)
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatcher.domain.instant import MINUTE, from_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import Schedule
from tests.unit.calendars.shop import calendar, shift, week

FIRST, YEARS = datetime(2011, 12, 1, tzinfo=UTC), 10
HOURS = (365 * YEARS + 3) * 24
QUARTER = 15
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Caracas",
    "America/Havana",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Minsk",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Chatham",
)
SHIFTS = [shift("a", "06:00", 8), shift("b", "14:00", 8), shift("c", "22:00", 8), shift("d", "00:30", 2)]
TIMES = {"a": (6 * 60, 14 * 60), "b": (14 * 60, 22 * 60), "c": (22 * 60, 30 * 60), "d": (30, 150)}


def offset(zone: ZoneInfo, minute: int) -> int:
    """Minutes by which the wall is ahead of UTC, so many minutes after FIRST."""
    ahead = (FIRST + timedelta(minutes=minute)).astimezone(zone).utcoffset()
    assert ahead is not None
    return ahead // timedelta(minutes=1)


def walls(zone: ZoneInfo) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """For each quarter of an hour the latest time the wall has shown until then, in minutes after FIRST."""
    hours = [offset(zone, hour * 60) for hour in range(HOURS + 1)]
    quarters = np.repeat(np.array(hours[:-1], dtype=np.int64), 4)
    for hour, (before, after) in enumerate(pairwise(hours)):
        if before != after:
            quarters[hour * 4 : hour * 4 + 4] = [offset(zone, hour * 60 + at) for at in range(0, 60, QUARTER)]
    shown = np.arange(len(quarters), dtype=np.int64) * QUARTER + quarters
    return np.asarray(np.maximum.accumulate(shown))


@pytest.mark.parametrize("name", ZONES)
def test_trap_40_ten_years_of_shifts_fall_as_the_wall_shows_them(name: str) -> None:
    seen = walls(ZoneInfo(name))
    epoch = from_datetime(FIRST) // MINUTE

    def falls(day: date, minute: int) -> int:
        target = (day - FIRST.date()).days * 1440 + minute
        return epoch + int(np.searchsorted(seen, target)) * QUARTER

    days = [FIRST.date() + timedelta(days=number) for number in range(3, 365 * YEARS - 3)]
    expected = {
        (day, code, begin, end)
        for day in days
        for code, (start, stop) in TIMES.items()
        if (begin := falls(day, start)) < (end := falls(day, stop))
    }
    pattern = week("a", "b", "c", "d", days=7)
    wide = Interval(from_datetime(FIRST), from_datetime(FIRST + timedelta(days=365 * YEARS)))
    found = {
        (item.day, item.shift, item.start // MINUTE, item.end // MINUTE)
        for item in Schedule(calendar(name, SHIFTS, pattern)).occurrences(wide)
        if days[0] <= item.day <= days[-1]
    }
    assert found == expected
