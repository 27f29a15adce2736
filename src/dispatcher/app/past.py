"""What the journal knows of a machine's past, as its timeline asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Observation, SignalId
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import Memory
from dispatcher.engine.memory import load as load_memory
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline, Outcome
from dispatcher.ports.store import Journal

BEGINNING = Instant(-(2**62))

BREATH = 4096
"""Events between two looks at whether to go on."""


def recalled(journal: Journal, machine: MachineId, schedule: Schedule, before: int) -> Memory | None:
    """The newest stored memory of an instant at or before this one that was made by these very rules."""
    for key, first, last in schedule.keys(before):
        checkpoint = journal.checkpoint(machine, Instant(last), key)
        if checkpoint is not None and checkpoint.at >= first:
            return load_memory(checkpoint.state)
    return None


def looking_back(
    journal: Journal,
    schedule: Schedule,
    machine: MachineId,
    memory: Memory | None,
    until: Instant,
    going_on: Callable[[], None] = lambda: None,
) -> MachineTimeline:
    """The machine's timeline from a memory on, to be followed up to `until`; it changes nothing that is stored.
    `going_on` is called now and then while events are read, and may raise.
    """
    cover = Cover()
    for claim in journal.coverage(machine, Interval(BEGINNING, Instant(until + 1))):
        cover.claim(claim.source, claim.start, claim.end)

    def load(after: int | None) -> Iterator[Event]:
        start = BEGINNING if after is None else Instant(after + 1)
        if schedule.watched and start <= until:
            window = Interval(start, Instant(until + 1))
            for number, seen in enumerate(journal.relevant(sorted(schedule.watched), window)):
                if number % BREATH == 0:
                    going_on()
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


def drawn(outcome: Outcome) -> tuple[list[Span], list[PartCount]]:
    """What a store would hold after the patches of an outcome, if it held nothing before."""
    spans: dict[tuple[Track, int, str], Span] = {}
    counts: list[PartCount] = []
    for patch in outcome.patches:
        for key in [k for k, s in spans.items() if s.track is patch.track and s.start >= patch.start]:
            if patch.end is None or spans[key].start < patch.end:
                del spans[key]
        spans.update({(span.track, span.start, span.value): span for span in patch.spans})
    for parts in outcome.parts:
        counts = [item for item in counts if item.at < parts.start] + list(parts.counts)
    return list(spans.values()), counts
