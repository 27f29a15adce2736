"""Measuring on a machine that others use too."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ROUNDS = 5
SECONDS = 0.3


def best(work: Callable[[], object]) -> float:
    """Seconds of the best run: what the work costs when nobody disturbs it."""
    work()
    found = float("inf")
    gc.collect()
    for _ in range(ROUNDS):
        until = time.perf_counter() + SECONDS / ROUNDS
        while (start := time.perf_counter()) < until:
            work()
            found = min(found, time.perf_counter() - start)
    return found


def quantile(values: list[float], part: float) -> float:
    """The value below which `part` of the values lie; nan for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")
