"""A controller that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self

from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.connector import S7Connector
from dispatcher.connectors.s7.simulator import S7Simulator
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

PARTS = {"key": "parts", "type": "PART_COUNT", "address": "DB10.DBD4"}


class Rig:
    """`connectors.sdk.conformance.Rig` for S7."""

    faults = frozenset((Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.RESTART, Fault.WRONG_PROTOCOL))
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._plc = S7Simulator()

    async def __aenter__(self) -> Self:
        self._plc.room(Area.DB, 10, 8)
        await self._plc.start()
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._plc.stop()
        self._other.close()
        await self._other.wait_closed()

    def connector(self) -> S7Connector:
        return self._to(self._plc.port)

    def misdirected(self, fault: Fault) -> S7Connector:
        if fault is Fault.WRONG_PROTOCOL:
            return self._to(self._other.sockets[0].getsockname()[1])
        return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        self._plc.put(Area.DB, 10, 4, value.to_bytes(4, "big"))

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        """Whoever asks again gets what is said, whenever he asks."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._plc.drop()
            case Fault.REFUSE:
                await self._plc.refuse()
            case Fault.SILENCE:
                self._plc.stalled = True
            case Fault.BABBLE:
                self._plc.babbling = True
            case _:
                await self._plc.refuse()
                await self._plc.start()

    async def mend(self) -> None:
        self._plc.stalled = self._plc.babbling = False
        await self._plc.refuse()
        await self._plc.start()

    def _to(self, port: int) -> S7Connector:
        given = {"host": "127.0.0.1", "port": port, "poll_ms": 10, "timeout_ms": 800, "signals": [PARTS]}
        return S7Connector(S7Settings.model_validate(given), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no controller: it answers, but as a web server."""
    with contextlib.suppress(OSError):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
        await writer.drain()
        await reader.read()
    writer.transport.abort()
