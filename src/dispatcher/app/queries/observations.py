"""Values of one signal in a window: raw while they are few, otherwise buckets with every extreme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, Observation, Representation
from dispatcher.ports.store import Journal, StoredSignal

POINTS_PER_BUCKET = 4
"""A bucket shows its first, minimum, maximum and last value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPoints:
    """`lead`: the observation in effect at the window's start; `rows`: schema ROWS, in order."""

    lead: Observation | None
    rows: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """`rows`: as `Journal.reduced` gives them."""

    rows: pa.Table


def is_rich(stored: StoredSignal) -> bool:
    """Whether the signal's values are structures, kept as JSON."""
    plain = (Representation.VALUE, Representation.DISCRETE)
    return stored.spec.category is Category.CONDITION or stored.spec.representation not in plain


def observations(journal: Journal, stored: StoredSignal, window: Interval, max_points: int) -> RawPoints | Buckets:
    """At most `max_points` values, plus the one in effect at the window's start."""
    rows = journal.observations(stored.id, window, max_points + 1)
    if rows.num_rows <= max_points:
        lead = journal.latest([stored.id], window.start).get(stored.id)
        return RawPoints(lead=lead if lead is not None and lead.at < window.start else None, rows=rows)
    return Buckets(rows=journal.reduced(stored.id, window, max_points // POINTS_PER_BUCKET))


def plain_columns(rows: pa.Table, names: Sequence[str]) -> dict[str, list[object]]:
    """Columns as Python lists."""
    return {name: rows.column(name).to_pylist() for name in names}
