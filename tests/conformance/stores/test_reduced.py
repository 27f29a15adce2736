"""Reduction keeps every extreme."""

from __future__ import annotations

from dispatcher.domain.signal import Quality
from dispatcher.ports.store import Commit, Journal
from dispatcher.stores.common.buckets import BUCKETS
from tests.conformance.stores.builders import NUMBER, T0, TEXT, Row, table, window


def test_a_bucket_names_its_extremes_and_its_ends(journal: Journal) -> None:
    values = [(0, 5.0), (1, 9.0), (2, 1.0), (3, 9.0), (4, 4.0)]
    journal.commit(Commit(rows=table([Row(NUMBER, at, value, at) for at, value in values])))
    found = journal.reduced(NUMBER, window(0, 10), 1)
    assert found.schema.equals(BUCKETS)
    assert found.to_pylist() == [
        {
            "at_min": T0 + 2,
            "min": 1.0,
            "at_max": T0 + 1,
            "max": 9.0,
            "first_at": T0,
            "first": 5.0,
            "last_at": T0 + 4,
            "last": 4.0,
            "count": 5,
            "unavailable": False,
        }
    ]


def test_buckets_are_by_time_and_empty_ones_are_left_out(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, at, float(at), at) for at in (0, 9, 10, 35, 39)])))
    found = journal.reduced(NUMBER, window(0, 40), 4).to_pylist()
    assert [(one["first_at"] - T0, one["last_at"] - T0, one["count"]) for one in found] == [
        (0, 9, 2),
        (10, 10, 1),
        (35, 39, 2),
    ]


def test_never_more_buckets_than_asked_for(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, at, float(at), at) for at in range(100)])))
    counts = {buckets: journal.reduced(NUMBER, window(0, 100), buckets).num_rows for buckets in (1, 3, 7, 99, 1000)}
    assert counts == {1: 1, 3: 3, 7: 7, 99: 50, 1000: 100}


def test_unavailable_is_said_and_is_no_number(journal: Journal) -> None:
    rows = [Row(NUMBER, 0, None, 0), Row(NUMBER, 1, 3.0, 1), Row(NUMBER, 2, None, 2), Row(NUMBER, 20, None, 3)]
    journal.commit(Commit(rows=table(rows)))
    first, second = journal.reduced(NUMBER, window(0, 30), 3).to_pylist()
    assert (first["first_at"], first["first"], first["last"], first["count"]) == (T0 + 1, 3.0, 3.0, 3)
    assert first["unavailable"] is True
    assert (second["first_at"], second["first"], second["min"], second["at_min"], second["unavailable"]) == (
        T0 + 20,
        None,
        None,
        None,
        True,
    )


def test_texts_are_counted_and_are_no_numbers(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(TEXT, 0, "a", 0), Row(TEXT, 1, "b", 1)])))
    [found] = journal.reduced(TEXT, window(0, 10), 1).to_pylist()
    assert (found["count"], found["min"], found["unavailable"], found["last_at"]) == (2, None, False, T0 + 1)


def test_trap_45_a_quarantined_outlier_does_not_stretch_a_chart(journal: Journal) -> None:
    rows = [Row(NUMBER, 0, 1.0, 0), Row(NUMBER, 1, 1e9, 1, quality=Quality.QUARANTINED)]
    journal.commit(Commit(rows=table(rows)))
    [found] = journal.reduced(NUMBER, window(0, 10), 1).to_pylist()
    assert (found["max"], found["count"]) == (1.0, 1)


def test_of_one_instant_first_and_last_go_by_the_order_of_the_truth(journal: Journal) -> None:
    rows = [Row(NUMBER, 0, 2.0, 2), Row(NUMBER, 0, 1.0, 1), Row(NUMBER, 0, 9.0, 9, session=2)]
    journal.commit(Commit(rows=table(rows)))
    [found] = journal.reduced(NUMBER, window(0, 10), 1).to_pylist()
    assert (found["first"], found["last"]) == (9.0, 2.0)


def test_a_window_of_years_does_not_overflow(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 1)])))
    assert journal.reduced(NUMBER, window(-(10**16), 10**16), 1_000_000).num_rows == 1
