"""A machine tool by its OPC UA model (OPC 40501-1): the signals that the model has, under the keys its reader gives."""

from __future__ import annotations

from dispatcher.agent.model import Component
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import waves as w
from dispatcher.demo.panel import Panel
from dispatcher.demo.sheet import Draft, Sheet

_STATES = {"ACTIVE": "ACTIVE", "INTERRUPTED": "INTERRUPTED", "FEED_HOLD": "INTERRUPTED"}
"""ChannelState has three values; all else is READY."""
_MODES = {"AUTOMATIC": "AUTOMATIC", "SEMI_AUTOMATIC": "AUTOMATIC", "MANUAL_DATA_INPUT": "MANUAL_DATA_INPUT"}
_DUTIES = {"PRODUCTION": "PRODUCTION", "MAINTENANCE": "MAINTENANCE"}


def machinetool(design: Design) -> Sheet:
    """One channel, one spindle, the active program, alarms; no part counter."""
    d = Draft(design)
    channel = Component(id="Channel1", type="Path", name="Channel1", items=(
        d.show("Channel1.execution", "execution", "EXECUTION", _execution, reads=("execution",)),
        d.show("Channel1.controller_mode", "controller_mode", "CONTROLLER_MODE", _mode, reads=("mode",)),
        d.show("Channel1.feed_override", "feed_override", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED",
               units=w.PERCENT),
        d.show("Channel1.rapid_override", "rapid_override", "PATH_FEEDRATE_OVERRIDE", "rapid_override", sub="RAPID",
               units=w.PERCENT),
    ))  # fmt: skip
    spindle = Component(id="Spindle1", type="Rotary", name="Spindle1", items=(
        d.show("Spindle1.override", "spindle_override", "ROTARY_VELOCITY_OVERRIDE", "spindle_override",
               units=w.PERCENT),
    ))  # fmt: skip
    controller = Component(id="Controller", type="Controller", name="Controller", items=(
        d.show("functional_mode", "functional_mode", "FUNCTIONAL_MODE", _duty, reads=("duty",)),
        d.show("program", "program", "PROGRAM", "program"),
        d.watch("conditions", "conditions", "SYSTEM"),
    ))  # fmt: skip
    return d.sheet(channel, spindle, controller, items=(), version="2.0", name="DMU50", uuid="DMG.11750002173")


def _execution(panel: Panel) -> str:
    return _STATES.get(panel.execution, "READY")


def _mode(panel: Panel) -> str:
    return _MODES.get(panel.mode, "MANUAL")


def _duty(panel: Panel) -> str:
    return _DUTIES.get(panel.duty, "SETUP")
