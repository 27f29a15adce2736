"""What the journal knows of a machine's past, as its timeline asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, SignalId
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import Memory
from dispatcher.engine.memory import load as load_memory
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline
from dispatcher.ports.store import Journal

BEGINNING = Instant(-(2**62))


def recalled(journal: Journal, machine: MachineId, schedule: Schedule, before: int) -> Memory | None:
    """The newest stored memory of an instant at or before this one that was made by these very rules."""
    for key, first, last in schedule.keys(before):
        checkpoint = journal.checkpoint(machine, Instant(last), key)
        if checkpoint is not None and checkpoint.at >= first:
            return load_memory(checkpoint.state)
    return None


def looking_back(
    journal: Journal, schedule: Schedule, machine: MachineId, memory: Memory | None, until: Instant
) -> MachineTimeline:
    """The machine's timeline from a memory on, to be followed up to `until`; it changes nothing that is stored."""
    cover = Cover()
    for claim in journal.coverage(machine, Interval(BEGINNING, Instant(until + 1))):
        cover.claim(claim.source, claim.start, claim.end)

    def load(after: int | None) -> Iterator[Event]:
        start = BEGINNING if after is None else Instant(after + 1)
        if schedule.watched and start <= until:
            for seen in journal.relevant(sorted(schedule.watched), Interval(start, Instant(until + 1))):
                yield as_event(seen)

    line = MachineTimeline(
        machine,
        schedule,
        load=load,
        recall=lambda _: None,
        hear=lambda signals, at: heard(journal, schedule, signals, at),
        cover=cover,
    )
    line.resume(memory)
    return line


def heard(journal: Journal, schedule: Schedule, signals: frozenset[SignalId], at: int) -> Iterator[Event]:
    """What these signals said up to and including the instant, as far as a memory of it can tell: all reports of
    conditions, for an old one may be active still; of values the last, and every change a rule may look back to.
    """
    conditions = sorted(signals & schedule.conditions)
    values = sorted(signals - schedule.conditions)
    if conditions:
        for seen in journal.relevant(conditions, Interval(BEGINNING, Instant(at + 1))):
            yield as_event(seen)
    if values:
        since = Instant(at - schedule.look_back())
        for seen in journal.latest(values, since).values():
            yield as_event(seen)
        if since < at:
            for seen in journal.relevant(values, Interval(Instant(since + 1), Instant(at + 1))):
                yield as_event(seen)


def as_event(seen: Observation) -> Event:
    """An observation as the engine takes it."""
    return (seen.at, 1, seen.session, seen.sequence, seen.signal, seen.value)
