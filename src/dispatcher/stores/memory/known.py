"""Which rows are there already, by identity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from dispatcher.stores.memory.rows import RowStore

_EVER = (-(2**63), 2**63 - 1)
_KEYS = ["session", "signal", "sequence", "number", "no_number", "code"]


def known(store: RowStore, rows: pa.Table) -> list[bool]:
    """For each row (schema ROWS) whether one of the same identity is stored."""
    if rows.num_rows == 0:
        return []
    signals = np.unique(rows.column("signal").to_numpy()).tolist()
    stored = store.pick(signals, *_EVER)
    # Only rows whose sequence is asked for can be the same: usually none, or all of a few.
    wanted = np.isin(stored.column("sequence").to_numpy(), rows.column("sequence").to_numpy())
    stored = stored.filter(pa.array(wanted))
    # One dictionary for both, so that equal texts have equal codes.
    texts = pa.chunked_array([*rows.column("text").chunks, *stored.column("text").chunks], pa.string())
    codes = texts.combine_chunks().dictionary_encode().indices.fill_null(-1)
    asked = _keyed(rows, codes.slice(0, rows.num_rows))
    there = _keyed(stored, codes.slice(rows.num_rows))
    asked = asked.append_column("place", pa.array(np.arange(rows.num_rows)))
    mask = np.zeros(rows.num_rows, bool)
    mask[asked.join(there, keys=_KEYS, join_type="left semi").column("place").to_numpy()] = True
    return [bool(one) for one in mask.tolist()]


def _keyed(rows: pa.Table, codes: pa.Array[Any]) -> pa.Table:
    """The identity in columns without nulls: a join finds no null equal to another."""
    number = rows.column("num").to_numpy()
    missing = rows.column("num").is_null().to_numpy()
    # As bits: NaN becomes equal to itself. The sum makes one zero of both.
    bits = np.where(np.isnan(number), np.nan, number + 0.0).view(np.int64)
    return (
        rows.select(["session", "signal", "sequence"])
        .append_column("number", pa.array(bits))
        .append_column("no_number", pa.array(missing))
        .append_column("code", codes)
    )
