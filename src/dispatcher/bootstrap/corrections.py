"""Wiring of corrections."""

from __future__ import annotations

from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.corrections.sight import Sources
from dispatcher.app.plant import Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal, Settings


def correction_desk(
    journal: Journal, settings: Settings, log: CorrectionLog, plant: Plant, account: AccountReader, clock: Clock
) -> CorrectionDesk:
    """Where people correct time."""
    return CorrectionDesk(
        sources=Sources(
            log=log,
            plant=plant,
            clock=clock,
            stretches=account.stretches,
            book=lambda: ReasonBook.of(settings),
            occurrences=lambda machine, window: CalendarPlan.of(settings, plant).occurrences(machine, window),
            counts=journal.part_counts,
        )
    )
