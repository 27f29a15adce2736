"""Wires the reasons."""

from __future__ import annotations

from dispatcher.app.plant import Plant
from dispatcher.app.reasons.desk import ReasonDesk, codes_given
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Settings


def reason_desk(settings: Settings, log: CorrectionLog, plant: Plant, clock: Clock) -> ReasonDesk:
    """Where reasons are put in force."""
    return ReasonDesk(settings, plant, clock, lambda: codes_given(log))
