"""`dispatcher export`: a table of the journal as CSV, JSON lines or Parquet, streaming, any size."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import typer

from dispatcher.app.timelines import ALL_TIME
from dispatcher.bootstrap import open_journal
from dispatcher.cli.common import refusals, state_home
from dispatcher.cli.root import app
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId


class Shape(StrEnum):
    """How the file is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Table(StrEnum):
    """What can be exported."""

    OBSERVATIONS = "observations"
    SPANS = "spans"
    PART_COUNTS = "part_counts"
    COVERAGE = "coverage"
    LOSSES = "losses"
    NOTES = "notes"


@app.command()
def export(  # noqa: PLR0917 - typer reads the command line from the signature
    table: Annotated[Table, typer.Argument(help="What. · Что.")],
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    out: Annotated[Path | None, typer.Option(help="File; standard output without it. · Файл.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="File format. · Формат файла.")] = Shape.CSV,
    start: Annotated[str, typer.Option("--from", help="First instant, RFC 3339. · Начало.")] = "",
    end: Annotated[str, typer.Option("--to", help="Instant after the last, RFC 3339. · Конец.")] = "",
    machine: Annotated[list[str] | None, typer.Option(help="Machine, may be repeated. · Станок.")] = None,
) -> None:
    """Write a table of the journal to a file. · Выгрузить таблицу журнала."""
    with refusals(), contextlib.ExitStack() as stack:
        window = _window(start, end)
        if not data.is_dir():
            raise InvalidInput("data_missing", path=str(data))
        journal = open_journal(data)
        stack.callback(journal.close)
        sink: BinaryIO = sys.stdout.buffer if out is None else stack.enter_context(out.open("wb"))
        write(journal.export(table.value, window, [MachineId(name) for name in machine or ()]), sink, shape)


def _window(start: str, end: str) -> Interval:
    try:
        first = parse_instant(start) if start else ALL_TIME.start
        last = parse_instant(end) if end else ALL_TIME.end
        return Interval(Instant(first), Instant(last))
    except ValueError as error:
        raise InvalidInput("export_window", start=start or "-", end=end or "-", problem=str(error)) from error


def write(batches: Iterator[pa.RecordBatch], sink: BinaryIO, shape: Shape) -> None:
    """Write the batches as they come; an empty table still has its header."""
    writer: pq.ParquetWriter | pacsv.CSVWriter | None = None
    for batch in batches:
        if shape is Shape.JSONL:
            sink.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in batch.to_pylist())
            continue
        if writer is None:
            kind = pq.ParquetWriter if shape is Shape.PARQUET else pacsv.CSVWriter
            writer = kind(sink, batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
