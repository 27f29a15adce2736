"""Which time a live link speaks for (docs/decisions/0004)."""

from __future__ import annotations

from dispatcher.app.source_intake import SourceIntake
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.connector import Batch

Claim = tuple[MachineId, SourceId, int, int | None]
"""(machine, source, start, end); `end` None while the contact lasts."""


def keep_contact(source: SourceIntake, batch: Batch, claims: list[Claim], *, continuous: bool) -> None:
    """Coverage of a live link. A numbered stream taken up again without a hole covers the outage
    too: nothing was lost. A loss is cut out of what the source speaks for.
    """
    if source.contact_from is None and not continuous:
        for machine in source.machines.values():
            # What a numbered stream still held in its buffer after a loss it speaks for, too.
            ends = [loss.interval.end for loss in batch.losses if machine in source.meant(loss.device)]
            start = min([batch.received_at, *ends])
            source.claims[machine] = start
            claims.append((machine, source.id, start, None))
    elif source.contact_from is None:
        claims.extend((machine, source.id, start, None) for machine, start in source.claims.items())
    for loss in batch.losses:
        for machine in source.meant(loss.device):
            claimed = source.claims.get(machine)
            if claimed is not None and claimed < loss.interval.end:
                if claimed < loss.interval.start:
                    claims.append((machine, source.id, claimed, loss.interval.start))
                source.claims[machine] = loss.interval.end
                claims.append((machine, source.id, loss.interval.end, None))
    if source.contact_from is None:
        source.contact_from = batch.received_at
