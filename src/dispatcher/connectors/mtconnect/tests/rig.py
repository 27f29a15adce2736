"""An agent as a process of its own that can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from dispatcher.agent.process import AgentProcess
from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.connector import MTConnectConnector
from dispatcher.connectors.mtconnect.tests.peers import DEVICES, OddAgent
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.instant import HOUR, Instant, format_instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

WATCHED = "parts"


class Rig:
    """`connectors.sdk.conformance.Rig` for MTConnect."""

    faults = frozenset(Fault)
    secrets: Sequence[str] = ("Geheim-77",)
    bindings: Sequence[Binding] = (Binding(device="Mill", machine=MachineId("mill")),)
    keepalive_s = 1.8
    keeps = True

    def __init__(self) -> None:
        self.clock = StepClock()
        self._stack = AsyncExitStack()
        self._handles: set[int] = set()
        self._behind = 0
        self._instance = 7

    async def __aenter__(self) -> Self:
        folder = await asyncio.to_thread(self._stack.enter_context, tempfile.TemporaryDirectory())
        devices = Path(folder) / "Devices.xml"
        await asyncio.to_thread(devices.write_text, DEVICES, "utf-8")
        self._agent = await self._stack.enter_async_context(
            AgentProcess("--user", f"reader:{self.secrets[0]}", devices=devices)
        )
        self._other = OddAgent()
        runner = await self._other.start()
        self._stack.push_async_callback(runner.cleanup)
        self._other.answers["/probe"] = b"<html>a printer</html>"
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    def connector(self) -> MTConnectConnector:
        return self._to(self._agent.url)

    def misdirected(self, fault: Fault) -> MTConnectConnector:
        match fault:
            case Fault.WRONG_PROTOCOL:
                return self._to(self._other.url)
            case Fault.WRONG_PASSWORD:
                return self._to(self._agent.url, password=f"{self.secrets[0]}8")
            case _:
                return self._to("http://127.0.0.1:1")  # no program listens on the first port of all

    async def say(self, value: int) -> None:
        await self._agent.feed(f"{format_instant(Instant(self.clock.now() - self._behind))}|{WATCHED}|{value}")

    def heard(self, batch: Batch) -> list[int]:
        self._handles |= {one.handle for one in batch.declared if one.spec.key == WATCHED}
        rows = batch.rows
        return [
            int(number)
            for handle, number in zip(rows.signal, rows.num, strict=True)
            if handle in self._handles and number is not None
        ]

    async def listening(self) -> None:
        """It keeps what is said: nobody needs to listen."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                await self._agent.order("drop")
            case Fault.REFUSE:
                await self._agent.kill()
            case Fault.SILENCE:
                await self._agent.order("fault", stall="all")
            case Fault.BABBLE:
                await self._agent.order("fault", garble=1)
            case Fault.SKEW:
                self._behind = 5 * HOUR
            case _:
                await self._again()

    async def mend(self) -> None:
        await self._again()

    async def _again(self) -> None:
        """A new instance. Agents number instances by the second: two within one could not be told apart."""
        await self._agent.kill()
        await self._agent.start()
        self._instance += 1
        await self._agent.order("restart", instance=self._instance)

    def _to(self, url: str, **settings: object) -> MTConnectConnector:
        quick = {"interval_ms": 20, "heartbeat_ms": 300, "tolerance_ms": 1500, "timeout_ms": 3000}
        given = {"url": url, "username": "reader", "password": self.secrets[0], **quick, **settings}
        return MTConnectConnector(MTConnectSettings.model_validate(given), self.clock)
