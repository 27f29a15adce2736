"""Which bytes are asked for together: neighbours as one item, many items in one request. Pure.

A request holds at most twenty items, and neither it nor its answer may be longer than the size both sides agreed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dispatcher.connectors.s7.addresses import Area

MOST_ITEMS = 20
_QUESTION, _QUESTION_ITEM = 12, 12
_ANSWER, _ANSWER_ITEM = 14, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A mapped value at its place; `handle` is the signal's, `every_ms` how often it is asked for."""

    handle: int
    area: Area
    db: int
    start: int
    size: int
    every_ms: int

    @property
    def end(self) -> int:
        """The byte after its last."""
        return self.start + self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Neighbouring bytes that are read as one, and the values in them."""

    area: Area
    db: int
    start: int
    size: int
    every_ms: int
    items: tuple[Item, ...]

    @property
    def last(self) -> int:
        """Its last byte."""
        return self.start + self.size - 1


def most_bytes(pdu: int) -> int:
    """The longest item that an answer of that size can hold."""
    return pdu - _ANSWER - _ANSWER_ITEM


def plan(items: Iterable[Item], *, gap: int, most: int) -> list[Block]:
    """The fewest blocks that bring all items, none longer than `most` but a single value that is longer itself."""
    blocks = []
    ordered = sorted(items, key=lambda item: (item.every_ms, item.area, item.db, item.start, item.end))
    for _, group in groupby(ordered, key=lambda item: (item.every_ms, item.area, item.db)):
        run: list[Item] = []
        end = 0
        for item in group:
            if run and (item.start - end > gap or max(end, item.end) - run[0].start > most):
                blocks.append(_block(run))
                run = []
            end = max(end, item.end) if run else item.end
            run.append(item)
        blocks.append(_block(run))
    return blocks


def split(block: Block, *, most: int) -> list[Block]:
    """Smaller blocks for what was refused as a whole: first without the gaps, then by halves; none for one value."""
    if len({(item.start, item.size) for item in block.items}) == 1:
        return []
    closer = plan(block.items, gap=0, most=most)
    if len(closer) > 1:
        return closer
    half = block.start + block.size // 2
    ordered = sorted(block.items, key=lambda item: (item.start, item.end))
    low = [item for item in ordered if item.start < half] or ordered[:1]
    high = [item for item in ordered if item not in low] or [low.pop()]
    return [_block(low), _block(high)]


def together(blocks: Sequence[Block], pdu: int) -> int:
    """How many of the first blocks one request takes; at least one, which then may be too long for it."""
    answer, question = _ANSWER, _QUESTION
    for count, block in enumerate(blocks):
        answer += _ANSWER_ITEM + block.size + block.size % 2
        question += _QUESTION_ITEM
        if count and (count == MOST_ITEMS or answer > pdu or question > pdu):
            return count
    return len(blocks)


def _block(items: list[Item]) -> Block:
    first = items[0]
    return Block(
        area=first.area,
        db=first.db,
        start=first.start,
        size=max(item.end for item in items) - first.start,
        every_ms=first.every_ms,
        items=tuple(items),
    )
