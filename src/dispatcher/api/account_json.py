"""The account of time as JSON; the shapes are those of the response models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatcher.api.bulk import stamps
from dispatcher.app.accounts.stops import Status, Stop, Stops
from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.instant import MILLISECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.overlay import Lock

Json = dict[str, object]
_ORIGINS = {Origin.NONE: 0, Origin.RULE: 1, Origin.PERSON: 2}


def window(given: Interval) -> Json:
    """Range."""
    start, end = stamps([given.start, given.end])
    return {"from": start, "to": end}


def account(given: Sequence[Stretch], locks: Sequence[Lock], span: Interval, now: Instant) -> Json:
    """AccountOut."""
    by_class: dict[str, int] = {}
    by_reason: dict[str, int] = {}
    for own in given:
        kind = own.time_class.value
        by_class[kind] = by_class.get(kind, 0) + own.length
        if own.reason:
            by_reason[own.reason] = by_reason.get(own.reason, 0) + own.length
    starts, ends, ats = (stamps([getattr(lock, name) for lock in locks]) for name in ("start", "end", "at"))
    return {
        "window": window(span),
        "now": stamps([now])[0],
        "stretches": stretches(given),
        "totals": {"by_class": by_class, "by_reason": by_reason},
        "locks": [
            {"start": start, "end": end, "by": lock.by, "at": at}
            for lock, start, end, at in zip(locks, starts, ends, ats, strict=True)
        ],
    }


def stretches(given: Sequence[Stretch]) -> list[Json]:
    """Many StretchOut."""
    names = ("start", "end", "stop", "occurrence")
    times = zip(*(stamps([getattr(own, name) for own in given]) for name in names), strict=True)
    return [
        {
            "start": start,
            "end": end,
            "open": own.open,
            "state": own.state,
            "base": own.base.value,
            "mode": own.mode,
            "program": own.program,
            "state_rule": own.state_rule,
            "reason": own.reason,
            "origin": own.origin.value,
            "reason_rule": own.reason_rule,
            "corrections": list(own.corrections),
            "time_class": own.time_class.value,
            "stop": stop,
            "day": own.day.isoformat(),
            "shift": own.shift,
            "team": own.team,
            "occurrence": occurrence,
        }
        for own, (start, end, stop, occurrence) in zip(given, times, strict=True)
    ]


def compact(given: Sequence[Stretch], machines: Sequence[MachineId], span: Interval, now: Instant) -> Json:
    """AccountsOut."""
    states: dict[str, int] = {}
    reasons: dict[str, int] = {}
    classes = {kind: place for place, kind in enumerate(TimeClass)}
    rows: dict[str, list[tuple[int, int | None, int, int, int, int]]] = {machine: [] for machine in machines}
    for own in given:
        rows[own.machine].append(
            (
                own.start // MILLISECOND,
                None if own.open else own.end // MILLISECOND,
                states.setdefault(own.state, len(states)),
                reasons.setdefault(own.reason, len(reasons)) if own.reason else -1,
                classes[own.time_class],
                _ORIGINS[own.origin],
            )
        )
    return {
        "window": window(span),
        "now": stamps([now])[0],
        "states": list(states),
        "reasons": list(reasons),
        "classes": [kind.value for kind in TimeClass],
        "machines": rows,
    }


def stops(given: Stops, shown: Sequence[Stop], following: str | None) -> Json:
    """StopsOut; `shown`: the page."""
    return {"stops": [_stop(own) for own in shown], "totals": _totals(given), "next": following}


def _totals(given: Stops) -> Mapping[str, Json]:
    return {status.value: {"stops": given.totals[status].stops, "time": given.totals[status].time} for status in Status}


def _stop(own: Stop) -> Json:
    starts, ends = stamps([own.start, *(p.start for p in own.pieces)]), stamps([own.end, *(p.end for p in own.pieces)])
    message = None if own.alarm is None else own.alarm.detail.get("message")
    return {
        "machine": own.machine,
        "start": starts[0],
        "end": ends[0],
        "open": own.open,
        "length": own.end - own.start,
        "status": own.status.value,
        "strict": own.strict,
        "state": own.first.state,
        "day": own.first.day.isoformat(),
        "shift": own.first.shift,
        "program": own.first.program,
        "reason": own.reason,
        "origin": own.origin.value,
        "alarm": None
        if own.alarm is None
        else {
            "code": str(own.alarm.detail.get("code") or ""),
            "message": None if message is None else str(message),
        },
        "pieces": [
            {
                "start": start,
                "end": end,
                "reason": piece.reason,
                "origin": piece.origin.value,
                "time_class": piece.time_class.value,
            }
            for piece, start, end in zip(own.pieces, starts[1:], ends[1:], strict=True)
        ],
    }
