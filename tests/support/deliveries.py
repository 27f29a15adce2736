"""A door behind which nobody takes anything."""

from __future__ import annotations

from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.manual.desk import ManualDesk
from dispatcher.app.plant import SourceStatus
from dispatcher.domain.errors import NotFound
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Connector
from dispatcher.ports.store import Journal


class NoSources:
    """Knows no source."""

    def connector(self, source: str) -> Connector:
        raise NotFound("source_unknown", source=source)

    def knock(self, source: str) -> None:
        del source

    def statuses(self) -> list[SourceStatus]:
        return []


def nowhere() -> Deliveries:
    """For houses without sources."""
    return Deliveries(NoSources())


def nobody(journal: Journal, corrections: CorrectionDesk, clock: Clock) -> ManualDesk:
    """A desk at which nothing can be entered."""
    return ManualDesk(NoSources(), nowhere(), journal, corrections, clock)
