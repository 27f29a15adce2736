"""The leaves of reason conditions: where in a scope each is known to hold, and where it is known not to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dispatcher.domain.calendar import Attendance, Slot, SlotKind
from dispatcher.domain.instant import DAY, MINUTE, Instant, from_datetime, to_datetime
from dispatcher.domain.interval import Interval, intersect, union, without
from dispatcher.domain.state import Mode, Span
from dispatcher.engine.reasons.facts import StopFacts
from dispatcher.engine.reasons.rule import (
    MICRO,
    AlarmStands,
    Clock,
    InBase,
    InBreak,
    InMode,
    InProgram,
    InState,
    Look,
    NearShiftEnd,
    NearShiftStart,
    NoShift,
    OnSignal,
    StopLength,
)
from dispatcher.engine.reasons.signals import sure

Sides = tuple[list[Interval], list[Interval]]
"""Where it holds, where it does not; the rest of the scope is unknown."""


def look(leaf: Look, scope: Sequence[Interval], facts: StopFacts) -> Sides:  # noqa: PLR0911 - one for each leaf
    """Both sides of a leaf inside the scope."""
    match leaf:
        case OnSignal(signal, test):
            holds, fails = sure(test, facts.signals(signal))
            return intersect(scope, holds), intersect(scope, fails)
        case InState(codes):
            return _told(((start, end, code in codes) for start, end, code, _ in facts.states), scope)
        case InBase(bases):
            return _told(((start, end, base in bases) for start, end, _, base in facts.states), scope)
        case InMode(modes):
            known = (mode for mode in facts.modes if mode[2] != Mode.UNKNOWN)
            return _told(((start, end, mode in modes) for start, end, mode in known), scope)
        case InProgram(patterns):
            named = (program for program in facts.programs if program[2])
            return _told(((start, end, fits(name, patterns)) for start, end, name in named), scope)
        case AlarmStands():
            return _plain(_alarms(leaf, facts), scope)
        case NearShiftStart(span):
            return _plain((Interval(at, Instant(min(at + span, end))) for at, end in _shifts(facts.slots)), scope)
        case NearShiftEnd(span):
            return _plain((Interval(Instant(max(end - span, at)), end) for at, end in _shifts(facts.slots)), scope)
        case InBreak():
            return _plain(_slots(facts.slots, SlotKind.BREAK), scope)
        case NoShift():
            return _plain(_slots(facts.slots, SlotKind.OFF), scope)
        case Clock(first, last):
            return _plain((part for hull in _hull(scope) for part in clock(first, last, facts.zone, hull)), scope)
        case StopLength():
            return _plain((stop for stop in union(facts.stops) if _lasts(leaf, stop.length, facts.micro)), scope)


def _plain(holds: Iterable[Interval], scope: Sequence[Interval]) -> Sides:
    """Both sides of a leaf that is never unknown."""
    yes = intersect(scope, union(holds))
    return yes, without(scope, yes)


def _told(parts: Iterable[tuple[Instant, Instant, bool]], scope: Sequence[Interval]) -> Sides:
    """Both sides of a test of the spans of a track; where there is no span it is unknown."""
    yes: list[Interval] = []
    no: list[Interval] = []
    for start, end, holds in parts:
        if start < end:
            (yes if holds else no).append(Interval(start, end))
    return intersect(scope, union(yes)), intersect(scope, union(no))


def _slots(slots: Iterable[Slot], kind: SlotKind) -> Iterator[Interval]:
    return (Interval(slot.start, slot.end) for slot in slots if slot.kind is kind)


def _hull(scope: Sequence[Interval]) -> list[Interval]:
    return [Interval(scope[0].start, scope[-1].end)] if scope else []


def _alarms(leaf: AlarmStands, facts: StopFacts) -> Iterator[Interval]:
    for span in facts.alarms:
        end = facts.window.end if span.end is None else span.end
        if span.start < end and _is_meant(leaf, span):
            yield Interval(span.start, end)


def _is_meant(leaf: AlarmStands, span: Span) -> bool:
    detail = span.detail
    return (
        (not leaf.levels or detail.get("level") in leaf.levels)
        and (not leaf.codes or fits(str(detail.get("code") or ""), leaf.codes))
        and (not leaf.text or leaf.text.casefold() in str(detail.get("message") or "").casefold())
    )


def _shifts(slots: Iterable[Slot]) -> list[tuple[Instant, Instant]]:
    """Start and end of the manned shifts around."""
    found = {slot.occurrence.start: slot.occurrence for slot in slots if slot.occurrence is not None}
    return [(shift.start, shift.end) for shift in found.values() if shift.attendance is Attendance.MANNED]


def _lasts(leaf: StopLength, length: int, micro: int) -> bool:
    over = micro if leaf.over == MICRO else leaf.over
    up_to = micro if leaf.up_to == MICRO else leaf.up_to
    return (over is None or length > over) and (up_to is None or length <= up_to)


def fits(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text fits a pattern: `*` is any characters; case and outer blanks do not matter."""
    given = text.strip().casefold()
    return any(_pattern(pattern).fullmatch(given) for pattern in patterns)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in pattern.strip().casefold().split("*"))
    return re.compile(".*".join(parts), re.DOTALL)


def clock(first: int, last: int, zone: str, window: Interval) -> Iterator[Interval]:
    """Where the wall clock of the zone shows [first, last), minutes after midnight, in the window and around it."""
    spans = [(first, last)] if first < last else [(first, 24 * 60), (0, last)]
    for part, offset in _offsets(zone, Interval(Instant(window.start - DAY), Instant(window.end + DAY))):
        for day in range((part.start + offset) // DAY, (part.end + offset) // DAY + 1):
            midnight = day * DAY - offset
            for begin, end in spans:
                start = max(midnight + begin * MINUTE, part.start)
                stop = min(midnight + end * MINUTE, part.end)
                if start < stop:
                    yield Interval(Instant(start), Instant(stop))


def _offsets(zone: str, window: Interval) -> Iterator[tuple[Interval, int]]:
    """The window in pieces of one offset from UTC, in microseconds."""
    start = window.start
    offset = _offset(zone, start)
    at = start
    while at < window.end:
        after = Instant(min(at + DAY, window.end))
        if _offset(zone, after) != offset:
            turn = _turn(zone, at, after)
            yield Interval(start, turn), offset
            start, offset = turn, _offset(zone, turn)
            after = turn
        at = after
    if start < window.end:
        yield Interval(start, window.end), offset


def _turn(zone: str, before: Instant, after: Instant) -> Instant:
    """The first instant of the new offset; the offset at `before` is the old one."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = Instant((before + after) // 2)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: str, at: Instant) -> int:
    offset = to_datetime(at, ZoneInfo(zone)).utcoffset() or timedelta()
    return from_datetime(datetime(1970, 1, 1, tzinfo=UTC) + offset)
