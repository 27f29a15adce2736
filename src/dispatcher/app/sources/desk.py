"""Sources and machines by a person's hand, while the house runs: added, changed, removed, paused, restarted.

What is stored comes first and what runs follows it, so that after a crash in between the start brings it about.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dispatcher.app.plant import Paused, SourceStatus
from dispatcher.app.sources.directory import Directory
from dispatcher.app.sources.entries import MachineEntry, Origin, SourceEntry
from dispatcher.app.sources.fleet import Fleet
from dispatcher.app.sources.sealing import is_sealed, with_left_out
from dispatcher.app.sources.workshop import Ready, Refused, Workshop
from dispatcher.app.supervisor import NOBODY, Supervisor
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import DeviceMapping
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Binding
from dispatcher.ports.store import SourceNote

PATIENCE_S = 3.0
"""How long is waited for the journal."""
_SIGNED = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/@\s]*:[^/@\s]*@")


async def anywhere(hosts: Sequence[str]) -> None:
    """`allowed` of a house that may speak to every computer."""
    del hosts


@dataclass(slots=True, kw_only=True)
class SourceDesk:
    """Belongs to the event loop; one change at a time. `allowed` refuses computers the server must not be sent to."""

    directory: Directory
    fleet: Fleet
    supervisor: Supervisor
    workshop: Workshop
    clock: Clock
    allowed: Callable[[Sequence[str]], Awaitable[None]] = anywhere
    patience_s: float = PATIENCE_S
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    # ---------------------------------------------------------------- the start

    def take_up(self, built: Mapping[SourceId, Ready | DispatcherError], version: int) -> None:
        """Give every configured source to the supervisor, one that cannot work with its error."""
        for entry in self.directory.sources.values():
            ready = built[entry.id]
            if isinstance(ready, DispatcherError):
                ready = Ready(connector=Refused.because(ready), address="")
            self._hire(entry, ready)
            self.fleet.intake.note(
                SourceNote(source=entry.id, at=self.clock.now(), code="configured", params={"version": version})
            )
        self._show()

    # ------------------------------------------------------------------ adding

    async def add(self, machine: MachineEntry | None, source: SourceEntry | None, author: str) -> None:
        """A machine, a source, or both or none. Raises Conflict, InvalidInput, NotFound, ConfigRejected; then nothing
        has changed.
        """
        async with self._turn:
            self.directory.refuse_taken(machine, source)
            if machine is not None:
                self._check_machine(machine)
            ready = None
            if source is not None:
                source = await self._sealed(source, {})
                ready = await self._build(source, machine)
            version = await asyncio.to_thread(self.directory.add, machine, source, author)
            if machine is not None:
                await self._follow([machine.id])
            if source is not None and ready is not None:
                await self._start(source, ready, self._note(source, "added", author, version))
                await self._written()

    # ---------------------------------------------------------------- changing

    async def change_machine(self, entry: MachineEntry, author: str) -> None:
        """Describe a machine anew. Its sources are read by its new profile from now on."""
        async with self._turn:
            before = self.directory.changeable_machine(entry.id)
            self._check_machine(entry)
            own = self.directory.sources_of(entry.id) if before.profile != entry.profile else []
            built = [(source, await self._build(source, entry)) for source in own]
            version = await asyncio.to_thread(self.directory.change, entry, None, author)
            await self._follow([entry.id])
            for source, ready in built:
                await self._swap(source, source, ready, self._note(source, "changed", author, version))
            await self._written()

    async def change_source(self, entry: SourceEntry, author: str) -> None:
        """Other settings, other machines; secrets that were left out stay as they are."""
        async with self._turn:
            before = self.directory.changeable_source(entry.id)
            stored = before.settings if before.connector == entry.connector else {}
            source = await self._sealed(entry, stored)
            ready = await self._build(source, None)
            version = await asyncio.to_thread(self.directory.change, None, source, author)
            await self._swap(before, source, ready, self._note(source, "changed", author, version))
            await self._written()

    # ---------------------------------------------------------------- removing

    async def remove_source(self, source: str, author: str) -> None:
        """Close it and forget it; what it brought stays. Nothing to do where it is not there."""
        async with self._turn:
            if SourceId(source) in self.directory.sources:
                entry = self.directory.changeable_source(source)
                await asyncio.to_thread(self.directory.remove, None, [entry.id], [], author)
                await self._dismiss(entry, author)
                await self._written()

    async def remove_machine(self, machine: str, author: str) -> None:
        """Take it off the board; what it did stays. Sources that serve no other machine go with it."""
        async with self._turn:
            if MachineId(machine) not in self.directory.machines:
                return
            entry = self.directory.changeable_machine(machine)
            own = [self.directory.changeable_source(source.id) for source in self.directory.sources_of(entry.id)]
            gone = [source for source in own if set(source.bindings.values()) == {entry.id}]
            loosened = {source.id: _without(source, entry.id) for source in own if source not in gone}
            ready = {source.id: await self._build(source, None) for source in loosened.values()}
            left = await asyncio.to_thread(
                self.directory.remove, entry.id, [source.id for source in gone], list(loosened.values()), author
            )
            for source in gone:
                await self._dismiss(source, author)
            for source in own:
                if source.id in loosened:
                    note = self._note(source, "changed", author)
                    await self._swap(source, loosened[source.id], ready[source.id], note)
            self.fleet.remove(entry.id, left)
            await self._written()

    # --------------------------------------------------------------- attending

    async def pause(self, source: str, reason: str, author: str) -> None:
        """No data from now on, and the reason for it in the journal (trap 31); also over restarts of the server."""
        async with self._turn:
            entry = self.directory.source(source)
            if entry.id in self.directory.paused:
                return
            paused = Paused(by=author, reason=reason, since=self.clock.now())
            await asyncio.to_thread(self.directory.pause, entry.id, paused, author)
            await self.supervisor.pause(entry.id, paused)
            await self._written()

    async def resume(self, source: str, author: str) -> None:
        """It is listened to again."""
        async with self._turn:
            entry = self.directory.source(source)
            if entry.id in self.directory.paused:
                await asyncio.to_thread(self.directory.pause, entry.id, None, author)
                self.supervisor.resume(entry.id, author)
                await self._written()

    async def restart(self, source: str, author: str) -> None:
        """Close the link and open it anew. Raises Conflict `source_paused`."""
        async with self._turn:
            entry = self.directory.source(source)
            if entry.id in self.directory.paused:
                raise Conflict("source_paused", source=source)
            if entry.origin is Origin.ENTERED:
                # Made anew: its profile, a certificate, a library may be another one by now.
                ready = await self._build(entry, None)
                await self._swap(entry, entry, ready, self._note(entry, "restarted", author))
            else:
                await self.supervisor.restart(entry.id, author)
            await self._written()

    def heard(self) -> Mapping[SourceId, Instant]:
        """Since when something is known of each source."""
        return dict(self.fleet.intake.registry.heard)

    def secrets(self, source: str) -> tuple[str, ...]:
        """Every word of its settings that must never be shown. Raises NotFound `source_unknown`."""
        return tuple(self.supervisor.source(self.directory.source(source).id).secrets)

    def status(self, source: str) -> SourceStatus:
        """The present of one. Raises NotFound `source_unknown`."""
        wanted = self.directory.source(source).id
        return next(status for status in self.supervisor.statuses() if status.id == wanted)

    # ------------------------------------------------------------------ inside

    def _check_machine(self, entry: MachineEntry) -> None:
        sites = [site.id for site in self.fleet.plant.sites]
        if entry.site and entry.site not in sites:
            raise InvalidInput("site_unknown", site=entry.site, known=", ".join(sites))
        known = self.fleet.state_rules.book.ids
        if entry.profile not in known:
            raise InvalidInput(
                "profile_not_found", machine=entry.id, profile=entry.profile, known=", ".join(sorted(known))
            )

    async def _sealed(self, entry: SourceEntry, stored: Mapping[str, Any]) -> SourceEntry:
        _refuse_signed(entry.settings, "")
        whole = with_left_out(entry.settings, stored)
        return replace(entry, settings=await asyncio.to_thread(self.workshop.seal, entry.connector, whole))

    async def _build(self, entry: SourceEntry, coming: MachineEntry | None) -> Ready:
        """The connector of a source whose machines are there, at a place nobody else reads (trap 13)."""
        mappings: dict[MachineId, DeviceMapping] = {}
        for machine in entry.bindings.values():
            own = coming if coming is not None and coming.id == machine else self.directory.machine(machine)
            mappings[machine] = self.fleet.mapping(own.profile)
        ready = await asyncio.to_thread(self.workshop.build, entry, mappings)
        for other, address in self.supervisor.addresses().items():
            if address and address == ready.address and other != entry.id:
                raise Conflict("same_address", first=other, second=entry.id, address=address)
        await self.allowed(ready.hosts)
        return ready

    async def _start(self, entry: SourceEntry, ready: Ready, note: SourceNote) -> None:
        self._hire(entry, ready)
        self.fleet.intake.note(note)
        await self._follow(entry.bindings.values())

    async def _swap(self, before: SourceEntry, entry: SourceEntry, ready: Ready, note: SourceNote) -> None:
        """Another source of the same id. Where it leads to another place, it begins there."""
        old = self.supervisor.source(before.id).address
        await self.supervisor.remove(before.id, note)
        self._hire(entry, ready)
        if before.connector != entry.connector or (old and old != ready.address):
            self.fleet.intake.anew(self.supervisor.source(entry.id).intake)
        await self._follow([*before.bindings.values(), *entry.bindings.values()])

    async def _dismiss(self, entry: SourceEntry, author: str) -> None:
        await self.supervisor.remove(entry.id, self._note(entry, "removed", author))
        self.fleet.board.forget(entry.id, self.clock.now())
        await self._follow(entry.bindings.values())

    def _note(self, entry: SourceEntry, code: str, author: str, version: int | None = None) -> SourceNote:
        params: dict[str, str | int] = {"author": author or NOBODY}
        if version is not None:
            params["version"] = version
        return SourceNote(source=entry.id, at=self.clock.now(), code=code, params=params)

    def _hire(self, entry: SourceEntry, ready: Ready) -> None:
        bindings = [Binding(device=device, machine=machine) for device, machine in entry.bindings.items()]
        self.supervisor.add(
            entry.id,
            entry.connector,
            ready.address,
            ready.connector,
            bindings,
            secrets=ready.secrets,
            paused=self.directory.paused.get(entry.id),
        )

    async def _follow(self, machines: Iterable[MachineId]) -> None:
        """Bring the board up to what the directory says of these machines."""
        for machine in dict.fromkeys(machines):
            entry = self.directory.machines.get(machine)
            if entry is not None:
                await self.fleet.put(entry, self.directory.protocol(machine))
        self._show()

    async def _written(self) -> None:
        """Show it, and return when it stands in the journal: a person who was told "done" must find it there after a
        crash. A store that refuses is waited for only a moment, it says so itself.
        """
        self._show()
        if self.supervisor.running:
            done = asyncio.Event()
            self.fleet.intake.when_stored(done.set)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.patience_s):
                    await done.wait()

    def _show(self) -> None:
        self.fleet.board.apply(sources=self.supervisor.statuses(), now=self.clock.now())


def _without(source: SourceEntry, machine: MachineId) -> SourceEntry:
    return replace(source, bindings={device: own for device, own in source.bindings.items() if own != machine})


def _refuse_signed(value: Any, place: str) -> None:  # noqa: ANN401 - what JSON can hold
    """A password in an address would be shown wherever addresses are. Raises InvalidInput `secret_in_address`."""
    if isinstance(value, str) and _SIGNED.match(value):
        raise InvalidInput("secret_in_address", field=place)
    if isinstance(value, Mapping) and not is_sealed(value):
        for name, item in value.items():
            _refuse_signed(item, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _refuse_signed(item, f"{place}.{number}")
