"""Which rows are there already, by identity."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import Instant
from dispatcher.stores.memory.rows import RowStore

_EVER = (Instant(-(2**63)), Instant(2**63 - 1))

Identity = tuple[int, int, int, float | str | None, str | None]


def known(store: RowStore, rows: pa.Table) -> list[bool]:
    """For each row (schema ROWS) whether one of the same identity is stored."""
    if rows.num_rows == 0:
        return []
    signals = np.unique(rows.column("signal").to_numpy()).tolist()
    stored = store.pick(signals, *_EVER)
    sequence, wanted = stored.column("sequence").to_numpy(), rows.column("sequence").to_numpy()
    # Only rows whose sequence is asked for can be the same: usually none or all of a few.
    identities = set(_identities(stored.filter(pa.array(np.isin(sequence, wanted)))))
    return [identity in identities for identity in _identities(rows)]


def _identities(rows: pa.Table) -> list[Identity]:
    columns = [rows.column(name).to_pylist() for name in ("session", "signal", "sequence", "num", "text")]
    return [
        # NaN is not equal to itself; as an identity it is.
        (session, signal, sequence, "nan" if num is not None and num != num else num, text)  # noqa: PLR0124
        for session, signal, sequence, num, text in zip(*columns, strict=True)
    ]
