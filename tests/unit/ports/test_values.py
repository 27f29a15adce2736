"""Values survive the journal's two columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation, TimeSeries, Value
from dispatcher.ports.values import decode_value, encode_value

finite = st.floats(allow_nan=False)
texts = st.text(max_size=12)
conditions = st.builds(
    Condition,
    level=st.sampled_from(Level),
    native_code=texts,
    native_severity=texts,
    qualifier=texts,
    message=texts,
    condition_id=texts,
)
cells = st.one_of(st.none(), finite, texts)
entries = st.dictionaries(texts, st.one_of(cells, st.dictionaries(texts, cells, max_size=3)), max_size=5)
data_sets = st.builds(DataSet, entries=entries, reset=texts)
series = st.builds(TimeSeries, rate=st.none() | finite, samples=st.lists(finite, max_size=6).map(tuple))
plain = st.one_of(st.none(), finite, texts)


def there_and_back(value: Value, category: Category, representation: Representation) -> Value:
    return decode_value(category, representation, *encode_value(value))


@given(conditions)
def test_a_condition_survives(value: Condition) -> None:
    assert there_and_back(value, Category.CONDITION, Representation.VALUE) == value


@given(data_sets, st.sampled_from([Representation.DATA_SET, Representation.TABLE]))
def test_a_data_set_survives(value: DataSet, representation: Representation) -> None:
    assert there_and_back(value, Category.EVENT, representation) == value


@given(series)
def test_a_time_series_survives(value: TimeSeries) -> None:
    assert there_and_back(value, Category.SAMPLE, Representation.TIME_SERIES) == value


@given(plain, st.sampled_from([Category.EVENT, Category.SAMPLE]))
def test_plain_values_survive(value: float | str | None, category: Category) -> None:
    assert there_and_back(value, category, Representation.VALUE) == value


@given(texts, st.sampled_from(Category), st.sampled_from(Representation))
def test_any_text_can_be_read_back(text: str, category: Category, representation: Representation) -> None:
    assert decode_value(category, representation, None, "{" + text) is not None


def test_at_most_one_column_is_set() -> None:
    assert [encode_value(value) for value in (None, 2.5, "2.5", Condition(level=Level.NORMAL))] == [
        (None, None),
        (2.5, None),
        (None, "2.5"),
        (None, '{"level":"NORMAL"}'),
    ]


def test_equal_data_sets_have_one_text_whatever_the_order_of_their_keys() -> None:
    assert encode_value(DataSet({"a": 1.0, "b": "x"})) == encode_value(DataSet({"b": "x", "a": 1.0}))


def test_a_text_that_looks_like_a_document_stays_a_text_on_a_plain_signal() -> None:
    text = '{"level":"FAULT"}'
    assert decode_value(Category.EVENT, Representation.VALUE, None, text) == text


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"level":"LOUD"}', '{"level":"FAULT","message":7}', "UNAVAILABLE", "[1]", "[" * 9000]
)
def test_what_is_no_condition_stays_a_text(text: str) -> None:
    assert decode_value(Category.CONDITION, Representation.VALUE, None, text) == text


@pytest.mark.parametrize("text", ['{"entries":[]}', '{"entries":{"a":[1]}}', '{"entries":{},"reset":1}'])
def test_what_is_no_data_set_stays_a_text(text: str) -> None:
    assert decode_value(Category.EVENT, Representation.DATA_SET, None, text) == text


@pytest.mark.parametrize("text", ['{"rate":1}', '{"rate":"x","samples":[]}', '{"rate":1,"samples":["a"]}'])
def test_what_is_no_time_series_stays_a_text(text: str) -> None:
    assert decode_value(Category.SAMPLE, Representation.TIME_SERIES, None, text) == text
