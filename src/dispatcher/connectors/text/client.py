"""Calls a device over TCP. Every failure becomes one of our errors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Self

from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.wire import CHUNK, Heard, News
from dispatcher.ports.connector import LinkDown

CLOSING_S = 0.5
_IDLE_S, _INTERVAL_S, _TRIES = 10, 5, 3
"""After ten silent seconds the operating system asks the other side's; after three questions without an answer the
connection is broken, though the device may be silent for as long as it likes.
"""


class Caller:
    """One connection that we opened."""

    def __init__(self, settings: TextSettings) -> None:
        self._settings = settings
        self._where = {"host": settings.host, "port": settings.port or 0}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        """Connect. Raises LinkDown."""
        settings, where = self._settings, self._where
        try:
            async with asyncio.timeout(settings.timeout_ms / 1000):
                self._reader, self._writer = await asyncio.open_connection(settings.host, settings.port, limit=CHUNK)
        except TimeoutError as error:
            raise LinkDown("text_unreachable", timeout_ms=settings.timeout_ms, **where) from error
        except socket.gaierror as error:
            raise LinkDown("text_unknown_host", **where) from error
        except ConnectionRefusedError as error:
            raise LinkDown("text_refused", **where) from error
        except OSError as error:
            raise LinkDown("text_no_connection", problem=error.strerror or str(error), **where) from error
        watch(self._writer)
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close at once: what is not read is not wanted any more."""
        if self._writer is not None:
            await hang_up(self._writer)

    async def next(self, wait_s: float) -> News | None:
        """What came, at least one byte; None when nothing came in time. Raises LinkDown at the end."""
        if self._reader is None:
            raise LinkDown("text_closed", **self._where)
        try:
            async with asyncio.timeout(max(wait_s, 0)):
                data = await self._reader.read(CHUNK)
        except TimeoutError:
            return None
        except OSError as error:
            raise LinkDown("text_closed", **self._where) from error
        if not data:
            raise LinkDown("text_closed", **self._where)
        return News("", Heard.SPOKE, data)

    async def send(self, device: str, data: bytes) -> None:
        """Ask the device. Raises LinkDown."""
        del device
        if self._writer is None:
            raise LinkDown("text_closed", **self._where)
        try:
            await write(self._writer, data, self._settings.timeout_ms / 1000)
        except (OSError, TimeoutError) as error:
            raise LinkDown("text_closed", **self._where) from error

    async def drop(self, device: str) -> None:
        """Hang up."""
        del device
        if self._writer is not None:
            await hang_up(self._writer)


def watch(writer: asyncio.StreamWriter) -> None:
    """Let the operating system notice a peer that is gone without a word."""
    made: socket.socket | None = writer.get_extra_info("socket")
    if made is None:
        return
    with contextlib.suppress(OSError):
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", _IDLE_S), ("TCP_KEEPINTVL", _INTERVAL_S), ("TCP_KEEPCNT", _TRIES)):
            if hasattr(socket, name):
                made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def write(writer: asyncio.StreamWriter, data: bytes, limit_s: float) -> None:
    """Send, and wait until the other side takes it. Raises OSError, TimeoutError."""
    writer.write(data)
    async with asyncio.timeout(limit_s):
        await writer.drain()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection at once."""
    writer.transport.abort()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(CLOSING_S):
            await writer.wait_closed()
