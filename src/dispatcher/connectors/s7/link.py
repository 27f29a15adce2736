"""An open link: asks for blocks of bytes, many in one request, in the rhythm of each; says what changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from dispatcher.connectors.s7.client import S7Client
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.decode import decode
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.s7.plan import Block, Item, most_bytes, plan, split, together
from dispatcher.connectors.sdk.polling import Rhythm, Station, bounded
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, Note, Rows

SESSION = "s7"
NO_ACCESS, OUTSIDE, NO_OBJECT = 0x03, 0x05, 0x0A
"""Codes by which a controller refuses an item: it may not be read, it lies beyond the end, it is not there."""
KNOWN = frozenset({0x01, NO_ACCESS, OUTSIDE, 0x06, 0x07, NO_OBJECT})


@dataclass(slots=True)
class Round:
    """What one turn of asking brings."""

    rows: Rows = field(default_factory=Rows)
    notes: list[Note] = field(default_factory=list)
    asked: bool = False
    """Whether the controller was asked: without that it is no sign of life."""


class S7Link:
    """A connection and what is to be asked over it."""

    def __init__(
        self, client: S7Client, stations: Sequence[Station[S7Entry]], settings: S7Settings, clock: Clock
    ) -> None:
        """`client` is connected: how much one request takes was agreed on then."""
        self._client = client
        self._stations = tuple(stations)
        self._settings = settings
        self._clock = clock
        self._most = most_bytes(client.pdu)
        self._station: dict[int, Station[S7Entry]] = {}
        self._entries: dict[int, S7Entry] = {}
        items = [item for station in self._stations for item in self._items(station)]
        self._blocks = plan(items, gap=settings.gap, most=self._most)
        self._lost: dict[Block, float] = {}
        """refused block -> when it is asked for again, by the loop's clock"""

    def _items(self, station: Station[S7Entry]) -> list[Item]:
        items = []
        for declared, entry in zip(station.sheet.declared, station.sheet.entries, strict=True):
            self._station[declared.handle] = station
            self._entries[declared.handle] = entry
            spot = entry.spot
            every_ms = entry.poll_ms or self._settings.poll_ms
            items.append(
                Item(
                    handle=declared.handle,
                    area=spot.area,
                    db=spot.db,
                    start=spot.start,
                    size=spot.size,
                    every_ms=every_ms,
                )
            )
        return items

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What changed at each turn; a turn without news is a sign of life. Raises LinkDown, Garbled, AccessDenied."""
        del after
        loop = asyncio.get_running_loop()
        rhythm = Rhythm((block.every_ms for block in self._blocks), loop.time())
        declared = tuple(each for station in self._stations for each in station.declared)
        while True:
            due = rhythm.due(loop.time())
            if not due:
                await asyncio.sleep(rhythm.wait(loop.time()))
                continue
            turn = await self.turn(due)
            if turn.asked:
                yield self.batch(turn, declared=declared)
                declared = ()

    def batch(self, turn: Round, **more: tuple[object, ...]) -> Batch:
        """A turn as the house takes it."""
        return Batch(
            received_at=self._clock.now(),
            session=SESSION,
            rows=turn.rows,
            notes=bounded(turn.notes),
            **more,  # type: ignore[arg-type]  # fields of the batch
        )

    async def turn(self, periods: Sequence[int] | None = None) -> Round:
        """Ask every block of these periods (None = all) once. Raises LinkDown, Garbled, AccessDenied."""
        turn = Round()
        late = self._client.late
        due = [block for block in self._blocks if periods is None or block.every_ms in periods]
        waiting = [block for block in due if not self._waits(block)] if self._lost else due
        turn.asked = bool(waiting)
        while waiting:
            count = together(waiting, self._client.pdu)
            asked, waiting = waiting[:count], waiting[count:]
            answers = await self._read(asked)
            at = self._clock.now()
            for station in self._stations:
                station.answers(turn.rows, True, at)
            smaller: list[Block] = []
            for block, answer in zip(asked, answers, strict=True):
                if isinstance(answer, int):
                    smaller += self._refused(block, answer, turn, at)
                else:
                    self._say(block, answer, turn, at)
            waiting[:0] = smaller
        if self._client.late > late:
            turn.notes.append(Note(code="s7_late", params={"count": self._client.late - late}))
        return turn

    async def _read(self, blocks: Sequence[Block]) -> list[bytes | int]:
        """The bytes of each block or its refusal; a block longer than an answer comes in pieces."""
        if len(blocks) > 1 or blocks[0].size <= self._most:
            return await self._client.read([(block.area, block.db, block.start, block.size) for block in blocks])
        (block,) = blocks
        whole = b""
        for begin in range(block.start, block.start + block.size, self._most):
            size = min(self._most, block.start + block.size - begin)
            (piece,) = await self._client.read([(block.area, block.db, begin, size)])
            if isinstance(piece, int):
                return [piece]
            whole += piece
        return [whole]

    def _waits(self, block: Block) -> bool:
        again = self._lost.get(block)
        return again is not None and asyncio.get_running_loop().time() < again

    def _say(self, block: Block, data: bytes, turn: Round, at: Instant) -> None:
        if self._lost:
            self._lost.pop(block, None)
        for item in block.items:
            own = data[item.start - block.start : item.end - block.start]
            self._station[item.handle].say(turn.rows, item.handle, decode(self._entries[item.handle], own), at)

    def _refused(self, block: Block, code: int, turn: Round, at: Instant) -> list[Block]:
        """What to ask instead. What cannot be divided is unavailable, said once, and asked for again after a while: a
        block is also missing while it is being loaded.
        """
        smaller = split(block, most=self._most) if code in {OUTSIDE, NO_OBJECT} else []
        if smaller:
            self._blocks.remove(block)
            self._blocks += smaller
            return smaller
        known = block in self._lost
        self._lost[block] = asyncio.get_running_loop().time() + self._settings.again_ms / 1000
        if known:
            return []
        name = f"s7_item_{code}" if code in KNOWN else "s7_item_other"
        where = f"DB{block.db}" if block.db else block.area.value
        params: dict[str, str | int] = {"where": where, "first": block.start, "last": block.last, "error": code}
        turn.notes.append(Note(code=name, params=params))
        for item in block.items:
            self._station[item.handle].sheet.add_changed(turn.rows, item.handle, None, at)
        return []
