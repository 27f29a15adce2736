"""A door behind which nobody takes anything."""

from __future__ import annotations

from dispatcher.app.deliveries import Deliveries
from dispatcher.domain.errors import NotFound
from dispatcher.ports.connector import Connector


class NoSources:
    """Knows no source."""

    def connector(self, source: str) -> Connector:
        raise NotFound("source_unknown", source=source)

    def knock(self, source: str) -> None:
        del source


def nowhere() -> Deliveries:
    """For houses without sources."""
    return Deliveries(NoSources())
