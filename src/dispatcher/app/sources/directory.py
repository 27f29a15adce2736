"""The directory of machines and sources: the configuration file, and over it what people entered.

The file wins by id and cannot be changed from here. What was entered is a document of its own each, with all its
versions. All calls may block on the store; any thread may make them, one change at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dispatcher.app.plant import Former, Paused, Plant
from dispatcher.app.sources.entries import (
    MACHINE,
    PAUSED,
    SOURCE,
    MachineEntry,
    Origin,
    SourceEntry,
    pause_document,
    read_pause,
)
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings

Entry = TypeVar("Entry")


@dataclass(slots=True, kw_only=True)
class Directory:
    """What is configured now, in the order of the file; then machines as they came, and sources by their ids."""

    settings: Settings
    clock: Clock
    machines: dict[MachineId, MachineEntry] = field(default_factory=dict)
    sources: dict[SourceId, SourceEntry] = field(default_factory=dict)
    paused: dict[SourceId, Paused] = field(default_factory=dict)
    unreadable: list[DispatcherError] = field(default_factory=list)
    """Documents nobody could read; they are left as they are."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(
        cls,
        settings: Settings,
        clock: Clock,
        machines: Iterable[MachineEntry] = (),
        sources: Iterable[SourceEntry] = (),
    ) -> Directory:
        """The file's own entries, then what is stored."""
        found = cls(settings=settings, clock=clock)
        found.machines = {entry.id: entry for entry in machines}
        found.sources = {entry.id: entry for entry in sources}
        entered = settings.all(MACHINE)
        for key in sorted(entered, key=lambda key: (_since(settings, key), key)):
            document = entered[key]
            if key not in found.machines and (machine := found._read(MachineEntry.read, key, document)) is not None:
                found.machines[machine.id] = machine
        for key, document in settings.all(SOURCE).items():
            if key not in found.sources and (source := found._read(SourceEntry.read, key, document)) is not None:
                found.sources[source.id] = source
        paused = settings.all(PAUSED).items()
        found.paused = {SourceId(key): read_pause(item) for key, item in paused if key in found.sources}
        return found

    def _read(
        self, read: Callable[[str, Mapping[str, object]], Entry], key: str, document: Mapping[str, object]
    ) -> Entry | None:
        try:
            return read(key, document)
        except InvalidInput as error:
            self.unreadable.append(error)
            return None

    # ------------------------------------------------------------------- asked

    def machine(self, machine: str) -> MachineEntry:
        """By id. Raises NotFound `machine_unknown`."""
        found = self.machines.get(MachineId(machine))
        if found is None:
            raise NotFound("machine_unknown", machine=machine)
        return found

    def source(self, source: str) -> SourceEntry:
        """By id. Raises NotFound `source_unknown`."""
        found = self.sources.get(SourceId(source))
        if found is None:
            raise NotFound("source_unknown", source=source)
        return found

    def sources_of(self, machine: MachineId) -> list[SourceEntry]:
        """Those that have a device that is this machine."""
        return [entry for entry in self.sources.values() if machine in entry.bindings.values()]

    def protocol(self, machine: MachineId) -> str:
        """The connector of a machine's first source; empty where it has none."""
        return next((entry.connector for entry in self.sources_of(machine)), "")

    def former(self, plant: Plant, profiles: Mapping[str, Profile]) -> tuple[Former, ...]:
        """Machines that were entered once and are gone, as they were last described."""
        found: list[Former] = []
        for kind, key in self.settings.versions():
            if kind != MACHINE or MachineId(key) in self.machines:
                continue
            last, before = None, None
            for _, at, _, document in self.settings.history(MACHINE, key):
                last = (at, document)
                before = document or before
            if last is None or last[1] is not None or before is None:
                continue
            entry = self._read(MachineEntry.read, key, before)
            if entry is not None:
                found.append(Former(info=entry.info(plant, profiles.get(entry.profile), ""), left=last[0]))
        return tuple(found)

    # ----------------------------------------------------------------- changed

    def changeable_machine(self, machine: str) -> MachineEntry:
        """Raises NotFound `machine_unknown`, Conflict `configured_by_file`."""
        entry = self.machine(machine)
        _refuse_file(entry.origin, MACHINE, entry.id)
        return entry

    def changeable_source(self, source: str) -> SourceEntry:
        """Raises NotFound `source_unknown`, Conflict `configured_by_file`."""
        entry = self.source(source)
        _refuse_file(entry.origin, SOURCE, entry.id)
        return entry

    def refuse_taken(self, machine: MachineEntry | None, source: SourceEntry | None) -> None:
        """Raises Conflict `machine_exists`, `source_exists`, `configured_by_file`."""
        if machine is not None and (known := self.machines.get(machine.id)) is not None:
            _refuse_file(known.origin, MACHINE, known.id)
            raise Conflict("machine_exists", machine=machine.id)
        if source is not None and (own := self.sources.get(source.id)) is not None:
            _refuse_file(own.origin, SOURCE, own.id)
            raise Conflict("source_exists", source=source.id)

    def add(self, machine: MachineEntry | None, source: SourceEntry | None, author: str) -> int:
        """Store both or none; the version of the (last) document. Raises Conflict as `refuse_taken`, and what the
        store raises; then nothing has changed.
        """
        with self._lock:
            self.refuse_taken(machine, source)
            return self._put(machine, source, author)

    def change(self, machine: MachineEntry | None, source: SourceEntry | None, author: str) -> int:
        """Store what takes the place of what is there; the version of the document."""
        with self._lock:
            if machine is not None:
                self.changeable_machine(machine.id)
            if source is not None:
                self.changeable_source(source.id)
            return self._put(machine, source, author)

    def _put(self, machine: MachineEntry | None, source: SourceEntry | None, author: str) -> int:
        documents: list[tuple[str, str, Mapping[str, object] | None]] = []
        if machine is not None:
            documents.append((MACHINE, machine.id, machine.document()))
        if source is not None:
            documents.append((SOURCE, source.id, source.document()))
        versions = self.settings.put_all(documents, at=self.clock.now(), author=author)
        if machine is not None:
            self.machines[machine.id] = replace(machine, origin=Origin.ENTERED)
        if source is not None:
            self.sources[source.id] = replace(source, origin=Origin.ENTERED)
        return versions[-1]

    def remove(
        self, machine: MachineId | None, sources: Sequence[SourceId], loosened: Sequence[SourceEntry], author: str
    ) -> Instant:
        """Remove a machine and sources, and put sources that serve others, too, in place without it; when it was."""
        with self._lock:
            now = self.clock.now()
            gone: list[tuple[str, str, Mapping[str, object] | None]] = []
            gone += [(kind, source, None) for source in sources for kind in (SOURCE, PAUSED)]
            gone += [(SOURCE, entry.id, entry.document()) for entry in loosened]
            if machine is not None:
                gone.append((MACHINE, machine, None))
            self.settings.put_all(gone, at=now, author=author)
            for source in sources:
                self.sources.pop(source, None)
                self.paused.pop(source, None)
            for entry in loosened:
                self.sources[entry.id] = entry
            if machine is not None:
                self.machines.pop(machine, None)
            return now

    def pause(self, source: SourceId, paused: Paused | None, author: str) -> None:
        """Remember that a source is paused, or (None) is not any more."""
        with self._lock:
            document = None if paused is None else pause_document(paused)
            self.settings.put_all([(PAUSED, source, document)], at=self.clock.now(), author=author)
            if paused is None:
                self.paused.pop(source, None)
            else:
                self.paused[source] = paused


def _refuse_file(origin: Origin, kind: str, key: str) -> None:
    if origin is Origin.FILE:
        raise Conflict("configured_by_file", kind=kind, id=key)


def _since(settings: Settings, machine: str) -> Instant:
    """When a machine was entered, for the last time if it came again."""
    since: Instant | None = None
    for _, at, _, document in settings.history(MACHINE, machine):
        since = None if document is None else since or at
    return since or Instant(0)
