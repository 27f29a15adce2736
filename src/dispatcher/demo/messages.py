"""Alarm texts of the demo plant by family of control: codes as such controls show them, texts in the
language the control happens to be set to, as in any real shop.
"""

from __future__ import annotations

from dispatcher.demo.design import Alarms
from dispatcher.demo.panel import Alarm, Channel
from dispatcher.domain.signal import Level

_SYS, _LOGIC, _MOTION, _SERVO = Channel.SYSTEM, Channel.LOGIC, Channel.MOTION, Channel.SERVO
_SPINDLE, _COOLANT, _LUBE = Channel.SPINDLE, Channel.COOLANT, Channel.LUBRICATION
_COMMS = Channel.COMMUNICATIONS


def _fault(channel: Channel, code: str, text: str, severity: str = "") -> Alarm:
    """Stops the machine."""
    return Alarm(channel, Level.FAULT, code, text, severity)


def _warning(channel: Channel, code: str, text: str, qualifier: str = "") -> Alarm:
    """Stops nothing."""
    return Alarm(channel, Level.WARNING, code, text, "", qualifier)


MAZAK = Alarms(
    minor=(
        _fault(_LOGIC, "406", "BAR FEEDER ALARM"),
        _fault(_LOGIC, "217", "CHUCK PRESSURE LOW"),
        _fault(_MOTION, "21", "X AXIS STROKE END (+)"),
        _fault(_SYS, "613", "ILLEGAL TOOL DESIGNATION"),
    ),
    major=(
        _fault(_SERVO, "4", "SERVO MALFUNCTION 2 (X 32)"),
        _fault(_SPINDLE, "37", "SPINDLE SERVO MALFUNCTION"),
        _fault(_SYS, "3", "EMERGENCY STOP"),
    ),
    warning=(
        _warning(_COOLANT, "335", "COOLANT LEVEL LOW", "LOW"),
        _warning(_LUBE, "332", "LUBRICATION OIL LOW", "LOW"),
        _warning(_LOGIC, "352", "TOOL LIFE OVER TNo.07"),
        _warning(_SPINDLE, "344", "SPINDLE TEMPERATURE RISING", "HIGH"),
    ),
)
OKUMA = Alarms(
    minor=(
        _fault(_LOGIC, "2734", "Alarm B Bar feeder material out", "B"),
        _fault(_LOGIC, "2210", "Alarm B Door interlock", "B"),
        _fault(_MOTION, "1237", "Alarm A Axis travel limit over", "A"),
    ),
    major=(
        _fault(_SERVO, "0759", "Alarm P Servo link error", "P"),
        _fault(_SPINDLE, "1731", "Alarm A Spindle drive unit", "A"),
    ),
    warning=(
        _warning(_COOLANT, "4209", "Alarm D Coolant level lower limit", "LOW"),
        _warning(_LOGIC, "4717", "Alarm D Tool life reserve"),
        _warning(_LUBE, "4223", "Alarm D Slideway oil", "LOW"),
    ),
)
HAAS = Alarms(
    minor=(
        _fault(_LOGIC, "174", "TOOL LOAD EXCEEDED"),
        _fault(_LOGIC, "113", "SHUTTLE IN FAULT"),
        _fault(_LOGIC, "180", "PALLET/FIXTURE NOT CLAMPED"),
    ),
    major=(
        _fault(_SERVO, "103", "X SERVO ERROR TOO LARGE"),
        _fault(_SERVO, "102", "SERVOS OFF"),
        _fault(_SPINDLE, "123", "SPINDLE DRIVE FAULT"),
    ),
    warning=(
        _warning(_LUBE, "121", "LOW LUBE OR LOW PRESSURE", "LOW"),
        _warning(_COOLANT, "119", "LOW COOLANT", "LOW"),
        _warning(_SYS, "144", "CHECK BATTERY"),
    ),
)
HURCO = Alarms(
    minor=(
        _fault(_SYS, "E2208", "Дверь рабочей зоны открыта"),
        _fault(_SYS, "E1103", "Инструмент не найден в магазине"),
    ),
    major=(_fault(_SYS, "E4012", "Ошибка привода оси Z"), _fault(_SYS, "E4001", "Приводы отключены")),
    warning=(_warning(_SYS, "W3301", "Низкий уровень СОЖ"), _warning(_SYS, "W3310", "Низкий уровень смазки")),
)
FANUC = Alarms(
    minor=(
        _fault(_LOGIC, "EX1012", "DOOR INTERLOCK OPEN"),
        _fault(_LOGIC, "EX1034", "WORK CLAMP CONFIRMATION"),
        _fault(_SYS, "PS0010", "IMPROPER G-CODE"),
        _fault(_MOTION, "OT0500", "(X)+ OVERTRAVEL ( SOFT 1 )"),
    ),
    major=(
        _fault(_SERVO, "SV0401", "(Z)IMPROPER V_OFF"),
        _fault(_SERVO, "SV0436", "(Z)SOFTTHERMAL(OVC)"),
        _fault(_SPINDLE, "SP9031", "(S)MOTOR LOCK OR DISCONNECT DETECTOR"),
    ),
    warning=(
        _warning(_LUBE, "2005", "LUBE OIL LEVEL LOW", "LOW"),
        _warning(_COOLANT, "2011", "COOLANT LEVEL LOW", "LOW"),
        _warning(_SYS, "DS0300", "APC BATTERY LOW"),
        _warning(_LOGIC, "2042", "CHIP CONVEYOR OVERLOAD"),
    ),
)
SIEMENS = Alarms(
    minor=(
        _fault(_LOGIC, "700012", "Дверь не закрыта"),
        _fault(_SYS, "12080", "Канал 1 кадр N120 синтаксическая ошибка"),
        _fault(_LOGIC, "700233", "Зажим заготовки не подтверждён"),
        _fault(_MOTION, "10720", "Канал 1 ось Y программный конечный выключатель +"),
    ),
    major=(
        _fault(_SERVO, "25050", "Ось Z контроль контура"),
        _fault(_SERVO, "207900", "SERVO_3.3: двигатель заблокирован"),
        _fault(_SYS, "3000", "Аварийный останов"),
    ),
    warning=(
        _warning(_COOLANT, "700301", "Низкий уровень СОЖ", "LOW"),
        _warning(_LUBE, "700304", "Смазка направляющих: низкий уровень", "LOW"),
        _warning(_SPINDLE, "700318", "Температура шпинделя повышена", "HIGH"),
        _warning(_COMMS, "2120", "Вентилятор NCU"),
    ),
)
HEIDENHAIN = Alarms(
    minor=(
        _fault(_LOGIC, "1000:1021", "Tool broken TNo. 14"),
        _fault(_LOGIC, "1000:2043", "Clamping pressure missing"),
        _fault(_SYS, "230-0102", "Program data erroneous"),
    ),
    major=(
        _fault(_SERVO, "8B10", "Servo lag too large in axis C"),
        _fault(_SYS, "B310", "External emergency stop"),
    ),
    warning=(
        _warning(_COOLANT, "1000:3301", "Coolant level low", "LOW"),
        _warning(_LOGIC, "1000:1030", "Tool life expired T 22"),
        _warning(_SPINDLE, "1000:4101", "Spindle vibration above warning limit", "HIGH"),
    ),
)
BALT = Alarms(
    minor=(
        _fault(_SYS, "Е105", "Нет готовности патрона"),
        _fault(_SYS, "Е212", "Ограничение хода оси X"),
        _fault(_SYS, "Е031", "Ошибка в кадре программы"),
    ),
    major=(_fault(_SYS, "Е401", "Неисправность привода Z"), _fault(_SYS, "Е407", "Неисправность привода шпинделя")),
    warning=(
        _warning(_SYS, "П017", "Низкий уровень масла в гидростанции"),
        _warning(_SYS, "П022", "Уровень СОЖ ниже нормы"),
    ),
)
GRINDER = Alarms(
    minor=(
        _fault(_SYS, "EX1041", "IN-PROCESS GAUGE NOT READY"),
        _fault(_SYS, "EX1055", "WHEEL GUARD OPEN"),
    ),
    major=(_fault(_SYS, "SV0411", "(X)EXCESS ERROR (MOVING)"), _fault(_SYS, "SP9001", "WHEEL MOTOR OVERHEAT")),
    warning=(_warning(_SYS, "2101", "DRESSING DUE"), _warning(_SYS, "2108", "COOLANT FILTER CLOGGED")),
)
EDM = Alarms(
    minor=(
        _fault(_LOGIC, "E2001", "Wire breakage"),
        _fault(_LOGIC, "E2017", "Automatic threading failed"),
        _fault(_COOLANT, "E3105", "Dielectric flushing pressure"),
    ),
    major=(_fault(_SERVO, "E5102", "Axis U drive fault"), _fault(_SYS, "E5900", "Generator fault")),
    warning=(
        _warning(_COOLANT, "W3110", "Dielectric conductivity high", "HIGH"),
        _warning(_LOGIC, "W2100", "Wire spool nearly empty", "LOW"),
        _warning(_COOLANT, "W3120", "Filter change due"),
    ),
)
SAW = Alarms(
    minor=(_fault(_SYS, "A11", "Полотно не натянуто"), _fault(_SYS, "A24", "Конец прутка")),
    major=(_fault(_SYS, "A03", "Перегрузка двигателя полотна"), _fault(_SYS, "A07", "Давление гидравлики")),
    warning=(_warning(_SYS, "W08", "Ресурс полотна на исходе"),),
)
PRESS = Alarms(
    minor=(
        _fault(_LOGIC, "70021", "Световая завеса пересечена"),
        _fault(_LOGIC, "70107", "Нет подтверждения инструмента"),
    ),
    major=(_fault(_MOTION, "25040", "Ось Y1/Y2: рассогласование"), _fault(_SYS, "70003", "Аварийный останов")),
    warning=(_warning(_SYS, "70210", "Температура масла повышена", "HIGH"),),
)
ROBOT = Alarms(
    minor=(
        _fault(_LOGIC, "SRVO-004", "Fence open"),
        _fault(_LOGIC, "INTP-105", "Run request failed"),
        _fault(_MOTION, "SRVO-050", "Collision detect alarm (G:1 A:3)"),
        _fault(_LOGIC, "PRIO-095", "Gripper part not present"),
    ),
    major=(_fault(_SERVO, "SRVO-062", "BZAL alarm (G:1 A:2)"), _fault(_SYS, "SRVO-001", "Operator panel E-stop")),
    warning=(
        _warning(_SYS, "SRVO-065", "BLAL alarm (G:1 A:5)"),
        _warning(_COMMS, "HRTL-032", "Vision camera slow answer"),
    ),
)
CMM = Alarms(
    minor=(_fault(_MOTION, "0x0401", "Unexpected probe hit"), _fault(_SYS, "0x0203", "Air pressure low")),
    major=(_fault(_SERVO, "0x0711", "Axis Y scale error"),),
    warning=(_warning(_SYS, "0x0305", "Temperature outside 20±1 °C", "HIGH"),),
)
NONE = Alarms(
    minor=(_fault(_SYS, "", "Красная лампа"),),
    major=(_fault(_SYS, "", "Красная лампа"),),
    warning=(),
)
