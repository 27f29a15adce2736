"""What comes with a batch beside its rows: notes, assets, losses."""

from __future__ import annotations

from dispatcher.app.pending import Pending
from dispatcher.app.source_intake import SourceIntake
from dispatcher.ports.connector import Batch
from dispatcher.ports.store import AssetRecord, LossRecord, SourceNote


def take_asides(pending: Pending, source: SourceIntake, batch: Batch) -> None:
    """Queue them for the next commit."""
    for note in batch.notes:
        pending.notes.append(SourceNote(source=source.id, at=batch.received_at, code=note.code, params=note.params))
    for asset in batch.assets:
        machine = source.machine(asset.device)
        if machine is not None:
            pending.assets.append(
                AssetRecord(
                    machine=machine,
                    asset_id=asset.asset_id,
                    type=asset.type,
                    at=asset.at,
                    removed=asset.removed,
                    document=asset.document,
                )
            )
    for loss in batch.losses:
        for machine in source.meant(loss.device):
            pending.losses.append(
                LossRecord(
                    machine=machine, source=source.id, interval=loss.interval, code=loss.code, params=loss.params
                )
            )
