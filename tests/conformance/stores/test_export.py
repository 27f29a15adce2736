"""Exports: the same columns and the same order from every store."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dispatcher.domain.errors import NotFound
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Quality
from dispatcher.domain.state import PartsPatch, Track, TrackPatch
from dispatcher.ports.export import JOURNAL
from dispatcher.ports.store import Commit, Coverage, Journal, LossRecord, SourceNote
from tests.conformance.stores.builders import (
    ADAPTER,
    AGENT,
    EVER,
    LATHE,
    MILL,
    NUMBER,
    OTHER,
    T0,
    TEXT,
    Row,
    count,
    span,
    table,
    window,
)


def export(journal: Journal, name: str, within: Interval = EVER, machines: list[MachineId] | None = None) -> pa.Table:
    batches = list(journal.export(name, within, machines or []))
    return pa.Table.from_batches(batches, schema=JOURNAL[name])


@pytest.fixture
def filled(journal: Journal) -> Journal:
    rows = [
        Row(TEXT, 5, "x", 2),
        Row(NUMBER, 1, 1.5, 1, quality=Quality.CLOCK),
        Row(OTHER, DAY, None, 1, session=2),
    ]
    patches = [
        TrackPatch(machine=own.machine, track=Track.STATE, start=own.start, end=None, spans=(own,))
        for own in (span(0, None, "running"), span(1, 9, "idle", MILL))
    ]
    journal.commit(
        Commit(
            rows=table(rows),
            patches=patches,
            parts=[PartsPatch(machine=LATHE, start=Instant(T0), end=None, counts=(count(3),))],
            coverage=[Coverage(machine=LATHE, source=AGENT, start=Instant(T0), end=None)],
            losses=[LossRecord(machine=MILL, source=ADAPTER, interval=window(1, 2), code="overrun", params={"n": 1})],
            notes=[
                SourceNote(source=AGENT, at=Instant(T0 + 9), code="up"),
                SourceNote(source=ADAPTER, at=Instant(T0 + 1), code="down", params={"why": "тест"}),
            ],
        )
    )
    return journal


def test_observations_by_the_order_of_the_truth_with_names(filled: Journal) -> None:
    found = export(filled, "observations").to_pylist()
    assert [
        (one["machine"], one["signal"], one["at"] - T0, one["session"], one["num"], one["text"]) for one in found
    ] == [
        ("lathe", "speed", 1, "b", 1.5, None),
        ("lathe", "execution", 5, "b", None, "x"),
        ("mill", "speed", DAY, "a", None, None),
    ]
    assert [one["quality"] for one in found] == ["clock", "good", "good"]
    assert (found[0]["source_at"], found[0]["received_at"]) == (T0 + 1 - 3, T0 + 1 + 1_000_000)


def test_machines_and_window_choose(filled: Journal) -> None:
    assert export(filled, "observations", machines=[MILL]).column("machine").to_pylist() == ["mill"]
    assert export(filled, "observations", window(5, DAY)).column("signal").to_pylist() == ["execution"]
    assert export(filled, "observations", window(50, 60)).num_rows == 0


def test_spans(filled: Journal) -> None:
    found = export(filled, "spans").to_pylist()
    assert [(one["machine"], one["track"], one["end"] and one["end"] - T0) for one in found] == [
        ("lathe", "state", None),
        ("mill", "state", 9),
    ]
    assert found[0]["detail"] == '{"why":"тест","level":3,"share":0.5,"none":null}'
    assert export(filled, "spans", machines=[MILL]).num_rows == 1
    assert export(filled, "spans", window(9, 10)).column("machine").to_pylist() == ["lathe"]


def test_part_counts(filled: Journal) -> None:
    [found] = export(filled, "part_counts").to_pylist()
    assert (found["machine"], found["at"], found["parts"], found["raw_before"]) == ("lathe", T0 + 3, 1, 3.0)
    assert export(filled, "part_counts", machines=[MILL]).num_rows == 0


def test_coverage_and_losses(filled: Journal) -> None:
    assert export(filled, "coverage").to_pylist() == [{"machine": "lathe", "source": "agent", "start": T0, "end": None}]
    assert export(filled, "losses").column("params").to_pylist() == ['{"n":1}']
    assert export(filled, "losses", machines=[LATHE]).num_rows == 0


def test_notes_of_the_sources_that_feed_the_machines(filled: Journal) -> None:
    assert export(filled, "notes").column("code").to_pylist() == ["down", "up"]
    assert export(filled, "notes", machines=[LATHE]).column("code").to_pylist() == ["up"]
    assert export(filled, "notes", window(0, 5)).column("params").to_pylist() == ['{"why":"тест"}']


def test_an_unknown_table_is_refused(filled: Journal) -> None:
    with pytest.raises(NotFound) as caught:
        list(filled.export("secrets", EVER, []))
    assert caught.value.code == "store_no_such_table"
