"""A device with a line protocol in this process: real TCP on the loopback, and every fault such a device can have.

It is called (a device server in server mode, the usual one) or calls itself (`call`). It can restate its newest lines
to whoever connects, answer questions, drop its connections, stall (connected, but mute), babble, cut its bytes into
pieces, run on a wrong clock and refuse.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Self

from dispatcher.domain.instant import Instant, Micros, format_instant

BABBLE = b"\xff\xfe\x80 \x81\xc0 7\r\n"
"""A line in no letters at all."""

_CLOSING_S = 1.0


class TextSimulator:
    """A device; `port` is known once it is started."""

    def __init__(
        self,
        lines: Mapping[str, str] | None = None,
        *,
        end: bytes = b"\r\n",
        encoding: str = "utf-8",
        restates: bool = True,
        answers: Mapping[bytes, Callable[[], str]] | None = None,
    ) -> None:
        r"""lines: key -> the line that tells its value, like "PART {value}" (also {at}: its clock as ISO 8601).

        restates: whoever connects is sent the newest line of each key. answers: question (without its line end) ->
        what it says then.
        """
        self.port = 0
        self.skew: Micros = 0
        """Its clock minus the right one."""
        self.piece: int | None = None
        """Bytes per write; None = whole lines."""
        self.stalled = False
        self.accepted = 0
        """Connections ever made."""
        self.asked: list[bytes] = []
        """What it was sent, line by line."""
        self._lines = dict(lines or {})
        self._end = end
        self._encoding = encoding
        self._restates = restates
        self._answers = dict(answers or {})
        self._present: dict[str, bytes] = {}
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()
        self._sending = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Stop and drop everybody."""
        await self.stop()

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen; on the port it had before, if any. Gives the port."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def call(self, host: str, port: int, local: str | None = None) -> None:
        """Call somebody instead of being called; `local`: the address to call from. Raises OSError."""
        reader, writer = await asyncio.open_connection(host, port, local_addr=(local, 0) if local else None)
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    # ---------------------------------------------------------------- telling

    async def set(self, key: str, value: object, at: Instant) -> None:
        """A value is said in its line."""
        text = self._lines[key].format(value=value, at=format_instant(Instant(at + self.skew)))
        self._present[key] = data = text.encode(self._encoding) + self._end
        await self.send(data)

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self.stalled:
            return
        for writer in tuple(self._writers):
            await self._write(writer, data)

    # ----------------------------------------------------------------- faults

    async def babble(self) -> None:
        """Send rubbish."""
        await self.send(BABBLE)

    async def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()
        await self._until(lambda: not self._writers)

    async def refuse(self) -> None:
        """Cut all connections and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    async def stop(self) -> None:
        """The end."""
        await self.refuse()
        for task in tuple(self._calls):
            await task

    # ---------------------------------------------------------------- waiting

    async def connected(self, count: int = 1) -> None:
        """Wait until so many connections were made in all."""
        await self._until(lambda: self.accepted >= count)

    async def disconnected(self) -> None:
        """Wait until nobody is connected."""
        await self._until(lambda: not self._writers)

    async def was_asked(self, count: int = 1) -> None:
        """Wait until so many questions came."""
        await self._until(lambda: len(self.asked) >= count)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(holds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # ---------------------------------------------------------------- serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            if self._restates and not self.stalled:
                await self._write(writer, b"".join(self._present.values()))
            self._writers.add(writer)
            self.accepted += 1
            await self._notify()
            while line := await reader.readline():
                await self._take(writer, line.strip())
        self._writers.discard(writer)
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await writer.wait_closed()
        await self._notify()

    async def _take(self, writer: asyncio.StreamWriter, question: bytes) -> None:
        self.asked.append(question)
        answer = self._answers.get(question)
        if answer is not None and not self.stalled:
            await self._write(writer, answer().encode(self._encoding) + self._end)
        await self._notify()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        step = self.piece or max(len(data), 1)
        async with self._sending:
            with contextlib.suppress(OSError):
                for at in range(0, len(data), step):
                    writer.write(data[at : at + step])
                    await writer.drain()
                    if self.piece is not None:
                        await asyncio.sleep(0)  # let the other side read before the next piece goes out
