"""Definitions of figures, targets, and how the plant works: read and set, each with an effective date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from dispatcher.api.auth import Author, get, route
from dispatcher.api.bulk import json
from dispatcher.api.figures_json import term_out
from dispatcher.api.params import read_instant
from dispatcher.api.schemas.kpis import (
    KpiIn,
    Kpis,
    PracticeIn,
    PracticeOut,
    TargetsIn,
    TargetsOut,
    Written,
)
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.app.figures import writing
from dispatcher.app.figures.desk import Desk
from dispatcher.app.figures.knowing import Practice
from dispatcher.app.figures.shelf import STANDARD
from dispatcher.app.versions import ALWAYS, Version
from dispatcher.domain.instant import SECOND, Instant, format_instant
from dispatcher.domain.kpi import Book, School
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["figures"])
Code = Annotated[str, Path(description="code of a figure", max_length=100)]


def _start(text: str | None) -> Instant | None:
    return None if text is None else read_instant(text, "effective_from")


def _from(start: Instant | None) -> str | None:
    return None if start is None or start == ALWAYS else format_instant(start)


@get(router, "/kpis", Permission.FIGURES_READ, Kpis, 401, 403, 503, summary="Definitions of figures")
async def kpis(services: Given) -> Response:
    """All that are in force, with formula, unit, clause and terms; and all terms there are."""
    return await in_thread(lambda: json(_kpis(services.figures)))


def _kpis(desk: Desk) -> Mapping[str, object]:
    now = desk.clock.now()
    shelf = desk.shelf()
    book = shelf.book_at(now)
    return {
        "kpis": [_kpi(book, one) for one in writing.shown(shelf, now)],
        "terms": [term_out(term) for term in book.terms.values()],
    }


def _kpi(book: Book, one: writing.Shown) -> Mapping[str, object]:
    definition = one.definition
    return {
        "code": definition.code,
        "words": dict(definition.words),
        "description": dict(definition.description),
        "formula": definition.formula,
        "unit": definition.unit.value,
        "clause": definition.clause,
        "school": definition.school.value,
        "better": definition.better.value,
        "bounded": definition.bounded,
        "builtin": one.builtin,
        "version": one.version,
        "effective_from": _from(one.effective_from),
        "terms": [term_out(term) for term in book.terms_of(definition.code)],
    }


@route(router, "PUT", "/kpis/{code}", Permission.KPIS_WRITE, Written, 401, 403, 422, 503, summary="Set a definition")
async def put_kpi(services: Given, code: Code, body: KpiIn, author: Author) -> Written:
    """Of a code that ships it takes the place from its effective date on; older figures keep the older one."""
    desk = services.figures
    document = {**body.model_dump(exclude={"effective_from"}), "school": School.OWN.value}
    start = _start(body.effective_from)
    number = await in_thread(
        lambda: writing.put_kpi(desk.settings, code, document, start, at=desk.clock.now(), author=author)
    )
    return Written(version=number)


@route(
    router, "DELETE", "/kpis/{code}", Permission.KPIS_WRITE, None, 401, 403, 404, 409, 503,
    summary="Take a definition out of force", status=204,
)  # fmt: skip
async def delete_kpi(services: Given, code: Code, author: Author) -> None:
    """From now on; where one ships under that code, it applies again."""
    desk = services.figures
    await in_thread(lambda: writing.remove_kpi(desk.settings, code, at=desk.clock.now(), author=author))


@get(router, "/targets", Permission.FIGURES_READ, TargetsOut, 401, 403, 503, summary="Targets")
async def targets(services: Given) -> Response:
    """What is in force; the narrowest scope of a figure wins."""
    return await in_thread(lambda: json(_targets(services.figures)))


def _targets(desk: Desk) -> Mapping[str, object]:
    version = desk.shelf().targets.version(desk.clock.now())
    found = {} if version is None or version.body is None else version.body
    return {
        **_version(version),
        "targets": [
            {"kpi": one.kpi, "scope": one.scope, "target": one.target, "warn": one.warn} for one in found.values()
        ],
    }


def _version(version: Version[Any] | None) -> Mapping[str, object]:
    if version is None:
        return {"version": 0, "effective_from": None}
    return {"version": version.number, "effective_from": _from(version.start)}


@route(router, "PUT", "/targets", Permission.KPIS_WRITE, Written, 401, 403, 422, 503, summary="Set all targets")
async def put_targets(services: Given, body: TargetsIn, author: Author) -> Written:
    """Replaces all of them from the effective date on."""
    desk = services.figures
    items = [item.model_dump() for item in body.targets]
    start = _start(body.effective_from)
    number = await in_thread(
        lambda: writing.put_targets(desk.settings, desk.plant, items, start, at=desk.clock.now(), author=author)
    )
    return Written(version=number)


@get(router, "/figure-settings", Permission.FIGURES_READ, PracticeOut, 401, 403, 503, summary="How the plant works")
async def figure_settings(services: Given) -> Response:
    """Whether scrap is reported, how many parts need a norm, when an entry is late."""
    return await in_thread(lambda: json(_practice(services.figures)))


def _practice(desk: Desk) -> Mapping[str, object]:
    version: Version[Practice] | None = desk.shelf().practice.version(desk.clock.now())
    practice = STANDARD if version is None or version.body is None else version.body
    return {
        **_version(version),
        "scrap": "reported" if practice.scrap_reported else "unknown",
        "norms_at_least": practice.norms_at_least,
        "late_after_s": practice.late_after / SECOND,
    }


@route(
    router, "PUT", "/figure-settings", Permission.KPIS_WRITE, Written, 401, 403, 422, 503, summary="Set how it works"
)
async def put_figure_settings(services: Given, body: PracticeIn, author: Author) -> Written:
    """From the effective date on."""
    desk = services.figures
    document = body.model_dump(exclude={"effective_from"})
    start = _start(body.effective_from)
    number = await in_thread(
        lambda: writing.put_practice(desk.settings, document, start, at=desk.clock.now(), author=author)
    )
    return Written(version=number)
