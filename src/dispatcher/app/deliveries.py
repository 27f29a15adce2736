"""What is brought to the house's own door, handed to the source it is for: bounded in size, and in all at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import ClassVar, Protocol, runtime_checkable

from dispatcher.domain.errors import Conflict, DispatcherError, Unavailable
from dispatcher.ports.connector import (
    AccessDenied,
    Busy,
    Connector,
    ConnectorError,
    Crowded,
    Delivery,
    Garbled,
    Receipt,
    TooLarge,
    Unsupported,
)

MEBIBYTE = 1024 * 1024
LARGEST = 64 * MEBIBYTE
"""Of one delivery as it comes; a source may set itself a narrower limit."""
AT_ONCE = 128 * MEBIBYTE
"""Bytes of all deliveries that are being read or waiting to be stored."""
READING_S = 60.0
"""A body has to be here within this time."""


class Refused(DispatcherError):
    """The delivery cannot be read."""

    status: ClassVar[int] = 400


class WrongToken(DispatcherError):
    """Whoever brings it may not."""

    status: ClassVar[int] = 401


class Slow(DispatcherError):
    """The body did not come in time, or not whole."""

    status: ClassVar[int] = 408


class Oversized(DispatcherError):
    """It is larger than is taken."""

    status: ClassVar[int] = 413


class Unknown(DispatcherError):
    """Nobody here reads this kind of content."""

    status: ClassVar[int] = 415


class TooMuch(DispatcherError):
    """The sender brings more than is taken."""

    status: ClassVar[int] = 429


# The first that fits says what the one at the door is told.
_TOLD: tuple[tuple[type[ConnectorError], type[DispatcherError]], ...] = (
    (AccessDenied, WrongToken),
    (TooLarge, Oversized),
    (Unsupported, Unknown),
    (Garbled, Refused),
    (Crowded, TooMuch),
    (Busy, Unavailable),
)


@runtime_checkable
class _Receives(Protocol):
    def admit(self, credential: str) -> None: ...

    async def receive(self, delivery: Delivery) -> Receipt: ...


class Sources(Protocol):
    """Who knows the sources: the supervisor."""

    def connector(self, source: str) -> Connector:
        """Raises NotFound `source_unknown`."""
        ...

    def knock(self, source: str) -> None:
        """The peer came by itself. Raises Unavailable while a person has paused the source."""
        ...


class Deliveries:
    """The way from the door to the sources."""

    def __init__(self, sources: Sources) -> None:
        """`sources` is asked at each delivery: sources come and go."""
        self._sources = sources
        self._bytes = 0

    async def take(self, source: str, delivery: Delivery, body: AsyncIterator[bytes]) -> Receipt:
        """Read the body of a delivery and hand it over; returns when everything readable is in the journal. Of whoever
        may not bring anything no byte is read.

        Raises NotFound `source_unknown`, Conflict `source_not_receiving`, and what the source refuses with, as an error
        that bears the status of the answer.
        """
        receiver = self._receiver(source)
        with _told():
            receiver.admit(delivery.credential)
        with self._reading() as add:
            pieces: list[bytes] = []
            try:
                async with asyncio.timeout(READING_S):
                    async for piece in body:
                        add(len(piece))
                        pieces.append(piece)
            except TimeoutError:
                raise Slow("delivery_slow", seconds=round(READING_S)) from None
            return await self._hand(source, receiver, replace(delivery, body=b"".join(pieces), inside=False))

    async def hand(self, source: str, delivery: Delivery) -> Receipt:
        """The same for what the house itself has to bring."""
        return await self._hand(source, self._receiver(source), replace(delivery, inside=True))

    async def _hand(self, source: str, receiver: _Receives, delivery: Delivery) -> Receipt:
        self._sources.knock(source)
        with _told():
            return await receiver.receive(delivery)

    def _receiver(self, source: str) -> _Receives:
        connector = self._sources.connector(source)
        if not isinstance(connector, _Receives):
            raise Conflict("source_not_receiving", source=source)
        return connector

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Callable[[int], None]]:
        """Count what one delivery holds in memory; `add` raises Oversized, Unavailable."""
        held = 0

        def add(size: int) -> None:
            nonlocal held
            held += size
            self._bytes += size
            if held > LARGEST:
                raise Oversized("delivery_too_large", limit_mb=LARGEST // MEBIBYTE)
            if self._bytes > AT_ONCE:
                raise Unavailable("delivery_no_room", retry_after_s=5)

        try:
            yield add
        finally:
            self._bytes -= held


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """A refusal of a source as one at the door."""
    try:
        yield
    except ConnectorError as error:
        told = next((told for kind, told in _TOLD if isinstance(error, kind)), Unavailable)
        raise told(error.code, **error.params) from error
