"""The machines of the little works shop that the screens are tried on: names, makers, and what they did today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from dispatcher.app.plant import MachineInfo, MachineKind, PartsSource
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalSpec

Change = tuple[Instant, str, float | str | Condition | None]
"""Instant, signal key, value."""

SIGNALS = (
    SignalSpec(key="avail", name="avail", category=Category.EVENT, type="AVAILABILITY", component_type="Device"),
    SignalSpec(key="exec", name="execution", category=Category.EVENT, type="EXECUTION", component="Controller/path"),
    SignalSpec(key="mode", name="mode", category=Category.EVENT, type="CONTROLLER_MODE", component="Controller/path"),
    SignalSpec(key="program", name="program", category=Category.EVENT, type="PROGRAM", component="Controller/path"),
    SignalSpec(
        key="parts",
        name="PartCountAct",
        category=Category.EVENT,
        type="PART_COUNT",
        sub_type="ALL",
        component="Controller/path",
    ),
    SignalSpec(key="logic", name="logic", category=Category.CONDITION, type="LOGIC_PROGRAM", component="Controller"),
    SignalSpec(
        key="load",
        name="Sload",
        category=Category.SAMPLE,
        type="LOAD",
        units="PERCENT",
        component="Axes/spindle S1",
        component_type="Rotary",
    ),
    SignalSpec(
        key="speed",
        name="Srpm",
        category=Category.SAMPLE,
        type="ROTARY_VELOCITY",
        sub_type="ACTUAL",
        units="REVOLUTION/MINUTE",
        component="Axes/spindle S1",
        component_type="Rotary",
    ),
)

NAMED = (
    ("Токарный ДИП-300", "Участок 1 · Токарный", MachineKind.TURNING, "РСЗ", "16К20Ф3"),
    ("QT-250MY №1", "Участок 1 · Токарный", MachineKind.MILL_TURN, "Mazak", "Quick Turn 250MY"),
    ("QT-250MY №2", "Участок 1 · Токарный", MachineKind.MILL_TURN, "Mazak", "Quick Turn 250MY"),
    ("LB3000 EX II", "Участок 1 · Токарный", MachineKind.TURNING, "Okuma", "LB3000 EX II"),
    ("CTX beta 800", "Участок 1 · Токарный", MachineKind.TURNING, "DMG MORI", "CTX beta 800"),
    (
        "Обрабатывающий центр с очень длинным названием №7",
        "Участок 2 · Фрезерный",
        MachineKind.MILLING,
        "Haas",
        "VF-4SS",
    ),
    ("VF-2 №2", "Участок 2 · Фрезерный", MachineKind.MILLING, "Haas", "VF-2"),
    ("VMX42", "Участок 2 · Фрезерный", MachineKind.MILLING, "Hurco", "VMX42"),
    ("DMU 50", "Участок 2 · Фрезерный", MachineKind.MILLING, "DMG MORI", "DMU 50"),
    ("ОЦ ИР-500", "Участок 2 · Фрезерный", MachineKind.MILLING, "ИЗТС", "ИР-500ПМФ4"),
    ("Kellenberger 1000", "Участок 3 · Доводка", MachineKind.GRINDING, "Kellenberger", "Kel-Varia"),
    ("AQ360L", "Участок 3 · Доводка", MachineKind.EDM, "Sodick", "AQ360L"),
    ("Пила HBP-430", "Участок 3 · Доводка", MachineKind.SAW, "Behringer", "HBP-430"),
    ("КИМ Crysta", "Участок 3 · Доводка", MachineKind.MEASURING, "Mitutoyo", "Crysta-Apex"),
)
AREAS = ("Механический цех", "Токарный участок", "Фрезерный участок", "Шлифовальный участок", "Заготовительный участок")
ALARMS = (
    ("1012", Level.FAULT, "Перегрузка шпинделя / spindle overload"),
    ("2045", Level.WARNING, "Низкий уровень СОЖ / coolant low"),
    ("EX0231", Level.FAULT, "Дверь не закрыта / door open"),
)


def machines(count: int) -> tuple[MachineInfo, ...]:
    """The named ones first, then as many more as asked for, numbered."""
    kinds = list(MachineKind)
    named = [
        MachineInfo(
            id=MachineId(f"m{number}"),
            name=name,
            area=area,
            kind=kind,
            manufacturer=maker,
            model=model,
            protocol="mtconnect",
            profile="mtconnect-generic",
            parts=PartsSource.NONE if kind is MachineKind.MEASURING else PartsSource.COUNTER,
        )
        for number, (name, area, kind, maker, model) in enumerate(NAMED, 1)
    ]
    more = [
        MachineInfo(
            id=MachineId(f"m{number}"),
            name=f"Станок {number:03}",
            area=AREAS[number * len(AREAS) // (count + 1)],
            kind=kinds[number % len(kinds)],
            manufacturer="Mazak",
            model="VTC-200",
            protocol="mtconnect",
            profile="mtconnect-generic",
            parts=PartsSource.COUNTER,
        )
        for number in range(len(named) + 1, count + 1)
    ]
    return tuple([*named, *more][:count])


@dataclass
class _Day:
    chance: random.Random
    at: Instant
    parts: int = 0
    program: str = ""


def day(number: int, start: Instant, end: Instant) -> Iterator[Change]:
    """What machine `number` reported in [start, end), the same each time: cycles, pauses, alarms, set-ups."""
    today = _Day(random.Random(number), start)
    yield start, "avail", "AVAILABLE"
    yield start, "mode", "AUTOMATIC"
    yield start, "exec", "READY"
    yield start, "logic", Condition(level=Level.NORMAL)
    while today.at < end:
        yield from (change for change in _stretch(today, number) if change[0] < end)
    yield from (change for change in _samples(number, start, end) if change[0] < end)


def _stretch(today: _Day, number: int) -> list[Change]:
    """A set-up, then a row of cycles of one program, then idle time, now and then with an alarm."""
    chance = today.chance
    changes: list[Change] = []

    def go(seconds: float) -> None:
        today.at = Instant(today.at + int(seconds) * SECOND)

    today.program = f"O{chance.randint(1000, 9999)}"
    changes += [(today.at, "mode", "MANUAL"), (today.at, "exec", "ACTIVE")]
    go(chance.uniform(60, 400))
    changes += [(today.at, "mode", "AUTOMATIC"), (today.at, "program", f"{today.program} ВАЛ {number}")]
    for _ in range(chance.randint(3, 12)):
        changes.append((today.at, "exec", "ACTIVE"))
        go(chance.uniform(60, 500))
        if chance.random() < 0.2:
            changes.append((today.at, "exec", chance.choice(("FEED_HOLD", "INTERRUPTED", "OPTIONAL_STOP"))))
            go(chance.uniform(10, 120))
            changes.append((today.at, "exec", "ACTIVE"))
            go(chance.uniform(30, 200))
        if chance.random() < 0.08:
            code, level, text = chance.choice(ALARMS)
            changes.append((today.at, "logic", Condition(level=level, native_code=code, message=text)))
            if level is Level.FAULT:
                changes.append((today.at, "exec", "STOPPED"))
                go(chance.uniform(120, 1500))
            changes.append((today.at, "logic", Condition(level=Level.NORMAL, native_code=code)))
        today.parts += 1
        changes += [(today.at, "exec", "READY"), (today.at, "parts", float(today.parts))]
        go(chance.uniform(10, 90))
    go(chance.uniform(100, 1800))
    return changes


def _samples(number: int, start: Instant, end: Instant) -> Iterator[Change]:
    chance = random.Random(-number)
    for at in range(start, end, 2 * MINUTE):
        yield Instant(at), "load", round(chance.uniform(5, 95), 1)
        yield Instant(at), "speed", float(chance.randint(0, 40) * 100)
