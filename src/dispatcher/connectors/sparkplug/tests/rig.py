"""A broker and an edge node that can misbehave, for the suite of conduct; the broker is behind a cable to be pulled."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.connector import SparkplugConnector
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from dispatcher.connectors.sparkplug.topics import Kind
from dispatcher.domain.instant import HOUR
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding
from tests.support.broker import Broker
from tests.support.cable import Cable

PASSWORD = "Zwölf-Kekse!"


class Rig:
    """`connectors.sdk.conformance.Rig` for Sparkplug B."""

    faults = frozenset(Fault)
    secrets: Sequence[str] = (PASSWORD,)
    bindings: Sequence[Binding] = (Binding(device="hall/cell/mill", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._stack = AsyncExitStack()
        self._connector: SparkplugConnector | None = None
        self._births = 0

    async def __aenter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._broker = await self._stack.enter_async_context(Broker(folder, users={"shop": PASSWORD}))
        self._cable = await self._stack.enter_async_context(Cable(self._broker.port))
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        values = {"": {}, "mill": {"PartCount": 0}}
        self._edge = await self._stack.enter_async_context(
            EdgeSimulator("hall/cell", values, self.clock.now, user="shop", password=PASSWORD)
        )
        await self._edge.start(self._broker.port)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._other.close()
        await self._other.wait_closed()
        await self._stack.aclose()

    def connector(self) -> SparkplugConnector:
        self._births = self._edge.births
        if self._connector is None:  # the house keeps a connector from link to link
            self._connector = SparkplugConnector(self._settings(self._cable.port), self.clock)
        return self._connector

    def misdirected(self, fault: Fault) -> SparkplugConnector:
        if fault is Fault.WRONG_PASSWORD:
            settings = self._settings(self._broker.port, user="nobody")
        elif fault is Fault.WRONG_PROTOCOL:
            settings = self._settings(self._other.sockets[0].getsockname()[1])
        else:
            settings = self._settings(1)  # no program listens on the first port of all
        return SparkplugConnector(settings, self.clock)

    async def say(self, value: int) -> None:
        await self._edge.set("mill/PartCount", value)

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        await self._edge.born(self._births + 1)

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._cable.cut()
            case Fault.REFUSE:
                await self._cable.pull()
            case Fault.SILENCE:
                self._cable.hold()
            case Fault.BABBLE:
                await self._edge.send_bytes(Kind.DDATA, "mill", b"\xff\xff no payload")
            case Fault.SKEW:
                self._edge.skew = -5 * HOUR
            case _:
                await self._edge.refuse()
                await self._broker.stop()
                await self._broker.start()
                await self._edge.start()

    async def mend(self) -> None:
        self._edge.skew = 0
        await self._cable.pull()
        await self._cable.plug_in()

    def _settings(self, port: int, user: str = "shop") -> SparkplugSettings:
        return SparkplugSettings.model_validate(
            {
                "host": "127.0.0.1",
                "port": port,
                "user": user,
                "password": PASSWORD,
                "device": "hall/cell/mill",
                "keepalive_s": 1,
                "timeout_ms": 2000,
                "probe_ms": 1000,
                "reorder_ms": 100,
            }
        )


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no broker: it talks, but not MQTT."""
    await reader.read(16)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
    writer.close()
