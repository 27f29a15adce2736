"""Sequence numbers: what comes early waits, what never comes is a gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sparkplug.ordering import Gap, Ordering


def born(seq: int = 0) -> Ordering[int]:
    ordering: Ordering[int] = Ordering(2.0)
    ordering.born(seq)
    return ordering


def test_before_a_birth_nothing_is_read() -> None:
    ordering: Ordering[int] = Ordering(2.0)
    assert ordering.accept(1, 1, 0.0) == []
    assert not ordering.waiting


def test_numbers_go_round() -> None:
    ordering = born(254)
    assert [ordering.accept(seq, seq, 0.0) for seq in (255, 0, 1)] == [[255], [0], [1]]


def test_what_comes_early_waits_for_what_is_missing() -> None:
    ordering = born()
    assert ordering.accept(2, 2, 10.0) == []
    assert ordering.accept(3, 3, 11.0) == []
    assert ordering.deadline == 12.0
    assert ordering.accept(1, 1, 11.5) == [1, 2, 3]
    assert ordering.deadline is None


def test_what_comes_twice_or_late_is_dropped() -> None:
    ordering = born()
    assert ordering.accept(1, 1, 0.0) == [1]
    assert ordering.accept(1, 1, 0.0) == []
    assert ordering.accept(0, 0, 0.0) == []


def test_trap_20_what_never_comes_is_a_gap_and_the_rest_is_read() -> None:
    ordering = born()
    ordering.accept(3, 3, 10.0)
    ordering.accept(6, 6, 10.5)
    assert ordering.late(11.9) is None
    assert ordering.late(12.0) == (Gap(1, 3), [3])
    assert ordering.deadline == 14.0
    assert ordering.late(14.0) == (Gap(4, 6), [6])
    assert ordering.accept(7, 7, 15.0) == [7]


def test_a_birth_forgets_what_waited() -> None:
    ordering = born()
    ordering.accept(5, 5, 0.0)
    ordering.born(0)
    assert ordering.deadline is None
    assert ordering.accept(1, 1, 0.0) == [1]
    ordering.died()
    assert ordering.accept(2, 2, 0.0) == []


@given(st.data(), st.integers(0, 255), st.integers(1, 60))
def test_however_shuffled_within_the_patience_all_is_read_in_order(data: st.DataObject, first: int, count: int) -> None:
    ordering = born(first)
    numbers = [(first + 1 + step) % 256 for step in range(count)]
    shuffled = data.draw(st.permutations(numbers))
    taken = [each for seq in shuffled for each in ordering.accept(seq, seq, 0.0)]
    assert taken == numbers
    assert ordering.deadline is None
