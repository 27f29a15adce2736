"""`dispatcher check`: the configuration is read as the server would; the data prove themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app.texts import Texts
from dispatcher.app.verify import verify
from dispatcher.bootstrap import SystemClock, open_journal
from dispatcher.bootstrap.accounts import prove_accounts
from dispatcher.bootstrap.connections import RegistryWorkshop, entered, of_file
from dispatcher.bootstrap.fleet import plant_of, rules_of_machines, stored_directory
from dispatcher.bootstrap.sources import all_configured
from dispatcher.bootstrap.state_rules import stored_book
from dispatcher.cli.common import refusals, say, state_home
from dispatcher.cli.root import app
from dispatcher.config import Config, read_config
from dispatcher.domain.errors import DispatcherError, InvalidInput
from dispatcher.domain.instant import format_instant
from dispatcher.domain.signal import SourceId
from dispatcher.stores.secrets import FileSecretBox

DIFFERENT = 1


@app.command()
def check(
    config: Annotated[Path | None, typer.Option(help="Configuration to read. · Конфигурация.")] = None,
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
) -> None:
    """Check the configuration, timelines and accounts. · Проверить конфигурацию, временные шкалы и учёт времени."""
    with refusals() as texts:
        own = data / "dispatcher.toml"
        settings = read_config(config or own) if config is not None or own.exists() else Config()
        proved = prove(settings, data, texts)
        if proved.differences or proved.refused:
            raise typer.Exit(DIFFERENT)


@dataclass(frozen=True, slots=True)
class Proved:
    """How many differences were found, and how many sources cannot be opened."""

    differences: int
    refused: int


def prove(settings: Config, data: Path, texts: Texts) -> Proved:
    """Read a data directory as the server would, reckon all that is derived anew and compare; tell the result."""
    clock = SystemClock()
    book = stored_book(settings, data)
    profiles, directory = book.now(clock.now()), stored_directory(settings, data, clock)
    plant = plant_of(settings, profiles, directory)
    of_the_file = of_file(settings, all_configured(settings, profiles, clock, data))
    workshop = RegistryWorkshop(FileSecretBox(data), clock, data)
    built = entered(directory, profiles, workshop, of_the_file)
    typer.echo(say(texts, "check.config", machines=len(plant.machines), sources=len(of_the_file) + len(built)))
    refused = [(source, error) for source, error in built.items() if isinstance(error, DispatcherError)]
    refused += [(SourceId(str(error.params["id"])), error) for error in directory.unreadable]
    for source, error in refused:
        problem = say(texts, f"error.{error.code}", **error.params)
        typer.echo(say(texts, "check.source", source=source, problem=problem))
    if not data.is_dir():
        raise InvalidInput("data_missing", path=str(data))
    journal = open_journal(data)
    try:
        last = max((p.contact_at for p in journal.positions()), default=clock.now())
        rules = rules_of_machines(directory, book)
        found = verify(journal, rules, last)
        accounts = prove_accounts(journal, data, plant, rules, max(last, clock.now()))
    finally:
        journal.close()
    differences = (*found.differences, *accounts.differences)
    for item in differences:
        text = say(texts, f"check.{item.code}", machine=item.machine, track=item.track, at=format_instant(item.at))
        typer.echo(text)
    typer.echo(say(texts, "check.done", machines=found.machines, spans=found.spans, bad=len(found.differences)))
    waiting, bad = accounts.waiting, len(accounts.differences)
    typer.echo(say(texts, "check.accounts", machines=accounts.machines, waiting=waiting, bad=bad))
    return Proved(len(differences), len(refused))
