"""What the tests of this folder share: a link that is read, and what it said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.connectors.sparkplug.connector import SparkplugConnector
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.payload import Metric
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Cursor

MILL = (Binding(device="hall/cell/mill", machine=MachineId("mill")),)
BOTH = (*MILL, Binding(device="hall/cell/saw", machine=MachineId("saw")))
STATE = "spBv1.0/STATE/dispatcher"


class Reader:
    """A link, and everything it said as (device, key) -> values."""

    def __init__(self, stream: AsyncIterator[Batch]) -> None:
        self._stream = stream
        self.batches: list[Batch] = []
        self.cursor: Cursor | None = None
        self._names: dict[int, tuple[str, str]] = {}
        self.said: list[tuple[str, str, object]] = []

    async def next(self) -> Batch:
        async with asyncio.timeout(10):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self.cursor = batch.cursor or self.cursor
        self._names |= {each.handle: (each.device.rpartition("/")[2], each.spec.key) for each in batch.declared}
        for row, handle in enumerate(batch.rows.signal):
            value = batch.rows.rich.get(row) or batch.rows.num[row]
            self.said.append((*self._names[handle], batch.rows.text[row] if value is None else value))
        return batch

    async def until(self, *wanted: tuple[str, str, object]) -> None:
        while not set(wanted) <= set(self.said):
            await self.next()

    async def until_note(self, code: str) -> None:
        while code not in self.notes:
            await self.next()

    @property
    def notes(self) -> list[str]:
        return [note.code for batch in self.batches for note in batch.notes]

    def values(self, device: str, key: str) -> list[object]:
        return [value for owner, name, value in self.said if (owner, name) == (device, key)]


@asynccontextmanager
async def opened(
    connector: SparkplugConnector, bindings: tuple[Binding, ...] = MILL, after: Cursor | None = None
) -> AsyncIterator[Reader]:
    async with connector.open(bindings) as link:
        stream = link.batches(after=after)
        yield Reader(stream)
        assert isinstance(stream, AsyncGenerator)
        await stream.aclose()


async def heard(session: Session, enough: Callable[[list[Message]], bool]) -> list[Message]:
    messages: list[Message] = []
    async with asyncio.timeout(10):
        while not enough(messages):
            messages += await session.take()
    return messages


def plain(name: str, value: Any, at: Instant, **more: Any) -> Metric:
    kind = DataType.INT64 if isinstance(value, int) else DataType.STRING
    return Metric(**{"name": name, "alias": None, "at": at, "kind": kind, "value": value, **more})
