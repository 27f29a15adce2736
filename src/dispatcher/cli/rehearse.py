"""`dispatcher rehearse`: a backup proves itself, restored into a folder that is thrown away afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app.backups.restoring import restore
from dispatcher.app.backups.taking import Backup, facts
from dispatcher.bootstrap.backups import CONFIG, SCHEMAS
from dispatcher.cli.check import DIFFERENT, prove
from dispatcher.cli.common import refusals, say
from dispatcher.cli.root import app
from dispatcher.config import Config, read_config
from dispatcher.domain.instant import format_instant


@app.command()
def rehearse(
    source: Annotated[Path, typer.Argument(help="The backup's own folder. · Папка самой копии.")],
    into: Annotated[
        Path | None,
        typer.Option(help="Where there is room for it for a while. · Где для неё на время есть место."),
    ] = None,
) -> None:
    """Prove a backup by restoring it. · Проверить резервную копию восстановлением."""
    with refusals() as texts, tempfile.TemporaryDirectory(prefix="dispatcher-rehearsal-", dir=into) as room:
        data = Path(room) / "data"
        manifest = restore(source, data, SCHEMAS)
        given = facts(Backup(path=source, manifest=manifest))
        typer.echo(say(texts, "cli.rehearse.files", at=format_instant(manifest.at), **given))
        own = data / CONFIG
        proved = prove(read_config(own) if own.exists() else Config(), data, texts)
        if proved.refused and not manifest.with_key:
            # Nothing is wrong with the data; without their key, secrets are not readable here.
            typer.echo(say(texts, "cli.rehearse.without_key"))
        if proved.differences or (proved.refused and manifest.with_key):
            typer.echo(say(texts, "cli.rehearse.bad"))
            raise typer.Exit(DIFFERENT)
        typer.echo(say(texts, "cli.rehearse.good"))
