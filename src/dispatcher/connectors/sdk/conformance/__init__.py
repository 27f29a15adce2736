"""The suite that says when a connector is done: a rig per connector, and checks of its conduct over every rig."""

from __future__ import annotations

from dispatcher.connectors.sdk.conformance.checks import CHECKS, Check
from dispatcher.connectors.sdk.conformance.rig import Fault, Rig, StepClock

__all__ = ["CHECKS", "Check", "Fault", "Rig", "StepClock"]
