"""Builders of what an account is reckoned from: shifts, slots, spans, reasons, facts. Instants are plain minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from dispatcher.domain.account import Stretch, TimeClass
from dispatcher.domain.calendar import Attendance, Occurrence, Slot, SlotKind
from dispatcher.domain.correction import Correction
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason, ReasonKind, Wins
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, Shape, Span, Track
from dispatcher.engine.account import Facts, Standing
from dispatcher.engine.account.facts import Given, no_rules
from dispatcher.engine.overlay import lay

MACHINE = MachineId("lathe-1")
DAY = date(2026, 3, 2)
KINDS: Mapping[str, BaseState] = {base.value: base for base in BaseState}


def at(minutes: float) -> Instant:
    """The instant so many minutes after the epoch."""
    return Instant(round(minutes * MINUTE))


def between(start: float, end: float) -> Interval:
    """[start, end) in minutes."""
    return Interval(at(start), at(end))


def shift(
    start: float,
    end: float,
    *,
    code: str = "1",
    day: date = DAY,
    breaks: Sequence[tuple[float, float]] = (),
    attendance: Attendance = Attendance.MANNED,
    team: str = "",
) -> Occurrence:
    """An occurrence, minutes."""
    return Occurrence(
        calendar="main",
        day=day,
        shift=code,
        team=team,
        start=at(start),
        end=at(end),
        breaks=tuple(between(*pause) for pause in breaks),
        attendance=attendance,
    )


def slots(window: Interval, *shifts: Occurrence, day: date = DAY) -> list[Slot]:
    """The shifts' slots, with off-shift time between them so that they tile the window; shifts by start, disjoint."""
    found: list[Slot] = []

    def off(start: Instant, end: Instant) -> None:
        if start < end:
            found.append(Slot(start=start, end=end, kind=SlotKind.OFF, day=day, occurrence=None))

    free = window.start
    for own in shifts:
        off(free, own.start)
        begin = own.start
        for pause in own.breaks:
            if begin < pause.start:
                found.append(Slot(start=begin, end=pause.start, kind=SlotKind.WORK, day=own.day, occurrence=own))
            found.append(Slot(start=pause.start, end=pause.end, kind=SlotKind.BREAK, day=own.day, occurrence=own))
            begin = pause.end
        if begin < own.end:
            found.append(Slot(start=begin, end=own.end, kind=SlotKind.WORK, day=own.day, occurrence=own))
        free = own.end
    off(free, window.end)
    return found


def spans(
    *parts: tuple[float, float | None, str], track: Track = Track.STATE, machine: MachineId = MACHINE
) -> list[Span]:
    """Spans of a track, minutes."""
    return [
        Span(
            machine=machine,
            track=track,
            start=at(start),
            end=None if end is None else at(end),
            value=value,
            rule=f"p@1/{value}",
            detail={},
        )
        for start, end, value in parts
    ]


def reason(
    code: str,
    kind: ReasonKind = ReasonKind.UNPLANNED,
    *,
    running: Wins = Wins.SIGNAL,
    person: Wins = Wins.PERSON,
    carry_hours: int = 48,
) -> Reason:
    """A leaf of the tree."""
    return Reason(
        code=code,
        parent="",
        words={"en": code, "ru": code},
        kind=kind,
        color="reason-1",
        shape=Shape.SQUARE,
        against_running=running,
        against_person=person,
        carry_hours=carry_hours,
    )


TREE = {
    own.code: own
    for own in (
        reason("no_job", ReasonKind.NOT_SCHEDULED),
        reason("no_tool"),
        reason("broken", ReasonKind.FAILURE),
        reason("adjust", ReasonKind.CHANGEOVER),
        reason("meeting", ReasonKind.PLANNED),
        reason("service", ReasonKind.PREVENTIVE),
        reason("trial", ReasonKind.UNPLANNED, running=Wins.PERSON),
        reason("alarm_stop", ReasonKind.FAILURE, person=Wins.SIGNAL),
        reason("short", carry_hours=1),
    )
}


def facts(
    states: Sequence[Span],
    planned: Sequence[Slot],
    *,
    window: Interval,
    now: float,
    modes: Sequence[Span] = (),
    programs: Sequence[Span] = (),
    corrections: Iterable[Correction] = (),
    judge: Callable[[Standing], Sequence[Given]] = no_rules,
    micro: float = 2,
) -> Facts:
    """Facts with the tree of these tests."""
    return Facts(
        machine=MACHINE,
        window=window,
        now=at(now),
        states=states,
        modes=modes,
        programs=programs,
        slots=planned,
        overlay=lay(list(corrections), until=at(now)),
        kinds=KINDS,
        reason=lambda code, _: TREE.get(code),
        micro=lambda _: round(micro * MINUTE),
        judge=judge,
    )


def classes(stretches: Iterable[Stretch]) -> list[tuple[float, float, TimeClass]]:
    """Start, end, class, minutes; alike neighbours are one."""
    found: list[tuple[float, float, TimeClass]] = []
    for own in stretches:
        start, end = own.start / MINUTE, own.end / MINUTE
        if found and found[-1][1] == start and found[-1][2] is own.time_class:
            found[-1] = (found[-1][0], end, own.time_class)
        else:
            found.append((start, end, own.time_class))
    return found
