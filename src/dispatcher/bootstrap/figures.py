"""Wiring of figures."""

from __future__ import annotations

from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.figures.desk import Desk
from dispatcher.app.plant import Plant
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings


def figure_desk(plant: Plant, settings: Settings, account: AccountReader, clock: Clock) -> Desk:
    """The desk of figures; shifts are those the account counts by."""
    return Desk(
        plant=plant,
        account=account,
        shifts=lambda: account.inputs.meanings.now().plan,
        settings=settings,
        clock=clock,
    )
