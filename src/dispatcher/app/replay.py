"""Recordings into a journal, and what came out of them, machine by machine, ready to be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.intake import Intake
from dispatcher.app.queries.held import HeldValues, held_values
from dispatcher.app.registry import Registry
from dispatcher.app.timelines import ALL_TIME, Changes, Timelines
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval, clip
from dispatcher.domain.profile import Profile, always
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalId, SourceId
from dispatcher.domain.state import CycleEnd, Track
from dispatcher.ports.connector import Batch, Note
from dispatcher.ports.store import Journal, LossRecord

SOURCE = SourceId("recording")
FLUSH_ROWS = 200_000
FOREVER = Instant(2**62)

HELD_TYPES = ("EXECUTION", "CONTROLLER_MODE")
"""Signals whose values are totalled as they are, beside the states derived from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineReport:
    """What a replay found of one machine.

    observations: stored ones; duplicates: read again and left out; gaps: data known to be lost;
    durations are microseconds, rounded only when printed; warnings, faults: condition reports of
    that level; parts None = nothing counts them.
    """

    machine: MachineId
    signals: int
    observations: int
    duplicates: int
    first_at: Instant | None
    last_at: Instant | None
    covered: Micros
    gaps: tuple[LossRecord, ...]
    states: Mapping[str, Micros]
    cycles: Mapping[str, int]
    parts: int | None
    parts_inferred: bool
    programs: tuple[str, ...]
    warnings: int
    faults: int
    values: Mapping[str, HeldValues]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """All machines over one window, so that their seconds compare; and the notes of the reading."""

    window: Interval | None
    machines: tuple[MachineReport, ...]
    notes: tuple[Note, ...]
    restarts: int


class Replay:
    """Feeds recordings into a journal. Machines come up as the recordings name them."""

    def __init__(self, journal: Journal, profile: Profile, now: Instant) -> None:
        """Over an empty journal, or one that already holds recordings."""
        self._journal = journal
        self._profile = profile
        self._now = now
        self._registry = Registry(journal.signals(), journal.sessions())
        self._timelines = Timelines(journal, self._registry, {})
        self._intake = Intake(journal, self._registry, self._timelines)
        self._source = self._intake.source(SOURCE, {})
        self._notes: list[Note] = []

    def take(self, batch: Batch) -> None:
        """Take one batch; written when enough has come."""
        devices = {declared.device for declared in batch.declared}
        devices.update(device for device, _ in batch.covered)
        for device in sorted(devices):
            machine = MachineId(device)
            if device not in self._source.machines:
                self._source.machines[device] = machine
                changes = self._timelines.add(machine, always(self._profile), self._now)
                if changes != Changes():
                    self._journal.commit(changes.commit())
        self._notes += batch.notes
        self._intake.take(self._source, batch)
        if self._intake.pending_rows >= FLUSH_ROWS:
            self._intake.flush(self._now)

    def finish(self) -> ReplayReport:
        """Write the rest, let time pass to the end of every record, and total."""
        self._intake.flush(self._now)
        changes = self._timelines.feed({}, (), now=self._now, due=self._timelines.due(self._now))
        self._journal.commit(changes.commit())
        covered = {machine: self._covered(machine) for machine in sorted(self._source.machines.values())}
        edges = [instant for intervals in covered.values() for i in intervals for instant in (i.start, i.end)]
        window = Interval(min(edges), max(edges)) if edges else None
        return ReplayReport(
            window=window,
            machines=tuple(self._machine(machine, found, window) for machine, found in covered.items()),
            notes=tuple(self._notes),
            restarts=sum(note.code == "agent_restarted" for note in self._notes),
        )

    def _covered(self, machine: MachineId) -> list[Interval]:
        found = self._journal.coverage(machine, ALL_TIME)
        return [Interval(c.start, c.end) for c in found if c.end is not None and c.end > c.start]

    def _machine(self, machine: MachineId, covered: Sequence[Interval], window: Interval | None) -> MachineReport:
        totals = self._journal.totals().get(machine)
        states: Counter[str] = Counter()
        cycles: Counter[str] = Counter()
        programs: dict[str, None] = {}
        if window is not None:
            tracks = [Track.STATE, Track.CYCLE, Track.PROGRAM]
            for span in self._journal.spans([machine], tracks, window):
                part = clip(span.start, span.end, window, window.end)
                if part is None:
                    continue
                if span.track is Track.STATE:
                    states[span.value] += part.length
                elif span.track is Track.CYCLE:
                    cycles[str(span.detail.get("outcome") or CycleEnd.UNKNOWN.value)] += 1
                elif span.value:
                    programs.setdefault(span.value)
        counts = [c for c in self._journal.part_counts([machine], ALL_TIME) if c.parts]
        reports = self._condition_reports(machine)
        observations = totals.observations if totals else 0
        return MachineReport(
            machine=machine,
            signals=totals.signals if totals else 0,
            observations=observations,
            duplicates=self._intake.duplicates_of(machine),
            first_at=totals.first_at if totals else None,
            last_at=totals.last_at if totals else None,
            covered=sum(interval.length for interval in covered),
            gaps=tuple(self._journal.losses(machine, ALL_TIME)),
            states=dict(states),
            cycles=dict(cycles),
            parts=sum(c.parts for c in counts) if counts or self._counted(machine) else None,
            parts_inferred=any(c.inferred for c in counts),
            programs=tuple(programs),
            warnings=reports[Level.WARNING],
            faults=reports[Level.FAULT],
            values={
                stored.spec.name or stored.spec.key: held_values(self._journal, stored.id, covered)
                for stored in self._journal.signals()
                if stored.machine == machine and stored.spec.type in HELD_TYPES
            },
        )

    def _counted(self, machine: MachineId) -> bool:
        """Whether anything could have counted parts: a counter that spoke, or completed cycles."""
        recipe = self._timelines.recipe(machine)
        counter = self._profile.counter
        signals = recipe.roles.get(counter.role, ()) if counter else ()
        spoke = any(o.value is not None for o in self._journal.latest(list(signals), FOREVER).values())
        return spoke or self._profile.infer is not None

    def _condition_reports(self, machine: MachineId) -> Counter[Level]:
        found: Counter[Level] = Counter()
        signals = [
            SignalId(stored.id)
            for stored in self._journal.signals()
            if stored.machine == machine and stored.spec.category is Category.CONDITION
        ]
        for observation in self._journal.relevant(signals, ALL_TIME) if signals else ():
            if isinstance(observation.value, Condition):
                found[observation.value.level] += 1
        return found
