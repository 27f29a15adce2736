"""Standard times: looked up, set, taken in from files."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Body, Query, Request

from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import Language
from dispatcher.api.schemas.norms import (
    NormKeysIn,
    NormOut,
    NormsImported,
    NormsIn,
    NormsOut,
    NormsRemoved,
    NormsWritten,
    RefusedRow,
)
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.app.norms.reading import REFUSED_SHOWN, Refused
from dispatcher.app.norms.writing import put, take_in
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.norm import Norm
from dispatcher.ports.access import Permission
from dispatcher.ports.norms import NormKey

LARGEST = 256 * 1024**2
"""Bytes of a file that is taken in: a few million rows."""

router = APIRouter(prefix="/api/v1", tags=["norms"])


@get(router, "/norms", Permission.NORMS_READ, NormsOut, 401, 403, 422, 503, summary="Norms")
async def norms(
    services: Given,
    search: Annotated[str, Query(max_length=200, description="in program, item or operation")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> NormsOut:
    """A page of them, by program, scope and first day."""
    store = services.norms.norms
    key = None if after is None else _cursor(after)
    found = await in_thread(lambda: store.search(search, limit + 1, key))
    page = found[:limit]
    return NormsOut(
        norms=[_norm(norm) for norm in page],
        total=await in_thread(store.count),
        next=_next(page[-1]) if len(found) > limit else None,
    )


def _norm(norm: Norm) -> NormOut:
    return NormOut(
        program=norm.program,
        scope=norm.scope,
        item=norm.item,
        operation=norm.operation,
        piece=norm.piece,
        setup=norm.setup,
        parts_per_cycle=norm.parts_per_cycle,
        first=norm.first.isoformat(),
    )


def _next(norm: Norm) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([norm.program, norm.scope, norm.first.isoformat()])).decode()


def _cursor(text: str) -> NormKey:
    try:
        program, scope, first = orjson.loads(base64.urlsafe_b64decode(text))
        return NormKey(str(program), str(scope), date.fromisoformat(first))
    except (binascii.Error, ValueError, TypeError):
        raise InvalidInput("bad_cursor", value=text[:64]) from None


@route(router, "PUT", "/norms", Permission.NORMS_WRITE, NormsWritten, 401, 403, 422, 503, summary="Set norms")
async def put_norms(services: Given, body: NormsIn, author: Author) -> NormsWritten:
    """One or several, all or none; a norm that is there already gets the new values."""
    given = [Norm(**item.model_dump()) for item in body.norms]
    at = services.clock.now()
    done = await in_thread(lambda: put(services.norms.norms, given, at=at, author=author))
    return NormsWritten(added=done.added, changed=done.changed, unchanged=done.unchanged)


@route(router, "DELETE", "/norms", Permission.NORMS_WRITE, NormsRemoved, 401, 403, 422, 503, summary="Remove norms")
async def remove_norms(services: Given, body: NormKeysIn, author: Author) -> NormsRemoved:
    """What is not there is not missed."""
    keys = [NormKey(item.program, item.scope, item.first) for item in body.norms]
    at = services.clock.now()
    return NormsRemoved(removed=await in_thread(lambda: services.norms.norms.remove(keys, at=at, author=author)))


@route(
    router, "POST", "/norms/import", Permission.NORMS_WRITE, NormsImported, 401, 403, 422, 503, summary="Take in a file"
)
async def import_norms(
    *,
    services: Given,
    request: Request,
    content: Annotated[bytes, Body(media_type="application/octet-stream", description="CSV or XLSX")],
    author: Author,
    lang: Language,
    dry_run: Annotated[bool, Query(description="only say what would happen")] = False,
) -> NormsImported:
    """Every good row of a CSV or XLSX file in one transaction; rows that are wrong are told with their place."""
    del request
    if len(content) > LARGEST:
        raise InvalidInput("norms_too_large", limit_mb=LARGEST // 1024**2)
    at = services.clock.now()
    reading, done = await in_thread(
        lambda: take_in(services.norms.norms, content, at=at, author=author, dry_run=dry_run)
    )
    twice = [Refused(line, "program", str(earlier), "twice") for line, earlier in done.twice]
    refused = sorted((*reading.refused, *twice))[:REFUSED_SHOWN]
    return NormsImported(
        dry_run=dry_run,
        read=reading.read,
        added=done.added,
        changed=done.changed,
        unchanged=done.unchanged,
        refused=[
            RefusedRow(
                line=one.line,
                column=one.column,
                value=one.value,
                code=one.code,
                message=services.texts.text(lang, f"norms.refused.{one.code}", one._asdict()),
            )
            for one in refused
        ],
        refused_total=reading.refused_total + done.twice_total,
    )
