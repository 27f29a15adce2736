"""A machine's own MTConnect agent over HTTP."""

from __future__ import annotations

from collections.abc import Iterable

from dispatcher.agent import Agent, Server, Settings, SkewedClock, serve
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.wires.wire import HOST, LiveWire
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock

_BUFFER = 32_768


def device_document(machine: Machine, clock: Clock) -> bytes:
    """The machine's MTConnectDevices document: what tells an SHDR reader the types of its items."""
    agent = _agent(machine, clock)
    return agent.probe(agent.scope())


def _agent(machine: Machine, clock: Clock) -> Agent:
    """An agent for the machine, as old as the machine."""
    sheet = machine.sheet
    settings = Settings(version=sheet.version, namespace=sheet.namespace, buffer_size=_BUFFER)
    skewed = SkewedClock(clock, machine.design.skew)
    return Agent([sheet.device], clock=skewed, settings=settings, native=False)


class AgentWire(LiveWire):
    """An MTConnect agent of its own."""

    def __init__(self, machine: Machine, clock: Clock, port: int = 0) -> None:
        self._machine = machine
        self._port = port
        self._agent = _agent(machine, clock)
        self._server: Server | None = None
        self._fresh = True

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Listen; after a cut as a new agent instance with an empty buffer."""
        if not self._fresh:
            self._agent.restart()
        self._fresh = False
        self._server = await serve(self._agent, self._port, host=HOST)
        self._port = self._server.port

    async def cut(self) -> None:
        """Die."""
        if self._server is not None:
            await self._server.close()
            self._server = None

    def send(self, rows: Iterable[Row]) -> None:
        """Into the agent's buffer."""
        keys, skew = self._machine.keys, self._machine.design.skew
        for at, handle, value in rows:
            self._agent.add(keys[handle], Instant(at + skew), value)
