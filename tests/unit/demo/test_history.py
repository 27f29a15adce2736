"""History: deterministic, whole, covered where it should be, and the same as what the wires say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.demo.design import Wire
from dispatcher.demo.feed import Feed
from dispatcher.demo.history import history
from dispatcher.demo.machine import Machine
from dispatcher.demo.sheet import Wave
from dispatcher.demo.sight import Sight
from dispatcher.domain.instant import DAY, HOUR, MINUTE, SECOND, Instant
from dispatcher.domain.interval import total
from dispatcher.domain.signal import Value
from tests.unit.demo.shop import MONTH_END, MONTH_START, TUESDAY_TEN, anew, one, some, table, whole

FEW = ("lathe-2", "millturn-1", "mill-4", "saw-1", "hmc-1", "old-1")


def test_the_same_seed_gives_the_same_history() -> None:
    first = table(history(anew(*FEW), TUESDAY_TEN, Instant(TUESDAY_TEN + DAY)))
    again = table(history(anew(*FEW), TUESDAY_TEN, Instant(TUESDAY_TEN + DAY)))
    other = table(history(anew(*FEW, seed=2), TUESDAY_TEN, Instant(TUESDAY_TEN + DAY)))
    assert first == again
    assert first != other


def test_a_batch_is_in_time_order_and_numbered_without_repetition() -> None:
    rows = table(history(some(*FEW), TUESDAY_TEN, Instant(TUESDAY_TEN + DAY)))
    for source in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == source]
        assert [row[2] for row in mine] == sorted(row[2] for row in mine)  # type: ignore[type-var]
        assert len({(row[1], row[3]) for row in mine}) == len(mine)


@pytest.mark.parametrize("name", FEW)
def test_two_windows_give_the_rows_of_one(name: str) -> None:
    plant = some(name)
    start, middle, end = TUESDAY_TEN, Instant(TUESDAY_TEN + 17 * HOUR), Instant(TUESDAY_TEN + 2 * DAY)
    machine = plant.machines[0]
    whole = list(machine.events(start, end))
    assert whole == [*machine.events(start, middle), *machine.events(middle, end)]
    for handle, source in enumerate(machine.sources):
        if isinstance(source, Wave):
            at, values = machine.sampled(handle, start, end, source.history * SECOND)
            left, lvalues = machine.sampled(handle, start, middle, source.history * SECOND)
            right, rvalues = machine.sampled(handle, middle, end, source.history * SECOND)
            assert at.tolist() == [*left.tolist(), *right.tolist()]
            assert values == [*lvalues, *rvalues]


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(FEW),
    offset=st.integers(0, 6 * DAY),
    steps=st.lists(st.integers(1, 90 * SECOND), min_size=1, max_size=40),
)
def test_live_says_what_history_says(name: str, offset: int, steps: list[int]) -> None:
    machine = one(name)
    start = Instant(TUESDAY_TEN - DAY + offset)
    feed = Feed(machine, start)
    told = feed.opening()
    at = start
    for step in steps:
        at = Instant(at + step)
        told += feed.rows(at)
    assert [row[0] for row in told] == sorted(row[0] for row in told)
    discrete = {handle for handle, source in enumerate(machine.sources) if not isinstance(source, Wave)}
    assert [row for row in told[len(machine.state(start)) :] if row[1] in discrete] == [
        row for row in machine.events(start, at) if row[1] in discrete
    ]
    _same_samples(machine, told, start, at)


def _same_samples(machine: Machine, told: list[tuple[int, int, Value]], start: Instant, end: Instant) -> None:
    """Every sample of history was said live, or repeated what had been said."""
    for handle, source in enumerate(machine.sources):
        if isinstance(source, Wave):
            said = [(at, value) for at, item, value in told if item == handle]
            at, values = machine.sampled(handle, start, end, source.history * SECOND)
            for instant, value in zip(at.tolist(), values, strict=True):
                assert [shown for when, shown in said if when <= instant][-1] == value


@pytest.mark.parametrize("name", FEW)
def test_the_state_at_an_instant_is_what_history_left(name: str) -> None:
    machine = one(name)
    at = Instant(TUESDAY_TEN + 5 * HOUR + 1234)
    last: dict[int, Value] = {handle: value for _, handle, value in machine.events(Instant(at - 3 * DAY), at)}
    shown = {
        handle: value
        for when, handle, value in machine.state(at)
        if when == at and not isinstance(machine.sources[handle], Wave)
    }
    quiet = {handle: value for handle, value in shown.items() if handle in last and isinstance(value, str | float)}
    assert quiet
    assert quiet == {handle: last[handle] for handle in quiet}


def test_the_first_batch_states_everything_and_names_all_signals() -> None:
    for _, batch in history(some(*FEW), TUESDAY_TEN, Instant(TUESDAY_TEN + HOUR)):
        at_start = {batch.rows.signal[i] for i in range(len(batch.rows)) if batch.rows.source_at[i] == TUESDAY_TEN}
        assert at_start == {entry.handle for entry in batch.declared}


def test_what_is_out_of_contact_is_not_covered() -> None:
    machine = one("press-1")
    night = Instant(TUESDAY_TEN + 14 * HOUR)
    assert machine.sight(night) is Sight.DARK
    assert machine.state(night) == []
    (covered,) = [batch.covered for _, batch in history(some("press-1"), TUESDAY_TEN, Instant(TUESDAY_TEN + DAY))]
    assert 5 * HOUR < total(interval for _, interval in covered) < 12 * HOUR
    assert not any(night in interval for _, interval in covered)


def test_no_row_lies_outside_the_cover_of_its_machine() -> None:
    plant = whole()
    for source, batch in history(plant, TUESDAY_TEN, Instant(TUESDAY_TEN + 3 * DAY)):
        machine = next(one for one in plant.machines if source.startswith(one.design.id + "-"))
        covered = [interval for _, interval in batch.covered]
        skew = machine.design.skew
        for at in set(batch.rows.source_at):
            assert any(interval.start <= at - skew < interval.end for interval in covered)


def test_the_grinder_stamps_seven_seconds_ahead() -> None:
    (batch,) = [batch for _, batch in history(some("grinder-1"), TUESDAY_TEN, Instant(TUESDAY_TEN + HOUR))]
    assert batch.rows.source_at[0] == TUESDAY_TEN + 7 * SECOND
    assert batch.native


def test_kinds_of_values_follow_the_declarations() -> None:
    plant = some("lathe-1", "mill-4", "hmc-1", "millturn-1")
    seen: Mapping[str, set[str]] = {"DATA_SET": set(), "TABLE": set(), "TIME_SERIES": set(), "CONDITION": set()}
    for _, batch in history(plant, TUESDAY_TEN, Instant(TUESDAY_TEN + DAY)):
        specs = {entry.handle: entry.spec for entry in batch.declared}
        for row, value in batch.rows.rich.items():
            spec = specs[batch.rows.signal[row]]
            kind = "CONDITION" if spec.category.value == "CONDITION" else spec.representation.value
            seen[kind].add(type(value).__name__)
    assert seen == {
        "DATA_SET": {"DataSet"}, "TABLE": {"DataSet"}, "TIME_SERIES": {"TimeSeries"}, "CONDITION": {"Condition"}
    }  # fmt: skip


def test_a_month_is_of_modest_size() -> None:
    plant = some("lathe-1", "saw-1")
    rows = sum(len(batch.rows) for _, batch in history(plant, MONTH_START, MONTH_END))
    assert 60_000 < rows < 200_000


def test_wires_of_both_kinds_are_native_or_converted() -> None:
    plant = whole()
    batches = dict(history(plant, TUESDAY_TEN, Instant(TUESDAY_TEN + MINUTE)))
    assert sum(batch.native for batch in batches.values()) == sum(
        machine.design.wire is Wire.SHDR for machine in plant.machines
    )
    assert len(batches) == len(plant.machines) >= 12
