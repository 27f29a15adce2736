"""`dispatcher connector`: which protocols there are, a folder for a new one, and how one behaves."""

from __future__ import annotations

import asyncio
import sys
import tomllib
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dispatcher.app.texts import Texts
from dispatcher.cli.common import language, refusals, say
from dispatcher.cli.root import app
from dispatcher.connectors.sdk import registry, scaffold
from dispatcher.connectors.sdk.conformance.rig import Rig
from dispatcher.connectors.sdk.conformance.running import Outcome, Verdict, conduct
from dispatcher.ports.connector import ConfigRejected

MISBEHAVES = 1
"""Exit code where a check failed."""

group = typer.Typer(no_args_is_help=True, help="Protocols. · Протоколы.")
app.add_typer(group, name="connector")


@group.command("list")
def list_connectors() -> None:
    """All protocols. · Все протоколы."""
    with refusals():
        table = Table("id", "", "delivery", "abilities", "tier", "extra")
        for name, known in registry.find().items():
            manifest = known.manifest
            title = known.texts(language()).get(manifest.title, "")
            row = (name, title, manifest.delivery, ", ".join(manifest.abilities), manifest.tier, manifest.extra)
            table.add_row(*row)
        Console().print(table)


@group.command()
def new(
    name: Annotated[str, typer.Argument(help="Its id: small letters, digits, underscore. · Имя латиницей.")],
    into: Annotated[Path, typer.Option(help="Where the folder goes. · Куда положить папку.")] = Path(),
) -> None:
    """Write the folder of a new connector. · Создать папку нового коннектора."""
    with refusals() as texts:
        if name in registry.find():
            raise ConfigRejected("scaffold_known", connector=name)
        for file in scaffold.write(name, into):
            typer.echo(file)
        typer.echo(say(texts, "cli.connector.written", connector=name))


@group.command()
def test(
    name: Annotated[str, typer.Argument(help="Id, or the package that holds it. · Имя или пакет.")],
) -> None:
    """Try how a connector behaves, and what is left to do. · Проверить поведение и список дел."""
    with refusals() as texts:
        package = _package(name)
        verdicts = asyncio.run(_tried(package))
        _show(texts, package, verdicts)
        if any(verdict.outcome is Outcome.FAILED for verdict in verdicts):
            raise typer.Exit(MISBEHAVES)


def _package(name: str) -> str:
    """The package of a connector. Raises ConfigRejected `connector_unknown`."""
    known = registry.find()
    if name in known:
        return known[name].package
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # a folder that was just written is not installed yet
    if not name.isidentifier() or find_spec(name) is None:
        raise ConfigRejected("connector_unknown", connector=name, known=", ".join(known))
    return name


async def _tried(package: str) -> list[Verdict]:
    """Raises ConfigRejected `connector_without_rig`."""
    module = f"{package}.tests.rig"
    try:
        rig: type[Rig] = import_module(module).Rig
    except (ModuleNotFoundError, AttributeError) as error:
        raise ConfigRejected("connector_without_rig", package=package) from error
    return [verdict async for verdict in conduct(rig)]


def _show(texts: Texts, package: str, verdicts: list[Verdict]) -> None:
    console = Console()
    table = Table("", say(texts, "cli.connector.check"), "", "")
    for verdict in verdicts:
        table.add_row(say(texts, f"cli.connector.{verdict.outcome}"), verdict.check, verdict.rule, verdict.why)
    console.print(table)
    card = tomllib.loads(files(package).joinpath("quality.toml").read_text(encoding="utf-8"))
    for tier, rules in card.items():
        todo = ", ".join(rule for rule, mark in rules.items() if mark == "todo")
        if todo:
            console.print(say(texts, "cli.connector.todo", tier=tier, rules=todo))
