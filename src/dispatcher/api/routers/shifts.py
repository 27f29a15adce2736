"""The shifts that were and will be worked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from dispatcher.api import calendars as render
from dispatcher.api.auth import get
from dispatcher.api.params import From, To, window
from dispatcher.api.schemas.calendar import Shifts
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.domain.calendar import Occurrence
from dispatcher.domain.instant import DAY
from dispatcher.domain.interval import Interval
from dispatcher.ports.access import Permission

SHIFTS_RANGE = 400 * DAY

router = APIRouter(prefix="/api/v1", tags=["calendars"])


@get(router, "/shifts", Permission.ACCOUNT_READ, Shifts, 401, 403, 404, 422, 503, summary="Shifts in a window")
async def shifts(
    services: Given,
    start: From = None,
    end: To = None,
    machine: Annotated[str, Query(description="machine id; default: those of every machine, each once")] = "",
) -> Shifts:
    """Whole occurrences that touch [from, to), by start."""
    named = [services.plant.machine(machine).id] if machine else [info.id for info in services.plant.machines]
    span = window(start, end, services.clock.now(), limit=SHIFTS_RANGE)

    def work() -> Shifts:
        plan = services.calendars.plan()
        found = plan.shifts(named, span)
        accepted = services.corrections.accepted(span)

        def closed(item: Occurrence) -> bool:
            """Of every machine that works it."""
            whole = Interval(item.start, item.end)
            locked = accepted.get(whole, frozenset())
            return bool(locked) and all(
                machine in locked for machine in named if item in plan.occurrences(machine, whole)
            )

        return Shifts(shifts=[render.shift(item, plan.title(item), accepted=closed(item)) for item in found])

    return await in_thread(work)
