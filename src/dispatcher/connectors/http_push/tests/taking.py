"""A house that takes what is pushed, and deliveries to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.connector import HttpPushConnector
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Cursor, Delivery, Receipt

TOKEN = "right-token-0123456789"
EXECUTION = {"signal": "exec", "type": "EXECUTION"}
PARTS = {"signal": "parts", "type": "PART_COUNT"}
NOON = 1_795_521_600_000
"""Milliseconds."""


@dataclass
class House:
    """Takes every batch and stores it at once, unless told to hold it back."""

    connector: HttpPushConnector
    batches: list[Batch] = field(default_factory=list)
    stores: bool = True
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, bindings: tuple[Binding, ...], after: Cursor | None) -> None:
        async with self.connector.open(bindings) as link:
            async for batch in link.batches(after=after):
                self.batches.append(batch)
                self.came.set()
                if self.stores and batch.stored is not None:
                    batch.stored()

    def values(self, name: str) -> list[object]:
        """What a signal said, in the order it came."""
        handles = {d.handle for batch in self.batches for d in batch.declared if d.spec.name == name}
        return [
            batch.rows.rich.get(row, batch.rows.num[row] if batch.rows.text[row] is None else batch.rows.text[row])
            for batch in self.batches
            for row, handle in enumerate(batch.rows.signal)
            if handle in handles
        ]

    @property
    def cursor(self) -> Cursor:
        """The last one."""
        return next(batch.cursor for batch in reversed(self.batches) if batch.cursor is not None)


def connector(clock: StepClock | None = None, **settings: Any) -> HttpPushConnector:
    given = {"tokens": [TOKEN], **settings}
    return HttpPushConnector(HttpPushSettings.model_validate(given), clock or StepClock())


@asynccontextmanager
async def at_work(
    source: HttpPushConnector, *devices: str, after: Cursor | None = None, stores: bool = True
) -> AsyncIterator[House]:
    house = House(source, stores=stores)
    bindings = tuple(Binding(device=device, machine=MachineId(f"m-{device}")) for device in devices or ("",))
    task = asyncio.create_task(house.run(bindings, after))
    try:
        yield house
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def push(source: HttpPushConnector, body: object, token: str = TOKEN, **query: str) -> Receipt:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return await source.receive(Delivery(body=data, credential=token, query=query))


def codes(receipt: Receipt) -> list[str]:
    return [note.code.removeprefix("http_push_") for note in receipt.refused]
