"""Figures by group, times, losses, and a figure opened to the ground."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from dispatcher.api import figures_json as written
from dispatcher.api.auth import get
from dispatcher.api.bulk import json
from dispatcher.api.params import From, To, window
from dispatcher.api.schemas.figures import FigureExplained, Figures, Losses, Times
from dispatcher.api.services import Given, read
from dispatcher.app.figures.desk import When
from dispatcher.app.figures.grouping import FIGURES, TIMES, read_groups
from dispatcher.app.figures.ranges import Days, Window
from dispatcher.app.figures.selection import Filters
from dispatcher.domain.account import TimeClass
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Instant
from dispatcher.ports.access import Permission

LONGEST = 1100
"""Days of one question: three years, to compare with the year before last."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

router = APIRouter(prefix="/api/v1", tags=["figures"])

DAYS = "a date (YYYY-MM-DD) here and in `to`: whole days of the plant, every shift that opened on them, both included"


async def _filters(
    machines: Annotated[str, Query(description="comma separated ids; default: all")] = "",
    area: str = "",
    line: str = "",
    shift: str = "",
    team: str = "",
    program: Annotated[str | None, Query(description="empty: no program")] = None,
) -> Filters:
    """As a dependency: the framework would call a plain function in a thread."""
    named = tuple(dict.fromkeys(name.strip() for name in machines.split(",") if name.strip()))
    return Filters(machines=named, area=area, line=line, shift=shift, team=team, program=program)


async def _when(
    services: Given,
    start: Annotated[From, Query(alias="from", description=f"an instant, or {DAYS}")] = None,
    end: To = None,
    named: Annotated[Window | None, Query(alias="window", description="instead of from and to")] = None,
) -> When:
    """The range asked for; default: the last 24 hours."""
    if named is not None:
        if start is not None or end is not None:
            raise InvalidInput("range_and_window", window=named.value)
        return named
    return read_when(start, end, services.clock.now())


Filtered = Annotated[Filters, Depends(_filters)]
Asked = Annotated[When, Depends(_when)]


def read_when(start: str | None, end: str | None, now: Instant) -> When:
    """Two dates are days of the plant, two instants an exact range.

    Raises InvalidInput `bad_date`, `range_mixed`, `range_reversed`, `range_too_long`, and those of `window`.
    """
    dates = [text for text in (start, end) if text is not None and _DATE.fullmatch(text.strip())]
    if not dates:
        return window(start, end, now, limit=LONGEST * DAY)
    if len(dates) < 2 or start is None or end is None:  # noqa: PLR2004 - both of them
        raise InvalidInput("range_mixed")
    first, last = (_date(text.strip()) for text in (start, end))
    if last < first:
        raise InvalidInput("range_reversed")
    if (last - first).days >= LONGEST:
        raise InvalidInput("range_too_long", days=LONGEST)
    return Days(first, last)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("bad_date", value=text) from None


@get(router, "/figures", Permission.FIGURES_READ, Figures, 401, 403, 404, 422, 503, summary="Figures by group")
async def figures(
    *,
    services: Given,
    when: Asked,
    filters: Filtered,
    kpi: Annotated[str, Query(description="comma separated codes", min_length=1, max_length=2000)],
    group_by: Annotated[str, Query(description=f"comma separated: {', '.join(FIGURES)}")] = "",
    compare_from: Annotated[str | None, Query(description="a second range, like `from`")] = None,
    compare_to: Annotated[str | None, Query(description="its end, like `to`")] = None,
) -> Response:
    """Each figure with its terms, its trust and its target; undefined stays undefined and says why."""
    kpis = tuple(dict.fromkeys(code.strip() for code in kpi.split(",") if code.strip()))
    groups = read_groups(group_by, FIGURES)
    whens = [when]
    if compare_from is not None or compare_to is not None:
        whens.append(read_when(compare_from, compare_to, services.clock.now()))
    desk = services.figures

    def work() -> Response:
        answers = desk.figures(kpis, groups, whens, filters)
        return json(written.figures(answers, desk.clock.now(), desk.pending(filters)))

    return await read(services, work)


@get(router, "/times", Permission.FIGURES_READ, Times, 401, 403, 404, 422, 503, summary="Time by group")
async def times(
    services: Given,
    when: Asked,
    filters: Filtered,
    group_by: Annotated[str, Query(description=f"comma separated: {', '.join(TIMES)}")],
    time_class: Annotated[str, Query(description="only these, comma separated")] = "",
) -> Response:
    """Time, stretches and stops: for Pareto, heat map and load."""
    groups = read_groups(group_by, TIMES)
    classes = read_groups(time_class, [name.value for name in TimeClass])
    only = {"time_class": classes} if classes else {}
    desk = services.figures
    return await read(services, lambda: json(written.times(*desk.times(groups, when, filters, only), desk.clock.now())))


@get(router, "/losses", Permission.FIGURES_READ, Losses, 401, 403, 404, 422, 503, summary="Where the time went")
async def losses(services: Given, when: Asked, filters: Filtered) -> Response:
    """The waterfall from all time down to the standard time of good parts, and the reasons of what was lost."""
    desk = services.figures
    return await read(services, lambda: json(written.losses(*desk.losses(when, filters), desk.clock.now())))


@get(
    router,
    "/figures/explain",
    Permission.FIGURES_READ,
    FigureExplained,
    401,
    403,
    404,
    422,
    503,
    summary="A figure opened to the ground",
)
async def explain(
    services: Given,
    when: Asked,
    filters: Filtered,
    kpi: Annotated[str, Query(min_length=1, max_length=100)],
    after: Annotated[int | None, Query(description="`next` of the page before")] = None,
) -> Response:
    """Figure → terms → kinds of time → stretches; `GET /machines/{machine}/explain?at=` opens their signals."""
    desk = services.figures
    cursor = None if after is None else Instant(after)
    return await read(
        services, lambda: json(written.explained(*desk.explain(kpi, when, filters, cursor), desk.clock.now()))
    )
