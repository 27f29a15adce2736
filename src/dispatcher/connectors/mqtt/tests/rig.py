"""A broker that can misbehave, for the suite of conduct: mosquitto behind a cable that can be pulled."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from dispatcher.connectors.mqtt.config import MqttSettings
from dispatcher.connectors.mqtt.connector import MqttConnector
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.connectors.sdk.mqtt_session import Session
from dispatcher.domain.instant import HOUR
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding
from tests.support.broker import Broker
from tests.support.cable import Cable

TOPIC = "hall/mill/parts"
PASSWORD = "Zwölf-Kekse!"
SIGNAL = {
    "key": "parts",
    "type": "PART_COUNT",
    "topic": "hall/{device}/parts",
    "path": "n",
    "time_path": "at",
    "time_format": "us",
}


class Rig:
    """`connectors.sdk.conformance.Rig` for MQTT."""

    faults = frozenset(
        (
            Fault.DROP,
            Fault.REFUSE,
            Fault.SILENCE,
            Fault.BABBLE,
            Fault.SKEW,
            Fault.RESTART,
            Fault.WRONG_PROTOCOL,
            Fault.WRONG_PASSWORD,
        )
    )
    secrets: Sequence[str] = (PASSWORD,)
    bindings: Sequence[Binding] = (Binding(device="mill", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = True

    def __init__(self) -> None:
        self.clock = StepClock()
        self._skew = 0
        self._stack = AsyncExitStack()
        self._connector: MqttConnector | None = None
        self._mark = 0

    async def __aenter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._broker = await self._stack.enter_async_context(Broker(folder, users={"shop": PASSWORD}))
        self._cable = await self._stack.enter_async_context(Cable(self._broker.port))
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        self._device = Session(self._settings(self._broker.port))
        await self._device.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._device.__aexit__(None, None, None)
        self._other.close()
        await self._other.wait_closed()
        await self._stack.aclose()

    def connector(self) -> MqttConnector:
        self._mark = self._broker.mark
        if self._connector is None:  # the house keeps a connector from link to link
            self._connector = MqttConnector(self._settings(self._cable.port), self.clock)
        return self._connector

    def misdirected(self, fault: Fault) -> MqttConnector:
        if fault is Fault.WRONG_PASSWORD:
            settings = self._settings(self._broker.port, user="nobody")
        elif fault is Fault.WRONG_PROTOCOL:
            settings = self._settings(self._other.sockets[0].getsockname()[1])
        else:
            settings = self._settings(1)  # no program listens on the first port of all
        return MqttConnector(settings, self.clock)

    async def say(self, value: int) -> None:
        payload = json.dumps({"n": value, "at": self.clock.now() + self._skew})
        await self._device.publish(TOPIC, payload.encode(), retain=True)

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        await self._broker.said("hall/mill/parts", since=self._mark)

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._cable.cut()
            case Fault.REFUSE:
                await self._cable.pull()
            case Fault.SILENCE:
                self._cable.hold()
            case Fault.BABBLE:
                await self._device.publish(TOPIC, b"\x00\xff not JSON")
            case Fault.SKEW:
                self._skew = -5 * HOUR
            case _:
                await self._device.__aexit__(None, None, None)
                await self._broker.stop()
                await self._broker.start()
                self._device = Session(self._settings(self._broker.port))
                await self._device.__aenter__()

    async def mend(self) -> None:
        self._skew = 0
        await self._cable.pull()
        await self._cable.plug_in()

    def _settings(self, port: int, user: str = "shop") -> MqttSettings:
        return MqttSettings.model_validate(
            {
                "host": "127.0.0.1",
                "port": port,
                "user": user,
                "password": PASSWORD,
                "client_id": "dispatcher",
                "keepalive_s": 1,
                "timeout_ms": 2000,
                "probe_ms": 500,
                "signals": [SIGNAL],
            }
        )


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no broker: it talks, but not MQTT."""
    await reader.read(16)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
    writer.close()
