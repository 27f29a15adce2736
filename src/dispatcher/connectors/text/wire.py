"""What the ways to a device have in common: who spoke, and what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, Self

CHUNK = 64 * 1024
"""Bytes taken in one go."""


class Heard(Enum):
    """What happened."""

    CAME = "came"
    SPOKE = "spoke"
    LEFT = "left"
    TURNED_AWAY = "turned_away"
    """Somebody called who may not; `device` is his address."""


@dataclass(frozen=True, slots=True)
class News:
    """A device came, said something, or left."""

    device: str
    what: Heard
    data: bytes = b""


class Wire(Protocol):
    """A way to a device or several; open inside `async with`. Raises LinkDown where the only device leaves.

    Reads only when asked, so a slow reader slows the device down instead of filling our memory.
    """

    async def __aenter__(self) -> Self:
        """Open it. Raises LinkDown, AccessDenied, ConfigRejected."""
        ...

    async def __aexit__(self, *exc: object) -> None:
        """Close it; no task, thread or socket is left."""
        ...

    async def next(self, wait_s: float) -> News | None:
        """What happened next; None when nothing did in time."""
        ...

    async def send(self, device: str, data: bytes) -> None:
        """Ask a device. Raises LinkDown."""
        ...

    async def drop(self, device: str) -> None:
        """Hang up on a device."""
        ...
