"""A process that commits without end and prints what it was told is safe; killed by the tests."""

from __future__ import annotations

import sys
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


def tell(line: str) -> None:
    """Unbuffered: what was acknowledged must be out before the process can be killed."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(directory: str, first: str) -> None:
    """Commit from `first` on; small limits, so that folding the log and compacting are hit as well."""
    journal = DuckDBJournal(Path(directory), Limits(memory=128, log=60_000, reserve=0))
    number = int(first)
    tell("ready")
    while True:
        journal.commit(commit_of(number))
        tell(str(number))
        number += 1
        if number % 17 == 0:
            journal.compact(Instant(T0 + (number - 5) * SECOND))


if __name__ == "__main__":
    main(*sys.argv[1:])
