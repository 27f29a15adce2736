"""Dry runs: changes tried on the past before anybody switches them on."""

from __future__ import annotations

from fastapi import APIRouter

from dispatcher.api.auth import route
from dispatcher.api.params import read_instant, window
from dispatcher.api.schemas.dry_runs import (
    ChangedFigure,
    ChangedInterval,
    ChangedMachine,
    DryRun,
    DryRunIn,
    FigureSide,
    Said,
    Tried,
)
from dispatcher.api.services import Given, read
from dispatcher.app.dry_runs.change import Change
from dispatcher.app.dry_runs.desk import Difference, OfFigure
from dispatcher.app.dry_runs.difference import Said as SaidThere
from dispatcher.app.figures.engine import Figure
from dispatcher.domain.instant import DAY
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission

LONGEST = 400 * DAY

router = APIRouter(prefix="/api/v1", tags=["dry runs"])


@route(
    router, "POST", "/dry-runs", Permission.DRY_RUN, DryRun, 401, 403, 404, 422, 503, summary="Try changes on the past"
)
async def dry_run(services: Given, body: DryRunIn) -> DryRun:
    """State rules (`profile`), reasons, stops, calendars, definitions and targets, alone or together, as if they were
    in force; nothing is changed. State rules begin to judge a day before the range, so that delays have run out at
    its start; a stop that goes on longer than two hours after the range is cut there.
    """
    span = window(body.start, body.end, services.clock.now(), limit=LONGEST)
    changes = [
        Change(
            kind=change.kind,
            key=change.key,
            body=change.body,
            start=None if change.effective_from is None else read_instant(change.effective_from, "effective_from"),
        )
        for change in body.changes
    ]
    machines = None if body.machines is None else [MachineId(machine) for machine in body.machines]
    return await read(services, lambda: _told(services.dry_runs.run(changes, span, machines, body.kpis)))


def _told(found: Difference) -> DryRun:
    return DryRun(
        window=Tried(start=found.window.start, end=found.window.end),
        machines=[
            ChangedMachine(
                machine=own.machine,
                intervals=[
                    ChangedInterval(start=i.start, end=i.end, before=_said(i.before), after=_said(i.after))
                    for i in own.intervals
                ],
                changed=own.changed,
            )
            for own in found.machines
        ],
        figures=[_figure(own) for own in found.figures],
        looked=found.looked,
        truncated=found.truncated,
    )


def _said(said: SaidThere | None) -> Said | None:
    return None if said is None else Said(state=said.state, reason=said.reason, time_class=said.time_class)


def _figure(own: OfFigure) -> ChangedFigure:
    return ChangedFigure(
        kpi=own.kpi,
        unit=own.unit.value,
        before=_side(own.before),
        after=_side(own.after),
    )


def _side(figure: Figure | None) -> FigureSide | None:
    return None if figure is None else FigureSide(value=figure.value, why=figure.why, status=figure.status.value)
