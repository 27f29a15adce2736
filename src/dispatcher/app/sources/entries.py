"""What is configured of a machine and of a source, wherever it was written, and the documents these are stored as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dispatcher.app.plant import MachineInfo, MachineKind, PartsSource, Paused, Plant
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import MachineId, SourceId

MACHINE, SOURCE, PAUSED = "machine", "source", "source-paused"
"""Kinds of the documents; the key is the id."""
IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
"""What an id may look like: it stands in addresses."""

Settings = Mapping[str, Any]
"""Settings of a connector as JSON; a secret is `{"sealed": "…"}` wherever it is kept."""


class Origin(StrEnum):
    """Where something was configured."""

    FILE = "file"
    """In the configuration file, which alone can change it."""
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineEntry:
    """A machine as it was described."""

    id: MachineId
    name: str
    site: str = ""
    area: str = ""
    line: str = ""
    kind: MachineKind = MachineKind.OTHER
    manufacturer: str = ""
    model: str = ""
    profile: str = "mtconnect-generic"
    origin: Origin = Origin.ENTERED

    def document(self) -> dict[str, object]:
        """As it is stored; the id is the key."""
        return {
            "name": self.name,
            "site": self.site,
            "area": self.area,
            "line": self.line,
            "kind": self.kind.value,
            "manufacturer": self.manufacturer,
            "model": self.model,
            "profile": self.profile,
        }

    @classmethod
    def read(cls, machine: str, document: Mapping[str, object]) -> MachineEntry:
        """A stored document. Raises InvalidInput `entry_unreadable`."""
        try:
            return cls(
                id=MachineId(machine),
                name=str(document["name"]),
                site=str(document["site"]),
                area=str(document["area"]),
                line=str(document["line"]),
                kind=MachineKind(str(document["kind"])),
                manufacturer=str(document["manufacturer"]),
                model=str(document["model"]),
                profile=str(document["profile"]),
            )
        except (KeyError, ValueError) as error:
            raise InvalidInput("entry_unreadable", kind=MACHINE, id=machine, problem=str(error)) from error

    def info(self, plant: Plant, profile: Profile | None, protocol: str) -> MachineInfo:
        """As the plant knows it."""
        return MachineInfo(
            id=self.id,
            name=self.name,
            site=self.site or plant.site.id,
            area=self.area,
            line=self.line,
            kind=self.kind,
            manufacturer=self.manufacturer,
            model=self.model,
            protocol=protocol,
            profile=self.profile,
            parts=PartsSource.NONE if profile is None else parts_source(profile),
        )


def parts_source(profile: Profile) -> PartsSource:
    """Where a machine of this profile has its part counts from."""
    if profile.counter is not None:
        return PartsSource.COUNTER
    return PartsSource.NONE if profile.infer is None else PartsSource.INFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source as it was configured. `bindings`: device at the source -> machine, "" = its only device."""

    id: SourceId
    connector: str
    bindings: Mapping[str, MachineId]
    settings: Settings = field(default_factory=dict)
    origin: Origin = Origin.ENTERED

    def document(self) -> dict[str, object]:
        """As it is stored; the id is the key."""
        return {"connector": self.connector, "devices": dict(self.bindings), "settings": dict(self.settings)}

    @classmethod
    def read(cls, source: str, document: Mapping[str, object]) -> SourceEntry:
        """A stored document. Raises InvalidInput `entry_unreadable`."""
        devices, settings = document.get("devices"), document.get("settings")
        if not isinstance(devices, Mapping) or not devices or not isinstance(settings, Mapping):
            raise InvalidInput("entry_unreadable", kind=SOURCE, id=source, problem="devices, settings")
        return cls(
            id=SourceId(source),
            connector=str(document.get("connector", "")),
            bindings={str(device): MachineId(str(machine)) for device, machine in devices.items()},
            settings=dict(settings),
        )


def bindings_of(source: str, machine: str | None, devices: Mapping[str, str]) -> Mapping[str, MachineId]:
    """Which device is which machine: one machine, or several devices. Raises InvalidInput `source_binding`."""
    if (machine is None) == (not devices):
        raise InvalidInput("source_binding", source=source)
    if machine is not None:
        return {"": MachineId(machine)}
    return {device: MachineId(bound) for device, bound in devices.items()}


def pause_document(paused: Paused) -> dict[str, object]:
    """As it is stored."""
    return {"by": paused.by, "reason": paused.reason, "since": int(paused.since)}


def read_pause(document: Mapping[str, object]) -> Paused:
    """A stored document; one that cannot be read still pauses."""
    since = document.get("since")
    return Paused(
        by=str(document.get("by", "")),
        reason=str(document.get("reason", "")),
        since=Instant(since if isinstance(since, int) else 0),
    )
