"""Observations of one signal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dispatcher.api import bulk
from dispatcher.api.auth import get
from dispatcher.api.params import From, To, window
from dispatcher.api.routers.machines import MachineKey
from dispatcher.api.schemas.observation import Observations
from dispatcher.api.services import Given, read
from dispatcher.app.queries import observations as queries
from dispatcher.domain.instant import DAY
from dispatcher.ports.access import Permission

OBSERVATIONS_RANGE = 400 * DAY
MAX_POINTS = 20_000

router = APIRouter(prefix="/api/v1", tags=["signals"])


@get(
    router,
    "/machines/{machine}/observations",
    Permission.SIGNALS_READ,
    Observations,
    401,
    403,
    404,
    422,
    503,
    summary="Values of one signal",
)
async def observations(
    services: Given,
    machine: MachineKey,
    signal: Annotated[str, Query(description="signal key", max_length=500)],
    start: From = None,
    end: To = None,
    max_points: Annotated[int, Query(ge=4, le=MAX_POINTS)] = 2000,
) -> Response:
    """Raw points where they fit into `max_points`, else buckets that keep every extreme."""
    info = services.plant.machine(machine)
    span = window(start, end, services.clock.now(), limit=OBSERVATIONS_RANGE)

    def work() -> Response:
        stored = services.catalogue.signal(info.id, signal)
        found = queries.observations(services.journal, stored, span, max_points)
        return bulk.json(bulk.observations(found, stored, span))

    return await read(services, work)
