"""The ring: numbering, what falls out, and the state at any sequence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.agent.ring import Ring, State
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Condition, DataSet, Level, Value
from tests.unit.agent.models import START


def told(ring: Ring, slot: int, value: Value) -> int:
    return ring.push(slot, START, value).sequence


def fault(code: str, text: str = "") -> Condition:
    return Condition(level=Level.FAULT, native_code=code, message=text)


NORMAL = Condition(level=Level.NORMAL)


def test_sequences_begin_at_one_and_grow_by_one() -> None:
    ring = Ring(8, 4)
    assert [told(ring, 0, "a"), told(ring, 0, "b")] == [1, 2]
    assert (ring.first, ring.next, len(ring)) == (1, 3, 2)


def test_the_oldest_leaves_a_full_ring() -> None:
    ring = Ring(3, 2)
    for value in "abcde":
        told(ring, 0, value)
    assert (ring.first, ring.next) == (3, 6)
    assert [entry.value for entry in ring.between(1, 99)] == ["c", "d", "e"]
    assert [entry.value for entry in ring.backwards(99)] == ["e", "d", "c"]
    assert [entry.value for entry in ring.between(4, 5)] == ["d"]


def test_a_jump_empties_the_ring_and_keeps_what_holds() -> None:
    ring = Ring(3, 1)
    for value in "abcd":
        told(ring, 0, value)
    ring.jump(366_929_686_800)
    assert (ring.first, ring.next, len(ring)) == (366_929_686_800, 366_929_686_800, 0)
    assert [entry.value for entry in ring.latest.entries()] == ["d"]
    for value in "efgh":
        told(ring, 0, value)
    assert [entry.value for entry in ring.between(0, 2**63)] == ["f", "g", "h"]
    assert [entry.value for entry in ring.at(ring.first).of(0)] == ["f"]


def test_conditions_are_active_by_code_until_cleared_by_code() -> None:
    ring = Ring(20, 5)
    for value in (fault("1"), fault("2"), Condition(level=Level.WARNING, native_code="1"), fault("3")):
        told(ring, 0, value)
    assert [(e.sequence, e.value) for e in ring.latest.of(0)] == [
        (2, fault("2")),
        (3, Condition(level=Level.WARNING, native_code="1")),
        (4, fault("3")),
    ]
    told(ring, 0, Condition(level=Level.NORMAL, native_code="2"))
    assert [entry.sequence for entry in ring.latest.of(0)] == [3, 4]


def test_the_last_activation_cleared_leaves_a_plain_normal() -> None:
    ring = Ring(20, 5)
    told(ring, 0, fault("1"))
    told(ring, 0, Condition(level=Level.NORMAL, native_code="1"))
    assert [entry.value for entry in ring.latest.of(0)] == [NORMAL]


def test_a_normal_without_code_clears_all() -> None:
    ring = Ring(20, 5)
    for value in (fault("1"), fault("2"), NORMAL):
        told(ring, 0, value)
    assert [entry.value for entry in ring.latest.of(0)] == [NORMAL]


def test_condition_ids_tell_activations_of_one_code_apart() -> None:
    ring = Ring(20, 5)
    left = Condition(level=Level.FAULT, native_code="7", condition_id="left")
    right = Condition(level=Level.FAULT, native_code="7", condition_id="right")
    told(ring, 0, left)
    told(ring, 0, right)
    told(ring, 0, Condition(level=Level.NORMAL, native_code="7", condition_id="left"))
    assert [entry.value for entry in ring.latest.of(0)] == [right]


def test_data_sets_merge_remove_and_reset() -> None:
    ring = Ring(20, 5)
    told(ring, 0, DataSet({"a": 1.0, "b": 2.0}))
    told(ring, 0, DataSet({"a": None, "c": 3.0}))
    assert ring.latest.of(0)[0].value == DataSet({"b": 2.0, "c": 3.0})
    told(ring, 0, DataSet({"z": 9.0}, "DAY"))
    assert ring.latest.of(0)[0].value == DataSet({"z": 9.0}, "DAY")
    told(ring, 0, None)
    told(ring, 0, DataSet({"y": 1.0}))
    assert ring.latest.of(0)[0].value == DataSet({"y": 1.0})


@pytest.mark.parametrize(("size", "every"), [(0, 1), (1, 0)])
def test_a_ring_without_room_is_refused(size: int, every: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Ring(size, every)


VALUES = st.one_of(
    st.none(),
    st.sampled_from(["ACTIVE", "READY"]),
    st.builds(
        Condition, level=st.sampled_from([Level.NORMAL, Level.WARNING, Level.FAULT]), native_code=st.sampled_from("12")
    ),
    st.builds(
        DataSet,
        st.dictionaries(st.sampled_from("ab"), st.sampled_from([None, 1.0, 2.0]), max_size=2),
        st.sampled_from(["", "", "DAY"]),
    ),
)


@given(
    size=st.integers(1, 9),
    every=st.integers(1, 5),
    values=st.lists(st.tuples(st.integers(0, 2), VALUES), min_size=1, max_size=40),
)
def test_the_state_at_a_sequence_is_that_of_replaying_everything(
    size: int, every: int, values: list[tuple[int, Value]]
) -> None:
    ring, plain, states = Ring(size, every), State(), {}
    for slot, value in values:
        entry = ring.push(slot, Instant(START), value)
        plain.apply(entry)
        states[entry.sequence] = {one: plain.of(one) for one in range(3)}
    for sequence in range(ring.first, ring.next):
        found = ring.at(sequence)
        assert {one: found.of(one) for one in range(3)} == states[sequence]
