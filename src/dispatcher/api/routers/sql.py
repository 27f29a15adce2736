"""Read-only SQL over HTTP: the embedded engine lets no other process in, so outside tools ask the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus

import pyarrow as pa
from anyio import Semaphore, move_on_after
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Request, Response

from dispatcher.api import bulk
from dispatcher.api.auth import check, get, route
from dispatcher.api.params import Language
from dispatcher.api.schemas.sql import SqlAnswer, SqlQuestion, SqlViews
from dispatcher.api.services import Given, Services, read
from dispatcher.api.streamed import Streamed
from dispatcher.api.table_json import json_columns
from dispatcher.api.threads import in_thread
from dispatcher.app.exports.encode import MEDIA, Shape, encoded
from dispatcher.domain.errors import DispatcherError, Unavailable
from dispatcher.ports.access import Permission
from dispatcher.ports.sql import Rows

JSON_BYTES = 64 * 1024 * 1024
"""Columns a JSON answer may hold; longer ones are cut and say so. CSV and Arrow stream, of any size."""
AT_ONCE = 2
WAIT = 20.0
"""Seconds a question waits for its turn."""

router = APIRouter(prefix="/api/v1", tags=["sql"])
_turns: RunVar[Semaphore] = RunVar("dispatcher_sql_turns")


class NotAcceptable(DispatcherError):
    """The asker wants a form that is not spoken here."""

    status = 406


def chosen(accept: str) -> Shape | None:
    """The form an Accept header asks for; None = JSON. Raises NotAcceptable `sql_accept`."""
    offers = [part.partition(";")[0].strip().lower() for part in accept.split(",") if part.strip()]
    for offer in offers:
        if offer in {"application/json", "application/*", "*/*"}:
            return None
        if offer in {"text/csv", "text/*"}:
            return Shape.CSV
        if offer == MEDIA[Shape.ARROW]:
            return Shape.ARROW
    if offers:
        raise NotAcceptable("sql_accept", value=accept[:120])
    return None


async def _turn() -> Semaphore:
    """Wait for one of the few places; whoever gets it gives it back. Raises Unavailable `sql_busy`."""
    turns = _turns.get(None)
    if turns is None:
        turns = Semaphore(AT_ONCE)
        _turns.set(turns)
    with move_on_after(WAIT):
        await turns.acquire()
        return turns
    raise Unavailable("sql_busy")


@route(
    router,
    "POST",
    "/sql",
    Permission.SQL_READ,
    SqlAnswer,
    401,
    403,
    406,
    422,
    503,
    summary="Ask in SQL",
    produces=(MEDIA[Shape.CSV].partition(";")[0], MEDIA[Shape.ARROW]),
)
async def ask(services: Given, request: Request, body: SqlQuestion) -> Response:
    """One SELECT over the documented views, with limits on time, memory and rows. `Accept` chooses JSON (rows at most
    64 MB), `text/csv` or an Arrow stream. The views used must be allowed to the asker too.
    """
    shape = chosen(request.headers.get("accept", ""))
    question = await in_thread(lambda: services.output.sql.read(body.query))
    for name in question.views:
        check(services, request, services.output.sql.views[name].permission)
    turns = await _turn()
    given_back = False
    try:
        rows = await read(services, lambda: services.output.sql.ask(question, body.limit))
        if shape is None:
            return bulk.json(await in_thread(lambda: _answer(rows, body.limit)))
        pieces = encoded(rows.schema, _cut(rows.batches, body.limit), shape)
        head = await in_thread(lambda: next(pieces, b""))
        given_back = True
        return Streamed(head, pieces, MEDIA[shape], {"Dispatcher-Row-Limit": str(body.limit)}, ended=turns.release)
    finally:
        if not given_back:
            turns.release()


def _cut(batches: Iterator[pa.RecordBatch], limit: int) -> Iterator[pa.RecordBatch]:
    with closing(batches):  # type: ignore[type-var] # a generator
        left = limit
        for batch in batches:
            yield batch.slice(0, left)
            left -= batch.num_rows
            if left <= 0:
                return


def _answer(rows: Rows, limit: int) -> dict[str, object]:
    found: list[list[object]] = []
    size, truncated = 0, False
    with closing(rows.batches):  # type: ignore[type-var] # a generator
        for batch in rows.batches:
            size += batch.nbytes
            room = limit - len(found)
            truncated = batch.num_rows > room or size > JSON_BYTES
            part = batch.slice(0, room)
            found.extend(map(list, zip(*json_columns(part), strict=True)))
            if truncated:
                break
    columns = [{"name": field.name, "type": str(field.type)} for field in rows.schema]
    return {"columns": columns, "rows": found, "truncated": truncated}


@get(router, "/sql/tables", Permission.SQL_READ, SqlViews, 401, 403, summary="The views that can be asked")
async def tables(services: Given, request: Request, lang: Language) -> Response:
    """Every view with its columns and what they mean, in the reader's language; those the asker may not read are left
    out.
    """
    views = [
        {
            "name": view.name,
            "text": services.texts.text(lang, f"sql.view.{view.name}"),
            "permission": view.permission.value,
            "columns": [
                {"name": name, "type": kind, "text": column_text(services, lang, view.name, name)}
                for name, kind in view.columns.items()
            ],
        }
        for view in services.output.sql.views.values()
        if allowed(services, request, view.permission)
    ]
    return bulk.json({"views": views, "zone": services.plant.site.time_zone})


def column_text(services: Services, language: str, view: str, column: str) -> str:
    """What a column means: of this view, else everywhere."""
    own = f"sql.column.{view}.{column}"
    return services.texts.text(language, own if services.texts.has(own) else f"sql.column.{column}")


def allowed(services: Services, request: Request, permission: Permission) -> bool:
    """Whether the policy lets the asker."""
    try:
        check(services, request, permission)
    except DispatcherError as refusal:
        if refusal.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return False
        raise
    return True
