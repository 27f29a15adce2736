"""Sources: health of each link, its journal and gaps; and what a person may do to one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from dispatcher.api import render, sources_json
from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import From, Language, To, read_instant, window
from dispatcher.api.schemas.machine import Connected, ConnectIn
from dispatcher.api.schemas.source import (
    Gaps,
    Notes,
    NothingIn,
    OneSource,
    PauseIn,
    Source,
    SourceBody,
    Sources,
    SourceWhole,
)
from dispatcher.api.services import Given, Services, read
from dispatcher.app.sources import diagnostics, gaps
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.access import Permission

NOTES_RANGE = 400 * DAY
GAPS_RANGE = 92 * DAY
NOTES_LIMIT = 1000

router = APIRouter(prefix="/api/v1", tags=["sources"])
SourceKey = Annotated[str, Path(description="source id", max_length=200)]
WRITE = Permission.SOURCES_WRITE


@get(router, "/sources", Permission.SOURCES_READ, Sources, 401, 403, 503, summary="All sources")
async def sources(services: Given, lang: Language) -> Sources:
    """Link, freshness, lag, clock skew, gaps and last error of every source, and what to do about it."""
    statuses = services.board.all_sources()
    now = services.clock.now()
    day = Interval(Instant(now - DAY), now)
    of, heard = {status.id: status.machines for status in statuses}, services.sources.heard()
    lacking = await read(services, lambda: gaps.lacking(services.journal, of, heard, day, now))
    return Sources(sources=[sources_json.source(services, status, lacking.get(status.id), lang) for status in statuses])


@get(router, "/sources/{source}", Permission.SOURCES_READ, SourceWhole, 401, 403, 404, 503, summary="One source")
async def source(services: Given, source: SourceKey, lang: Language) -> SourceWhole:
    """With its settings, secrets only as being there, and the form they are set in."""
    entry = services.sources.directory.source(source)
    fields = await read(services, lambda: sources_json.form(services, entry.connector, lang))
    return SourceWhole(
        source=await _one(services, source, lang),
        settings=sources_json.settings(entry.settings, fields),
        fields=fields,
    )


@get(router, "/sources/{source}/notes", Permission.SOURCES_READ, Notes, 401, 403, 404, 422, 503, summary="Its journal")
async def notes(
    services: Given,
    source: SourceKey,
    lang: Language,
    limit: Annotated[int, Query(ge=1, le=NOTES_LIMIT)] = 200,
    before: Annotated[
        str | None, Query(description="only what is older: RFC 3339 with offset, or milliseconds")
    ] = None,
) -> Notes:
    """What happened to it, newest first: link up and down, restarts, pauses, garbled lines."""
    entry = services.sources.directory.source(source)
    end = Instant(services.clock.now() + 1) if before is None else read_instant(before, "before")
    span = Interval(Instant(end - NOTES_RANGE), end)
    found = await read(services, lambda: services.journal.notes(entry.id, span, limit))
    return Notes(notes=[render.note(note, services.texts, lang) for note in found])


@get(router, "/sources/{source}/gaps", Permission.SOURCES_READ, Gaps, 401, 403, 404, 422, 503, summary="Its gaps")
async def source_gaps(services: Given, source: SourceKey, lang: Language, start: From = None, end: To = None) -> Gaps:
    """Time of which it told nothing, by machine, newest first, each with what is known of the reason."""
    entry = services.sources.directory.source(source)
    now = services.clock.now()
    span = window(start, end, now, limit=GAPS_RANGE)
    machines = list(dict.fromkeys(entry.bindings.values()))
    since = services.sources.heard().get(entry.id)
    found = await read(services, lambda: gaps.gaps(services.journal, entry.id, machines, since, span, now))
    return Gaps(gaps=[sources_json.gap(one, services.texts, lang) for one in found])


@route(
    router,
    "GET",
    "/sources/{source}/diagnostics",
    Permission.SOURCES_READ,
    None,
    401,
    403,
    404,
    503,
    summary="Everything that helps to find a fault",
    produces=("application/json",),
)
async def source_diagnostics(services: Given, source: SourceKey, lang: Language) -> Response:
    """As a file to send to somebody: health, settings without secrets, journal, gaps, signals, versions."""
    whole = await _one(services, source, lang)
    entry, secrets = services.sources.directory.source(source), services.sources.secrets(source)
    text = await read(
        services,
        lambda: diagnostics.document(
            services.journal,
            entry,
            whole.model_dump(mode="json"),
            version=services.version,
            now=services.clock.now(),
            since=services.sources.heard().get(entry.id),
            secrets=secrets,
        ),
    )
    headers = {"Content-Disposition": f'attachment; filename="{entry.id}-diagnostics.json"'}
    return Response(text, headers=headers, media_type="application/json")


@route(router, "POST", "/sources/{source}/pause", WRITE, OneSource, 401, 403, 404, 422, 503, summary="Pause it")
async def pause(services: Given, source: SourceKey, body: PauseIn, author: Author, lang: Language) -> OneSource:
    """No data from now on, with its reason, until somebody resumes it; also over restarts of the server."""
    await services.sources.pause(source, body.reason, author)
    return OneSource(source=await _one(services, source, lang))


@route(router, "POST", "/sources/{source}/resume", WRITE, OneSource, 401, 403, 404, 503, summary="Go on")
async def resume(services: Given, source: SourceKey, body: NothingIn, author: Author, lang: Language) -> OneSource:
    """Listen to it again; what was paused stays without data."""
    del body
    await services.sources.resume(source, author)
    return OneSource(source=await _one(services, source, lang))


@route(
    router, "POST", "/sources/{source}/restart", WRITE, OneSource, 401, 403, 404, 409, 422, 503, summary="Restart it"
)
async def restart(services: Given, source: SourceKey, body: NothingIn, author: Author, lang: Language) -> OneSource:
    """Close the link and open it at once, without the delay that failed attempts are due."""
    del body
    await services.sources.restart(source, author)
    return OneSource(source=await _one(services, source, lang))


@route(router, "POST", "/sources", WRITE, OneSource, 401, 403, 404, 409, 422, 503, summary="Add a source", status=201)
async def add_source(services: Given, body: SourceBody, author: Author, lang: Language) -> OneSource:
    """For machines that are there. It runs at once."""
    await services.sources.add(None, sources_json.entry(body), author)
    return OneSource(source=await _one(services, body.id, lang))


@route(router, "PUT", "/sources/{source}", WRITE, OneSource, 401, 403, 404, 409, 422, 503, summary="Change a source")
async def change_source(
    services: Given, source: SourceKey, body: SourceBody, author: Author, lang: Language
) -> OneSource:
    """Other settings or machines, from now on. A secret that is left out stays as it is."""
    await services.sources.change_source(sources_json.entry(body, source), author)
    return OneSource(source=await _one(services, source, lang))


@route(router, "DELETE", "/sources/{source}", WRITE, None, 401, 403, 409, 503, summary="Remove a source", status=204)
async def remove_source(services: Given, source: SourceKey, author: Author) -> Response:
    """What it brought stays. Removing what is not there changes nothing."""
    await services.sources.remove_source(source, author)
    return Response(status_code=204)


@route(
    router,
    "POST",
    "/setup/connect",
    WRITE,
    Connected,
    401,
    403,
    404,
    409,
    422,
    503,
    summary="Connect a machine",
    status=201,
)
async def connect(services: Given, body: ConnectIn, author: Author) -> Connected:
    """A machine and its source, both or none. They are on the board at once, without a restart."""
    machine = None if body.machine is None else sources_json.machine(body.machine)
    entry = sources_json.entry(body.source)
    await services.sources.add(machine, entry, author)
    first = next(iter(entry.bindings.values()))
    return Connected(machine=first if machine is None else machine.id, source=entry.id)


async def _one(services: Services, source: str, lang: str) -> Source:
    entry = services.sources.directory.source(source)
    status, now = services.sources.status(source), services.clock.now()
    day, of = Interval(Instant(now - DAY), now), {entry.id: status.machines}
    heard = services.sources.heard()
    lacking = await read(services, lambda: gaps.lacking(services.journal, of, heard, day, now))
    return sources_json.source(services, status, lacking.get(entry.id), lang)
