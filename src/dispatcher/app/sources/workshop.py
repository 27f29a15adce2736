"""What setting a source up needs of the connectors, without knowing them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatcher.app.sources.entries import Settings, SourceEntry
from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.profile import DeviceMapping
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Binding, ConfigRejected, Connector, ConnectorError, Link, Probe

Mappings = Mapping[MachineId, DeviceMapping]
"""What the profile of each machine says of how it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A connector ready to be opened. address: one spelling a place, "" for what is no place; hosts: computers that its
    settings lead to; secrets: every word of its settings that must never be shown.
    """

    connector: Connector
    address: str
    hosts: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A connector as people know it. `title` is a locale key."""

    title: str
    abilities: Sequence[str] = ()


class Workshop(Protocol):
    """Makes connectors. `build` and `seal` may load code and block."""

    def build(self, entry: SourceEntry, mappings: Mappings) -> Ready:
        """Raises ConfigRejected, InvalidInput naming the field, SecretUnreadable; never with a secret."""
        ...

    def seal(self, connector: str, settings: Settings) -> Settings:
        """The settings, each secret in them sealed. Raises ConfigRejected `connector_unknown`."""
        ...

    def trade(self, connector: str) -> Trade:
        """Title and abilities; of one that is not there its id."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands for a source whose settings cannot work: it is there, it is down, and it says why."""

    error: ConnectorError

    @classmethod
    def because(cls, error: DispatcherError) -> Refused:
        """Only a person can mend it, so it is not tried again."""
        return cls(error if isinstance(error, ConnectorError) else ConfigRejected(error.code, **error.params))

    async def probe(self) -> Probe:
        """Raises the error."""
        raise self.error

    @contextlib.asynccontextmanager
    async def open(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        """Raises the error."""
        del bindings
        raise self.error
        yield  # type: ignore[unreachable]  # a generator, as the protocol wants it
