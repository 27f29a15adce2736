"""Sparkplug B: payloads into columns, and a hundred devices that send fifty metrics by alias every second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bench.connectors.brokered import measured, publish
from bench.connectors.polled import MACHINES, SIGNALS, WallClock
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.connector import SparkplugConnector
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.decode import Book, Page
from dispatcher.connectors.sparkplug.nodes import EdgeNode
from dispatcher.connectors.sparkplug.payload import Metric, Payload, decode, encode
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from dispatcher.connectors.sparkplug.topics import Address, Kind, NodeId
from dispatcher.domain.instant import Instant

_MESSAGES = 20
_BASE = 1_800_000_000_000_000


def settings(port: int, machine: int) -> SparkplugSettings:
    """Of one machine; each is a node of its own, and each source a host of its own."""
    given = {"host": "127.0.0.1", "port": port, "device": f"bench/n{machine}/m", "host_id": f"bench-{machine}"}
    return SparkplugSettings.model_validate(given)


def metrics(turn: int, *, birth: bool) -> tuple[Metric, ...]:
    """Fifty values; data name them by alias."""
    kind = DataType.DOUBLE if birth else DataType.UNKNOWN
    at = Instant(_BASE + turn * 1_000_000)
    return tuple(
        Metric(name=f"Load {n}" if birth else "", alias=n, at=at, kind=kind, value=turn + n / 7) for n in range(SIGNALS)
    )


def rate() -> float:
    """Observations a second from payloads into columns."""
    node = EdgeNode(NodeId("bench", "n0"), 2.0)
    book = Book([("bench/n0/m", "")], (), unmapped=True)
    clock = WallClock()
    bd_seq = Metric(name="bdSeq", alias=None, at=None, kind=DataType.INT64, value=0)
    birth = [
        (Address(node.id, "", Kind.NBIRTH), Payload(at=None, seq=0, metrics=(bd_seq,))),
        (Address(node.id, "m", Kind.DBIRTH), Payload(at=None, seq=1, metrics=metrics(0, birth=True))),
    ]
    turns = [
        (Address(node.id, "m", Kind.DDATA), encode(Payload(at=None, seq=turn + 1, metrics=metrics(turn, birth=False))))
        for turn in range(1, _MESSAGES + 1)
    ]

    def read() -> None:
        page = Page()
        for address, told in (*birth, *((address, decode(data)) for address, data in turns)):
            for event in node.hear(address, told, clock.now(), 0.0):
                book.take(event, page, clock.now())
        assert len(page.rows) >= _MESSAGES * SIGNALS

    return _MESSAGES * SIGNALS / best(read)


def run() -> list[Figure]:
    """All figures."""
    return measured(
        "sparkplug", __name__, lambda port, machine, clock: SparkplugConnector(settings(port, machine), clock), rate()
    )


async def _nodes(port: int) -> Callable[[int], Awaitable[None]]:
    values = {"m": {f"Load {n}": float(n) for n in range(SIGNALS)}}
    nodes = [EdgeSimulator(f"bench/n{machine}", values, WallClock().now) for machine in range(MACHINES)]
    for node in nodes:
        await node.start(port)

    async def say(turn: int) -> None:
        at = WallClock().now()
        for node in nodes:
            await node.change("m", {f"Load {n}": turn + n / 7 for n in range(SIGNALS)}, at)

    return say


if __name__ == "__main__":
    asyncio.run(publish(_nodes))
