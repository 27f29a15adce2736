"""`dispatcher serve`: the server over a data directory and a configuration file."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app.texts import Texts
from dispatcher.bootstrap import House, build, running
from dispatcher.bootstrap.door import Door
from dispatcher.cli.common import quiet_logs, refusals, run, say, state_home
from dispatcher.cli.root import app
from dispatcher.config import Config, read_config

Opened = Callable[[House, Door], Awaitable[None]]


@app.command()
def serve(
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    config: Annotated[
        Path | None, typer.Option(help="Configuration (TOML); DATA/dispatcher.toml if there. · Конфигурация (TOML).")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. · Адрес.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 = any free one. · Порт, 0 — любой свободный.")] = None,
) -> None:
    """Run the server. · Запустить сервер."""
    quiet_logs()
    with refusals() as texts:
        own = data / "dispatcher.toml"
        settings = read_config(config or own) if config is not None or own.exists() else Config()
        run(serve_house(settings, data, texts, host=host, port=port, file=config or own))


async def serve_house(
    config: Config,
    data: Path,
    texts: Texts,
    *,
    host: str | None = None,
    port: int | None = None,
    opened: Opened | None = None,
    file: Path | None = None,
) -> None:
    """Build the house, open its doors, stay until told to stop. `opened` runs once it listens; `file` is where the
    configuration stands.
    """
    house = await asyncio.to_thread(build, config, data, file=file)
    try:
        door = Door(
            house.app,
            host if host is not None else config.server.host,
            port if port is not None else config.server.port,
        )
        async with running(house):
            serving = asyncio.create_task(door.serve())
            announcing = asyncio.create_task(_announce(house, door, texts, opened))
            _stop_on_signals(door)
            try:
                await serving
            finally:
                announcing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await announcing
    finally:
        await asyncio.to_thread(house.close)


async def _announce(house: House, door: Door, texts: Texts, opened: Opened | None) -> None:
    await door.opened.wait()
    host = "localhost" if door.config.host in ("127.0.0.1", "0.0.0.0", "::") else door.config.host  # noqa: S104
    typer.echo(say(texts, "cli.serving", url=f"http://{host}:{door.port}/"))
    if house.outlet is not None:
        typer.echo(say(texts, "cli.outlet", url=f"http://{host}:{house.outlet.port}/"))
    if opened is not None:
        await opened(house, door)


def _stop_on_signals(door: Door) -> None:
    """The first signal ends it in order: links closed, everything committed."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        door.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
