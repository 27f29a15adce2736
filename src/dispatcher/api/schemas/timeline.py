"""Timelines: spans, parts, losses, totals; compact rows for many machines."""

from __future__ import annotations

from pydantic import Field

from dispatcher.api.schemas.common import Answer, Params, Stamp


class SpanOut(Answer):
    """One whole span [start, end) of a track; `end` null while it lasts."""

    start: Stamp
    end: Stamp | None
    value: str
    rule: str
    detail: Params


class PartOut(Answer):
    """Parts made at one instant."""

    at: Stamp
    parts: int
    inferred: bool
    program: str
    rule: str


class LossOut(Answer):
    """Data known to be lost for good in [start, end)."""

    start: Stamp
    end: Stamp
    code: str
    params: Params


class Tracks(Answer):
    """Spans by track; null = the track was not asked for."""

    state: list[SpanOut] | None
    mode: list[SpanOut] | None
    program: list[SpanOut] | None
    alarm: list[SpanOut] | None
    cycle: list[SpanOut] | None


class TrackTotals(Answer):
    """Microseconds per value inside [from, min(to, now)); they add up exactly to its length.

    Null = the track was not asked for. Time of which nothing is known is counted under `no_data`
    (state) or `unknown` (mode); `program` counts the time without a program under the empty name.
    """

    state: dict[str, int] | None
    mode: dict[str, int] | None
    program: dict[str, int] | None


class Timeline(Answer):
    """GET /machines/{id}/timeline: uncut spans that touch the window."""

    from_: Stamp = Field(serialization_alias="from")
    to: Stamp
    now: Stamp
    tracks: Tracks
    parts: list[PartOut]
    losses: list[LossOut]
    totals: TrackTotals
    no_data_us: dict[str, int] = Field(
        description="the no_data time of the state track by reason; adds up to totals.state.no_data"
    )


CompactSpan = tuple[int, int | None, str]
"""start ms, end ms or null, value; milliseconds since the epoch, rounded down."""


class MachineRow(Answer):
    """One row of a many-machine picture."""

    id: str
    spans: list[CompactSpan]


class Timelines(Answer):
    """GET /timelines."""

    from_: Stamp = Field(serialization_alias="from")
    to: Stamp
    now: Stamp
    track: str
    machines: list[MachineRow]
