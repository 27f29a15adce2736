"""The account of time: of one machine, of many in a picture, and stops with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from dispatcher.api import account_json as written
from dispatcher.api.auth import get
from dispatcher.api.bulk import json
from dispatcher.api.params import From, To, window
from dispatcher.api.routers.machines import MachineKey
from dispatcher.api.schemas.account import AccountOut, AccountsOut, StopsOut
from dispatcher.api.services import Given, Services, read
from dispatcher.app.accounts.stops import Status, Stop, stops
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, SECOND
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission

RANGE = 93 * DAY
MACHINE_DAYS = 4000
"""How much is given in one go: a week of five hundred machines."""
PAGE = 1000

router = APIRouter(prefix="/api/v1", tags=["account"])

Machines = Annotated[str, Query(description="comma separated ids; default: all")]


class Wanted(StrEnum):
    """Which stops."""

    UNEXPLAINED = "unexplained"
    EXPLAINED = "explained"
    ALL = "all"


def _machines(services: Services, text: str, area: str = "") -> Sequence[MachineId]:
    """Those named, or all, of one area where one is given. Raises NotFound `machine_unknown`."""
    named = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    chosen = [services.plant.machine(name) for name in named] or services.plant.machines
    return [info.id for info in chosen if not area or info.area == area]


def _bounded(span: Interval, machines: Sequence[MachineId]) -> None:
    """Raises InvalidInput `too_many_machine_days`."""
    if span.length * len(machines) > MACHINE_DAYS * DAY:
        raise InvalidInput("too_many_machine_days", limit=MACHINE_DAYS)


@get(
    router,
    "/machines/{machine}/account",
    Permission.ACCOUNT_READ,
    AccountOut,
    401,
    403,
    404,
    422,
    503,
    summary="The account of one machine's time",
)
async def account(services: Given, machine: MachineKey, start: From = None, end: To = None) -> Response:
    """States, reasons and classes of time, corrections laid over them, cut to [from, min(to, now))."""
    info = services.plant.machine(machine)
    now = services.clock.now()
    span = window(start, end, now, limit=RANGE)

    def work() -> Response:
        found = services.accounts.stretches([info.id], span)
        return json(written.account(found, services.corrections.locks(info.id, span), span, now))

    return await read(services, work)


@get(router, "/accounts", Permission.ACCOUNT_READ, AccountsOut, 401, 403, 404, 422, 503, summary="Many accounts")
async def accounts(services: Given, start: From = None, end: To = None, machines: Machines = "") -> Response:
    """One compact row a machine, for pictures of the whole plant."""
    now = services.clock.now()
    span = window(start, end, now, limit=RANGE)
    chosen = _machines(services, machines)
    _bounded(span, chosen)
    return await read(
        services, lambda: json(written.compact(services.accounts.stretches(chosen, span), chosen, span, now))
    )


@get(router, "/stops", Permission.ACCOUNT_READ, StopsOut, 401, 403, 404, 422, 503, summary="Stops and their reasons")
async def list_stops(  # noqa: PLR0913 - a list has that many filters
    services: Given,
    *,
    start: From = None,
    end: To = None,
    machines: Machines = "",
    area: str = "",
    status: Wanted = Wanted.ALL,
    min_s: Annotated[float, Query(ge=0, le=86_400, description="no stops shorter than so many seconds")] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 200,
    after: Annotated[str, Query(description="`next` of the page before")] = "",
) -> Response:
    """Whole stops that touch [from, to), newest first. Totals are of all of them, whatever their status."""
    now = services.clock.now()
    span = window(start, end, now, limit=RANGE)
    chosen = _machines(services, machines, area)
    _bounded(span, chosen)
    place = _place(after)

    def work() -> Response:
        found = stops(services.accounts, chosen, span, least=round(min_s * SECOND))
        wanted = [own for own in found.stops if status is Wanted.ALL or own.status is Status(status.value)]
        page = [own for own in wanted if place is None or (-own.start, own.machine) > place]
        following = _name(page[limit - 1]) if len(page) > limit else None
        return json(written.stops(found, page[:limit], following))

    return await read(services, work)


def _name(stop: Stop) -> str:
    return f"{stop.start}:{stop.machine}"


def _place(after: str) -> tuple[int, str] | None:
    """Raises InvalidInput `bad_cursor`."""
    if not after:
        return None
    start, _, machine = after.partition(":")
    try:
        return -int(start), machine
    except ValueError:
        raise InvalidInput("bad_cursor", value=after[:64]) from None
