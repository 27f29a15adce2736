"""Streams: `multipart/x-mixed-replace` chunks as long as the client listens.

A slow client slows only itself: each chunk is written after the one before has left for the socket,
so one document at most is held per client, and a client whose place leaves the buffer is told so
and disconnected.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from aiohttp import web

from dispatcher.agent.agent import Agent, Scope
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.faults import Faults, Stall, garbled


class Boundary:
    """Writes the parts of one multipart answer."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._name = secrets.token_hex(16)
        self._request: web.Request | None = None
        self._response: web.StreamResponse | None = None

    @property
    def content_type(self) -> str:
        """The answer's Content-Type."""
        return f"multipart/x-mixed-replace;boundary={self._name}"

    def open(self, request: web.Request, response: web.StreamResponse) -> None:
        """Where the parts go."""
        self._request, self._response = request, response

    async def part(self, document: bytes) -> None:
        """One part, whole; raises ConnectionError when the client is gone."""
        await self.faults.while_stalled(Stall.STREAMS, Stall.ALL)
        sent = garbled(document) if self.faults.take("garble") else document
        await self._write(sent, len(sent))
        if self.faults.take("duplicate"):
            await self._write(sent, len(sent))

    async def end(self) -> None:
        """The closing boundary."""
        if self._response is not None:
            await self._response.write(f"--{self._name}--\r\n".encode())

    async def _write(self, document: bytes, length: int) -> None:
        """Part header and document in one piece."""
        head = f"--{self._name}\r\nContent-type: text/xml\r\nContent-length: {length}\r\n\r\n".encode()
        assert self._response is not None  # noqa: S101 - open() comes before part()
        if self.faults.take("truncate"):
            await self._response.write(head + document[: length // 2])
            self._break()
        await self._response.write(head + document + b"\r\n\r\n")

    def _break(self) -> None:
        """Break the connection under the answer."""
        if self._request is not None and self._request.transport is not None:
            self._request.transport.abort()
        message = "the connection was broken on purpose"
        raise ConnectionResetError(message)


async def stream_current(agent: Agent, scope: Scope, interval: float, out: Boundary) -> None:
    """The present state every `interval` seconds, until the instance ends."""
    instance = agent.instance_id
    loop = asyncio.get_running_loop()
    due = loop.time()
    while agent.instance_id == instance:
        await out.part(agent.current(scope))
        due = max(due + max(interval, 0.001), loop.time())
        await asyncio.sleep(due - loop.time())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a stream is cut: at most `count` observations a chunk, `interval` seconds between chunks,
    an empty chunk after `heartbeat` seconds without news.
    """

    count: int
    interval: float
    heartbeat: float


async def stream_sample(agent: Agent, scope: Scope, start: int | None, pace: Pace, out: Boundary) -> None:
    """Observations as they come, until the instance ends or the client falls out of the buffer."""
    instance = agent.instance_id
    loop = asyncio.get_running_loop()
    following = agent.first_sequence if start is None else start
    bell = agent.bell()
    beat_from = loop.time()
    try:
        while agent.instance_id == instance:
            bell.clear()
            if not agent.first_sequence <= following <= agent.next_sequence:
                await out.part(agent.errors(Refused(ErrorCode.OUT_OF_RANGE, "agent.overrun", sequence=following)))
                return
            sample = agent.sample(scope, following, pace.count)
            following = sample.next
            beat_due = beat_from + pace.heartbeat <= loop.time()
            if sample.observations or beat_due:
                beat_from = loop.time()
                if sample.observations or not out.faults.mute_heartbeats:
                    await out.part(sample.document)
                    await asyncio.sleep(max(0.0, beat_from + pace.interval - loop.time()))
            if sample.at_end:
                await _news(bell, beat_from + pace.heartbeat - loop.time())
    finally:
        agent.mute(bell)


async def _news(bell: asyncio.Event, patience: float) -> None:
    """Wait for the bell, but no longer than this many seconds."""
    try:
        async with asyncio.timeout(max(0.001, patience)):
            await bell.wait()
    except TimeoutError:
        return
