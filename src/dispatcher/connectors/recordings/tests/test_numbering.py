"""Derived sequences: the instant, and the how-manieth value of the signal at it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.recordings.numbering import Numbering
from dispatcher.ports.connector import derived_sequence

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=40)


def plainly(rows: list[tuple[int, int]]) -> list[int]:
    seen: Counter[tuple[int, int]] = Counter()
    given: list[int] = []
    for row in rows:
        given.append(derived_sequence(row[1], seen[row]))
        seen[row] += 1
    return given


@given(ROWS, st.integers(0, 40))
def test_each_value_of_a_signal_at_an_instant_has_its_own_number(rows: list[tuple[int, int]], at: int) -> None:
    numbering = Numbering()
    numbered: list[int] = []
    for part in (rows[:at], rows[at:]):
        numbered += numbering.sequences([signal for signal, _ in part], [instant for _, instant in part])

    assert numbered == plainly(rows)
