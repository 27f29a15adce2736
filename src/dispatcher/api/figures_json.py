"""Answers about figures straight to plain JSON values, in the shapes of `schemas/figures.py`. Called in threads."""

from __future__ import annotations

from collections.abc import Sequence

from dispatcher.api.bulk import stamps
from dispatcher.app.figures.desk import Answer
from dispatcher.app.figures.engine import Figure, Group
from dispatcher.app.figures.explaining import Opened
from dispatcher.app.figures.knowing import Trust
from dispatcher.app.figures.losses import Lost, Step
from dispatcher.app.figures.times import Row
from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import Instant, format_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.kpi import Term

Json = dict[str, object]


def figures(answers: Sequence[Answer], now: Instant, pending: int) -> Json:
    """Figures: the first range, and the one it is compared with."""
    first, *others = [
        {"window": _window(one.window), "groups": [_group(group) for group in one.groups]} for one in answers
    ]
    return {**first, "now": format_instant(now), "compared": others[0] if others else None, "pending": pending}


def times(window: Interval, rows: Sequence[Row], now: Instant) -> Json:
    """Times."""
    return {
        "window": _window(window),
        "now": format_instant(now),
        "rows": [{"key": row.key, "time": row.time, "stretches": row.stretches, "stops": row.stops} for row in rows],
    }


def losses(window: Interval, steps: Sequence[Step], reasons: Sequence[Lost], now: Instant) -> Json:
    """Losses."""
    return {
        "window": _window(window),
        "now": format_instant(now),
        "steps": [
            {
                "code": step.code,
                "words_key": f"figures.step.{step.code}",
                "level": step.level,
                "time": step.time,
                "why": step.why,
            }
            for step in steps
        ],
        "reasons": [
            {
                "code": one.code,
                "time_class": one.time_class.value,
                "time": one.time,
                "stops": one.stops,
                "share": one.share,
            }
            for one in reasons
        ],
    }


def explained(window: Interval, opened: Opened, now: Instant) -> Json:
    """FigureExplained."""
    definition = opened.definition
    return {
        "window": _window(window),
        "now": format_instant(now),
        "figure": _figure(opened.figure),
        "definition": {
            "code": definition.code,
            "words": dict(definition.words),
            "description": dict(definition.description),
            "formula": definition.formula,
            "unit": definition.unit.value,
            "clause": definition.clause,
            "school": definition.school.value,
            "better": definition.better.value,
        },
        "terms": [
            {
                **term_out(term),
                "value": value,
                "parts": [
                    {
                        "time_class": part.time_class,
                        "state": part.state,
                        "reason": part.reason,
                        "program": part.program,
                        "amount": part.amount,
                        "stretches": part.stretches,
                    }
                    for part in parts
                ],
            }
            for term, value, parts in opened.terms
        ],
        "stretches": _stretches(opened.stretches),
        "next": opened.next or None,
    }


def term_out(term: Term) -> Json:
    """TermOut."""
    return {
        "code": term.code,
        "words": dict(term.words),
        "description": dict(term.description),
        "unit": term.unit.value,
    }


def _window(window: Interval) -> Json:
    return {"from": format_instant(window.start), "to": format_instant(window.end)}


def _group(group: Group) -> Json:
    return {"key": group.key, "figures": [_figure(figure) for figure in group.figures]}


def _figure(figure: Figure) -> Json:
    return {
        "kpi": figure.kpi,
        "value": figure.value,
        "unit": figure.unit.value,
        "why": figure.why,
        "terms": figure.terms,
        "trust": _trust(figure.trust),
        "target": figure.target,
        "warn": figure.warn,
        "status": figure.status.value,
        "flags": figure.flags,
    }


def _trust(trust: Trust) -> Json:
    return {
        "observed": trust.observed,
        "unexplained": trust.unexplained,
        "entered": trust.entered,
        "late": trust.late,
        "normed": trust.normed,
        "pending": trust.pending,
    }


def _stretches(given: Sequence[Stretch]) -> list[Json]:
    starts, ends = stamps([one.start for one in given]), stamps([one.end for one in given])
    stops, shifts = stamps([one.stop for one in given]), stamps([one.occurrence for one in given])
    return [
        {
            "machine": one.machine,
            "start": start,
            "end": end,
            "open": one.open,
            "state": one.state,
            "base": one.base.value,
            "mode": one.mode,
            "program": one.program,
            "state_rule": one.state_rule,
            "reason": one.reason,
            "origin": one.origin.value,
            "reason_rule": one.reason_rule,
            "corrections": one.corrections,
            "time_class": one.time_class.value,
            "stop": stop,
            "day": one.day.isoformat(),
            "shift": one.shift,
            "team": one.team,
            "occurrence": occurrence,
        }
        for one, start, end, stop, occurrence in zip(given, starts, ends, stops, shifts, strict=True)
    ]
