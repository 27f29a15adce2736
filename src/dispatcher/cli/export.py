"""`dispatcher export`: a table of the plant as CSV, JSON lines, Parquet or Arrow, streaming, any size."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from dispatcher.app.exports.encode import Shape
from dispatcher.app.exports.tables import Exports, journal_sources
from dispatcher.app.timelines import ALL_TIME
from dispatcher.bootstrap import build, open_journal
from dispatcher.cli.common import refusals, state_home
from dispatcher.cli.root import app
from dispatcher.config import Config, read_config
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.export import ACCOUNT, EXPORTS

WHAT = ", ".join(EXPORTS)


@app.command()
def export(  # noqa: PLR0917 - typer reads the command line from the signature
    table: Annotated[str, typer.Argument(help=f"What: {WHAT}. · Что.")],
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    out: Annotated[Path | None, typer.Option(help="File; standard output without it. · Файл.")] = None,
    shape: Annotated[Shape, typer.Option("--format", help="File format. · Формат файла.")] = Shape.CSV,
    start: Annotated[str, typer.Option("--from", help="First instant, RFC 3339. · Начало.")] = "",
    end: Annotated[str, typer.Option("--to", help="Instant after the last, RFC 3339. · Конец.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="Configuration (TOML); DATA/dispatcher.toml if there. · Конфигурация (TOML).")
    ] = None,
    machine: Annotated[list[str] | None, typer.Option(help="Machine, may be repeated. · Станок.")] = None,
) -> None:
    """Write a table to a file. · Выгрузить таблицу в файл."""
    with refusals(), contextlib.ExitStack() as stack:
        window = _window(start, end)
        if not data.is_dir():
            raise InvalidInput("data_missing", path=str(data))
        if table in ACCOUNT:
            house = build(plant_config(data, config), data)
            stack.callback(house.close)
            exports = house.services.output.exports
        else:
            journal = open_journal(data)
            stack.callback(journal.close)
            exports = Exports(journal_sources(journal))
        pieces = exports.file(table, window, [MachineId(name) for name in machine or ()], shape)
        sink: BinaryIO = sys.stdout.buffer if out is None else stack.enter_context(out.open("wb"))
        sink.writelines(pieces)


def plant_config(data: Path, config: Path | None) -> Config:
    """The configuration of a data directory, as `dispatcher serve` takes it. Raises InvalidInput."""
    own = data / "dispatcher.toml"
    return read_config(config or own) if config is not None or own.exists() else Config()


def _window(start: str, end: str) -> Interval:
    try:
        first = parse_instant(start) if start else ALL_TIME.start
        last = parse_instant(end) if end else ALL_TIME.end
        return Interval(Instant(first), Instant(last))
    except ValueError as error:
        raise InvalidInput("export_window", start=start or "-", end=end or "-", problem=str(error)) from error
