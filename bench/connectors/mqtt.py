"""MQTT: JSON payloads into columns, and a hundred machines that publish fifty values in one message every second."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC

from bench.connectors.brokered import measured, publish
from bench.connectors.polled import MACHINES, SIGNALS, WallClock
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.mqtt.config import MqttSettings
from dispatcher.connectors.mqtt.connector import MqttConnector
from dispatcher.connectors.mqtt.decode import Decoder
from dispatcher.connectors.sdk.mqtt_session import BrokerSettings, Message, Session

_MESSAGES = 20
ENTRIES = [
    {
        "key": f"k{n}",
        "type": "LOAD",
        "category": "SAMPLE",
        "topic": "bench/{device}",
        "path": f"k{n}",
        "time_path": "at",
        "time_format": "us",
    }
    for n in range(SIGNALS)
]


def settings(port: int, machine: int) -> MqttSettings:
    """Of one machine; all are at one broker."""
    given = {"host": "127.0.0.1", "port": port, "device": f"m{machine}", "signals": ENTRIES}
    return MqttSettings.model_validate(given)


def payload(turn: int) -> bytes:
    """Fifty values and their time."""
    return json.dumps({"at": WallClock().now(), **{f"k{n}": turn + n / 7 for n in range(SIGNALS)}}).encode()


def rate() -> float:
    """Observations a second from messages into columns."""
    clock = WallClock()
    decoder = Decoder(["m0"], settings(1883, 0).signals, UTC)

    def read() -> None:
        messages = [Message("bench/m0", payload(turn)) for turn in range(_MESSAGES)]
        rows, _ = decoder.feed(messages, clock.now())
        assert len(rows) == _MESSAGES * SIGNALS

    return _MESSAGES * SIGNALS / best(read)


def run() -> list[Figure]:
    """All figures."""
    return measured(
        "mqtt", __name__, lambda port, machine, clock: MqttConnector(settings(port, machine), clock), rate()
    )


async def _machines(port: int) -> Callable[[int], Awaitable[None]]:
    session = await Session(BrokerSettings(host="127.0.0.1", port=port)).__aenter__()

    async def say(turn: int) -> None:
        for machine in range(MACHINES):
            await session.publish(f"bench/m{machine}", payload(turn), qos=0)

    return say


if __name__ == "__main__":
    asyncio.run(publish(_machines))
