"""What the people of the demo plant say about its stops: mostly soon, sometimes late, now and then nothing.

Said from what really happened (`physics`), and only about what is over, so that the same plant says the same whenever
it is asked. Corrections come without an id: the log gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dispatcher.demo.chance import stream
from dispatcher.demo.design import Design
from dispatcher.demo.machine import Machine
from dispatcher.demo.panel import ControllerMode, Duty, Execution, Phase
from dispatcher.demo.plant import Plant
from dispatcher.demo.schedule import attended, shifts, week_of
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import DAY, MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval, intersect
from dispatcher.domain.signal import MachineId

SHORTEST = 3 * MINUTE
"""Nobody is asked about less."""
TALKATIVE = 0.25
SILENT = 0.08
"""The share of stops about which nobody ever says anything."""
LATE = 0.12
"""The share that is explained hours later, at the end of the shift."""

_WAITS = ("no_blank", "no_operator", "measuring", "no_tool", "waiting_inspection", "no_job")
_SHARES = (30, 26, 16, 10, 10, 8)
_FAILURES = ("mechanical", "electrical", "control", "hydraulics")
_NAMES = ("Иванов П. С.", "Кузнецова Н. А.", "Орлов Д. В.", "Смирнов А. А.", "Титова Е. И.", "Фёдоров М. Л.")
_COMMENTS = {
    "no_blank": "Ждали заготовки со склада",
    "mechanical": "Заменили подшипник, обкатали",
    "electrical": "Сгорел датчик, заменён",
    "no_tool": "Фреза на переточке",
    "measuring": "Замер на КИМ",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a machine stood, and what for; the truth of the simulation."""

    start: Instant
    end: Instant
    reason: str


class People:
    """Everybody who works at the plant. What was played of a week is kept for the next question."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._of_week = lru_cache(maxsize=3 * len(plant.machines))(self._week)

    def said(self, window: Interval) -> list[Correction]:
        """Everything entered in the window, by the instant of the entry."""
        # What is entered now may be about a stop of a day ago.
        asked = Interval(Instant(window.start - DAY), window.end)
        weeks: list[Interval] = []
        while not weeks or weeks[-1].end < asked.end:
            weeks.append(week_of(weeks[-1].end if weeks else asked.start))
        found = [
            entry
            for week in weeks
            for place in range(len(self._plant.machines))
            for entry in self._of_week(place, week)
            if entry.at in window
        ]
        return sorted(found, key=lambda entry: (entry.at, entry.key))

    def _week(self, place: int, week: Interval) -> list[Correction]:
        """What is said about a machine's week."""
        machine, seed = self._plant.machines[place], self._plant.seed
        entries = [_entry(machine.design, seed, stop) for stop in stops(machine, seed, week)]
        return [*(entry for entry in entries if entry is not None), *_scrap(machine.design, seed, week)]


def stops(machine: Machine, seed: int, week: Interval) -> Iterator[Stop]:
    """Stops inside attended time that people can explain, by start."""
    present = attended(machine.design.pattern, week, machine.design.stagger)
    for stop in _standing(machine, seed, week):
        for part in intersect([Interval(stop.start, stop.end)], present):
            if part.length >= SHORTEST:
                yield Stop(part.start, part.end, stop.reason)


def _standing(machine: Machine, seed: int, week: Interval) -> Iterator[Stop]:
    """Maximal runs without a program in cycle, cut where the duty changes."""
    course = machine.week(week.start).course
    begin: int | None = None
    kind = ""
    for place, start in enumerate(course.start):
        panel, phase = course.panel[place], course.phase[place]
        now = "" if panel.execution == Execution.ACTIVE else _kind(phase, panel.duty, panel.mode)
        if now == kind:
            continue
        if kind and begin is not None:
            yield _stop(machine.design, seed, begin, start, kind)
        begin, kind = start, now
    if kind and begin is not None:
        yield _stop(machine.design, seed, begin, week.end, kind)


def _kind(phase: Phase, duty: str, mode: str) -> str:
    """What people would call it, roughly: the group of the reason."""
    if phase is Phase.OFF:
        return ""
    if duty == Duty.MAINTENANCE or phase is Phase.FAULT:
        return "failure"
    if duty in (Duty.SETUP, Duty.TEARDOWN):
        return "setup"
    if duty == Duty.PROCESS_DEVELOPMENT:
        return "first_piece"
    if phase is Phase.SETUP and mode == ControllerMode.MANUAL_DATA_INPUT:
        return "adjustment"
    return "wait"


def _stop(design: Design, seed: int, start: int, end: int, kind: str) -> Stop:
    luck = stream(seed, design.id, "why", start)
    reason = kind
    if kind == "wait":
        reason = luck.choices(_WAITS, _SHARES)[0]
    elif kind == "failure":
        reason = luck.choice(_FAILURES) if end - start > 10 * MINUTE else "adjustment"
    return Stop(Instant(start), Instant(end), reason)


def _entry(design: Design, seed: int, stop: Stop) -> Correction | None:
    """What somebody says of a stop; None where nobody does."""
    luck = stream(seed, design.id, "says", stop.start)
    silent = luck.random() < SILENT
    late = luck.random() < LATE
    after = luck.uniform(2 * 3600, 6 * 3600) if late else luck.uniform(20, 900)
    comment = _COMMENTS.get(stop.reason, "") if luck.random() < TALKATIVE else ""
    author = luck.choice(_NAMES)
    if silent:
        return None
    return _line(
        design,
        f"demo-{design.id}-{stop.start}",
        Instant(stop.end + int(after) * SECOND),
        author,
        kind=CorrectionKind.REASON,
        start=stop.start,
        end=stop.end,
        value=stop.reason,
        comment=comment,
    )


def _scrap(design: Design, seed: int, week: Interval) -> Iterator[Correction]:
    """A few scrapped parts, told near the end of a shift."""
    for shift in shifts(design.pattern, week):
        luck = stream(seed, design.id, "scrap", shift.start)
        scrap, rework = luck.choices((0, 1, 2, 4), (70, 18, 9, 3))[0], luck.choices((0, 1), (90, 10))[0]
        told = Instant(shift.end - 10 * MINUTE)
        if (scrap or rework) and design.programs:
            yield _line(
                design,
                f"demo-scrap-{design.id}-{shift.start}",
                told,
                luck.choice(_NAMES),
                kind=CorrectionKind.PARTS,
                start=told,
                scrap=scrap,
                rework=rework,
            )


def _line(design: Design, key: str, at: Instant, author: str, **said: Any) -> Correction:  # noqa: ANN401 - its fields
    """A line of the log as it is sent; what `said` does not name is empty."""
    empty: dict[str, Any] = {"end": None, "value": "", "reason": "", "comment": ""}
    return Correction(id=0, key=key, machine=MachineId(design.id), at=at, author=author, **{**empty, **said})
