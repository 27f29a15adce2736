"""The way from the door to the sources: who takes what, how much at once, and what the one at the door is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from dispatcher.app import deliveries as module
from dispatcher.app.deliveries import Deliveries
from dispatcher.domain.errors import Conflict, DispatcherError, NotFound
from dispatcher.ports.connector import (
    AccessDenied,
    Binding,
    Busy,
    Connector,
    ConnectorError,
    Crowded,
    Delivery,
    Garbled,
    Link,
    LinkDown,
    Probe,
    Receipt,
    TooLarge,
    Unsupported,
)


class Deaf:
    """Fetches its data itself."""

    async def probe(self) -> Probe:
        raise NotImplementedError

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        raise NotImplementedError


class Taker(Deaf):
    """Takes everything, or refuses as it was told."""

    def __init__(self, error: ConnectorError | None = None) -> None:
        self.taken: list[Delivery] = []
        self._error = error

    def admit(self, credential: str) -> None:
        if credential == "wrong":
            raise AccessDenied("wrong")

    async def receive(self, delivery: Delivery) -> Receipt:
        if self._error is not None:
            raise self._error
        self.taken.append(delivery)
        return Receipt(taken=len(delivery.body))


class House:
    """A few sources by name."""

    def __init__(self, **sources: Connector) -> None:
        self.sources = sources
        self.knocked: list[str] = []

    def connector(self, source: str) -> Connector:
        if source not in self.sources:
            raise NotFound("source_unknown", source=source)
        return self.sources[source]

    def knock(self, source: str) -> None:
        self.knocked.append(source)


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for piece in given:
        yield piece


EMPTY = Delivery(body=b"", inside=True)


async def test_a_delivery_reaches_its_source_whole() -> None:
    taker = Taker()
    house = House(saw=taker)
    assert await Deliveries(house).take("saw", EMPTY, pieces(b"ab", b"", b"c")) == Receipt(taken=3)
    assert [(delivery.body, delivery.inside) for delivery in taker.taken] == [(b"abc", False)]
    assert house.knocked == ["saw"]


async def test_nobody_and_those_who_take_nothing() -> None:
    door = Deliveries(House(agent=Deaf()))
    with pytest.raises(NotFound):
        await door.take("saw", EMPTY, pieces())
    with pytest.raises(Conflict) as error:
        await door.take("agent", EMPTY, pieces())
    assert error.value.code == "source_not_receiving"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AccessDenied("x"), 401),
        (TooLarge("x"), 413),
        (Unsupported("x"), 415),
        (Garbled("x", line=3), 400),
        (Crowded("x", retry_after_s=2), 429),
        (Busy("x", retry_after_s=5), 503),
        (LinkDown("x"), 503),
    ],
)
async def test_what_a_refusal_is_over_http(error: ConnectorError, status: int) -> None:
    with pytest.raises(DispatcherError) as told:
        await Deliveries(House(saw=Taker(error))).hand("saw", EMPTY)
    assert (told.value.status, told.value.code, told.value.params) == (status, error.code, error.params)


async def test_more_than_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 4)
    with pytest.raises(DispatcherError) as told:
        await Deliveries(House(saw=Taker())).take("saw", EMPTY, pieces(b"abc", b"de"))
    assert told.value.status == 413


async def test_too_much_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 4)
    door = Deliveries(House(saw=Taker()))
    hold = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"abc"
        await hold.wait()

    first = asyncio.create_task(door.take("saw", EMPTY, slow()))
    await asyncio.sleep(0)
    with pytest.raises(DispatcherError) as told:
        await door.take("saw", EMPTY, pieces(b"de"))
    hold.set()
    assert (told.value.status, told.value.code) == (503, "delivery_no_room")
    assert (await first).taken == 3
    assert (await door.take("saw", EMPTY, pieces(b"defg"))).taken == 4


async def test_a_body_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READING_S", 0.01)

    async def never() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    with pytest.raises(DispatcherError) as told:
        await Deliveries(House(saw=Taker())).take("saw", EMPTY, never())
    assert (told.value.status, told.value.code) == (408, "delivery_slow")


async def test_of_a_stranger_no_byte_is_read() -> None:
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"something")
        yield b"something"

    house = House(saw=Taker())
    with pytest.raises(DispatcherError) as told:
        await Deliveries(house).take("saw", Delivery(body=b"", credential="wrong"), body())
    assert (told.value.status, house.knocked, read) == (401, [], [])
