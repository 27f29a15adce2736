"""A Modbus device that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self

from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.connector import ModbusConnector
from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

PARTS = {"key": "parts", "type": "PART_COUNT", "table": "holding", "address": 0, "format": "uint32"}


class Rig:
    """`connectors.sdk.conformance.Rig` for Modbus TCP."""

    faults = frozenset((Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.RESTART, Fault.WRONG_PROTOCOL))
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._device = ModbusSimulator()

    async def __aenter__(self) -> Self:
        self._device.put(Table.HOLDING, 0, 0, 0)
        await self._device.start()
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._device.stop()
        self._other.close()
        await self._other.wait_closed()

    def connector(self) -> ModbusConnector:
        return self._to(self._device.port)

    def misdirected(self, fault: Fault) -> ModbusConnector:
        if fault is Fault.WRONG_PROTOCOL:
            return self._to(self._other.sockets[0].getsockname()[1])
        return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        self._device.put(Table.HOLDING, 0, value >> 16, value & 0xFFFF)

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        """Whoever asks again gets what is said, whenever he asks."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._device.drop()
            case Fault.REFUSE:
                await self._device.refuse()
            case Fault.SILENCE:
                self._device.stalled = True
            case Fault.BABBLE:
                self._device.babbling = True
            case _:
                await self._device.refuse()
                await self._device.start()

    async def mend(self) -> None:
        self._device.stalled = self._device.babbling = False
        await self._device.refuse()
        await self._device.start()

    def _to(self, port: int) -> ModbusConnector:
        given = {"host": "127.0.0.1", "port": port, "poll_ms": 10, "timeout_ms": 800, "signals": [PARTS]}
        return ModbusConnector(ModbusSettings.model_validate(given), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no device: it answers, but as a web server."""
    with contextlib.suppress(OSError):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
        await writer.drain()
        await reader.read()
    writer.transport.abort()
