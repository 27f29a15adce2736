"""Timelines of one machine and of many, and the explanation of an instant."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dispatcher.api import bulk, render
from dispatcher.api.auth import get
from dispatcher.api.params import At, From, To, read_instant, window
from dispatcher.api.routers.machines import MachineKey
from dispatcher.api.schemas.explain import Explanation
from dispatcher.api.schemas.timeline import Timeline, Timelines
from dispatcher.api.services import Given, read
from dispatcher.app.queries import explain as explaining
from dispatcher.app.queries import timeline as queries
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY
from dispatcher.domain.state import Track
from dispatcher.ports.access import Permission

TIMELINE_RANGE = 93 * DAY
MACHINE_DAYS = 1000
"""How much `/timelines` gives in one go: machines times days."""

router = APIRouter(prefix="/api/v1", tags=["timeline"])


def read_tracks(text: str) -> tuple[Track, ...]:
    """Track names, comma separated, each once. Raises InvalidInput `track_unknown`."""
    names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    try:
        return tuple(Track(name) for name in names)
    except ValueError:
        known = ", ".join(Track)
        raise InvalidInput("track_unknown", value=text[:64], known=known) from None


@get(
    router,
    "/machines/{machine}/timeline",
    Permission.MACHINES_READ,
    Timeline,
    401,
    403,
    404,
    422,
    503,
    summary="The timeline of one machine",
)
async def timeline(
    services: Given,
    machine: MachineKey,
    start: From = None,
    end: To = None,
    tracks: Annotated[str, Query(description="comma separated: state, mode, program, alarm, cycle")] = "state",
) -> Response:
    """Uncut spans that touch [from, to), parts, losses, and totals clipped to [from, min(to, now))."""
    info = services.plant.machine(machine)
    now = services.clock.now()
    span = window(start, end, now, limit=TIMELINE_RANGE)
    wanted = read_tracks(tracks)
    return await read(
        services, lambda: bulk.json(bulk.timeline(queries.timeline(services.journal, info.id, span, wanted, now)))
    )


@get(router, "/timelines", Permission.MACHINES_READ, Timelines, 401, 403, 404, 422, 503, summary="Many timelines")
async def timelines(
    services: Given,
    start: From = None,
    end: To = None,
    machines: Annotated[str, Query(description="comma separated ids; default: all")] = "",
    tracks: Annotated[str, Query(description="one track name")] = "state",
) -> Response:
    """One compact row a machine, for pictures of the whole plant."""
    now = services.clock.now()
    named = list(dict.fromkeys(name.strip() for name in machines.split(",") if name.strip()))
    wanted = [services.plant.machine(name).id for name in named] or [info.id for info in services.plant.machines]
    chosen = read_tracks(tracks)
    if len(chosen) != 1:
        raise InvalidInput("one_track_only")
    span = window(start, end, now, limit=TIMELINE_RANGE)
    if span.length * len(wanted) > MACHINE_DAYS * DAY:
        raise InvalidInput("too_many_machine_days", limit=MACHINE_DAYS)
    return await read(
        services,
        lambda: bulk.json(
            bulk.timelines(queries.rows(services.journal, wanted, span, chosen[0]), span, chosen[0], now)
        ),
    )


@get(
    router,
    "/machines/{machine}/explain",
    Permission.MACHINES_READ,
    Explanation,
    401,
    403,
    404,
    422,
    503,
    summary="Why this state",
)
async def explain(services: Given, machine: MachineKey, at: At = None) -> Explanation:
    """Which rule gave the state at the instant, from which values, with their times and sources."""
    info = services.plant.machine(machine)
    now = services.clock.now()
    instant = read_instant(at, "at") if at else now
    if instant > now:
        raise InvalidInput("instant_in_future", parameter="at", value=at)
    found = await read(
        services, lambda: explaining.explain(services.journal, services.catalogue, services.recipes, info.id, instant)
    )
    return render.explanation(found)
