"""`dispatcher snapshot`: tables as Parquet files by month, for Grafana, Power BI, Excel, pandas."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app.snapshots.taking import USUAL
from dispatcher.bootstrap import build
from dispatcher.cli.common import refusals, say, state_home
from dispatcher.cli.export import plant_config
from dispatcher.cli.root import app
from dispatcher.domain.errors import InvalidInput


@app.command()
def snapshot(
    folder: Annotated[Path, typer.Argument(help="Where the files go. · Куда положить файлы.")],
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    config: Annotated[
        Path | None, typer.Option(help="Configuration (TOML); DATA/dispatcher.toml if there. · Конфигурация (TOML).")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option(help="Table, may be repeated; all but observations without it. · Таблица.")
    ] = None,
    months: Annotated[
        int | None, typer.Option(min=1, help="Only the newest months. · Только последние месяцы.")
    ] = None,
) -> None:
    """Write tables as Parquet files by month. · Записать таблицы файлами Parquet по месяцам."""
    with refusals() as texts, contextlib.ExitStack() as stack:
        if not data.is_dir():
            raise InvalidInput("data_missing", path=str(data))
        house = build(plant_config(data, config), data)
        stack.callback(house.close)
        taken = house.services.output.snapshots.take(folder, tables=tuple(table or USUAL), months=months)
        for name, rows in taken.rows.items():
            typer.echo(say(texts, "cli.snapshot.table", table=name, rows=rows))
