"""Many live sockets with no browser behind them; some of them tell how old a machine's new state is."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from datetime import UTC, datetime
from functools import partial
from typing import cast

import orjson

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = 1_000_000
_TEXT, _PING, _PONG = 1, 9, 10


class Browser(asyncio.Protocol):
    """One live socket (RFC 6455, no extensions). `looks`: whether its messages are read, or only counted."""

    def __init__(self, port: int, *, looks: bool) -> None:
        self._port = port
        self._looks = looks
        self._buffer = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        self._open = False
        self._states: dict[str, str] = {}
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.messages = 0
        self.size = 0
        self.ages_ms: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class is not registered as one
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def close(self) -> None:
        """Leave without a farewell."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self._buffer.startswith(b"HTTP/1.1 101"), bytes(self._buffer[:100])
            del self._buffer[: end + 4]
            self._open = True
            self.opened.set_result(None)
        start, buffer = 0, self._buffer
        while (found := _frame(buffer, start)) is not None:
            begin, stop = found
            self.messages += 1
            self.size += stop - begin
            if buffer[start] & 0x0F == _PING:
                self._answer(bytes(buffer[begin:stop]))
            elif self._looks and buffer[start] & 0x0F == _TEXT:
                self._look(bytes(buffer[begin:stop]))
            start = stop
        del buffer[:start]

    def _answer(self, ping: bytes) -> None:
        assert self._transport is not None
        # A client must mask what it sends; a mask of zeros leaves it as it is.
        self._transport.write(bytes([0x80 | _PONG, 0x80 | len(ping), 0, 0, 0, 0]) + ping)

    def _look(self, text: bytes) -> None:
        now = time.time_ns() // 1000
        message = orjson.loads(text)
        for event in message if isinstance(message, list) else [message]:
            if event["type"] == "snapshot":
                self._states = {machine["id"]: machine["state"]["since"] for machine in event["machines"]}
            elif event["type"] == "machine":
                machine, since = event["machine"]["id"], event["machine"]["state"]["since"]
                if since is not None and self._states.get(machine) != since:
                    self._states[machine] = since
                    self.ages_ms.append((now - _micros(since)) / 1000)


def _micros(stamp: str) -> int:
    since = datetime.fromisoformat(stamp) - _EPOCH
    return (since.days * 86_400 + since.seconds) * _MICRO + since.microseconds


def _frame(buffer: bytearray, start: int) -> tuple[int, int] | None:
    """(begin, end) of the payload of the frame at `start`; None while it is incomplete."""
    if len(buffer) < start + 2:
        return None
    size, begin = buffer[start + 1] & 0x7F, start + 2
    if size == 126:
        begin += 2
    elif size == 127:
        begin += 8
    if len(buffer) < begin:
        return None
    if size >= 126:
        size = int.from_bytes(buffer[start + 2 : begin], "big")
    return (begin, begin + size) if len(buffer) >= begin + size else None


def _itself(browser: Browser) -> Browser:
    return browser


class Browsers:
    """All sockets to one server."""

    def __init__(self) -> None:
        self._all: list[Browser] = []

    async def open(self, port: int, count: int, looking: int) -> None:
        """Connect so many; of `looking` the messages are read."""
        loop = asyncio.get_running_loop()
        for number in range(count):
            browser = Browser(port, looks=number < looking)
            await loop.create_connection(partial(_itself, browser), "127.0.0.1", port)
            await browser.opened
            self._all.append(browser)

    def mark(self) -> None:
        """Forget what was counted."""
        for browser in self._all:
            browser.messages = browser.size = 0
            browser.ages_ms = []

    def report(self) -> dict[str, object]:
        """Messages and bytes of all, ages (ms) that the looking ones saw."""
        return {
            "browsers": len(self._all),
            "messages": sum(browser.messages for browser in self._all),
            "bytes": sum(browser.size for browser in self._all),
            "ages_ms": sorted(age for browser in self._all for age in browser.ages_ms),
        }

    def close(self) -> None:
        """All gone."""
        for browser in self._all:
            browser.close()
        self._all.clear()
