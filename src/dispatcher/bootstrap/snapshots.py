"""Wiring of snapshots."""

from __future__ import annotations

from pathlib import Path

from dispatcher.app.health import HealthBook
from dispatcher.app.snapshots.keeping import SnapshotKeeper
from dispatcher.app.snapshots.taking import USUAL, Snapshots
from dispatcher.config import SnapshotSection
from dispatcher.domain.errors import InvalidInput


def snapshot_keeper(section: SnapshotSection, snapshots: Snapshots, health: HealthBook) -> SnapshotKeeper | None:
    """Whoever keeps the files fresh; None where none are wanted. Raises InvalidInput `export_unknown`."""
    if not section.directory:
        return None
    for table in section.tables:
        if table not in snapshots.exports.names:
            raise InvalidInput("export_unknown", table=table[:64], tables=", ".join(snapshots.exports.names))
    return SnapshotKeeper(
        snapshots,
        Path(section.directory),
        health,
        tables=section.tables or USUAL,
        every=section.every_minutes,
        months=section.months,
    )
