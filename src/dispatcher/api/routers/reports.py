"""Reports: by kind or saved by name, as page, CSV, XLSX or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Response

from dispatcher.api import report_json
from dispatcher.api.auth import Author, get, route
from dispatcher.api.bulk import json
from dispatcher.api.params import From, Language, To
from dispatcher.api.routers.figures import DAYS, Filtered, read_when
from dispatcher.api.schemas.report import DefineReport, Report, ReportDefinition, ReportDefinitions, ReportKinds
from dispatcher.api.services import Given, Services, read
from dispatcher.api.streamed import download
from dispatcher.api.threads import in_thread
from dispatcher.app.figures.desk import When
from dispatcher.app.figures.ranges import Window
from dispatcher.app.figures.selection import Filters
from dispatcher.app.reports import saved
from dispatcher.app.reports.catalogue import REPORTS, report_of
from dispatcher.app.reports.desk import MEDIA, Form
from dispatcher.app.reports.document import Document
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import to_datetime
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["reports"])
Name = Annotated[str, Path(description="name of a saved report", max_length=200)]


async def _range(
    start: Annotated[From, Query(alias="from", description=f"an instant, or {DAYS}")] = None,
    end: To = None,
    named: Annotated[str, Query(alias="window", description="a range with a name, instead of from and to")] = "",
) -> tuple[str, str, str]:
    """As a dependency: the framework would call a plain function in a thread."""
    return named, start or "", end or ""


async def _options(
    group: Annotated[str, Query(description="option of some reports, see GET /reports")] = "",
    step: Annotated[str, Query(description="likewise")] = "",
) -> Mapping[str, str]:
    """The options named."""
    return {key: value for key, value in (("group", group), ("step", step)) if value}


Ranged = Annotated[tuple[str, str, str], Depends(_range)]
"""Name of a range, or its first and last date or instant; all empty: none given."""
Options = Annotated[Mapping[str, str], Depends(_options)]


def read_form(text: str) -> Form:
    """The form asked for. Raises InvalidInput `report_format`."""
    try:
        return Form(text.strip().lower())
    except ValueError:
        raise InvalidInput("report_format", value=text[:32], known=", ".join(Form)) from None


def read_range(services: Services, window: str, start: str, end: str) -> When:
    """A range with a name, or two dates or instants. Raises InvalidInput."""
    if window:
        try:
            return Window(window)
        except ValueError:
            raise InvalidInput("report_definition_range", value=window[:64], known=", ".join(Window)) from None
    return read_when(start or None, end or None, services.clock.now())


@get(router, "/reports", Permission.REPORTS_READ, ReportKinds, 401, 403, summary="Reports there are")
async def kinds(services: Given, lang: Language) -> Response:
    """Kinds of reports with what each may be asked, in the reader's language."""
    texts = services.texts
    found = [
        {
            "code": report.code,
            "title": texts.text(lang, f"reports.{report.code}.title"),
            "text": texts.text(lang, f"reports.{report.code}.text"),
            "window": report.window,
            "options": [{"name": name, "values": list(values)} for name, values in report.options.items()],
        }
        for report in REPORTS.values()
    ]
    return json({"reports": found, "formats": list(Form)})


@route(
    router,
    "GET",
    "/reports/{name}",
    Permission.REPORTS_READ,
    Report,
    401,
    403,
    404,
    422,
    503,
    summary="A report",
    produces=tuple(media.partition(";")[0] for media in MEDIA.values()),
)
async def report(
    *,
    services: Given,
    name: Annotated[str, Path(description="kind, or name of a saved report", max_length=200)],
    lang: Language,
    filters: Filtered,
    asked: Ranged,
    options: Options,
    form: Annotated[str, Query(alias="format", description="json, csv, xlsx or pdf")] = "json",
) -> Response:
    """A saved report takes range, filters and options from its definition, where the question names no own."""
    shape = read_form(form)
    code = name
    if name not in REPORTS:
        kept = await in_thread(lambda: saved.definition(services.output.reports.settings, name))
        code, options = kept.report, {**kept.options, **options}
        filters = kept.filters if filters == Filters() else filters
        asked = asked if any(asked) else (kept.window, kept.start, kept.end)
    when = read_range(services, *(asked if any(asked) else (report_of(code).window, "", "")))

    def work() -> Response:
        made = services.output.reports.make(code, when, filters, lang, options)
        if shape is Form.JSON:
            return json(report_json.document(made))
        content = services.output.reports.file(made, shape)
        return Response(content, media_type=MEDIA[shape], headers=dict(download(_file(made, shape))))

    return await read(services, work)


def _file(made: Document, form: Form) -> str:
    zone = ZoneInfo(made.zone)
    first = to_datetime(made.window.start, zone).date()
    last = (to_datetime(made.window.end, zone) - timedelta(microseconds=1)).date()
    days = f"{first}" if first == last else f"{first}_{last}"
    return f"{made.title} {days}.{form.value}"


@get(router, "/report-definitions", Permission.REPORTS_READ, ReportDefinitions, 401, 403, 503, summary="Saved reports")
async def definitions(services: Given) -> Response:
    """All saved reports by name."""
    found = await in_thread(lambda: saved.definitions(services.output.reports.settings))
    return json({"definitions": [report_json.definition(one) for one in found]})


@get(
    router,
    "/report-definitions/{name}",
    Permission.REPORTS_READ,
    ReportDefinition,
    401,
    403,
    404,
    503,
    summary="A saved report",
)
async def definition(services: Given, name: Name) -> Response:
    """One by name."""
    return json(
        report_json.definition(await in_thread(lambda: saved.definition(services.output.reports.settings, name)))
    )


@route(
    router,
    "PUT",
    "/report-definitions/{name}",
    Permission.REPORTS_WRITE,
    ReportDefinition,
    401,
    403,
    404,
    422,
    503,
    summary="Save a report",
)
async def define(services: Given, name: Name, body: DefineReport, author: Author) -> Response:
    """Keep kind, range, filters and options under a name; what had the name before stays in the history."""
    if not body.window and not (body.start and body.end):
        raise InvalidInput("report_definition_range", value=body.start or "–", known=", ".join(Window))
    read_range(services, body.window, body.start, body.end)
    given = saved.Definition(
        name=name,
        report=body.report,
        window=body.window,
        start="" if body.window else body.start,
        end="" if body.window else body.end,
        filters=Filters(
            machines=tuple(dict.fromkeys(body.machines)),
            area=body.area,
            line=body.line,
            shift=body.shift,
            team=body.team,
            program=body.program,
        ),
        options=body.options,
    )
    given.filters.chosen(services.plant)
    settings = services.output.reports.settings
    await in_thread(lambda: saved.put(settings, given, at=services.clock.now(), author=author))
    return json(report_json.definition(given))


@route(
    router,
    "DELETE",
    "/report-definitions/{name}",
    Permission.REPORTS_WRITE,
    None,
    401,
    403,
    404,
    503,
    summary="Take a saved report away",
    status=204,
)
async def undefine(services: Given, name: Name, author: Author) -> Response:
    """Its history stays."""
    settings = services.output.reports.settings
    await in_thread(lambda: saved.remove(settings, name, at=services.clock.now(), author=author))
    return Response(status_code=204)
