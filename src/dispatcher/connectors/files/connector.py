"""The contract: look once, or open a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.files.config import FilesEntry, FilesSettings, Format
from dispatcher.connectors.files.decode import Decoder, Standing, TableDecoder
from dispatcher.connectors.files.link import SESSION, FilesLink
from dispatcher.connectors.files.looking import columns_of, glance
from dispatcher.connectors.files.reading import Reading
from dispatcher.connectors.files.shdr import ShdrDecoder
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Device, Link, LinkDown, Probe


class FilesConnector:
    """One growing file, or a folder."""

    def __init__(self, settings: FilesSettings, clock: Clock) -> None:
        """Nothing is read before `probe` or `open`."""
        self._settings = settings
        self._clock = clock

    async def probe(self) -> Probe:
        """The newest values of the newest file. Without a mapping each column is shown as a signal, its type guessed.

        Raises LinkDown, AccessDenied, ConfigRejected, and Garbled where the file is not what the settings say.
        """
        try:
            async with asyncio.timeout(self._settings.timeout_ms / 1000):
                decoder, rows, devices = await asyncio.to_thread(glance, self._settings, self._clock)
        except TimeoutError as error:
            raise LinkDown("files_stuck", path=self._settings.path, timeout_ms=self._settings.timeout_ms) from error
        return Probe(
            protocol="files",
            version=self._settings.format.value,
            devices=tuple(Device(name=name, uuid="") for name in devices),
            now=Batch(
                received_at=self._clock.now(),
                session=SESSION,
                rows=rows,
                declared=decoder.due(),
                native=decoder.native,
            ),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        settings, standing = self._settings, Standing()
        devices = [binding.device for binding in bindings]
        if len(devices) > 1 and not settings.device_column:
            raise ConfigRejected("files_device_column_needed", path=settings.path)
        if not settings.signals and settings.format is not Format.SHDR:
            columns = await asyncio.to_thread(columns_of, settings)
            raise ConfigRejected("files_not_mapped", path=settings.path, columns=columns)
        decoder: Decoder
        if settings.format is Format.SHDR:
            decoder = await asyncio.to_thread(ShdrDecoder, settings, devices[0] if devices else "", standing)
        else:
            decoder = TableDecoder(settings, _by_device(settings, devices), standing)
        yield FilesLink(
            settings,
            self._clock,
            standing,
            lambda watch: Reading(settings=settings, clock=self._clock, watch=watch, decoder=decoder),
        )


def _by_device(settings: FilesSettings, devices: Sequence[str]) -> Mapping[str, Sequence[FilesEntry]]:
    """Device -> its entries: those of every device, and its own, which win."""
    found: dict[str, Sequence[FilesEntry]] = {}
    for device in devices:
        own = {entry.key: entry for entry in settings.signals if not entry.device or not settings.device_column}
        own.update((entry.key, entry) for entry in settings.signals if entry.device and entry.device == device)
        found[device] = tuple(own.values())
    return found
