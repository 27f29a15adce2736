"""A Siemens controller with its data block."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.s7.simulator import S7Simulator
from dispatcher.connectors.sdk.mapping import Scalar
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.mapping import AVAILABILITY, Item, Present
from dispatcher.demo.wires.datablock import entries
from dispatcher.demo.wires.wire import HOST, LiveWire


class S7Wire(LiveWire):
    """The controller of one machine."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        self._port = port
        self._present = Present(machine)
        self._controller = S7Simulator(entries=[S7Entry.model_validate(entry) for entry in entries(machine)])

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"s7://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Listen."""
        self._port = await self._controller.start(self._port, HOST)

    async def cut(self) -> None:
        """Die."""
        await self._controller.stop()

    def send(self, rows: Iterable[Row]) -> None:
        """Into the data block."""
        for item, raw, at in self._present.raw(rows):
            if item.spec.type != AVAILABILITY:
                self._controller.set(item.key, _unknown(item) if raw is None else _fitting(item, raw), at)


def _unknown(item: Item) -> Scalar:
    """What the block holds where nobody knows: no number, a code that means nothing, darkness, an empty text."""
    return math.nan if item.number else -1 if item.coded and not item.bit else 0 if item.bit or item.alarm else ""


def _fitting(item: Item, raw: Scalar) -> Scalar:
    """Alarms are numbers there; a number in a text is written as people do."""
    if item.alarm:
        return int(raw)
    return f"{raw:g}" if isinstance(raw, float) and not (item.number or item.coded) else raw
