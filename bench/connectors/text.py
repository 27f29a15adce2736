"""Text: lines into columns, and a hundred devices that say fifty values each, every second."""

from __future__ import annotations

import asyncio

from bench.connectors.polled import MACHINES, SIGNALS, measure, serve
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.connector import TextConnector
from dispatcher.connectors.text.decode import Decoder
from dispatcher.connectors.text.simulator import TextSimulator
from dispatcher.domain.instant import Instant

ENTRIES = [
    {"key": f"k{n}", "type": "LOAD", "category": "SAMPLE", "pattern": rf"^K{n}=(?P<value>\S+)"} for n in range(SIGNALS)
]
_TURNS = 40
_A_SECOND = 10
"""Turns of a child process."""


def settings(port: int) -> TextSettings:
    """Of one device."""
    return TextSettings.model_validate({"host": "127.0.0.1", "port": port, "signals": ENTRIES})


def lines(turn: int) -> bytes:
    """What a device says at once."""
    return b"".join(b"K%d=%d.5\r\n" % (n, turn) for n in range(SIGNALS))


def rate() -> float:
    """Observations a second into columns, forty seconds' worth of lines at a time."""
    given = settings(1)
    reader = Decoder(given, given.entries, "", {})
    data = b"".join(lines(turn) for turn in range(_TURNS))

    def read() -> None:
        assert len(reader.feed(data, Instant(0)).rows) == SIGNALS * _TURNS

    return SIGNALS * _TURNS / best(read)


def run() -> list[Figure]:
    """All figures."""
    return measure("text", __name__, lambda port, clock: TextConnector(settings(port), clock), rate())


async def _devices() -> None:
    devices = [TextSimulator() for _ in range(MACHINES)]
    saying: set[asyncio.Task[None]] = set()

    def change(turn: int) -> None:
        if turn % _A_SECOND == 0:
            for device in devices:
                task = asyncio.create_task(device.send(lines(turn)))
                saying.add(task)
                task.add_done_callback(saying.discard)

    await serve([await device.start() for device in devices], change)
    for device in devices:
        await device.stop()


if __name__ == "__main__":
    asyncio.run(_devices())
