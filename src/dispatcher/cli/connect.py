"""`dispatcher connect`: a machine found by its address becomes one of the plant, on a running server or in its data."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from dispatcher.api.schemas.setup import Candidate, DevicePreview
from dispatcher.app.setup.naming import free, slug
from dispatcher.app.setup.recognising import Question
from dispatcher.app.sources.entries import MachineEntry, SourceEntry, bindings_of
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import build
from dispatcher.cli.common import REFUSED, language, refusals, say, state_home
from dispatcher.cli.looking import read_settings, refused, room_here, told
from dispatcher.cli.root import app
from dispatcher.cli.server import ask
from dispatcher.config import Config, read_config
from dispatcher.domain.errors import InvalidInput, Unavailable
from dispatcher.domain.signal import SourceId

SERVER = "http://127.0.0.1:8080"
AUTHOR = "dispatcher connect"
"""Who stands in the journal of a source that was added without a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a person says of the machine; empty: as it was suggested."""

    id: str
    name: str
    profile: str
    device: str
    area: str
    line: str


@app.command()
def connect(  # noqa: PLR0913, PLR0917 - typer reads the command line from the signature
    address: Annotated[str, typer.Argument(help="As for `probe`. · Как у `probe`.")],
    name: Annotated[str, typer.Option(help="Name of the machine. · Название станка.")] = "",
    machine: Annotated[str, typer.Option("--id", help="Its id. · Его обозначение.")] = "",
    profile: Annotated[str, typer.Option(help="Device profile; the best without it. · Профиль оборудования.")] = "",
    device: Annotated[
        str, typer.Option(help="Which device, where there are several. · Какое устройство, если их несколько.")
    ] = "",
    area: Annotated[str, typer.Option(help="Area. · Участок.")] = "",
    line: Annotated[str, typer.Option(help="Line. · Линия.")] = "",
    connector: Annotated[str, typer.Option(help="Only this protocol. · Только этот протокол.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, NAME=VALUE. · Настройка, ИМЯ=ЗНАЧЕНИЕ.")
    ] = None,
    user: Annotated[str, typer.Option(help="User; the password is asked for. · Имя; пароль спросят.")] = "",
    server: Annotated[
        str, typer.Option(help=f"Server; {SERVER} if one answers there. · Сервер; {SERVER}, если он там отвечает.")
    ] = "",
    data: Annotated[
        Path, typer.Option(help="Data directory, where no server answers. · Каталог данных, если сервера нет.")
    ] = state_home(),
) -> None:
    """Connect a machine. · Подключить станок."""
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
        named = Named(id=machine, name=name, profile=profile, device=device, area=area, line=line)
        machines = _machines(server or SERVER, required=bool(server))
        if machines is None:
            asyncio.run(_into_data(data, question, named, texts))
        else:
            asyncio.run(_into_server(server or SERVER, data, machines, question, named, texts))


def _machines(server: str, *, required: bool) -> list[str] | None:
    """Ids of the machines of a server; None where none of ours answers. Raises Unavailable where one was named."""
    try:
        found = orjson.loads(ask(server, "/api/v1/machines", {}))
        return [str(own["id"]) for own in found["machines"]]
    except (Unavailable, orjson.JSONDecodeError, KeyError, TypeError, typer.Exit):
        if required:
            raise
        return None


async def _body(data: Path, machines: list[str], question: Question, named: Named, texts: Texts) -> dict[str, Any]:
    """What was found, as `POST /setup/connect` takes it."""
    room = room_here(data)
    try:
        found = await room.recogniser.recognise(question)
    finally:
        await room.stop()
    answer = told(room, found, texts)
    if not answer.candidates:
        typer.echo("\n".join(refused(answer, texts)), err=True)
        raise typer.Exit(REFUSED)
    return body_of(answer.candidates[0], found.candidates[0].settings, named, machines)


def body_of(candidate: Candidate, settings: Mapping[str, Any], named: Named, machines: list[str]) -> dict[str, Any]:
    """Machine and source. Raises InvalidInput `connect_which_device`, `connect_no_profile`."""
    own = _device(candidate, named.device)
    profile = named.profile or (own.profiles[0].id if own.profiles else "")
    if not profile:
        raise InvalidInput("connect_no_profile", device=own.device or "-", connector=candidate.connector)
    name = named.name or own.suggested.name
    machine = named.id or free(slug(named.name) or own.suggested.id, machines)
    return {
        "machine": {
            "id": machine,
            "name": name,
            "area": named.area,
            "line": named.line,
            "kind": own.suggested.kind.value,
            "manufacturer": own.manufacturer,
            "model": own.model,
            "profile": profile,
        },
        "source": {
            "id": f"{machine}-{candidate.connector}"[:64],
            "connector": candidate.connector,
            "machine": None if own.device else machine,
            "devices": {own.device: machine} if own.device else {},
            "settings": dict(settings),
        },
    }


def _device(candidate: Candidate, wanted: str) -> DevicePreview:
    known = {own.device: own for own in candidate.devices}
    if wanted in known:
        return known[wanted]
    if wanted or len(candidate.devices) != 1:
        raise InvalidInput("connect_which_device", known=", ".join(known) or "-", given=wanted or "-")
    return candidate.devices[0]


async def _into_server(
    server: str, data: Path, machines: list[str], question: Question, named: Named, texts: Texts
) -> None:
    body = await _body(data, machines, question, named, texts)
    added = orjson.loads(await asyncio.to_thread(ask, server, "/api/v1/setup/connect", {"lang": language()}, body))
    typer.echo(say(texts, "cli.connect.server", machine=added["machine"], source=added["source"], server=server))


async def _into_data(data: Path, question: Question, named: Named, texts: Texts) -> None:
    own = data / "dispatcher.toml"
    config = read_config(own) if own.exists() else Config()
    house = await asyncio.to_thread(build, config, data)  # nobody else has the directory from now on
    try:
        machines = [str(info.id) for info in house.services.plant.machines]
        body = await _body(data, machines, question, named, texts)
        machine, source = _entries(body)
        await house.services.sources.add(machine, source, AUTHOR)
        await asyncio.to_thread(house.intake.flush, house.services.clock.now())
    finally:
        await asyncio.to_thread(house.close)
    typer.echo(say(texts, "cli.connect.data", machine=machine.id, source=source.id, data=data))


def _entries(body: Mapping[str, Any]) -> tuple[MachineEntry, SourceEntry]:
    machine, source = body["machine"], body["source"]
    document = {"site": "", **{name: value for name, value in machine.items() if name != "id"}}
    return (
        MachineEntry.read(machine["id"], document),
        SourceEntry(
            id=SourceId(source["id"]),
            connector=source["connector"],
            bindings=bindings_of(source["id"], source["machine"], source["devices"]),
            settings=source["settings"],
        ),
    )
