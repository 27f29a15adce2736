"""Buckets of a reduced signal: their columns and their width."""

from __future__ import annotations

import pyarrow as pa

from dispatcher.domain.interval import Interval

_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("at_min", pa.int64()),  # µs, earliest instant of the least number; null without numbers
    ("min", pa.float64()),
    ("at_max", pa.int64()),  # µs, earliest instant of the greatest number
    ("max", pa.float64()),
    ("first_at", pa.int64()),  # µs, of the first number; of the first row where there is no number
    ("first", pa.float64()),
    ("last_at", pa.int64()),  # µs, of the last number or row
    ("last", pa.float64()),
    ("count", pa.int64()),  # rows of any kind, quarantined ones left out
    ("unavailable", pa.bool_()),
]
BUCKETS = pa.schema(_COLUMNS)
"""Columns of `Journal.reduced`, by time; buckets without rows are left out. NaN is no number."""


def bucket_width(window: Interval, buckets: int) -> int:
    """Microseconds of a bucket, so that no more than `buckets` (at least 1) cover the window."""
    return -(-window.length // max(buckets, 1))
