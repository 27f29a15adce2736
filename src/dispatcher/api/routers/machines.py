"""The board and what is known of one machine."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from dispatcher.api import bulk, render, sources_json
from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import From, Language, To, window
from dispatcher.api.schemas.machine import Assets, Machine, MachineBody, MachineConfigured, Machines, Signals
from dispatcher.api.schemas.source import Notes
from dispatcher.api.services import Given, Services, read
from dispatcher.app.queries import machine as queries
from dispatcher.app.sources.entries import Origin
from dispatcher.domain.instant import DAY, format_instant
from dispatcher.ports.access import Permission

NOTES_RANGE = 400 * DAY
NOTES_LIMIT = 1000

router = APIRouter(prefix="/api/v1", tags=["machines"])
WRITE = Permission.MACHINES_WRITE
MachineKey = Annotated[str, Path(description="machine id", max_length=200)]


@get(router, "/machines", Permission.MACHINES_READ, Machines, 401, 403, summary="The plant board")
async def machines(services: Given) -> Response:
    """All machines as they are now, with the plant's states and site."""
    now = services.clock.now()
    return bulk.json(
        {
            "machines": services.fragments.all(services.board.shown(now)),
            "states": [render.state_kind(kind) for kind in services.plant.states],
            "now": format_instant(now),
            "site": render.site(services.plant.site),
            "sites": [render.site(site) for site in services.plant.sites],
        }
    )


@get(router, "/machines/{machine}", Permission.MACHINES_READ, Machine, 401, 403, 404, summary="One machine")
async def machine(services: Given, machine: MachineKey, lang: Language) -> Machine:
    """The machine as it is now, its profile, its sources, and what the journal holds of it."""
    info = services.plant.machine(machine)
    left, now = services.plant.left(info.id), services.clock.now()
    totals = await read(services, lambda: queries.totals(services.journal, info.id))
    if left is None:
        summary = services.board.summary(info.id, now)
    else:
        summary = await read(services, lambda: services.board.past(info, services.journal, now))
    sources, entry = services.board.sources(info.id), services.sources.directory.machines.get(info.id)
    return Machine(
        machine=render.summary(summary),
        origin=Origin.FILE if entry is None and left is None else Origin.ENTERED if entry is None else entry.origin,
        left_at=left,
        profile=render.profile(services.state_rules.info(info.profile)),
        sources=[render.source(status, services.texts, lang) for status in sources],
        totals=render.totals(totals),
    )


@get(router, "/machines/{machine}/signals", Permission.SIGNALS_READ, Signals, 401, 403, 404, 503, summary="Its signals")
async def signals(services: Given, machine: MachineKey) -> Signals:
    """Every signal the machine ever declared, with its last value."""
    info = services.plant.machine(machine)
    now = services.clock.now()
    found = await read(services, lambda: queries.signals(services.journal, services.catalogue, info.id, now))
    return Signals(signals=[render.signal(stored, latest) for stored, latest in found])


@get(router, "/machines/{machine}/notes", Permission.SOURCES_READ, Notes, 401, 403, 404, 422, 503, summary="Notes")
async def notes(
    services: Given,
    machine: MachineKey,
    lang: Language,
    start: From = None,
    end: To = None,
    limit: Annotated[int, Query(ge=1, le=NOTES_LIMIT)] = 200,
) -> Notes:
    """The journal of the machine's sources: link up and down, restarts, garbled lines; newest first."""
    info = services.plant.machine(machine)
    span = window(start, end, services.clock.now(), limit=NOTES_RANGE, default=30 * DAY)
    of = [status.id for status in services.board.sources(info.id)]
    found = await read(
        services,
        lambda: queries.notes(services.journal, queries.sources(services.catalogue, info.id, of), span, limit),
    )
    return Notes(notes=[render.note(note, services.texts, lang) for note in found])


@get(router, "/machines/{machine}/assets", Permission.MACHINES_READ, Assets, 401, 403, 404, 503, summary="Its assets")
async def assets(services: Given, machine: MachineKey) -> Assets:
    """The newest record of each asset (cutting tools and the like) the machine published."""
    info = services.plant.machine(machine)
    found = await read(services, lambda: services.journal.assets(info.id))
    return Assets(assets=[render.asset(record) for record in found])


@route(
    router,
    "POST",
    "/machines",
    WRITE,
    MachineConfigured,
    401,
    403,
    409,
    422,
    503,
    summary="Add a machine",
    status=201,
)
async def add_machine(services: Given, body: MachineBody, author: Author) -> MachineConfigured:
    """It is on the board at once; `POST /setup/connect` adds it together with its source."""
    await services.sources.add(sources_json.machine(body), None, author)
    return _configured(services, body.id)


@route(
    router,
    "PUT",
    "/machines/{machine}",
    WRITE,
    MachineConfigured,
    401,
    403,
    404,
    409,
    422,
    503,
    summary="Describe a machine anew",
)
async def change_machine(services: Given, machine: MachineKey, body: MachineBody, author: Author) -> MachineConfigured:
    """Another name, place or device profile. By another profile all of its time is derived anew."""
    await services.sources.change_machine(sources_json.machine(body, machine), author)
    return _configured(services, machine)


@route(
    router,
    "DELETE",
    "/machines/{machine}",
    WRITE,
    None,
    401,
    403,
    409,
    503,
    summary="Take it off the board",
    status=204,
)
async def remove_machine(services: Given, machine: MachineKey, author: Author) -> Response:
    """Sources that serve no other machine go with it. What it did stays and can be asked for by its id. Removing what
    is not there changes nothing.
    """
    await services.sources.remove_machine(machine, author)
    return Response(status_code=204)


def _configured(services: Services, machine: str) -> MachineConfigured:
    info = services.plant.machine(machine)
    return MachineConfigured(machine=render.summary(services.board.summary(info.id, services.clock.now())))
