"""Whole tables as files, streaming."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from dispatcher.api.auth import route
from dispatcher.api.params import From, To, read_instant
from dispatcher.api.services import Given, read
from dispatcher.api.streamed import Streamed, download
from dispatcher.app.exports.encode import MEDIA, Shape
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["export"])

Machines = Annotated[str, Query(description="comma separated ids; default: all")]
Format = Annotated[str, Query(alias="format", description="parquet, csv, arrow or jsonl")]


def read_shape(text: str) -> Shape:
    """The format of a file. Raises InvalidInput `format_unknown`."""
    try:
        return Shape(text.strip().lower())
    except ValueError:
        raise InvalidInput("format_unknown", value=text[:32], known=", ".join(Shape)) from None


@route(
    router,
    "GET",
    "/export/{what}",
    Permission.EXPORT_READ,
    None,
    401,
    403,
    404,
    422,
    503,
    summary="A whole table as a file",
    produces=tuple(MEDIA.values()),
)
async def export(
    services: Given,
    what: Annotated[str, Path(description="table; an unknown one is answered with the names of all", max_length=64)],
    start: From = None,
    end: To = None,
    machines: Machines = "",
    shape: Format = "parquet",
) -> Response:
    """Streams rows of [from, to), both without limit where not given; instants are UTC timestamps, durations
    microseconds. An answer that breaks off has no end of its own: a reader cannot take it for a whole one.
    """
    form = read_shape(shape)
    first = read_instant(start, "from") if start else ALL_TIME.start
    last = read_instant(end, "to") if end else ALL_TIME.end
    if first >= last:
        raise InvalidInput("range_reversed")
    named = list(dict.fromkeys(name.strip() for name in machines.split(",") if name.strip()))
    chosen = [services.plant.machine(name).id for name in named]
    pieces = services.output.exports.file(what, Interval(first, last), list[MachineId](chosen), form)
    head = await read(services, lambda: next(pieces, b""))
    stamp = to_datetime(services.clock.now()).strftime("%Y%m%dT%H%M%SZ")
    return Streamed(head, pieces, MEDIA[form], download(f"{what}-{stamp}.{form.value}"))
