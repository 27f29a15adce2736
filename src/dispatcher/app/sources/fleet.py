"""Machines that come, change and go while the house runs: everybody who keeps something of them is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from dispatcher.app.board import Board
from dispatcher.app.intake import Intake
from dispatcher.app.plant import Plant
from dispatcher.app.sources.entries import MachineEntry
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import DeviceMapping
from dispatcher.domain.signal import MachineId
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Belongs to the event loop. What is made of the plant elsewhere looks at its revision each time; board,
    timelines, rules and the way out must be told. `told` hears after each change (the way out).
    """

    plant: Plant
    board: Board
    intake: Intake
    state_rules: StateRulesDesk
    journal: Journal
    clock: Clock
    told: Callable[[], None] = lambda: None

    def mapping(self, profile: str) -> DeviceMapping:
        """How the devices of a profile are read."""
        return self.state_rules.book.at(profile, self.clock.now()).mapping

    async def put(self, entry: MachineEntry, protocol: str) -> None:
        """Add a machine, or describe it anew."""
        profile = self.state_rules.book.at(entry.profile, self.clock.now())
        info = entry.info(self.plant, profile, protocol)
        before = next((known for known in self.plant.machines if known.id == info.id), None)
        holding = None
        if before is None:
            holding = await asyncio.to_thread(self.board.read, info, self.journal, self.clock.now())
        if before is None or before.profile != entry.profile:
            self.intake.join(entry.id, self.state_rules.bind(entry.id, entry.profile))
        if before == info:
            return
        self.plant.put(info)
        self.board.put(info, holding, self.clock.now())
        self.told()

    def remove(self, machine: MachineId, left: Instant) -> None:
        """Take a machine out; its rules stay known, to explain what it did."""
        self.plant.remove(machine, left)
        self.state_rules.release(machine)
        self.intake.leave(machine)
        self.board.remove(machine, self.clock.now())
        self.told()
