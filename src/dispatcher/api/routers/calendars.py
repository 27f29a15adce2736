"""Calendars: read, put in force, assign, except, preview; the production calendars of countries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from dispatcher.api import calendars as render
from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import Language, window
from dispatcher.api.schemas.calendar import (
    AssignmentsDoc,
    CalendarDoc,
    CalendarHistory,
    CalendarPreview,
    Calendars,
    ExceptionsDoc,
    PreviewAsked,
    ProductionCalendar,
)
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.app.calendars import production
from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.instant import DAY
from dispatcher.ports.access import Permission

PREVIEW_RANGE = 400 * DAY

router = APIRouter(prefix="/api/v1", tags=["calendars"])
Code = Annotated[str, Path(description="code of the calendar", max_length=64)]


@get(router, "/calendars", Permission.CALENDARS_READ, Calendars, 401, 403, 503, summary="Calendars and who uses them")
async def calendars(services: Given) -> Calendars:
    """The newest version of every calendar, the assignments, and exceptions beyond those of the calendars."""
    book = services.calendars
    found, assignments, exceptions = await in_thread(lambda: (book.calendars(), book.assignments(), book.exceptions()))
    return Calendars(
        calendars=[render.calendar(item) for item in found],
        assignments=render.assignments(assignments),
        assignments_from=render.effective(assignments),
        assignments_version=assignments.version if assignments else 0,
        exceptions=render.exceptions(exceptions),
        exceptions_from=render.effective(exceptions),
        exceptions_version=exceptions.version if exceptions else 0,
    )


@get(router, "/calendars/{code}", Permission.CALENDARS_READ, CalendarDoc, 401, 403, 404, 503, summary="One calendar")
async def calendar(services: Given, code: Code) -> CalendarDoc:
    """Its newest version, also where that begins in the future."""
    return render.calendar(await in_thread(lambda: services.calendars.calendar(code)))


@get(
    router,
    "/calendars/{code}/history",
    Permission.CALENDARS_READ,
    CalendarHistory,
    401,
    403,
    404,
    503,
    summary="Its versions",
)
async def history(services: Given, code: Code) -> CalendarHistory:
    """Every version there ever was, newest first."""
    found = await in_thread(lambda: services.calendars.history(code))
    return CalendarHistory(versions=[render.version(item) for item in reversed(found)])


@route(
    router,
    "PUT",
    "/calendars/{code}",
    Permission.CALENDARS_WRITE,
    CalendarDoc,
    401,
    403,
    409,
    422,
    503,
    summary="Put a calendar in force",
)
async def put_calendar(services: Given, author: Author, code: Code, given: CalendarDoc) -> CalendarDoc:
    """From `effective_from` on; shifts that opened before keep the version they opened under."""
    start = render.start(given.effective_from)
    body = render.body(given)
    stored = await in_thread(
        lambda: services.calendars.put_calendar(code, body, start, seen=given.version, author=author)
    )
    return render.calendar(stored)


@route(
    router,
    "DELETE",
    "/calendars/{code}",
    Permission.CALENDARS_WRITE,
    Calendars,
    401,
    403,
    404,
    409,
    503,
    summary="Remove a calendar",
)
async def remove_calendar(services: Given, author: Author, code: Code) -> Calendars:
    """One that nobody works by any more; what it said of the past stays."""
    await in_thread(lambda: services.calendars.remove_calendar(code, author=author))
    return await calendars(services)


@route(
    router,
    "PUT",
    "/calendar-assignments",
    Permission.CALENDARS_WRITE,
    AssignmentsDoc,
    401,
    403,
    404,
    409,
    422,
    503,
    summary="Say who works by which calendar",
)
async def put_assignments(services: Given, author: Author, given: AssignmentsDoc) -> AssignmentsDoc:
    """All of them; the narrowest scope wins: machine, line, area, site, everything."""
    start = render.start(given.effective_from)
    rows = [row.model_dump() for row in given.assignments]
    stored = await in_thread(lambda: services.calendars.put_assignments(rows, start, seen=given.version, author=author))
    return AssignmentsDoc(
        assignments=render.assignments(stored), effective_from=render.effective(stored), version=stored.version
    )


@route(
    router,
    "PUT",
    "/calendar-exceptions",
    Permission.CALENDARS_WRITE,
    ExceptionsDoc,
    401,
    403,
    409,
    422,
    503,
    summary="Say which days differ where",
)
async def put_exceptions(services: Given, author: Author, given: ExceptionsDoc) -> ExceptionsDoc:
    """All exceptions for a site, area, line or machine beyond those of the calendars."""
    start = render.start(given.effective_from)
    rows = [row.model_dump() for row in given.exceptions]
    stored = await in_thread(lambda: services.calendars.put_exceptions(rows, start, seen=given.version, author=author))
    return ExceptionsDoc(
        exceptions=render.exceptions(stored), effective_from=render.effective(stored), version=stored.version
    )


@route(
    router,
    "POST",
    "/calendars/preview",
    Permission.CALENDARS_READ,
    CalendarPreview,
    401,
    403,
    422,
    503,
    summary="Try a calendar",
)
async def preview(services: Given, given: PreviewAsked, lang: Language) -> CalendarPreview:
    """What it would come to, without storing anything, and what a person should know before it is in force."""
    span = window(given.from_, given.to, services.clock.now(), limit=PREVIEW_RANGE)
    body = render.body(given.calendar)
    try:
        found = await in_thread(lambda: services.calendars.preview(body, span))
    except InvalidInput as error:
        return CalendarPreview(occurrences=[], problems=[render.refused(error, services.texts, lang)], refused=True)
    titles = {item.code: item.title.model_dump() for item in given.calendar.shifts}
    return CalendarPreview(
        occurrences=[render.occurrence(item, titles[item.shift]) for item in found.occurrences],
        problems=[render.problem(item, services.texts, lang) for item in found.problems],
        refused=False,
    )


@get(
    router,
    "/production-calendars/{country}/{year}",
    Permission.CALENDARS_READ,
    ProductionCalendar,
    401,
    403,
    404,
    422,
    summary="Holidays of a country",
)
async def production_calendar(services: Given, country: str, year: int) -> ProductionCalendar:
    """Days off, days moved, and days shortened before a holiday, of RU or BY."""
    del services
    if country not in production.COUNTRIES or not production.FIRST_YEAR <= year <= production.LAST_YEAR:
        raise NotFound(
            "production_calendar_unknown",
            country=country,
            year=year,
            known=", ".join(production.COUNTRIES),
            first=production.FIRST_YEAR,
            last=production.LAST_YEAR,
        )
    days, known = await in_thread(
        lambda: (production.national_days(country, year), production.moves_known(country, year))
    )
    return ProductionCalendar(days=[render.production_day(item) for item in days.values()], moves_known=known)
