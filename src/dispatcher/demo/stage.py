"""The stage a week is played on: the clock, who is there, the panel, and how segments are written down."""

from __future__ import annotations

import math
from bisect import bisect_right

from dispatcher.demo.chance import stream
from dispatcher.demo.course import Course, home_panel
from dispatcher.demo.design import Design
from dispatcher.demo.panel import Alarm, Execution, Phase
from dispatcher.demo.schedule import attended, shifts
from dispatcher.domain.instant import HOUR, Instant
from dispatcher.domain.interval import Interval

_MOST = 40
_LEAST = 200_000
"""µs: no segment is shorter."""


class WeekOver(Exception):
    """The week's last instant has been reached."""


class Stage:
    """A machine's week in the making: `emit` appends a segment and moves `at`."""

    def __init__(self, seed: int, design: Design, week: Interval) -> None:
        self.design = design
        self.habits = design.habits
        self.luck = stream(seed, design.id, "week", week.start)
        self.course = Course(week)
        self.at = week.start
        self.panel = home_panel(design)
        self.presence = attended(design.pattern, week, design.stagger)
        self.shifts = shifts(design.pattern, week)
        self.warnings = self._plan_warnings(week)

    def present(self) -> bool:
        """Whether somebody stands at the machine now."""
        index = bisect_right(self.presence, Interval(self.at, Instant(self.at + (1 << 60)))) - 1
        return index >= 0 and self.at in self.presence[index]

    def _after(self) -> Instant | None:
        """When somebody comes (or came) next: the next start of presence, None after the last."""
        for interval in self.presence:
            if interval.start > self.at:
                return interval.start
        return None

    def _gap(self) -> int:
        """µs until the next arrival, or until the week's end."""
        return (self._after() or self.course.week.end) - self.at

    def _until_leaving(self) -> int:
        """µs until whoever is here leaves; 0 when nobody is."""
        index = bisect_right(self.presence, Interval(self.at, Instant(self.at + (1 << 60)))) - 1
        return max(0, self.presence[index].end - self.at) if index >= 0 else 0

    def idle(self, length: int) -> None:
        """Ready, doing nothing."""
        self.emit(Phase.IDLE, length, execution=Execution.READY)

    def set(self, **changes: object) -> None:
        """Change the panel from the next segment on."""
        self.panel = self.panel._replace(**changes)  # type: ignore[arg-type]  # names are checked by _replace

    def emit(
        self, phase: Phase, length: int, *, rpm: float = 0.0, load: float = 0.0, feed: float = 0.0,
        lines: tuple[int, int] | None = None, **changes: object,
    ) -> None:  # fmt: skip
        """Append a segment of so many µs. Raises WeekOver at the week's end."""
        if changes:
            self.panel = self.panel._replace(**changes)  # type: ignore[arg-type]
        while self.warnings and self.warnings[0][0] <= self.at:
            _, raised, alarm = self.warnings.pop(0)
            kept = tuple(other for other in self.panel.alarms if other != alarm)
            self.panel = self.panel._replace(alarms=(*kept, alarm) if raised else kept)
        course = self.course
        course.start.append(self.at)
        course.phase.append(phase)
        course.panel.append(self.panel)
        course.rpm.append(rpm)
        course.load.append(load)
        course.feed.append(feed)
        first, last = lines or (course.last[-1] if course.last else 0,) * 2
        course.first.append(first)
        course.last.append(last)
        self.at = Instant(self.at + max(length, _LEAST))
        if self.at >= course.week.end:
            raise WeekOver

    def _raise(self, alarm: Alarm, **changes: object) -> None:
        """Add an alarm to the active ones."""
        if alarm not in self.panel.alarms:
            self.set(alarms=(*self.panel.alarms, alarm), **changes)

    def _clear(self) -> None:
        """Reset: faults go, warnings stay."""
        faults = (*self.design.alarms.minor, *self.design.alarms.major)
        self.set(alarms=tuple(alarm for alarm in self.panel.alarms if alarm not in faults))

    def _reaction(self, low: float, high: float) -> int:
        """How long until somebody reacts: at once when present, else when somebody comes."""
        waited = self._seconds(low, high)
        return waited if self.present() else min(self._gap(), 14 * HOUR) + waited

    def _happens(self, chance: float) -> bool:
        """Whether something of this chance happens now."""
        return self.luck.random() < chance

    def _seconds(self, low: float, high: float) -> int:
        """A random duration in µs, to the millisecond as controls report it."""
        return int(self.luck.uniform(low, high) * 1000) * 1000

    def _plan_warnings(self, week: Interval) -> list[tuple[int, bool, Alarm]]:
        """When warnings come and go, sorted; they may overlap."""
        planned = []
        if self.design.alarms.warning:
            for _ in range(poisson(self.luck.random(), self.habits.warnings)):
                start = week.start + int(self.luck.random() * week.length)
                end = start + self._seconds(900, 16_000)
                alarm = self.luck.choice(self.design.alarms.warning)
                planned += [(start, True, alarm), (end, False, alarm)]
        return sorted(planned, key=lambda entry: entry[0])


def poisson(uniform: float, mean: float) -> int:
    """A Poisson number from one uniform one."""
    count, term = 0, math.exp(-mean)
    total = term
    while uniform > total and count < _MOST:
        count += 1
        term *= mean / count
        total += term
    return count
