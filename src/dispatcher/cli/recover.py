"""`dispatcher recover`: make a damaged journal open again, and say what is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dispatcher.bootstrap import recover_journal
from dispatcher.cli.common import refusals, say, state_home
from dispatcher.cli.root import app


@app.command()
def recover(
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
) -> None:
    """Mend a damaged journal. · Восстановить повреждённый журнал."""
    with refusals() as texts:
        report = recover_journal(data)
        if report.whole:
            typer.echo(say(texts, "cli.recover.whole"))
            return
        if report.log_kept or report.log_lost:
            typer.echo(say(texts, "cli.recover.log", kept=report.log_kept, lost=report.log_lost))
        for table, rows in report.lost_tables.items():
            typer.echo(say(texts, "cli.recover.table", table=table, rows=rows))
        if report.unreadable:
            typer.echo(say(texts, "cli.recover.unreadable"))
        for path in report.kept:
            typer.echo(say(texts, "cli.recover.kept", path=path))
        for position in report.positions:
            typer.echo(say(texts, "cli.recover.source", source=position.source))
