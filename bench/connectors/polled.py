"""Protocols in which we ask: ten devices with fifty values each, all news every second, in a process of their own.

Ten are measured for some seconds and the figures scaled to a hundred machines.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING

from bench.figures import Figure
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Connector

if TYPE_CHECKING:
    from collections.abc import Iterator

MACHINES, SIGNALS = 10, 50
HUNDRED = 100 // MACHINES
SECONDS = 5.0
MINE = (Binding(device="", machine=MachineId("m")),)


class WallClock:
    """The clock of this machine."""

    def now(self) -> Instant:
        """Microseconds."""
        return Instant(time.time_ns() // 1000)


@contextmanager
def peers(module: str) -> Iterator[list[int]]:
    """Devices of a protocol in a child process (`python -m module`), which says their ports and ends with its input."""
    child = subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield [int(port) for port in child.stdout.readline().split()]
    finally:
        child.communicate()


def measure(name: str, module: str, connect: Callable[[int, WallClock], Connector], rate: float) -> list[Figure]:
    """Figures of a protocol; `rate`: observations a second into columns, measured by the caller."""
    with peers(module) as ports:
        processor, observations = asyncio.run(_run([connect(port, WallClock()) for port in ports], traced=False))
        memory, _ = asyncio.run(_run([connect(port, WallClock()) for port in ports], traced=True))
    assert observations > MACHINES * SIGNALS * (SECONDS - 2), f"{observations} observations are too few"
    return [
        Figure(key=f"{name}_rate", value=rate / 1e3),
        Figure(key=f"{name}_cpu", value=processor * HUNDRED * 100),
        Figure(key=f"{name}_memory", value=memory * HUNDRED / 1e6),
    ]


async def _run(connectors: Sequence[Connector], *, traced: bool) -> tuple[float, int]:
    """Share of one processor (or bytes held, where traced) while all are read, and how many observations came."""
    if traced:
        gc.collect()
        tracemalloc.start()
    async with AsyncExitStack() as stack:
        links = [await stack.enter_async_context(connector.open(MINE)) for connector in connectors]
        counts = [0] * len(links)
        reading = [
            asyncio.create_task(_read(link.batches(after=None), counts, place)) for place, link in enumerate(links)
        ]
        begun, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(SECONDS)
        share = (time.process_time() - used) / (time.perf_counter() - begun)
        held = tracemalloc.get_traced_memory()[0] if traced else 0
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    if traced:
        tracemalloc.stop()
    return held if traced else share, sum(counts)


async def _read(batches: AsyncIterator[Batch], counts: list[int], place: int) -> None:
    async for batch in batches:
        counts[place] += len(batch.rows)


async def serve(ports: Sequence[int], change: Callable[[int], None]) -> None:
    """In the child process: say the ports, change every value ten times a second until the input ends."""
    print(*ports, flush=True)
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    turn = 0
    while not over.done():
        turn += 1
        change(turn)
        await asyncio.wait([over], timeout=0.1)
