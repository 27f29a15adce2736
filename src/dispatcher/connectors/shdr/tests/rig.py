"""An adapter that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self

from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.connectors.shdr.connector import ShdrConnector
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.domain.instant import HOUR
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding


class Rig:
    """`connectors.sdk.conformance.Rig` for SHDR."""

    faults = frozenset(
        (Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.SKEW, Fault.RESTART, Fault.WRONG_PROTOCOL)
    )
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._adapter = AdapterSimulator(heartbeat_ms=500)
        self._accepted = 0

    async def __aenter__(self) -> Self:
        await self._adapter.start()
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._adapter.refuse()
        self._other.close()
        await self._other.wait_closed()

    def connector(self) -> ShdrConnector:
        self._accepted = self._adapter.accepted
        return self._to(self._adapter.port)

    def misdirected(self, fault: Fault) -> ShdrConnector:
        if fault is Fault.WRONG_PROTOCOL:
            return self._to(self._other.sockets[0].getsockname()[1])
        return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        await self._adapter.tell(self.clock.now(), "parts", str(value))

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        await self._adapter.connected(self._accepted + 1)

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._adapter.drop()
            case Fault.REFUSE:
                await self._adapter.refuse()
            case Fault.SILENCE:
                self._adapter.stalled = True
            case Fault.BABBLE:
                await self._adapter.babble()
            case Fault.SKEW:
                self._adapter.skew = -5 * HOUR
            case _:
                await self._adapter.refuse()
                await self._adapter.start()

    async def mend(self) -> None:
        self._adapter.stalled = False
        self._adapter.skew = 0
        await self._adapter.refuse()
        await self._adapter.start()

    def _to(self, port: int) -> ShdrConnector:
        quick = {"silence_ms": 1000, "timeout_ms": 2000, "heartbeat_ms": 500, "probe_ms": 500}
        return ShdrConnector(ShdrSettings.model_validate({"host": "127.0.0.1", "port": port, **quick}), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no adapter: it talks, but not in lines of SHDR."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
    with contextlib.suppress(OSError):
        await writer.drain()
        await reader.read()
    writer.transport.abort()
