"""The timelines of all machines: wired to their profiles, loaded from the journal, fed together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dispatcher.app.past import as_event, heard, recalled
from dispatcher.app.registry import Registry
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId, SignalId, SourceId
from dispatcher.domain.state import PartsPatch, TrackPatch
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline, Outcome
from dispatcher.ports.store import Checkpoint, Commit, Journal

ALL_TIME = Interval(Instant(-(2**62)), Instant(2**62))

DRAWN_BY = "drawn-by"
"""Name of the record, among the checkpoints at the beginning of time, of the rules a stored timeline is drawn by."""


@dataclass(slots=True)
class Changes:
    """What a feed of machines changed, ready for a commit."""

    patches: list[TrackPatch] = field(default_factory=list)
    parts: list[PartsPatch] = field(default_factory=list)
    drops: list[tuple[MachineId, Instant]] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)

    def add(self, machine: MachineId, schedule: Schedule, outcome: Outcome) -> None:
        """Take over what one machine's feed by these rules changed."""
        self.patches += outcome.patches
        self.parts += outcome.parts
        void = outcome.drop_from
        if void is not None:
            self.drops.append((machine, void))
            self.checkpoints = [c for c in self.checkpoints if c.machine != machine or c.at < void]
        self.checkpoints += [
            Checkpoint(machine=machine, at=at, profile=schedule.key(at), state=state)
            for at, state in outcome.checkpoints
        ]

    def follow(self, later: Changes) -> None:
        """Take in what came after: it may void checkpoints of before."""
        for machine, void in later.drops:
            self.checkpoints = [c for c in self.checkpoints if c.machine != machine or c.at < void]
        self.patches += later.patches
        self.parts += later.parts
        self.drops += later.drops
        self.checkpoints += later.checkpoints

    def commit(self) -> Commit:
        """The changes alone as a transaction."""
        return Commit(patches=self.patches, parts=self.parts, drop_checkpoints=self.drops, checkpoints=self.checkpoints)


class Timelines:
    """One `MachineTimeline` a machine. Not thread-safe: who derives is the only caller, but for `committed`."""

    def __init__(self, journal: Journal, registry: Registry, rules: Mapping[MachineId, StateRules]) -> None:
        """Wire every machine and take up its timeline where the journal left it."""
        self._journal = journal
        self._registry = registry
        self._rules = dict(rules)
        self._coming: dict[MachineId, StateRules] = {}
        """Rules put in force that no feed has taken up yet."""
        self._joined: set[MachineId] = set()
        """Machines wired since the start that no feed has caught up yet."""
        self._drawn_by: dict[MachineId, str] = {}
        """By which rules the stored timelines are drawn, all versions told."""
        self._lines: dict[MachineId, MachineTimeline] = {}
        self._watched_by: dict[MachineId, frozenset[SignalId]] = {}
        self.watched: dict[int, MachineId] = {}
        """Signal -> the machine whose timeline it moves."""
        self._watching: npt.NDArray[np.bool_] | None = None
        self._rebuild: set[MachineId] = set()
        self._void: dict[MachineId, int] = {}
        """Machines whose stored checkpoints are of another wiring until the commit that drops them, and how
        many times they were wired anew.
        """
        self._wired = 0
        self._voiding = threading.Lock()
        self.stored_first: Callable[[], None] = lambda: None
        """Called before the journal is read: everything fed so far must be in it."""
        for machine in rules:
            self._wire(machine)

    def add(self, machine: MachineId, rules: StateRules, now: Instant) -> Changes:
        """A machine that came up after the start (replay finds machines as it reads): what has to be
        committed before anything is fed to it.
        """
        changes = Changes()
        if machine not in self._rules:
            self._rules[machine] = rules
            self._wire(machine)
            if self._registry.wires(machine):
                self._catch_up(machine, now, changes)
        return changes

    def join(self, joining: Mapping[MachineId, StateRules]) -> list[MachineId]:
        """Wire machines that were added while the house runs, before anything of them is looked at; the next feed
        catches up with what the journal holds of them. Those already there get these rules.
        """
        known = {machine: rules for machine, rules in joining.items() if machine in self._lines}
        if known:
            self.put_in_force(known)
        new = [machine for machine in joining if machine not in known]
        if new:
            self.stored_first()
        for machine in new:
            self._rules[machine] = joining[machine]
            self._wire(machine)
            self._joined.add(machine)
        return [*joining]

    def leave(self, leaving: Iterable[MachineId]) -> None:
        """Machines that were taken out: what is fed to them from now on moves nothing."""
        for machine in leaving:
            if self._lines.pop(machine, None) is None:
                continue
            for signal in self._watched_by.pop(machine, ()):
                self.watched.pop(int(signal), None)
            self._watching = None
            self._rules.pop(machine, None)
            self._drawn_by.pop(machine, None)
            self._rebuild.discard(machine)
            self._joined.discard(machine)
            with self._voiding:
                self._coming.pop(machine, None)

    def recipe(self, machine: MachineId) -> Recipe:
        """Profile and wiring of a machine as of its last event. Raises KeyError."""
        line = self._lines[machine]
        return line.schedule.recipe(line.memory.at)

    def last_claims(self, source: SourceId) -> dict[MachineId, int]:
        """Start of the newest claim the source has on each machine."""
        lines = list(self._lines.items())  # whoever derives may wire another machine meanwhile
        return {m: max(list(claims)) for m, line in lines if (claims := line.cover.claims.get(source))}

    def open_claims(self, source: SourceId) -> Iterator[tuple[MachineId, int]]:
        """(machine, start) of the source's claims that stand open."""
        for machine, line in self._lines.items():
            for start, end in line.cover.claims.get(source, {}).items():
                if end is None:
                    yield machine, start

    def catch_up(self, now: Instant) -> Changes:
        """After a start: step through what was journalled after each machine's last checkpoint, or
        draw it anew where there is none by these rules.
        """
        changes = Changes()
        for machine in self._lines:
            self._catch_up(machine, now, changes)
        return changes

    def _catch_up(self, machine: MachineId, now: Instant, changes: Changes) -> None:
        line = self._lines[machine]
        if line.memory.at is None:
            outcome = line.rebuild(until=now)
        elif self._drawn_by.get(machine) != line.schedule.whole_key:
            outcome = line.redraw(until=now)
        else:
            outcome = line.feed(self._load(machine, line.memory.at), until=now)
        self._keep(machine, outcome, changes)

    def _keep(self, machine: MachineId, outcome: Outcome, changes: Changes) -> None:
        """Take an outcome over, with the record of the rules it was drawn by."""
        schedule = self._lines[machine].schedule
        changes.add(machine, schedule, outcome)
        dropped = outcome.drop_from is not None and outcome.drop_from <= ALL_TIME.start
        if dropped or self._drawn_by.get(machine) != schedule.whole_key:
            self._drawn_by[machine] = schedule.whole_key
            record = schedule.whole_key.encode()
            changes.checkpoints.append(Checkpoint(machine=machine, at=ALL_TIME.start, profile=DRAWN_BY, state=record))

    def rewire(self, machine: MachineId) -> None:
        """Signals were declared. Where that changes who plays which role, the machine is drawn anew."""
        line = self._lines.get(machine)
        if line is None:
            return
        schedule = Schedule(self._rules[machine], self._registry.wires(machine))
        if schedule.same_wiring(line.schedule):
            return
        line.rewire(schedule)
        self._watch(machine, schedule)
        if line.memory.at is not None:
            self._rebuild.add(machine)
            self._wired += 1
            with self._voiding:
                self._void[machine] = self._wired

    def put_in_force(self, rules: Mapping[MachineId, StateRules]) -> None:
        """From any thread: these machines have other rules; the feeds that follow draw them anew."""
        with self._voiding:
            self._coming.update(rules)

    def due(self, now: Instant) -> list[MachineId]:
        """Machines that time alone will change by now, or other rules."""
        due = [m for m, line in self._lines.items() if (at := line.due) is not None and at <= now]
        return [*due, *dict(self._coming)] if self._coming else due

    def feed(
        self,
        events: Mapping[MachineId, list[Event]],
        claims: Iterable[tuple[MachineId, SourceId, int, int | None]],
        *,
        rewired: Iterable[MachineId] = (),
        now: Instant,
        due: Iterable[MachineId] = (),
    ) -> Changes:
        """Feed every machine that is concerned."""
        changes = Changes()
        by_machine: dict[MachineId, list[tuple[str, int, int | None]]] = {}
        for machine, source, start, end in claims:
            by_machine.setdefault(machine, []).append((source, start, end))
        fed: list[MachineId] = []
        try:
            self._greet(now, fed, changes)
            self._adopt(now, fed, changes)
            for machine in dict.fromkeys([*rewired, *events, *by_machine, *due]):
                line = self._lines.get(machine)
                if line is None:
                    continue
                fed.append(machine)
                if machine in self._rebuild:
                    self._keep(machine, line.rebuild(), changes)
                    self._rebuild.discard(machine)
                outcome = line.feed(events.get(machine, ()), by_machine.get(machine, ()), until=now)
                self._keep(machine, outcome, changes)
        except BaseException:
            # The store failed us half-way, and what was drawn is lost: draw it anew when it is fed again.
            self._rebuild.update(fed)
            raise
        return changes

    def _greet(self, now: Instant, fed: list[MachineId], changes: Changes) -> None:
        """Catch up with machines that joined."""
        while self._joined:
            machine = self._joined.pop()
            fed.append(machine)
            if self._registry.wires(machine) and machine not in self._rebuild:
                self._catch_up(machine, now, changes)

    def _adopt(self, now: Instant, fed: list[MachineId], changes: Changes) -> None:
        """Take up rules that were put in force, until one machine had to be drawn anew: that may last, and the plant
        must be shown meanwhile. The others' turn comes with the feeds that follow.
        """
        while self._coming:
            with self._voiding:
                machine, rules = next(iter(self._coming.items()))
                del self._coming[machine]
            line = self._lines.get(machine)
            if line is None:
                continue
            fed.append(machine)
            self._rules[machine] = rules
            schedule = Schedule(rules, self._registry.wires(machine))
            self._watch(machine, schedule)
            outcome = line.adopt(schedule, until=now)
            self._keep(machine, outcome, changes)
            if outcome.drop_from is not None:
                return

    def void(self) -> dict[MachineId, int]:
        """Machines whose stored checkpoints are void now, to be told when the commit that drops them is done."""
        with self._voiding:
            return dict(self._void)

    def committed(self, dropped: Mapping[MachineId, int]) -> None:
        """The void checkpoints of these machines are gone from the journal; of those wired anew since, not all."""
        with self._voiding:
            for machine, wired in dropped.items():
                if self._void.get(machine) == wired:
                    del self._void[machine]

    def _wire(self, machine: MachineId) -> None:
        schedule = Schedule(self._rules[machine], self._registry.wires(machine))
        cover = Cover()
        for claim in self._journal.coverage(machine, ALL_TIME):
            cover.claim(claim.source, claim.start, claim.end)

        def load(after: int | None) -> Iterable[Event]:
            return self._load(machine, after)

        def recall(before: int) -> Memory | None:
            return self._recall(machine, line.schedule, before)

        def hear(signals: frozenset[SignalId], at: int) -> Iterable[Event]:
            self.stored_first()
            return heard(self._journal, line.schedule, signals, at)

        drawn_by = self._journal.checkpoint(machine, ALL_TIME.start, DRAWN_BY)
        if drawn_by is not None:
            self._drawn_by[machine] = drawn_by.state.decode()
        line = self._lines[machine] = MachineTimeline(
            machine, schedule, load=load, recall=recall, hear=hear, cover=cover
        )
        line.resume(self._recall(machine, schedule, 2**62))
        self._watch(machine, schedule)

    def _watch(self, machine: MachineId, schedule: Schedule) -> None:
        for signal in self._watched_by.get(machine, ()):
            self.watched.pop(int(signal), None)
        self._watched_by[machine] = schedule.watched
        self.watched.update(dict.fromkeys(map(int, schedule.watched), machine))
        self._watching = None

    @property
    def watching(self) -> npt.NDArray[np.bool_]:
        """The same by column: whether the signal of that number is watched; the last place says no."""
        if self._watching is None:
            self._watching = np.zeros(max(self.watched, default=0) + 2, np.bool_)
            self._watching[list(self.watched)] = True
        return self._watching

    def _recall(self, machine: MachineId, schedule: Schedule, before: int) -> Memory | None:
        if machine in self._void:
            return None
        self.stored_first()
        return recalled(self._journal, machine, schedule, before)

    def _load(self, machine: MachineId, after: int | None) -> Iterator[Event]:
        signals = sorted(self._watched_by[machine])
        if not signals:
            return
        self.stored_first()
        start = ALL_TIME.start if after is None else Instant(after + 1)
        for row in self._journal.relevant(signals, Interval(start, ALL_TIME.end)):
            yield as_event(row)
