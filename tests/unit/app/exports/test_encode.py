"""Tables as files: every shape says the same, instants are real, and nothing needs the whole table in memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dispatcher.app.exports.encode import STAMP, Shape, encoded
from dispatcher.ports.export import EXPORTS, JOURNAL

SCHEMA = JOURNAL["coverage"]
ROWS = [
    {"machine": "m1", "source": "agent", "start": 1_700_000_000_000_001, "end": None},
    {"machine": "станок", "source": 'a"b', "start": -1, "end": 0},
]


def batches(rows: list[dict[str, object]] | None = None) -> Iterator[pa.RecordBatch]:
    yield from pa.Table.from_pylist(ROWS if rows is None else rows, schema=SCHEMA).to_batches()


def file(shape: Shape, rows: list[dict[str, object]] | None = None) -> bytes:
    return b"".join(encoded(SCHEMA, batches(rows), shape))


def test_csv_has_rfc3339_instants_and_empty_cells() -> None:
    found = list(csv.DictReader(io.StringIO(file(Shape.CSV).decode())))
    assert found == [
        {"machine": "m1", "source": "agent", "start": "2023-11-14T22:13:20.000001Z", "end": ""},
        {
            "machine": "станок",
            "source": 'a"b',
            "start": "1969-12-31T23:59:59.999999Z",
            "end": "1970-01-01T00:00:00.000000Z",
        },
    ]


def test_json_lines() -> None:
    found = [orjson.loads(line) for line in file(Shape.JSONL).splitlines()]
    assert found[0] == {"machine": "m1", "source": "agent", "start": "2023-11-14T22:13:20.000001Z", "end": None}


@pytest.mark.parametrize("shape", [Shape.PARQUET, Shape.ARROW])
def test_columns_have_real_timestamps(shape: Shape) -> None:
    data = file(shape)
    table = pq.read_table(io.BytesIO(data)) if shape is Shape.PARQUET else pa.ipc.open_stream(data).read_all()
    assert [table.schema.field(name).type for name in ("start", "end")] == [STAMP, STAMP]
    assert table.column("start").to_pylist()[0] == datetime(2023, 11, 14, 22, 13, 20, 1, UTC)
    assert table.column("end").to_pylist()[0] is None


@pytest.mark.parametrize("shape", list(Shape))
def test_an_empty_table_still_has_its_columns(shape: Shape) -> None:
    data = file(shape, [])
    if shape is Shape.CSV:
        assert data.decode() == '"machine","source","start","end"\n'
    elif shape is Shape.JSONL:
        assert data == b""
    elif shape is Shape.PARQUET:
        assert pq.read_table(io.BytesIO(data)).schema.names == SCHEMA.names
    else:
        assert pa.ipc.open_stream(data).read_all().schema.names == SCHEMA.names


def test_wild_clocks_do_not_stop_an_export() -> None:
    wild: list[dict[str, object]] = [{"machine": "m", "source": "s", "start": 2**62, "end": -(2**62)}]
    assert file(Shape.CSV, wild).count(b"\n") == 2
    assert len(file(Shape.JSONL, wild).splitlines()) == 1
    assert pq.read_table(io.BytesIO(file(Shape.PARQUET, wild))).num_rows == 1


def test_every_table_has_columns_with_unique_names() -> None:
    for name, schema in EXPORTS.items():
        assert len(set(schema.names)) == len(schema.names), name


@pytest.mark.parametrize("shape", list(Shape))
def test_memory_does_not_grow_with_the_table(shape: Shape) -> None:
    def many(count: int) -> Iterator[pa.RecordBatch]:
        for number in range(count):
            yield pa.RecordBatch.from_pydict(
                {
                    "machine": ["m1"] * 8192,
                    "source": [f"s{number}"] * 8192,
                    "start": list(range(8192)),
                    "end": [None] * 8192,
                },
                schema=SCHEMA,
            )

    def peak(count: int) -> tuple[int, int]:
        before = pa.total_allocated_bytes()
        tracemalloc.start()
        held = 0
        for _ in encoded(SCHEMA, many(count), shape):
            held = max(held, pa.total_allocated_bytes() - before)
        _, python = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held, python

    # Forty batches fill two row groups of Parquet, a hundred and twenty seven.
    short, long = peak(40), peak(120)
    assert long[0] <= short[0] * 1.5 + 4_000_000
    assert long[1] <= short[1] * 1.5 + 4_000_000


def test_closing_an_export_closes_where_its_rows_come_from() -> None:
    closed: list[bool] = []

    def rows() -> Iterator[pa.RecordBatch]:
        try:
            while True:
                yield from batches()
        finally:
            closed.append(True)

    pieces = encoded(SCHEMA, rows(), Shape.CSV)
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined] # a generator
    assert closed == [True]
