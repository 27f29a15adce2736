"""The contract: look once, look around, or open a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from dispatcher.connectors.mqtt.config import DEVICE, MAX_SIGNALS, MqttSettings
from dispatcher.connectors.mqtt.decode import SESSION, Decoder
from dispatcher.connectors.mqtt.looking import Heard, look_around, look_at
from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Cursor, Link, Place, Probe, Rows

_SETTLE_S = 2.0
"""What a broker has kept comes at once; what has not come by then, nobody knows."""


class MqttConnector:
    """The devices of one source behind one broker."""

    def __init__(self, settings: MqttSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._devices: tuple[str, ...] = ()
        self._decoder: Decoder | None = None

    async def probe(self) -> Probe:
        """Listen for a moment: the devices and signals of the mapping that are heard, without one whatever is there.

        Raises ConfigRejected, AccessDenied, LinkDown, Garbled.
        """
        async with Session(self._settings) as session:
            heard = Heard(session, self._settings.probe_ms / 1000)
            return await look_at(heard, self._settings, self._clock, session.version)

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """Topics heard in a few seconds, level by level, with their present values. Raises as `probe`."""
        async with Session(self._settings) as session:
            heard = Heard(session, self._settings.probe_ms / 1000)
            for place in await look_around(heard, folder):
                yield place

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes the connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        decoder = self._reader(tuple(binding.device or self._settings.device for binding in bindings) or ("",))
        session = Session(self._settings, client_id=self._settings.client_id, keep_s=self._settings.keep_s)
        async with session:
            yield MqttLink(session, decoder, self._settings, self._clock)

    def _reader(self, devices: tuple[str, ...]) -> Decoder:
        """What is known is kept from link to link. Raises ConfigRejected for a mapping that cannot work."""
        if self._decoder is None or devices != self._devices:
            self._check(devices)
            self._decoder = Decoder(devices, self._settings.signals, self._settings.zone)
            self._devices = devices
        return self._decoder

    def _check(self, devices: tuple[str, ...]) -> None:
        entries = self._settings.signals
        if not entries:
            raise ConfigRejected("mqtt_not_mapped", **self._settings.where)
        for entry in entries:
            if DEVICE in entry.topic and "" in devices:
                raise ConfigRejected("mqtt_device_needed", topic=entry.topic)
            if DEVICE not in entry.topic and not entry.device and len(devices) > 1:
                raise ConfigRejected("mqtt_device_placeholder", topic=entry.topic, key=entry.key, placeholder=DEVICE)
        for device in devices:
            if any(sign in device for sign in "+#"):
                raise ConfigRejected("mqtt_device_name", device=device)
        if len(entries) * len(devices) > MAX_SIGNALS:
            raise ConfigRejected("mqtt_too_many", count=len(entries) * len(devices), limit=MAX_SIGNALS)


class MqttLink:
    """An open session."""

    def __init__(self, session: Session, decoder: Decoder, settings: MqttSettings, clock: Clock) -> None:
        self._session = session
        self._decoder = decoder
        self._settings = settings
        self._clock = clock

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What is published from now on; before it, what the broker has kept: it is the broker that knows the place.

        A cursor says that nothing was lost up to here. So the first batch has one only where the broker kept the
        session and the devices publish with QoS 1. Raises LinkDown at the end of the connection and at silence,
        AccessDenied where a topic is refused.
        """
        session, decoder, name = self._session, self._decoder, self._settings.client_id
        loop = asyncio.get_running_loop()
        began, opened = loop.time(), self._clock.now()
        kept = session.resumed and (decoder.lossless or after is not None)
        settled = kept
        decoder.begin()
        await session.subscribe(decoder.filters, self._settings.qos)
        declared = decoder.declared
        while True:
            messages = await session.take()
            now = self._clock.now()
            rows, notes = decoder.feed(messages, now)
            waiting = [message for message in messages if message.qos] if name else []
            yield Batch(
                received_at=now,
                session=SESSION,
                rows=rows,
                cursor={"client_id": name} if name and kept else None,
                declared=declared,
                notes=notes,
                stored=partial(self._stored, waiting) if waiting else None,
            )
            declared = ()
            kept = decoder.lossless
            if not settled and loop.time() - began >= _SETTLE_S:
                settled = True
                forgotten: Rows = decoder.forget(opened)
                if len(forgotten):
                    yield Batch(received_at=self._clock.now(), session=SESSION, rows=forgotten)

    def _stored(self, messages: Sequence[Message]) -> None:
        """Only now may the broker forget them."""
        self._decoder.stored(messages)
        self._session.acknowledge(message.mid for message in messages)
