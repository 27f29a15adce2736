"""Grouped reads: neighbours as one item, many items in one request, never more than both sides agreed on."""

from __future__ import annotations

import pytest

from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.plan import Block, Item, most_bytes, plan, split, together


def item(handle: int, start: int, size: int = 2, *, db: int = 10, every_ms: int = 1000) -> Item:
    return Item(handle=handle, area=Area.DB, db=db, start=start, size=size, every_ms=every_ms)


def spans(blocks: list[Block]) -> list[tuple[int, int]]:
    return [(block.start, block.size) for block in blocks]


def test_neighbours_are_one_item_of_a_request() -> None:
    assert spans(plan([item(0, 0), item(1, 2, 4), item(2, 22)], gap=16, most=222)) == [(0, 24)]
    assert spans(plan([item(0, 0), item(1, 19)], gap=16, most=222)) == [(0, 2), (19, 2)]


@pytest.mark.parametrize("other", [item(1, 2, db=11), item(1, 2, every_ms=5000)])
def test_blocks_and_periods_are_never_mixed(other: Item) -> None:
    assert len(plan([item(0, 0), other], gap=16, most=222)) == 2


def test_no_item_is_longer_than_an_answer_but_a_value_that_is() -> None:
    blocks = plan([item(n, 10 * n, 10) for n in range(50)] + [item(50, 600, 256)], gap=16, most=222)

    assert [block.size for block in blocks] == [220, 220, 60, 256]


@pytest.mark.parametrize("pdu", [240, 480, 960])
def test_a_request_and_its_answer_stay_within_what_was_agreed(pdu: int) -> None:
    blocks = plan([item(n, 100 * n, 1 + n % 40) for n in range(200)], gap=0, most=most_bytes(pdu))
    while blocks:
        count = together(blocks, pdu)
        asked, blocks = blocks[:count], blocks[count:]

        assert 1 <= count <= 20
        assert 12 + 12 * count <= pdu
        assert 14 + sum(4 + block.size + block.size % 2 for block in asked) <= pdu + 1


def test_what_is_refused_is_asked_without_its_gaps_then_by_halves() -> None:
    (whole,) = plan([item(0, 0), item(1, 2), item(2, 10)], gap=16, most=222)

    closer = split(whole, most=222)
    assert spans(closer) == [(0, 4), (10, 2)]
    assert spans(split(closer[0], most=222)) == [(0, 2), (2, 2)]
    assert split(closer[1], most=222) == []
