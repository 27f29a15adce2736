"""The connection below the session: asyncio carries the bytes, and offers them as the socket the library reads.

So connecting, TLS, time-outs and cancelling are asyncio's, nothing blocks and no thread is needed; and who reads too
slowly slows the broker down instead of filling our memory.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

CONNACK = 0x20
_SLACK = 70_000
"""A packet's topic and header come on top of its payload."""


class Wire(asyncio.Protocol):
    """Bytes both ways; `arrived` is called when there are some to read, `lost` once at the end."""

    def __init__(self, *, limit: int, arrived: Callable[[], None], lost: Callable[[Wire], None]) -> None:
        """`limit`: bytes of the largest payload that is accepted."""
        self._limit = limit
        self._arrived = arrived
        self._lost = lost
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self.first: int | None = None
        """The very first byte: a broker's is that of CONNACK."""
        self.excess = 0
        """Size of a packet that was too large, and ended the connection."""
        self.error: Exception | None = None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # ------------------------------------------------------------- for asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready."""
        self._transport = transport  # type: ignore[assignment]  # create_connection makes no other; uvloop's is its own class

    def data_received(self, data: bytes) -> None:
        """Keep them until they are read."""
        if self.first is None:
            self.first = data[0]
        self._buffer += data
        self._arrived()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side, or we."""
        self.error = exc
        if not self.closed.done():
            self.closed.set_result(None)
        self._lost(self)

    # --------------------------------------------------------- for the library

    def recv(self, size: int) -> bytes:
        """Some bytes. Raises BlockingIOError where there are none, ConnectionError for a packet that is too large."""
        if size > self._limit + _SLACK:
            self.excess = size
            raise ConnectionError("packet too large")
        if not self._buffer:
            raise BlockingIOError
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def send(self, data: bytes | bytearray) -> int:
        """Hand over; the transport keeps what does not go out at once (we send little)."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("closed")
        self._transport.write(bytes(data))
        return len(data)

    def close(self) -> None:
        """Once what was sent has gone out."""
        if self._transport is not None:
            self._transport.close()

    def fileno(self) -> int:
        """There is none to wait for."""
        return -1

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - as a socket has it
        """It never blocks."""

    # --------------------------------------------------------- for the session

    @property
    def waiting(self) -> int:
        """Bytes not read yet."""
        return len(self._buffer)

    def pause(self, *, wanted: bool) -> None:
        """Take no more from the network, or take again."""
        if self._transport is None or wanted == self._paused or self._transport.is_closing():
            return
        self._paused = wanted
        if wanted:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def abort(self) -> None:
        """At once."""
        if self._transport is not None:
            self._transport.abort()


def context(*, ca: str | None, certificate: str | None, private_key: str | None) -> ssl.SSLContext:
    """TLS as the settings want it. Raises OSError, ssl.SSLError for files that cannot be used."""
    made = ssl.create_default_context(cafile=ca)
    if certificate is not None:
        made.load_cert_chain(certificate, private_key)
    return made
