"""The timeline of a machine in a window: whole spans, and totals that add up exactly.

Every figure is integer microseconds of clipped spans, open ones counted until now (traps 27-29),
and what no span speaks for is no data with a time of its own (trap 23). Nothing is stored: two
readers of the same window get the same figures (trap 35).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.app.plant import NoDataReason
from dispatcher.domain.instant import MILLISECOND, Instant, Micros
from dispatcher.domain.interval import Interval, clip
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, Mode, PartCount, Span, Track
from dispatcher.ports.store import Journal, LossRecord

REST = {Track.STATE: BaseState.NO_DATA.value, Track.MODE: Mode.UNKNOWN.value, Track.PROGRAM: ""}
"""What the time counts as for which a tiling track has no span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """Uncut spans per track that touch the window; totals of the tiling tracks by value.

    `no_data`: the state track's no_data time by reason. `tracks` and `totals` hold what was asked.
    """

    window: Interval
    now: Instant
    tracks: Mapping[Track, Sequence[Span]]
    parts: Sequence[PartCount]
    losses: Sequence[LossRecord]
    totals: Mapping[Track, Mapping[str, Micros]]
    no_data: Mapping[str, Micros]


def timeline(
    journal: Journal, machine: MachineId, window: Interval, tracks: Sequence[Track], now: Instant
) -> TimelineView:
    """Everything the timeline of one machine shows in the window."""
    found: dict[Track, list[Span]] = {track: [] for track in tracks}
    for span in journal.spans([machine], tracks, window):
        found[span.track].append(span)
    return TimelineView(
        window=window,
        now=now,
        tracks=found,
        parts=journal.part_counts([machine], window),
        losses=journal.losses(machine, window),
        totals={track: totals(spans, window, now, rest=REST[track]) for track, spans in found.items() if track in REST},
        no_data=no_data_reasons(found.get(Track.STATE, ()), window, now),
    )


def totals(spans: Iterable[Span], window: Interval, now: Instant, *, rest: str) -> dict[str, Micros]:
    """Microseconds per value of a tiling track inside [window.start, min(window.end, now)).

    They add up exactly to that length; what no span covers counts as `rest`. Empty in the future.
    """
    found = Counter[str]()
    for span in spans:
        part = clip(span.start, span.end, window, now)
        if part is not None:
            found[span.value] += part.length
    found[rest] += _uncovered(found, window, now)
    return {value: length for value, length in found.items() if length}


def no_data_reasons(spans: Iterable[Span], window: Interval, now: Instant) -> dict[str, Micros]:
    """The no_data time of a state track by reason; without any span it was never seen."""
    found, covered = Counter[str](), Counter[str]()
    for span in spans:
        part = clip(span.start, span.end, window, now)
        if part is not None:
            covered[span.value] += part.length
            if span.value == BaseState.NO_DATA:
                found[no_data_reason(span)] += part.length
    found[NoDataReason.NEVER_SEEN] += _uncovered(covered, window, now)
    return {str(reason): length for reason, length in found.items() if length}


def no_data_reason(span: Span) -> str:
    """Why a span has no data."""
    return str(span.detail.get("reason") or NoDataReason.NOT_COVERED)


def _uncovered(found: Counter[str], window: Interval, now: Instant) -> Micros:
    """What is left of the elapsed part of the window."""
    return max(0, min(window.end, now) - window.start) - found.total()


Row = tuple[int, int | None, str]
"""Start and end of a whole span in milliseconds, rounded down, and its value; end None while open."""


def rows(journal: Journal, machines: Sequence[MachineId], window: Interval, track: Track) -> dict[MachineId, list[Row]]:
    """Whole spans of one track for many machines, in the order asked; columns in, no object a span."""
    found: dict[MachineId, list[Row]] = {machine: [] for machine in machines}
    # To the journal no names mean all machines; to us they mean none.
    for batch in journal.export("spans", window, machines) if machines else ():
        wanted = batch.filter(pc.equal(batch.column("track"), pa.scalar(track.value)))
        columns = [wanted.column(name).to_pylist() for name in ("machine", "start", "end", "value")]
        for machine, start, end, value in zip(*columns, strict=True):
            found[machine].append((start // MILLISECOND, None if end is None else end // MILLISECOND, value))
    return found
