"""Whatever is committed, in whatever pieces: every store tells the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import Quality, SignalId
from dispatcher.ports.store import Commit, Journal
from tests.conformance.stores.builders import EVER, NUMBER, OTHER, SESSIONS, SIGNALS, T0, TEXT, Row, table, window
from tests.conformance.stores.conftest import JOURNALS

ASKED: list[SignalId] = [NUMBER, TEXT, OTHER]

instants = st.sampled_from([0, 1, 2, DAY - 1, DAY, DAY + 1, 40 * DAY, -T0, -T0 - 1, 9 * 10**15])
values = st.sampled_from([None, 0.0, -0.0, -0.5, 1.0, float("nan"), float("inf"), "", "x", "ж", "{"])
rows = st.builds(
    Row,
    signal=st.sampled_from(ASKED),
    at=instants,
    value=values,
    sequence=st.integers(0, 3),
    session=st.integers(1, 2),
    quality=st.sampled_from(Quality),
)
steps = st.lists(st.lists(rows, max_size=6) | instants, max_size=8)


def told(journal: Journal, probe: list[Row]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "relevant": list(journal.relevant(ASKED, EVER)),
        "window": list(journal.relevant(ASKED, window(1, DAY + 1))),
        "latest": [sorted(journal.latest(ASKED, Instant(T0 + at)).items()) for at in (-T0, 0, 1, DAY, 41 * DAY)],
        "known": list(journal.known(table(probe))),
        "high": sorted(journal.high_water().items()),
        "totals": sorted(journal.totals().items()),
        "reduced": [journal.reduced(signal, window(0, 2 * DAY), 3).to_pylist() for signal in ASKED],
        "observations": [journal.observations(signal, EVER, 7).to_pylist() for signal in ASKED],
        "export": [row for batch in journal.export("observations", EVER, []) for row in batch.to_pylist()],
    }
    # As texts, because not-a-number is not equal to itself; the two zeros are one number.
    return {name: repr(told).replace("-0.0", "0.0") for name, told in found.items()}


def fresh(journal: Journal, step: list[Row]) -> list[Row]:
    """What the intake lets through: each identity once."""
    # As texts, because not-a-number is not equal to itself; the two zeros are one number.
    rows = list({(row[0], row[3], row[4], repr(row[2]).replace("-0.0", "0.0")): row for row in step}.values())
    return [row for row, there in zip(rows, journal.known(table(rows)), strict=True) if not there]


@given(steps=steps, probe=st.lists(rows, max_size=5))
@settings(max_examples=12, deadline=None)
def test_all_journals_tell_the_same(steps: list[list[Row] | int], probe: list[Row]) -> None:
    tales = []
    with tempfile.TemporaryDirectory() as place:
        for name in sorted(JOURNALS):
            journal = JOURNALS[name](Path(place) / name)
            journal.commit(Commit(signals=SIGNALS, sessions=SESSIONS))
            for step in steps:
                if isinstance(step, int):
                    journal.compact(Instant(T0 + step))
                else:
                    journal.commit(Commit(rows=table(fresh(journal, step))))
            tales.append(told(journal, probe))
            journal.close()
    assert tales[0] == tales[1]
