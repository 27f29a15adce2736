"""Modbus: registers into columns, and a hundred machines with fifty registers each, asked every second."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bench.connectors.polled import MACHINES, MINE, SIGNALS, WallClock, measure, serve
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.modbus.client import ModbusClient
from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.connector import ModbusConnector
from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.link import ModbusLink
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.connectors.sdk.polling import Station

ENTRIES = [
    {"key": f"k{n}", "type": "LOAD", "category": "SAMPLE", "table": "holding", "address": 2 * n, "format": "float32"}
    for n in range(SIGNALS)
]


class Answers(ModbusClient):
    """A device that answers at once, always anew."""

    turn = 0

    async def read(self, unit: int, table: Table, start: int, count: int) -> Sequence[int]:
        """Floats near 2."""
        del unit, table, start
        self.turn += 1
        return [0x4000, self.turn & 0xFFFF] * (count // 2)


def settings(port: int) -> ModbusSettings:
    """Of one device."""
    return ModbusSettings.model_validate({"host": "127.0.0.1", "port": port, "signals": ENTRIES})


def rate() -> float:
    """Observations a second into columns."""
    given = settings(502)
    link = ModbusLink(Answers(given), [Station(given.signals, MINE[0].device)], given, WallClock())

    async def turns() -> None:
        for _ in range(20):
            assert len((await link.turn()).rows) >= SIGNALS

    return 20 * SIGNALS / best(lambda: asyncio.run(turns()))


def run() -> list[Figure]:
    """All figures."""
    return measure("modbus", __name__, lambda port, clock: ModbusConnector(settings(port), clock), rate())


async def _devices() -> None:
    devices = [ModbusSimulator() for _ in range(MACHINES)]

    def change(turn: int) -> None:
        for device in devices:
            device.put(Table.HOLDING, 0, *([0x4000, turn & 0xFFFF] * SIGNALS))

    change(0)
    await serve([await device.start() for device in devices], change)
    for device in devices:
        await device.stop()


if __name__ == "__main__":
    asyncio.run(_devices())
