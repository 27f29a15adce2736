"""The board and what is known of one machine."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from dispatcher.api import bulk, render
from dispatcher.api.auth import get
from dispatcher.api.params import From, Language, To, window
from dispatcher.api.schemas.machine import Assets, Machine, Machines, Signals
from dispatcher.api.schemas.source import Notes
from dispatcher.api.services import Given, read
from dispatcher.app.queries import machine as queries
from dispatcher.domain.instant import DAY, format_instant
from dispatcher.ports.access import Permission

NOTES_RANGE = 400 * DAY
NOTES_LIMIT = 1000

router = APIRouter(prefix="/api/v1", tags=["machines"])
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
    totals = await read(services, lambda: queries.totals(services.journal, info.id))
    sources = services.board.sources(info.id)
    return Machine(
        machine=render.summary(services.board.summary(info.id, services.clock.now())),
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
    found = await read(services, lambda: queries.notes(services.journal, of, span, limit))
    return Notes(notes=[render.note(note, services.texts, lang) for note in found])


@get(router, "/machines/{machine}/assets", Permission.MACHINES_READ, Assets, 401, 403, 404, 503, summary="Its assets")
async def assets(services: Given, machine: MachineKey) -> Assets:
    """The newest record of each asset (cutting tools and the like) the machine published."""
    info = services.plant.machine(machine)
    found = await read(services, lambda: services.journal.assets(info.id))
    return Assets(assets=[render.asset(record) for record in found])
