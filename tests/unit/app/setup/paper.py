"""A kit on paper: connectors that follow a script, at addresses that lead nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from dispatcher.app.setup.guard import Guard, networks
from dispatcher.bootstrap.kit import RegistryKit
from dispatcher.domain.profile import DeviceMapping
from dispatcher.ports.connector import (
    Batch,
    Binding,
    ConfigRejected,
    Connector,
    Declared,
    Device,
    Link,
    Place,
    Probe,
    Rows,
)
from dispatcher.ports.kit import Built, FieldType, FormField, Kind
from dispatcher.ports.kit import Place as Where
from tests.unit.app.support import EXECUTION, HandClock, at

SECRET = "hush-hush"


def text_field(name: str, kind: FieldType = FieldType.TEXT) -> FormField:
    return FormField(
        name=name,
        title=name,
        help=name,
        type=kind,
        required=False,
        default=None,
        unit="",
        example="x",
        secret=kind is FieldType.SECRET,
    )


def kind_of(name: str, **changes: Any) -> Kind:
    """A protocol that can be found by `<name>://` and a port of its own."""
    made = Kind(
        id=name,
        title=f"{name}.title",
        summary="",
        delivery="subscribe",
        guarantee="at_least_once",
        abilities=("browse",),
        extra="",
        tier="bronze",
        available=True,
        schemes=(name,),
        port=1000,
        findable=True,
        settings=(text_field("url"), text_field("password", FieldType.SECRET)),
    )
    return replace(made, **changes)


def look(value: str = "READY", device: Device | None = None, declared: Sequence[Declared] = (EXECUTION,)) -> Probe:
    """A first look at one device whose execution has a value."""
    rows = Rows(signal=[1], source_at=[at(0)], sequence=[1], num=[None], text=[value])
    return Probe(
        protocol="Paper",
        version="1",
        devices=(device or Device(name="Mill", uuid="u"),),
        now=Batch(received_at=at(1), session="a", rows=rows, declared=tuple(declared)),
    )


@dataclass(slots=True)
class Paper:
    """`says` is what a look gives: a probe, an error to raise, or None = it waits for ever."""

    says: Probe | Exception | None
    places: Sequence[Place] = ()
    left: list[str] = field(default_factory=list)
    """What was cancelled."""

    async def probe(self) -> Probe:
        if isinstance(self.says, Exception):
            raise self.says
        if self.says is None:
            try:
                await asyncio.Event().wait()
            finally:
                self.left.append("probe")
        assert isinstance(self.says, Probe)
        return self.says

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        raise NotImplementedError

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        for place in self.places:
            yield replace(place, address=f"{folder}{place.address}")
        if not self.places:
            await asyncio.Event().wait()


@dataclass(slots=True)
class PaperKit:
    """Every connector speaks to one host."""

    known: Mapping[str, Kind]
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    host: str = "10.0.0.5"
    asked: list[tuple[str, Mapping[str, Any], str, DeviceMapping | None]] = field(default_factory=list)
    doors: Mapping[tuple[str, str], Device] = field(default_factory=dict)
    """(connector, host) -> who answers there."""
    knocked: list[tuple[str, str]] = field(default_factory=list)
    open_doors: int = 0
    most_doors: int = 0

    def kinds(self) -> Sequence[Kind]:
        return [self.known[name] for name in sorted(self.known)]

    def kind(self, connector: str) -> Kind:
        if connector not in self.known:
            raise ConfigRejected("connector_unknown", connector=connector, known=", ".join(self.known))
        return self.known[connector]

    def read(self, address: str) -> Where:
        return RegistryKit(HandClock()).read(address)

    def point(self, connector: str, address: str, user: str = "", password: str = "") -> dict[str, Any] | None:
        del connector, user
        return {"url": address, **({"password": password} if password else {})}

    def build(
        self, connector: str, settings: Mapping[str, Any], device: str = "", mapping: DeviceMapping | None = None
    ) -> Built:
        self.asked.append((connector, dict(settings), device, mapping))
        host = RegistryKit(HandClock()).read(str(settings["url"])).host
        return Built(connector=self.connectors.get(connector, Paper(None)), address=f"paper://{host}", hosts=(host,))

    async def knock(self, connector: str, built: Built, timeout_s: float) -> Device | None:
        del timeout_s
        self.open_doors += 1
        self.most_doors = max(self.most_doors, self.open_doors)
        self.knocked.append((connector, built.hosts[0]))
        await asyncio.sleep(0)
        self.open_doors -= 1
        return self.doors.get((connector, built.hosts[0]))


def guard(*allow: str) -> Guard:
    """No name leads anywhere."""

    async def nowhere(host: str) -> Sequence[str]:
        raise OSError(host)

    return Guard(networks(allow or ("10.0.0.0/8",)), nowhere)
