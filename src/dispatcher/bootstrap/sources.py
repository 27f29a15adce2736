"""What a source's connector is told: the settings people gave, on top of those its machines' profiles bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatcher.config import Config, SourceSection
from dispatcher.connectors.sdk import registry
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import DeviceMapping, Profile
from dispatcher.ports.clock import Clock


def bound(source: SourceSection) -> Mapping[str, str]:
    """Device at the source -> machine; "" = the only one."""
    return {"": source.machine} if source.machine else source.devices


def settings_of(source: SourceSection, mappings: Mapping[str, DeviceMapping]) -> dict[str, Any]:
    """Settings for the connector. mappings: machine -> what its profile brings.

    What the source itself says wins; its entries come after those of the profiles, and one of the same key (and
    device) takes the other's place. Raises InvalidInput `profile_other_connector`.
    """
    settings: dict[str, Any] = {}
    signals: dict[tuple[object, object], Mapping[str, object]] = {}
    for device, machine in bound(source).items():
        mapping = mappings.get(machine, DeviceMapping())
        if not mapping.connector:
            continue
        if mapping.connector != source.connector:
            raise InvalidInput(
                "profile_other_connector",
                source=source.id,
                machine=machine,
                connector=source.connector,
                needed=mapping.connector,
            )
        settings = {**mapping.settings, **settings}
        for entry in mapping.signals:
            own = {**entry, "device": device} if device else entry
            signals[own.get("device", ""), own["key"]] = own
    settings |= source.settings
    for entry in settings.pop("signals", ()):
        if not isinstance(entry, Mapping):
            raise InvalidInput("source_signal", source=source.id, given=str(entry)[:80])
        signals[entry.get("device", ""), entry.get("key")] = entry
    return {**settings, "signals": list(signals.values())} if signals else settings


def configured(source: SourceSection, mappings: Mapping[str, DeviceMapping], clock: Clock) -> registry.Configured:
    """The source's connector, ready to be opened. Raises ConfigRejected and InvalidInput naming the field."""
    return registry.configure(source.connector, settings_of(source, mappings), clock)


def all_configured(config: Config, profiles: Mapping[str, Profile], clock: Clock) -> Mapping[str, registry.Configured]:
    """Every source of a configuration by id. Raises ConfigRejected and InvalidInput, also where two point to one place
    (trap 13).
    """
    mappings = {machine.id: profiles[machine.profile].mapping for machine in config.machine}
    built = {source.id: configured(source, mappings, clock) for source in config.source}
    registry.check_addresses({source: item.address for source, item in built.items()})
    return built
