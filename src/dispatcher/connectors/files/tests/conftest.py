"""Fixtures of this folder: connectors to files, and what a link gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.connector import FilesConnector
from dispatcher.connectors.files.link import FilesLink
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, ConnectorError, Cursor

MILL = (Binding(device="", machine=MachineId("mill")),)
LOAD = {"key": "load", "type": "LOAD", "category": "SAMPLE", "column": "Load"}
STATE = {"key": "execution", "type": "EXECUTION", "column": "State", "values": {"Run": "ACTIVE", "*": "READY"}}

Connect = Callable[..., FilesConnector]


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """A connector to a file in a folder of its own; keywords are settings."""
    clock = StepClock()

    def build(name: str = "log.csv", **settings: object) -> FilesConnector:
        given = {
            "path": f"{tmp_path}/{name}",
            "time": ["Time"],
            "poll_ms": 50,
            "settle_ms": 0,
            "signals": [LOAD, STATE],
        }
        return FilesConnector(FilesSettings.model_validate({**given, **settings}), clock)

    return build


class Reader:
    """What a link gave so far."""

    def __init__(self, stream: AsyncIterator[Batch]) -> None:
        self._stream = stream
        self.batches: list[Batch] = []
        self.keys: dict[int, tuple[str, str]] = {}

    async def next(self) -> Batch:
        async with asyncio.timeout(10):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self.keys.update((each.handle, (each.device, each.spec.key)) for each in batch.declared)
        return batch

    @property
    def rows(self) -> list[tuple[str, str, object]]:
        return [
            (*self.keys[signal], text if num is None else num)
            for batch in self.batches
            for signal, num, text in zip(batch.rows.signal, batch.rows.num, batch.rows.text, strict=True)
        ]

    @property
    def identities(self) -> list[tuple[int, int, object]]:
        return [
            (signal, sequence, text if num is None else num)
            for batch in self.batches
            for signal, sequence, num, text in zip(
                batch.rows.signal, batch.rows.sequence, batch.rows.num, batch.rows.text, strict=True
            )
        ]

    @property
    def notes(self) -> list[str]:
        return [note.code for batch in self.batches for note in batch.notes]

    @property
    def cursor(self) -> Cursor:
        return next(batch.cursor for batch in reversed(self.batches) if batch.cursor is not None)

    async def until(self, row: tuple[str, str, object]) -> None:
        """Read on until a row came, and the place after it."""
        while row not in self.rows or self.batches[-1].recorded:
            await self.next()

    async def until_note(self, code: str) -> None:
        """Read on until a note came."""
        while code not in self.notes:
            await self.next()

    async def error(self) -> ConnectorError:
        """Read on until the link ends."""
        try:
            while True:
                await self.next()
        except ConnectorError as error:
            return error


@asynccontextmanager
async def reading(
    connector: FilesConnector, bindings: Sequence[Binding] = MILL, after: Cursor | None = None
) -> AsyncIterator[Reader]:
    """An open link."""
    async with connector.open(bindings) as link:
        assert isinstance(link, FilesLink)
        async with aclosing(link.batches(after=after)) as stream:  # type: ignore[type-var]  # it is a generator
            yield Reader(stream)
