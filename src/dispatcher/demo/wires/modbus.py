"""A Modbus box with its registers."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dispatcher.connectors.modbus.entries import ModbusEntry
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.mapping import AVAILABILITY, Present
from dispatcher.demo.wires.registers import entries
from dispatcher.demo.wires.wire import HOST, LiveWire


class ModbusWire(LiveWire):
    """The box of one machine."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        self._port = port
        self._present = Present(machine)
        self._box = ModbusSimulator(entries=[ModbusEntry.model_validate(entry) for entry in entries(machine)])

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"modbus://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Listen."""
        self._port = await self._box.start(self._port, HOST)

    async def cut(self) -> None:
        """Die."""
        await self._box.stop()

    def send(self, rows: Iterable[Row]) -> None:
        """Into the registers; a measured value nobody knows is no number, a lamp nobody knows is dark."""
        for item, raw, at in self._present.raw(rows):
            if item.spec.type != AVAILABILITY:
                unknown = math.nan if item.number else 0 if item.bit else ""
                self._box.set(item.key, unknown if raw is None else raw, at)
