"""Many MTConnect agents on one port, as cheap as they can be: they must not be what is measured.

`/N/probe`, `/N/current`, `/N/sample`: the stream of agent N is made of prepared documents. A reader that does
not keep up is not written to; what it missed is counted.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import cast
from urllib.parse import parse_qs

from bench.ingest.documents import FIRST, SIZE, Documents, probe

_BOUNDARY = b"bench8e12eb7"
_TICK_S = 0.002


class Agent:
    """One agent: its numbering, its execution, and who reads its stream."""

    def __init__(self) -> None:
        self.next = FIRST
        self.documents = 0
        self.active = True
        self.reader: _Door | None = None


class Agents:
    """All agents; `run` sends `rate` documents a second, spread evenly over agents and time."""

    def __init__(self, count: int) -> None:
        self.agents = [Agent() for _ in range(count)]
        self.made = Documents()
        self.rate = 0.0
        self.flips = 0.0
        self.sent = 0
        self.missed = 0
        self.late_s = 0.0
        self._probe = probe()
        self._chance = random.Random(11)

    async def serve(self) -> int:
        """Listen; the port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Door(self), "127.0.0.1", 0, backlog=1024)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def run(self) -> None:
        """Send for ever at the rate that is set."""
        due, turn, before = 0.0, 0, time.perf_counter()
        while True:
            await asyncio.sleep(_TICK_S)
            now = time.perf_counter()
            due += (now - before) * self.rate
            self.late_s = max(self.late_s, now - before - _TICK_S)
            before = now
            while due >= 1:
                due -= 1
                turn = (turn + 1) % len(self.agents)
                self._send(self.agents[turn])

    def _send(self, agent: Agent) -> None:
        reader = agent.reader
        if reader is None:
            return
        if reader.paused:
            self.missed += 1
            return
        if self._chance.random() < self.flips:
            agent.active = not agent.active
        reader.push(self.document(agent))
        self.sent += 1

    def document(self, agent: Agent) -> bytes:
        """The next fifty observations."""
        period = len(self.agents) / self.rate if self.rate else 1.0
        made = self.made.make(
            agent.documents, agent.next, time.time_ns() // 1000, int(period * 1e6), active=agent.active
        )
        agent.next += SIZE
        agent.documents += 1
        return made

    def answer(self, target: str, door: _Door) -> bytes:
        """The response to a request, or the head of a stream."""
        path, _, query = target.partition("?")
        _, number, kind = path.split("/", 2)
        agent = self.agents[int(number)]
        if kind == "probe":
            return _whole(self._probe)
        if kind == "current":
            held = agent.next
            agent.next = max(FIRST, held - SIZE)
            body = self.document(agent)
            agent.next = held
            if held == FIRST:  # nothing happened yet, and the reader begins with what comes
                body = body.replace(b'nextSequence="%d"' % (FIRST + SIZE), b'nextSequence="%d"' % FIRST)
            return _whole(body)
        asked = parse_qs(query)
        agent.next = int(asked["from"][0])
        if "interval" not in asked:
            held = agent.next
            body = self.document(agent)
            agent.next = held
            return _whole(body)
        agent.reader = door
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=%s\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" % _BOUNDARY
        )

    @property
    def readers(self) -> int:
        """How many agents are being read."""
        return sum(agent.reader is not None for agent in self.agents)

    def gone(self, door: _Door) -> None:
        """A connection ended."""
        for agent in self.agents:
            if agent.reader is door:
                agent.reader = None


def _whole(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


class _Door(asyncio.Protocol):
    """One connection of a reader."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents
        self._transport: asyncio.WriteTransport | None = None
        self._asked = b""
        self.paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class is not registered as one

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._agents.gone(self)

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while (end := self._asked.find(b"\r\n\r\n")) >= 0:
            target = self._asked[:end].split(b" ", 2)[1].decode()
            self._asked = self._asked[end + 4 :]
            assert self._transport is not None
            self._transport.write(self._agents.answer(target, self))

    def push(self, document: bytes) -> None:
        """One part of the stream, as one chunk."""
        assert self._transport is not None
        part = b"--%s\r\nContent-type: text/xml\r\nContent-length: %d\r\n\r\n%s\r\n" % (
            _BOUNDARY,
            len(document),
            document,
        )
        self._transport.write(b"%x\r\n%s\r\n" % (len(part), part))
