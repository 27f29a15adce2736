"""Proof that what is stored is what the journal says: every track tiles, and drawing it anew gives
the same spans and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dispatcher.app.past import as_event, drawn
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId, SignalId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event
from dispatcher.engine.recipe import Wire
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline
from dispatcher.ports.store import Journal

TILING = (Track.STATE, Track.MODE, Track.PROGRAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as it must be; `code` is a locale key `check.<code>`."""

    machine: MachineId
    track: str
    at: Instant
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was looked at, and every difference (at most one a track, the first)."""

    machines: int
    spans: int
    differences: tuple[Difference, ...]


def verify(journal: Journal, rules: Mapping[MachineId, StateRules], now: Instant) -> Verdict:
    """Look at every machine; `now` is when time stood still for the store (its last commit)."""
    found: list[Difference] = []
    count = 0
    for machine, own in rules.items():
        stored = list(journal.spans([machine], list(Track), ALL_TIME))
        count += len(stored)
        found += tiling(stored)
        spans, counts = _draw(journal, machine, own, now)
        found += _compare(machine, stored, spans)
        if list(journal.part_counts([machine], ALL_TIME)) != counts:
            found.append(Difference(machine=machine, track="parts", at=now, code="differs"))
    return Verdict(machines=len(rules), spans=count, differences=tuple(found))


def tiling(spans: Iterable[Span]) -> Iterator[Difference]:
    """Holes, overlaps and second open spans in the tracks that must tile (one machine)."""
    for track in TILING:
        lane = sorted((span for span in spans if span.track is track), key=lambda span: span.start)
        for before, after in pairwise(lane):
            if before.end != after.start:
                hole = before.end is not None and before.end < after.start
                code = "hole" if hole else "overlap"
                yield Difference(machine=after.machine, track=track.value, at=after.start, code=code)
                break
        if lane and lane[-1].end is not None:
            yield Difference(machine=lane[-1].machine, track=track.value, at=lane[-1].end, code="not_open")


def _draw(journal: Journal, machine: MachineId, rules: StateRules, now: Instant) -> tuple[list[Span], list[PartCount]]:
    wires = {
        stored.id: Wire(signal=stored.id, source=stored.source, spec=stored.spec)
        for stored in journal.signals()
        if stored.machine == machine
    }
    schedule = Schedule(rules, wires)
    cover = Cover()
    for claim in journal.coverage(machine, ALL_TIME):
        cover.claim(claim.source, claim.start, claim.end)
    signals = sorted(schedule.watched)

    def load(after: int | None) -> Iterator[Event]:
        del after
        for row in journal.relevant([SignalId(signal) for signal in signals], ALL_TIME) if signals else ():
            yield as_event(row)

    line = MachineTimeline(machine, schedule, load=load, recall=lambda _: None, cover=cover)
    return drawn(line.rebuild(until=now))


def _compare(machine: MachineId, stored: Iterable[Span], drawn: Iterable[Span]) -> Iterator[Difference]:
    order = {track: place for place, track in enumerate(Track)}
    left = {(order[s.track], s.start, s.value): s for s in stored}
    right = {(order[s.track], s.start, s.value): s for s in drawn}
    seen: set[int] = set()
    for key in sorted(left.keys() | right.keys()):
        if key[0] not in seen and left.get(key) != right.get(key):
            seen.add(key[0])
            track = list(Track)[key[0]]
            yield Difference(machine=machine, track=track.value, at=Instant(key[1]), code="differs")
