"""Wiring of figures."""

from __future__ import annotations

from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.figures.desk import Desk
from dispatcher.app.figures.source import Account
from dispatcher.app.plant import Plant
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings


def figure_desk(plant: Plant, settings: Settings, account: Account, clock: Clock) -> Desk:
    """The desk of figures."""
    return Desk(
        plant=plant,
        account=account,
        shifts=lambda: CalendarPlan.of(settings, plant),
        settings=settings,
        clock=clock,
    )
