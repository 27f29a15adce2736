"""Columns of any kind as values JSON can write."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any

import pyarrow as pa

from dispatcher.api.bulk import stamps


def json_columns(batch: pa.RecordBatch) -> list[list[Any]]:
    """The columns of a batch: instants as RFC 3339 texts, intervals in microseconds, whole decimals as integers."""
    return [_column(column) for column in batch.columns]


def _column(column: pa.Array[Any]) -> list[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        instants = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64()).to_pylist()
        texts = stamps(instants)
        return list(texts) if kind.tz else [None if text is None else text.removesuffix("Z") for text in texts]
    if pa.types.is_interval(kind):
        return [_interval(value) for value in column.to_pylist()]
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind):
        return column.to_pylist()
    return [_plain(value) for value in column.to_pylist()]


def _interval(value: tuple[int, int, int] | None) -> int | str | None:
    """Microseconds; where months are in it, its own words, because a month is no number of microseconds."""
    if value is None:
        return None
    months, days, nanos = value
    return f"{months} months {days} days {nanos // 1000} us" if months else days * 86_400_000_000 + nanos // 1000


def _plain(value: object) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
