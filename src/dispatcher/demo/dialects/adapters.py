"""Machines without an agent: their adapters speak SHDR over TCP, in the adapter's own units."""

from __future__ import annotations

from dispatcher.agent.model import Component
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import waves as w
from dispatcher.demo.dialects.readings import available, tool_number
from dispatcher.demo.panel import Execution, Panel
from dispatcher.demo.sheet import Draft, Kind, Sheet, Wave
from dispatcher.domain.signal import Category, Level

_MM_MIN = "MILLIMETER/MINUTE"


def balt(design: Design) -> Sheet:
    """A Balt-System control: Cyrillic program names and messages, feed in mm/min, no part counter."""
    d = Draft(design)
    axes = Component(id="b-axes", type="Axes", name="Axes", components=(
        Component(id="b-x", type="Linear", name="X",
                  items=(d.wave("b-xpos", "Xpos", "POSITION", w.position(140, 110), sub="ACTUAL", units=w.MM),)),
        Component(id="b-z", type="Linear", name="Z",
                  items=(d.wave("b-zpos", "Zpos", "POSITION", w.position(480, 400), sub="ACTUAL", units=w.MM),)),
        Component(id="b-s", type="Rotary", name="S", items=(
            d.wave("b-rpm", "Srpm", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("b-load", "Sload", "LOAD", w.load(), units=w.PERCENT),
        )),
    ))  # fmt: skip
    path = Component(id="b-path", type="Path", name="path", items=(
        d.show("b-exec", "execution", "EXECUTION", "execution"),
        d.show("b-mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("b-prog", "program", "PROGRAM", "program"),
        d.wave("b-line", "line", "LINE", w.line(), category=Category.EVENT),
        d.show("b-tool", "tool", "TOOL_NUMBER", tool_number, reads=("tool",)),
        d.wave("b-feed", "Fact", "PATH_FEEDRATE", w.feed(scale=60.0, digits=1), sub="ACTUAL", units=w.MM_S,
               native=_MM_MIN),
        d.show("b-fovr", "Fovr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
    ))  # fmt: skip
    controller = Component(id="b-ctl", type="Controller", name="NC-210", components=(path,), items=(
        d.show("b-estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("b-sys", "system", "SYSTEM"),
        d.wave("b-cab", "cabinet_temp", "TEMPERATURE", w.temperature(25, 8), units=w.CELSIUS),
    ))  # fmt: skip
    top = (d.show("b-avail", "avail", "AVAILABILITY", available, always=True),)
    return d.sheet(axes, controller, items=top, version="1.7", name="SA535", uuid="SASTA.SA535.0318")


def grinder(design: Design) -> Sheet:
    """A grinder; the clock of its adapter is seconds ahead."""
    d = Draft(design)
    axes = Component(id="g-axes", type="Axes", name="Axes", components=(
        Component(id="g-x", type="Linear", name="X",
                  items=(d.wave("g-xpos", "Xpos", "POSITION", w.position(90, 40), sub="ACTUAL", units=w.MM),)),
        Component(id="g-s", type="Rotary", name="S", items=(
            d.wave("g-rpm", "wheel_speed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("g-load", "wheel_load", "LOAD", w.load(), units=w.PERCENT),
        )),
    ))  # fmt: skip
    path = Component(id="g-path", type="Path", name="path", items=(
        d.show("g-exec", "execution", "EXECUTION", "execution"),
        d.show("g-mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("g-prog", "program", "PROGRAM", "program"),
        d.show("g-parts", "part_count", "PART_COUNT", "parts", sub="ALL"),
        d.wave("g-feed", "infeed", "PATH_FEEDRATE", w.feed(digits=4), sub="ACTUAL", units=w.MM_S),
        d.wave("g-line", "line", "LINE", w.line(), category=Category.EVENT),
    ))  # fmt: skip
    controller = Component(id="g-ctl", type="Controller", name="0i-TF", components=(path,), items=(
        d.show("g-estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("g-sys", "system", "SYSTEM"),
        d.wave("g-cool", "coolant_temp", "TEMPERATURE", w.temperature(20, 6), units=w.CELSIUS),
    ))  # fmt: skip
    top = (
        d.show("g-avail", "avail", "AVAILABILITY", available, always=True),
        d.show("g-fmode", "fmode", "FUNCTIONAL_MODE", "duty"),
    )
    return d.sheet(axes, controller, items=top, version="1.7", name="S33", uuid="STUDER.S33.4410")


def saw(design: Design) -> Sheet:
    """A band saw with a gateway that also sees the mains: pieces of the order, blade load."""
    d = Draft(design)
    path = Component(id="w-path", type="Path", name="path", items=(
        d.show("w-exec", "execution", "EXECUTION", "execution"),
        d.show("w-mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("w-job", "job", "PROGRAM", "program"),
        d.show("w-pieces", "pieces", "PART_COUNT", "parts", sub="ALL"),
        d.wave("w-blade", "blade_load", "LOAD", w.load(), units=w.PERCENT),
        d.wave("w-feed", "blade_feed", "PATH_FEEDRATE", w.feed(scale=60.0, digits=1), sub="ACTUAL", units=w.MM_S,
               native=_MM_MIN),
    ))  # fmt: skip
    controller = Component(id="w-ctl", type="Controller", name="controller", components=(path,), items=(
        d.show("w-power", "mains", "POWER_STATE", "power", sub="LINE", always=True),
        d.show("w-estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("w-sys", "system", "SYSTEM"),
    ))  # fmt: skip
    systems = Component(id="w-systems", type="Systems", name="systems", components=(
        Component(id="w-el", type="Electric", name="gateway", items=(
            d.wave("w-volt", "line_voltage", "VOLTAGE", w.voltage(always=True), units="VOLT"),
        )),
    ))  # fmt: skip
    top = (d.show("w-avail", "avail", "AVAILABILITY", available, always=True),)
    return d.sheet(controller, systems, items=top, version="1.7", name="HBE320", uuid="GW.SAW.0012")


def tower(design: Design) -> Sheet:
    """A machine without a control: a box on the signal tower and a current clamp on the main motor."""
    d = Draft(design)
    lamps = Component(id="o-ctl", type="Controller", name="signal-tower", items=(
        d.show("o-power", "mains", "POWER_STATE", "power", sub="LINE", always=True),
        d.show("o-green", "lamp_green", "ACTUATOR_STATE", _green, reads=("execution", "alarms")),
        d.show("o-yellow", "lamp_yellow", "ACTUATOR_STATE", _yellow, reads=("execution", "alarms")),
        d.show("o-red", "lamp_red", "ACTUATOR_STATE", _red, reads=("alarms",)),
    ))  # fmt: skip
    systems = Component(id="o-systems", type="Systems", name="systems", components=(
        Component(id="o-el", type="Electric", name="electric", items=(
            d.wave("o-amp", "motor_current", "AMPERAGE",
                   Wave(kind=Kind.CURRENT, live=2, history=120, base=4.2, span=21, digits=2), units="AMPERE"),
            d.wave("o-volt", "line_voltage", "VOLTAGE", w.voltage(always=True), units="VOLT"),
            d.wave("o-up", "box_uptime", "ACCUMULATED_TIME", w.uptime(always=True), units="SECOND"),
        )),
    ))  # fmt: skip
    top = (d.show("o-avail", "avail", "AVAILABILITY", available, always=True),)
    return d.sheet(lamps, systems, items=top, version="1.7", name="16K20", uuid="BOX.LAMPS.0007")


def _lit(on: bool) -> str:  # noqa: FBT001 - one lamp, one truth
    """ACTUATOR_STATE of a lamp."""
    return "ACTIVE" if on else "INACTIVE"


def _faulty(panel: Panel) -> bool:
    """Whether a fault is active."""
    return any(alarm.level is Level.FAULT for alarm in panel.alarms)


def _green(panel: Panel) -> str:
    """Cutting."""
    return _lit(panel.execution == Execution.ACTIVE and not _faulty(panel))


def _yellow(panel: Panel) -> str:
    """Waiting for somebody."""
    return _lit(panel.execution != Execution.ACTIVE and not _faulty(panel))


def _red(panel: Panel) -> str:
    """Broken."""
    return _lit(_faulty(panel))
