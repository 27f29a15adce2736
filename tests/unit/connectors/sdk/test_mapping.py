"""Raw values become values by mapping, and rows by a sheet."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from dispatcher.connectors.sdk.mapping import Entry, Raw, Sheet, told_apart, twice
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import Category, Condition, Level
from dispatcher.ports.connector import Rows, derived_sequence

LOAD = Entry(key="load", category=Category.SAMPLE, type="LOAD", units="PERCENT", scale=0.1, offset=-5)
LAMP = Entry(key="green", type="ACTUATOR_STATE", values={"1": "ACTIVE", "0": "INACTIVE"})
OTHER = Entry(key="exec", type="EXECUTION", values={"3": "ACTIVE", "*": "READY"})
NAME = Entry(key="program", type="PROGRAM")


@pytest.mark.parametrize(
    ("entry", "raw", "value"),
    [
        (LOAD, 1234, 118.4),
        (LOAD, "12,5", -3.75),
        (LOAD, "much", None),
        (LOAD, math.nan, None),
        (LOAD, math.inf, None),
        (LOAD, None, None),
        (LAMP, True, "ACTIVE"),
        (LAMP, 0.0, "INACTIVE"),
        (LAMP, 7, None),
        (OTHER, 3, "ACTIVE"),
        (OTHER, 7, "READY"),
        (NAME, b"O1234\x00\x00", "O1234"),
        (NAME, 1234.0, "1234"),
    ],
)
def test_a_raw_value_becomes_a_value(entry: Entry, raw: Raw, value: float | str | None) -> None:
    found = entry.convert(raw)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a b", "type": "LOAD"},
        {"key": "a", "type": ""},
        {"key": "a", "type": "LOAD", "values": {"1": "ON"}, "scale": 2},
        {"key": "a", "type": "SYSTEM", "category": "CONDITION", "values": {"1": "RED"}},
        {"key": "a", "type": "PROGRAM", "messages": {"1": "no condition"}},
        {"key": "a", "type": "LOAD", "colour": "red"},
    ],
)
def test_a_wrong_mapping_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Entry.model_validate(wrong)


def test_rows_of_one_instant_are_numbered_and_the_same_again() -> None:
    def read() -> list[int]:
        sheet, rows = Sheet([LOAD, NAME]), Rows()
        for raw, at in ((1, 50), (2, 50), (3, 51)):
            sheet.add(rows, 0, raw, at)
        return rows.sequence

    assert read() == read() == [derived_sequence(50, 0), derived_sequence(50, 1), derived_sequence(51, 0)]


def test_what_does_not_change_is_not_said_again() -> None:
    sheet, rows = Sheet([LAMP, NAME], device="box"), Rows()
    for at, lamp in enumerate((1, True, 0, None, 7)):
        sheet.add_changed(rows, 0, lamp, at)
    assert (rows.text, rows.source_at) == (["ACTIVE", "INACTIVE", None], [0, 2, 3])
    assert {declared.device for declared in sheet.declared} == {"box"}


def test_a_key_stands_once() -> None:
    assert twice([LOAD, NAME]) is None
    assert twice([LOAD, NAME, LOAD]) == "load"
    with pytest.raises(ValueError, match="twice"):
        Sheet([LOAD, LOAD])


ALARM = Entry(key="alarm", category=Category.CONDITION, type="SYSTEM", messages={"217": "Мало давление патрона"})
LEVELS = Entry(
    key="level", category=Category.CONDITION, type="SYSTEM", values={"0": "NORMAL", "1": "WARNING", "2": "FAULT"}
)


@pytest.mark.parametrize(
    ("entry", "raw", "report"),
    [
        (ALARM, 0, Condition(level=Level.NORMAL)),
        (ALARM, False, Condition(level=Level.NORMAL)),
        (ALARM, 217, Condition(level=Level.FAULT, native_code="217", message="Мало давление патрона")),
        (ALARM, 3.0, Condition(level=Level.FAULT, native_code="3")),
        (ALARM, None, None),
        (LEVELS, 1, Condition(level=Level.WARNING, native_code="1")),
        (LEVELS, 9, None),
    ],
)
def test_an_alarm_number_is_a_condition(entry: Entry, raw: Raw, report: Condition | None) -> None:
    assert entry.condition(raw) == report


def test_an_alarm_that_takes_the_place_of_another_ends_it() -> None:
    sheet, rows = Sheet([ALARM]), Rows()
    for at, raw in enumerate((217, 217, 3, 0)):
        sheet.add_changed(rows, 0, raw, at)

    said = [
        (rows.source_at[row], report.level, report.native_code)
        for row, report in rows.rich.items()
        if isinstance(report, Condition)
    ]

    assert said == [
        (0, Level.FAULT, "217"),
        (2, Level.NORMAL, ""),
        (2, Level.FAULT, "3"),
        (3, Level.NORMAL, ""),
    ]
    assert rows.sequence == sorted(set(rows.sequence))


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_clock_of_another_age_has_a_number_the_journal_can_hold(year: str) -> None:
    number = derived_sequence(parse_instant(f"{year}-01-01T00:00:00Z"), 3)

    assert -(2**63) <= number < 2**63


def test_two_devices_may_have_one_key_and_one_device_may_not() -> None:
    mill, lathe = (LAMP.model_copy(update={"device": device}) for device in ("mill", "lathe"))

    assert told_apart((mill, lathe)) == (mill, lathe)
    with pytest.raises(ValueError, match="key green twice"):
        told_apart((mill, lathe, mill))
