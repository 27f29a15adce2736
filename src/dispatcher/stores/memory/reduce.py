"""A window of a signal in so many buckets, every extreme kept, with NumPy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dispatcher.domain.interval import Interval
from dispatcher.stores.common.buckets import BUCKETS, bucket_width


def reduced(rows: pa.Table, window: Interval, buckets: int) -> pa.Table:
    """Columns of `stores.common.buckets.BUCKETS` of trusted rows in the order of the truth."""
    at = rows.column("at").to_numpy()
    if not len(at):
        return BUCKETS.empty_table()
    # Nulls become NaN, which is no number either.
    num = rows.column("num").to_numpy()
    gone = np.logical_and(rows.column("num").is_null().to_numpy(), rows.column("text").is_null().to_numpy())
    bucket = (at - window.start) // bucket_width(window, buckets)
    starts = np.flatnonzero(np.diff(bucket, prepend=-1))
    found: list[dict[str, object]] = []
    for low, high in zip(starts, np.append(starts[1:], len(at)), strict=True):
        numbers = low + np.flatnonzero(~np.isnan(num[low:high]))
        shown = numbers if len(numbers) else np.arange(low, high)
        one: dict[str, object] = {
            "first_at": int(at[shown[0]]),
            "last_at": int(at[shown[-1]]),
            "count": int(high - low),
            "unavailable": bool(gone[low:high].any()),
        }
        if len(numbers):
            least, most = numbers[np.argmin(num[numbers])], numbers[np.argmax(num[numbers])]
            one |= {"at_min": int(at[least]), "min": float(num[least]), "at_max": int(at[most])}
            one |= {"max": float(num[most]), "first": float(num[numbers[0]]), "last": float(num[numbers[-1]])}
        found.append(one)
    return pa.Table.from_pylist(found, schema=BUCKETS)
