"""Watches one parser while it is fed: nothing but the errors it documents, no hang, bounded memory."""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

import psutil

PATIENCE = 10.0
"""Seconds for one input of at most 64 kB, on a machine others use too."""

GROWTH = 96 * 1024 * 1024
"""Bytes the process may have more after all inputs than after the first tenth: the allocator's own unrest."""


class HangError(Exception):
    """An input took longer than PATIENCE."""


@contextlib.contextmanager
def no_hang() -> Iterator[None]:
    """Break in after PATIENCE, where the system lets us; else complain afterwards."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        started = time.perf_counter()
        yield
        if time.perf_counter() - started > PATIENCE:
            raise HangError
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Memory:
    """How much the process grows."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._base = 0

    def mark(self) -> None:
        """From here on growth counts."""
        gc.collect()
        self._base = self._process.memory_info().rss

    def growth(self) -> int:
        """Bytes more than at the mark."""
        gc.collect()
        return int(self._process.memory_info().rss) - self._base


def failure(run: Callable[[bytes], None], data: bytes) -> Exception | None:
    """What an input makes the parser raise, beyond what it documents."""
    try:
        with no_hang():
            run(data)
    except Exception as error:  # noqa: BLE001 - the point of it
        return error
    return None
