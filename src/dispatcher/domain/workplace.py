"""The manual workplace: what people say of a machine without a single signal."""

from __future__ import annotations

from enum import StrEnum

from dispatcher.domain.state import BaseState


class Doing(StrEnum):
    """What the machine is doing, as a person at it sees it."""

    RUNNING = "running"
    IDLE = "idle"
    SETUP = "setup"
    MAINTENANCE = "maintenance"
    BREAKDOWN = "breakdown"
    OFF = "off"

    @property
    def base(self) -> BaseState:
        """The state it is shown as; setting up and maintenance are standing still, told apart by the mode."""
        return _BASES.get(self, BaseState.IDLE)


_BASES = {Doing.RUNNING: BaseState.RUNNING, Doing.BREAKDOWN: BaseState.ALARM, Doing.OFF: BaseState.OFF}
