"""A robot cell behind a Sparkplug B edge node, at the plant's broker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from dispatcher.connectors.sparkplug.datatypes import DataType, Value
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from dispatcher.demo.broker import Broker
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.mapping import Item, Present, items
from dispatcher.demo.wires.metrics import NODE
from dispatcher.demo.wires.wire import HOST, LiveWire
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock


class SparkplugWire(LiveWire):
    """The edge node of one machine and the broker it speaks to. When the machine is cut off, the broker stays."""

    def __init__(self, machine: Machine, clock: Clock, program: str) -> None:
        self._machine = machine
        self._clock = clock
        self._present = Present(machine)
        self._device = machine.sheet.device.name
        self._metrics: dict[str, Value] = {}
        self._kinds = {item.spec.name: _kind(item) for item in items(machine)}
        self._rows: asyncio.Queue[Row] = asyncio.Queue()
        self._broker = Broker(program)
        self._telling: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """The broker."""
        return f"sparkplug://{HOST}:{self._broker.port}"

    async def mend(self) -> None:
        """Be born."""
        await self._broker.start(HOST)
        self._telling = asyncio.create_task(self._tell(), name=f"sparkplug {self._machine.design.id}")

    async def cut(self) -> None:
        """Die."""
        telling, self._telling = self._telling, None
        if telling is not None:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def close(self) -> None:
        """For good: the broker, too."""
        await self.cut()
        await self._broker.stop()

    def send(self, rows: Iterable[Row]) -> None:
        """Into the queue."""
        for row in rows:
            self._rows.put_nowait(row)

    async def _tell(self) -> None:
        """Born with what holds at first; then the news, as they come."""
        first = await self._rows.get()
        rows = [first, *(self._rows.get_nowait() for _ in range(self._rows.qsize()))]
        self._metrics.update({name: None for name in self._kinds if name not in self._metrics})
        self._metrics.update({item.spec.name: _fitting(item, raw) for item, raw, _ in self._present.raw(rows)})
        node = EdgeSimulator(NODE, {self._device: self._metrics}, self._clock.now, kinds=self._kinds)
        try:
            await node.start(self._broker.port)
            while True:
                row = await self._rows.get()
                for item, raw, at in self._present.raw([row]):
                    self._metrics[item.spec.name] = value = _fitting(item, raw)
                    stamp = Instant(at + self._machine.design.skew)
                    await node.set(f"{self._device}/{item.spec.name}", value, stamp)
        finally:
            await node.stop()


def _kind(item: Item) -> DataType:
    return DataType.DOUBLE if item.number else DataType.STRING


def _fitting(item: Item, raw: object) -> Value:
    if raw is None:
        return None
    if item.number:
        return float(str(raw))
    return f"{raw:g}" if isinstance(raw, float) else str(raw)
