"""HTTP push: bodies into columns; a hundred senders through the whole house; how much is acknowledged a second.

The processor is that of the whole house, web server, journal and derivation included: a delivery is answered when it is
stored. The senders run in a process of their own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench.connectors.polled import HUNDRED, MACHINES, MINE, SECONDS, SIGNALS, WallClock
from bench.figures import Figure
from bench.timing import best
from dispatcher.bootstrap import build, running
from dispatcher.bootstrap.door import Door
from dispatcher.config import parse_config
from dispatcher.connectors.http_push.book import Book
from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.connector import HttpPushConnector
from dispatcher.connectors.http_push.decode import Manner, read_json
from dispatcher.connectors.http_push.stamps import unit_of
from dispatcher.connectors.sdk.zones import zone_of
from dispatcher.domain.instant import Instant, format_instant
from dispatcher.ports.connector import Batch, Delivery

TOKEN = "bench-token-0123456789"  # noqa: S105 - of the measurement
MANY = 1_000
"""Observations of a large delivery."""
LARGE, SMALL = 8, 64
"""Senders of large deliveries, and of single observations, at a time."""


def settings() -> HttpPushSettings:
    """Of one source."""
    return HttpPushSettings.model_validate({"tokens": [TOKEN]})


def body(count: int, first: int, now: Instant) -> bytes:
    """So many observations, numbered from `first` on."""
    observations = [
        {
            "signal": f"k{number % SIGNALS}",
            "type": "LOAD",
            "units": "PERCENT",
            "value": number / 7,
            "at": format_instant(Instant(now + number)),
            "seq": first + number,
        }
        for number in range(count)
    ]
    return json.dumps({"session": "bench", "observations": observations}).encode()


def rate() -> float:
    """Observations a second from a body into columns."""
    clock = WallClock()
    data = body(MANY, 1, clock.now())
    manner = Manner(unit=unit_of("", "ms"), zone=zone_of("UTC"))
    book = Book(settings(), frozenset([""]))

    def read() -> None:
        assert len(book.take(read_json(data, manner), clock.now()).numbered) == MANY

    return MANY / best(read)


async def memory() -> int:
    """Bytes held by ten sources with all their signals."""
    gc.collect()
    tracemalloc.start()
    async with AsyncExitStack() as stack:
        connectors = [HttpPushConnector(settings(), WallClock()) for _ in range(MACHINES)]
        links = [await stack.enter_async_context(connector.open(MINE)) for connector in connectors]
        taking = [asyncio.create_task(_store(link.batches(after=None))) for link in links]
        for turn in range(10):
            data = body(SIGNALS, turn * SIGNALS, WallClock().now())
            for connector in connectors:
                await connector.receive(Delivery(body=data, credential=TOKEN))
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
        for task in taking:
            task.cancel()
        await asyncio.gather(*taking, return_exceptions=True)
    tracemalloc.stop()
    return held


async def _store(batches: AsyncIterator[Batch]) -> None:
    async for batch in batches:
        if batch.stored is not None:
            batch.stored()


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[int]:
    """The whole house with ten sources; its port."""
    plant = "\n".join(
        f'[[machine]]\nid = "m{n}"\nname = "M{n}"\n[[source]]\nid = "s{n}"\nconnector = "http_push"\nmachine = "m{n}"\n'
        f'settings = {{ tokens = ["{TOKEN}"] }}\n'
        for n in range(MACHINES)
    )
    built = build(parse_config(plant, name="bench"), folder / "data")
    door = Door(built.app, "127.0.0.1", 0)
    try:
        async with running(built):
            serving = asyncio.create_task(door.serve())
            await door.opened.wait()
            yield door.port
            door.should_exit = True
            await serving
    finally:
        built.close()


async def through_the_house(how: str) -> tuple[float, int, int]:
    """Share of a processor, deliveries and observations acknowledged a second, while the senders do as told."""
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder)) as port:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, how, str(port), stdout=asyncio.subprocess.PIPE
            )
            assert child.stdout is not None
            await child.stdout.readline()  # warm
            begun, used = time.perf_counter(), time.process_time()
            told = json.loads(await child.stdout.readline())
            elapsed = time.perf_counter() - begun
            share = (time.process_time() - used) / elapsed
            await child.wait()
    return share, round(told["deliveries"] / elapsed), round(told["observations"] / elapsed)


def run() -> list[Figure]:
    """All figures."""
    paced, _, observations = asyncio.run(through_the_house("paced"))
    assert observations > MACHINES * SIGNALS * 0.8, f"{observations} observations a second are too few"
    _, _, acknowledged = asyncio.run(through_the_house("large"))
    _, deliveries, _ = asyncio.run(through_the_house("small"))
    return [
        Figure(key="http_push_rate", value=rate() / 1e3),
        Figure(key="http_push_cpu", value=paced * HUNDRED * 100),
        Figure(key="http_push_memory", value=asyncio.run(memory()) * HUNDRED / 1e6),
        Figure(key="http_push_acknowledged", value=acknowledged / 1e3),
        Figure(key="http_push_deliveries", value=deliveries),
    ]


# ------------------------------------------------------------- the senders' process


class Senders:
    """Several, each with its own source (or its share of one) and its own numbers."""

    def __init__(self, client: aiohttp.ClientSession, port: int) -> None:
        self._client = client
        self._port = port
        self.deliveries = self.observations = 0
        self._numbers: dict[int, int] = {}

    async def one(self, place: int, count: int) -> None:
        """One delivery, until it is acknowledged."""
        first = self._numbers.get(place, place * 10**12)
        self._numbers[place] = first + count
        data = body(count, first, WallClock().now())
        url = f"http://127.0.0.1:{self._port}/api/v1/push/s{place % MACHINES}"
        headers: dict[str, Any] = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        while True:
            async with self._client.post(url, data=data, headers=headers) as answer:
                if answer.status == 200:
                    break
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
        self.deliveries += 1
        self.observations += count

    async def many(self, senders: int, work: Callable[[int], Any], until: float) -> None:
        """All at once, again and again."""

        async def again(place: int) -> None:
            while time.perf_counter() < until:
                await work(place)

        await asyncio.gather(*(again(place) for place in range(senders)))


async def _send(how: str, port: int) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        senders = Senders(client, port)
        await asyncio.gather(*(senders.one(place, SIGNALS) for place in range(MACHINES)))
        senders.deliveries = senders.observations = 0
        print("warm", flush=True)
        until = time.perf_counter() + SECONDS

        async def paced(place: int) -> None:
            begun = time.perf_counter()
            await senders.one(place, SIGNALS)
            await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - begun)))

        if how == "paced":
            await senders.many(MACHINES, paced, until)
        elif how == "large":
            await senders.many(LARGE, lambda place: senders.one(place, MANY), until)
        else:
            await senders.many(SMALL, lambda place: senders.one(place, 1), until)
        print(json.dumps({"deliveries": senders.deliveries, "observations": senders.observations}), flush=True)


if __name__ == "__main__":
    asyncio.run(_send(sys.argv[1], int(sys.argv[2])))
