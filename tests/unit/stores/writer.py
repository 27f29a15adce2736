"""A process that commits without end and tells what it was told is safe; killed by the tests."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import DAY, SECOND, Instant
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.ports.store import ROWS, Commit, Position
from dispatcher.stores.duckdb import DuckDBJournal, Limits

BATCH = 40
"""Rows of a commit; a commit that is not there whole is a partial one."""

T0 = 20_000 * DAY
LATHE = MachineId("lathe")


def commit_of(number: int) -> Commit:
    """Commit `number`: BATCH rows with sequences number * BATCH…, one open span, the cursor."""
    at = T0 + number * SECOND
    rows = pa.table(
        {
            "signal": np.arange(BATCH) % 4,
            "at": np.full(BATCH, at),
            "source_at": np.full(BATCH, at),
            "received_at": np.full(BATCH, at),
            "session": np.ones(BATCH),
            "sequence": number * BATCH + np.arange(BATCH),
            "num": np.arange(BATCH) / 4,
            "text": pa.nulls(BATCH, pa.string()),
            "quality": np.zeros(BATCH),
        }
    ).cast(ROWS)
    span = Span(machine=LATHE, track=Track.STATE, start=Instant(at), end=None, value="running", detail={})
    return Commit(
        rows=rows,
        patches=[TrackPatch(machine=LATHE, track=Track.STATE, start=Instant(at), end=None, spans=(span,))],
        positions=[
            Position(source=SourceId("agent"), cursor={"next": number + 1}, session="a", contact_at=Instant(at))
        ],
    )


def write_for_ever(directory: Path, first: int, told: Connection) -> None:
    """Commit from `first` on; small limits, so that folding the log and compacting are hit as well."""
    journal = DuckDBJournal(directory, Limits(memory=128, log=60_000, reserve=0))
    told.send("ready")
    number = first
    while True:
        journal.commit(commit_of(number))
        told.send(number)
        number += 1
        if number % 17 == 0:
            journal.compact(Instant(T0 + (number - 5) * SECOND))
