"""The kit over the registry of connectors: the only place where setting up meets the connectors themselves."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dispatcher.bootstrap.places import hosts_of
from dispatcher.bootstrap.sources import settings_of
from dispatcher.config import SourceSection
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.forms import form
from dispatcher.connectors.sdk.registry import Plug, Registered
from dispatcher.connectors.sdk.targets import Target, read_target
from dispatcher.domain.errors import DispatcherError, InvalidInput
from dispatcher.domain.profile import DeviceMapping
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import ConfigRejected, Device
from dispatcher.ports.kit import Built, FieldType, Kind, Place

SIGNALS = "signals"
"""The setting that holds the entries of a mapped protocol."""
_USERS = ("username", "user", "user_name", "login")


@dataclass(frozen=True, slots=True)
class RegistryKit:
    """`ports.kit.Kit`. Connectors are imported when they are asked for first; safe from any thread."""

    clock: Clock
    home: Path | None = None
    """The data directory, where connectors keep files of their own."""
    _known: dict[str, Kind] = field(default_factory=dict)
    _learning: threading.Lock = field(default_factory=threading.Lock)

    def kinds(self) -> Sequence[Kind]:
        """Every connector, by id."""
        return [self._learn(registered) for _, registered in sorted(registry.find().items())]

    def kind(self, connector: str) -> Kind:
        """One of them. Raises ConfigRejected `connector_unknown`."""
        known = self._known.get(connector)
        return known if known is not None else self._learn(registry.get(connector))

    def _learn(self, registered: Registered) -> Kind:
        with self._learning:
            known = self._known.get(registered.manifest.id)
            if known is None:
                known = _kind(registered)
                if known.available:  # what is missing may be installed while the house runs
                    self._known[known.id] = known
            return known

    def read(self, address: str) -> Place:
        """Take an address apart. Raises ConfigRejected `address_unreadable`."""
        target = read_target(address)
        shown = f"{target.scheme}://" if target.scheme else ""
        query = f"?{target.query}" if target.query else ""
        return Place(
            host=target.host,
            port=target.port,
            scheme=target.scheme,
            shown=f"{shown}{target.authority()}{target.path}{query}",
        )

    def point(self, connector: str, address: str, user: str = "", password: str = "") -> dict[str, Any] | None:
        """Settings that look at an address; None where no such source can be there. User and password go into the
        fields for them, and nowhere else.
        """
        plug, target = registry.get(connector).load(), read_target(address)
        if plug.point is None or (target.scheme and target.scheme not in plug.schemes):
            return None
        target = replace(target, user=user or target.user, password=password or target.password)
        found = plug.point(target)
        return None if found is None else {**_signed(self.kind(connector), target), **found}

    def build(
        self, connector: str, settings: Mapping[str, Any], device: str = "", mapping: DeviceMapping | None = None
    ) -> Built:
        """A connector of these settings, on top of what a profile brings for the device."""
        _refuse_entries(connector, settings.get(SIGNALS))
        machine = "trial"
        bound: dict[str, Any] = {"devices": {device: machine}} if device else {"machine": machine}
        section = SourceSection(id=machine, connector=connector, settings=settings, **bound)
        whole = settings_of(section, {machine: mapping or DeviceMapping()})
        configured = registry.configure(connector, whole, self.clock, self.home)
        return Built(
            connector=configured.connector, address=configured.address, hosts=hosts_of(whole, configured.address)
        )

    async def knock(self, connector: str, built: Built, timeout_s: float) -> Device | None:
        """By the connector's own way where it has one; else by opening its port, and looking if somebody opens."""
        if not built.hosts:
            return None
        own, host = getattr(built.connector, "knock", None), built.hosts[0]
        if own is not None:
            found: Device | None = await own(host, timeout_s)
            return found
        kind = self.kind(connector)
        port = kind.port if (given := _port(built.address)) is None else given
        if port is None or not await _opens(host, port, timeout_s):
            return None
        with contextlib.suppress(DispatcherError, OSError, TimeoutError):
            probe = await built.connector.probe()
            return probe.devices[0] if probe.devices else None
        return None


def _kind(registered: Registered) -> Kind:
    """What the manifest says, and what the connector itself does where it can be imported."""
    manifest = registered.manifest
    bare = Kind(
        id=manifest.id,
        title=manifest.title,
        summary=f"{manifest.id}.summary",
        delivery=manifest.delivery.value,
        guarantee=manifest.guarantee.value,
        abilities=manifest.abilities,
        extra=manifest.extra,
        tier=manifest.tier.value,
        available=False,
    )
    try:
        plug: Plug = registered.load()
    except ConfigRejected:
        return bare
    settings = form(plug.settings, manifest.id)
    return replace(
        bare,
        available=True,
        schemes=plug.schemes,
        port=plug.port,
        findable=plug.point is not None,
        shared=plug.shared,
        mapped=any(own.name == SIGNALS and own.type is FieldType.TABLE for own in settings),
        settings=settings,
    )


def _refuse_entries(connector: str, entries: object) -> None:
    """What no list of entries is; the connector itself looks into each. Raises InvalidInput `source_signal`."""
    for entry in entries if isinstance(entries, list | tuple) else () if entries is None else (entries,):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("key"), str):
            raise InvalidInput("source_signal", source=connector, given=str(entry)[:80])


def _signed(kind: Kind, target: Target) -> dict[str, Any]:
    """User and password in the fields for them, as far as they were given and there are such."""
    names = {own.name: own.type for own in kind.settings}
    found: dict[str, Any] = {}
    if target.user and (name := next((name for name in _USERS if name in names), None)) is not None:
        found[name] = target.user
    if target.password and names.get("password") is FieldType.SECRET:
        found["password"] = target.password
    return found


def _port(address: str) -> int | None:
    with contextlib.suppress(ValueError):
        return urlsplit(address).port
    return None


async def _opens(host: str, port: int, timeout_s: float) -> bool:
    """Whether anybody opens the port in time."""
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
