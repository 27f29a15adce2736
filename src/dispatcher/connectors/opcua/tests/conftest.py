"""Fixtures of this folder: connectors to the simulated servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.connector import OpcUaConnector
from dispatcher.connectors.opcua.simulator import MachineToolSimulator
from dispatcher.connectors.opcua.tests.peer import Elsewhere, elsewhere, guarded, open_to_all
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.signal import Condition, Level, MachineId
from dispatcher.ports.connector import Batch, Binding, Cursor, LinkDown

MILL = (Binding(device="Mill", machine=MachineId("mill")),)

Connect = Callable[..., OpcUaConnector]


@pytest.fixture
def there() -> Elsewhere:
    return elsewhere()


@pytest.fixture
async def server(there: Elsewhere) -> AsyncIterator[MachineToolSimulator]:
    """A server open to all, shared by the tests of the process and tidied up after each."""
    simulator = await asyncio.to_thread(open_to_all)
    yield simulator
    await there.do(simulator.tidy())


@pytest.fixture
async def guarded_server(there: Elsewhere) -> AsyncIterator[MachineToolSimulator]:
    """A server with a password, security and history."""
    simulator = await asyncio.to_thread(guarded)
    yield simulator
    await there.do(simulator.tidy())


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture
def connect(clock: StepClock, tmp_path: Path) -> Connect:
    def to(url: str, **settings: object) -> OpcUaConnector:
        quick = {"publish_ms": 20, "sampling_ms": 0, "keepalive_ms": 400, "timeout_ms": 1_000}
        given = {"url": url, "certificates": tmp_path / "certificates", **quick, **settings}
        return OpcUaConnector(OpcUaSettings.model_validate(given), clock)

    return to


class Reader:
    """Reads a link and keeps the last value of each signal by its key."""

    def __init__(self, stream: AsyncIterator[Batch]) -> None:
        self._stream = stream
        self.batches: list[Batch] = []
        self.keys: dict[int, str] = {}
        self.last: dict[str, float | str | None] = {}

    async def next(self) -> Batch:
        async with asyncio.timeout(10):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self.keys |= {one.handle: one.spec.key for one in batch.declared}
        for handle, number, text in zip(batch.rows.signal, batch.rows.num, batch.rows.text, strict=True):
            self.last[self.keys[handle]] = text if number is None else number
        return batch

    async def wait(self, enough: Callable[[], bool]) -> None:
        """Read on until there is enough."""
        async with asyncio.timeout(5):
            while not enough():
                await self.next()

    async def until(self, key: str, value: float | str | None) -> None:
        await self.wait(lambda: key in self.last and self.last[key] == value)

    async def all(self) -> dict[str, float | str | None]:
        """The present values of all plain signals."""
        plain = set(self.keys.values()) - {"conditions", "message"}
        await self.wait(lambda: plain <= self.last.keys())
        return {key: self.last[key] for key in plain}

    def levels(self) -> list[tuple[str, Level]]:
        """What was said of conditions."""
        said = [one for batch in self.batches for one in batch.rows.rich.values()]
        return [(one.native_code, one.level) for one in said if isinstance(one, Condition)]

    async def ended(self) -> LinkDown:
        """Read on until the link is down."""
        try:
            async with asyncio.timeout(5):
                while True:
                    await self.next()
        except LinkDown as down:
            return down

    def notes(self) -> list[str]:
        return [note.code for batch in self.batches for note in batch.notes]

    def losses(self) -> list[str]:
        return [loss.code for batch in self.batches for loss in batch.losses]


@asynccontextmanager
async def reading(
    connector: OpcUaConnector, after: Cursor | None = None, bindings: tuple[Binding, ...] = MILL
) -> AsyncIterator[Reader]:
    async with connector.open(bindings) as link:
        stream = link.batches(after=after)
        reader = Reader(stream)
        await reader.next()
        try:
            yield reader
        finally:
            await stream.aclose()  # type: ignore[attr-defined]  # an asynchronous generator
