"""The timeline of one machine, kept true as events come: in order, late, or again.

In order it only steps on. A late event, or a change of coverage in the past, takes it back to the
newest memory before that instant, and everything after is drawn anew from the journal: so the
result is a function of the set of events, never of how they arrived (traps 6, 30, 38).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import MachineId, SignalId
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event, Stepper
from dispatcher.engine.memory import Memory, dump
from dispatcher.engine.patches import Frame, draw_patches
from dispatcher.engine.record import Record

Load = Callable[[int | None], Iterable[Event]]
"""after -> every watched observation of the machine in the journal with at > after, in order."""

Recall = Callable[[int], Memory | None]
"""The newest stored memory with at <= the given instant, of this profile version."""

_order = itemgetter(0, 1, 2, 3, 4)
_instant = itemgetter(0)

NO_SIGNAL = SignalId(-1)

SEGMENT = 64
"""Instants between two memories kept at hand for short ways back."""
SEGMENTS = 8
ROLLING = 200
"""Instants between two rolling checkpoints: what a restart has to step through again."""


@dataclass(slots=True)
class Outcome:
    """What a feed changed: patches to store, checkpoints to write, checkpoints that are void."""

    patches: list[TrackPatch] = field(default_factory=list)
    parts: list[PartsPatch] = field(default_factory=list)
    checkpoints: list[tuple[Instant, bytes]] = field(default_factory=list)
    drop_from: Instant | None = None
    reopened_from: Instant | None = None


@dataclass(slots=True)
class _Segment:
    memory: Memory
    events: list[Event]
    instants: int = 0


class MachineTimeline:
    """Steps one machine along; the only holder of its memory."""

    def __init__(
        self,
        machine: MachineId,
        stepper: Stepper,
        *,
        load: Load,
        recall: Recall,
        memory: Memory | None = None,
        cover: Cover | None = None,
    ) -> None:
        self.machine = machine
        self.stepper = stepper
        self.memory = memory or Memory()
        self.cover = cover or Cover()
        self._load = load
        self._recall = recall
        self._segments: deque[_Segment] = deque(maxlen=SEGMENTS)
        self._since_checkpoint = 0
        self._rolling: int | None = None
        self._passed = -(2**62)
        self._new_segment()

    @property
    def due(self) -> int | None:
        """When time alone will change something next."""
        return self.stepper.next_deadline(self.memory)

    def feed(
        self,
        events: Iterable[Event] = (),
        claims: Iterable[tuple[str, int, int | None]] = (),
        *,
        until: int | None = None,
    ) -> Outcome:
        """Take events (any order) and claims of coverage (source, start, end); let time pass to
        `until`. Everything fed before must be in the journal by now.
        """
        fresh = sorted(events, key=_order)
        moved = [self.cover.claim(*claim) for claim in claims]
        late = [instant for instant in moved if instant is not None]
        if fresh:
            late.append(fresh[0][0])
        at = self.memory.at
        horizon = max([at if at is not None else -(2**62), until or -(2**62), *(e[0] for e in fresh[-1:])])
        outcome = Outcome()
        if at is not None and late and min(late) <= at:
            self._go_back(min(late), fresh, horizon, outcome)
        else:
            self._run(fresh, horizon, outcome, again=False)
        self._passed = max(self._passed, until or self._passed)
        self._pass(self._passed, outcome)
        self._roll(outcome)
        return outcome

    def rebuild(self, *, until: int | None = None) -> Outcome:
        """Draw everything anew from the journal (changed rules or wiring)."""
        outcome = Outcome(drop_from=Instant(-(2**62)))
        self.memory = Memory()
        self._segments.clear()
        self._new_segment()
        self._rolling = None
        last = self.cover.last_edge()
        self._run(self._load(None), max(until or -(2**62), last or -(2**62)), outcome, again=True)
        self._passed = max(self._passed, until or self._passed)
        self._pass(self._passed, outcome)
        self._roll(outcome)
        return outcome

    # ------------------------------------------------------------- inside

    def _go_back(self, late: int, fresh: list[Event], horizon: int, outcome: Outcome) -> None:
        outcome.reopened_from = outcome.drop_from = Instant(late)
        at_hand: list[Event] = []
        events: Iterable[Event]
        while self._segments:
            segment = self._segments.pop()
            at_hand = segment.events + at_hand
            if segment.memory.at is not None and segment.memory.at < late:
                self.memory = segment.memory.copy()
                events = heapq.merge(at_hand, fresh, key=_order)
                break
        else:
            stored = self._recall(late - 1)
            self.memory = stored if stored is not None else Memory()
            events = heapq.merge(self._load(self.memory.at), fresh, key=_order)
        if self._rolling is not None and self._rolling >= late:
            self._rolling = None
        self._new_segment()
        self._run(events, horizon, outcome, again=True)

    def _run(self, events: Iterable[Event], horizon: int, outcome: Outcome, *, again: bool) -> None:
        frame = Frame.of(self.memory, again=again)
        record = Record()
        memory = self.memory
        edges: list[Event] = sorted(
            (
                (at, 0, source, covered, NO_SIGNAL, None)
                for at, source, covered in self.cover.between(memory.at, horizon)
            ),
            key=_order,
        )
        merged: Iterator[Event] = heapq.merge(events, edges, key=_order) if edges else iter(events)
        for instant, group in groupby(merged, key=_instant):
            if memory.at is not None and instant // DAY != memory.at // DAY:
                outcome.checkpoints.append((Instant(memory.at), dump(memory)))
                self._since_checkpoint = 0
                self._rolling = None
            taken = list(group)
            self._remember(instant, taken)
            self.stepper.step(memory, instant, taken, record)
            self._since_checkpoint += 1
        self._emit(frame, record, outcome)

    def _pass(self, until: int, outcome: Outcome) -> None:
        due = self.due
        if due is None or due > until:
            return
        frame, record = Frame.of(self.memory, again=False), Record()
        self.stepper.advance(self.memory, until, record)
        self._new_segment()
        self._emit(frame, record, outcome)

    def _emit(self, frame: Frame, record: Record, outcome: Outcome) -> None:
        patches, parts = draw_patches(self.machine, self.stepper.recipe, frame, record, self.memory)
        outcome.patches += patches
        outcome.parts += parts

    def _remember(self, instant: int, taken: Sequence[Event]) -> None:
        segment = self._segments[-1]
        if segment.instants >= SEGMENT and segment.memory.at != instant:
            self._new_segment()
            segment = self._segments[-1]
        segment.events += [event for event in taken if event[1] != 0]
        segment.instants += 1

    def _new_segment(self) -> None:
        self._segments.append(_Segment(self.memory.copy(), []))

    def _roll(self, outcome: Outcome) -> None:
        """Replace the rolling checkpoint now and then, so that a restart has little to step."""
        if self._since_checkpoint < ROLLING or self.memory.at is None:
            return
        if self._rolling is not None and outcome.drop_from is None:
            outcome.drop_from = Instant(self._rolling)
        outcome.checkpoints.append((Instant(self.memory.at), dump(self.memory)))
        self._rolling = self.memory.at
        self._since_checkpoint = 0
