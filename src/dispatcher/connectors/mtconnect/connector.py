"""The contract: look once, or open a link."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.mtconnect.client import AgentClient
from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.decode import in_sequence, notes_of
from dispatcher.connectors.mtconnect.link import AgentLink
from dispatcher.connectors.mtconnect.questions import refused
from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    ErrorsDocument,
    StreamsReader,
    read_devices,
)
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, Link, Probe


class MTConnectConnector:
    """One agent."""

    def __init__(self, settings: MTConnectSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._met: set[str] = set()

    async def probe(self) -> Probe:
        """Devices, signals and present values of all machines there.

        Raises AccessDenied, LinkDown, Garbled, ConfigRejected.
        """
        async with AgentClient(self._settings) as client:
            model = read_devices(await client.document("probe"))
            if isinstance(model, ErrorsDocument):
                raise refused(self._settings.base, model)
            machines = [device for device in model.devices if not device.is_agent]
            catalogue = Catalogue([device.device.name for device in machines])
            catalogue.learn(machines)
            present = StreamsReader(catalogue).read(await client.document("current"))
            if isinstance(present, ErrorsDocument):
                raise refused(self._settings.base, present)
        return Probe(
            protocol="MTConnect",
            version=model.version,
            devices=tuple(device.device for device in machines),
            now=Batch(
                received_at=self._clock.now(),
                session=present.header.instance,
                rows=in_sequence(present.rows),
                declared=tuple(catalogue.declared),
                notes=notes_of(present),
                source_clock=present.header.created_at,
            ),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes every connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        async with AgentClient(self._settings) as client:
            yield AgentLink(client, self._settings, self._clock, tuple(bindings), self._met)
