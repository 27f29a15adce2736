"""The clock on the wall: local dates and times as instants, by the rules of the zone (traps 40, 41).

A time that a change of clocks skips stands for the first instant after the gap; a time that comes twice stands for its
first coming. So the clock never runs backwards: later on the wall is never earlier in truth, and what touches on the
wall touches.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dispatcher.domain.instant import SECOND, Instant, from_datetime, to_datetime

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The rules of an IANA zone. Raises ValueError for what is none."""
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError) as error:  # "Europe" is a folder of zones, "" none at all
        message = f"unknown time zone {name!r}"
        raise ValueError(message) from error


def wall_instant(day: date, minute: int, zone: ZoneInfo) -> Instant:
    """The instant when the wall shows `minute` minutes after midnight of `day` (1500 = 01:00 of the next day)."""
    moment = datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minute)
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    instant = from_datetime(moment)
    if before is None or after is None or after <= before:
        return instant
    return _after_gap(instant, (after - before) // timedelta(seconds=1), zone, before)


def _after_gap(instant: Instant, seconds: int, zone: ZoneInfo, before: timedelta) -> Instant:
    """The first instant with another offset than `before`; it lies at most `seconds` before `instant`."""
    low, high = 0, seconds  # offset `before` at instant - high, another one at instant - low
    while high - low > 1:
        middle = (low + high) // 2
        if to_datetime(Instant(instant - middle * SECOND), zone).utcoffset() == before:
            high = middle
        else:
            low = middle
    return Instant(instant - low * SECOND)


def midnight(day: date, zone: ZoneInfo) -> Instant:
    """The first instant of a local day."""
    return wall_instant(day, 0, zone)


def day_of(instant: Instant, zone: ZoneInfo) -> date:
    """The local day of an instant."""
    return to_datetime(instant, zone).date()


def next_day(day: date, days: int = 1) -> date:
    """The date `days` later (earlier, where negative)."""
    return day + days * _ONE_DAY
