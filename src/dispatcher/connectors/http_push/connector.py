"""The contract: look at what comes, open a link, receive."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.http_push.book import Book, Name
from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.decode import Manner, clock_of, read_json, read_lines, session_name
from dispatcher.connectors.http_push.line_protocol import read_line_protocol
from dispatcher.connectors.http_push.link import PLAIN, PushLink
from dispatcher.connectors.http_push.said import Read
from dispatcher.connectors.http_push.stamps import unit_of
from dispatcher.connectors.http_push.unpack import INFLUX, JSON, kind_of, unpacked
from dispatcher.connectors.sdk.inbox import Inbox
from dispatcher.domain.signal import SignalSpec
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    AccessDenied,
    Batch,
    Binding,
    Busy,
    ConnectorError,
    Delivery,
    Device,
    Garbled,
    Link,
    LinkDown,
    Note,
    Probe,
    Receipt,
)

SMALL = 64 * 1024
"""A body up to this size is read on the event loop."""


class HttpPushConnector:
    """One source."""

    def __init__(self, settings: HttpPushSettings, clock: Clock) -> None:
        """Nothing happens before somebody comes."""
        self._settings = settings
        self._clock = clock
        self._inbox = Inbox(settings.queue_rows)
        self._link: PushLink | None = None
        self._looks: set[asyncio.Future[Read]] = set()
        self._heard: dict[Name, SignalSpec] = {}

    async def probe(self) -> Probe:
        """Wait for a delivery and show what is in it; it is not stored: where no link is open, the sender is told to
        bring it again. Raises AccessDenied for a wrong token, Garbled, and LinkDown where nobody comes.
        """
        look: asyncio.Future[Read] = asyncio.get_running_loop().create_future()
        self._looks.add(look)
        try:
            async with asyncio.timeout(self._settings.probe_ms / 1000):
                read = await look
        except TimeoutError:
            raise LinkDown("http_push_nobody_came", seconds=round(self._settings.probe_ms / 1000)) from None
        finally:
            self._looks.discard(look)
        received_at = self._clock.now()
        names = list(dict.fromkeys(said.device for said in read.said)) or [""]
        booked = Book(self._settings, frozenset(names)).take(read, received_at)
        rows = booked.numbered if len(booked.numbered) else booked.plain
        return Probe(
            protocol="HTTP push",
            version="",
            devices=tuple(Device(name=name, uuid="") for name in names),
            now=Batch(received_at=received_at, session=PLAIN, rows=rows, declared=booked.declared),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Take what comes for these devices."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        devices = frozenset(binding.device for binding in bindings)
        self._link = link = PushLink(self._inbox, self._settings, devices, self._heard)
        try:
            yield link
        finally:
            self._link = None

    def admit(self, credential: str) -> None:
        """Every token is compared, each in the same time. Raises AccessDenied."""
        given = credential.encode()
        same = [
            hmac.compare_digest(token.get_secret_value().strip().encode(), given) for token in self._settings.tokens
        ]
        if not any(same):
            error = AccessDenied("http_push_token")
            self._shown(error)
            raise error

    async def receive(self, delivery: Delivery) -> Receipt:
        """Returns when everything that can be read is in the journal."""
        try:
            self.admit(delivery.credential)
            self._inbox.check_room()
            small = len(delivery.body) <= SMALL and not delivery.encoding
            read = self._read(delivery) if small else await asyncio.to_thread(self._read, delivery)
        except ConnectorError as error:
            self._shown(error)
            self._noted(error)
            raise
        self._shown(read)
        await self._inbox.opened()
        link = self._link
        if link is None:
            raise Busy("delivery_not_open", retry_after_s=1)
        batches, rows = link.batches_of(read, self._clock.now())
        known = min(await self._inbox.deliver(batches), rows)
        return Receipt(taken=rows - known, known=known, refused=read.refusals.told())

    def _read(self, delivery: Delivery) -> Read:
        """Raises Garbled where nothing can be read. Pure: also called in a thread."""
        settings, query = self._settings, delivery.query
        kind = kind_of(delivery)
        body = unpacked(delivery, settings.max_body_kb * 1024)
        manner = Manner(
            unit=unit_of(query.get("precision", ""), "ns" if kind == INFLUX else "ms"),
            zone=settings.zone,
            device=query.get("device", "").strip(),
            session=session_name(query.get("session", "")),
        )
        if "clock" in query:
            given = query["clock"]
            clock = clock_of(int(given) if given.isdecimal() else given, manner)
            manner = Manner(
                unit=manner.unit, zone=manner.zone, device=manner.device, session=manner.session, clock=clock
            )
        if kind == INFLUX:
            return read_line_protocol(body, manner, settings.device_tag, settings.name_tags)
        return read_json(body, manner) if kind == JSON else read_lines(body, manner)

    def _shown(self, seen: Read | ConnectorError) -> None:
        """To whoever looks. Without a link there is nobody to store it. Raises Busy."""
        if isinstance(seen, Busy) or not self._looks or (isinstance(seen, Read) and not seen.said):
            return
        for look in self._looks:
            if look.done():
                continue
            if isinstance(seen, ConnectorError):
                look.set_exception(seen)
            else:
                look.set_result(seen)
        if not self._inbox.is_open and not isinstance(seen, ConnectorError):
            raise Busy("http_push_only_looking", retry_after_s=1)

    def _noted(self, error: ConnectorError) -> None:
        """Rubbish of a known sender stands in the source's journal."""
        if isinstance(error, Garbled) and self._link is not None and self._inbox.is_open:
            params = {name: value for name, value in error.params.items() if isinstance(value, str | int)}
            with contextlib.suppress(Busy):
                self._inbox.put(self._link.remark(Note(code=error.code, params=params), self._clock.now()))
