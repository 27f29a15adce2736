"""An edge node in this process, at a real broker: it is born, speaks, dies, and can break every rule it should keep.

Devices are folders of metrics: `{"mill": {"Execution": "READY", "Parts": 7}}`; "" is the node itself. Types follow from
the values (bool, int, float, str, arrays as tuples), or are given by `kinds`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from dispatcher.connectors.sdk.mqtt_session import BrokerSettings, Session, Will
from dispatcher.connectors.sparkplug import topics
from dispatcher.connectors.sparkplug.datatypes import DataType, Value
from dispatcher.connectors.sparkplug.hosting import REBIRTH
from dispatcher.connectors.sparkplug.payload import Metric, Payload, decode, encode
from dispatcher.connectors.sparkplug.topics import Kind, NodeId
from dispatcher.domain.instant import Instant, Micros
from dispatcher.ports.connector import ConnectorError

_ROUND = 256


class EdgeSimulator:
    """One edge node; `now` is its clock."""

    def __init__(
        self,
        node: str,
        devices: Mapping[str, Mapping[str, Value]],
        now: Callable[[], Instant],
        *,
        kinds: Mapping[str, DataType] | None = None,
        aliases: bool = True,
        compressed: bool = False,
        user: str = "",
        password: str = "",
    ) -> None:
        """`node`: `group/node`. `kinds`: metric name -> type."""
        group, _, name = node.partition("/")
        self.node = NodeId(group, name)
        self.skew: Micros = 0
        """Its clock minus the right one."""
        self.births = 0
        """Births of the node, ever."""
        self.mute = False
        """It neither speaks nor answers."""
        self._now = now
        self._kinds = dict(kinds or {})
        self._aliases = aliases
        self._compressed = compressed
        self._login = {"user": user, "password": password}
        self._values = {device: dict(metrics) for device, metrics in devices.items()}
        self._at: dict[tuple[str, str], Instant] = {}
        self._alias: dict[tuple[str, str], int] = {}
        self._seq = 0
        self._bd_seq = -1
        self._port = 0
        self._session: Session | None = None
        self._listening: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()

    # ------------------------------------------------------------------ its life

    async def start(self, port: int = 0) -> int:
        """Connect to the broker at a port of the loopback (the one before, if any), and be born."""
        self._port = port or self._port
        self._bd_seq = (self._bd_seq + 1) % _ROUND
        settings = BrokerSettings.model_validate({"host": "127.0.0.1", "port": self._port, **self._login})
        will = Will(topic=self._topic(Kind.NDEATH, ""), payload=self.death(), qos=1, retain=False)
        session = Session(settings, will=will)
        await session.__aenter__()
        self._session = session
        await session.subscribe([topics.command(self.node)], 1)
        await self.birth()
        self._listening = asyncio.create_task(self._listen(session))
        return self._port

    async def stop(self) -> None:
        """Die as it should: say so, and go."""
        if self._session is not None:
            with contextlib.suppress(ConnectorError):
                await self._session.publish(self._topic(Kind.NDEATH, ""), self.death())
        await self._leave()

    async def drop(self) -> None:
        """Lose the connection: the broker says that it died. Come back at once."""
        await self.refuse()
        await self.start()

    async def refuse(self) -> None:
        """Lose the connection, and stay away."""
        if self._session is not None:
            self._session.abort()
        await self._leave()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def _leave(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None
        if self._session is not None:
            await self._session.__aexit__(None, None, None)
            self._session = None

    # --------------------------------------------------------------- what it says

    async def set(self, key: str, value: Value, at: Instant | None = None) -> None:
        """`device/metric` takes a value; `/metric` is the node's own."""
        device, _, name = key.partition("/")
        await self.change(device, {name: value}, at or self._now())

    async def change(self, device: str, values: Mapping[str, Value], at: Instant) -> None:
        """Several metrics of a device take values, in one message."""
        self._values.setdefault(device, {}).update(values)
        self._at.update({(device, name): at for name in values})
        await self.data(device, *[self._metric(device, name, birth=False) for name in values])

    async def data(self, device: str, *metrics: Metric) -> None:
        """Data as they are."""
        await self.send(Kind.DDATA if device else Kind.NDATA, device, metrics)

    async def birth(self) -> None:
        """Say again all there is."""
        self._seq = 0
        self.births += 1
        own = [self._metric("", name, birth=True) for name in self._values.get("", {})]
        control = Metric(name=REBIRTH, alias=None, at=self._clock(), kind=DataType.BOOLEAN, value=False)
        await self.send(Kind.NBIRTH, "", (self._bd(), control, *own))
        for device in self._values:
            if device:
                await self.device_birth(device)
        async with self._changed:
            self._changed.notify_all()

    async def device_birth(self, device: str) -> None:
        """Of one device."""
        metrics = [self._metric(device, name, birth=True) for name in self._values[device]]
        await self.send(Kind.DBIRTH, device, metrics)

    async def send(self, kind: Kind, device: str, metrics: tuple[Metric, ...] | list[Metric]) -> None:
        """One message under the next number."""
        payload = Payload(at=self._clock(), seq=self.skip(), metrics=tuple(metrics))
        await self.send_bytes(kind, device, encode(payload, compressed=self._compressed))

    async def send_bytes(self, kind: Kind, device: str, data: bytes) -> None:
        """Bytes as they are."""
        if self._session is not None and not self.mute:
            await self._session.publish(self._topic(kind, device), data)

    def skip(self) -> int:
        """Use up a number; called alone, a message is lost."""
        seq = self._seq
        self._seq = (self._seq + 1) % _ROUND
        return seq

    def death(self, bd_seq: int | None = None) -> bytes:
        """What its will says."""
        return encode(Payload(at=self._clock(), seq=None, metrics=(self._bd(bd_seq),)))

    async def born(self, times: int) -> None:
        """Wait until it was born so often."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.births >= times)

    # ----------------------------------------------------------------- below that

    async def _listen(self, session: Session) -> None:
        with contextlib.suppress(ConnectorError):
            while True:
                for message in await session.take():
                    wanted = any(each.name == REBIRTH and each.value for each in decode(message.payload).metrics)
                    if wanted and not self.mute:
                        await self.birth()

    def _topic(self, kind: Kind, device: str) -> str:
        tail = f"/{device}" if device else ""
        return f"{topics.SPACE}/{self.node.group}/{kind}/{self.node.node}{tail}"

    def _clock(self) -> Instant:
        return Instant(self._now() + self.skew)

    def _bd(self, number: int | None = None) -> Metric:
        value = self._bd_seq if number is None else number
        return Metric(name="bdSeq", alias=None, at=self._clock(), kind=DataType.INT64, value=value)

    def _metric(self, device: str, name: str, *, birth: bool) -> Metric:
        value = self._values[device][name]
        at = self._at.get((device, name))
        metric = Metric(
            name=name,
            alias=self._alias.setdefault((device, name), len(self._alias) + 1) if self._aliases else None,
            at=self._clock() if at is None else Instant(at + self.skew),
            kind=self._kinds.get(name) or kind_of(value),
            value=value,
        )
        if birth or not self._aliases:
            return metric
        return replace(metric, name="", kind=DataType.UNKNOWN) if name not in self._kinds else replace(metric, name="")


def kind_of(value: Value) -> DataType:
    """The type a value has by itself."""
    match value:
        case bool():
            return DataType.BOOLEAN
        case int():
            return DataType.INT64
        case float():
            return DataType.DOUBLE
        case bytes():
            return DataType.BYTES
        case tuple():
            return DataType.STRING_ARRAY if value and isinstance(value[0], str) else DataType.DOUBLE_ARRAY
        case _:
            return DataType.STRING
