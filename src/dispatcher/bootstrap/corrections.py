"""Wiring of corrections."""

from __future__ import annotations

from collections.abc import Sequence

from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.corrections.sight import Sources
from dispatcher.app.plant import Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.domain.account import Stretch
from dispatcher.domain.correction import LONGEST_CARRY
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track
from dispatcher.engine.account.facts import Facts
from dispatcher.engine.account.reckon import account
from dispatcher.engine.overlay import lay
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal, Settings


def correction_desk(
    journal: Journal, settings: Settings, log: CorrectionLog, plant: Plant, clock: Clock
) -> CorrectionDesk:
    """Where people correct time."""

    def stretches(machines: Sequence[MachineId], window: Interval) -> list[Stretch]:
        now = clock.now()
        book, plan = ReasonBook.of(settings), CalendarPlan.of(settings, plant)
        reach = Interval(Instant(window.start - LONGEST_CARRY), window.end)
        return [
            stretch
            for machine in machines
            for stretch in account(
                Facts(
                    machine=machine,
                    window=window,
                    now=now,
                    states=journal.spans([machine], [Track.STATE], reach),
                    slots=plan.slots(machine, window),
                    overlay=lay(log.of_machine(machine, reach), until=now),
                    kinds={kind.code: kind.base for kind in plant.states},
                    reason=book.reason,
                )
            )
        ]

    return CorrectionDesk(
        sources=Sources(
            log=log,
            plant=plant,
            clock=clock,
            stretches=stretches,
            book=lambda: ReasonBook.of(settings),
            occurrences=lambda machine, window: CalendarPlan.of(settings, plant).occurrences(machine, window),
            counts=journal.part_counts,
        )
    )
