"""Which registers are asked for together: neighbours in one request, as far as the protocol allows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from dispatcher.connectors.modbus.entries import Table

BITS_PER_REGISTER = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A mapped value at its place; `handle` is the signal's, `every_ms` how often it is asked for."""

    handle: int
    unit: int
    table: Table
    address: int
    count: int
    every_ms: int

    @property
    def end(self) -> int:
        """The address after its last."""
        return self.address + self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One request, and the values in its answer."""

    unit: int
    table: Table
    start: int
    count: int
    every_ms: int
    items: tuple[Item, ...]

    @property
    def last(self) -> int:
        """The last address it asks for."""
        return self.start + self.count - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far values may be apart to be asked for together, and how much may be asked for at once."""

    gap: int
    registers: int
    bits: int

    def gap_in(self, table: Table) -> int:
        """In bits for the tables of bits."""
        return self.gap * BITS_PER_REGISTER if table.bits else self.gap

    def most_in(self, table: Table) -> int:
        """Registers or bits of one request."""
        return self.bits if table.bits else self.registers


def plan(items: Iterable[Item], limits: Limits) -> list[Block]:
    """The fewest requests that bring all items, in order of period, unit, table and address."""
    blocks = []
    ordered = sorted(items, key=lambda item: (item.every_ms, item.unit, item.table, item.address, item.end))
    for (_, _, table), group in groupby(ordered, key=lambda item: (item.every_ms, item.unit, item.table)):
        run: list[Item] = []
        end = 0
        for item in group:
            apart = item.address - end > limits.gap_in(table)
            if run and (apart or max(end, item.end) - run[0].address > limits.most_in(table)):
                blocks.append(_block(run))
                run = []
            end = max(end, item.end) if run else item.end
            run.append(item)
        blocks.append(_block(run))
    return blocks


def split(block: Block, limits: Limits) -> list[Block]:
    """Smaller requests for what was refused as a whole: first without the gaps, then by halves; none for one value."""
    if len({(item.address, item.count) for item in block.items}) == 1:
        return []
    closer = plan(block.items, Limits(gap=0, registers=limits.registers, bits=limits.bits))
    if len(closer) > 1:
        return closer
    half = block.count // 2
    ordered = sorted(block.items, key=lambda item: (item.address, item.end))
    low = [item for item in ordered if item.address < block.start + half] or ordered[:1]
    high = [item for item in ordered if item not in low] or [low.pop()]
    return [_block(low), _block(high)]


def _block(items: list[Item]) -> Block:
    first = items[0]
    return Block(
        unit=first.unit,
        table=first.table,
        start=first.address,
        count=max(item.end for item in items) - first.address,
        every_ms=first.every_ms,
        items=tuple(items),
    )
