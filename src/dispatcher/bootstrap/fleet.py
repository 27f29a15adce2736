"""Wires what is configured: the file's machines and sources, and over them what people entered."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from dispatcher.app.plant import Plant, ProfileInfo, Site, standard_states
from dispatcher.app.sources.directory import Directory
from dispatcher.app.sources.entries import MachineEntry, Origin, SourceEntry
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.bootstrap.clock import SystemClock
from dispatcher.bootstrap.sources import bound, masked
from dispatcher.config import Config
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import Profile, StateRules
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.state import StateKind
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings
from dispatcher.stores.memory import MemorySettings
from dispatcher.stores.sqlite import SQLiteSettings


def directory_of(config: Config, settings: Settings, clock: Clock) -> Directory:
    """Everything configured. Of a secret in the file it is only known that it is there."""
    machines = [
        MachineEntry(
            id=MachineId(machine.id),
            name=machine.name,
            site=machine.site,
            area=machine.area,
            line=machine.line,
            kind=machine.kind,
            manufacturer=machine.manufacturer,
            model=machine.model,
            profile=machine.profile,
            origin=Origin.FILE,
        )
        for machine in config.machine
    ]
    sources = [
        SourceEntry(
            id=SourceId(source.id),
            connector=source.connector,
            bindings={device: MachineId(machine) for device, machine in bound(source).items()},
            settings=masked(source),
            origin=Origin.FILE,
        )
        for source in config.source
    ]
    return Directory.of(settings, clock, machines, sources)


def stored_directory(config: Config, data: Path, clock: Clock) -> Directory:
    """The same for a command, which only reads it: what was entered, if anything was."""
    if not data.is_dir():
        return directory_of(config, MemorySettings(), clock)
    with contextlib.closing(SQLiteSettings(data)) as settings:
        return directory_of(config, settings, clock)


def plant_of(config: Config, profiles: Mapping[str, Profile], directory: Directory | None = None) -> Plant:
    """The plant as the board shows it; without a directory only what the file says. Raises InvalidInput
    `profile_not_found` for a missing profile.
    """
    own = tuple(
        StateKind(code=s.code, base=s.base, words={"en": s.en, "ru": s.ru}, color=s.color, shape=s.shape)
        for s in config.state
    )
    sites = tuple(Site(id=site.id, name=site.name, time_zone=site.time_zone) for site in config.site)
    plant = Plant(
        site=sites[0],
        further=sites[1:],
        machines=(),
        states=(*standard_states(), *own),
        profiles={
            profile.id: ProfileInfo(id=profile.id, version=str(profile.version), title=profile.title)
            for profile in profiles.values()
        },
    )
    known = directory or directory_of(config, MemorySettings(), SystemClock())
    check_profiles(known.machines.values(), profiles)
    plant.machines = tuple(
        entry.info(plant, profiles[entry.profile], known.protocol(entry.id)) for entry in known.machines.values()
    )
    return plant


def check_profiles(machines: Iterable[MachineEntry], known: Iterable[str]) -> None:
    """Whether every machine's profile is there. Raises InvalidInput `profile_not_found`."""
    there = sorted(known)
    for machine in machines:
        if machine.profile not in there:
            raise InvalidInput("profile_not_found", machine=machine.id, profile=machine.profile, known=", ".join(there))


def rules_of_machines(directory: Directory, book: RuleBook) -> Mapping[MachineId, StateRules]:
    """The state rules of every machine that is there. Raises InvalidInput."""
    check_profiles(directory.machines.values(), book.ids)
    return {machine: book.rules(entry.profile) for machine, entry in directory.machines.items()}


def rules_at_start(plant: Plant, directory: Directory, book: RuleBook) -> Mapping[MachineId, StateRules]:
    """Those, and of former machines: the server may have been killed before what they spoke for was ended."""
    former = {one.info.id: one.info.profile for one in plant.former if one.info.profile in book.ids}
    return {
        **{machine: book.rules(profile) for machine, profile in former.items()},
        **rules_of_machines(directory, book),
    }


def profiles_of_machines(plant: Plant, book: RuleBook) -> Mapping[MachineId, str]:
    """Machine -> id of its profile; of former machines as far as it is still there."""
    return {info.id: info.profile for info in plant.known if info.profile in book.ids}
