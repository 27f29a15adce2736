"""Compaction changes where rows lie, never what is read."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import DAY, HOUR, Instant
from dispatcher.ports.store import ROWS, Commit, Journal
from tests.conformance.stores.builders import EVER, LATHE, NUMBER, OTHER, T0, TEXT, Row, table, window


def day_rows(day: int, rows: int, first: int = 0) -> pa.Table:
    """Rows of two signals spread over a day, in mixed order."""
    steps = np.random.default_rng(day).permutation(rows) + first
    at = T0 + day * DAY + steps * (DAY // (rows + first))
    return pa.table(
        {
            "signal": np.where(steps % 2, int(NUMBER), int(OTHER)),
            "at": at,
            "source_at": at,
            "received_at": at + 5,
            "session": np.ones(rows, np.int64),
            "sequence": day * 1_000_000 + steps,
            "num": steps / 8,
            "text": pa.nulls(rows, pa.string()),
            "quality": np.zeros(rows, np.int64),
        }
    ).cast(ROWS)


def everything(journal: Journal) -> dict[str, Any]:
    """All that reading can tell."""
    return {
        "relevant": list(journal.relevant([NUMBER, TEXT, OTHER], EVER)),
        "observations": journal.observations(NUMBER, EVER, 10**6).to_pylist(),
        "some": journal.observations(OTHER, window(DAY, DAY + HOUR), 5).to_pylist(),
        "reduced": journal.reduced(NUMBER, window(0, 5 * DAY), 50).to_pylist(),
        "latest": [journal.latest([NUMBER, OTHER, TEXT], Instant(T0 + at)) for at in range(0, 5 * DAY, 7 * HOUR)],
        "high": dict(journal.high_water()),
        "totals": {machine: dataclasses.astuple(one) for machine, one in journal.totals().items()},
        "exported": [batch.to_pylist() for batch in journal.export("observations", EVER, [LATHE])],
    }


def test_nothing_read_changes(journal: Journal) -> None:
    for day in (1, 0, 3):
        journal.commit(Commit(rows=day_rows(day, 600)))
    journal.commit(
        Commit(rows=table([Row(NUMBER, 10**15, 1.0, 1), Row(TEXT, -T0 - 5, "1969", 2), Row(TEXT, 0, "x", 3)]))
    )
    before = everything(journal)
    for until in (DAY, DAY + 6 * HOUR, 10 * DAY, 10**16):
        journal.compact(Instant(T0 + until))
        assert everything(journal) == before


def test_late_rows_after_compaction_are_read_in_their_place(journal: Journal) -> None:
    journal.commit(Commit(rows=day_rows(0, 600)))
    journal.compact(Instant(T0 + DAY))
    late = table([Row(NUMBER, HOUR, -1.0, 900_000), Row(NUMBER, -HOUR, -2.0, 900_001)])
    journal.commit(Commit(rows=late))
    values = [(one.at, one.sequence) for one in journal.relevant([NUMBER], EVER)]
    assert values == sorted(values)
    assert list(journal.known(late)) == [True, True]
    before = everything(journal)
    journal.compact(Instant(T0 + 2 * DAY))
    assert everything(journal) == before


def test_what_is_compacted_is_still_known(journal: Journal) -> None:
    rows = day_rows(0, 600)
    journal.commit(Commit(rows=rows))
    journal.compact(Instant(T0 + DAY))
    assert all(journal.known(rows))
    moved = rows.set_column(5, "sequence", pa.array(rows.column("sequence").to_numpy() + 1_000_000))
    assert not any(journal.known(moved))


def test_compacting_nothing_writes_nothing(journal: Journal) -> None:
    assert journal.compact(Instant(T0)) == 0
    journal.commit(Commit(rows=day_rows(0, 10)))
    journal.compact(Instant(T0 - DAY))
    assert len(list(journal.relevant([NUMBER, OTHER], EVER))) == 10
