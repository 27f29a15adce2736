"""What a test may ask an agent to do wrong, as agents in the field do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.instant import Instant, Micros
from dispatcher.ports.clock import Clock


class Stall(StrEnum):
    """How the agent keeps silent."""

    NO = "no"
    STREAMS = "streams"
    """Open streams go quiet, heartbeats too; new requests are answered."""
    ALL = "all"
    """Connections are accepted and requests read, but nothing is answered."""


@dataclass(slots=True)
class Faults:
    """Faults in force. Counters are used up: `garble=2` spoils the next two stream chunks.

    garble: chunks whose document is spoilt; truncate: chunks whose document ends half-way while the
    length says otherwise, then the connection breaks; duplicate: chunks sent twice;
    refuse: requests answered 503; mute_heartbeats: no empty chunks while there is nothing to tell.
    """

    garble: int = 0
    truncate: int = 0
    duplicate: int = 0
    refuse: int = 0
    mute_heartbeats: bool = False
    stall: Stall = Stall.NO
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set_stall(self, stall: Stall) -> None:
        """Begin or end a silence."""
        self.stall = stall
        self.changed.set()

    async def while_stalled(self, *kinds: Stall) -> None:
        """Return once the agent is not silent in one of these ways."""
        while self.stall in kinds:
            self.changed.clear()
            await self.changed.wait()

    def take(self, name: str) -> bool:
        """Use up one of a counted fault; whether there was one."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left > 0


class SkewedClock:
    """A clock that is wrong by `skew` microseconds (positive: ahead)."""

    def __init__(self, inner: Clock, skew: Micros = 0) -> None:
        self._inner = inner
        self.skew = skew

    def now(self) -> Instant:
        """What the wrong clock shows."""
        return Instant(self._inner.now() + self.skew)


def garbled(document: bytes) -> bytes:
    """A document no XML reader accepts, of the same length: a bare `&` in the middle of a tag."""
    middle = len(document) // 2
    return document[:middle] + b"<&>" + document[middle + 3 :]
