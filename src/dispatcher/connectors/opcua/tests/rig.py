"""A server behind a wire that can be cut, for the suite of conduct."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.connector import OpcUaConnector
from dispatcher.connectors.opcua.tests.peer import PASSWORD, USER, elsewhere, guarded
from dispatcher.connectors.opcua.tests.relay import Relay
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.instant import HOUR, Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding


class Rig:
    """`connectors.sdk.conformance.Rig` for OPC UA."""

    faults = frozenset(Fault)
    secrets: Sequence[str] = (PASSWORD,)
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = False

    def __init__(self) -> None:
        self.clock = StepClock()
        self._stack = ExitStack()
        self._handles: set[int] = set()
        self._behind = 0

    async def __aenter__(self) -> Self:
        self._folder = await asyncio.to_thread(self._stack.enter_context, tempfile.TemporaryDirectory())
        self._server = await asyncio.to_thread(guarded)
        self._relay = Relay(self._server.port)
        await elsewhere().do(self._relay.start())
        await self.say(0)
        self._other = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await elsewhere().do(self._relay.refuse())
        await elsewhere().do(self._server.forget_subscriptions())
        self._other.close()
        await self._other.wait_closed()
        await asyncio.to_thread(self._stack.close)

    def connector(self) -> OpcUaConnector:
        return self._to(self._relay.port)

    def misdirected(self, fault: Fault) -> OpcUaConnector:
        match fault:
            case Fault.WRONG_PROTOCOL:
                return self._to(self._other.sockets[0].getsockname()[1])
            case Fault.WRONG_PASSWORD:
                return self._to(self._relay.port, password=f"{PASSWORD}8")
            case _:
                return self._to(1)  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        await elsewhere().do(self._server.set("part_count", value, Instant(self.clock.now() - self._behind)))

    def heard(self, batch: Batch) -> list[int]:
        self._handles |= {one.handle for one in batch.declared if one.spec.key == "part_count"}
        return [
            int(number)
            for handle, number in zip(batch.rows.signal, batch.rows.num, strict=True)
            if handle in self._handles and number is not None
        ]

    async def listening(self) -> None:
        """Whoever subscribes is told the present values."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await elsewhere().do(self._relay.drop())
            case Fault.REFUSE:
                await elsewhere().do(self._relay.refuse())
            case Fault.SILENCE:
                await elsewhere().do(self._relay.mute())
            case Fault.BABBLE:
                await elsewhere().do(self._relay.babble())
            case Fault.SKEW:
                self._behind = 5 * HOUR
            case _:
                await elsewhere().do(self._server.restart())

    async def mend(self) -> None:
        await elsewhere().do(self._relay.refuse())
        await elsewhere().do(self._relay.start())

    def _to(self, port: int, **settings: object) -> OpcUaConnector:
        quick = {"publish_ms": 20, "sampling_ms": 0, "keepalive_ms": 400, "timeout_ms": 1_000, "security": "none"}
        login = {"username": USER, "password": PASSWORD, "trust": "first_use", "certificates": Path(self._folder)}
        given = {"url": f"opc.tcp://127.0.0.1:{port}", **quick, **login, **settings}
        return OpcUaConnector(OpcUaSettings.model_validate(given), self.clock)


async def _web_page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no server of OPC UA."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>a printer</html>\r\n")
    with contextlib.suppress(OSError):
        await writer.drain()
        await reader.read()
    writer.transport.abort()
