"""A device with a line protocol that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self

from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.connector import TextConnector
from dispatcher.connectors.text.simulator import TextSimulator
from dispatcher.domain.instant import HOUR
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

QUICK = {"silence_ms": 1_000, "timeout_ms": 2_000, "probe_ms": 500}
ENTRIES = ({"key": "parts", "type": "PART_COUNT", "pattern": r"PART (?P<value>\d+)"},)


class Rig:
    """`connectors.sdk.conformance.Rig` for text over TCP."""

    faults = frozenset(
        (Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.SKEW, Fault.RESTART, Fault.WRONG_PROTOCOL)
    )
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._device = TextSimulator({"parts": "{at} PART {value}"})
        self._accepted = 0

    async def __aenter__(self) -> Self:
        await self._device.start()
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._device.stop()
        self._other.close()
        await self._other.wait_closed()

    def connector(self) -> TextConnector:
        self._accepted = self._device.accepted
        return self._to(self._device.port)

    def misdirected(self, fault: Fault) -> TextConnector:
        if fault is Fault.WRONG_PROTOCOL:
            return self._to(self._other.sockets[0].getsockname()[1])
        return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        await self._device.set("parts", value, self.clock.now())

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        await self._device.connected(self._accepted + 1)

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._device.drop()
            case Fault.REFUSE:
                await self._device.refuse()
            case Fault.SILENCE:
                self._device.stalled = True
            case Fault.BABBLE:
                await self._device.babble()
            case Fault.SKEW:
                self._device.skew = -5 * HOUR
            case _:
                await self._device.refuse()
                await self._device.start()

    async def mend(self) -> None:
        self._device.stalled = False
        self._device.skew = 0
        await self._device.refuse()
        await self._device.start()

    def _to(self, port: int) -> TextConnector:
        given = {"host": "127.0.0.1", "port": port, "time_pattern": r"^(?P<time>\S+Z) ", "signals": ENTRIES, **QUICK}
        return TextConnector(TextSettings.model_validate(given), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no such device: it talks, but in other lines."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
    with contextlib.suppress(OSError):
        await writer.drain()
        await reader.read()
    writer.transport.abort()
