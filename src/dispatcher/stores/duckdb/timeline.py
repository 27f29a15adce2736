"""Derived spans and part counts: patches in, whole spans out.

A patch says "what starts here is now this". Nearly always that is the open span closed and the next one
opened, hundreds of times a second; so open spans have a table of their own, and the history is searched
only when a patch reaches behind the last closed span of its track.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.stores.common.marks import TRACKS, first_count, first_difference
from dispatcher.stores.duckdb.tables import Row, among, arrow, columns, insert, register

_END_OF_TIME = 2**63 - 1

Lane = tuple[str, str]
"""(machine, track); for part counts the track is empty."""

Reach = tuple[str, str, int, int]
"""(machine, track, start, stop): what starts in [start, stop) goes."""

_REACHES = columns(machine=pa.string(), track=pa.string(), start=pa.int64(), stop=pa.int64())


class Ends:
    """Per lane the latest start in the history: what a patch must reach behind to touch it."""

    def __init__(self) -> None:
        self._last: dict[Lane, int] = {}

    def load(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Read them from the stored history."""
        found = cursor.execute(
            """SELECT machine, track, max("start") FROM spans GROUP BY ALL
            UNION ALL SELECT machine, '', max("at") FROM part_counts GROUP BY ALL"""
        ).fetchall()
        self._last = {(machine, track): last for machine, track, last in found}

    def touched(self, reaches: Iterable[Reach]) -> list[Reach]:
        """Those that may find something in the history."""
        return [reach for reach in reaches if reach[2] <= self._last.get((reach[0], reach[1]), -_END_OF_TIME)]

    def add(self, lane: Lane, start: int) -> None:
        """Something in the history starts at `start`."""
        if start > self._last.get(lane, -_END_OF_TIME):
            self._last[lane] = start


Limit = Callable[[MachineId], Instant]
"""Up to where it matters to somebody what was stored of a machine before."""

Change = tuple[MachineId, Instant | None]
"""From where on a machine's spans or counts differ from those before; None: nowhere, or where nobody minds."""


def write_spans(
    cursor: duckdb.DuckDBPyConnection, patches: Sequence[TrackPatch], ends: Ends, limit: Limit
) -> tuple[list[tuple[Lane, int]], list[Change]]:
    """Apply the patches in their order; the starts that joined the history (for `Ends.add`), and what changed."""
    reaches: list[Reach] = []
    kept: dict[Lane, list[Span]] = {}
    for patch in patches:
        stop = _END_OF_TIME if patch.end is None else patch.end
        lane = (patch.machine, patch.track.value)
        reaches.append((*lane, patch.start, stop))
        # A later patch of the same commit also replaces what an earlier one brought.
        earlier = [span for span in kept.get(lane, ()) if not patch.start <= span.start < stop]
        kept[lane] = [*earlier, *patch.spans]
    if not reaches:
        return [], []
    changes = _changes(cursor, reaches, kept, limit)
    _delete(cursor, "spans_open", reaches)
    _delete(cursor, "spans", ends.touched(reaches))
    spans = [span for lane in kept.values() for span in lane]
    insert(cursor, "spans_open", [_span_row(span) for span in spans if span.end is None], schema="spans")
    closed = [_span_row(span) for span in spans if span.end is not None]
    insert(cursor, "spans", closed)
    joined: list[tuple[Lane, int]] = [
        ((span.machine, span.track.value), span.start) for span in spans if span.end is not None
    ]
    return joined, changes


def _changes(
    cursor: duckdb.DuckDBPyConnection, reaches: Sequence[Reach], kept: Mapping[Lane, Sequence[Span]], limit: Limit
) -> list[Change]:
    """What the account of time must hear of. What is stored is looked at only where a patch reaches far enough back."""
    lanes = [lane for lane in kept if lane[1] in TRACKS]
    far = [reach for reach in reaches if reach[1] in TRACKS and reach[2] <= limit(MachineId(reach[0]))]
    before: dict[Lane, list[Span]] = {(reach[0], reach[1]): [] for reach in far}
    for span in _stored(cursor, far):
        before[span.machine, span.track.value].append(span)
    return [
        (MachineId(lane[0]), first_difference(before[lane], kept[lane]) if lane in before else None) for lane in lanes
    ]


def _stored(cursor: duckdb.DuckDBPyConnection, reaches: Sequence[Reach]) -> Iterator[Span]:
    if not reaches:
        return
    register(cursor, _arrow_reaches(reaches), "reaches")
    found = cursor.execute(
        """SELECT DISTINCT s.* FROM (SELECT * FROM spans WHERE "start" >= $low UNION ALL SELECT * FROM spans_open) AS s
        JOIN reaches AS r ON s.machine = r.machine AND s.track = r.track AND s."start" >= r."start"
        AND s."start" < r."stop" """,
        {"low": min(reach[2] for reach in reaches)},
    ).fetchall()
    yield from _spans(found)


def write_parts(
    cursor: duckdb.DuckDBPyConnection, patches: Sequence[PartsPatch], ends: Ends, limit: Limit
) -> tuple[list[tuple[Lane, int]], list[Change]]:
    """The same for part counts."""
    reaches: list[Reach] = []
    kept: dict[MachineId, list[PartCount]] = {}
    for patch in patches:
        stop = _END_OF_TIME if patch.end is None else patch.end
        reaches.append((patch.machine, "", patch.start, stop))
        earlier = [count for count in kept.get(patch.machine, ()) if not patch.start <= count.at < stop]
        kept[patch.machine] = [*earlier, *patch.counts]
    touched = ends.touched(reaches)
    changes: list[Change] = []
    for machine, counts in kept.items():
        own = [reach for reach in reaches if reach[0] == machine]
        first = min(reach[2] for reach in own)
        if first > limit(machine):
            changes.append((machine, None))
            continue
        stored = read_parts(cursor, [machine], Interval(Instant(first), Instant(_END_OF_TIME)))
        gone = [count for count in stored if any(start <= count.at < stop for _, _, start, stop in own)]
        changes.append((machine, first_count(gone, sorted(counts, key=lambda count: count.at))))
    if touched:
        register(cursor, _arrow_reaches(touched), "reaches")
        cursor.execute(
            """DELETE FROM part_counts USING reaches AS r WHERE part_counts.machine = r.machine
            AND part_counts."at" >= r."start" AND part_counts."at" < r."stop" AND part_counts."at" >= ?""",
            [min(reach[2] for reach in touched)],
        )
    counts = [count for machine in kept.values() for count in machine]
    insert(cursor, "part_counts", [_count_row(count) for count in counts])
    return [((count.machine, ""), count.at) for count in counts], changes


def _delete(cursor: duckdb.DuckDBPyConnection, table: str, reaches: Sequence[Reach]) -> None:
    if not reaches:
        return
    register(cursor, _arrow_reaches(reaches), "reaches")
    # The constant bound lets the engine skip whole blocks of the history before it joins.
    cursor.execute(
        f"""DELETE FROM {table} USING reaches AS r WHERE {table}.machine = r.machine AND {table}.track = r.track
        AND {table}."start" >= r."start" AND {table}."start" < r."stop" AND {table}."start" >= ?""",
        [min(reach[2] for reach in reaches)],
    )


def _arrow_reaches(reaches: Sequence[Reach]) -> pa.Table:
    return arrow(_REACHES, list(set(reaches)))


def _span_row(span: Span) -> Row:
    detail = json.dumps(span.detail, ensure_ascii=False, separators=(",", ":"))
    return (span.machine, span.track.value, span.start, span.end, span.value, span.rule, detail)


def _count_row(count: PartCount) -> Row:
    return (
        count.machine,
        count.at,
        count.parts,
        count.signal_key,
        count.raw_before,
        count.raw_after,
        count.program,
        count.inferred,
        count.rule,
    )


def read_spans(
    cursor: duckdb.DuckDBPyConnection, machines: Sequence[MachineId], tracks: Sequence[Track], window: Interval
) -> list[Span]:
    """Whole spans that touch the window, by machine, track, start, value."""
    parameters: dict[str, object] = {"start": window.start, "end": window.end}
    where = among("machine", machines, parameters)
    where += " AND " + among("track", [track.value for track in tracks], parameters) + """ AND "start" < $end"""
    found = cursor.execute(
        f"""SELECT * FROM (SELECT * FROM spans WHERE {where} AND "end" > $start
            UNION ALL SELECT * FROM spans_open WHERE {where})
        ORDER BY machine, track, "start", value""",
        parameters,
    ).fetchall()
    return list(_spans(found))


def _spans(rows: Iterable[tuple[str, str, int, int | None, str, str, str]]) -> Iterator[Span]:
    details: dict[str, Mapping[str, str | int | float | None]] = {}
    for machine, track, start, end, value, rule, detail in rows:
        if detail not in details:
            details[detail] = json.loads(detail)
        yield Span(
            machine=MachineId(machine),
            track=Track(track),
            start=Instant(start),
            end=None if end is None else Instant(end),
            value=value,
            rule=rule,
            detail=dict(details[detail]),
        )


def read_parts(cursor: duckdb.DuckDBPyConnection, machines: Sequence[MachineId], window: Interval) -> list[PartCount]:
    """Part counts in the window, by machine, instant, and in the order they were given."""
    parameters: dict[str, object] = {"start": window.start, "end": window.end}
    where = among("machine", machines, parameters)
    found = cursor.execute(
        f"""SELECT * FROM part_counts WHERE {where} AND "at" >= $start AND "at" < $end
        ORDER BY machine, "at", rowid""",
        parameters,
    ).fetchall()
    return [
        PartCount(
            machine=machine,
            at=Instant(at),
            parts=parts,
            signal_key=key,
            raw_before=before,
            raw_after=after,
            program=program,
            inferred=inferred,
            rule=rule,
        )
        for machine, at, parts, key, before, after, program, inferred, rule in found
    ]
