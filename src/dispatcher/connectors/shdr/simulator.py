"""An adapter in this process: real TCP on the loopback, and every fault an adapter can have.

It keeps the present line of each item and sends all of them to whoever connects, answers `* PING`, and
sends what it is told. It can be told to drop its connections, to stall (connected, but mute), to babble,
to cut its bytes into small pieces, to run on a wrong clock, and to refuse connections.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from types import TracebackType

from dispatcher.domain.instant import Instant, Micros, format_instant

BABBLE = b"\x00\xff\xfe GET / HTTP/1.1 \x80\x81||\x07|\r\n"
"""A line that is neither UTF-8 nor SHDR."""

_CLOSING_S = 1.0


class AdapterSimulator:
    """An adapter; `port` is known once it is started. heartbeat_ms: None = it knows no PING."""

    def __init__(self, *, heartbeat_ms: int | None = 10_000, greeting: Sequence[str] = ()) -> None:
        """`greeting`: commands (`adapterVersion: 1.0`) sent after the present values."""
        self.port = 0
        self.heartbeat_ms = heartbeat_ms
        self.skew: Micros = 0
        """Its clock minus the right one."""
        self.piece: int | None = None
        """Bytes per write; None = whole lines."""
        self.stalled = False
        self.pings = 0
        self.accepted = 0
        """Connections ever accepted."""
        self._greeting = tuple(greeting)
        self._present: dict[str, str] = {}
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Condition()
        self._sending = asyncio.Lock()
        """An adapter may be slow, but it never sends two lines at a time."""

    async def __aenter__(self) -> AdapterSimulator:  # noqa: PYI034 - nobody inherits from it
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and drop everybody."""
        await self.refuse()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; on the port it had before, if any."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    # ---------------------------------------------------------------- telling

    async def tell(self, at: Instant, *pairs: str) -> None:
        """Send `key, value, key, value…` as one line stamped `at`, and remember it as the present values.

        A structured item is one pair: its fields joined by `|` are the value.
        """
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            self._present[key] = f"{self.stamp(at)}|{key}|{value}"
        await self.send(f"{self.stamp(at)}|{'|'.join(pairs)}")

    def stamp(self, at: Instant) -> str:
        """The instant as its clock shows it."""
        return format_instant(Instant(at + self.skew))

    async def send(self, *lines: str) -> None:
        """Send lines as they are."""
        await self.send_bytes("".join(f"{line}\n" for line in lines).encode())

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self.stalled:
            return
        for writer in tuple(self._writers):
            await self._write(writer, data)

    # ----------------------------------------------------------------- faults

    async def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()
        await self._until(lambda: not self._writers)

    async def babble(self, lines: int = 1) -> None:
        """Send rubbish."""
        await self.send_bytes(BABBLE * lines)

    async def refuse(self) -> None:
        """Cut all connections and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    # ---------------------------------------------------------------- waiting

    async def connected(self, count: int = 1) -> None:
        """Wait until so many connections were accepted in all, and have the present values."""
        await self._until(lambda: self.accepted >= count)

    async def pinged(self, count: int = 1) -> None:
        """Wait until it was asked so often."""
        await self._until(lambda: self.pings >= count)

    async def disconnected(self) -> None:
        """Wait until nobody is connected."""
        await self._until(lambda: not self._writers)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(holds)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # ---------------------------------------------------------------- serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            lines = [*self._present.values(), *(f"* {said}" for said in self._greeting)]
            if lines and not self.stalled:
                await self._write(writer, "".join(f"{line}\n" for line in lines).encode())
            self._writers.add(writer)
            self.accepted += 1
            await self._notify()
            while line := await reader.readline():
                if line.strip().upper() == b"* PING":
                    await self._pinged(writer)
        self._writers.discard(writer)
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await writer.wait_closed()
        await self._notify()

    async def _pinged(self, writer: asyncio.StreamWriter) -> None:
        self.pings += 1
        if self.heartbeat_ms is not None and not self.stalled:
            await self._write(writer, f"* PONG {self.heartbeat_ms}\n".encode())
        await self._notify()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        step = self.piece or max(len(data), 1)
        async with self._sending:
            await self._write_pieces(writer, data, step)

    async def _write_pieces(self, writer: asyncio.StreamWriter, data: bytes, step: int) -> None:
        with contextlib.suppress(OSError):
            for at in range(0, len(data), step):
                writer.write(data[at : at + step])
                await writer.drain()
                if self.piece is not None:
                    # Let the other side read before the next piece goes out.
                    await asyncio.sleep(0)
