"""The working calendar as values: shifts, breaks, patterns, exceptions, and the occurrences they expand to.

Clock times are minutes of the wall after local midnight of the day a shift opens (1500 = 01:00 the next day); only
`domain/occurrences.py` turns them into instants, by the rules of the zone (traps 39 to 43). Dates are `datetime.date`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval

Words = Mapping[str, str]
"""A text by language: "en", "ru"."""


class Attendance(StrEnum):
    """What a shift expects of the machine."""

    MANNED = "manned"
    UNMANNED = "unmanned"
    """Scheduled, but nobody is there to be asked why it stands."""
    OPTIONAL = "optional"
    """Work counts, standing does not: the time is scheduled only where the machine runs."""


class Overlap(StrEnum):
    """Who owns the time that two shifts of one calendar share. A machine's time is counted once."""

    FORBIDDEN = "forbidden"
    EARLIER = "earlier"
    """The shift that opened first, until its end."""
    LATER = "later"
    """The shift that opened last, from its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A planned pause. `start` in minutes of the wall after midnight of the day the shift opened."""

    start: int
    minutes: int
    title: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift as the calendar names it; `start` 0..1439, `minutes` of the wall, at most 1440."""

    code: str
    title: Words
    start: int
    minutes: int
    breaks: tuple[Break, ...] = ()
    attendance: Attendance = Attendance.MANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A shift worked on a day, and by which team (empty where teams do not rotate)."""

    shift: str
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Days that repeat: day n after `anchor` works `days[n % len(days)]`; a week is seven days from a Monday.

    In force from `first` to `last` (both included, None = without end); with `season` only on days whose
    (month, day) lies in it, which may go round the turn of the year. Of several the last that fits wins.
    """

    code: str
    title: Words
    anchor: date
    days: tuple[tuple[Turn, ...], ...]
    first: date | None = None
    last: date | None = None
    season: tuple[tuple[int, int], tuple[int, int]] | None = None


class ExceptionKind(StrEnum):
    """Why a day differs from its pattern."""

    HOLIDAY = "holiday"
    MOVED = "moved"
    """A working day moved here from a day off, or the other way round."""
    OVERTIME = "overtime"
    CANCELLED = "cancelled"
    SHORT = "short"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayException:
    """What one day works instead of its pattern.

    `turns` None = as the pattern, then `add`ed turns and `minus` minutes at the end of each shift. `like`: works as
    the pattern says for that other date. `scope` narrows it ("", "site:x", "area:x", "line:x", "machine:x").
    """

    day: date
    kind: ExceptionKind
    title: Words = field(default_factory=dict)
    turns: tuple[Turn, ...] | None = None
    add: tuple[Turn, ...] = ()
    minus: int = 0
    like: date | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar. `zone`: IANA name; empty = that of the site where the machine stands. `country`: "RU", "BY", or
    empty: its production calendar lies between the patterns and the exceptions.
    """

    code: str
    title: Words
    zone: str
    shifts: Mapping[str, Shift]
    patterns: tuple[Pattern, ...]
    exceptions: tuple[DayException, ...] = ()
    country: str = ""
    overlap: Overlap = Overlap.FORBIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One shift of one day: everything that is reported by shift joins to it. It belongs to the day it opened."""

    calendar: str
    day: date
    shift: str
    team: str
    start: Instant
    end: Instant
    breaks: tuple[Interval, ...]
    attendance: Attendance


class SlotKind(StrEnum):
    """What a piece of the axis is for."""

    WORK = "work"
    BREAK = "break"
    OFF = "off"
    """No shift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A piece of the axis by the calendar. Slots of a machine tile it; OFF is cut at local midnights, so that it too
    belongs to a day. `occurrence` None where there is no shift.
    """

    start: Instant
    end: Instant
    kind: SlotKind
    day: date
    occurrence: Occurrence | None
