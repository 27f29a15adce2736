"""`dispatcher probe`: what is at an address, live, and the state it would get; nothing is configured."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from dispatcher.api import setup_json
from dispatcher.api.schemas.setup import Trial
from dispatcher.app.setup.recognising import Question
from dispatcher.app.setup.recognising import Recognised as Found
from dispatcher.app.setup.room import SetupRoom
from dispatcher.app.setup.trials import Wanted
from dispatcher.app.texts import Texts
from dispatcher.cli.common import REFUSED, language, refusals, say, state_home
from dispatcher.cli.looking import (
    chosen,
    read_settings,
    refused,
    room_here,
    show,
    signals_table,
    state_line,
    told,
)
from dispatcher.cli.root import app

LOOK_S = 1.0
"""Between two looks of `--watch`."""


@app.command()
def probe(  # noqa: PLR0917 - typer reads the command line from the signature
    address: Annotated[
        str, typer.Argument(help="192.168.1.20 | HOST:PORT | http://… | shdr://… | opc.tcp://… · Адрес.")
    ],
    connector: Annotated[str, typer.Option(help="Only this protocol. · Только этот протокол.")] = "",
    profile: Annotated[str, typer.Option(help="Device profile; the best without it. · Профиль оборудования.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, NAME=VALUE. · Настройка, ИМЯ=ЗНАЧЕНИЕ.")
    ] = None,
    user: Annotated[str, typer.Option(help="User; the password is asked for. · Имя; пароль спросят.")] = "",
    watch: Annotated[bool, typer.Option(help="Stay and show what changes. · Следить за изменениями.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable. · В виде JSON.")] = False,
    data: Annotated[
        Path, typer.Option(help="Data directory, for its profiles. · Каталог данных, ради его профилей.")
    ] = state_home(),
) -> None:
    """Look at a machine: which protocol, which signals, which state. · Посмотреть на станок."""
    with refusals() as texts:
        password = typer.prompt(say(texts, "cli.probe.password"), hide_input=True, err=True) if user else ""
        question = Question(
            address=address,
            user=user,
            password=password,
            only=(connector,) if connector else (),
            settings=read_settings(settings or ()),
            profile=profile,
        )
        asyncio.run(_look(room_here(data), question, texts, watch=watch, as_json=as_json))


async def _look(room: SetupRoom, question: Question, texts: Texts, *, watch: bool, as_json: bool) -> None:
    try:
        found = await room.recogniser.recognise(question)
        answer = told(room, found, texts)
        if as_json and not watch:
            typer.echo(answer.model_dump_json(indent=2))
        if not answer.candidates:
            typer.echo("\n".join(refused(answer, texts)), err=True)
            raise typer.Exit(REFUSED)
        if watch:
            await _watch(room, found, question.profile, texts, as_json=as_json)
        elif not as_json:
            show(Console(), answer, question.profile, texts)
    finally:
        await room.stop()


async def _watch(room: SetupRoom, found: Found, profile: str, texts: Texts, *, as_json: bool) -> None:
    """The first device of the best answer, until somebody stops it or the trial is over."""
    best = found.candidates[0]
    device = told(room, found, texts).candidates[0].devices[0] if best.devices else None
    fit = None if device is None else chosen(device, profile)
    view = await room.trials.open(
        Wanted(
            connector=best.connector,
            settings=best.settings,
            device="" if device is None else device.device,
            profile=profile or ("mtconnect-generic" if fit is None else fit.id),
        )
    )
    console = Console(file=sys.stdout)
    with Live(console=console, auto_refresh=False, transient=False) if not as_json else _Lines() as live:
        while True:
            trial = setup_json.trial(view, texts, language())
            if isinstance(live, Live):
                live.update(_screen(trial, texts), refresh=True)
            else:
                typer.echo(trial.model_dump_json())
            await asyncio.sleep(LOOK_S)
            view = await room.trials.get(view.id)


class _Lines:
    """One line a look instead of a screen."""

    def __enter__(self) -> None:
        """Nothing to open."""

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


def _screen(trial: Trial, texts: Texts) -> Group:
    error = [] if trial.link.error is None else [trial.link.error.text]
    lines = [state_line(trial.state.code, trial.state.reason or trial.state.rule, texts), *error]
    return Group(*map(Text, lines), signals_table(trial.signals, texts))
