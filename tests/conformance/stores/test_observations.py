"""Observations: what goes in comes out, in the order of the truth."""

from __future__ import annotations

import pytest

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import Condition, DataSet, Level, Quality, TimeSeries, Value
from dispatcher.ports.store import ROWS, Commit, Journal, StoreFailed
from tests.conformance.stores.builders import (
    ALARM,
    EVER,
    LATHE,
    MILL,
    NUMBER,
    OTHER,
    SERIES,
    SESSIONS,
    SET,
    SIGNALS,
    T0,
    TEXT,
    Row,
    table,
    window,
)


def test_declarations_come_back_by_id(journal: Journal) -> None:
    assert list(journal.signals()) == list(SIGNALS)
    assert list(journal.sessions()) == list(SESSIONS)


def test_a_signal_declared_again_is_replaced(journal: Journal) -> None:
    changed = SIGNALS[1].__class__(id=SIGNALS[0].id, machine=MILL, source=SIGNALS[0].source, spec=SIGNALS[1].spec)
    journal.commit(Commit(signals=[SIGNALS[0], changed]))
    assert list(journal.signals()) == [changed, *SIGNALS[1:]]


@pytest.mark.parametrize(
    ("signal", "value"),
    [
        (NUMBER, 1234.5),
        (NUMBER, None),
        (TEXT, "ACTIVE"),
        (TEXT, ""),
        (TEXT, "{"),
        (TEXT, "Диспетчер ∅"),
        (ALARM, Condition(level=Level.FAULT, native_code="A1", message="Масло|низко")),
        (ALARM, Condition(level=Level.NORMAL)),
        (SET, DataSet({"a": 1.0, "b": "x", "gone": None}, reset="MANUAL")),
        (SET, DataSet({"row": {"cell": 2.5}})),
        (SERIES, TimeSeries(rate=100.0, samples=(1.0, 2.5))),
    ],
)
def test_a_value_comes_back_as_it_was(journal: Journal, signal: int, value: Value) -> None:
    journal.commit(Commit(rows=table([Row(signal, 0, value, 1)])))  # type: ignore[arg-type] # a plain id is a signal id
    [found] = journal.relevant([signal], EVER)  # type: ignore[list-item] # same
    assert (found.value, found.session, found.sequence, found.quality) == (value, "b", 1, Quality.GOOD)
    assert (found.at, found.source_at, found.received_at) == (T0, T0 - 3, T0 + 1_000_000)


def test_the_order_of_the_truth_is_instant_session_name_sequence(journal: Journal) -> None:
    given = [
        Row(NUMBER, 5, 1.0, 7),
        Row(NUMBER, 5, 2.0, 6),
        Row(TEXT, 5, "x", 9, session=2),
        Row(NUMBER, 4, 3.0, 8),
        Row(TEXT, 6, "y", 1),
    ]
    for row in given:
        journal.commit(Commit(rows=table([row])))
    found = [(one.at - T0, one.session, one.sequence) for one in journal.relevant([TEXT, NUMBER], EVER)]
    assert found == [(4, "b", 8), (5, "a", 9), (5, "b", 6), (5, "b", 7), (6, "b", 1)]


def test_equal_places_are_told_apart_by_signal_and_value(journal: Journal) -> None:
    tied = [Row(NUMBER, 0, value, 1) for value in (2.0, 1.0, None)] + [Row(TEXT, 0, text, 1) for text in ("b", "a")]
    for row in tied:
        journal.commit(Commit(rows=table([row])))
    found = [(one.signal, one.value) for one in journal.relevant([TEXT, NUMBER], EVER)]
    assert found == [(NUMBER, None), (NUMBER, 1.0), (NUMBER, 2.0), (TEXT, "a"), (TEXT, "b")]


def test_windows_are_half_open(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, at, float(at), at) for at in range(10)])))
    assert [one.sequence for one in journal.relevant([NUMBER], window(3, 6))] == [3, 4, 5]
    assert journal.observations(NUMBER, window(3, 6), 99).column("sequence").to_pylist() == [3, 4, 5]


def test_signals_not_asked_for_stay_away(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 1), Row(OTHER, 0, 2.0, 1, session=2)])))
    assert [one.value for one in journal.relevant([OTHER], EVER)] == [2.0]
    assert list(journal.relevant([], EVER)) == []


def test_observations_are_rows_cut_at_the_limit(journal: Journal) -> None:
    rows = table([Row(NUMBER, at, float(at), at) for at in (3, 1, 2)])
    journal.commit(Commit(rows=rows))
    found = journal.observations(NUMBER, EVER, 2)
    assert found.schema.equals(ROWS)
    assert found.to_pylist() == rows.take([1, 2]).to_pylist()
    assert journal.observations(NUMBER, EVER, 0).num_rows == 0


def test_an_instant_before_1970_is_an_instant(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, -T0 - DAY - 1, 1.0, 1), Row(NUMBER, -T0 + 1, 2.0, 2)])))
    assert [one.at for one in journal.relevant([NUMBER], EVER)] == [-DAY - 1, 1]


class TestLatest:
    def test_the_last_at_or_before_the_instant(self, journal: Journal) -> None:
        journal.commit(Commit(rows=table([Row(NUMBER, at, float(at), at) for at in (10, 20, 30)])))
        found = {at: journal.latest([NUMBER], Instant(T0 + at)).get(NUMBER) for at in (9, 10, 19, 20, 31)}
        assert {at: one and one.sequence for at, one in found.items()} == {9: None, 10: 10, 19: 10, 20: 20, 31: 30}

    def test_each_signal_for_itself(self, journal: Journal) -> None:
        journal.commit(Commit(rows=table([Row(NUMBER, 10, 1.0, 1), Row(TEXT, 3 * DAY, "x", 2), Row(TEXT, 5, "w", 3)])))
        found = journal.latest([NUMBER, TEXT, ALARM], Instant(T0 + 2 * DAY))
        assert {signal: one.value for signal, one in found.items()} == {NUMBER: 1.0, TEXT: "w"}

    def test_of_one_instant_the_last_in_the_order_of_the_truth(self, journal: Journal) -> None:
        journal.commit(
            Commit(rows=table([Row(NUMBER, 1, 3.0, 3), Row(NUMBER, 1, 9.0, 9, session=2), Row(NUMBER, 1, 2.0, 2)]))
        )
        assert journal.latest([NUMBER], Instant(T0 + 1))[NUMBER].value == 3.0

    def test_trap_45_what_is_quarantined_is_no_latest_value(self, journal: Journal) -> None:
        rows = [Row(NUMBER, 1, 1.0, 1), Row(NUMBER, 900 * DAY, 5.0, 2, quality=Quality.QUARANTINED)]
        journal.commit(Commit(rows=table(rows)))
        assert journal.latest([NUMBER], Instant(T0 + 1000 * DAY))[NUMBER].value == 1.0
        assert [one.quality for one in journal.relevant([NUMBER], EVER)] == [Quality.GOOD, Quality.QUARANTINED]

    def test_late_rows_do_not_hide_later_ones(self, journal: Journal) -> None:
        journal.commit(Commit(rows=table([Row(NUMBER, 5 * DAY, 5.0, 1)])))
        journal.commit(Commit(rows=table([Row(NUMBER, DAY, 1.0, 2)])))
        assert journal.latest([NUMBER], Instant(T0 + 9 * DAY))[NUMBER].value == 5.0
        assert journal.latest([NUMBER], Instant(T0 + 2 * DAY))[NUMBER].value == 1.0


class TestKnown:
    def test_identity_is_session_signal_sequence_and_value(self, journal: Journal) -> None:
        journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 1), Row(TEXT, 0, "x", 2), Row(NUMBER, 0, None, 3)])))
        asked = [
            Row(NUMBER, 0, 1.0, 1),
            Row(NUMBER, 99, 1.0, 1),
            Row(NUMBER, 0, 1.5, 1),
            Row(NUMBER, 0, None, 1),
            Row(NUMBER, 0, 1.0, 2),
            Row(NUMBER, 0, 1.0, 1, session=2),
            Row(TEXT, 0, "x", 2),
            Row(TEXT, 0, "X", 2),
            Row(NUMBER, 0, None, 3),
            Row(OTHER, 0, 1.0, 1),
        ]
        expected = [True, True, False, False, False, False, True, False, True, False]
        assert list(journal.known(table(asked))) == expected

    def test_not_a_number_is_itself(self, journal: Journal) -> None:
        journal.commit(Commit(rows=table([Row(NUMBER, 0, float("nan"), 1)])))
        asked = table([Row(NUMBER, 0, float("nan"), 1), Row(NUMBER, 0, 0.0, 1)])
        assert list(journal.known(asked)) == [True, False]

    def test_nothing_is_known_of_nothing(self, journal: Journal) -> None:
        assert list(journal.known(table([]))) == []
        assert list(journal.known(table([Row(NUMBER, 0, 1.0, 1)]))) == [False]


def test_high_water_is_the_greatest_sequence_per_session_and_signal(journal: Journal) -> None:
    journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 8), Row(NUMBER, 1, 1.0, 3), Row(TEXT, 0, "x", 4)])))
    journal.commit(Commit(rows=table([Row(NUMBER, 2, 1.0, 2, session=2), Row(TEXT, 3, "x", 1)])))
    assert dict(journal.high_water()) == {(1, NUMBER): 8, (2, NUMBER): 2, (1, TEXT): 4}


def test_totals_count_everything_and_are_bounded_by_what_can_be_trusted(journal: Journal) -> None:
    rows = [Row(NUMBER, 5, 1.0, 1), Row(TEXT, 2, "x", 2), Row(NUMBER, 10**15, 1.0, 3, quality=Quality.QUARANTINED)]
    journal.commit(Commit(rows=table(rows)))
    journal.commit(Commit(rows=table([Row(NUMBER, 7, 1.0, 4)])))
    totals = journal.totals()
    lathe, mill = totals[LATHE], totals[MILL]
    assert (lathe.signals, lathe.observations, lathe.first_at, lathe.last_at) == (5, 4, T0 + 2, T0 + 7)
    assert (mill.signals, mill.observations, mill.first_at, mill.last_at) == (1, 0, None, None)


def test_rows_of_other_columns_are_refused_and_nothing_of_the_commit_is_kept(journal: Journal) -> None:
    with pytest.raises(ValueError, match="not rows of the journal"):
        journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 1)]).drop_columns(["at"]), sessions=[]))
    assert list(journal.relevant([NUMBER], EVER)) == []


def test_a_closed_journal_refuses(journal: Journal) -> None:
    journal.close()
    with pytest.raises(StoreFailed) as caught:
        journal.commit(Commit(rows=table([Row(NUMBER, 0, 1.0, 1)])))
    assert caught.value.code == "store_closed"
    journal.close()
