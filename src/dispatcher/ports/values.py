"""Values as the journal's two columns, `num` and `text`, and back.

A number goes into `num`, a text into `text`, UNAVAILABLE leaves both null. A structured value
(condition, data set, time series) is a JSON object in `text`. The JSON is canonical (one value, one
text), because the text is part of a row's identity: the same report read twice must be the same row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation, TimeSeries, Value

Entry = float | str | None
"""A value of a DATA_SET, or a cell of a TABLE's row."""

_CONDITION_TEXTS = ("native_code", "native_severity", "qualifier", "message", "condition_id")


def encode_value(value: Value) -> tuple[float | None, str | None]:
    """`(num, text)` of a value; both None for UNAVAILABLE. At most one of the two is set."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return None, value
    if isinstance(value, Condition | DataSet | TimeSeries):
        return None, encode_rich(value)
    return float(value), None


def encode_rich(value: Condition | DataSet | TimeSeries) -> str:
    """The canonical JSON text of a structured value."""
    document: dict[str, object]
    if isinstance(value, Condition):
        texts = {name: getattr(value, name) for name in _CONDITION_TEXTS}
        document = {"level": value.level.value} | {name: text for name, text in texts.items() if text}
    elif isinstance(value, DataSet):
        document = {"entries": dict(value.entries)} | ({"reset": value.reset} if value.reset else {})
    else:
        document = {"rate": value.rate, "samples": value.samples}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_value(category: Category, representation: Representation, num: float | None, text: str | None) -> Value:
    """The value of a row of a signal of this category and representation.

    A number is a number and a text that is no document of the expected shape stays a text, whatever
    the signal was declared as: sources contradict their own declarations, and a model may change
    between two rows. Never raises.
    """
    if num is not None:
        return num
    if text is None or not text.startswith("{"):
        return text
    try:
        if category is Category.CONDITION:
            return _condition(json.loads(text))
        if representation in (Representation.DATA_SET, Representation.TABLE):
            return _data_set(json.loads(text))
        if representation is Representation.TIME_SERIES:
            return _time_series(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text
    return text


def _condition(document: Mapping[str, object]) -> Condition:
    """Raises KeyError, TypeError or ValueError where the document is no condition."""
    texts = {name: document.get(name, "") for name in _CONDITION_TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError("not a condition")
    return Condition(level=Level(str(document["level"])), **{name: str(text) for name, text in texts.items()})


def _data_set(document: Mapping[str, object]) -> DataSet:
    """Raises KeyError, TypeError or ValueError where the document is no data set."""
    entries, reset = document["entries"], document.get("reset", "")
    if not isinstance(entries, dict) or not isinstance(reset, str):
        raise TypeError("not a data set")
    read: dict[str, Entry | Mapping[str, Entry]] = {}
    for key, value in entries.items():
        read[key] = {cell: _entry(inner) for cell, inner in value.items()} if isinstance(value, dict) else _entry(value)
    return DataSet(entries=read, reset=reset)


def _entry(value: object) -> Entry:
    """Raises TypeError for what no entry can be."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise TypeError("not an entry")


def _time_series(document: Mapping[str, object]) -> TimeSeries:
    """Raises KeyError, TypeError or ValueError where the document is no time series."""
    rate, samples = document["rate"], document["samples"]
    if not isinstance(samples, list):
        raise TypeError("not a time series")
    return TimeSeries(
        rate=None if rate is None else _number(rate), samples=tuple(_number(sample) for sample in samples)
    )


def _number(value: object) -> float:
    """Raises TypeError for what is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise TypeError("not a number")
