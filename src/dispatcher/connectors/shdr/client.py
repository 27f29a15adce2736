"""The TCP connection to an adapter: bytes in, `* PING` out; every failure becomes one of our errors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from types import TracebackType

from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.ports.connector import LinkDown

PING = b"* PING\r\n"
_READ = 256 * 1024
_CLOSING_S = 1.0


class AdapterClient:
    """One connection; to be entered before it is used. Reads only when asked, so a slow reader slows the
    adapter down instead of filling our memory.
    """

    def __init__(self, settings: ShdrSettings) -> None:
        self._settings = settings
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> AdapterClient:  # noqa: PYI034 - nobody inherits from it
        """Connect. Raises LinkDown."""
        settings = self._settings
        where = {"host": settings.host, "port": settings.port}
        try:
            async with asyncio.timeout(settings.timeout_ms / 1000):
                self._reader, self._writer = await asyncio.open_connection(settings.host, settings.port, limit=_READ)
        except TimeoutError as error:
            raise LinkDown("shdr_unreachable", timeout_ms=settings.timeout_ms, **where) from error
        except socket.gaierror as error:
            raise LinkDown("shdr_unknown_host", **where) from error
        except ConnectionRefusedError as error:
            raise LinkDown("shdr_refused", **where) from error
        except OSError as error:
            raise LinkDown("shdr_no_connection", problem=error.strerror or str(error), **where) from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at once: what is not read is not wanted any more."""
        if self._writer is not None:
            self._writer.transport.abort()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CLOSING_S):
                    await self._writer.wait_closed()

    async def read(self, wait_s: float) -> bytes | None:
        """What came, at least one byte; None when nothing came in time. Raises LinkDown at the end."""
        if self._reader is None:
            raise self._down("shdr_closed")
        try:
            async with asyncio.timeout(max(wait_s, 0)):
                data = await self._reader.read(_READ)
        except TimeoutError:
            return None
        except OSError as error:
            raise self._down("shdr_closed") from error
        if not data:
            raise self._down("shdr_closed")
        return data

    async def ping(self) -> None:
        """Ask for a sign of life. Raises LinkDown."""
        if self._writer is None:
            raise self._down("shdr_closed")
        try:
            self._writer.write(PING)
            async with asyncio.timeout(self._settings.timeout_ms / 1000):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise self._down("shdr_closed") from error

    def _down(self, code: str) -> LinkDown:
        return LinkDown(code, host=self._settings.host, port=self._settings.port)
