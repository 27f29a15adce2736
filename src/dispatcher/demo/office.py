"""What the office of the demo plant knows: working calendars, standard times, targets, as the house stores them.

The calendars say what `schedule` plays by; only the staggered breaks of single machines differ, as they do in a shop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dispatcher.demo.chance import stream
from dispatcher.demo.design import Design
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.plant import Plant
from dispatcher.demo.schedule import CONTINUOUS, ONE_SHIFT, THREE_SHIFTS, TWO_SHIFTS, ZONE_NAME, Pattern
from dispatcher.demo.schedule import Shift as Played
from dispatcher.demo.works import Work, works
from dispatcher.domain.instant import SECOND
from dispatcher.domain.norm import Norm

Document = dict[str, object]

MONDAY = date(2024, 1, 1)
"""A Monday: where cycles of days are counted from."""
MEAL = 30
"""Minutes; a shorter break is a pause."""
NO_NORMS = frozenset(("cmm-1",))
"""Machines whose work nobody has normed: their effectiveness is not available, and the house says so."""
_TITLES = {
    ONE_SHIFT.name: ("One shift, five days", "Одна смена, пятидневка"),
    TWO_SHIFTS.name: ("Two shifts, five days", "Две смены, пятидневка"),
    THREE_SHIFTS.name: ("Three shifts, five days", "Три смены, пятидневка"),
    CONTINUOUS.name: ("Day and night, four teams", "День и ночь, четыре бригады"),
}
_PATTERNS = (ONE_SHIFT, TWO_SHIFTS, THREE_SHIFTS, CONTINUOUS)
_SHIFTS = {1: ("1", "First shift", "Первая смена"), 2: ("2", "Second shift", "Вторая смена")} | {
    3: ("3", "Third shift", "Третья смена")
}
_TEAMS = ("А", "Б", "В", "Г")


def calendars() -> Mapping[str, Document]:
    """A calendar for each pattern of shifts, by code."""
    return {pattern.name: _calendar(pattern) for pattern in _PATTERNS}


def assignments() -> Document:
    """Which machine works by which calendar."""
    return {
        "assignments": [
            {"scope": "", "calendar": TWO_SHIFTS.name},
            *({"scope": f"machine:{design.id}", "calendar": design.pattern.name} for design in DESIGNS),
        ]
    }


def figure_settings() -> Document:
    """Scrap is reported at the demo plant: no report means no scrap. Warm-up programs need no standard time, so a few
    parts in a hundred may be without.
    """
    return {"scrap": "reported", "norms_at_least": 0.95, "late_after_s": 3600}


def stop_settings() -> Document:
    """Two minutes are a micro-stop; at the machining centres every stop must be explained."""
    strict = [design.id for design in DESIGNS if design.id.startswith(("hmc", "mill-4"))]
    return {
        "default": {"micro_stop_s": 120, "strict": False},
        "machines": {name: {"micro_stop_s": 120, "strict": True} for name in strict},
    }


def targets() -> Document:
    """What the plant wants to reach; a plant that wanted more than it ever reached would learn to look away."""
    wanted = (
        ("availability", 0.75, 0.6),
        ("effectiveness", 0.9, 0.8),
        ("quality_ratio", 0.98, 0.95),
        ("oee", 0.65, 0.5),
    )
    return {"targets": [{"kpi": kpi, "scope": "", "target": target, "warn": warn} for kpi, target, warn in wanted]}


def norms(plant: Plant) -> Iterator[Norm]:
    """The standard of each program: mostly a little less than the machine needs, as norms are."""
    for machine in plant.machines:
        design = machine.design
        if design.id in NO_NORMS or not design.programs:
            continue
        for work in works(plant.seed, design):
            yield _norm(plant.seed, design, work)


def _norm(seed: int, design: Design, work: Work) -> Norm:
    """Machine time with tool changes, rounded up to whole seconds a piece, as a process engineer writes it. Loading is
    not in it: the machine stands meanwhile, and that is a loss of availability, not of pace.
    """
    habits = design.habits
    fit = stream(seed, design.id, "norm", work.program).uniform(0.88, 1.02)
    cycle = (work.seconds + 5 * len(work.steps)) * fit
    return Norm(
        program=work.program,
        scope=f"machine:{design.id}",
        item=work.part,
        operation="010",
        piece=-(-round(cycle) // habits.per_cycle) * SECOND,
        setup=round(sum(habits.setup) / 2 / 300) * 300 * SECOND,
        parts_per_cycle=habits.per_cycle,
        first=MONDAY,
    )


def _calendar(pattern: Pattern) -> Document:
    english, russian = _TITLES[pattern.name]
    return {
        "code": pattern.name,
        "title": {"en": english, "ru": russian},
        "zone": ZONE_NAME,
        "country": "",
        "overlap": "forbidden",
        "shifts": [_shift(number, shift) for number, shift in enumerate(pattern.shifts, 1)],
        "patterns": [
            {
                "code": pattern.name,
                "title": {"en": english, "ru": russian},
                "anchor": MONDAY.isoformat(),
                "days": _days(pattern),
                "first": None,
                "last": None,
                "season": None,
            }
        ],
        "exceptions": [],
    }


def _shift(number: int, shift: Played) -> Document:
    code, english, russian = _SHIFTS[number]
    return {
        "code": code,
        "title": {"en": english, "ru": russian},
        "start": _clock(shift.start),
        "minutes": shift.end - shift.start,
        "attendance": "manned",
        "breaks": [
            {
                "start": _clock(start),
                "minutes": length,
                "title": {"en": "Meal", "ru": "Обед"} if length >= MEAL else {"en": "Pause", "ru": "Перерыв"},
            }
            for start, length in sorted(shift.breaks)
        ],
    }


def _days(pattern: Pattern) -> Sequence[Sequence[Document]]:
    """The days of the cycle: four teams work a day, a night, rest two days; other teams swap weekly."""
    if pattern is CONTINUOUS:
        return [
            [{"shift": "1", "team": _TEAMS[day]}, {"shift": "2", "team": _TEAMS[(day - 1) % 4]}] for day in range(4)
        ]
    return [
        [
            {"shift": str(number), "team": _TEAMS[(number - 1 + week) % len(pattern.shifts)]}
            for number, shift in enumerate(pattern.shifts, 1)
            if day in shift.days
        ]
        for week in range(len(pattern.shifts))
        for day in range(7)
    ]


def _clock(minutes: int) -> str:
    """`HH:MM` of minutes after midnight."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
