"""A morning in the shop, in minutes: a shift 08:00 to 16:00 with a break, one machine, and what stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dispatcher.domain.calendar import Attendance, Occurrence, Slot, SlotKind
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Value
from dispatcher.domain.state import BaseState, Span, Track
from dispatcher.engine.reasons.facts import SignalHistory, SignalTrack, StopFacts
from dispatcher.engine.reasons.judge import judge
from dispatcher.engine.reasons.rule import SignalRef
from dispatcher.engine.reasons.rule_text import read_rules

DAY = date(2026, 11, 24)
MIDNIGHT = 1_795_478_400_000_000
"""2026-11-24T00:00Z; the plant is in UTC unless a test says otherwise."""
M = MachineId("m")


def at(clock: str) -> Instant:
    """ "08:30" of that day."""
    hour, minute = clock.split(":")
    return Instant(MIDNIGHT + (int(hour) * 60 + int(minute)) * MINUTE)


def span(text: str) -> Interval:
    """ "08:30-09:00"."""
    first, last = text.split("-")
    return Interval(at(first), at(last))


def spans(*texts: str) -> list[Interval]:
    return [span(text) for text in texts]


def words(intervals: Sequence[Interval]) -> list[str]:
    return [f"{clock(part.start)}-{clock(part.end)}" for part in intervals]


def clock(instant: Instant) -> str:
    minutes, rest = divmod(instant - MIDNIGHT, MINUTE)
    assert rest == 0
    return f"{minutes // 60:02}:{minutes % 60:02}"


def slots(attendance: Attendance = Attendance.MANNED) -> list[Slot]:
    """Nothing until 08:00, a shift with a break 12:00-12:30, nothing after 16:00."""
    occurrence = Occurrence(
        calendar="main",
        day=DAY,
        shift="1",
        team="",
        start=at("08:00"),
        end=at("16:00"),
        breaks=(span("12:00-12:30"),),
        attendance=attendance,
    )
    parts = (
        ("00:00-08:00", SlotKind.OFF),
        ("08:00-12:00", SlotKind.WORK),
        ("12:00-12:30", SlotKind.BREAK),
        ("12:30-16:00", SlotKind.WORK),
        ("16:00-24:00", SlotKind.OFF),
    )
    return [
        Slot(
            start=span(text).start,
            end=span(text).end,
            kind=kind,
            day=DAY,
            occurrence=None if kind is SlotKind.OFF else occurrence,
        )
        for text, kind in parts
    ]


def alarm(text: str, code: str, level: str = "FAULT", message: str = "") -> Span:
    when = span(text)
    detail: dict[str, str | int | float | None] = {"signal": "system", "code": code, "level": level, "message": message}
    return Span(machine=M, track=Track.ALARM, start=when.start, end=when.end, value=f"system:{code}", detail=detail)


def history(
    *values: tuple[str, Value], covered: Sequence[str] = ("00:00-24:00",), stale: int | None = None
) -> SignalHistory:
    return SignalHistory(
        values=[(at(when), value) for when, value in values], covered=spans(*covered), stale_after=stale
    )


def facts(
    *stops: str,
    states: Mapping[str, tuple[str, BaseState]] | None = None,
    modes: Mapping[str, str] | None = None,
    programs: Mapping[str, str] | None = None,
    alarms: Sequence[Span] = (),
    signals: Mapping[SignalRef, SignalTrack] | None = None,
    attendance: Attendance = Attendance.MANNED,
    zone: str = "UTC",
    micro: int = 2 * MINUTE,
) -> StopFacts:
    tracks = signals or {}
    return StopFacts(
        machine=M,
        window=span("00:00-24:00"),
        stops=spans(*stops),
        states=[(span(text).start, span(text).end, *state) for text, state in (states or {}).items()],
        modes=[(span(text).start, span(text).end, mode) for text, mode in (modes or {}).items()],
        programs=[(span(text).start, span(text).end, name) for text, name in (programs or {}).items()],
        alarms=alarms,
        slots=slots(attendance),
        signals=lambda ref: tracks.get(ref, ()),
        zone=zone,
        micro=micro,
    )


def given(rules: Sequence[Mapping[str, object]], around: StopFacts) -> list[str]:
    """ "08:00-09:00 reason" of everything the rules give; a rule without id or reason is named after its place."""
    document = [{"id": f"r{place}", "reason": f"r{place}", **rule} for place, rule in enumerate(rules)]
    found = judge(read_rules({"rules": document}), around)
    return [f"{clock(part.start)}-{clock(part.end)} {part.reason}" for part in found]
