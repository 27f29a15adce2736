"""The contract: look once, or open a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.sdk.mtconnect_xml import Catalogue, ErrorsDocument, read_devices
from dispatcher.connectors.sdk.shdr_lines import Books, read_sources
from dispatcher.connectors.shdr.client import AdapterClient
from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.connectors.shdr.decode import SESSION, Decoder
from dispatcher.connectors.shdr.heartbeat import Heartbeat
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    Batch,
    Binding,
    ConfigRejected,
    Cursor,
    Device,
    Link,
    LinkDown,
    Probe,
    Rows,
)

_QUIET_S = 0.3
"""A probe has seen the present values when the adapter pauses this long after its first ones."""


class ShdrConnector:
    """One adapter."""

    def __init__(self, settings: ShdrSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._assets: dict[str, dict[str, str]] = {}

    async def probe(self) -> Probe:
        """Listen for a moment: signals as far as the device model and the first lines tell, present values.

        Raises ConfigRejected, LinkDown, and Garbled where the peer speaks something else.
        """
        books, devices = await self._books()
        async with AdapterClient(self._settings) as client:
            decoder = Decoder(books, self._device(books, ()), self._settings, {})
            rows = await self._listen(client, decoder)
        names = dict.fromkeys(books.device_of(handle) for handle in rows.signal)
        known = {device.name: device for device in devices}
        return Probe(
            protocol="SHDR",
            version="",
            devices=tuple(known.get(name) or Device(name=name, uuid="") for name in names) or devices,
            now=Batch(
                received_at=self._clock.now(),
                session=SESSION,
                rows=rows,
                declared=tuple(books.catalogue.declared),
                native=True,
            ),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes the connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        books, _ = await self._books()
        device = self._device(books, bindings)
        async with AdapterClient(self._settings) as client:
            yield AdapterLink(client, Decoder(books, device, self._settings, self._assets), self._settings, self._clock)

    # ---------------------------------------------------------------- devices

    async def _books(self) -> tuple[Books, tuple[Device, ...]]:
        """The device model, if one is given. Raises ConfigRejected where it cannot be read."""
        books = Books(Catalogue())
        path = self._settings.devices
        if path is None:
            return books, ()
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise ConfigRejected(
                "shdr_devices_unreadable", path=str(path), problem=error.strerror or str(error)
            ) from error
        document = read_devices(data)
        if isinstance(document, ErrorsDocument):
            raise ConfigRejected("shdr_devices_unreadable", path=str(path), problem="MTConnectError")
        machines = [model for model in document.devices if not model.is_agent]
        books.learn(machines, read_sources(data))
        return books, tuple(model.device for model in machines)

    def _device(self, books: Books, bindings: Sequence[Binding]) -> str:
        """Whose items the keys without a device are. Raises ConfigRejected where that is not to be told."""
        known = books.devices
        bound = [binding.device for binding in bindings if binding.device]
        wanted = self._settings.device or (bound[0] if len(bound) == 1 else "")
        if not known:
            return wanted or self._settings.host
        if wanted:
            found = books.named(wanted)
            if found is None:
                raise ConfigRejected("shdr_device_unknown", device=wanted, known=", ".join(known))
            return found
        if len(known) > 1 and not bound:
            raise ConfigRejected("shdr_device_needed", known=", ".join(known))
        return known[0]

    async def _listen(self, client: AdapterClient, decoder: Decoder) -> Rows:
        """The newest value of each signal that the adapter sends on its own. Raises Garbled, LinkDown."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.probe_ms / 1000
        await client.ping()
        newest: dict[int, tuple[Rows, int]] = {}
        while (left := end - loop.time()) > 0:
            try:
                data = await client.read(min(left, _QUIET_S) if newest else left)
            except LinkDown:
                if decoder.spoke or not decoder.bad:
                    raise
                break
            if data is None:
                break
            rows = decoder.feed(data, self._clock.now()).rows
            newest.update((signal, (rows, row)) for row, signal in enumerate(rows.signal))
        if not decoder.spoke and decoder.bad:
            raise decoder.garbled("")
        present = Rows()
        for rows, row in newest.values():
            if row in rows.rich:
                present.rich[len(present)] = rows.rich[row]
            present.signal.append(rows.signal[row])
            present.source_at.append(rows.source_at[row])
            present.sequence.append(rows.sequence[row])
            present.num.append(rows.num[row])
            present.text.append(rows.text[row])
        return present


class AdapterLink:
    """An open connection."""

    def __init__(self, client: AdapterClient, decoder: Decoder, settings: ShdrSettings, clock: Clock) -> None:
        self._client = client
        self._decoder = decoder
        self._settings = settings
        self._clock = clock

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What the adapter sends from now on; it keeps nothing, so there is nothing to go on from.

        Raises LinkDown at the end of the connection and at silence, Garbled for rubbish.
        """
        del after
        loop = asyncio.get_running_loop()
        heartbeat = Heartbeat(
            every_s=self._settings.heartbeat_ms / 1000,
            silence_s=self._settings.silence_ms / 1000,
            now=loop.time(),
        )
        while True:
            if heartbeat.ping_due(loop.time()):
                await self._client.ping()
            data = await self._client.read(heartbeat.wait(loop.time()))
            if data is None:
                if heartbeat.is_silent(loop.time()):
                    raise LinkDown(
                        "shdr_silent",
                        host=self._settings.host,
                        port=self._settings.port,
                        silence_ms=round(heartbeat.limit * 1000),
                    )
                continue
            batch = self._decoder.feed(data, self._clock.now())
            for said in self._decoder.pongs:
                heartbeat.pong(said, loop.time())
            self._decoder.pongs.clear()
            yield batch
            # However long the house took over it: the adapter was not silent meanwhile, we were.
            heartbeat.heard(loop.time())
