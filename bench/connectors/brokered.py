"""Protocols behind a broker: ten machines at one mosquitto, fifty values each once a second, in a child process."""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.connectors.polled import MACHINES, WallClock, measure
from bench.figures import Figure
from dispatcher.ports.connector import Connector
from tests.support.broker import Broker
from tests.support.peers import PEERS


def measured(name: str, module: str, connect: Callable[[int, int, WallClock], Connector], rate: float) -> list[Figure]:
    """Figures of a protocol; `connect` is given the broker's port and the machine's number. Without a broker on this
    machine only the rate is measured.
    """
    if PEERS["mosquitto"].find() is None:
        return [Figure(key=f"{name}_rate", value=rate / 1e3)]
    numbers = itertools.count()
    return measure(name, module, lambda port, clock: connect(port, next(numbers) % MACHINES, clock), rate)


async def publish(begin: Callable[[int], Awaitable[Callable[[int], Awaitable[None]]]]) -> None:
    """In the child process: a broker; what `begin` makes of its port is called every second, until the input ends."""
    with tempfile.TemporaryDirectory() as folder:
        async with Broker(Path(folder)) as broker:
            say = await begin(broker.port)
            print(*[broker.port] * MACHINES, flush=True)
            over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
            turn = 0
            while not over.done():
                turn += 1
                await say(turn)
                await asyncio.wait([over], timeout=1.0)
