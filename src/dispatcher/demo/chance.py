"""Seeded chance: the same names give the same numbers, on every machine and in every run."""

from __future__ import annotations

import hashlib
import random

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Floats = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def salt(*names: object) -> int:
    """A 63-bit number that depends on the names only."""
    text = "/".join(str(name) for name in names)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def stream(*names: object) -> random.Random:
    """A generator of its own for the named thing, so that one thing's luck never shifts another's."""
    return random.Random(salt(*names))


def noise(seed: int, ticks: Times) -> Floats:
    """White noise in [-1, 1): a pure function of the tick (splitmix64), so that a value sampled once
    a minute for the history equals the one sampled each second on the wire.
    """
    mixed = ticks.astype(np.uint64) * _GOLDEN + np.uint64(seed)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1.0


def drift(seed: int, at: Times, period: int) -> Floats:
    """Slow noise in [-1, 1]: white noise at whole periods (µs), straight lines between them."""
    step = at // period
    share = (at - step * period) / period
    left, right = noise(seed, step), noise(seed, step + 1)
    drifted: Floats = left + (right - left) * share
    return drifted
