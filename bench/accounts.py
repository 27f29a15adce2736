"""The account of time: a machine-day and a machine-year reckoned, a shift of a plant stored, the open shift read."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from bench.figures import Figure
from bench.timing import quantile
from dispatcher.app.versions import wrap
from dispatcher.bootstrap import House, build
from dispatcher.config import Config, MachineSection, SiteSection
from dispatcher.domain.instant import DAY, HOUR, MINUTE, SECOND, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.engine.account import account
from dispatcher.ports.account import CellQuery
from dispatcher.ports.store import Commit

START = parse_instant("2025-01-01T00:00:00Z")
STATES = ("running", "idle", "running", "paused", "running", "alarm", "running", "manual")
A_DAY = 200
"""State intervals of a machine-day."""
CALENDAR = {
    "code": "main",
    "title": {"en": "Main", "ru": "Основной"},
    "zone": "UTC",
    "country": "",
    "overlap": "forbidden",
    "shifts": [
        {
            "code": str(number + 1),
            "title": {"en": str(number + 1), "ru": str(number + 1)},
            "start": f"{number * 8:02}:00",
            "minutes": 480,
            "attendance": "manned",
            "breaks": [{"start": f"{number * 8 + 4:02}:00", "minutes": 30, "title": {"en": "Break", "ru": "Перерыв"}}],
        }
        for number in range(3)
    ],
    "patterns": [
        {
            "code": "daily",
            "title": {"en": "Daily", "ru": "Ежедневно"},
            "anchor": "2024-01-01",
            "days": [[{"shift": str(number + 1), "team": ""} for number in range(3)]],
            "first": None,
            "last": None,
            "season": None,
        }
    ],
    "exceptions": [],
}


class _Clock:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> Instant:
        return self.at


def measure_accounts(folder: Path, *, quick: bool) -> list[Figure]:
    """In a real house over a data directory; rules are those a plant starts with."""
    machines, days = (50, 30) if quick else (500, 365)
    clock = _Clock()
    house = build(
        Config(
            site=(SiteSection(time_zone="UTC"),),
            machine=tuple(MachineSection(id=f"m{number:03}", name=f"m{number:03}") for number in range(machines)),
        ),
        folder / "accounts",
        clock,
    )
    try:
        house.settings.put("calendar", "main", wrap(CALENDAR, None), at=START, author="bench")
        assigned = {"assignments": [{"scope": "", "calendar": "main"}]}
        house.settings.put("calendar-assignment", "plant", wrap(assigned, None), at=START, author="bench")
        return [*_one(house, clock, days), *_plant(house, clock, machines)]
    finally:
        house.close()


def _lane(machine: str, start: Instant, days: float, seed: int) -> TrackPatch:
    chance = Random(seed)
    spans: list[Span] = []
    at, end = start, Instant(start + round(days * DAY))
    while at < end:
        until = Instant(at + round(chance.expovariate(A_DAY / DAY)) + SECOND)
        spans.append(
            Span(
                machine=MachineId(machine),
                track=Track.STATE,
                start=at,
                end=until if until < end else None,
                value=STATES[len(spans) % len(STATES)],
                rule="bench@1/rule",
                detail={},
            )
        )
        at = until
    return TrackPatch(machine=MachineId(machine), track=Track.STATE, start=start, end=None, spans=tuple(spans))


def _one(house: House, clock: _Clock, days: int) -> list[Figure]:
    """One machine, long ago enough that nothing of it is stored."""
    reader = house.services.accounts
    machine = MachineId("m000")
    house.journal.commit(Commit(patches=[_lane(machine, START, days, 1)]))
    clock.at = Instant(START + days * DAY)
    day = reader.inputs.gather([(machine, Interval(START, Instant(START + DAY)))], clock.at)[0]
    took: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        account(day.facts)
        took.append((time.perf_counter() - began) * 1e3)
    began = time.perf_counter()
    house.accountant.settle()
    year = (time.perf_counter() - began) * 365 / days
    return [Figure(key="account_day", value=quantile(took, 0.5)), Figure(key="account_year", value=year)]


def _plant(house: House, clock: _Clock, machines: int) -> list[Figure]:
    """All machines: the shift that is over is stored, then the open one is read."""
    reader = house.services.accounts
    start = Instant(clock.at - clock.at % DAY)
    for number in range(machines):
        house.journal.commit(Commit(patches=[_lane(f"m{number:03}", start, 12 / 24, number)]))
    clock.at = Instant(start + 8 * HOUR + MINUTE)
    began = time.perf_counter()
    house.accountant.settle()
    stored = (time.perf_counter() - began) * 500 / machines
    clock.at = Instant(start + 12 * HOUR)
    question = CellQuery(group=("machine", "time_class"), only={})
    window = Interval(Instant(start + 8 * HOUR), clock.at)
    began = time.perf_counter()
    reader.times(question, window)
    first = (time.perf_counter() - began) * 500 / machines
    began = time.perf_counter()
    reader.times(question, window)
    again = (time.perf_counter() - began) * 500 / machines
    return [
        Figure(key="account_shift_stored", value=stored),
        Figure(key="account_open_first", value=first * 1e3),
        Figure(key="account_open_again", value=again * 1e3),
    ]
