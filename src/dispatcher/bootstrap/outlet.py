"""The way out: what was derived, served to other systems as an MTConnect agent on its own port."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from dispatcher.agent.model import Settings
from dispatcher.agent.plant_feed import PlantFeed
from dispatcher.agent.plant_model import PlantMachine
from dispatcher.agent.server import serve
from dispatcher.app.pending import Taken
from dispatcher.app.plant import Plant
from dispatcher.app.registry import Registry
from dispatcher.config import AgentSection
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Observation, Quality, SignalId
from dispatcher.ports.clock import Clock
from dispatcher.ports.values import decode_value


class Outlet:
    """Keeps the agent's model and values in step with the board. Lives on the event loop."""

    def __init__(self, section: AgentSection, plant: Plant, registry: Registry, clock: Clock) -> None:
        """The model is what the registry knows now; it grows with each declaration."""
        self._section = section
        self._plant = plant
        self._registry = registry
        self.port = section.port
        settings = Settings(version="2.4", buffer_size=section.buffer_size)
        self._feed = PlantFeed(self._machines(), clock=clock, settings=settings)

    def hand_out(self, taken: Taken) -> None:
        """Show what a deriving brought to whoever reads the agent."""
        if taken.declared:
            self._feed.declare(self._machines())
        names = self._registry.session_names()
        for row in taken.table.to_pylist():
            spec = self._registry.stored(SignalId(row["signal"])).spec
            self._feed.add(
                Observation(
                    signal=SignalId(row["signal"]),
                    at=Instant(row["at"]),
                    value=decode_value(spec.category, spec.representation, row["num"], row["text"]),
                    source_at=Instant(row["source_at"]),
                    received_at=Instant(row["received_at"]),
                    session=names[row["session"]],
                    sequence=row["sequence"],
                    quality=Quality(row["quality"]),
                )
            )

    def remodel(self) -> None:
        """The plant has other machines: readers of the agent probe again."""
        self._feed.declare(self._machines())

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """The agent listens while this is open."""
        server = await serve(self._feed.agent, self._section.port, host=self._section.host)
        self.port = server.port
        try:
            yield
        finally:
            await server.close()

    def _machines(self) -> list[PlantMachine]:
        return [
            PlantMachine(
                id=info.id,
                name=info.name,
                manufacturer=info.manufacturer,
                model=info.model,
                signals={signal: wire.spec for signal, wire in self._registry.wires(info.id).items()},
            )
            for info in self._plant.machines
        ]
