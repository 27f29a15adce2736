"""Every route of the API, in the order they are tried."""

from __future__ import annotations

from starlette.routing import BaseRoute

from dispatcher.api import live
from dispatcher.api.routers import (
    accounts,
    backups,
    calendars,
    connectors,
    corrections,
    dry_runs,
    exports,
    figures,
    kpis,
    machines,
    manual,
    norms,
    observations,
    operation,
    profiles,
    push,
    reasons,
    reports,
    setup,
    shifts,
    sources,
    sql,
    timeline,
)

ROUTERS = (
    *(machines.router, timeline.router, accounts.router, observations.router),
    *(calendars.router, shifts.router),
    *(figures.router, kpis.router, norms.router),
    *(profiles.router, dry_runs.router, reasons.router, corrections.router),
    *(reports.router, exports.router, sql.router),
    *(connectors.router, setup.router),
    *(sources.router, push.router, manual.router, backups.router, operation.router, live.router),
)


def api_routes() -> list[BaseRoute]:
    """Every route but the user interface's files."""
    return [route for router in ROUTERS for route in router.routes]
