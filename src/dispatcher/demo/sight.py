"""What can be seen of a machine and when: link faults, and mains that are switched off."""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise

from dispatcher.demo.chance import stream
from dispatcher.demo.course import Course
from dispatcher.demo.design import Design, Power
from dispatcher.demo.panel import Phase
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval


class Sight(IntEnum):
    """From clear sight to none; the greater hides the lesser."""

    FULL = 0
    MAINS = 1
    """The machine is off, its gateway lives."""
    SILENT = 2
    """The agent answers; everything it has is UNAVAILABLE."""
    DARK = 3
    """Nobody answers: not covered."""


_OFF = {Power.ALWAYS: Sight.FULL, Power.MAINS: Sight.MAINS, Power.SILENT: Sight.SILENT, Power.DARK: Sight.DARK}


def sights(seed: int, design: Design, course: Course) -> list[tuple[Instant, Sight]]:
    """(from, sight) over the week, sorted by instant, changes only; the first is at the week's start."""
    marks: list[tuple[int, int, int]] = []
    ends = [*course.start[1:], course.week.end]
    for start, end, phase in zip(course.start, ends, course.phase, strict=True):
        if phase is Phase.OFF:
            marks += [(start, 1, _OFF[design.power]), (end, -1, _OFF[design.power])]
    for interval, sight in faults(seed, design, course.week):
        marks += [(interval.start, 1, sight), (interval.end, -1, sight)]
    marks.sort()
    active = [0, 0, 0, 0]
    found = [(course.week.start, Sight.FULL)]
    for at, change, sight_number in marks:
        active[sight_number] += change
        now = Sight(max((level for level in range(4) if active[level]), default=0))
        if found[-1][0] == at:
            found[-1] = (Instant(at), now)
        elif found[-1][1] is not now:
            found.append((Instant(at), now))
    merged = [found[0]]
    merged += [entry for before, entry in pairwise(found) if entry[1] is not before[1]]
    return [entry for entry in merged if entry[0] < course.week.end]


def faults(seed: int, design: Design, week: Interval) -> list[tuple[Interval, Sight]]:
    """The link faults of a machine's week: silent adapters, dead agents, flapping."""
    luck = stream(seed, design.id, "faults", week.start)
    found: list[tuple[Interval, Sight]] = []

    def add(start: int, length: int, sight: Sight) -> None:
        end = min(start + length, week.end)
        if start < end:
            found.append((Interval(Instant(start), Instant(end)), sight))

    def moments(mean: float) -> list[int]:
        """Exponential gaps: so many a week on average."""
        at, picked = float(week.start), []
        while mean > 0 and (at := at + luck.expovariate(mean / week.length)) < week.end:
            picked.append(int(at))
        return picked

    for at in moments(design.trouble.silent):
        add(at, int(luck.uniform(1, 18) * MINUTE), Sight.SILENT)
    for at in moments(design.trouble.dark):
        add(at, int(luck.uniform(2, 35) * MINUTE), Sight.DARK)
    for at in moments(design.trouble.flapping):
        for _ in range(luck.randint(6, 15)):
            length = int(luck.uniform(2, 15) * SECOND)
            add(at, length, Sight.SILENT)
            at += length + int(luck.uniform(3, 25) * SECOND)  # noqa: PLW2901 - the next one comes after
    return sorted(found)
