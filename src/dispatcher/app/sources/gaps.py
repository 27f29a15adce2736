"""Time of which a source tells nothing, and why: a gap is what lies between two stretches of its coverage.

Nothing is stored of it: coverage says when there was nothing, losses and the source's own journal say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.domain.instant import MINUTE, Instant, Micros
from dispatcher.domain.interval import Interval, union, without
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.store import Journal, LossRecord, SourceNote

NOTES = 2000
"""Lines of a source's journal that are looked at for reasons."""
NEAR: Micros = 2 * MINUTE
"""A link is found dead only some time after it was heard last: its line stands so much later at most."""

Covered = Mapping[tuple[SourceId, MachineId], Sequence[Interval]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """`end` None while it lasts. `key`: locale key of the reason."""

    machine: MachineId
    start: Instant
    end: Instant | None
    code: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """How often and for how long a source was not heard."""

    count: int = 0
    time: Micros = 0


def covered(journal: Journal, window: Interval, now: Instant) -> Covered:
    """What each source covered of each machine, up to now. Blocks; one question for the whole plant."""
    found: dict[tuple[SourceId, MachineId], list[Interval]] = {}
    for batch in journal.export("coverage", window, ()):
        columns = [batch.column(name).to_pylist() for name in ("source", "machine", "start", "end")]
        for source, machine, start, end in zip(*columns, strict=True):
            stop = min(now if end is None else end, window.end)
            begin = max(start, window.start)
            if begin < stop:
                own = found.setdefault((SourceId(source), MachineId(machine)), [])
                own.append(Interval(Instant(begin), Instant(stop)))
    return {name: union(own) for name, own in found.items()}


def holes(held: Sequence[Interval], window: Interval, since: Instant | None, now: Instant) -> list[Interval]:
    """What is not covered of the window, from the first contact until now."""
    starts = [own.start for own in held[:1]] if since is None else [since]
    start, end = max([window.start, *starts]), min(window.end, now)
    return without([Interval(start, end)], held) if starts and start < end else []


def lacking(
    journal: Journal,
    machines: Mapping[SourceId, Sequence[MachineId]],
    since: Mapping[SourceId, Instant],
    window: Interval,
    now: Instant,
) -> Mapping[SourceId, Lacking]:
    """For each source (with its machines) the gaps of the window, those of several machines at once counted once.
    since: when each was first heard of; before that it lacks nothing.
    """
    known = covered(journal, window, now)
    found: dict[SourceId, Lacking] = {}
    for source, own in machines.items():
        first = since.get(source)
        gaps = union(hole for machine in own for hole in holes(known.get((source, machine), ()), window, first, now))
        found[source] = Lacking(count=len(gaps), time=sum(gap.length for gap in gaps))
    return found


def gaps(
    journal: Journal,
    source: SourceId,
    machines: Iterable[MachineId],
    since: Instant | None,
    window: Interval,
    now: Instant,
) -> list[Gap]:
    """The gaps of one source since it was first heard of, newest first, each with its reason. Blocks."""
    wide = Interval(window.start, Instant(max(window.end, min(now, window.end + NEAR))))
    notes = sorted(journal.notes(source, wide, NOTES), key=lambda note: note.at)
    found: list[Gap] = []
    for machine in machines:
        held = union(
            Interval(max(own.start, window.start), stop)
            for own in journal.coverage(machine, window)
            if own.source == source
            and max(own.start, window.start) < (stop := min(now if own.end is None else own.end, window.end))
        )
        losses = [loss for loss in journal.losses(machine, window) if loss.source == source]
        found += [_explained(machine, hole, losses, notes, now) for hole in holes(held, window, since, now)]
    return sorted(found, key=lambda gap: (gap.start, gap.machine), reverse=True)


def _explained(
    machine: MachineId, hole: Interval, losses: Sequence[LossRecord], notes: Sequence[SourceNote], now: Instant
) -> Gap:
    code, key, params = _reason(hole, losses, notes)
    end = None if hole.end >= now else hole.end
    return Gap(machine=machine, start=hole.start, end=end, code=code, key=key, params=params)


def _reason(
    hole: Interval, losses: Sequence[LossRecord], notes: Sequence[SourceNote]
) -> tuple[str, str, Mapping[str, object]]:
    """The loss that takes most of it; else what the journal says happened in it; else that nothing is known."""
    shares = [(min(hole.end, loss.interval.end) - max(hole.start, loss.interval.start), loss) for loss in losses]
    share, worst = max(shares, key=lambda one: one[0], default=(0, None))
    if worst is not None and share > 0:
        return worst.code, f"loss.{worst.code}", worst.params
    within = [note for note in notes if hole.start <= note.at <= max(hole.end, hole.start + NEAR)]
    for note in within:
        if note.code == "paused":
            return "paused", "loss.paused", note.params
        if note.code == "link_down":
            error = str(note.params.get("error", ""))
            return error or "link_down", f"error.{error}" if error else "gap.unknown", note.params
    if any(note.code == "configured" for note in within):
        return "server_stopped", "gap.server_stopped", {}
    return "unknown", "gap.unknown", {}
