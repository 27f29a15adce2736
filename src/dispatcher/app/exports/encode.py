"""Batches of columns as the bytes of a file, a piece at a time: the file may be of any size.

Instants (columns of `ports.export.INSTANTS`) become timestamps: a real type in Parquet and Arrow, RFC 3339 in texts.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Generator, Iterator
from enum import StrEnum
from typing import IO, Any, Protocol, cast

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from dispatcher.ports.export import INSTANTS

STAMP = pa.timestamp("us", tz="UTC")
GROUP_ROWS = 131_072
"""Rows of a Parquet row group; a few large groups are small on the disk and quick to read."""
GROUP_BYTES = 32 * 1024 * 1024
"""A group is written earlier when its columns take more than this in memory."""


class Shape(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ARROW = "arrow"


MEDIA: dict[Shape, str] = {
    Shape.CSV: "text/csv; charset=utf-8",
    Shape.JSONL: "application/jsonl",
    Shape.PARQUET: "application/vnd.apache.parquet",
    Shape.ARROW: "application/vnd.apache.arrow.stream",
}


class _Batches(Protocol):
    """What the writers of pyarrow have in common."""

    def write_batch(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


class _Pipe(io.RawIOBase):
    """Takes what a writer writes until somebody carries it away."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._written

    def write(self, data: object) -> int:
        """Keep a copy."""
        part = bytes(data)  # type: ignore[call-overload] # whatever buffer the writer has
        self._parts.append(part)
        self._written += len(part)
        return len(part)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def stamped(schema: pa.Schema) -> pa.Schema:
    """The schema with its instants as timestamps."""
    return pa.schema(
        [
            field.with_type(STAMP) if field.name in INSTANTS and pa.types.is_int64(field.type) else field
            for field in schema
        ]
    )


def encoded(schema: pa.Schema, batches: Iterator[pa.RecordBatch], shape: Shape) -> Iterator[bytes]:
    """Pieces of the file; an empty table still has its columns. Closing the iterator closes `batches`."""
    with contextlib.ExitStack() as stack:
        if isinstance(batches, Generator):
            stack.callback(batches.close)
        if shape is Shape.JSONL:
            for batch in batches:
                rows = _written(batch).to_pylist()
                yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE, default=str) for row in rows)
            return
        yield from _by_writer(schema, batches, shape)


def _by_writer(schema: pa.Schema, batches: Iterator[pa.RecordBatch], shape: Shape) -> Iterator[bytes]:
    pipe = _Pipe()
    sink = cast("IO[bytes]", pipe)
    real = stamped(schema)
    writer: _Batches
    if shape is Shape.PARQUET:
        writer = pq.ParquetWriter(sink, real, compression="zstd")
    elif shape is Shape.ARROW:
        writer = pa.ipc.new_stream(pipe, real)
    else:
        writer = pacsv.CSVWriter(sink, _texts(real))
    for batch in _groups(batches) if shape is Shape.PARQUET else batches:
        writer.write_batch(_written(batch) if shape is Shape.CSV else batch.cast(real))
        yield pipe.take()
    writer.close()
    yield pipe.take()


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches large enough for a row group."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
            waiting, rows, size = [], 0, 0
    if waiting:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _texts(schema: pa.Schema) -> pa.Schema:
    return pa.schema([field.with_type(pa.string()) if _is_instant(field.type) else field for field in schema])


def _written(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with its instants as RFC 3339 texts."""
    real = stamped(batch.schema)
    columns = [
        _stamps(column) if _is_instant(field.type) else column
        for field, column in zip(real, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=_texts(real))


def _is_instant(kind: pa.DataType) -> bool:
    return pa.types.is_timestamp(kind) and kind.tz is not None


def _stamps(column: pa.Array[Any]) -> pa.Array[Any]:
    """Texts of a column of instants: timestamps of any zone, or microseconds."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz))
    instants = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    texts = np.datetime_as_string(instants, unit="us", timezone="UTC")
    return pa.array(texts, pa.string(), mask=column.is_null().to_numpy(zero_copy_only=False))
