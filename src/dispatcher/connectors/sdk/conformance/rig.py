"""What a connector brings to be tried: a real peer that can misbehave, and settings that point to it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, Self

from dispatcher.domain.instant import Instant, Micros
from dispatcher.ports.connector import Batch, Binding, Connector


class Fault(StrEnum):
    """What the peer of a rig can do; a check that needs a fault the rig has not is waived by name, with a reason."""

    DROP = "drop"
    """Cut the connection; new ones are accepted."""
    REFUSE = "refuse"
    """Cut it and accept no more (`mend` accepts again)."""
    SILENCE = "silence"
    """Stay connected and say nothing (`mend` speaks again)."""
    BABBLE = "babble"
    """Send what no reader can read."""
    SKEW = "skew"
    """Stamp with a wrong clock."""
    RESTART = "restart"
    """Die and come back as a new instance at the same address."""
    WRONG_PROTOCOL = "wrong_protocol"
    """Something else listens at the address."""
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a fault


class StepClock:
    """Each look is a millisecond later than the last; nothing else moves it but `jump`."""

    def __init__(self, start: int = 1_800_000_000_000_000) -> None:
        self._at = start

    def now(self) -> Instant:
        """A millisecond later."""
        self._at += 1_000
        return Instant(self._at)

    def jump(self, by: Micros) -> None:
        """As a clock that is set."""
        self._at += by


class Rig(Protocol):
    """A peer and a connector to it, in the test's own event loop or in a process; port 0, loopback, no network.

    Entering starts the peer, leaving ends it. The peer has one signal that is watched: `say` gives it a number, `heard`
    finds those numbers in a batch. Settings are quick: silence and time-outs of a second or two at the most.
    """

    faults: frozenset[Fault]
    secrets: Sequence[str]
    """Texts of the settings that must never be seen."""
    bindings: Sequence[Binding]
    clock: StepClock
    keepalive_s: float
    """Silence is noticed within this time."""
    keeps: bool
    """The peer keeps what is said while nobody listens (guarantee at_least_once)."""

    async def __aenter__(self) -> Self:
        """Start the peer."""
        ...

    async def __aexit__(self, *exc: object) -> None:
        """End it."""
        ...

    def connector(self) -> Connector:
        """A new connector to the peer."""
        ...

    def misdirected(self, fault: Fault) -> Connector:
        """A connector that meets REFUSE (nobody listens), WRONG_PROTOCOL or WRONG_PASSWORD."""
        ...

    async def say(self, value: int) -> None:
        """The watched signal takes this value now; returns when the peer has it."""
        ...

    def heard(self, batch: Batch) -> list[int]:
        """The values of the watched signal in a batch, in order."""
        ...

    async def listening(self) -> None:
        """Returns when the peer has the connector as a listener: what is said from now on reaches it."""
        ...

    async def fault(self, fault: Fault) -> None:
        """Misbehave."""
        ...

    async def mend(self) -> None:
        """Behave again after SILENCE or REFUSE."""
        ...
