"""Large answers straight from columns to JSON; their shapes are those of the response models, which
the tests check field by field. Called in worker threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import orjson
from fastapi import Response

from dispatcher.api.render import params, value
from dispatcher.api.schemas.common import EARLIEST, LATEST, SignalValue
from dispatcher.app.live import Freshness
from dispatcher.app.queries.observations import Buckets, RawPoints, is_rich, plain_columns
from dispatcher.app.queries.timeline import Row, TimelineView
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Quality
from dispatcher.domain.state import Span, Track
from dispatcher.ports.store import StoredSignal
from dispatcher.ports.values import decode_value

BUCKET_TIMES = ("at_min", "at_max", "first_at", "last_at")
BUCKET_PLAIN = ("min", "max", "first", "last", "count", "unavailable")


def to_json(document: object) -> bytes:
    """The document as JSON. Numbers that JSON cannot write become null."""
    return orjson.dumps(document, default=_plain)


def json(document: object) -> Response:
    """The document as a response."""
    return Response(to_json(document), media_type="application/json")


def _plain(given: object) -> object:
    """Pydantic models among plain values."""
    dump = getattr(given, "model_dump", None)
    if dump is None:
        raise TypeError
    return dump(mode="json", by_alias=True)


def stamps(instants: Sequence[int | None]) -> list[str | None]:
    """RFC 3339 texts of many instants at once, the same as `format_instant`; None stays None."""
    raw = np.array([0 if instant is None else instant for instant in instants], dtype=np.int64)
    clipped = np.clip(raw, EARLIEST, LATEST).astype("datetime64[us]")
    texts: list[str] = np.datetime_as_string(clipped, unit="us", timezone="UTC").tolist()
    return [None if instant is None else text for instant, text in zip(instants, texts, strict=True)]


def freshness(given: Sequence[Freshness]) -> list[dict[str, object]]:
    """Many LiveFreshness."""
    data, contact = stamps([one.last_data_at for one in given]), stamps([one.last_contact_at for one in given])
    return [
        {"id": one.machine, "last_data_at": at, "last_contact_at": heard, "clock_skew_us": one.clock_skew}
        for one, at, heard in zip(given, data, contact, strict=True)
    ]


def spans(given: Sequence[Span]) -> list[dict[str, object]]:
    """Many SpanOut."""
    starts = stamps([span.start for span in given])
    ends = stamps([span.end for span in given])
    return [
        {"start": start, "end": end, "value": span.value, "rule": span.rule, "detail": params(span.detail)}
        for span, start, end in zip(given, starts, ends, strict=True)
    ]


def timeline(view: TimelineView) -> dict[str, object]:
    """Timeline."""
    start, end, now = stamps([view.window.start, view.window.end, view.now])
    ats = stamps([count.at for count in view.parts])
    loss_starts = stamps([loss.interval.start for loss in view.losses])
    loss_ends = stamps([loss.interval.end for loss in view.losses])
    return {
        "from": start,
        "to": end,
        "now": now,
        "tracks": {track.value: spans(view.tracks[track]) if track in view.tracks else None for track in Track},
        "parts": [
            {
                "at": at,
                "parts": count.parts,
                "inferred": count.inferred,
                "program": count.program,
                "rule": count.rule,
            }
            for count, at in zip(view.parts, ats, strict=True)
        ],
        "losses": [
            {"start": begin, "end": stop, "code": loss.code, "params": params(loss.params)}
            for loss, begin, stop in zip(view.losses, loss_starts, loss_ends, strict=True)
        ],
        "totals": {
            track.value: dict(view.totals[track]) if track in view.totals else None
            for track in (Track.STATE, Track.MODE, Track.PROGRAM)
        },
        "no_data_us": dict(view.no_data),
    }


def timelines(
    rows: Mapping[MachineId, Sequence[Row]], window: Interval, track: Track, now: Instant
) -> dict[str, object]:
    """Timelines: one compact row a machine."""
    start, end, present = stamps([window.start, window.end, now])
    return {
        "from": start,
        "to": end,
        "now": present,
        "track": track.value,
        "machines": [{"id": machine, "spans": found} for machine, found in rows.items()],
    }


def observations(found: RawPoints | Buckets, stored: StoredSignal, window: Interval) -> Mapping[str, object]:
    """RawObservations or ReducedObservations."""
    start, end = stamps([window.start, window.end])
    head = {"signal": stored.spec.key, "from": start, "to": end}
    if isinstance(found, RawPoints):
        return {**head, "reduced": False, "points": _points(found, stored)}
    columns = plain_columns(found.rows, (*BUCKET_TIMES, *BUCKET_PLAIN))
    for name in BUCKET_TIMES:
        columns[name] = list(stamps([_instant(instant) for instant in columns[name]]))
    names = tuple(columns)
    return {
        **head,
        "reduced": True,
        "buckets": [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)],
    }


def _points(found: RawPoints, stored: StoredSignal) -> list[dict[str, object]]:
    columns = plain_columns(found.rows, ("at", "num", "text", "quality"))
    ats = [_instant(at) for at in columns["at"]]
    values: list[SignalValue] = [
        _value(stored, num, text) for num, text in zip(columns["num"], columns["text"], strict=True)
    ]
    lead = found.lead
    points: list[dict[str, object]] = [] if lead is None else [{"at": stamps([lead.at])[0], "value": value(lead.value)}]
    return points + [
        {"at": at, "value": given}
        for at, given, quality in zip(stamps(ats), values, columns["quality"], strict=True)
        if quality != Quality.QUARANTINED
    ]


def _value(stored: StoredSignal, num: object, text: object) -> SignalValue:
    number = float(num) if isinstance(num, int | float) else None
    written = text if isinstance(text, str) else None
    if number is None and written is not None and is_rich(stored):
        return value(decode_value(stored.spec.category, stored.spec.representation, None, written))
    return written if number is None else number


def _instant(given: object) -> int | None:
    return given if isinstance(given, int) else None
