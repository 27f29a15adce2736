"""Two clocks in one record: which rows hold from another instant than their stamp says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.clocks import CLOCKS_APART, TwoClocks
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Rows

Given = tuple[int, int, str | None]
"""signal, instant, value."""


def rows_of(*given: Given) -> Rows:
    rows = Rows()
    for signal, instant, value in given:
        rows.signal.append(signal)
        rows.source_at.append(instant)
        rows.sequence.append(0)
        rows.num.append(None)
        rows.text.append(value)
    return rows


def moved(*given: Given) -> dict[int, int]:
    return TwoClocks().effective(rows_of(*given))


def test_trap_05_a_lost_connection_stamped_by_a_slow_clock_comes_after_the_last_value() -> None:
    assert moved((1, 100 * SECOND, "ACTIVE"), (1, 40 * SECOND, None), (1, 200 * SECOND, "READY")) == {
        1: 100 * SECOND + 1
    }


def test_trap_05_values_after_a_short_interruption_come_after_it() -> None:
    given: list[Given] = [(1, 100, None), (1, 40, "READY"), (1, 50, "ACTIVE"), (1, 102, "ACTIVE"), (1, 300, "READY")]

    assert moved(*given) == {1: 101, 2: 102, 3: 103}


def test_late_values_keep_their_time() -> None:
    assert moved((1, 100, "ACTIVE"), (1, 40, "READY")) == {}


def test_another_recording_keeps_its_time() -> None:
    assert moved((1, 2 * CLOCKS_APART, "ACTIVE"), (1, 0, None)) == {}


def test_signals_do_not_disturb_each_other() -> None:
    assert moved((1, 100, "A"), (2, 40, None), (1, 101, "B"), (2, 41, "C")) == {}


def test_conditions_can_be_unavailable_too() -> None:
    rows = rows_of((1, 100, None), (1, 40, None))
    rows.rich = {0: Condition(level=Level.FAULT), 1: Condition(level=Level.UNAVAILABLE)}

    assert TwoClocks().effective(rows) == {1: 101}


ROWS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30), st.sampled_from(["A", None])), max_size=30)


@given(ROWS, st.integers(0, 30))
def test_it_does_not_matter_how_the_rows_were_cut(given_rows: list[Given], at: int) -> None:
    clocks = TwoClocks()
    first = clocks.effective(rows_of(*given_rows[:at]))
    rest = clocks.effective(rows_of(*given_rows[at:]))

    assert first | {row + len(given_rows[:at]): instant for row, instant in rest.items()} == moved(*given_rows)


@given(ROWS)
def test_a_lost_connection_never_holds_before_the_values_it_ended(given_rows: list[Given]) -> None:
    effective = moved(*given_rows)
    last: dict[int, tuple[int, str | None]] = {}
    for row, (signal, instant, value) in enumerate(given_rows):
        at = effective.get(row, instant)
        if signal in last and last[signal][1] is not None and value is None:
            assert at >= last[signal][0]
        last[signal] = (at, value)
