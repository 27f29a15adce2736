"""Doors for those who run the server: health, metrics, the API's own description."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from dispatcher.api import render
from dispatcher.api.auth import Needs
from dispatcher.api.bulk import json
from dispatcher.api.params import Language
from dispatcher.api.schemas.health import Health
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.app.health import HealthStatus, worst
from dispatcher.ports.access import Permission

router = APIRouter(tags=["operation"])


@router.get(
    "/healthz",
    response_model=Health,
    summary="Health of the server",
    dependencies=[Depends(Needs(Permission.HEALTH_READ))],
    openapi_extra={"x-permission": Permission.HEALTH_READ.value},
    responses={503: {"model": Health, "description": "The server does not do its duty"}},
)
async def healthz(services: Given, lang: Language, response: Response) -> Health:
    """200 while it does its duty (ok, degraded), 503 when it fails (disk full, store broken)."""
    checks = await in_thread(services.health)
    status = worst(checks)
    response.status_code = 503 if status is HealthStatus.FAILING else 200
    response.headers["Cache-Control"] = "no-store"
    return Health(
        status=status,
        version=services.version,
        checks=[render.health_check(check, services.texts, lang) for check in checks],
    )


@router.get(
    "/metrics",
    dependencies=[Depends(Needs(Permission.METRICS_READ))],
    openapi_extra={"x-permission": Permission.METRICS_READ.value},
    summary="Prometheus metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(services: Given) -> Response:
    """Counters and gauges in the Prometheus text format; names begin with `dispatcher_`."""
    services.metrics.observe(services.board, services.hub, services.clock.now())
    text, kind = await in_thread(services.metrics.expose)
    return Response(text, media_type=kind)


@router.get(
    "/api/v1/openapi.json",
    dependencies=[Depends(Needs(Permission.API_READ))],
    openapi_extra={"x-permission": Permission.API_READ.value},
    include_in_schema=False,
)
async def openapi(request: Request) -> Response:
    """The OpenAPI document of this server."""
    return json(request.app.openapi())
