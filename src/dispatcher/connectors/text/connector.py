"""The contract: look once, or open a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.text.client import Caller
from dispatcher.connectors.text.config import Mode, TextEntry, TextSettings
from dispatcher.connectors.text.decode import Decoder
from dispatcher.connectors.text.link import SESSION, TextLink
from dispatcher.connectors.text.listener import Listener
from dispatcher.connectors.text.serial_port import SerialPort
from dispatcher.connectors.text.wire import Heard, Wire
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Device, Link, LinkDown, Probe, Rows

_FIRST_CALL_S = 10.0
"""So long a port that we listen on waits for its first caller before people are told that nobody calls."""
_QUIET_S = 0.3
"""A probe has seen what a device says by itself when it pauses this long after its first lines."""


class TextConnector:
    """One device, or several that call one port."""

    def __init__(self, settings: TextSettings, clock: Clock) -> None:
        """Nothing is opened before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._warned = False

    async def probe(self) -> Probe:
        """Listen for a moment. A device may say nothing of itself (a reader without a code to read): then there is
        nothing to show but that it is there. Raises LinkDown, AccessDenied, ConfigRejected, and Garbled where lines
        came and none fits the mapping.
        """
        settings = self._settings
        decoder = Decoder(settings, _shared(settings.entries), "", {})
        newest: dict[int, tuple[Rows, int]] = {}
        async with self._wire(()) as wire:
            try:
                await self._listen(wire, decoder, newest)
            except LinkDown:
                if not newest:
                    decoder.check(1)
                    raise
        _keep(newest, decoder.pause(self._clock.now()).rows)
        if not newest:
            decoder.check(1)
        return Probe(
            protocol="text",
            version="",
            devices=(Device(name="", uuid=""),),
            now=Batch(
                received_at=self._clock.now(), session=SESSION, rows=_present(newest), declared=decoder.sheet.declared
            ),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes what was opened."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        settings = self._settings
        several = settings.mode is Mode.LISTEN_SEVERAL
        devices = [binding.device for binding in bindings if binding.device or not several]
        if several and not devices:
            raise ConfigRejected("text_no_devices", port=settings.port or 0)
        if not several and len(devices) > 1:
            raise ConfigRejected("text_too_many_devices", place=settings.shown)
        async with self._wire(devices if several else ()) as wire:
            if settings.mode is Mode.LISTEN:
                await self._first_call(wire)
            entries = (
                {device: _of_device(settings.entries, device) for device in devices}
                if several
                else {"": _shared(settings.entries)}
            )
            yield TextLink(wire, settings, self._clock, entries)

    def _wire(self, devices: Sequence[str]) -> Wire:
        match self._settings.mode:
            case Mode.CONNECT:
                return Caller(self._settings)
            case Mode.SERIAL:
                return SerialPort(self._settings)
            case _:
                return Listener(self._settings, devices)

    async def _first_call(self, wire: Wire) -> None:
        """Wait for the device, for as long as it takes: a closed port would lose what it has to say.

        The first time nobody calls it is said once. Raises LinkDown.
        """
        while (news := await wire.next(_FIRST_CALL_S)) is None or news.what is not Heard.CAME:
            if news is None and not self._warned:
                self._warned = True
                raise LinkDown("text_nobody_calls", port=self._settings.port or 0)

    async def _listen(self, wire: Wire, decoder: Decoder, newest: dict[int, tuple[Rows, int]]) -> None:
        """The newest value of each signal that comes within the time to look. Raises LinkDown."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.probe_ms / 1000
        called = self._settings.mode in {Mode.LISTEN, Mode.LISTEN_SEVERAL}
        if not called:
            await self._speak(wire)
        while (left := end - loop.time()) > 0:
            news = await wire.next(min(left, _QUIET_S) if newest else left)
            if news is None:
                break
            if news.what is Heard.CAME:
                called = False
                await self._speak(wire)
            _keep(newest, decoder.feed(news.data, self._clock.now()).rows)
        if called:
            raise LinkDown("text_nobody_calls", port=self._settings.port or 0)

    async def _speak(self, wire: Wire) -> None:
        for command in (self._settings.greeting, self._settings.ask):
            if command:
                await wire.send("", self._settings.bytes_of(command))


def _of_device(entries: Sequence[TextEntry], device: str) -> tuple[TextEntry, ...]:
    """The entries that speak of a device: its own, and those of every device; its own wins."""
    found = {entry.key: entry for entry in entries if not entry.device}
    found.update((entry.key, entry) for entry in entries if entry.device and entry.device == device)
    return tuple(found.values())


def _shared(entries: Sequence[TextEntry]) -> tuple[TextEntry, ...]:
    """The entries of all devices, each key once."""
    return tuple({entry.key: entry for entry in entries}.values())


def _keep(newest: dict[int, tuple[Rows, int]], rows: Rows) -> None:
    newest.update((signal, (rows, row)) for row, signal in enumerate(rows.signal))


def _present(newest: dict[int, tuple[Rows, int]]) -> Rows:
    present = Rows()
    for told, row in newest.values():
        if row in told.rich:
            present.rich[len(present)] = told.rich[row]
        present.signal.append(told.signal[row])
        present.source_at.append(told.source_at[row])
        present.sequence.append(told.sequence[row])
        present.num.append(told.num[row])
        present.text.append(told.text[row])
    return present
