"""An MQTT session on the event loop: the only file that knows the library; what fails becomes one of our errors.

The library (paho) reads and writes packets; the connection below it is ours (`wire.py`). It never reconnects by itself.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from dispatcher.connectors.sdk.mqtt_session import refusals
from dispatcher.connectors.sdk.mqtt_session.connecting import connected
from dispatcher.connectors.sdk.mqtt_session.settings import BrokerSettings
from dispatcher.connectors.sdk.mqtt_session.wire import CONNACK, Wire
from dispatcher.ports.connector import ConfigRejected, ConnectorError, Garbled, LinkDown

MAX_PAYLOAD = 4 * 1024 * 1024
"""Bytes of the largest message that is accepted."""
MAX_WAITING = 4_000
MAX_WAITING_BYTES = 16 * 1024 * 1024
"""What may wait to be taken; beyond it the broker is made to wait."""
TAKE = 1_000
_IN_FLIGHT = 65_535
_CHUNK = 200
"""Filters in one SUBSCRIBE."""
_VERSIONS = {"5": (paho.MQTTv5,), "3.1.1": (paho.MQTTv311,), "auto": (paho.MQTTv5, paho.MQTTv311)}
_NAMES: Mapping[int, str] = {paho.MQTTv5: "5", paho.MQTTv311: "3.1.1"}
_VERSION_REFUSED = 132
_CLOSING_S = 0.5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Message:
    """What came on a topic. mid: to acknowledge it; 0 where nothing is to be acknowledged."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    dup: bool = False
    mid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Will:
    """What the broker says for us when we vanish."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = True


class _Paho(paho.Client):
    """The library's client over a connection that is already there (its one seam: where it makes its socket)."""

    wire: Wire

    def _create_socket(self) -> Wire:
        return self.wire


class Session:
    """To be entered before it is used; leaving it closes the connection.

    client_id: with one, the broker keeps the session: what comes while nobody listens waits there, and a message stays
    with the broker until it is acknowledged. Without one it begins anew each time.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        *,
        client_id: str = "",
        keep_s: int = 0,
        will: Will | None = None,
    ) -> None:
        self._settings = settings
        self._client_id = client_id
        self._keep_s = keep_s if client_id else 0
        self._will = will
        self._client: _Paho | None = None
        self._wire: Wire | None = None
        self._messages: deque[Message] = deque()
        self._bytes = 0
        self._stirred = asyncio.Event()
        self._error: ConnectorError | None = None
        self._answer: asyncio.Future[ReasonCode] | None = None
        self._subscribing: dict[int, asyncio.Future[Sequence[ReasonCode]]] = {}
        self._publishing: dict[int, asyncio.Future[None]] = {}
        self._ticking: asyncio.TimerHandle | None = None
        self.version = ""
        """The version of the protocol that is spoken."""
        self.resumed = False
        """The broker had kept our session."""

    async def __aenter__(self) -> Self:
        """Connect. Raises LinkDown, AccessDenied, Garbled, ConfigRejected."""
        try:
            await self._enter()
        except BaseException:
            self._close()
            raise
        self._tick()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye where the connection lives; what was not acknowledged comes again."""
        client, wire = self._client, self._wire
        if client is not None and wire is not None and self._error is None:
            client.disconnect()
            wire.close()
            try:
                async with asyncio.timeout(_CLOSING_S):
                    await wire.closed
            except TimeoutError:
                pass
        self._close()

    # ---------------------------------------------------------------- reading

    async def take(self) -> list[Message]:
        """What came, at most `TAKE`; empty = the broker gave a sign of life. Raises LinkDown, AccessDenied."""
        while not self._messages and not self._stirred.is_set():
            if self._error is not None:
                raise self._error
            await self._stirred.wait()
        self._stirred.clear()
        taken = [self._messages.popleft() for _ in range(min(len(self._messages), TAKE))]
        self._bytes -= sum(len(message.payload) for message in taken)
        if not taken and self._error is not None:
            raise self._error
        if self._messages:
            self._stirred.set()
        elif self._wire is not None and self._wire.waiting:
            self._pump()
        self._slow_down()
        return taken

    def acknowledge(self, mids: Iterable[int]) -> None:
        """These messages are stored; the broker may forget them. Nothing happens where the session is over."""
        if self._client is None or self._error is not None:
            return
        for mid in mids:
            self._client.ack(mid, 1)

    def abort(self) -> None:
        """Lose the connection, as by a cable that is pulled: the broker will say our last will."""
        if self._wire is not None:
            self._wire.abort()

    async def subscribe(self, filters: Sequence[str], qos: int) -> None:
        """Raises AccessDenied naming the first filter the broker refuses, LinkDown where it does not answer."""
        for start in range(0, len(filters), _CHUNK):
            chunk = filters[start : start + _CHUNK]
            answers = await self._asked(chunk, qos)
            for topic, answer in zip(chunk, answers, strict=False):
                if answer.is_failure:
                    raise refusals.of_subscribing(self._settings, topic, str(answer))

    async def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> None:
        """Returns when the broker has it (at QoS 0: when it went out). Raises LinkDown."""
        client = self._alive()
        told = client.publish(topic, payload, qos, retain)
        if told.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise self._down("broker_closed")
        if qos:
            heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._publishing[told.mid] = heard
            await self._answered(heard)

    # ------------------------------------------------------------- connecting

    async def _enter(self) -> None:
        """In the newest version the broker knows and the settings allow. Old brokers say no to 5, or just hang up."""
        *newer, oldest = _VERSIONS[self._settings.version]
        for version in newer:
            try:
                reason = await self._connect(version)
            except LinkDown as error:
                if error.code != "broker_closed_at_once":
                    raise
            else:
                if reason.value != _VERSION_REFUSED:
                    self._entered(version, reason)
                    return
            self._close()
        self._entered(oldest, await self._connect(oldest))

    def _entered(self, version: int, reason: ReasonCode) -> None:
        if reason.is_failure:
            raise refusals.of_connecting(self._settings, reason.value, str(reason))
        self.version = _NAMES[version]

    async def _connect(self, version: int) -> ReasonCode:
        settings = self._settings
        loop = asyncio.get_running_loop()
        self._error = None
        answer: asyncio.Future[ReasonCode] = loop.create_future()
        self._answer = answer
        wire = self._wire = Wire(limit=MAX_PAYLOAD, arrived=self._pump, lost=self._lost)
        await connected(settings, wire)
        client = self._client = self._made(version)
        client.wire = wire
        options: dict[str, object] = {"keepalive": settings.keepalive_s}
        if version == paho.MQTTv5:
            wanted = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # the library's own gap
            wanted.ReceiveMaximum = _IN_FLIGHT
            wanted.MaximumPacketSize = MAX_PAYLOAD
            if self._keep_s:
                wanted.SessionExpiryInterval = self._keep_s
            options |= {"clean_start": not self._keep_s, "properties": wanted}
        client.connect(settings.host, settings.number, **options)  # type: ignore[arg-type]  # built by version
        try:
            async with asyncio.timeout(settings.timeout_ms / 1000):
                return await answer
        except TimeoutError as error:
            raise LinkDown("broker_silent", timeout_ms=settings.timeout_ms, **settings.where) from error

    def _made(self, version: int) -> _Paho:
        persistent = bool(self._keep_s)
        client = _Paho(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id or f"dispatcher-{secrets.token_hex(6)}",
            clean_session=None if version == paho.MQTTv5 else not persistent,
            protocol=version,  # type: ignore[arg-type]  # the library's constants are no enum
            reconnect_on_failure=False,
            manual_ack=persistent,
        )
        if self._settings.user or self._settings.password.get_secret_value():
            client.username_pw_set(self._settings.user, self._settings.password.get_secret_value())
        if self._will is not None:
            client.will_set(self._will.topic, self._will.payload, self._will.qos, self._will.retain)
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        return client

    def _close(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        if self._wire is not None:
            self._wire.abort()
        self._client = self._wire = None

    # ------------------------------------------------------- what asyncio says

    def _pump(self) -> None:
        """Let the library read what came, as long as there is room for more."""
        client, wire = self._client, self._wire
        if client is None or wire is None:
            return
        if self._answer is not None and not self._answer.done() and wire.first != CONNACK:
            self._fail(Garbled("broker_wrong_protocol", **self._settings.where))
            return
        while wire.waiting and not self._full():
            before = wire.waiting
            code = client.loop_read()
            if code is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._ended(wire)
                return
            if wire.waiting == before:
                break
        if client.want_write():
            client.loop_write()
        self._stirred.set()
        self._slow_down()

    def _full(self) -> bool:
        return len(self._messages) >= MAX_WAITING or self._bytes >= MAX_WAITING_BYTES

    def _slow_down(self) -> None:
        if self._wire is not None:
            self._wire.pause(wanted=self._full())

    def _lost(self, wire: Wire) -> None:
        if wire is self._wire:  # and not the one before it, in a version the broker did not know
            self._ended(wire)

    def _ended(self, wire: Wire) -> None:
        settings = self._settings
        if wire.excess:
            self._fail(Garbled("broker_too_large", size=wire.excess, limit=MAX_PAYLOAD, **settings.where))
        elif self._answer is not None and not self._answer.done():
            self._fail(refusals.of_closing_at_once(settings, wire.error))
        else:
            self._fail(self._down("broker_closed"))

    def _tick(self) -> None:
        """Keep alive. While nothing is taken the broker's answer could not be read, so it is not asked either."""
        if self._client is None or self._error is not None:
            return
        if not self._full():
            self._client.loop_misc()
        self._ticking = asyncio.get_running_loop().call_later(self._settings.keepalive_s / 2, self._tick)

    def _fail(self, error: ConnectorError) -> None:
        """The first error is the reason; what follows from it is not."""
        if self._error is None:
            self._error = error
        waiting = [self._answer, *self._subscribing.values(), *self._publishing.values()]
        self._subscribing.clear()
        self._publishing.clear()
        for future in waiting:
            if future is not None and not future.done():
                future.set_exception(self._error)
                future.exception()  # seen: nobody may be waiting any more
        self._stirred.set()

    def _down(self, code: str) -> LinkDown:
        return LinkDown(code, **self._settings.where)

    # ------------------------------------------------------ what the library says

    def _on_connect(
        self, _: paho.Client, __: object, flags: paho.ConnectFlags, reason: ReasonCode, ___: Properties | None
    ) -> None:
        self.resumed = flags.session_present
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(reason)

    def _on_message(self, _: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return  # no topic at all (MQTT 1.5.4): nothing could have asked for it
        kept = Message(topic, bytes(message.payload), message.qos, message.retain, message.dup, message.mid)
        self._messages.append(kept)
        self._bytes += len(message.payload)

    def _on_subscribe(
        self, _: paho.Client, __: object, mid: int, reasons: list[ReasonCode], ___: Properties | None
    ) -> None:
        asked = self._subscribing.pop(mid, None)
        if asked is not None and not asked.done():
            asked.set_result(reasons)

    def _on_publish(self, _: paho.Client, __: object, mid: int, ___: ReasonCode, ____: Properties | None) -> None:
        told = self._publishing.pop(mid, None)
        if told is not None and not told.done():
            told.set_result(None)

    def _on_disconnect(
        self,
        _: paho.Client,
        __: object,
        flags: paho.DisconnectFlags,
        reason: ReasonCode,
        ___: Properties | None,
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._fail(refusals.of_disconnecting(self._settings, reason.value, str(reason)))
        elif reason.getName() == "Keep alive timeout":
            self._fail(LinkDown("broker_no_answer", keepalive_s=self._settings.keepalive_s, **self._settings.where))
        elif self._wire is not None:
            self._ended(self._wire)

    # ---------------------------------------------------------------- asking

    async def _asked(self, filters: Sequence[str], qos: int) -> Sequence[ReasonCode]:
        client = self._alive()
        code, mid = client.subscribe([(topic, qos) for topic in filters])
        if code is not MQTTErrorCode.MQTT_ERR_SUCCESS or mid is None:
            raise self._down("broker_closed")
        asked: asyncio.Future[Sequence[ReasonCode]] = asyncio.get_running_loop().create_future()
        self._subscribing[mid] = asked
        return await self._answered(asked)

    async def _answered(self, future: asyncio.Future[T]) -> T:
        try:
            async with asyncio.timeout(self._settings.timeout_ms / 1000):
                return await future
        except TimeoutError as error:
            raise LinkDown("broker_silent", timeout_ms=self._settings.timeout_ms, **self._settings.where) from error

    def _alive(self) -> _Paho:
        if self._error is not None:
            raise self._error
        if self._client is None:
            raise ConfigRejected("broker_closed", **self._settings.where)
        return self._client
