"""`dispatcher restore`: a data directory made of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app.backups.restoring import restore as restored
from dispatcher.app.backups.taking import Backup, facts
from dispatcher.bootstrap.backups import SCHEMAS
from dispatcher.cli.common import refusals, say, state_home
from dispatcher.cli.root import app
from dispatcher.domain.instant import format_instant


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The backup's own folder. · Папка самой копии.")],
    data: Annotated[
        Path, typer.Option(help="Data directory to make; empty or not there. · Создаваемый каталог данных; пустой.")
    ] = state_home(),
) -> None:
    """Make a data directory of a backup. · Восстановить каталог данных из резервной копии."""
    with refusals() as texts:
        manifest = restored(source, data, SCHEMAS)
        given = facts(Backup(path=data, manifest=manifest))
        typer.echo(say(texts, "cli.restore.done", at=format_instant(manifest.at), **given))
        if not manifest.with_key:
            typer.echo(say(texts, "cli.restore.without_key"))
