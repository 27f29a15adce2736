"""What the house knows of one source while it runs: handles, numbering, contact, clock, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dispatcher.app.skew import Skew
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Category, MachineId, SignalId, SourceId
from dispatcher.ports.connector import Cursor
from dispatcher.ports.store import Position


@dataclass(slots=True)
class Handle:
    """What a link's handle stands for in the house."""

    signal: SignalId
    machine: MachineId
    category: Category
    factor: float = 1.0
    offset: float = 0.0
    converted: bool = False


@dataclass(slots=True)
class SourceIntake:
    """What the house knows of one source while it runs."""

    id: SourceId
    machines: dict[str, MachineId]
    handles: dict[int, Handle] = field(default_factory=dict)
    signals: dict[int, int] = field(default_factory=dict)
    """link's handle -> signal: what the hot path looks up"""
    converted: bool = False
    """Whether any signal comes in other units than ours"""
    cursor: Cursor | None = None
    session: str = ""
    contact_at: int = 0
    contact_from: int | None = None
    claims: dict[MachineId, int] = field(default_factory=dict)
    skew: Skew = field(default_factory=Skew)
    first_batch: bool = True
    observations: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    quarantined: int = 0
    last_data_at: int | None = None
    newest_source_at: int | None = None
    silent_since: dict[int, int] = field(default_factory=dict)
    """signal -> instant of the UNAVAILABLE that stands now, in this session"""

    def bind(self, number: int, handle: Handle) -> None:
        """From now on the link's handle stands for this."""
        self.handles[number] = handle
        self.signals[number] = handle.signal
        self.converted = self.converted or handle.converted

    def position(self) -> Position:
        """Where it is."""
        contact = Instant(self.contact_at)
        return Position(source=self.id, cursor=self.cursor, session=self.session, contact_at=contact)

    def machine(self, device: str) -> MachineId | None:
        """The machine of a device at this source."""
        found = self.machines.get(device)
        if found is None and len(self.machines) == 1:
            found = self.machines.get("")
        return found

    def meant(self, device: str) -> Iterable[MachineId]:
        """The machines a statement about a device is about: all of them where it names none of ours."""
        machine = self.machine(device)
        return [machine] if machine is not None else self.machines.values()
