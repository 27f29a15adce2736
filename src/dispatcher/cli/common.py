"""What every command shares: the reader's language, refusals as sentences, progress bars."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dispatcher.app.texts import Texts
from dispatcher.bootstrap import all_texts
from dispatcher.domain.errors import DispatcherError

REFUSED = 2
"""Exit code of a command that was refused with a sentence."""


def language() -> str:
    """`DISPATCHER_LANG`, else the locale of the terminal, else English."""
    for name in ("DISPATCHER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


def say(texts: Texts, key: str, /, **params: object) -> str:
    """A text in the reader's language."""
    return texts.text(language(), key, params)


@contextlib.contextmanager
def refusals() -> Iterator[Texts]:
    """Texts for the command; what the house refuses is printed as a sentence and ends it."""
    texts = all_texts()
    try:
        yield texts
    except DispatcherError as error:
        key = f"error.{error.code}"
        sentence = say(texts, key, **error.params) if texts.has(key) else str(error)
        typer.echo(sentence, err=True)
        raise typer.Exit(REFUSED) from error


def progress(title: str) -> Progress:
    """A progress bar on a terminal; silent where the output is not one."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal or not title,
    )


def quiet_logs() -> None:
    """Warnings and worse go to standard error; a well house writes nothing."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end, on the fast event loop where the platform has it."""
    try:
        uvloop = importlib.import_module("uvloop")
    except ModuleNotFoundError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def state_home() -> Path:
    """Where a command keeps what outlives it when no directory is given (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "dispatcher"
