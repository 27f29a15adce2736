"""A sender that keeps what it has until it is acknowledged: it numbers it, brings it over HTTP, and tries again.

It can be told to go silent, to babble, to run on a wrong clock, to begin a new numbering, and to show a wrong token.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from types import TracebackType
from typing import Any

import aiohttp
import orjson

from dispatcher.domain.instant import Instant, Micros, format_instant

MOST = 1_000
"""Observations in one delivery."""
AGAIN_S = 0.02


class PushSimulator:
    """Entered, it sends; `url` is the address of the source's door."""

    def __init__(self, url: str, token: str, *, device: str = "") -> None:
        self.url = url
        self.token = token
        self.device = device
        self._silent = False
        self.skew: Micros = 0
        """Its clock minus the right one."""
        self.session = 1
        self.answers: deque[tuple[int, dict[str, Any]]] = deque(maxlen=100)
        """Status and body of the last answers."""
        self._number = 0
        self._outbox: deque[dict[str, Any]] = deque()
        self._rubbish: deque[bytes] = deque()
        self.answered = asyncio.Event()
        """Set by every answer."""
        self._news = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._task: asyncio.Task[None] | None = None
        self._client: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> PushSimulator:  # noqa: PYI034 - nobody inherits from it
        """Begin to send."""
        self._client = aiohttp.ClientSession()
        self._task = asyncio.create_task(self._send(self._client), name="push simulator")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; what was not acknowledged is forgotten."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    @property
    def silent(self) -> bool:
        """Whether it says nothing."""
        return self._silent

    @silent.setter
    def silent(self, silent: bool) -> None:
        self._silent = silent
        self._news.set()

    def set(self, signal: str, value: float | str | None, at: Instant, **declared: str) -> None:
        """Put a value into the outbox."""
        self._number += 1
        stamp = format_instant(Instant(at + self.skew))
        self._outbox.append({"signal": signal, "value": value, "at": stamp, "seq": self._number, **declared})
        self._empty.clear()
        self._news.set()

    def beat(self) -> None:
        """A sign of life."""
        self.babble(b"[]")

    def babble(self, rubbish: bytes = b"\x00\xff<html>a printer</html>") -> None:
        """Bring what nobody can read, once."""
        self._rubbish.append(rubbish)
        self._news.set()

    def begin_anew(self) -> None:
        """As after a death: what was not acknowledged is lost, the numbers begin anew."""
        self._outbox.clear()
        self._empty.set()
        self.session, self._number = self.session + 1, 0

    async def delivered(self) -> None:
        """Wait until everything is acknowledged."""
        await self._empty.wait()

    async def _send(self, client: aiohttp.ClientSession) -> None:
        while True:
            await self._news.wait()
            if self._silent or not (self._outbox or self._rubbish):
                self._news.clear()
            elif self._rubbish:
                await self._post(client, self._rubbish.popleft())
            else:
                await self._bring(client, list(self._outbox)[:MOST])

    async def _bring(self, client: aiohttp.ClientSession, sent: list[dict[str, Any]]) -> None:
        session = self.session
        envelope = {"device": self.device, "session": str(session), "observations": sent}
        if not await self._post(client, orjson.dumps(envelope)):
            await asyncio.sleep(AGAIN_S)
        elif session == self.session:
            for _ in sent:
                self._outbox.popleft()
            if not self._outbox:
                self._empty.set()

    async def _post(self, client: aiohttp.ClientSession, body: bytes) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with client.post(self.url, data=body, headers=headers) as answer:
                self.answers.append((answer.status, await answer.json(content_type=None)))
                self.answered.set()
                return answer.status == 200  # noqa: PLR2004 - OK
        return False
