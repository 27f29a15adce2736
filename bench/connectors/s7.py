"""S7: bytes into columns, and a hundred machines with fifty values each, asked every second."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence

from bench.connectors.polled import MACHINES, MINE, SIGNALS, WallClock, measure, serve
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.client import S7Client
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.connector import S7Connector
from dispatcher.connectors.s7.link import S7Link
from dispatcher.connectors.s7.simulator import S7Simulator
from dispatcher.connectors.sdk.polling import Station

ENTRIES = [
    {"key": f"k{n}", "type": "LOAD", "category": "SAMPLE", "address": f"DB10.REAL{4 * n}"} for n in range(SIGNALS)
]


class Answers(S7Client):
    """A controller that answers at once, always anew."""

    turn = 0

    async def read(self, pieces: Sequence[tuple[Area, int, int, int]]) -> list[bytes | int]:
        """Floats near 2."""
        self.turn += 1
        return [struct.pack(">HH", 0x4000, self.turn & 0xFFFF) * (size // 4) for *_, size in pieces]


def settings(port: int) -> S7Settings:
    """Of one controller."""
    return S7Settings.model_validate({"host": "127.0.0.1", "port": port, "slot": 1, "signals": ENTRIES})


def rate() -> float:
    """Observations a second into columns."""
    given = settings(102)
    link = S7Link(Answers(given), [Station(given.signals, MINE[0].device)], given, WallClock())

    async def turns() -> None:
        for _ in range(20):
            assert len((await link.turn()).rows) >= SIGNALS

    return 20 * SIGNALS / best(lambda: asyncio.run(turns()))


def run() -> list[Figure]:
    """All figures."""
    return measure("s7", __name__, lambda port, clock: S7Connector(settings(port), clock), rate())


async def _controllers() -> None:
    controllers = [S7Simulator() for _ in range(MACHINES)]

    def change(turn: int) -> None:
        for controller in controllers:
            controller.put(Area.DB, 10, 0, struct.pack(">HH", 0x4000, turn & 0xFFFF) * SIGNALS)

    change(0)
    await serve([await controller.start() for controller in controllers], change)
    for controller in controllers:
        await controller.stop()


if __name__ == "__main__":
    asyncio.run(_controllers())
