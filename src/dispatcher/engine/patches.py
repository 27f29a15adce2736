"""From a run's record to patches: which stored spans go, and what takes their place."""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SignalId
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.engine.memory import Active, Axis, Memory
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.record import Detail, Drawn, DrawnCount, Record

BEGINNING = Instant(-(2**62))
"""Before everything: where a timeline drawn from scratch replaces from."""

TILING = (Track.STATE, Track.MODE, Track.PROGRAM)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood open when a run began. `again`: spans stored after `at` may be of another truth,
    so everything from there on is replaced even where this run draws nothing.
    """

    at: int | None
    again: bool
    open_spans: dict[Track, Drawn | None]
    open_alarms: dict[str, Active]
    siblings: dict[str, list[tuple[str, int, int, Active]]]

    @classmethod
    def of(cls, memory: Memory, *, again: bool) -> Frame:
        """The frame of a run that starts from this memory."""
        return cls(
            memory.at,
            again,
            {track: open_span(memory, track) for track in (*TILING, Track.CYCLE)},
            dict(memory.open_alarms),
            {start: list(spans) for start, spans in memory.alarm_siblings.items()},
        )


def open_span(memory: Memory, track: Track) -> Drawn | None:
    """The span of a single-lane track that stands open in the memory."""
    match track:
        case Track.STATE:
            return _axis_span(memory.state)
        case Track.MODE:
            return _axis_span(memory.mode)
        case Track.PROGRAM if memory.program is not None:
            name, reason, since = memory.program
            return Drawn(since, None, name, "", {"reason": reason or None})
        case Track.CYCLE if memory.cycle is not None:
            start, program, seen, _ = memory.cycle
            return Drawn(start, None, program, "cycle", {"outcome": None, "start": "seen" if seen else "unseen"})
        case _:
            return None


def _axis_span(axis: Axis) -> Drawn | None:
    if axis.since is None:
        return None
    return Drawn(axis.since, None, axis.value, axis.rule, {"reason": axis.reason or None})


def draw_patches(
    machine: MachineId, recipe: Recipe, frame: Frame, record: Record, memory: Memory
) -> tuple[list[TrackPatch], list[PartsPatch]]:
    """Patches that bring the stored tracks from the frame to the memory."""
    patches = []
    for track in (*TILING, Track.CYCLE):
        patch = _lane(machine, recipe, track, frame, record, memory)
        if patch is not None:
            patches.append(patch)
    patches += _alarms(machine, recipe, frame, record, memory)
    parts = _parts(machine, recipe, frame, record)
    return patches, parts


def _lane(
    machine: MachineId, recipe: Recipe, track: Track, frame: Frame, record: Record, memory: Memory
) -> TrackPatch | None:
    before, after = frame.open_spans[track], open_span(memory, track)
    closed = record.spans[track]
    if not frame.again and not closed and before == after:
        return None
    drawn = closed + ([after] if after is not None else [])
    if before is not None:
        start = before.start
    elif frame.again:
        start = BEGINNING if frame.at is None else frame.at + 1
    elif drawn:
        start = drawn[0].start
    else:
        return None
    spans = tuple(_span(machine, recipe, track, item) for item in drawn)
    return TrackPatch(machine=machine, track=track, start=Instant(start), end=None, spans=spans)


def _span(machine: MachineId, recipe: Recipe, track: Track, drawn: Drawn) -> Span:
    return Span(
        machine=machine,
        track=track,
        start=Instant(drawn.start),
        end=None if drawn.end is None else Instant(drawn.end),
        value=drawn.value,
        rule=f"{recipe.profile.key}/{drawn.rule}" if drawn.rule else "",
        detail=drawn.detail,
    )


def _alarm_span(machine: MachineId, key: str, start: int, end: int | None, entry: Active) -> Span:
    level, _, message, severity, qualifier = entry
    signal_key, _, code = key.partition(":")
    detail: Detail = {
        "signal": signal_key,
        "code": code,
        "level": level,
        "message": message,
        "severity": severity,
        "qualifier": qualifier,
    }
    return Span(
        machine=machine,
        track=Track.ALARM,
        start=Instant(start),
        end=None if end is None else Instant(end),
        value=key,
        rule="",
        detail=detail,
    )


def _alarms(machine: MachineId, recipe: Recipe, frame: Frame, record: Record, memory: Memory) -> list[TrackPatch]:
    """Alarms overlap, so those that stood open before are replaced start by start, the rest at once."""
    del recipe
    patches = []
    old_starts = {entry[1] for entry in frame.open_alarms.values()}
    touched = {start for _, start, _, _ in record.alarms if start in old_starts}
    for start in sorted(old_starts if frame.again else touched):
        spans = [
            _alarm_span(machine, key, begin, end, entry)
            for key, begin, end, entry in frame.siblings.get(str(start), [])
        ]
        spans += [_alarm_span(machine, k, s, e, entry) for k, s, e, entry in record.alarms if s == start]
        spans += [
            _alarm_span(machine, key, start, None, entry)
            for key, entry in memory.open_alarms.items()
            if entry[1] == start
        ]
        patches.append(_patch(machine, start, start + 1, spans))
    fresh = [
        _alarm_span(machine, key, start, end, entry)
        for key, start, end, entry in record.alarms
        if start not in old_starts
    ]
    fresh += [
        _alarm_span(machine, key, entry[1], None, entry)
        for key, entry in memory.open_alarms.items()
        if entry[1] not in old_starts
    ]
    if fresh or frame.again:
        fresh.sort(key=lambda span: span.start)
        start = BEGINNING if frame.at is None else frame.at + 1
        patches.append(_patch(machine, start, None, fresh))
    return patches


def _patch(machine: MachineId, start: int, end: int | None, spans: list[Span]) -> TrackPatch:
    return TrackPatch(
        machine=machine,
        track=Track.ALARM,
        start=Instant(start),
        end=None if end is None else Instant(end),
        spans=tuple(spans),
    )


def _parts(machine: MachineId, recipe: Recipe, frame: Frame, record: Record) -> list[PartsPatch]:
    if not record.counts and not frame.again:
        return []
    start = BEGINNING if frame.at is None else frame.at + 1
    counts = tuple(_count(machine, recipe, item) for item in record.counts)
    return [PartsPatch(machine=machine, start=Instant(start), end=None, counts=counts)]


def _count(machine: MachineId, recipe: Recipe, drawn: DrawnCount) -> PartCount:
    key = "" if drawn.signal is None else recipe.wires[SignalId(drawn.signal)].spec.key
    return PartCount(
        machine=machine,
        at=Instant(drawn.at),
        parts=drawn.parts,
        signal_key=key,
        raw_before=drawn.before,
        raw_after=drawn.after,
        program=drawn.program,
        inferred=drawn.inferred,
        rule=f"{recipe.profile.key}/{drawn.rule}",
    )
