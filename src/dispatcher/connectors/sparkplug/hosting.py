"""What a host application says: that it is there, that it goes, and that an edge node shall be born anew. No more."""

from __future__ import annotations

import asyncio
import contextlib

import orjson

from dispatcher.connectors.sdk.mqtt_session import Session, Will
from dispatcher.connectors.sparkplug import topics
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.payload import Metric, Payload, encode
from dispatcher.connectors.sparkplug.topics import NodeId
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import ConnectorError

REBIRTH = "Node Control/Rebirth"
_GOODBYE_S = 0.5
_AGAIN_S = 5.0
"""So long a node has to be born anew before it is asked again."""


def state(*, online: bool, at: Instant) -> bytes:
    """The payload of STATE (specification 3.0, 6.4.27)."""
    return orjson.dumps({"online": online, "timestamp": at // 1000})


def says_offline(payload: bytes) -> bool:
    """Whether somebody says that a host is away; the form of 2.2 is a bare word."""
    try:
        told = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload.strip().upper() == b"OFFLINE"
    return isinstance(told, dict) and told.get("online") is False


class Host:
    """One host application on one session; `at` is when it came, as birth and will say."""

    def __init__(self, host_id: str, at: Instant, *, rebirth: bool) -> None:
        self.topic = topics.state(host_id)
        self._at = at
        self._rebirth = rebirth
        self._asked: dict[NodeId, float] = {}
        self.doubted = False
        """Somebody said that we are away, while we are here."""

    @property
    def will(self) -> Will:
        """What the broker says when we vanish."""
        return Will(topic=self.topic, payload=state(online=False, at=self._at))

    async def come(self, session: Session) -> None:
        """Say that we are there. Raises LinkDown."""
        self.doubted = False
        await session.publish(self.topic, state(online=True, at=self._at), qos=1, retain=True)

    async def go(self, session: Session, at: Instant) -> None:
        """Say that we go; where that is not possible any more, the will says it."""
        with contextlib.suppress(ConnectorError, TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await session.publish(self.topic, state(online=False, at=at), qos=1, retain=True)

    def born(self, node: NodeId) -> None:
        """It was born: should it be wanted again, it is asked at once."""
        self._asked.pop(node, None)

    async def want_rebirth(self, session: Session, node: NodeId, at: Instant, now: float) -> bool:
        """Ask a node for its births, not too often. Whether it was asked. Raises LinkDown."""
        if not self._rebirth or now < self._asked.get(node, now):
            return False
        self._asked[node] = now + _AGAIN_S
        wanted = Metric(name=REBIRTH, alias=None, at=at, kind=DataType.BOOLEAN, value=True)
        await session.publish(topics.command(node), encode(Payload(at=at, seq=None, metrics=(wanted,))), qos=0)
        return True
