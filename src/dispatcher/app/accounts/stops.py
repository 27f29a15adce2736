"""Stops as people see them: whole, with their pieces, and whether they are explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from dispatcher.app.accounts.reader import AccountReader
from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.instant import DAY, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Level, MachineId
from dispatcher.domain.state import Span, Track
from dispatcher.engine.account.causes import CALENDAR


class Status(StrEnum):
    """What is known of why."""

    UNEXPLAINED = "unexplained"
    """Some of its time still wants a reason."""
    EXPLAINED = "explained"
    MICRO = "micro"
    """Shorter than anybody asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A whole stop. pieces: its stretches, neighbours of one reason and class joined."""

    machine: MachineId
    start: Instant
    end: Instant
    open: bool
    status: Status
    strict: bool
    first: Stretch
    """Where it began, in the first shift it touches."""
    reason: str
    origin: Origin
    alarm: Span | None
    pieces: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Total:
    """Stops, and their time of that kind inside the window."""

    stops: int
    time: Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Newest first."""

    stops: Sequence[Stop]
    totals: Mapping[Status, Total]


OWED = frozenset({TimeClass.UNEXPLAINED})
_OFF = frozenset({TimeClass.NOT_SCHEDULED})


def stops(reader: AccountReader, machines: Sequence[MachineId], window: Interval, *, least: Micros = 0) -> Stops:
    """Every stop that touches the window with time that counts or a reason, at least so long. Blocks."""
    found = _whole(reader, machines, window)
    meaning = reader.inputs.meanings.now()
    alarms: dict[MachineId, list[Span]] = {}
    if found:
        hull = Interval(min(own[0].start for own in found), max(own[-1].end for own in found))
        for span in reader.inputs.journal.spans(sorted({own[0].machine for own in found}), [Track.ALARM], hull):
            alarms.setdefault(span.machine, []).append(span)
    made: list[Stop] = []
    totals = dict.fromkeys(Status, Total(0, 0))
    for stretches in found:
        start, end = stretches[0].start, stretches[-1].end
        status = _status(stretches)
        if status is None or end - start < least:
            continue
        machine = stretches[0].machine
        told = next((own for own in stretches if own.reason), None)
        made.append(
            Stop(
                machine=machine,
                start=start,
                end=end,
                open=stretches[-1].open,
                status=status,
                strict=meaning.book.stop(meaning.machines[machine], start).strict,
                first=next((own for own in stretches if own.time_class not in _OFF), stretches[0]),
                reason="" if told is None else told.reason,
                origin=Origin.NONE if told is None else told.origin,
                alarm=_alarm(alarms.get(machine, ()), start, end),
                pieces=_joined(stretches),
            )
        )
        totals[status] = Total(totals[status].stops + 1, totals[status].time + _time(stretches, status, window))
    return Stops(stops=sorted(made, key=lambda own: (-own.start, own.machine)), totals=totals)


def _whole(reader: AccountReader, machines: Sequence[MachineId], window: Interval) -> list[list[Stretch]]:
    """The stretches of each stop that touches the window, whole ones."""
    found: list[list[Stretch]] = []
    seen = [own for own in reader.stretches(machines, window) if own.stop is not None]
    for (machine, start), group in groupby(seen, key=lambda own: (own.machine, own.stop)):
        stretches = list(group)
        if start is not None and start < stretches[0].start:
            earlier = reader.stretches([machine], Interval(start, stretches[0].start))
            stretches = [*earlier, *stretches]
        step = DAY
        while stretches[-1].end >= window.end and not stretches[-1].open:
            more = reader.stretches([machine], Interval(stretches[-1].end, Instant(stretches[-1].end + step)))
            same = [own for own in more if own.stop == start]
            stretches += same
            if not same or len(same) < len(more):
                break
            step *= 4
        found.append(_seamless(stretches))
    return found


def _seamless(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches that were cut at the bounds of the window are one again."""
    found: list[Stretch] = []
    for own in stretches:
        last = found[-1] if found else None
        if last is not None and last.end == own.start and _alike(last, own):
            found[-1] = _longer(last, own)
        else:
            found.append(own)
    return found


def _alike(left: Stretch, right: Stretch) -> bool:
    skipped = {"start", "end", "open"}
    return all(getattr(left, name) == getattr(right, name) for name in Stretch.__slots__ if name not in skipped)


def _longer(left: Stretch, right: Stretch) -> Stretch:
    return replace(left, end=right.end, open=right.open)


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours of one reason, origin and class as one."""
    found: list[Stretch] = []
    for own in stretches:
        last = found[-1] if found else None
        same = last is not None and (last.reason, last.origin, last.time_class) == (
            own.reason,
            own.origin,
            own.time_class,
        )
        if last is not None and same:
            found[-1] = _longer(last, own)
        else:
            found.append(own)
    return found


def _status(stretches: Sequence[Stretch]) -> Status | None:
    """None: nobody asks why, and nobody said it."""
    classes = {own.time_class for own in stretches}
    if classes & OWED:
        return Status.UNEXPLAINED
    if any(own.reason and own.reason_rule != CALENDAR for own in stretches):
        return Status.EXPLAINED
    if TimeClass.MICRO in classes:
        return Status.MICRO
    return None if classes <= _OFF | {TimeClass.PLANNED} else Status.EXPLAINED


def _time(stretches: Sequence[Stretch], status: Status, window: Interval) -> Micros:
    """Time inside the window that makes the stop what it is."""
    total = 0
    for own in stretches:
        counts = {
            Status.UNEXPLAINED: own.time_class in OWED,
            Status.MICRO: own.time_class is TimeClass.MICRO,
            Status.EXPLAINED: own.time_class not in _OFF or bool(own.reason),
        }[status]
        if counts:
            total += max(0, min(own.end, window.end) - max(own.start, window.start))
    return total


def _alarm(spans: Sequence[Span], start: Instant, end: Instant) -> Span | None:
    """The fault that stood at the start of the stop or came first in it; a warning where there is no fault."""
    touching = [span for span in spans if span.start < end and (span.end is None or span.end > start)]
    return min(
        touching, key=lambda span: (span.detail.get("level") != Level.FAULT, max(span.start, start)), default=None
    )
