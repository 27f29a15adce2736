"""The kit of connectors as the house sees it while a machine is set up: what there is, how each is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from dispatcher.domain.profile import DeviceMapping
from dispatcher.ports.connector import Connector, Device


class FieldType(StrEnum):
    """How a field of a form is filled in."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    """Several texts."""
    MAP = "map"
    """Texts by name."""
    TABLE = "table"
    """Several rows of `columns`."""
    SECRET = "secret"  # noqa: S105 - the name of a type
    """A text that is never shown again."""
    PATH = "path"
    """A file or folder of the server's computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One setting. `title` and `help` are locale keys; `default` and `example` are as JSON would write them.

    unit: what a number counts ("ms"). choices: of a CHOICE. columns: of a TABLE. Limits include their own value.
    secret: never shown again, also where it is a list of secrets.
    """

    name: str
    title: str
    help: str
    type: FieldType
    required: bool
    default: Any
    unit: str
    example: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    columns: tuple[FormField, ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A connector that a source can be of. `title` and `summary` are locale keys.

    available: its library is installed (without it, `settings` are not known). schemes, port: how its addresses
    usually look. findable: an address leads to it, so it can be tried. mapped: its signals are entries that people
    write (`settings.signals`). shared: can be tried while a source reads the same place.
    """

    id: str
    title: str
    summary: str
    delivery: str
    guarantee: str
    abilities: tuple[str, ...]
    extra: str
    tier: str
    available: bool
    schemes: tuple[str, ...] = ()
    port: int | None = None
    findable: bool = False
    mapped: bool = False
    shared: bool = False
    settings: tuple[FormField, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Names of all settings."""
        return frozenset(own.name for own in self.settings)

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the settings that must never be shown."""
        return frozenset(own.name for own in self.settings if own.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an address points: what was said of it, "" and None where nothing was. shown: without user and password."""

    host: str
    port: int | None
    scheme: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A connector ready to be used. address: the place it speaks to, one spelling each; hosts: the computers that its
    settings lead to, none where they lead to no network.
    """

    connector: Connector
    address: str
    hosts: tuple[str, ...]


class Kit(Protocol):
    """Connectors, without knowing them. What loads them may block: call `kinds` once in a worker thread."""

    def kinds(self) -> Sequence[Kind]:
        """Every connector, by id."""
        ...

    def kind(self, connector: str) -> Kind:
        """One of them. Raises ConfigRejected `connector_unknown`."""
        ...

    def read(self, address: str) -> Place:
        """Take an address apart. Raises ConfigRejected `address_unreadable`."""
        ...

    def point(self, connector: str, address: str, user: str = "", password: str = "") -> dict[str, Any] | None:
        """Settings that look at an address; None where no such source can be there."""
        ...

    def build(
        self, connector: str, settings: Mapping[str, Any], device: str = "", mapping: DeviceMapping | None = None
    ) -> Built:
        """A connector of these settings, on top of what a profile brings for the device. Nothing is asked yet.

        Raises ConfigRejected naming the field, InvalidInput `profile_other_connector`.
        """
        ...

    async def knock(self, connector: str, built: Built, timeout_s: float) -> Device | None:
        """Who answers there, quickly; None for nobody, never an error."""
        ...
