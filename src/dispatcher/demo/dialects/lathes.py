"""Turning machines: Mazak's older and newer adapters, Okuma's."""

from __future__ import annotations

from dispatcher.agent.model import Component, DataItem
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import waves as w
from dispatcher.demo.dialects.readings import available, tool_number
from dispatcher.demo.panel import Channel, Panel
from dispatcher.demo.sheet import Draft, Sheet
from dispatcher.domain.signal import Category, DataSet, Representation


def mazak(design: Design) -> Sheet:
    """MTConnect 1.3 as the Matrix controls' adapter has it: prefixed ids, `x:` types, many conditions."""
    d, p = Draft(design), "Mazak01"
    linear = tuple(
        Component(
            id=f"{p}-{axis}", type="Linear", name=axis,
            items=(
                d.wave(f"{p}-{axis}_1", f"{axis}abs", "POSITION", w.position(centre, span), sub="ACTUAL", units=w.MM,
                       coordinates="MACHINE"),
                d.wave(f"{p}-{axis}_3", f"{axis}load", "LOAD", w.axis_load(), units=w.PERCENT),
            ),
        )
        for axis, centre, span in (("X", 90.0, 70.0), ("Z", 240.0, 180.0))
    )  # fmt: skip
    spindle = Component(
        id=f"{p}-C", type="Rotary", name="C",
        items=(
            d.wave(f"{p}-C_5", "Srpm", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave(f"{p}-C_2", "Sload", "LOAD", w.load(), units=w.PERCENT),
            d.show(f"{p}-C_6", "Sovr", "ROTARY_VELOCITY_OVERRIDE", "spindle_override", units=w.PERCENT),
            d.wave(f"{p}-C_7", "Stemp", "TEMPERATURE", w.temperature(24, 21), units=w.CELSIUS),
            d.watch(f"{p}-C_9", "Sload_cond", "LOAD", Channel.SPINDLE),
        ),
    )  # fmt: skip
    path = Component(
        id=f"{p}-path", type="Path", name="path",
        items=(
            d.show(f"{p}-path_1", "program", "PROGRAM", "program"),
            d.show(f"{p}-path_15", "program_cmt", "x:PROGRAM_COMMENT", "comment"),
            d.wave(f"{p}-path_3", "line", "LINE", w.line(), category=Category.EVENT),
            d.show(f"{p}-path_6", "PartCountAct", "PART_COUNT", "parts"),
            d.wave(f"{p}-path_7", "Fact", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S, native="FOOT/MINUTE",
                   coordinates="WORK"),
            d.show(f"{p}-path_8", "Frapidovr", "PATH_FEEDRATE_OVERRIDE", "rapid_override", sub="RAPID",
                   units=w.PERCENT),
            d.show(f"{p}-path_9", "Fovr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
            d.show(f"{p}-path_10", "Tool_number", "TOOL_NUMBER", tool_number, reads=("tool",)),
            d.show(f"{p}-path_13", "execution", "EXECUTION", "execution"),
            d.show(f"{p}-path_14", "mode", "CONTROLLER_MODE", "mode"),
            d.wave(f"{p}-path_17", "auto_time", "ACCUMULATED_TIME", w.auto_time(), sub="x:AUTO", units="SECOND"),
        ),
    )  # fmt: skip
    controller = Component(
        id=f"{p}-controller", type="Controller", name="controller", components=(path,),
        items=(
            d.watch(f"{p}-controller_1", "comms_cond", "COMMUNICATIONS", Channel.COMMUNICATIONS),
            d.watch(f"{p}-controller_2", "logic_cond", "LOGIC_PROGRAM", Channel.LOGIC),
            d.watch(f"{p}-controller_3", "system_cond", "SYSTEM", Channel.SYSTEM),
            d.watch(f"{p}-controller_5", "motion_cond", "MOTION_PROGRAM", Channel.MOTION),
            d.show(f"{p}-controller_4", "estop", "EMERGENCY_STOP", "estop"),
        ),
    )  # fmt: skip
    systems = Component(
        id=f"{p}-systems", type="Systems", name="systems",
        components=(
            Component(
                id=f"{p}-electric", type="Electric", name="electric",
                items=(d.wave(f"{p}-electric_1", "line_voltage", "VOLTAGE", w.voltage(), units="VOLT"),),
            ),
            Component(
                id=f"{p}-coolant", type="Coolant", name="coolant",
                items=(d.watch(f"{p}-coolant_1", "coolant_cond", "LEVEL", Channel.COOLANT),),
            ),
            Component(
                id=f"{p}-lube", type="Lubrication", name="lubrication",
                items=(d.watch(f"{p}-lube_1", "lube_cond", "LEVEL", Channel.LUBRICATION),),
            ),
        ),
    )  # fmt: skip
    axes = Component(
        id=f"{p}-base", type="Axes", name="base", components=(*linear, spindle),
        items=(d.watch(f"{p}-base_1", "servo_cond", "ACTUATOR", Channel.SERVO),),
    )  # fmt: skip
    return d.sheet(axes, controller, systems, items=_avail(d, f"{p}-dtop_1"), version="1.3", name="Mazak01")


def okuma(design: Design) -> Sheet:
    """MTConnect 1.7 as OSP controls' adapters have it: short ids, functional mode, counted parts."""
    d = Draft(design)
    axes = Component(
        id="Laxes1", type="Axes", name="Axes",
        components=(
            Component(id="Lx1", type="Linear", name="X", items=(
                d.wave("LX1actm", "X1actm", "POSITION", w.position(60, 45), sub="ACTUAL", units=w.MM,
                       coordinates="MACHINE"),
                d.wave("LX1load", "X1load", "LOAD", w.axis_load(11), units=w.PERCENT),
            )),
            Component(id="Lz1", type="Linear", name="Z", items=(
                d.wave("LZ1actm", "Z1actm", "POSITION", w.position(180, 140), sub="ACTUAL", units=w.MM,
                       coordinates="MACHINE"),
            )),
            Component(id="Lc1", type="Rotary", name="C", items=(
                d.wave("LS1speed", "S1speed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
                d.wave("LS1load", "S1load", "LOAD", w.load(), units=w.PERCENT),
                d.watch("LS1servo", "S1servo", "ACTUATOR", Channel.SPINDLE, Channel.SERVO),
            )),
        ),
    )  # fmt: skip
    path = Component(
        id="Lp1LPATHP1", type="Path", name="P1",
        items=(
            d.show("Lp1execution", "p1execution", "EXECUTION", "execution"),
            d.show("Lp1mode", "p1mode", "CONTROLLER_MODE", "mode"),
            d.show("Lp1program", "p1program", "PROGRAM", "program", sub="MAIN"),
            d.wave("Lp1block", "p1block", "BLOCK", w.block(), category=Category.EVENT),
            d.wave("Lp1LineNumber", "p1LineNumber", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE",
                   category=Category.EVENT),
            d.wave("Lp1Fact", "p1Fact", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S),
            d.show("Lp1Fovr", "p1Fovr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
            d.show("Lp1CurrentTool", "p1CurrentTool", "TOOL_NUMBER", tool_number, reads=("tool",)),
            d.show("Lp1PartCountAct", "p1PartCountAct", "PART_COUNT", "parts", sub="ALL"),
            d.show("Lp1partid", "p1partid", "PART_ID", "comment"),
            d.watch("Lp1system", "p1system", "SYSTEM", Channel.SYSTEM, Channel.COMMUNICATIONS),
            d.watch("Lp1logic", "p1logic", "LOGIC_PROGRAM", Channel.LOGIC),
            d.watch("Lp1motion", "p1motion", "MOTION_PROGRAM", Channel.MOTION),
        ),
    )  # fmt: skip
    controller = Component(
        id="Lct1", type="Controller", name="controller", components=(path,),
        items=(d.show("Lestop", "estop", "EMERGENCY_STOP", "estop"),),
    )  # fmt: skip
    systems = Component(
        id="Lsystems", type="Systems", name="systems",
        components=(
            Component(id="Ldoor", type="Door", name="door", items=(d.show("Ldoorstate", "doorstate", "DOOR_STATE",
                                                                          "door"),)),
            Component(id="Lelec", type="Electric", name="electric",
                      items=(d.wave("Lwatt", "power", "WATTAGE", w.power(1900, 9000), units="WATT"),)),
            Component(id="Lcool", type="Coolant", name="coolant", items=(
                d.wave("Lcooltemp", "coolant_temp", "TEMPERATURE", w.temperature(22, 9), units=w.CELSIUS),
                d.watch("Lcoolc", "coolant", "LEVEL", Channel.COOLANT, Channel.LUBRICATION),
            )),
        ),
    )  # fmt: skip
    top = (*_avail(d, "Lavail"), d.show("Lfmode", "fmode", "FUNCTIONAL_MODE", "duty"))
    return d.sheet(axes, controller, systems, items=top, version="1.7", name="OKUMA", uuid="OKUMA.L3000.1187")


def smooth(design: Design) -> Sheet:
    """MTConnect 2.0 of a Smooth control: mill-turn with milling spindle, macro variables as DATA_SET."""
    d = Draft(design)
    linear = tuple(
        Component(id=f"ax{axis}", type="Linear", name=axis, items=(
            d.wave(f"{axis}abs", f"{axis}abs", "POSITION", w.position(centre, span), sub="ACTUAL", units=w.MM,
                   coordinates="MACHINE"),
            d.wave(f"{axis}load", f"{axis}load", "LOAD", w.axis_load(), units=w.PERCENT),
        ))
        for axis, centre, span in (("X", 120.0, 100.0), ("Y", 0.0, 60.0), ("Z", 420.0, 300.0))
    )  # fmt: skip
    rotary = (
        Component(id="axB", type="Rotary", name="B", items=(
            d.wave("Bdeg", "Bdeg", "ANGLE", w.position(45, 44), sub="ACTUAL", units="DEGREE"),
        )),
        Component(id="axC", type="Rotary", name="C", items=(
            d.wave("S1rpm", "S1rpm", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("S1load", "S1load", "LOAD", w.load(), units=w.PERCENT),
            d.wave("S1temp", "S1temp", "TEMPERATURE", w.temperature(23, 24), units=w.CELSIUS),
            d.show("S1ovr", "S1ovr", "ROTARY_VELOCITY_OVERRIDE", "spindle_override", units=w.PERCENT),
            d.watch("S1cond", "S1cond", "TEMPERATURE", Channel.SPINDLE),
        )),
    )  # fmt: skip
    path = Component(
        id="path1", type="Path", name="path",
        items=(
            d.show("exec", "execution", "EXECUTION", "execution"),
            d.show("pmode", "mode", "CONTROLLER_MODE", "mode"),
            d.show("prog", "program", "PROGRAM", "program", sub="MAIN"),
            d.show("progcmt", "program_cmt", "PROGRAM_COMMENT", "comment", sub="MAIN"),
            d.wave("linenum", "linenumber", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
            d.show("unit", "Tool_number", "TOOL_NUMBER", tool_number, reads=("tool",)),
            d.show("pc", "PartCountAct", "PART_COUNT", "parts", sub="COMPLETE"),
            d.wave("Fact", "Fact", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S),
            d.show("Fovr", "Fovr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
            d.show("Frapidovr", "Frapidovr", "PATH_FEEDRATE_OVERRIDE", "rapid_override", sub="RAPID", units=w.PERCENT),
            d.show("sblk", "single_block", "CONTROLLER_MODE_OVERRIDE", "single_block", sub="SINGLE_BLOCK"),
            d.show("vars", "macro_variables", "VARIABLE", _variables, reads=("offsets",),
                   representation=Representation.DATA_SET),
            d.watch("motion", "motion_cond", "MOTION_PROGRAM", Channel.MOTION),
            d.watch("system", "system_cond", "SYSTEM", Channel.SYSTEM),
        ),
    )  # fmt: skip
    controller = Component(
        id="cont", type="Controller", name="controller", components=(path,),
        items=(
            d.show("estop", "estop", "EMERGENCY_STOP", "estop"),
            d.watch("logic", "logic_cond", "LOGIC_PROGRAM", Channel.LOGIC),
            d.watch("comms", "comms_cond", "COMMUNICATIONS", Channel.COMMUNICATIONS),
        ),
    )  # fmt: skip
    systems = Component(
        id="systems", type="Systems", name="systems",
        components=(
            Component(id="elec", type="Electric", name="electric",
                      items=(d.wave("volt", "line_voltage", "VOLTAGE_AC", w.voltage(), sub="ACTUAL", units="VOLT"),)),
            Component(id="cool", type="Coolant", name="coolant",
                      items=(d.watch("coolant", "coolant_cond", "LEVEL", Channel.COOLANT),)),
            Component(id="lube", type="Lubrication", name="lubrication",
                      items=(d.watch("lubec", "lube_cond", "LEVEL", Channel.LUBRICATION),)),
        ),
    )  # fmt: skip
    axes = Component(
        id="axes", type="Axes", name="base", components=(*linear, *rotary),
        items=(d.watch("servo", "servo_cond", "ACTUATOR", Channel.SERVO),),
    )  # fmt: skip
    top = (*_avail(d, "avail"), d.show("fmode", "functionalmode", "FUNCTIONAL_MODE", "duty"))
    return d.sheet(axes, controller, systems, items=top, version="2.0", name="Mazak02", uuid="M801283918VN")


def _avail(draft: Draft, key: str) -> tuple[DataItem, ...]:
    """The availability item every device has."""
    return (draft.show(key, "avail", "AVAILABILITY", available, always=True),)


def _variables(panel: Panel) -> DataSet:
    """Macro variables as a set-up leaves them."""
    number = panel.offsets
    return DataSet({"100": float(number), "101": round(0.05 * (number % 7), 3), "149": float(number % 4)})
