"""Listens before the library does: is this OPC UA at all, and is each piece of a sane size?

The library would log a trace for every foreign byte and then only know "connection lost"; here it is known why.
"""

from __future__ import annotations

import asyncio
import struct

_HEADER = 8
_FIRST = (b"ACK", b"ERR")
_LATER = (b"ACK", b"ERR", b"OPN", b"MSG", b"CLO")
_PIECE = b"FCA"
"""A piece is the final one, an intermediate one, or breaks the message off (Part 6, 6.7.2)."""

MAX_PIECE = 1 << 20
MAX_MESSAGE = 64 << 20
_SHOWN = 40


class Ear(asyncio.Protocol):
    """Between the socket and the library's protocol. foreign: the first bytes of a peer that speaks something else;
    garbled: bytes in which the peer lost the thread.
    """

    def __init__(self, inner: asyncio.Protocol) -> None:
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._left = 0
        self._message = 0
        self._greeted = False
        self.foreign = ""
        self.garbled = ""
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Both hear of it."""
        self._transport = transport  # type: ignore[assignment]  # of a stream it is a Transport
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Hand on what keeps to the framing; end the connection where it does not."""
        if self.foreign or self.garbled:
            return
        if not self._sane(data):
            self.abort()
            return
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """As the library wants it."""
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The library fails what waits for an answer."""
        self.closed.set()
        self._inner.connection_lost(exc)

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is None:
            self.closed.set()
        else:
            self._transport.abort()

    def pause_writing(self) -> None:
        """As the library wants it."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """As the library wants it."""
        self._inner.resume_writing()

    def _sane(self, data: bytes) -> bool:
        at = 0
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                continue
            step = _HEADER - len(self._head)
            self._head += data[at : at + step]
            at += step
            if len(self._head) < _HEADER and (self._greeted or self._head[:3] in {b"", *_starts(_FIRST)}):
                return True
            if not self._header():
                shown = (self._head + data[at:])[:_SHOWN].decode("ascii", "replace")
                if self._greeted:
                    self.garbled = shown
                else:
                    self.foreign = shown
                return False
        return True

    def _header(self) -> bool:
        head, self._head = self._head, b""
        if len(head) < _HEADER or head[:3] not in (_LATER if self._greeted else _FIRST) or head[3] not in _PIECE:
            self._head = head
            return False
        (size,) = struct.unpack_from("<I", head, 4)
        self._message = (self._message if head[3:4] == b"C" else 0) + size
        if not _HEADER <= size <= MAX_PIECE or self._message > MAX_MESSAGE:
            self._head = head
            return False
        self._left = size - _HEADER
        self._greeted = True
        return True


def _starts(kinds: tuple[bytes, ...]) -> set[bytes]:
    return {kind[:length] for kind in kinds for length in (1, 2, 3)}
