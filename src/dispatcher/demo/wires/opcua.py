"""A machine tool with an OPC UA server of its own, which tells values, alarms and when they came."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from dispatcher.connectors.opcua.simulator import SPOTS, MachineToolSimulator
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.wires.wire import HOST, LiveWire
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Condition, Level

SHOWN = {
    "Channel1.execution": "execution",
    "Channel1.controller_mode": "controller_mode",
    "Channel1.feed_override": "feed_override",
    "Channel1.rapid_override": "rapid_override",
    "Spindle1.override": "spindle_override",
    "functional_mode": "functional_mode",
    "program": "program",
}
"""Item of the machine -> place in the model; it has no others."""
_IDENTITY = frozenset(("manufacturer", "model", "serial", "uuid"))
_ALARMS = "conditions"
_SEVERITY = {Level.FAULT: 800, Level.WARNING: 300}
_NOBODY_KNOWS = 0x80310000
"""BadNoCommunication."""


class OpcuaWire(LiveWire):
    """The server of one machine; what it shall say is put into a queue, for its library speaks only when awaited."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        # The library tells its whole life; the demo plant is quiet.
        logging.getLogger("asyncua").setLevel(logging.CRITICAL)
        self._machine = machine
        self._port = port
        name = machine.sheet.device.name
        absent = tuple(spot for spot in SPOTS if spot not in _IDENTITY and spot not in SHOWN.values())
        self._server = MachineToolSimulator(name, leave_out={name: absent})
        self._rows: asyncio.Queue[Row] = asyncio.Queue()
        self._telling: asyncio.Task[None] | None = None
        self._active: dict[str, Condition] = {}

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"opc.tcp://{HOST}:{self._port}/"

    async def mend(self) -> None:
        """Listen."""
        self._port = await self._server.start(self._port)
        self._telling = asyncio.create_task(self._tell(), name=f"opcua {self._machine.design.id}")

    async def cut(self) -> None:
        """Die."""
        telling, self._telling = self._telling, None
        if telling is not None:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            await self._server.stop()

    def send(self, rows: Iterable[Row]) -> None:
        """Into the queue."""
        for row in rows:
            self._rows.put_nowait(row)

    async def _tell(self) -> None:
        while True:
            at, handle, value = await self._rows.get()
            key = self._machine.keys[handle]
            stamp = Instant(at + self._machine.design.skew)
            if isinstance(value, Condition):
                await self._alarm(value, stamp)
            elif key in SHOWN:
                status = _NOBODY_KNOWS if value is None else 0
                await self._server.set(SHOWN[key], value, stamp, status=status)

    async def _alarm(self, report: Condition, at: Instant) -> None:
        """NORMAL without a code ends all that are on."""
        if report.level is not Level.NORMAL:
            self._active[report.native_code] = report
            severity = _SEVERITY.get(report.level, 1)
            await self._server.alarm(report.native_code, active=True, severity=severity, message=report.message, at=at)
            return
        for code in [report.native_code] if report.native_code else list(self._active):
            if (known := self._active.pop(code, None)) is not None:
                await self._server.alarm(code, active=False, message=known.message, at=at)
