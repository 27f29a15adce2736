"""What a source's connector is told: the settings people gave, on top of those its machines' profiles bring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dispatcher.app.sources.sealing import sealed
from dispatcher.config import Config, SourceSection
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.secrets import Change, fetched, with_secrets
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import DeviceMapping, Profile
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import ConfigRejected


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
    entries = settings.pop("signals", ())
    for entry in entries if isinstance(entries, list | tuple) else (entries,):
        if not isinstance(entry, Mapping):
            raise InvalidInput("source_signal", source=source.id, given=str(entry)[:80])
        signals[str(entry.get("device", "")), str(entry.get("key"))] = entry
    return {**settings, "signals": list(signals.values())} if signals else settings


def configured(
    source: SourceSection, mappings: Mapping[str, DeviceMapping], clock: Clock, home: Path | None = None
) -> registry.Configured:
    """The source's connector, ready to be opened; home: the data directory. Raises ConfigRejected and InvalidInput
    naming the field.
    """
    return registry.configure(source.connector, settings_of(source, mappings), clock, home)


def all_configured(
    config: Config, profiles: Mapping[str, Profile], clock: Clock, home: Path | None = None
) -> Mapping[str, registry.Configured]:
    """Every source of a configuration file by id. Raises ConfigRejected and InvalidInput, also where two point to one
    place (trap 13).
    """
    mappings = {machine.id: profiles[machine.profile].mapping for machine in config.machine}
    built = {source.id: configured(fetched_of(source), mappings, clock, home) for source in config.source}
    registry.check_addresses({source: item.address for source, item in built.items()})
    return built


def fetched_of(source: SourceSection) -> SourceSection:
    """The source with the secrets that its settings only name: `{ env = … }`, `{ file = … }`. Raises ConfigRejected."""
    return source.model_copy(update={"settings": _with_secrets(source, fetched(source.connector))})


def masked(source: SourceSection) -> dict[str, Any]:
    """The settings as they may be kept: of each secret only that it is there. Nothing of a connector that cannot be
    loaded, for nobody knows what is secret in them.
    """
    try:
        registry.get(source.connector).load()
    except ConfigRejected:
        return {}
    return _with_secrets(source, lambda _, value: value if value in (None, "") else sealed(""))


def secrets_of(source: SourceSection) -> tuple[str, ...]:
    """Every secret in clear."""
    found: list[str] = []

    def note(place: str, value: Any) -> Any:  # noqa: ANN401 - what TOML can hold
        del place
        found.append(str(value))
        return value

    _with_secrets(fetched_of(source), note)
    return tuple(found)


def _with_secrets(source: SourceSection, change: Change) -> dict[str, Any]:
    return with_secrets(registry.get(source.connector).load().settings, source.settings, change)
