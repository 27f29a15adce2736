"""Which connectors there are: the folders beside this one, and packages that announce themselves.

A foreign package announces a connector by an entry point of the group `dispatcher.connectors` whose value
is the package that holds `manifest.toml` and `PLUG`. Nothing of a connector is imported before it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dispatcher.connectors.sdk.manifest import Manifest, read_manifest
from dispatcher.connectors.sdk.settings import Settings, validated
from dispatcher.connectors.sdk.targets import Target
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import ConfigRejected, Connector

ENTRY_POINTS = "dispatcher.connectors"
_HOME = "dispatcher.connectors"
_MET: dict[str, Registered] = {}
"""Connectors found once: a plant asks for the same few hundreds of times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plug:
    """The one export of a connector's package, named `PLUG`.

    `address`: where the settings point, without secrets, in one spelling per place: two sources with one
    address are one source too many (trap 13); "" where there is no such place.

    schemes: what may stand before `://` in an address of this protocol; port: its usual one; point: settings that look
    at a target (quick time-outs are the caller's, by `probe`), None where it leads to no such source. `point` itself is
    None where no address leads to such a source at all. shared: a peer bears two of us at one place at a time, so that
    it can be tried while a source reads it. own: the setting with the folder of the connector's own files, which lies
    in the data directory where it is relative.
    """

    settings: type[Settings]
    address: Callable[[Any], str]
    build: Callable[[Any, Clock], Connector]
    schemes: tuple[str, ...] = ()
    port: int | None = None
    point: Callable[[Target], dict[str, Any] | None] | None = None
    shared: bool = False
    own: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A connector that can be used; `load` imports it."""

    manifest: Manifest
    package: str

    def load(self) -> Plug:
        """Import the connector. Raises ConfigRejected("connector_missing_extra") without its library."""
        try:
            plug = import_module(self.package).PLUG
        except ModuleNotFoundError as error:
            raise ConfigRejected(
                "connector_missing_extra",
                connector=self.manifest.id,
                extra=self.manifest.extra,
                module=error.name or "",
            ) from error
        if not isinstance(plug, Plug):
            raise ConfigRejected("connector_without_plug", connector=self.manifest.id, package=self.package)
        return plug

    def texts(self, language: str) -> Mapping[str, str]:
        """The texts of the connector in a language, flat keys: its own, and those of the sdk's rooms it may use."""
        return {**_texts(f"{_HOME}.sdk", language), **_texts(self.package, language)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A connector built from settings, and the place it will speak to."""

    connector: Connector
    address: str


def find(entry_points: Iterable[metadata.EntryPoint] | None = None) -> Mapping[str, Registered]:
    """All connectors by id, built-in ones first. Raises ConfigRejected where two share an id."""
    found: dict[str, Registered] = {}
    packages = [
        f"{_HOME}.{folder.name}"
        for folder in sorted(_folder(_HOME).iterdir())
        if folder.is_dir() and not folder.name.startswith(("_", "."))
    ]
    announced = metadata.entry_points(group=ENTRY_POINTS) if entry_points is None else entry_points
    packages += sorted(entry.value for entry in announced)
    for package in packages:
        manifest = read_manifest(_folder(package))
        if manifest is None:
            continue
        if manifest.id in found:
            raise ConfigRejected(
                "connector_twice", connector=manifest.id, first=found[manifest.id].package, second=package
            )
        found[manifest.id] = Registered(manifest=manifest, package=package)
    return found


def get(connector: str) -> Registered:
    """The connector of that id. Raises ConfigRejected("connector_unknown") naming those there are."""
    met = _MET.get(connector)
    if met is not None:
        return met
    known = find()
    if connector not in known:
        raise ConfigRejected("connector_unknown", connector=connector, known=", ".join(known))
    _MET.update(known)
    return known[connector]


def configure(connector: str, values: dict[str, Any], clock: Clock, home: Path | None = None) -> Configured:
    """Build a connector from its settings. home: the data directory, where its own files lie; None = the present one.
    Raises ConfigRejected naming the field that is wrong.
    """
    plug = get(connector).load()
    settings = validated(plug.settings, values, connector=connector)
    if plug.own and home is not None:
        settings = settings.model_copy(update={plug.own: home / getattr(settings, plug.own)})
    return Configured(connector=plug.build(settings, clock), address=plug.address(settings))


def check_addresses(addresses: Mapping[str, str]) -> None:
    """Raises ConfigRejected("same_address") where two sources (name -> address) point to one place (trap 13)."""
    first_by_address: dict[str, str] = {}
    for source, address in addresses.items():
        if address and (first := first_by_address.setdefault(address, source)) != source:
            raise ConfigRejected("same_address", first=first, second=source, address=address)


def texts(language: str) -> dict[str, str]:
    """The texts of the sdk and of every connector in a language, flat keys."""
    merged = dict(_texts(f"{_HOME}.sdk", language))
    for registered in find().values():
        merged.update(registered.texts(language))
    return merged


def _folder(package: str) -> Path:
    """Where a package lies, without importing it. Raises ConfigRejected where there is none."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigRejected("connector_package_missing", package=package)
    return Path(spec.submodule_search_locations[0])


def _texts(package: str, language: str) -> Mapping[str, str]:
    file = _folder(package) / "locales" / f"{language}.json"
    texts: Mapping[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return texts
