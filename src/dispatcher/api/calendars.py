"""Calendars from documents and values to response models, and from requests to documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from dispatcher.api.params import read_instant
from dispatcher.api.render import params, words
from dispatcher.api.schemas import calendar as schemas
from dispatcher.api.schemas.common import Answer
from dispatcher.app.calendars.book import Stored
from dispatcher.app.calendars.problems import Problem
from dispatcher.app.texts import Texts
from dispatcher.domain.calendar import DayException, Occurrence
from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.instant import Instant, format_instant

OWN = ("effective_from", "version")


def body(given: Answer) -> dict[str, object]:
    """The document in a request, without what is said about it."""
    return {name: value for name, value in given.model_dump().items() if name not in OWN}


def start(given: str | None) -> Instant | None:
    """From when on. Raises InvalidInput."""
    return None if given is None else read_instant(given, "effective_from")


def effective(given: Stored | None) -> str | None:
    """From when on, as text."""
    return None if given is None or given.start is None else format_instant(given.start)


def calendar(given: Stored) -> schemas.CalendarDoc:
    """A stored calendar that was not removed."""
    document = cast("Mapping[str, object]", _titled(given.body or {}))
    return schemas.CalendarDoc.model_validate(
        {**document, "effective_from": effective(given), "version": given.version}
    )


def assignments(given: Stored | None) -> list[schemas.Assignment]:
    """Who works by which calendar."""
    rows = cast("list[object]", given.body["assignments"]) if given and given.body else []
    return [schemas.Assignment.model_validate(row) for row in rows]


def exceptions(given: Stored | None) -> list[schemas.DayExceptionDoc]:
    """Exceptions beyond those of the calendars."""
    rows = cast("list[object]", given.body["exceptions"]) if given and given.body else []
    return [schemas.DayExceptionDoc.model_validate(_titled(row)) for row in rows]


def version(given: Stored) -> schemas.CalendarVersion:
    """One version of a calendar."""
    return schemas.CalendarVersion(
        version=given.version,
        effective_from=effective(given),
        entered_at=given.entered_at,
        author=given.author,
        calendar=None if given.body is None else calendar(given),
    )


def occurrence(given: Occurrence, title: Mapping[str, str]) -> schemas.Occurrence:
    """One shift of one day."""
    return schemas.Occurrence(
        calendar=given.calendar,
        day=given.day.isoformat(),
        shift=given.shift,
        title=words(title, given.shift),
        team=given.team,
        start=given.start,
        end=given.end,
        breaks=[schemas.Span(start=item.start, end=item.end) for item in given.breaks],
        attendance=given.attendance.value,
    )


def shift(given: Occurrence, title: Mapping[str, str], *, accepted: bool) -> schemas.Shift:
    """The same, and whether it was accepted."""
    return schemas.Shift(**dict(occurrence(given, title)), accepted=accepted)


def problem(given: Problem, texts: Texts, language: str) -> schemas.CalendarProblem:
    """What a person should know."""
    return schemas.CalendarProblem(
        code=given.code,
        params=params(given.params),
        text=texts.text(language, f"problem.{given.code}", given.params),
        day=None if given.day is None else given.day.isoformat(),
    )


def refused(error: DispatcherError, texts: Texts, language: str) -> schemas.CalendarProblem:
    """Why a document would be refused."""
    text = texts.text(language, f"error.{error.code}", error.params)
    return schemas.CalendarProblem(code=error.code, params=params(error.params), text=text, day=None)


def production_day(given: DayException) -> schemas.ProductionDay:
    """A day that the law makes different."""
    return schemas.ProductionDay(
        day=given.day.isoformat(),
        kind=given.kind.value,
        title=words(given.title, given.kind.value),
        off=given.turns == (),
        minus=given.minus,
        like=None if given.like is None else given.like.isoformat(),
    )


def _titled(given: object) -> object:
    """A document in which every title has both languages: what is missing is shown as the other."""
    if isinstance(given, Mapping):
        return {
            name: words(value, "").model_dump() if name == "title" else _titled(value) for name, value in given.items()
        }
    return [_titled(item) for item in given] if isinstance(given, list) else given
