"""Small tables in bulk: values to Arrow, replace by key, append."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

Row = tuple[object, ...]

_TEXT, _LONG, _DOUBLE, _BOOL, _BYTES = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.binary()


def columns(**kinds: pa.DataType) -> pa.Schema:
    """A schema of these columns."""
    return pa.schema(list(kinds.items()))


TABLES: dict[str, pa.Schema] = {
    "signals": columns(
        id=_LONG,
        machine=_TEXT,
        source=_TEXT,
        key=_TEXT,
        name=_TEXT,
        category=_TEXT,
        type=_TEXT,
        sub_type=_TEXT,
        units=_TEXT,
        native_units=_TEXT,
        native_scale=_DOUBLE,
        component=_TEXT,
        component_type=_TEXT,
        representation=_TEXT,
    ),
    "sessions": columns(id=_LONG, source=_TEXT, name=_TEXT, first_seen_at=_LONG),
    "coverage": columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG),
    "losses": columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG, code=_TEXT, params=_TEXT),
    "notes": columns(source=_TEXT, at=_LONG, code=_TEXT, params=_TEXT),
    "assets": columns(machine=_TEXT, asset_id=_TEXT, type=_TEXT, at=_LONG, removed=_BOOL, document=_TEXT),
    "spans": columns(machine=_TEXT, track=_TEXT, start=_LONG, end=_LONG, value=_TEXT, rule=_TEXT, detail=_TEXT),
    "part_counts": columns(
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
    "checkpoints": columns(machine=_TEXT, at=_LONG, profile=_TEXT, state=_BYTES),
    "positions": columns(source=_TEXT, cursor=_TEXT, session=_TEXT, contact_at=_LONG),
}
"""Columns of each small table, in the order of the table."""


def arrow(schema: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    """The rows as an Arrow table."""
    values = zip(*rows, strict=True) if rows else ((),) * len(schema.names)
    arrays = [pa.array(list(column), kind) for column, kind in zip(values, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def insert(cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], *, schema: str = "") -> None:
    """Append; `schema` names the columns where they are another table's."""
    if rows:
        register(cursor, arrow(TABLES[schema or table], rows))
        cursor.execute(f"INSERT INTO {table} SELECT * FROM incoming")


def replace(cursor: duckdb.DuckDBPyConnection, table: str, keys: Iterable[str], rows: Sequence[Row]) -> None:
    """Append; rows with the same key go, and of several given with one key the last one stays."""
    if not rows:
        return
    schema, names = TABLES[table], list(keys)
    places = [schema.names.index(name) for name in names]
    last = {tuple(row[place] for place in places): row for row in rows}
    register(cursor, arrow(schema, list(last.values())))
    same = " AND ".join(f'{table}."{name}" = incoming."{name}"' for name in names)
    cursor.execute(f"DELETE FROM {table} USING incoming WHERE {same}")
    cursor.execute(f"INSERT INTO {table} SELECT * FROM incoming")


def among(column: str, values: Iterable[object], parameters: dict[str, object]) -> str:
    """`column IN (…)` with the values as parameters; a list of constants lets the engine skip blocks,
    which a joined or unnested list does not.
    """
    listed = list(values)
    if not listed:
        return "FALSE"
    names = [f"{column}_{place}" for place in range(len(listed))]
    parameters.update(zip(names, listed, strict=True))
    return f"{column} IN (" + ", ".join(f"${name}" for name in names) + ")"


def register(cursor: duckdb.DuckDBPyConnection, table: pa.Table, name: str = "incoming") -> None:
    """Make an Arrow table readable by name on this connection, in place of an earlier one."""
    cursor.register(name, table)
