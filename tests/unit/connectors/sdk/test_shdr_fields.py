"""One line cut into fields, and the structured values in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.shdr_lines.fields import split_fields
from dispatcher.connectors.sdk.shdr_lines.values import read_condition, read_entries, read_series
from dispatcher.domain.signal import Condition, DataSet, Level, TimeSeries


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("t|a|1|b|2", ["t", "a", "1", "b", "2"]),
        ("t|a|", ["t", "a", ""]),
        ("t", ["t"]),
        ("", [""]),
        (r't|a|"one \| two"|b|3', ["t", "a", "one | two", "b", "3"]),
        (r't|a|"say \"yes\""', ["t", "a", 'say "yes"']),
        ('t|a|"quoted"', ["t", "a", "quoted"]),
        ('t|a| "quoted" |b|1', ["t", "a", "quoted", "b", "1"]),
        ('t|a|""|b|1', ["t", "a", "", "b", "1"]),
        # An inch mark, a missing end, an unescaped bar: ordinary text.
        ('t|a|1/2" END MILL|b|1', ["t", "a", '1/2" END MILL', "b", "1"]),
        ('t|a|"open|b|1', ["t", "a", '"open', "b", "1"]),
        ('t|a|"x|y"|b|1', ["t", "a", '"x', 'y"', "b", "1"]),
        ('t|a|"x" y|b|1', ["t", "a", '"x" y', "b", "1"]),
        # A path ends with a backslash; outside quotes it escapes nothing.
        ("t|a|TNC:\\BRIAN\\|b|1", ["t", "a", "TNC:\\BRIAN\\", "b", "1"]),
    ],
)
def test_a_line_is_cut_at_bars_outside_quotes(line: str, fields: list[str]) -> None:
    assert split_fields(line) == fields


@given(st.lists(st.text(alphabet=st.characters(exclude_characters='|"')), min_size=1))
def test_fields_without_quotes_survive(fields: list[str]) -> None:
    assert split_fields("|".join(fields)) == fields


@given(st.lists(st.text(), min_size=1))
def test_quoted_fields_survive(fields: list[str]) -> None:
    quoted = ['"' + field.replace("\\", "\\\\").replace('"', '\\"').replace("|", "\\|") + '"' for field in fields]

    assert split_fields("|".join(quoted)) == fields


@pytest.mark.parametrize(
    ("fields", "condition"),
    [
        (["NORMAL", "", "", "", ""], Condition(level=Level.NORMAL)),
        (["Normal"], Condition(level=Level.NORMAL)),
        ([" unavailable "], Condition(level=Level.UNAVAILABLE)),
        (
            ["Fault", "149", "3", "HIGH", "TAILSTOCK BARRIER"],
            Condition(
                level=Level.FAULT,
                native_code="149",
                native_severity="3",
                qualifier="HIGH",
                message="TAILSTOCK BARRIER",
            ),
        ),
        (
            ["WARNING:w17", "12", "", "", "Масло"],
            Condition(level=Level.WARNING, native_code="12", message="Масло", condition_id="w17"),
        ),
        (["ACTIVE", "", "", "", ""], None),
        ([""], None),
    ],
)
def test_conditions(fields: list[str], condition: Condition | None) -> None:
    assert read_condition(fields) == condition


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=1 b=2.5", DataSet({"a": 1.0, "b": 2.5})),
        ("a=1,5", DataSet({"a": 1.5})),
        ("tool=007 name=T12", DataSet({"tool": "007", "name": "T12"})),
        ("a='one two' b=\"x=1 y\" c={some text}", DataSet({"a": "one two", "b": "x=1 y", "c": "some text"})),
        (r'a="say \"yes\""', DataSet({"a": 'say "yes"'})),
        ("a=1 gone b=", DataSet({"a": 1.0, "gone": None, "b": None})),
        (":MANUAL a=1", DataSet({"a": 1.0}, "MANUAL")),
        (":day", DataSet({}, "DAY")),
        ("a=UNAVAILABLE", DataSet({"a": None})),
        ("", DataSet({})),
        ("a={open", DataSet({"a": "open"})),
    ],
)
def test_data_sets(text: str, value: DataSet) -> None:
    assert read_entries(text, table=False) == value


def test_tables_have_cells() -> None:
    value = read_entries("G53={X=1 Y=2.5 note='a b'} G54={Z=0 X} G55", table=True)

    assert value == DataSet({"G53": {"X": 1.0, "Y": 2.5, "note": "a b"}, "G54": {"Z": 0.0, "X": None}, "G55": None})


@pytest.mark.parametrize(
    ("samples", "rate", "series"),
    [
        ("1 2 3.5", "100", TimeSeries(100.0, (1.0, 2.0, 3.5))),
        ("1,5", "", TimeSeries(None, (1.5,))),
        ("1", "0", TimeSeries(None, (1.0,))),
        ("", "100", None),
        ("1 x", "100", None),
    ],
)
def test_time_series(samples: str, rate: str, series: TimeSeries | None) -> None:
    assert read_series(samples, rate) == series


@given(st.text(alphabet="ab={}'\"\\ :|1,."), st.booleans())
def test_no_text_breaks_data_sets(text: str, table: bool) -> None:
    assert isinstance(read_entries(text, table=table), DataSet)
