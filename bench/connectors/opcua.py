"""OPC UA: a server's messages into columns, and a hundred machines with fifty nodes each, news every second."""

from __future__ import annotations

import asyncio
import sys

from asyncua import Server, ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary

from bench.connectors.polled import MACHINES, SIGNALS, WallClock, measure
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.opcua.client import wire
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.connector import OpcUaConnector
from dispatcher.connectors.opcua.decode import Decoder, Point
from dispatcher.connectors.opcua.namespaces import Namespaces
from dispatcher.connectors.opcua.simulator import hush
from dispatcher.domain.instant import to_datetime

SPACE = "urn:bench"
ENTRIES = [
    {"key": f"k{n}", "type": "LOAD", "category": "SAMPLE", "node": f"nsu={SPACE};s=k{n}"} for n in range(SIGNALS)
]
_MESSAGES = 20


def settings(port: int) -> OpcUaSettings:
    """Of one machine; all are read from one server, each in a session of its own."""
    given = {"url": f"opc.tcp://127.0.0.1:{port}", "security": "none", "models": "off", "signals": ENTRIES}
    return OpcUaSettings.model_validate(given)


def rate() -> float:
    """Observations a second from the bytes of a message into columns."""
    clock = WallClock()
    now = clock.now()
    message = ua.NotificationMessage(SequenceNumber=1, PublishTime=to_datetime(now))
    news = ua.DataChangeNotification()
    for handle in range(SIGNALS):
        value = ua.DataValue(ua.Variant(handle / 7), SourceTimestamp=to_datetime(now), ServerTimestamp=to_datetime(now))
        news.MonitoredItems.append(ua.MonitoredItemNotification(ClientHandle=handle, Value=value))
    message.NotificationData = [news]
    response = ua.PublishResponse()
    response.Parameters.NotificationMessage = message
    data = struct_to_binary(response)
    reader = wire.Notifications(Namespaces(()))
    decoder = Decoder([Point(device="", entry=entry) for entry in settings(4840).signals])

    def read() -> None:
        for _ in range(_MESSAGES):
            got = struct_from_binary(ua.PublishResponse, Buffer(data))
            notice, _ended = reader.notice(got.Parameters.NotificationMessage)
            rows, _notes, _losses = decoder.rows(notice.changes, now)
            assert len(rows) == SIGNALS

    return _MESSAGES * SIGNALS / best(read)


def run() -> list[Figure]:
    """All figures."""
    return measure("opcua", __name__, lambda port, clock: OpcUaConnector(settings(port), clock), rate())


async def _server() -> None:
    """In the child process: one server, every value new once a second until the input ends."""
    hush()
    server = Server()
    await server.init()
    server.set_endpoint("opc.tcp://127.0.0.1:0/")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    space = await server.register_namespace(SPACE)
    objects = server.get_objects_node()
    nodes = [
        await objects.add_variable(ua.NodeId(entry["key"], space), ua.QualifiedName(entry["key"], space), 0.0)
        for entry in ENTRIES
    ]
    await server.start()
    print(*[server.bserver.port] * MACHINES, flush=True)
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    turn = 0
    while not over.done():
        turn += 1
        for node in nodes:
            await node.write_value(turn + 0.5)
        await asyncio.wait([over], timeout=1)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_server())
