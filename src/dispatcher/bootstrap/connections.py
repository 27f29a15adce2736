"""Wires the desk of sources: connectors are made here, secrets are opened for them here and nowhere else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dispatcher.app.setup.guard import Guard, networks
from dispatcher.app.sources.desk import SourceDesk
from dispatcher.app.sources.directory import Directory
from dispatcher.app.sources.entries import Origin, Settings, SourceEntry
from dispatcher.app.sources.fleet import Fleet
from dispatcher.app.sources.sealing import opened, sealed, secrets_in
from dispatcher.app.sources.workshop import Mappings, Ready, Trade
from dispatcher.app.supervisor import Supervisor
from dispatcher.bootstrap.places import hosts_of
from dispatcher.bootstrap.sources import configured, secrets_of
from dispatcher.config import Config, SourceSection
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.secrets import with_secrets
from dispatcher.domain.errors import DispatcherError, NotFound
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import ConfigRejected, LinkDown
from dispatcher.ports.secrets import SecretBox

LONG = 8
"""A shorter part of a secret may be a word of its own."""
_BETWEEN = re.compile(r"[\s,;]+")

Built = Mapping[SourceId, Ready | DispatcherError]


@dataclass(frozen=True, slots=True)
class RegistryWorkshop:
    """`app.sources.workshop.Workshop` over the connectors that are installed."""

    box: SecretBox
    clock: Clock
    home: Path | None = None
    """The data directory, where connectors keep files of their own."""
    _trades: dict[str, Trade] = field(default_factory=dict)

    def build(self, entry: SourceEntry, mappings: Mappings) -> Ready:
        """The connector of a source that was entered."""
        section = _section(entry, opened(entry.settings, self.box.open))
        made = configured(section, {str(machine): each for machine, each in mappings.items()}, self.clock, self.home)
        secrets = words_of(secrets_in(entry.settings, self.box.open))
        hosts = hosts_of(section.settings, made.address)
        return Ready(connector=made.connector, address=made.address, hosts=hosts, secrets=secrets)

    def seal(self, connector: str, settings: Settings) -> Settings:
        """The settings, each secret in them sealed; an empty one is none."""

        def change(place: str, value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
            del place
            return sealed(self.box.seal(value)) if isinstance(value, str) and value else value

        return with_secrets(registry.get(connector).load().settings, settings, change)

    def trade(self, connector: str) -> Trade:
        """Title and abilities; of one that is not there its id."""
        if not self._trades:
            # Looked for once: every list of sources asks for each of them.
            for name, own in registry.find().items():
                self._trades[name] = Trade(title=own.manifest.title, abilities=own.manifest.abilities)
        return self._trades.get(connector, Trade(title=connector))


def words_of(secrets: Iterable[str]) -> tuple[str, ...]:
    """What must not be read anywhere: each secret, and of several in one field each long word of it; longest first."""
    whole = [secret for secret in secrets if secret]
    parts = [part for secret in whole for part in _BETWEEN.split(secret) if len(part) >= LONG]
    return tuple(sorted({*whole, *parts}, key=len, reverse=True))


def _section(entry: SourceEntry, settings: Settings) -> SourceSection:
    """Not validated: a refusal of the framework's would quote the settings, and here they are in clear."""
    devices = {device: str(machine) for device, machine in entry.bindings.items()}
    machine = devices.pop("") if set(devices) == {""} else None
    return SourceSection.model_construct(
        id=entry.id, connector=entry.connector, machine=machine, devices=devices, settings=settings
    )


def of_file(config: Config, made: Mapping[str, registry.Configured]) -> dict[SourceId, Ready]:
    """The sources of the configuration file, ready to be opened."""
    return {
        SourceId(source.id): Ready(
            connector=made[source.id].connector,
            address=made[source.id].address,
            secrets=words_of(secrets_of(source)),
        )
        for source in config.source
    }


def entered(
    directory: Directory, profiles: Mapping[str, Profile], workshop: RegistryWorkshop, known: Mapping[SourceId, Ready]
) -> dict[SourceId, Ready | DispatcherError]:
    """The sources that people entered, each ready or with what keeps it down: none of them keeps the house from
    starting. `known`: those of the file, whose places they must not share (trap 13).
    """
    places = {ready.address: source for source, ready in known.items() if ready.address}
    found: dict[SourceId, Ready | DispatcherError] = {}
    for entry in directory.sources.values():
        if entry.origin is Origin.ENTERED:
            found[entry.id] = _entered(entry, directory, profiles, workshop, places)
    return found


def _entered(
    entry: SourceEntry,
    directory: Directory,
    profiles: Mapping[str, Profile],
    workshop: RegistryWorkshop,
    places: dict[str, SourceId],
) -> Ready | DispatcherError:
    try:
        mappings = {own: profiles[directory.machine(own).profile].mapping for own in entry.bindings.values()}
        ready = workshop.build(entry, mappings)
    except NotFound:
        machines = ", ".join(own for own in entry.bindings.values() if own not in directory.machines)
        return ConfigRejected("source_machine_missing", source=entry.id, machine=machines)
    except DispatcherError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever a connector does wrong, the house must start
        problem = type(error).__name__
        return ConfigRejected("connector_failed", source=entry.id, connector=entry.connector, problem=problem)
    if ready.address and (first := places.setdefault(ready.address, entry.id)) != entry.id:
        return ConfigRejected("same_address", first=first, second=entry.id, address=ready.address)
    return ready


def source_desk(
    config: Config, directory: Directory, fleet: Fleet, supervisor: Supervisor, workshop: RegistryWorkshop
) -> SourceDesk:
    """Where sources are set up while the house runs; only in the networks that the configuration allows."""
    guard = Guard(networks(config.setup.allow), folders=config.setup.folders)

    async def allowed(hosts: Sequence[str]) -> None:
        # A name nobody knows leads nowhere yet: the source is down and says so.
        with contextlib.suppress(LinkDown):
            await guard.check(*hosts)

    return SourceDesk(
        directory=directory,
        fleet=fleet,
        supervisor=supervisor,
        workshop=workshop,
        clock=workshop.clock,
        allowed=allowed,
    )
