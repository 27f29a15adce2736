"""The contract: look once, look around, or open a link."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.sdk.mqtt_session import Session
from dispatcher.connectors.sparkplug import topics
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.decode import Book
from dispatcher.connectors.sparkplug.hosting import Host
from dispatcher.connectors.sparkplug.link import SparkplugLink
from dispatcher.connectors.sparkplug.looking import Look
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Binding, ConfigRejected, Link, Place, Probe


class SparkplugConnector:
    """One host application at one broker."""

    def __init__(self, settings: SparkplugSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._bound: tuple[tuple[str, str], ...] = ()
        self._book: Book | None = None

    async def probe(self) -> Probe:
        """Listen for a moment, and ask the nodes that are heard for their births: nodes, devices, metrics, values.

        It does not say that a host is there: edge nodes that wait for one would take our going for its death.
        Raises ConfigRejected, AccessDenied, LinkDown, Garbled.
        """
        async with Session(self._settings) as session:
            look = Look(session, self._settings, self._clock)
            await look.listen(self._settings.device)
            return look.probe()

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """Groups, nodes, devices and metrics that are heard in a few seconds. Raises as `probe`."""
        async with Session(self._settings) as session:
            look = Look(session, self._settings, self._clock)
            await look.listen(self._settings.device)
            for place in look.places(folder):
                yield place

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these nodes and devices; leaving it says goodbye and closes the connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        settings, clock = self._settings, self._clock
        book = self._read(tuple((binding.device or settings.device, binding.device) for binding in bindings))
        host = Host(settings.host_id, clock.now(), rebirth=settings.rebirth)
        async with Session(settings, will=host.will) as session:
            try:
                yield SparkplugLink(session, host, book, settings, clock)
            finally:
                await host.go(session, clock.now())

    def _read(self, bound: tuple[tuple[str, str], ...]) -> Book:
        """What is known is kept from link to link. Raises ConfigRejected for a device that cannot be one."""
        bound = bound or ((self._settings.device, ""),)
        for name, _ in bound:
            if not name:
                raise ConfigRejected("sparkplug_device_needed", **self._settings.where)
            if topics.owner(name) is None:
                raise ConfigRejected("sparkplug_device_name", device=name)
        if self._book is None or bound != self._bound:
            self._book = Book(bound, self._settings.signals, unmapped=self._settings.unmapped)
            self._bound = bound
        return self._book
