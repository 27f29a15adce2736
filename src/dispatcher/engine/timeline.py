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
from dispatcher.domain.profile import first_difference
from dispatcher.domain.signal import MachineId, SignalId
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import EDGE, SWITCH, Event, recollect
from dispatcher.engine.memory import Memory, dump
from dispatcher.engine.patches import BEGINNING, Frame, draw_patches
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.record import Record
from dispatcher.engine.schedule import NO_SIGNAL, Schedule

Load = Callable[[int | None], Iterable[Event]]
"""after -> every watched observation of the machine in the journal with at > after, in order."""

Recall = Callable[[int], Memory | None]
"""The newest stored memory with at <= the given instant, made by the rules in force up to it."""

Hear = Callable[[frozenset[SignalId], int], Iterable[Event]]
"""(signals, at) -> what these signals said up to and including the instant, in order, as far as a memory of it can
tell: of conditions everything, of values the last one of long ago and everything since.
"""


def _hear_nothing(_signals: frozenset[SignalId], _at: int) -> Iterable[Event]:
    return ()


_order = itemgetter(0, 1, 2, 3, 4)
_instant = itemgetter(0)

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
        schedule: Schedule,
        *,
        load: Load,
        recall: Recall,
        hear: Hear = _hear_nothing,
        cover: Cover | None = None,
    ) -> None:
        self.machine = machine
        self.schedule = schedule
        self._hear = hear
        self.memory = Memory(heard=schedule.watched)
        self.cover = cover or Cover()
        self._load = load
        self._recall = recall
        self._segments: deque[_Segment] = deque(maxlen=SEGMENTS)
        self._since_checkpoint = 0
        self._rolling: int | None = None
        self._passed = -(2**62)
        self._new_segment()

    def resume(self, memory: Memory | None) -> None:
        """Go on from a stored memory, made by these rules; None: from the beginning."""
        self._resume(memory)
        self._segments.clear()
        self._new_segment()

    def rewire(self, schedule: Schedule) -> None:
        """The same rules over other signals; what was drawn already has to be rebuilt."""
        self.schedule = schedule
        if self.memory.at is None:
            self.resume(None)

    @property
    def due(self) -> int | None:
        """When time alone will change something next: what turns by itself, or coverage that was claimed from an
        instant on to which time had not passed yet.
        """
        instants = (self._turning, self.cover.next_edge(self.memory.at))
        return min((instant for instant in instants if instant is not None), default=None)

    @property
    def _turning(self) -> int | None:
        """When something turns by itself next."""
        memory = self.memory
        if memory.blank:
            return None
        instants = (self.schedule.stepper(memory.at).next_deadline(memory), self.schedule.next_switch(memory.at))
        return min((instant for instant in instants if instant is not None), default=None)

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
        self._passed = max(self._passed, until or self._passed)
        horizon = max([at if at is not None else self._passed, self._passed, *(e[0] for e in fresh[-1:])])
        outcome = Outcome()
        if at is not None and late and min(late) <= at:
            self._go_back(min(late), fresh, horizon, outcome)
        else:
            self._run(fresh, horizon, outcome, again=False)
        self._pass(outcome)
        self._roll(outcome)
        return outcome

    def adopt(self, schedule: Schedule, *, until: int | None = None) -> Outcome:
        """Go on by other rules over the same signals: what lies before the first instant at which they say something
        else stays as it is, what lies behind it is drawn anew from the journal.
        """
        since = first_difference(self.schedule.rules, schedule.rules)
        self.schedule = schedule
        if since is None:
            return Outcome()
        self._segments.clear()
        self._passed = max(self._passed, until or self._passed)
        at = self.memory.at
        if at is None or (since > at and since > self._passed):
            self._resume(self.memory)
            self._new_segment()
            return Outcome()
        outcome = Outcome(drop_from=since, reopened_from=since)
        if self._rolling is not None and self._rolling >= since:
            self._rolling = None
        if at >= since:
            self._resume(self._recall(since - 1))
        else:
            self._resume(self.memory)
        return self._draw(outcome)

    def follow(self, until: int) -> Outcome:
        """Step on from the present memory by what is loaded, to this instant and no further (looking at the past)."""
        outcome = Outcome()
        self._passed = until
        self._run(self._load(self.memory.at), until, outcome, again=True)
        self._pass(outcome)
        return outcome

    def redraw(self, *, until: int | None = None) -> Outcome:
        """Draw everything behind the present memory anew: what is stored there may be by other rules."""
        self._passed = max(self._passed, until or self._passed)
        return self._draw(Outcome(drop_from=BEGINNING if self.memory.at is None else Instant(self.memory.at + 1)))

    def _draw(self, outcome: Outcome) -> Outcome:
        self._segments.clear()
        self._new_segment()
        horizon = max(self._passed, self.cover.last_edge() or self._passed)
        self._run(self._load(self.memory.at), horizon, outcome, again=True)
        self._pass(outcome)
        self._roll(outcome)
        return outcome

    def rebuild(self, *, until: int | None = None) -> Outcome:
        """Draw everything anew from the journal (changed rules or wiring)."""
        self._resume(None)
        self._rolling = None
        self._passed = max(self._passed, until or self._passed)
        return self._draw(Outcome(drop_from=BEGINNING))

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
            self._resume(self._recall(late - 1))
            events = heapq.merge(self._load(self.memory.at), fresh, key=_order)
        if self._rolling is not None and self._rolling >= late:
            self._rolling = None
        self._new_segment()
        self._run(events, horizon, outcome, again=True)

    def _run(self, events: Iterable[Event], horizon: int, outcome: Outcome, *, again: bool) -> None:
        memory = self.memory
        frame, record = Frame.of(memory, again=again), Record()
        stepper = self.schedule.stepper(memory.at)
        for taken in self._instants(events, horizon):
            instant = taken[0][0]
            if memory.at is not None and instant // DAY != memory.at // DAY:
                outcome.checkpoints.append((Instant(memory.at), dump(memory)))
                self._since_checkpoint = 0
                self._rolling = None
            self._remember(instant, taken)
            if taken[0][1] == SWITCH:
                former, stepper = stepper, self.schedule.turn(memory, instant, record)
                self._emit(former.recipe, frame, record, outcome)
                frame, record = Frame.of(memory, again=True), Record()
            stepper.step(memory, instant, taken, record)
            self._since_checkpoint += 1
        self._emit(stepper.recipe, frame, record, outcome)

    def _instants(self, events: Iterable[Event], horizon: int) -> Iterator[list[Event]]:
        """All that happens behind the memory, an instant at a time. Rules that come into force behind the horizon do so
        only if something happens there.
        """
        after = self.memory.at
        edges: list[Event] = [
            (at, EDGE, source, covered, NO_SIGNAL, None) for at, source, covered in self.cover.between(after, horizon)
        ]
        edges += self.schedule.switches(after)
        edges.sort(key=_order)
        waiting: list[list[Event]] = []
        for instant, group in groupby(heapq.merge(events, edges, key=_order) if edges else events, key=_instant):
            taken = list(group)
            if instant > horizon and taken[-1][1] == SWITCH:
                waiting.append(taken)
                continue
            if waiting:
                yield from waiting
                waiting = []
            yield taken

    def _pass(self, outcome: Outcome) -> None:
        """Let time pass: what turns by itself, up to where it is known to have passed."""
        due = self._turning
        if due is None or due > self._passed:
            return
        frame, record = Frame.of(self.memory, again=False), Record()
        stepper = self.schedule.stepper(self.memory.at)
        stepper.advance(self.memory, self._passed, record)
        self._new_segment()
        self._emit(stepper.recipe, frame, record, outcome)

    def _resume(self, stored: Memory | None) -> None:
        """Take up a memory that may not have heard all signals that are watched now."""
        self.memory = memory = stored if stored is not None else Memory()
        watched = self.schedule.watched
        unheard = frozenset[SignalId]() if memory.at is None else watched - memory.heard
        memory.heard = watched
        if memory.at is not None and unheard:
            for signal in unheard:
                memory.values.pop(signal, None)
                memory.active.pop(signal, None)
            for at, _, _, _, signal, value in self._hear(unheard, memory.at):
                recollect(memory, signal, value, at)

    def _emit(self, recipe: Recipe, frame: Frame, record: Record, outcome: Outcome) -> None:
        patches, parts = draw_patches(self.machine, recipe, frame, record, self.memory)
        outcome.patches += patches
        outcome.parts += parts

    def _remember(self, instant: int, taken: Sequence[Event]) -> None:
        segment = self._segments[-1]
        if segment.instants >= SEGMENT and segment.memory.at != instant:
            self._new_segment()
            segment = self._segments[-1]
        segment.events += [event for event in taken if event[1] > EDGE]
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
