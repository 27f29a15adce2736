"""Is called by devices over TCP: one at a time, or several that their addresses tell apart."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Collection
from typing import Self

from dispatcher.connectors.text.client import hang_up, watch, write
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.wire import CHUNK, Heard, News
from dispatcher.ports.connector import AccessDenied, ConfigRejected, LinkDown

_WAITING = 16
"""Deliveries that wait to be read, of all devices together; who sends more is slowed down."""


class Listener:
    """A port of ours. devices: the addresses that may call; empty = one device, from wherever it calls.

    A device that calls again takes the place of its old connection: that one lost its end in a power cut.
    """

    def __init__(self, settings: TextSettings, devices: Collection[str]) -> None:
        self._settings = settings
        self._devices = frozenset(devices)
        self._server: asyncio.Server | None = None
        self._news: asyncio.Queue[News] = asyncio.Queue(_WAITING)
        self._callers: dict[str, asyncio.StreamWriter] = {}
        self._hosts: dict[str, str] = {}
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return 0 if self._server is None else int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        """Listen. Raises LinkDown where the port is taken, AccessDenied, ConfigRejected."""
        settings = self._settings
        where = {"host": settings.host or "*", "port": settings.port or 0}
        try:
            self._server = await asyncio.start_server(self._called, settings.host or None, settings.port, limit=CHUNK)
        except PermissionError as error:
            raise AccessDenied("text_port_forbidden", **where) from error
        except OSError as error:
            problem = error.strerror or str(error)
            if error.errno == errno.EADDRINUSE:
                raise LinkDown("text_port_taken", **where) from error
            raise ConfigRejected("text_cannot_listen", problem=problem, **where) from error
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Listen no more, hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def next(self, wait_s: float) -> News | None:
        """What happened next; None when nothing did in time. Raises LinkDown where the only device left."""
        try:
            async with asyncio.timeout(max(wait_s, 0)):
                news = await self._news.get()
        except TimeoutError:
            return None
        if news.what is Heard.LEFT and not self._devices:
            raise LinkDown("text_left", host=self._hosts.get("", ""), port=self.port)
        return news

    async def send(self, device: str, data: bytes) -> None:
        """Ask a device; one that just left is not asked."""
        writer = self._callers.get(device)
        if writer is None:
            return
        try:
            await write(writer, data, self._settings.timeout_ms / 1000)
        except (OSError, TimeoutError):
            writer.transport.abort()

    async def drop(self, device: str) -> None:
        """Hang up on a device; `next` tells that it left."""
        writer = self._callers.get(device)
        if writer is not None:
            writer.transport.abort()

    # ------------------------------------------------------------------ inside

    def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            device = self._admit(writer)
            if device is None:
                return
            await self._news.put(News(device, Heard.CAME))
            while (data := await _read(reader)) and self._callers.get(device) is writer:
                await self._news.put(News(device, Heard.SPOKE, data))
            if self._callers.get(device) is writer:
                del self._callers[device]
                await self._news.put(News(device, Heard.LEFT))
        finally:
            await hang_up(writer)

    def _admit(self, writer: asyncio.StreamWriter) -> str | None:
        """Which device a caller is; None for one that is turned away."""
        peer = writer.get_extra_info("peername")
        host = str(peer[0]).removeprefix("::ffff:") if peer else ""
        device = host if self._devices else ""
        before = self._callers.get(device)
        if (self._devices and host not in self._devices) or (before is not None and self._hosts[device] != host):
            if not self._news.full():
                self._news.put_nowait(News(host, Heard.TURNED_AWAY))
            return None
        watch(writer)
        self._callers[device], self._hosts[device] = writer, host
        if before is not None:
            before.transport.abort()
        return device


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(CHUNK)
    except OSError:
        return b""
