"""Wire EDM, press brake, robot cell, measuring machine: MTConnect agents of other trades."""

from __future__ import annotations

from dispatcher.agent.model import Component
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import waves as w
from dispatcher.demo.dialects.readings import available, tool_number
from dispatcher.demo.panel import Channel
from dispatcher.demo.sheet import Draft, Kind, Sheet, Wave
from dispatcher.domain.signal import Category


def edm(design: Design) -> Sheet:
    """MTConnect 1.7: four axes, generator and dielectric, hours-long cycles."""
    d = Draft(design)
    axes = Component(id="e-axes", type="Axes", name="Axes", components=tuple(
        Component(id=f"e-{axis}", type="Linear", name=axis, items=(
            d.wave(f"e-{axis}pos", f"{axis}pos", "POSITION", w.position(0, span), sub="ACTUAL", units=w.MM,
                   coordinates="WORK"),
        ))
        for axis, span in (("X", 160.0), ("Y", 110.0), ("U", 6.0), ("V", 6.0))
    ))  # fmt: skip
    path = Component(id="e-path", type="Path", name="path", items=(
        d.show("e-exec", "execution", "EXECUTION", "execution"),
        d.show("e-mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("e-prog", "program", "PROGRAM", "program"),
        d.wave("e-line", "line", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
        d.show("e-parts", "part_count", "PART_COUNT", "parts", sub="ALL"),
        d.wave("e-feed", "cutting_speed", "PATH_FEEDRATE", w.feed(digits=4), sub="ACTUAL", units=w.MM_S),
    ))  # fmt: skip
    controller = Component(id="e-ctl", type="Controller", name="controller", components=(path,), items=(
        d.show("e-estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("e-sys", "system", "SYSTEM", Channel.SYSTEM, Channel.SERVO, Channel.COMMUNICATIONS, Channel.SPINDLE),
        d.watch("e-logic", "wire", "LOGIC_PROGRAM", Channel.LOGIC, Channel.MOTION),
    ))  # fmt: skip
    systems = Component(id="e-systems", type="Systems", name="systems", components=(
        Component(id="e-diel", type="Dielectric", name="dielectric", items=(
            d.wave("e-temp", "dielectric_temp", "TEMPERATURE", w.temperature(20, 1.6), units=w.CELSIUS),
            d.wave("e-cond", "dielectric_conductivity", "CONDUCTIVITY",
                   Wave(kind=Kind.PRESSURE, live=5, history=600, base=0.0011, span=0.0002, digits=6),
                   units="SIEMENS/METER"),
            d.watch("e-flush", "flushing", "PRESSURE", Channel.COOLANT, Channel.LUBRICATION),
        )),
        Component(id="e-el", type="Electric", name="generator", items=(
            d.wave("e-volt", "gap_voltage", "VOLTAGE", Wave(kind=Kind.CURRENT, live=2, history=300, base=52, span=0,
                                                            digits=1), units="VOLT"),
            d.wave("e-mains", "line_voltage", "VOLTAGE", w.voltage(), sub="ACTUAL", units="VOLT"),
        )),
    ))  # fmt: skip
    top = (d.show("e-avail", "avail", "AVAILABILITY", available, always=True),)
    return d.sheet(axes, controller, systems, items=top, version="1.7", name="CUTP350", uuid="GFMS.350.6612")


def press(design: Design) -> Sheet:
    """MTConnect 1.3: beam axes, strokes counted as parts of the shift."""
    d = Draft(design)
    axes = Component(id="p_axes", type="Axes", name="Axes", components=(
        Component(id="p_Y", type="Linear", name="Y", items=(
            d.wave("p_Ypos", "Ypos", "POSITION", w.position(180, 90), sub="ACTUAL", units=w.MM),
            d.wave("p_Yload", "Yload", "LOAD", w.load(), units=w.PERCENT),
        )),
        Component(id="p_X", type="Linear", name="X", items=(
            d.wave("p_Xpos", "Xpos", "POSITION", w.position(320, 260), sub="ACTUAL", units=w.MM),
        )),
    ))  # fmt: skip
    path = Component(id="p_path", type="Path", name="path", items=(
        d.show("p_exec", "execution", "EXECUTION", "execution"),
        d.show("p_mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("p_prog", "program", "PROGRAM", "program"),
        d.show("p_bend", "bend", "x:BEND_STEP", "tool"),
        d.show("p_parts", "parts", "PART_COUNT", "parts", sub="GOOD"),
        d.wave("p_feed", "beam_speed", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S),
    ))  # fmt: skip
    controller = Component(id="p_ctl", type="Controller", name="controller", components=(path,), items=(
        d.show("p_estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("p_sys", "system", "SYSTEM", Channel.SYSTEM, Channel.COMMUNICATIONS, Channel.SPINDLE),
        d.watch("p_logic", "logic", "LOGIC_PROGRAM", Channel.LOGIC, Channel.COOLANT, Channel.LUBRICATION),
        d.watch("p_motion", "motion", "MOTION_PROGRAM", Channel.MOTION, Channel.SERVO),
    ))  # fmt: skip
    systems = Component(id="p_sysm", type="Systems", name="systems", components=(
        Component(id="p_hyd", type="Hydraulic", name="hydraulic", items=(
            d.wave("p_oil", "oil_temp", "TEMPERATURE", w.temperature(26, 19), units=w.CELSIUS),
        )),
    ))  # fmt: skip
    top = (d.show("p_avail", "avail", "AVAILABILITY", available, always=True),)
    return d.sheet(axes, controller, systems, items=top, version="1.3", name="TruBend", uuid="TRUMPF.B26.0713")


def robot(design: Design) -> Sheet:
    """MTConnect 2.0: six joints, a cycle a part, gripper step as tool."""
    d = Draft(design)
    axes = Component(id="r_axes", type="Axes", name="Axes", components=tuple(
        Component(id=f"r_J{n}", type="Rotary", name=f"J{n}", items=(
            d.wave(f"r_J{n}pos", f"J{n}pos", "ANGLE", w.position(centre, span), sub="ACTUAL", units="DEGREE"),
        ))
        for n, centre, span in ((1, 0.0, 140.0), (2, 20.0, 60.0), (3, -15.0, 70.0), (4, 0.0, 170.0), (5, 45.0, 80.0),
                                (6, 0.0, 180.0))
    ))  # fmt: skip
    path = Component(id="r_path", type="Path", name="G1", items=(
        d.show("r_exec", "execution", "EXECUTION", "execution"),
        d.show("r_mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("r_prog", "program", "PROGRAM", "program", sub="MAIN"),
        d.wave("r_line", "line", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
        d.show("r_parts", "part_count", "PART_COUNT", "parts", sub="ALL"),
        d.show("r_fovr", "override", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
        d.wave("r_feed", "tcp_speed", "PATH_FEEDRATE", w.feed(digits=1), sub="ACTUAL", units=w.MM_S),
        d.show("r_grip", "gripper", "TOOL_NUMBER", tool_number, reads=("tool",)),
    ))  # fmt: skip
    controller = Component(id="r_ctl", type="Controller", name="R-30iB", components=(path,), items=(
        d.show("r_estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("r_sys", "system", "SYSTEM", Channel.SYSTEM, Channel.SERVO, Channel.SPINDLE),
        d.watch("r_logic", "logic", "LOGIC_PROGRAM", Channel.LOGIC, Channel.COOLANT, Channel.LUBRICATION),
        d.watch("r_motion", "motion", "MOTION_PROGRAM", Channel.MOTION),
        d.watch("r_comms", "comms", "COMMUNICATIONS", Channel.COMMUNICATIONS),
    ))  # fmt: skip
    systems = Component(id="r_systems", type="Systems", name="systems", components=(
        Component(id="r_pneu", type="Pneumatic", name="pneumatic", items=(
            d.wave("r_air", "air_pressure", "PRESSURE",
                   Wave(kind=Kind.PRESSURE, live=3, history=300, base=612_000, span=14_000), units="PASCAL"),
        )),
        Component(id="r_el", type="Electric", name="electric",
                  items=(d.wave("r_watt", "power", "WATTAGE", w.power(650, 2600), units="WATT"),)),
    ))  # fmt: skip
    top = (
        d.show("r_avail", "avail", "AVAILABILITY", available, always=True),
        d.show("r_fmode", "functional_mode", "FUNCTIONAL_MODE", "duty"),
    )
    return d.sheet(axes, controller, systems, items=top, version="2.0", name="M20iD", uuid="FANUC-R-E2209914")


def cmm(design: Design) -> Sheet:
    """MTConnect 1.7: measuring programs, temperature of the room, no part counter."""
    d = Draft(design)
    axes = Component(id="c-axes", type="Axes", name="Axes", components=tuple(
        Component(id=f"c-{axis}", type="Linear", name=axis, items=(
            d.wave(f"c-{axis}pos", f"{axis}pos", "POSITION", w.position(centre, span), sub="ACTUAL", units=w.MM),
        ))
        for axis, centre, span in (("X", 450.0, 430.0), ("Y", 600.0, 580.0), ("Z", -400.0, 380.0))
    ))  # fmt: skip
    path = Component(id="c-path", type="Path", name="path", items=(
        d.show("c-exec", "execution", "EXECUTION", "execution"),
        d.show("c-mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("c-prog", "program", "PROGRAM", "program"),
        d.show("c-part", "part", "PART_ID", "comment"),
        d.wave("c-feed", "probe_speed", "PATH_FEEDRATE", w.feed(digits=1), sub="ACTUAL", units=w.MM_S),
    ))  # fmt: skip
    controller = Component(id="c-ctl", type="Controller", name="controller", components=(path,), items=(
        d.show("c-estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("c-sys", "system", "SYSTEM"),
    ))  # fmt: skip
    systems = Component(id="c-systems", type="Systems", name="systems", components=(
        Component(id="c-env", type="Environmental", name="room", items=(
            d.wave("c-temp", "room_temp", "TEMPERATURE", w.temperature(20, 0.4), units=w.CELSIUS),
            d.wave("c-hum", "room_humidity", "HUMIDITY_RELATIVE",
                   Wave(kind=Kind.PRESSURE, live=5, history=600, base=46, span=3, digits=2), sub="ACTUAL",
                   units=w.PERCENT),
        )),
    ))  # fmt: skip
    top = (
        d.show("c-avail", "avail", "AVAILABILITY", available, always=True),
        d.show("c-fmode", "functional_mode", "FUNCTIONAL_MODE", "duty"),
    )
    return d.sheet(axes, controller, systems, items=top, version="1.7", name="GLOBAL-S", uuid="HEX-0912-2231")
