"""Machining centres: Haas, Hurco, Heidenhain, Siemens and Fanuc controls."""

from __future__ import annotations

from dispatcher.agent.model import Component, DataItem, Namespace
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import waves as w
from dispatcher.demo.dialects.readings import available, tool_number
from dispatcher.demo.panel import Channel, Panel
from dispatcher.demo.sheet import Draft, Kind, Sheet, Wave
from dispatcher.domain.signal import Category, DataSet, Representation


def _top(d: Draft, key: str, *more: DataItem) -> tuple[DataItem, ...]:
    """The device's own items."""
    return (d.show(key, "avail", "AVAILABILITY", available, always=True), *more)


def _xyz(d: Draft, prefix: str, travel: tuple[float, float, float]) -> tuple[Component, ...]:
    """Three linear axes."""
    return tuple(
        Component(id=f"{prefix}{axis}", type="Linear", name=axis, items=(
            d.wave(f"{prefix}{axis}pos", f"{axis}pos", "POSITION", w.position(0, span), sub="ACTUAL", units=w.MM,
                   coordinates="MACHINE"),
        ))
        for axis, span in zip("XYZ", travel, strict=True)
    )  # fmt: skip


def haas(design: Design) -> Sheet:
    """MTConnect 1.7 of an NGC control: long names, one alarm condition, coolant level and macro values."""
    d = Draft(design)
    axes = Component(id="h_axes", type="Axes", name="Axes", components=(
        *_xyz(d, "h_", (300, 180, 220)),
        Component(id="h_s1", type="Rotary", name="S1", items=(
            d.wave("h_speed", "SpindleSpeed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("h_load", "SpindleLoad", "LOAD", w.load(), units=w.PERCENT),
            d.show("h_sovr", "SpindleSpeedOvrd", "ROTARY_VELOCITY_OVERRIDE", "spindle_override", units=w.PERCENT),
        )),
    ))  # fmt: skip
    path = Component(id="h_path", type="Path", name="Path", items=(
        d.show("h_exec", "RunStatus", "EXECUTION", "execution"),
        d.show("h_mode", "Mode", "CONTROLLER_MODE", "mode"),
        d.show("h_prog", "Program", "PROGRAM", "program"),
        d.show("h_cmt", "ProgramComment", "PROGRAM_COMMENT", "comment", sub="MAIN"),
        d.wave("h_line", "ActiveLine", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
        d.show("h_tool", "ToolNumber", "TOOL_NUMBER", tool_number, reads=("tool",)),
        d.show("h_m30", "M30Counter1", "PART_COUNT", "parts", sub="ALL"),
        d.wave("h_feed", "FeedRate", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S, native="MILLIMETER/MINUTE"),
        d.show("h_fovr", "FeedrateOvrd", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
        d.show("h_rovr", "RapidOvrd", "PATH_FEEDRATE_OVERRIDE", "rapid_override", sub="RAPID", units=w.PERCENT),
        d.show("h_msg", "Message", "MESSAGE", "message"),
    ))  # fmt: skip
    controller = Component(id="h_cnc", type="Controller", name="Controller", components=(path,), items=(
        d.show("h_estop", "EmergencyStop", "EMERGENCY_STOP", "estop"),
        d.watch("h_alarm", "ActiveAlarms", "SYSTEM"),
    ))  # fmt: skip
    systems = Component(id="h_sys", type="Systems", name="Systems", components=(
        Component(id="h_cool", type="Coolant", name="Coolant", items=(
            d.wave("h_coolant", "CoolantLevel", "FILL_LEVEL",
                   Wave(kind=Kind.PRESSURE, live=5, history=600, base=71, span=6, digits=1), units=w.PERCENT),
        )),
        Component(id="h_door", type="Door", name="Door", items=(d.show("h_doorst", "DoorState", "DOOR_STATE",
                                                                       "door"),)),
        Component(id="h_el", type="Electric", name="Electric",
                  items=(d.wave("h_watt", "Power", "WATTAGE", w.power(1200, 7500), units="WATT"),)),
    ))  # fmt: skip
    return d.sheet(
        axes, controller, systems, items=_top(d, "h_avail"), version="1.7", name="VF2SS", uuid="HAAS-1163022"
    )


def hurco(design: Design) -> Sheet:
    """MTConnect 1.3 of a WinMax adapter: `Program_Status`, a runtime counter, documents without namespace."""
    d, p = Draft(design), "Hurco01"
    axes = Component(id=f"{p}-axes", type="Axes", name="Axes", components=(
        Component(id=f"{p}-C", type="Rotary", name="C", items=(
            d.wave(f"{p}-C_1", "Spindle_Speed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.show(f"{p}-C_2", "Spindle_Override", "ROTARY_VELOCITY_OVERRIDE", "spindle_override", units=w.PERCENT),
        )),
    ))  # fmt: skip
    path = Component(id=f"{p}-path", type="Path", name="Path", items=(
        d.wave(f"{p}-path_1", "Block_Number", "LINE", w.line(), category=Category.EVENT),
        d.show(f"{p}-path_2", "Program_Name_Running", "PROGRAM", "program"),
        d.show(f"{p}-path_4", "Part_Count", "PART_COUNT", "parts", sub="ALL"),
        d.show(f"{p}-path_5", "Program_Status", "EXECUTION", "execution"),
        d.show(f"{p}-path_12", "Operation_Mode", "CONTROLLER_MODE", "mode"),
        d.show(f"{p}-path_6", "Current_Tool", "TOOL_NUMBER", tool_number, reads=("tool",)),
        d.wave(f"{p}-path_7", "Program_Runtime_Seconds", "ACCUMULATED_TIME", w.auto_time(), units="SECOND"),
        d.wave(f"{p}-path_8", "Power_On_Seconds", "ACCUMULATED_TIME", w.uptime(), units="SECOND"),
        d.wave(f"{p}-path_9", "Feed_Rate", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S),
        d.show(f"{p}-path_10", "Feed_Override", "PATH_FEEDRATE_OVERRIDE", "feed_override", units=w.PERCENT),
        d.show(f"{p}-path_11", "Rapid_Override", "PATH_FEEDRATE_OVERRIDE", "rapid_override", sub="RAPID",
               units=w.PERCENT),
    ))  # fmt: skip
    controller = Component(id=f"{p}-controller", type="Controller", name="controller", components=(path,), items=(
        d.show(f"{p}-controller_1", "EStop_State", "EMERGENCY_STOP", "estop"),
        d.watch(f"{p}-controller_2", "Errors", "SYSTEM"),
    ))  # fmt: skip
    return d.sheet(axes, controller, items=_top(d, f"{p}-dtop_1"), version="1.3", name=p, uuid="mtc_hurco_0451",
                   namespace=Namespace.NONE)  # fmt: skip


def siemens(design: Design) -> Sheet:
    """MTConnect 2.0 over an 840D: Russian texts, work offsets as a TABLE."""
    d = Draft(design)
    axes = Component(id="s_axes", type="Axes", name="Axes", components=(
        *_xyz(d, "s_", (320, 300, 240)),
        Component(id="s_A", type="Rotary", name="A", items=(
            d.wave("s_Apos", "Apos", "ANGLE", w.position(-30, 60), sub="ACTUAL", units="DEGREE"),
        )),
        Component(id="s_SP", type="Rotary", name="SP1", items=(
            d.wave("s_speed", "SP1speed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("s_load", "SP1load", "LOAD", w.load(), units=w.PERCENT),
            d.wave("s_temp", "SP1temp", "TEMPERATURE", w.temperature(23, 26), units=w.CELSIUS),
            d.show("s_sovr", "SP1ovr", "ROTARY_VELOCITY_OVERRIDE", "spindle_override", units=w.PERCENT),
            d.watch("s_spc", "SP1alarm", "TEMPERATURE", Channel.SPINDLE),
        )),
    ))  # fmt: skip
    path = Component(id="s_path", type="Path", name="CHAN1", items=(
        d.show("s_exec", "progStatus", "EXECUTION", "execution"),
        d.show("s_mode", "opMode", "CONTROLLER_MODE", "mode"),
        d.show("s_prog", "workPandProgName", "PROGRAM", "program", sub="MAIN"),
        d.show("s_active", "progName", "PROGRAM", lambda panel: panel.program.rpartition("/")[2], reads=("program",),
               sub="ACTIVE"),
        d.wave("s_line", "actLineNumber", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
        d.show("s_tool", "actTNumber", "TOOL_NUMBER", tool_number, reads=("tool",)),
        d.show("s_parts", "actParts", "PART_COUNT", "parts", sub="COMPLETE"),
        d.wave("s_feed", "actFeedRateIpo", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S,
               native="MILLIMETER/MINUTE"),
        d.show("s_fovr", "feedRateIpoOvr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED",
               units=w.PERCENT),
        d.show("s_sbl", "singleBlock", "CONTROLLER_MODE_OVERRIDE", "single_block", sub="SINGLE_BLOCK"),
        d.show("s_frames", "userFrames", "WORK_OFFSET", _offsets, reads=("offsets",),
               representation=Representation.TABLE),
        d.watch("s_nck", "nckAlarm", "SYSTEM", Channel.SYSTEM, Channel.COMMUNICATIONS),
        d.watch("s_plc", "plcAlarm", "LOGIC_PROGRAM", Channel.LOGIC, Channel.COOLANT, Channel.LUBRICATION),
        d.watch("s_mot", "axisAlarm", "MOTION_PROGRAM", Channel.MOTION, Channel.SERVO),
    ))  # fmt: skip
    controller = Component(id="s_cnc", type="Controller", name="NCU", components=(path,), items=(
        d.show("s_estop", "emergStop", "EMERGENCY_STOP", "estop"),
        d.wave("s_cab", "cabinetTemp", "TEMPERATURE", w.temperature(27, 6), units=w.CELSIUS),
    ))  # fmt: skip
    top = _top(d, "s_avail", d.show("s_fmode", "functionalMode", "FUNCTIONAL_MODE", "duty"))
    return d.sheet(axes, controller, items=top, version="2.0", name="SMC650", uuid="SMK-650-0047")


def fanuc(design: Design) -> Sheet:
    """MTConnect 1.7 over a 31i-B: pallets, two parts a cycle, spindle vibration as a time series."""
    d = Draft(design)
    axes = Component(id="f_ax", type="Axes", name="Axes", items=(d.watch("f_servo", "servo", "ACTUATOR",
                                                                         Channel.SERVO),),
                     components=(
        *_xyz(d, "f_", (360, 340, 330)),
        Component(id="f_B", type="Rotary", name="B", items=(
            d.wave("f_Bpos", "Bpos", "ANGLE", w.position(180, 175), sub="ACTUAL", units="DEGREE"),
        )),
        Component(id="f_S1", type="Rotary", name="S1", items=(
            d.wave("f_S1speed", "S1speed", "ROTARY_VELOCITY", w.speed(), sub="ACTUAL", units=w.RPM),
            d.wave("f_S1load", "S1load", "LOAD", w.load(), units=w.PERCENT),
            d.wave("f_S1vib", "S1vibration", "ACCELERATION",
                   Wave(kind=Kind.VIBRATION, live=10, history=3600, base=0.05, span=1.4, digits=4),
                   units="MILLIMETER/SECOND^2", rate=100.0),
            d.watch("f_spindle", "spindle", "LOAD", Channel.SPINDLE),
        )),
    ))  # fmt: skip
    path = Component(id="f_path", type="Path", name="path", items=(
        d.show("f_exec", "execution", "EXECUTION", "execution"),
        d.show("f_mode", "mode", "CONTROLLER_MODE", "mode"),
        d.show("f_prog", "program", "PROGRAM", "program", sub="MAIN"),
        d.show("f_cmt", "program_comment", "PROGRAM_COMMENT", "comment", sub="MAIN"),
        d.wave("f_line", "line", "LINE_NUMBER", w.line(text=False), sub="ABSOLUTE", category=Category.EVENT),
        d.wave("f_block", "block", "BLOCK", w.block(), category=Category.EVENT),
        d.show("f_tool", "tool_id", "TOOL_NUMBER", tool_number, reads=("tool",)),
        d.show("f_parts", "PartCountAct", "PART_COUNT", "parts", sub="ALL"),
        d.show("f_pallet", "pallet_num", "PALLET_ID", lambda panel: str(panel.pallet), reads=("pallet",)),
        d.wave("f_feed", "path_feedrate", "PATH_FEEDRATE", w.feed(), sub="ACTUAL", units=w.MM_S),
        d.show("f_fovr", "Fovr", "PATH_FEEDRATE_OVERRIDE", "feed_override", sub="PROGRAMMED", units=w.PERCENT),
        d.show("f_msg", "message", "MESSAGE", "message"),
        d.watch("f_motion", "motion", "MOTION_PROGRAM", Channel.MOTION),
        d.watch("f_system", "system", "SYSTEM", Channel.SYSTEM),
    ))  # fmt: skip
    controller = Component(id="f_cn", type="Controller", name="controller", components=(path,), items=(
        d.show("f_estop", "estop", "EMERGENCY_STOP", "estop"),
        d.watch("f_logic", "logic", "LOGIC_PROGRAM", Channel.LOGIC),
        d.watch("f_comms", "comms", "COMMUNICATIONS", Channel.COMMUNICATIONS),
    ))  # fmt: skip
    systems = Component(id="f_sys", type="Systems", name="systems", components=(
        Component(id="f_el", type="Electric", name="electric",
                  items=(d.wave("f_watt", "power", "WATTAGE", w.power(2600, 15000), units="WATT"),)),
        Component(id="f_cool", type="Coolant", name="coolant",
                  items=(d.watch("f_coolc", "coolant", "LEVEL", Channel.COOLANT),)),
        Component(id="f_lube", type="Lubrication", name="lubrication",
                  items=(d.watch("f_lubec", "lube", "LEVEL", Channel.LUBRICATION),)),
    ))  # fmt: skip
    top = _top(d, "f_avail", d.show("f_fmode", "functional_mode", "FUNCTIONAL_MODE", "duty"))
    return d.sheet(axes, controller, systems, items=top, version="1.7", name="NHP5000", uuid="000-FANUC-31I-7731")


def _offsets(panel: Panel) -> DataSet:
    """Work offsets as the last set-up left them (TABLE: one row per frame)."""
    n = panel.offsets
    return DataSet({
        f"G{54 + row}": {"X": round(-310.0 + 7.31 * row + 0.013 * n, 3), "Y": round(-205.4 + 3.07 * row + 0.021 * n, 3),
                         "Z": round(-412.25 + 0.9 * row - 0.017 * n, 3)}
        for row in range(3)
    })  # fmt: skip
