"""The first field of a line to an instant."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from dispatcher.connectors.sdk.shdr_lines import StampReader
from dispatcher.domain.instant import Instant, parse_instant

T = "2024-01-15T08:00:00Z"
AT = parse_instant(T)


def stamps(*given: str, reader: StampReader | None = None, now: int | None = None) -> list[int | None]:
    reader = StampReader() if reader is None else reader
    return reader.read(list(given), None if now is None else Instant(now))


@pytest.mark.parametrize(
    "stamp",
    [
        "2024-01-15T08:00:00.123Z",
        "2024-01-15T08:00:00.123",
        "2024-01-15 08:00:00,123",
        "2024-01-15T08:00:00.1230000Z",
        "2024-01-15T11:00:00.123+03:00",
        "2024-01-15T08:00:00.123Z@60",
        "2024-01-15T08:00:00.123Z@60.5",
    ],
)
def test_dialects_of_stamps(stamp: str) -> None:
    assert stamps(stamp) == [AT + 123_000]


def test_stamps_without_zone_are_read_in_the_given_zone() -> None:
    assert stamps("2024-01-15T11:00:00", T, reader=StampReader(timezone(timedelta(hours=3)))) == [AT, AT]


def test_a_line_without_stamp_gets_now_or_the_time_before() -> None:
    live, recorded = StampReader(), StampReader(base=Instant(5))

    assert stamps(T, "", reader=live, now=77) == [AT, 77]
    assert stamps("", T, " ", reader=recorded) == [5, AT, AT]
    assert (live.missing, recorded.missing) == (1, 2)


def test_relative_stamps_count_from_the_base() -> None:
    reader = StampReader(base=AT)

    assert stamps("1000", "1000.5", "3000", reader=reader) == [AT, AT + 500, AT + 2_000_000]
    assert stamps("4000", reader=reader) == [AT + 3_000_000]
    assert reader.relative == 4


def test_delays_add_up() -> None:
    assert stamps("2", "2", "0.5", reader=StampReader(base=AT, delays=True)) == [
        AT + 2_000_000,
        AT + 4_000_000,
        AT + 4_500_000,
    ]


@pytest.mark.parametrize("stamp", ["never", "@", "-5", "1e300", "inf", "2024-13-01T00:00:00Z", "12:00", "☃"])
def test_what_is_no_stamp(stamp: str) -> None:
    assert stamps(stamp, reader=StampReader(base=AT)) == [None]


def test_several_items_of_a_line_share_its_time() -> None:
    reader = StampReader(base=AT, delays=True)

    assert reader.read(["2", "2", "2"], lines=[1, 2, 2]) == [AT + 2_000_000, AT + 4_000_000, AT + 4_000_000]
