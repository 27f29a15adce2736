"""Python's interpreter, set for a server that holds much, leaves little behind, and must answer at once.

Circular garbage: a plant of 25,000 signals is half a million objects that live as long as the server. Left to itself,
the collector walks over all of them every few seconds, because so many short-lived values pass by: a fifth of a second
each time, more than half of the whole cost of deriving (docs/benchmarks.md). So here only the young objects are looked
at as they come, and everything once in a long while.

Threads: who derives and who writes gives way dozens of times, and each time would wait for the reading loop's whole
turn of five milliseconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator

NEVER = 1_000_000_000
SWEEP_S = 600.0
TURN_S = 0.0005


@contextlib.asynccontextmanager
async def calm() -> AsyncIterator[None]:
    """While this is open everything is looked at only every ten minutes, and turns are short."""
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(thresholds[0], thresholds[1], NEVER)
    sys.setswitchinterval(TURN_S)
    sweeping = asyncio.create_task(_sweep(), name="garbage")
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)


async def _sweep() -> None:
    while True:
        await asyncio.sleep(SWEEP_S)
        gc.collect()
