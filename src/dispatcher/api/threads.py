"""Blocking calls go to worker threads, a few at a time, so that reports cannot starve the loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

Result = TypeVar("Result")
THREADS = 4
_limiter: RunVar[CapacityLimiter] = RunVar("dispatcher_api_threads")


async def in_thread(work: Callable[[], Result]) -> Result:
    """Run `work` in a worker thread; at most THREADS at once in one event loop, the others wait."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(THREADS)
        _limiter.set(limiter)
    return await to_thread.run_sync(work, limiter=limiter)
