"""Instants: what controls write, what they mean, and how they come back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.instant import Instant, format_instant, from_datetime, parse_instant, to_datetime

SOME_DAY = "2016-11-06T09:30:00"


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("2016-11-06T09:30:00Z", "2016-11-06T09:30:00.000000Z"),
        ("2016-11-06T09:30:00.5Z", "2016-11-06T09:30:00.500000Z"),
        ("2016-11-06T09:30:00,25Z", "2016-11-06T09:30:00.250000Z"),
        ("2022-08-08T13:51:34.7167146Z", "2022-08-08T13:51:34.716714Z"),
        ("2016-11-06 09:30:00", "2016-11-06T09:30:00.000000Z"),
        ("2016-11-06T09:30", "2016-11-06T09:30:00.000000Z"),
        ("2016-11-06T12:30:00+03:00", "2016-11-06T09:30:00.000000Z"),
        ("2016-11-06T04:30:00-0500", "2016-11-06T09:30:00.000000Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_stamps_are_read_to_the_microsecond(text: str, same_as: str) -> None:
    assert format_instant(parse_instant(text)) == same_as


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2016-13-01T00:00:00Z", "2016-11-06", "20161106T093000Z", "2016-11-06T25:00Z"]
)
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Asia/Kolkata", "2016-11-06T04:00:00.000000Z"),
        ("Asia/Kathmandu", "2016-11-06T03:45:00.000000Z"),
        ("Pacific/Chatham", "2016-11-05T19:45:00.000000Z"),
        ("Australia/Lord_Howe", "2016-11-05T22:30:00.000000Z"),
        ("America/St_Johns", "2016-11-06T13:00:00.000000Z"),
        ("UTC", "2016-11-06T09:30:00.000000Z"),
    ],
)
def test_trap_41_half_hours_of_a_zone_are_not_lost(zone: str, utc: str) -> None:
    instant = parse_instant(SOME_DAY, ZoneInfo(zone))

    assert format_instant(instant) == utc
    assert to_datetime(instant, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S") == SOME_DAY


@pytest.mark.parametrize(
    ("offset", "utc"), [("+05:30", "04:00"), ("+05:45", "03:45"), ("-03:30", "13:00"), ("+12:45", "20:45")]
)
def test_trap_41_half_hours_of_an_offset_are_not_lost(offset: str, utc: str) -> None:
    assert format_instant(parse_instant(SOME_DAY + offset))[11:16] == utc


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        from_datetime(datetime(2016, 11, 6))  # noqa: DTZ001 - that it is refused is the point


@given(st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999))
def test_what_is_written_is_read_back(micros: int) -> None:
    assert parse_instant(format_instant(Instant(micros))) == micros
