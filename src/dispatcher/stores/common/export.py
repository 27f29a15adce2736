"""Columns of each table that can be exported; the same from every store. Instants are µs since the epoch, UTC."""

from __future__ import annotations

import pyarrow as pa

from dispatcher.domain.errors import NotFound


def _columns(**kinds: pa.DataType) -> pa.Schema:
    return pa.schema(list(kinds.items()))


_TEXT, _LONG, _DOUBLE, _BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()

EXPORTS: dict[str, pa.Schema] = {
    # By the order of the truth; `signal` is the signal's key, `quality` its name in lower case.
    "observations": _columns(
        machine=_TEXT,
        signal=_TEXT,
        at=_LONG,
        source_at=_LONG,
        received_at=_LONG,
        session=_TEXT,
        sequence=_LONG,
        num=_DOUBLE,
        text=_TEXT,
        quality=_TEXT,
    ),
    # By machine, track, start, value; uncut; `end` null while open; `detail` JSON.
    "spans": _columns(machine=_TEXT, track=_TEXT, start=_LONG, end=_LONG, value=_TEXT, rule=_TEXT, detail=_TEXT),
    # By machine, at.
    "part_counts": _columns(
        machine=_TEXT,
        at=_LONG,
        parts=_LONG,
        signal_key=_TEXT,
        raw_before=_DOUBLE,
        raw_after=_DOUBLE,
        program=_TEXT,
        inferred=_BOOL,
        rule=_TEXT,
    ),
    # By machine, start, source; uncut; `end` null while the contact lasts.
    "coverage": _columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG),
    # By machine, start, end, source, code; `params` JSON.
    "losses": _columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG, code=_TEXT, params=_TEXT),
    # By at, oldest first; of the sources that feed the machines.
    "notes": _columns(source=_TEXT, at=_LONG, code=_TEXT, params=_TEXT),
}


def export_schema(table: str) -> pa.Schema:
    """The columns of an export. Raises NotFound `store_no_such_table` (table, tables)."""
    schema = EXPORTS.get(table)
    if schema is None:
        raise NotFound("store_no_such_table", table=table, tables=", ".join(EXPORTS))
    return schema
