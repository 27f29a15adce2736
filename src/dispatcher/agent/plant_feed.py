"""The way out: the plant's signals served to other systems that read MTConnect.

The server hands over declarations and observations as it derives them; everything else is the
ordinary agent. Values are already in the signals' units, nothing is converted again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from dispatcher.agent.agent import Agent
from dispatcher.agent.model import Settings
from dispatcher.agent.plant_model import PlantMachine, PlantModel, plant_model
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, Observation, Quality, SignalId
from dispatcher.ports.clock import Clock


class PlantFeed:
    """An agent fed by the plant. Serve `feed.agent` with `serve`; lives on one event loop."""

    def __init__(self, machines: Sequence[PlantMachine], *, clock: Clock, settings: Settings | None = None) -> None:
        self.settings = settings or Settings(version="2.4")
        self.refused = 0
        self._machines = tuple(machines)
        self._model: PlantModel = plant_model(self._machines, self.settings.number)
        self.agent = Agent(self._model.devices, clock=clock, settings=self.settings, native=False)

    def declare(self, machines: Sequence[PlantMachine]) -> bool:
        """The plant's machines and signals are these now; True where that changed the model.

        A changed model is a new instance, as it is for any agent: readers probe again. What is known
        of the signals that stay is told again, with its own times.
        """
        declared = tuple(machines)
        if declared == self._machines:
            return False
        signals = {item: signal for signal, item in self._model.items.items()}
        known = sorted(
            ((signals.get(slot.item.id), slot.item.id, entry) for slot, entry in self.agent.held()),
            key=lambda one: one[2].sequence,
        )
        self._machines = declared
        self._model = plant_model(declared, self.settings.number)
        self.agent.remodel(self._model.devices)
        items = {slot.item.id for slot in self.agent.slots}
        for signal, old, entry in known:
            # Items of no signal (AVAILABILITY, made by us) keep their id from model to model.
            item = old if signal is None else self._model.items.get(SignalId(signal))
            if item in items:
                with contextlib.suppress(InvalidInput):
                    self.agent.add(item, entry.at, entry.value)
        return True

    def add(self, observation: Observation) -> bool:
        """Show an observation; whether it was news.

        What is quarantined or belongs to no declared signal is not shown; what the signal's kind
        does not allow is counted in `refused`.
        """
        item = self._model.items.get(observation.signal)
        if item is None or observation.quality is Quality.QUARANTINED:
            return False
        try:
            return self.agent.add(item, observation.at, observation.value) is not None
        except InvalidInput:
            self.refused += 1
            return False

    def link_up(self, machine: MachineId, at: Instant) -> None:
        """The plant hears the machine (again)."""
        for device in self._model.devices:
            if device.uuid == machine:
                self.agent.available(at, device)

    def link_down(self, machine: MachineId, at: Instant) -> None:
        """The plant does not hear the machine: all it told is no longer known."""
        for device in self._model.devices:
            if device.uuid == machine:
                self.agent.unavailable(at, device)
