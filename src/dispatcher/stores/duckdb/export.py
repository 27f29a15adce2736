"""Streaming tables out, a batch at a time, whatever the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Quality
from dispatcher.stores.common.export import export_schema
from dispatcher.stores.common.rows import Catalogue
from dispatcher.stores.duckdb.partitions import AS_ROWS, partitions, union, within
from dispatcher.stores.duckdb.read import BATCH, IN_TRUTH, WITH_SESSION, slices
from dispatcher.stores.duckdb.tables import among, register

_QUALITY = " ".join(f"WHEN {quality.value} THEN '{quality.name.lower()}'" for quality in Quality)

_OBSERVATIONS = f"""
SELECT d.machine, d.key AS signal, o."at", o.source_at, o.received_at, coalesce(s.name, '') AS session, o.sequence,
    o.num, o.text, CASE o.quality {_QUALITY} END AS quality
FROM {{stored}} o {WITH_SESSION} LEFT JOIN signals d ON d.id = o.signal {IN_TRUTH}
"""

_TOUCHES = '"start" < $end AND ("end" IS NULL OR "end" > $start)'
_WITHIN = '"at" >= $start AND "at" < $end'

_QUERIES = {
    "spans": f"""SELECT * FROM (SELECT * FROM spans UNION ALL SELECT * FROM spans_open)
        WHERE {{machine}} AND {_TOUCHES} ORDER BY machine, track, "start", value""",
    "part_counts": f'SELECT * FROM part_counts WHERE {{machine}} AND {_WITHIN} ORDER BY machine, "at", rowid',
    "coverage": f'SELECT * FROM coverage WHERE {{machine}} AND {_TOUCHES} ORDER BY machine, "start", source',
    "losses": f"""SELECT * FROM losses WHERE {{machine}} AND {_TOUCHES}
        ORDER BY machine, "start", "end", source, code""",
    "notes": f'SELECT * FROM notes WHERE {{source}} AND {_WITHIN} ORDER BY "at", rowid',
}


def exported(
    cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue, table: str, window: Interval, machines: Sequence[MachineId]
) -> Iterator[pa.RecordBatch]:
    """Batches of `ports.export.JOURNAL[table]`; no machines = all. Raises NotFound."""
    schema = export_schema(table)
    if table == "observations":
        yield from _observations(cursor, catalogue, schema, window, machines)
        return
    parameters: dict[str, object] = {"start": window.start, "end": window.end}
    choice = {"machine": "TRUE", "source": "TRUE"}
    if machines and table == "notes":
        sources = {stored.source for stored in catalogue.signals.values() if stored.machine in set(machines)}
        choice["source"] = among("source", sorted(sources), parameters)
    elif machines:
        choice["machine"] = among("machine", machines, parameters)
    yield from _stream(cursor.sql(_QUERIES[table].format(**choice), params=parameters), schema)


def _observations(
    cursor: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    schema: pa.Schema,
    window: Interval,
    machines: Sequence[MachineId],
) -> Iterator[pa.RecordBatch]:
    where = _WITHIN
    if machines:
        chosen = [stored.id for stored in catalogue.signals.values() if stored.machine in set(machines)]
        # A plant's signals are too many for a list of constants.
        register(cursor, pa.table({"signal": pa.array(chosen, pa.int32())}), "chosen")
        where = f"signal IN (SELECT signal FROM chosen) AND {where}"
    tables = partitions(cursor)
    for start, end in slices(cursor, tables, where, {}, window):
        query = _OBSERVATIONS.format(stored=union(within(tables, start, end), AS_ROWS, where))
        yield from _stream(cursor.sql(query, params={"start": start, "end": end}), schema)


def _stream(relation: duckdb.DuckDBPyRelation, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in relation.to_arrow_reader(BATCH):
        yield from pa.Table.from_batches([batch]).cast(schema).to_batches()
