"""Health of the house."""

from __future__ import annotations

from dispatcher.api.schemas.common import Answer, Params
from dispatcher.app.health import HealthStatus


class HealthCheck(Answer):
    """One thing that was looked at."""

    name: str
    status: HealthStatus
    code: str
    params: Params
    text: str


class Health(Answer):
    """GET /healthz: the worst check gives the status."""

    status: HealthStatus
    version: str
    checks: list[HealthCheck]
