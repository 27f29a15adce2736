"""A device that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Self

from dispatcher.connectors.haas_mdc.config import HaasMdcSettings
from dispatcher.connectors.haas_mdc.connector import HaasMdcConnector
from dispatcher.connectors.haas_mdc.signals import FIXED
from dispatcher.connectors.haas_mdc.simulator import HaasMdcSimulator
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

PARTS = next(handle for handle, entry in enumerate(FIXED) if entry.key == "parts")


class Rig:
    """`dispatcher.connectors.sdk.conformance.Rig` for Haas MDC."""

    faults = frozenset((Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.RESTART, Fault.WRONG_PROTOCOL))
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 0.5
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._device = HaasMdcSimulator()

    async def __aenter__(self) -> Self:
        await self._device.start()
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._device.refuse()
        self._other.close()
        await self._other.wait_closed()

    def connector(self) -> HaasMdcConnector:
        self._device.asked.clear()
        return self._to(self._device.port)

    def misdirected(self, fault: Fault) -> HaasMdcConnector:
        if fault is Fault.WRONG_PROTOCOL:
            return self._to(self._other.sockets[0].getsockname()[1])
        return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        self._device.answers["Q402"] = f"M30 #1, {value}"

    def heard(self, batch: Batch) -> list[int]:
        return [
            int(number)
            for handle, number in zip(batch.rows.signal, batch.rows.num, strict=True)
            if handle == PARTS and number is not None
        ]

    async def listening(self) -> None:
        await self._device.asked.wait()

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                self._device.drop()
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

    def _to(self, port: int) -> HaasMdcConnector:
        quick = {"host": "127.0.0.1", "port": port, "poll_ms": 10, "timeout_ms": 500}
        return HaasMdcConnector(HaasMdcSettings.model_validate(quick), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no such device: it talks, but something else."""
    writer.write(b"HTTP/1.1 400 Bad Request\nContent-Type: text/html\n\n")
    with contextlib.suppress(OSError):
        await writer.drain()
        await reader.read()
    writer.transport.abort()
