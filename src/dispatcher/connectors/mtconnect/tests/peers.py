"""An agent as a process of its own, a link to it, and a clock that only moves when it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

from aiohttp import web

from dispatcher.agent.process import AgentProcess
from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.connector import MTConnectConnector
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Cursor, Loss, Note, Rows

PATIENCE = 30.0
"""Seconds until a test that waits for something gives up."""

DEVICES = """<?xml version="1.0" encoding="UTF-8"?>
<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:2.0">
  <Header creationTime="2026-01-01T00:00:00Z" sender="test" instanceId="1" version="2.0" bufferSize="1024"
    assetBufferSize="64" assetCount="0"/>
  <Devices>
    <Device id="d1" name="Mill" uuid="mill-uuid">
      <Description manufacturer="Acme" model="M1" serialNumber="77">A mill</Description>
      <DataItems>
        <DataItem id="avail" category="EVENT" type="AVAILABILITY"/>
        <DataItem id="achg" category="EVENT" type="ASSET_CHANGED"/>
        <DataItem id="arem" category="EVENT" type="ASSET_REMOVED"/>
      </DataItems>
      <Components>
        <Axes id="ax" name="base">
          <Components>
            <Linear id="x" name="X">
              <DataItems>
                <DataItem id="xpos" name="Xact" category="SAMPLE" type="POSITION" subType="ACTUAL" units="MILLIMETER"/>
                <DataItem id="xvib" category="SAMPLE" type="DISPLACEMENT" representation="TIME_SERIES"
                  units="MILLIMETER"/>
              </DataItems>
            </Linear>
          </Components>
        </Axes>
        <Controller id="ctrl" name="cnc">
          <DataItems>
            <DataItem id="system" category="CONDITION" type="SYSTEM"/>
          </DataItems>
          <Components>
            <Path id="path" name="path">
              <DataItems>
                <DataItem id="exec" name="execution" category="EVENT" type="EXECUTION"/>
                <DataItem id="prog" name="program" category="EVENT" type="PROGRAM"/>
                <DataItem id="parts" category="EVENT" type="PART_COUNT"/>
                <DataItem id="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>
              </DataItems>
            </Path>
          </Components>
        </Controller>
      </Components>
    </Device>
    <Device id="d2" name="Lathe" uuid="lathe-uuid">
      <DataItems>
        <DataItem id="lavail" category="EVENT" type="AVAILABILITY"/>
        <DataItem id="lexec" category="EVENT" type="EXECUTION"/>
      </DataItems>
    </Device>
  </Devices>
</MTConnectDevices>
"""


class StepClock:
    """Each look is a millisecond later than the last."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> Instant:
        self.looks += 1
        return Instant(1_800_000_000_000_000 + self.looks * 1000)


class Reading:
    """Reads a link in the test's own time and keeps what it gave."""

    def __init__(self, stream: AsyncIterator[Batch]) -> None:
        self._stream = stream
        self.batches: list[Batch] = []
        self._names: dict[int, str] = {}

    async def next(self) -> Batch:
        """The next batch."""
        async with asyncio.timeout(PATIENCE):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self._names.update((one.handle, one.spec.key) for one in batch.declared)
        return batch

    async def until(self, done: Callable[[Batch], bool]) -> Batch:
        """Read on to the first batch of which this is true."""
        async with asyncio.timeout(PATIENCE):
            while not done(batch := await self.next()):
                pass
        return batch

    async def until_value(self, item: str, value: object) -> Batch:
        """Read on to the batch that brings this value of this item."""
        return await self.until(lambda batch: (item, value) in self.values(batch.rows))

    def values(self, rows: Rows) -> list[tuple[str, object]]:
        """(item, value) of each row."""
        return [
            (self._names[handle], rows.rich.get(row, num if num is not None else text))
            for row, (handle, num, text) in enumerate(zip(rows.signal, rows.num, rows.text, strict=True))
        ]

    def all(self, item: str) -> list[tuple[int, object]]:
        """(sequence, value) of everything read of an item."""
        return [
            (sequence, value)
            for batch in self.batches
            for sequence, (name, value) in zip(batch.rows.sequence, self.values(batch.rows), strict=True)
            if name == item
        ]

    @property
    def losses(self) -> list[Loss]:
        return [loss for batch in self.batches for loss in batch.losses]

    @property
    def notes(self) -> list[Note]:
        return [note for batch in self.batches for note in batch.notes]

    @property
    def cursor(self) -> Cursor:
        """The cursor of the last batch."""
        cursor = self.batches[-1].cursor
        assert cursor is not None
        return cursor


class Bench:
    """Agents and links of one test; all are gone when it ends."""

    def __init__(self, stack: AsyncExitStack, devices: Path) -> None:
        self._stack = stack
        self.devices = devices
        self.clock = StepClock()

    async def agent(self, *arguments: str, devices: Path | None = None) -> AgentProcess:
        """A running agent."""
        return await self._stack.enter_async_context(AgentProcess(*arguments, devices=devices or self.devices))

    async def odd(self) -> OddAgent:
        """An agent that answers what it is told to."""
        agent = OddAgent()
        runner = await agent.start()
        self._stack.push_async_callback(runner.cleanup)
        return agent

    def connector(self, url: str, **settings: object) -> MTConnectConnector:
        """A connector with quick settings."""
        quick = {"interval_ms": 20, "heartbeat_ms": 300, "tolerance_ms": 1500, "timeout_ms": 5000}
        return MTConnectConnector(MTConnectSettings.model_validate({"url": url, **quick, **settings}), self.clock)

    async def read(
        self,
        agent: AgentProcess | str,
        *,
        after: Cursor | None = None,
        devices: Sequence[str] = ("Mill",),
        connector: MTConnectConnector | None = None,
        **settings: object,
    ) -> Reading:
        """An open link that is being read; it stays open until `close` or the end of the test."""
        url = agent if isinstance(agent, str) else agent.url
        used = connector or self.connector(url, **settings)
        link = await self._stack.enter_async_context(
            used.open([Binding(device=device, machine=MachineId(device or "only")) for device in devices])
        )
        stream = link.batches(after=after)
        assert isinstance(stream, AsyncGenerator)
        return Reading(await self._stack.enter_async_context(aclosing(stream)))


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OddAgent:
    """An agent that answers what the test tells it to: the dialects our own agent does not speak.

    `answers` maps a path to a document or a handler; `asked` keeps the paths with their queries.
    """

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Handler] = {}
        self.asked: list[str] = []
        self.url = ""

    async def start(self) -> web.AppRunner:
        """Serve on any free port."""
        app = web.Application()
        app.router.add_get("/{tail:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.Response(body=error_document("UNSUPPORTED", "what?"), content_type="text/xml")
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="text/xml")
        return await answer(request)


def error_document(code: str, text: str, *, instance: str = "1") -> bytes:
    """A refusal."""
    return (
        f'<MTConnectError><Header instanceId="{instance}"/>'
        f'<Errors><Error errorCode="{code}">{text}</Error></Errors></MTConnectError>'
    ).encode()


def devices_document(*items: str, version: str = "1.3", name: str = "Old") -> bytes:
    """A probe of one device without namespace; items are `id TYPE CATEGORY`."""
    declared = "".join('<DataItem id="{}" type="{}" category="{}"/>'.format(*item.split()) for item in items)
    return (
        f'<MTConnectDevices><Header instanceId="1" version="{version}.0" bufferSize="100"/><Devices>'
        f'<Device id="d" name="{name}" uuid="u"><DataItems>{declared}</DataItems></Device></Devices></MTConnectDevices>'
    ).encode()


def streams_document(
    *rows: tuple[int, str, str], first: int = 1, following: int = 1, last: int | None = None, instance: str = "1"
) -> bytes:
    """Observations `(sequence, id, text)` of the device `Old`, all of them events."""
    events = "".join(
        f'<Execution dataItemId="{item}" timestamp="2026-01-01T00:00:00.{sequence:06d}Z" sequence="{sequence}">'
        f"{text}</Execution>"
        for sequence, item, text in rows
    )
    return (
        f'<MTConnectStreams><Header instanceId="{instance}" creationTime="2026-01-01T00:01:00Z" bufferSize="100"'
        f' firstSequence="{first}" nextSequence="{following}"'
        f' lastSequence="{following - 1 if last is None else last}"/><Streams>'
        f'<DeviceStream name="Old" uuid="u"><ComponentStream component="Path"><Events>{events}</Events>'
        "</ComponentStream></DeviceStream></Streams></MTConnectStreams>"
    ).encode()


def parts(*documents: bytes, newline: bytes = b"\n") -> bytes:
    """Documents as parts of a multipart stream without lengths."""
    return b"".join(newline.join([b"--b", b"Content-type: text/xml", b"", one, b""]) for one in documents)


def endless(*documents: bytes) -> Handler:
    """A stream that sends these documents and then only keeps silent."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "multipart/x-mixed-replace; boundary=b"})
        await response.prepare(request)
        await response.write(parts(*documents))
        await asyncio.Event().wait()
        return response

    return handle
