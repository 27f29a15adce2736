"""Columns read exactly what the single readers read, whatever the length of the column."""

from __future__ import annotations

import math
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.instant import parse_instant
from dispatcher.ports.columns import instants, instants_or_none, number, numbers

LONG = 64
"""Long enough for the Arrow path, if they are different ones."""
ZONED = [f"2016-05-02T12:{second // 60:02d}:{second % 60:02d}.789012Z" for second in range(LONG)]
FINE = [stamp.replace("Z", "345Z") for stamp in ZONED]
ZONELESS = [stamp.removesuffix("Z") for stamp in ZONED]
COMPANIES = [ZONED, FINE, ZONELESS]

GOOD = [
    "2016-05-02T12:34:56Z",
    "2016-05-02T12:34:56.7Z",
    "2016-05-02T12:34:56.789Z",
    "2016-05-02T12:34:56.789012Z",
    "2016-05-02T12:34:56.7890129Z",
    "2016-05-02T12:34:56.789012999Z",
    "2016-05-02T12:34:56.7890129991Z",
    "1969-12-31T23:59:59.9999999Z",
    "1500-02-01T10:00:00.1234567Z",
    "2262-04-12T00:00:00.1234567Z",
    "9999-12-31T23:59:59.999999Z",
    "2016-05-02T12:34:56,789Z",
    "2016-05-02t12:34:56.789Z".upper(),
    "2016-05-02 12:34:56.789Z",
    "2016-05-02T12:34:56.789z",
    "2016-05-02T12:34Z",
    "2016-05-02T12:34:56.789",
    "2016-05-02T12:34:56",
    "2016-05-02 12:34:56,789",
    "2016-05-02T12:34:56.789+03:00",
    "2016-05-02T12:34:56.789-0330",
    "2016-05-02T12:34:56.789+05",
    " 2016-05-02T12:34:56.789Z ",
]
BAD = [
    "",
    "Z",
    "2016-05-02",
    "2016-05-02T12",
    "2016-05-02T12Z",
    "2016-05-02T12+00:00      ",
    "2016-02-30T00:00:00Z",
    "2016-05-02T24:00:00Z",
    "2016-05-02T12:34:60Z",
    "2016-05-02T12:34:56.Z",
    "2016-05-02T12:34:56+24:00",
    "2016-W18-1T12:34:56Z",
    "20160502T123456Z",
    "0000-01-01T00:00:00Z",
    "UNAVAILABLE",
]


@pytest.mark.parametrize("stamp", GOOD)
@pytest.mark.parametrize("length", [1, LONG])
def test_a_column_of_stamps_is_read_like_a_single_stamp(stamp: str, length: int) -> None:
    assert instants([stamp] * length) == [parse_instant(stamp)] * length


@pytest.mark.parametrize("stamp", GOOD)
@pytest.mark.parametrize("company", COMPANIES, ids=["zoned", "fine", "zoneless"])
def test_a_stamp_is_read_the_same_among_different_ones(stamp: str, company: list[str]) -> None:
    expected = [parse_instant(each) for each in (*company, stamp)]

    assert instants([*company, stamp]) == expected
    assert instants_or_none([*company, stamp]) == expected


@pytest.mark.parametrize("stamp", BAD)
@pytest.mark.parametrize("company", COMPANIES, ids=["zoned", "fine", "zoneless"])
def test_what_is_no_stamp_is_refused_among_different_ones(stamp: str, company: list[str]) -> None:
    with pytest.raises(ValueError):
        instants([*company, stamp])
    assert instants_or_none([*company, stamp])[-1] is None


@pytest.mark.parametrize("stamp", BAD)
@pytest.mark.parametrize("length", [1, LONG])
def test_what_is_no_stamp_is_refused_in_columns_of_any_length(stamp: str, length: int) -> None:
    with pytest.raises(ValueError):
        instants([stamp] * length)
    assert instants_or_none([stamp] * length) == [None] * length


def test_one_bad_stamp_costs_only_itself() -> None:
    stamps = [f"2016-05-02T12:34:{second:02d}Z" for second in range(LONG - 4)]
    good: list[int | None] = list(instants(stamps))

    assert instants_or_none([*stamps[:7], "2016", *stamps[7:]]) == [*good[:7], None, *good[7:]]


def test_stamps_without_zone_are_read_in_the_given_zone() -> None:
    moscow = timezone(timedelta(hours=3))
    stamps = ["2016-05-02T12:34:56.789"] * LONG

    assert instants(stamps, moscow) == [parse_instant("2016-05-02T09:34:56.789Z")] * LONG
    assert instants(["2016-05-02T12:34:56.789Z"] * LONG, moscow) == instants(stamps, UTC)


def test_columns_of_mixed_forms_are_read() -> None:
    assert instants(GOOD * 3) == [parse_instant(stamp) for stamp in GOOD * 3]


def test_an_empty_column_is_empty() -> None:
    assert instants([]) == []
    assert instants_or_none([]) == []
    assert numbers([]) == []


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["", "0", "7", "987"]), st.sampled_from(["Z", ""]))
def test_fast_and_slow_path_agree(moment: object, digits: str, zone: str) -> None:
    stamp = f"{moment:%Y-%m-%dT%H:%M:%S.%f}".rjust(26, "0") + digits + zone

    assert instants([stamp] * LONG) == instants([stamp]) * LONG == [parse_instant(stamp)] * LONG
    assert all(instants([*company, stamp])[-1] == parse_instant(stamp) for company in COMPANIES)


@given(st.text(alphabet="0123456789-T:.,Z+ ", min_size=8, max_size=32))
def test_nearly_stamps_are_treated_alike_alone_and_in_columns(text: str) -> None:
    alone = instants_or_none([text])

    assert instants_or_none([text] * LONG) == alone * LONG
    assert all(instants_or_none([*company, text])[-1:] == alone for company in COMPANIES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-12.50", -12.5),
        (" 7 ", 7.0),
        ("+.5", 0.5),
        ("1.", 1.0),
        ("1e-3", 0.001),
        ("12,5", 12.5),
        ("-0,25", -0.25),
        ("00012", 12.0),
    ],
)
def test_numbers_as_controls_write_them(text: str, value: float) -> None:
    assert number(text) == value
    assert numbers([text, "UNAVAILABLE", text]) == [value, None, value]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "UNAVAILABLE",
        "NaN",
        "INF",
        "-inf",
        "1e999",
        "0x1F",
        "1_000",
        "1,234.5",
        "1,2,3",
        "1 2 3",
        "٣",
        "--1",
        "READY",
        "1,5,",
    ],
)
def test_what_is_no_finite_decimal_number_stays_text(text: str) -> None:
    assert number(text) is None


@given(st.lists(st.text(alphabet="0123456789.eE+- ,_\u0663nai", max_size=6) | st.just("1e999"), max_size=5))
def test_a_column_of_numbers_is_read_like_each_one(texts: list[str]) -> None:
    assert numbers(texts) == [number(text) for text in texts]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_survives(value: float) -> None:
    read = number(repr(value))

    assert read == value
    assert math.copysign(1, value) == math.copysign(1, read or value)
