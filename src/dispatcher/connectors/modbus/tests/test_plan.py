"""Grouped reads: neighbours together, within the limits of the protocol; what is refused is asked in parts."""

from __future__ import annotations

import pytest

from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.plan import Block, Item, Limits, plan, split

LIMITS = Limits(gap=8, registers=125, bits=2000)


def item(handle: int, address: int, count: int = 1, *, table: Table = Table.HOLDING, **given: int) -> Item:
    where = {"unit": 1, "every_ms": 1000, **given}
    return Item(
        handle=handle, table=table, address=address, count=count, unit=where["unit"], every_ms=where["every_ms"]
    )


def spans(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.start, block.count) for block in blocks]


def test_neighbours_and_near_ones_are_one_request() -> None:
    assert spans(plan([item(0, 10, 2), item(1, 12), item(2, 21, 2)], LIMITS)) == [(10, 13)]


def test_far_ones_are_two() -> None:
    assert spans(plan([item(0, 10), item(1, 20)], LIMITS)) == [(10, 1), (20, 1)]


def test_no_request_is_larger_than_the_protocol_allows() -> None:
    blocks = plan([item(n, 2 * n, 2) for n in range(200)], LIMITS)

    assert all(block.count <= 125 for block in blocks)
    assert sum(len(block.items) for block in blocks) == 200
    assert len(blocks) == 4


def test_bits_have_their_own_limits() -> None:
    blocks = plan([item(n, n, table=Table.COIL) for n in range(0, 4000, 100)], LIMITS)

    assert spans(blocks) == [(0, 1901), (2000, 1901)]


@pytest.mark.parametrize("other", [item(1, 11, unit=2), item(1, 11, every_ms=5000), item(1, 11, table=Table.INPUT)])
def test_units_periods_and_tables_are_never_mixed(other: Item) -> None:
    assert len(plan([item(0, 10), other], LIMITS)) == 2


def test_values_that_overlap_are_read_once() -> None:
    assert spans(plan([item(0, 10, 4), item(1, 10), item(2, 11)], LIMITS)) == [(10, 4)]


def test_what_is_refused_is_asked_without_its_gaps_then_by_halves() -> None:
    (whole,) = plan([item(0, 10), item(1, 11), item(2, 15)], LIMITS)

    closer = split(whole, LIMITS)
    assert spans(closer) == [(10, 2), (15, 1)]
    assert spans(split(closer[0], LIMITS)) == [(10, 1), (11, 1)]
    assert split(closer[1], LIMITS) == []


def test_splitting_ends_whatever_overlaps() -> None:
    pending = plan([item(n, n % 7, 1 + n % 5) for n in range(20)], LIMITS)
    single = 0
    for _ in range(200):
        if not pending:
            break
        parts = split(block := pending.pop(), LIMITS)
        single += len(block.items) if not parts else 0
        pending += parts

    assert (pending, single) == ([], 20)
