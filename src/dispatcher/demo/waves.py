"""The analogue side: pure functions of (segment, instant), evaluated for whole columns of instants.

Nothing here remembers anything, so the value at an instant is the same on the wire and in history.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dispatcher.demo.chance import Floats, Times, drift, noise
from dispatcher.demo.course import Course
from dispatcher.demo.panel import Phase
from dispatcher.demo.sheet import Kind, Wave
from dispatcher.domain.instant import MINUTE, SECOND
from dispatcher.domain.signal import TimeSeries, Value

_MOVING = {Phase.CUT, Phase.CHANGE, Phase.SETUP, Phase.WARM_UP}
_RUNNING = {Phase.CUT, Phase.CHANGE, Phase.WARM_UP}
_SOAK = 40 * MINUTE
_DAY = 86_400 * SECOND
_BLOCKS = (
    "G1 X{x} Y{y} F{f}", "G0 Z{z}", "G3 X{x} Y{y} R{r}", "G2 X{x} Y{y} R{r}", "G1 Z-{z}", "X{x}", "Y{y} Z-{z}", "M8",
)  # fmt: skip
_SERIES_RATE = 100.0
_SERIES_LENGTH = 32


class Waves:
    """The sampled signals of one machine in one week."""

    def __init__(self, course: Course, seed: int) -> None:
        self.seed = seed
        self.week = course.week
        self.start: Times = np.array(course.start, dtype=np.int64)
        self.end: Times = np.append(self.start[1:], course.week.end)
        self.rpm: Floats = np.array(course.rpm)
        self.load: Floats = np.array(course.load)
        self.feed: Floats = np.array(course.feed)
        self.first: Floats = np.array(course.first, dtype=np.float64)
        self.last: Floats = np.array(course.last, dtype=np.float64)
        moving = np.array([phase in _MOVING for phase in course.phase])
        running = np.array([phase in _RUNNING for phase in course.phase])
        self.moving: NDArray[np.bool_] = moving
        # Where a still machine stands: where it was when it last moved.
        ends = np.where(moving, self.end, course.week.start)
        self.rested_at: Times = np.maximum.accumulate(ends)
        self.bounds: Times = np.append(self.start, course.week.end)
        self.worked: Floats = np.concatenate(([0.0], np.cumsum(np.where(running, self.end - self.start, 0))))

    def values(self, wave: Wave, salt: int, at: Times) -> list[Value]:
        """The values of a signal at these instants of the week; `salt` tells signals of a kind apart."""
        if wave.kind is Kind.BLOCK:
            return self._blocks(at)
        if wave.kind is Kind.VIBRATION:
            return self._series(wave, salt, at)
        rounded = np.round(self._numbers(wave, salt ^ self.seed, at) * wave.scale, wave.digits) + 0.0
        numbers: list[float] = rounded.tolist()
        if wave.text:
            return [str(int(number)) for number in numbers]
        return list(numbers)

    def _numbers(self, wave: Wave, salt: int, at: Times) -> Floats:
        """One column in the physics' own units."""
        index = np.searchsorted(self.start, at, side="right") - 1
        shape: Floats
        match wave.kind:
            case Kind.SPEED:
                shape = self.rpm[index] * (1 + 0.003 * noise(salt, at))
            case Kind.FEED:
                shape = self.feed[index] * (0.72 + 0.2 * drift(salt, at, 3 * SECOND) + 0.06 * noise(salt, at))
            case Kind.LOAD:
                shape = self._loaded(index, salt, at)
            case Kind.AXIS_LOAD:
                lively = np.where(self.moving[index], 1.0, 0.15)
                shape = wave.base * lively * (1 + 0.5 * drift(salt, at, 4 * SECOND) + 0.2 * noise(salt, at))
            case Kind.POSITION:
                held = np.where(self.moving[index], at, self.rested_at[index])
                shape = wave.base + wave.span * (
                    0.6 * drift(salt, held, 37 * SECOND) + 0.4 * drift(salt + 1, held, 6 * SECOND)
                )
            case Kind.TEMPERATURE:
                day = np.sin(2 * np.pi * (at % _DAY) / _DAY)
                shape = wave.base + 1.5 * day + wave.span * self._soaked(at) + 0.08 * noise(salt, at)
            case Kind.VOLTAGE:
                shape = wave.base + wave.span * drift(salt, at, 20 * MINUTE) + 0.3 * noise(salt, at)
            case Kind.POWER:
                share = self.load[index] / 100 + 0.12 * self.moving[index]
                shape = wave.base * (1 + 0.02 * noise(salt, at)) + wave.span * share * (0.8 + 0.2 * noise(salt + 1, at))
            case Kind.CURRENT:
                share = self._loaded(index, salt, at) / 100
                shape = np.where(self.moving[index], wave.base, 0.0) + wave.span * share
            case Kind.PRESSURE:
                shape = wave.base + wave.span * (0.7 * drift(salt, at, 90 * SECOND) + 0.3 * noise(salt, at))
            case Kind.LINE:
                shape = self._lines(index, at)
            case Kind.AUTO_TIME:
                shape = np.floor(self._worked_until(at) / SECOND)
            case _:
                shape = (at - self.week.start) / SECOND
        return shape

    def _loaded(self, index: Times, salt: int, at: Times) -> Floats:
        """Spindle load in percent; nothing where nothing is cut."""
        swing = 0.85 + 0.3 * drift(salt, at, 5 * SECOND) + 0.1 * noise(salt, at)
        loaded: Floats = np.clip(self.load[index] * swing, 0.0, 140.0)
        return loaded

    def _worked_until(self, at: Times) -> Floats:
        """µs in cycle since the week began."""
        return np.interp(at, self.bounds, self.worked)

    def _soaked(self, at: Times) -> Floats:
        """How much of the last 40 minutes the machine worked, 0 to 1: what has warmed it."""
        earlier = np.maximum(at - _SOAK, self.week.start)
        share: Floats = (self._worked_until(at) - self._worked_until(earlier)) / _SOAK
        return share

    def _lines(self, index: Times, at: Times) -> Floats:
        """The program line at work."""
        share = (at - self.start[index]) / (self.end[index] - self.start[index])
        return np.floor(self.first[index] + (self.last[index] - self.first[index]) * share)

    def _blocks(self, at: Times) -> list[Value]:
        """The text of the block at work, the same for the same line."""
        index = np.searchsorted(self.start, at, side="right") - 1
        lines: list[int] = self._lines(index, at).astype(np.int64).tolist()
        found: list[Value] = []
        for line in lines:
            mixed = (line * 2_654_435_761) % (1 << 32)
            block = _BLOCKS[mixed % len(_BLOCKS)].format(
                x=mixed % 4001 / 10 - 200, y=mixed % 2999 / 10 - 150, z=mixed % 401 / 10, r=mixed % 97 / 4 + 1,
                f=200 + mixed % 1800,
            )  # fmt: skip
            found.append(f"N{line} {block}")
        return found

    def _series(self, wave: Wave, salt: int, at: Times) -> list[Value]:
        """Vibration: so many samples up to each instant."""
        step = int(SECOND / _SERIES_RATE)
        back = np.arange(_SERIES_LENGTH - 1, -1, -1, dtype=np.int64) * step
        found: list[Value] = []
        for instant in at.tolist():
            ticks = instant - back
            index = np.searchsorted(self.start, np.maximum(ticks, self.week.start), side="right") - 1
            strength = wave.base + wave.span * self.rpm[index] / 10_000
            samples = np.round(strength * noise(salt ^ self.seed, ticks), wave.digits) + 0.0
            found.append(TimeSeries(_SERIES_RATE, tuple(samples.tolist())))
        return found
