"""`dispatcher backup`: a whole copy of a house, by its running server or, where none runs, by the command itself."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from dispatcher.app.backups.restoring import copy_backup
from dispatcher.app.backups.taking import Backup, facts, listed
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import SystemClock
from dispatcher.bootstrap.backups import back_up_at_rest
from dispatcher.cli.common import REFUSED, language, refusals, say, state_home
from dispatcher.cli.connect import SERVER
from dispatcher.cli.root import app
from dispatcher.cli.server import ask
from dispatcher.config import read_config
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import format_instant
from dispatcher.ports.store import StoreBusy

PAUSE_S = 0.25
BACKUPS = "/api/v1/backups"


@app.command()
def backup(
    target: Annotated[
        Path | None,
        typer.Argument(help="Folder of backups; `backup.directory` without. · Папка копий; иначе `backup.directory`."),
    ] = None,
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    config: Annotated[
        Path | None, typer.Option(help="Configuration (TOML); DATA/dispatcher.toml if there. · Конфигурация (TOML).")
    ] = None,
    server: Annotated[
        str,
        typer.Option(help=f"Server; {SERVER} if DATA is in use. · Сервер; {SERVER}, если DATA занят."),
    ] = "",
    with_key: Annotated[
        bool, typer.Option("--with-key", help="With the key of the secrets. · Вместе с ключом секретов.")
    ] = False,
) -> None:
    """Take a backup. · Сделать резервную копию."""
    with refusals() as texts:
        if server:
            made = _by_server(server, None, target, with_key=with_key)
        else:
            own = config or data / "dispatcher.toml"
            try:
                made = back_up_at_rest(data, own, SystemClock(), target or _configured(own), with_key=with_key)
            except StoreBusy:
                made = _by_server(SERVER, data, target, with_key=with_key)
        told(made, texts)


def _configured(file: Path) -> Path:
    """The folder of the configuration. Raises Conflict `backup_no_folder`."""
    directory = read_config(file).backup.directory if file.exists() else ""
    if not directory:
        raise Conflict("backup_no_folder")
    return Path(directory)


def told(made: Backup, texts: Texts) -> None:
    """What is in it, and what is not."""
    typer.echo(say(texts, "cli.backup.done", at=format_instant(made.manifest.at), **facts(made)))
    typer.echo(say(texts, "cli.backup.with_key" if made.manifest.with_key else "cli.backup.without_key"))


def _by_server(server: str, data: Path | None, target: Path | None, *, with_key: bool) -> Backup:
    """The server takes it into its own folder; from there it is copied to another one that was named."""
    params = {"lang": language()}
    if data is not None:
        there = str(orjson.loads(ask(server, BACKUPS, params))["data"])
        if Path(there) != data.resolve():
            raise InvalidInput("backup_other_server", server=server, data=str(data.resolve()), there=there)
    answer: dict[str, Any] = orjson.loads(ask(server, BACKUPS, params, {"with_key": with_key}))
    while answer["since"] is not None:
        time.sleep(PAUSE_S)
        answer = orjson.loads(ask(server, BACKUPS, params))
    last = answer["last"]
    if last["problem"] is not None:
        typer.echo(last["problem"]["text"], err=True)
        raise typer.Exit(REFUSED)
    folder, name = Path(answer["directory"]), str(last["name"])
    made = next((own for own in listed(folder) if own.path.name == name), None)
    if made is None:
        raise InvalidInput("backup_elsewhere", server=server, path=str(folder / name))
    return made if target is None or target.resolve() == folder else copy_backup(made.path, target)
