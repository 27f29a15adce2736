"""Python's collector of circular garbage, set for a process that holds much and leaves little behind.

A plant of 25,000 signals is half a million objects that live as long as the server. Left to itself, the collector
walks over all of them every few seconds, because so many short-lived values pass by: a fifth of a second each
time, more than half of the whole cost of deriving (docs/benchmarks.md). So here only the young objects are looked
at as they come, and everything once in a long while.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

NEVER = 1_000_000_000
SWEEP_S = 600.0


@contextlib.asynccontextmanager
async def calm() -> AsyncIterator[None]:
    """While this is open everything is looked at only every ten minutes."""
    before = gc.get_threshold()
    gc.set_threshold(before[0], before[1], NEVER)
    sweeping = asyncio.create_task(_sweep(), name="garbage")
    try:
        yield
    finally:
        sweeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeping
        gc.set_threshold(*before)


async def _sweep() -> None:
    while True:
        await asyncio.sleep(SWEEP_S)
        gc.collect()
