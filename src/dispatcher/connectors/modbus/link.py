"""An open link: asks block after block, in the rhythm of each; says what changed, and who does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from dispatcher.connectors.modbus.client import ModbusClient, Refusal, Silence
from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.decode import decode
from dispatcher.connectors.modbus.entries import ModbusEntry
from dispatcher.connectors.modbus.plan import Block, Item, Limits, plan, split
from dispatcher.connectors.sdk.polling import Rhythm, Station, bounded
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, LinkDown, Note, Rows

SESSION = "modbus"
BUSY = frozenset({4, 5, 6})
"""A device that fails, works on it, or is busy: it may answer the next time."""
GATEWAY = frozenset({10, 11})
"""The gateway answers, the unit behind it does not."""
PATIENCE = 3
"""So many busy answers in a row, and the values are unavailable."""
KNOWN = frozenset({1, 2, 3, *BUSY, 7, 8, *GATEWAY})


@dataclass(slots=True)
class Round:
    """What one turn of asking brings."""

    rows: Rows = field(default_factory=Rows)
    notes: list[Note] = field(default_factory=list)
    asked: bool = False
    """Whether anybody was asked: without that it is no sign of life."""


class ModbusLink:
    """A connection and what is to be asked over it."""

    def __init__(
        self, client: ModbusClient, stations: Sequence[Station[ModbusEntry]], settings: ModbusSettings, clock: Clock
    ) -> None:
        self._client = client
        self._stations = tuple(stations)
        self._settings = settings
        self._clock = clock
        self._limits = Limits(gap=settings.gap, registers=settings.max_registers, bits=settings.max_bits)
        self._station: dict[int, Station[ModbusEntry]] = {}
        self._entries: dict[int, ModbusEntry] = {}
        items = [item for station in self._stations for item in self._items(station)]
        self._blocks = plan(items, self._limits)
        self._units = {block.unit for block in self._blocks}
        self._silent: dict[int, float] = {}
        """unit -> when it is asked again, by the loop's clock"""
        self._lost: dict[Block, float] = {}
        """single refused value -> when it is asked again"""
        self._busy: dict[Block, int] = {}

    def _items(self, station: Station[ModbusEntry]) -> list[Item]:
        items = []
        for declared, entry in zip(station.sheet.declared, station.sheet.entries, strict=True):
            self._station[declared.handle] = station
            self._entries[declared.handle] = entry
            items.append(
                Item(
                    handle=declared.handle,
                    unit=self._settings.unit_of(entry, station.device),
                    table=entry.table,
                    address=entry.address,
                    count=entry.count,
                    every_ms=entry.poll_ms or self._settings.poll_ms,
                )
            )
        return items

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What changed at each turn; a turn without news is a sign of life. Raises LinkDown, Garbled."""
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
        """Ask every block of these periods (None = all) once. Raises LinkDown, Garbled."""
        turn = Round()
        late = self._client.late
        waiting = [block for block in self._blocks if periods is None or block.every_ms in periods]
        while waiting:
            block = waiting.pop(0)
            if self._waits(self._silent.get(block.unit)) or (self._lost and self._waits(self._lost.get(block))):
                continue
            turn.asked = True
            try:
                words = await self._client.read(block.unit, block.table, block.start, block.count)
            except Refusal as refusal:
                waiting[:0] = self._refused(block, refusal.code, turn)
                continue
            except Silence:
                await self._unit_silent(block.unit, turn)
                continue
            if self._busy or self._lost:
                self._busy.pop(block, None)
                self._lost.pop(block, None)
            self._answers(block.unit, turn)
            self._read(block, words, turn, self._clock.now())
        if self._client.late > late:
            turn.notes.append(Note(code="modbus_late", params={"count": self._client.late - late}))
        return turn

    def _read(self, block: Block, words: Sequence[int], turn: Round, at: Instant) -> None:
        for item in block.items:
            entry = self._entries[item.handle]
            own = words[item.address - block.start : item.end - block.start]
            raw = decode(entry, own, self._settings.word_order, self._settings.byte_order)
            self._station[item.handle].say(turn.rows, item.handle, raw, at)

    # ----------------------------------------------------------------- refusals

    def _refused(self, block: Block, code: int, turn: Round) -> list[Block]:
        """What to ask instead; the note says what was refused and what became of it."""
        if code in GATEWAY:
            self._lose_unit(block.unit, turn, _refusal(block, code))
            return []
        self._answers(block.unit, turn)
        if code in BUSY:
            self._busy[block] = self._busy.get(block, 0) + 1
            if self._busy[block] == PATIENCE:
                self._lose(block, turn, _refusal(block, code))
            return []
        smaller = split(block, self._limits)
        if not smaller:
            if block not in self._lost:
                self._lose(block, turn, _refusal(block, code))
            self._lost[block] = self._again()
            return []
        self._blocks.remove(block)
        self._blocks += smaller
        turn.notes.append(Note(code="modbus_split", params={**_place(block), "parts": len(smaller), "exception": code}))
        return smaller

    def _lose(self, block: Block, turn: Round, note: Note) -> None:
        at = self._clock.now()
        turn.notes.append(note)
        for item in block.items:
            self._station[item.handle].say(turn.rows, item.handle, None, at)

    # ------------------------------------------------------------------ silence

    @staticmethod
    def _waits(again: float | None) -> bool:
        return again is not None and asyncio.get_running_loop().time() < again

    def _again(self) -> float:
        """When somebody who does not answer, or not with values, is asked again."""
        return asyncio.get_running_loop().time() + self._settings.silent_ms / 1000

    def _answers(self, unit: int, turn: Round) -> None:
        if self._silent.pop(unit, None) is not None:
            turn.notes.append(Note(code="modbus_unit_back", params={"unit": unit}))

    async def _unit_silent(self, unit: int, turn: Round) -> None:
        """One unit of several does not answer: the others go on, over a fresh connection. Raises LinkDown where it is
        the only one, or the last.
        """
        settings = self._settings
        if self._units <= {*self._silent, unit}:
            where = {"host": settings.host, "port": settings.port, "unit": unit}
            raise LinkDown("modbus_silent", timeout_ms=settings.timeout_ms, **where)
        note = Note(code="modbus_unit_silent", params={"unit": unit, "timeout_ms": settings.timeout_ms})
        self._lose_unit(unit, turn, note)
        await self._client.connect()

    def _lose_unit(self, unit: int, turn: Round, note: Note) -> None:
        if unit not in self._silent:
            turn.notes.append(note)
        self._silent[unit] = self._again()
        at = self._clock.now()
        for block in self._blocks:
            if block.unit == unit:
                for item in block.items:
                    self._station[item.handle].sheet.add_changed(turn.rows, item.handle, None, at)
        for station in self._stations:
            units = {self._settings.unit_of(entry, station.device) for entry in station.sheet.entries}
            if units <= {*self._silent}:
                station.answers(turn.rows, False, at)


def _place(block: Block) -> dict[str, str | int]:
    return {"unit": block.unit, "table": block.table.value, "first": block.start, "last": block.last}


def _refusal(block: Block, code: int) -> Note:
    name = f"modbus_exception_{code}" if code in KNOWN else "modbus_exception_other"
    return Note(code=name, params={**_place(block), "exception": code})
