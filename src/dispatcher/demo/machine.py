"""A machine of the plant as seen from its connection: rows, cut out of weeks that are played on demand.

The rows of [a, c) are the rows of [a, b) and those of [b, c), whatever b; nothing depends on who asked
before. That is why history and the live wires cannot contradict each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dispatcher.demo.chance import Times, salt
from dispatcher.demo.course import Course
from dispatcher.demo.design import Design
from dispatcher.demo.dialects import sheet_of
from dispatcher.demo.panel import Alarm, ControllerMode, Panel
from dispatcher.demo.physics import play
from dispatcher.demo.schedule import week_of
from dispatcher.demo.sheet import Sheet, Show, Source, Watch, Wave
from dispatcher.demo.sight import Sight, sights
from dispatcher.demo.waves import Waves
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition, Level, Value

_BY_HAND = {ControllerMode.MANUAL, ControllerMode.MANUAL_DATA_INPUT, ControllerMode.SEMI_AUTOMATIC}

Row = tuple[int, int, Value]
"""(instant µs of the plant's true time, item handle, value); None = UNAVAILABLE."""


@dataclass(slots=True)
class Week:
    """A played week: the discrete rows in order as columns, and what the sampled ones come from."""

    course: Course
    waves: Waves
    sights: list[tuple[Instant, Sight]]
    at: list[int]
    handle: list[int]
    value: list[Value]


class Machine:
    """One machine under one seed. `keys[handle]` is the data item's id, `sources[handle]` what it shows."""

    def __init__(self, seed: int, design: Design) -> None:
        self.seed = seed
        self.design = design
        self.sheet: Sheet = sheet_of(design)
        self.keys: list[str] = list(self.sheet.sources)
        self.sources: list[Source] = list(self.sheet.sources.values())
        self.salts = [salt(seed, design.id, key) for key in self.keys]
        self.readers: dict[str, list[int]] = {}
        """For each field of the panel the items that show it."""
        self.edges: list[int] = []
        """Items that say whether anything moves."""
        for handle, source in enumerate(self.sources):
            for name in _reads(source):
                self.readers.setdefault(name, []).append(handle)
            if isinstance(source, Wave) and source.edge:
                self.edges.append(handle)
        self.week = lru_cache(maxsize=3)(self._week)

    # -- what a window holds ----------------------------------------------------------------------

    def events(self, start: Instant, end: Instant) -> Iterator[Row]:
        """The rows of [start, end) that are stated when they change, in order."""
        for week in self._weeks(start, end):
            first = bisect_left(week.at, start)
            last = bisect_left(week.at, end)
            yield from zip(week.at[first:last], week.handle[first:last], week.value[first:last], strict=True)

    def sampled(self, handle: int, start: Instant, end: Instant, period: int) -> tuple[Times, list[Value]]:
        """The samples of [start, end) of one signal every `period` µs, where the machine is in sight."""
        wave = self.wave(handle)
        times: list[Times] = []
        values: list[Value] = []
        shift = self.salts[handle] % (wave.live * SECOND)
        for week in self._weeks(start, end):
            low, high = max(start, week.course.week.start), min(end, week.course.week.end)
            first = -((shift - low) // period) * period + shift
            at = np.arange(first, high, period, dtype=np.int64)
            at = at[_visible(week, at, always=wave.always)]
            if len(at):
                times.append(at)
                values += week.waves.values(wave, self.salts[handle], at)
        return (np.concatenate(times) if times else np.empty(0, np.int64)), values

    def wave(self, handle: int) -> Wave:
        """The shape of a sampled item. Raises TypeError for another one."""
        source = self.sources[handle]
        if not isinstance(source, Wave):
            message = f"{self.keys[handle]} is not sampled"
            raise TypeError(message)
        return source

    def state(self, at: Instant) -> list[Row]:
        """What every item shows at the instant, stated as of it (what an adapter sends to whoever
        connects); nothing when nobody answers.
        """
        week = self.week(week_of(at).start)
        sight = self.sight(at)
        if sight is Sight.DARK:
            return []
        writer = _Writer(self, week.course, week.waves)
        writer.frame(at, week.course.index(at), sight)
        writer.fill()
        return list(zip(writer.at, writer.handle, writer.value, strict=True))

    def panel(self, at: Instant) -> Panel:
        """The machine as somebody standing before it sees it."""
        course = self.week(week_of(at).start).course
        return course.panel[course.index(at)]

    def sight(self, at: Instant) -> Sight:
        """How well the machine is seen at an instant."""
        week = self.week(week_of(at).start)
        return week.sights[bisect_right(week.sights, at, key=lambda entry: entry[0]) - 1][1]

    def covered(self, start: Instant, end: Instant) -> list[Interval]:
        """When somebody answers for the machine in [start, end)."""
        found: list[Interval] = []
        for week in self._weeks(start, end):
            ends = [at for at, _ in week.sights[1:]] + [week.course.week.end]
            for (begin, sight), stop in zip(week.sights, ends, strict=True):
                low, high = max(begin, start), min(stop, end)
                if sight is Sight.DARK or low >= high:
                    continue
                if found and found[-1].end == low:
                    found[-1] = Interval(found[-1].start, Instant(high))
                else:
                    found.append(Interval(Instant(low), Instant(high)))
        return found

    # -- playing ----------------------------------------------------------------------------------

    def _weeks(self, start: Instant, end: Instant) -> Iterator[Week]:
        """The weeks that [start, end) touches."""
        at = start
        while at < end:
            span = week_of(at)
            yield self.week(span.start)
            at = span.end

    def _week(self, start: Instant) -> Week:
        """Play a week and write down its discrete rows."""
        span = week_of(start)
        course = play(self.seed, self.design, span)
        waves = Waves(course, salt(self.seed, self.design.id))
        seen = sights(self.seed, self.design, course)
        writer = _Writer(self, course, waves)
        marks = sorted({*course.start, *(at for at, _ in seen)})
        segment = sight = 0
        for at in marks:
            while segment + 1 < len(course.start) and course.start[segment + 1] <= at:
                segment += 1
            while sight + 1 < len(seen) and seen[sight + 1][0] <= at:
                sight += 1
            writer.frame(at, segment, seen[sight][1])
        writer.fill()
        return Week(course, waves, seen, writer.at, writer.handle, writer.value)


def _reads(source: Source) -> tuple[str, ...]:
    """The fields of the panel that the item depends on."""
    if isinstance(source, Show):
        return source.reads
    return ("alarms",) if isinstance(source, Watch) else ()


def _visible(week: Week, at: Times, *, always: bool) -> NDArray[np.bool_]:
    """Which of the instants are in sight of a signal (as a mask)."""
    starts = np.array([begin for begin, _ in week.sights], dtype=np.int64)
    levels = np.array([sight for _, sight in week.sights], dtype=np.int64)
    worst = Sight.MAINS if always else Sight.FULL
    mask: NDArray[np.bool_] = levels[np.searchsorted(starts, at, side="right") - 1] <= worst
    return mask


_UNSEEN = object()
_Shown = Value | tuple[Alarm, ...] | object


class _Writer:
    """Turns moments into rows: what differs from what was last said."""

    def __init__(self, machine: Machine, course: Course, waves: Waves) -> None:
        self.machine = machine
        self.course = course
        self.waves = waves
        self.at: list[int] = []
        self.handle: list[int] = []
        self.value: list[Value] = []
        self._said: list[_Shown] = [_UNSEEN] * len(machine.sources)
        self._panel: Panel | None = None
        self._sight: Sight | None = None
        self._by_hand = False
        self._pending: dict[int, list[int]] = {}

    def frame(self, at: int, segment: int, sight: Sight) -> None:
        """State what is new at the instant."""
        panel = self.course.panel[segment]
        by_hand = panel.mode in _BY_HAND
        touched = by_hand or self._by_hand
        before, entered = self._panel, sight is not self._sight
        self._panel, self._sight, self._by_hand = panel, sight, by_hand
        if sight is Sight.DARK:
            self._said = [_UNSEEN] * len(self._said)
            return
        if entered or before is None:
            places: Iterable[int] = range(len(self._said))
        else:
            places = self._concerned(before, panel, touched=touched)
        for handle in places:
            self._item(at, handle, self.machine.sources[handle], panel, sight, entered=entered, touched=touched)

    def _concerned(self, before: Panel, panel: Panel, *, touched: bool) -> list[int]:
        """Handles of the items that may say something new, in order."""
        found = set(self.machine.edges) if touched else set()
        if panel is not before:
            for field, old, new in zip(Panel._fields, before, panel, strict=True):
                if old is not new:
                    found.update(self.machine.readers.get(field, ()))
        return sorted(found)

    def _item(
        self, at: int, handle: int, source: Source, panel: Panel, sight: Sight, *, entered: bool, touched: bool
    ) -> None:
        """One item at one moment."""
        said = self._said[handle]
        hidden = sight is Sight.SILENT or (sight is Sight.MAINS and not getattr(source, "always", False))
        if isinstance(source, Wave):
            if hidden:
                if said is not None:
                    self._put(at, handle, None)
                self._said[handle] = None
            elif said is None or said is _UNSEEN or entered or (touched and source.edge):
                self._pending.setdefault(handle, []).append(len(self.at))
                self._put(at, handle, None)
                self._said[handle] = 0.0
        elif isinstance(source, Show):
            value = None if hidden else source.of(panel)
            if said is _UNSEEN or value != said:
                self._put(at, handle, value)
                self._said[handle] = value
        else:
            alarms = None if hidden else tuple(alarm for alarm in panel.alarms if alarm.channel in source.channels)
            if said is _UNSEEN or alarms != said:
                for condition in _conditions(said, alarms):
                    self._put(at, handle, condition)
                self._said[handle] = alarms

    def _put(self, at: int, handle: int, value: Value) -> None:
        """Append a row."""
        self.at.append(at)
        self.handle.append(handle)
        self.value.append(value)

    def fill(self) -> None:
        """Give the sampled items that had to be stated their values, all at once."""
        for handle, places in self._pending.items():
            wave = self.machine.wave(handle)
            at = np.array([self.at[place] for place in places], dtype=np.int64)
            values = self.waves.values(wave, self.machine.salts[handle], at)
            for place, value in zip(places, values, strict=True):
                self.value[place] = value
        self._pending.clear()


def _conditions(said: _Shown, alarms: tuple[Alarm, ...] | None) -> Iterator[Condition]:
    """The reports that lead from one set of active alarms to another (MTConnect Part 3, Condition)."""
    if alarms is None:
        yield Condition(level=Level.UNAVAILABLE)
        return
    before = said if isinstance(said, tuple) else ()
    if not alarms:
        yield Condition(level=Level.NORMAL)
        return
    for alarm in before:
        if alarm not in alarms:
            yield Condition(level=Level.NORMAL, native_code=alarm.code)
    for alarm in alarms:
        if alarm not in before:
            yield Condition(
                level=alarm.level, native_code=alarm.code, native_severity=alarm.severity,
                qualifier=alarm.qualifier, message=alarm.text,
            )  # fmt: skip
