"""The contract: look once, open a link, look around, ask for what an outage hid."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.opcua.client import opened
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.decode import SESSION, Decoder
from dispatcher.connectors.opcua.history import recorded
from dispatcher.connectors.opcua.link import OpcUaLink, first_namespaces, learn_states
from dispatcher.connectors.opcua.model import Reading
from dispatcher.connectors.opcua.namespaces import checked_node
from dispatcher.connectors.opcua.plan import planned
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Cursor, Link, Place, Probe

_OBJECTS = "i=85"
_MOST_PLACES = 10_000
_SHOWN = 200


class OpcUaConnector:
    """One server."""

    def __init__(self, settings: OpcUaSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock
        self._namespaces: tuple[str, ...] = ()

    async def probe(self) -> Probe:
        """Machines, signals and present values. Raises AccessDenied, LinkDown, Garbled, ConfigRejected."""
        async with opened(self._settings, self._clock) as session:
            plan = await planned(session, self._settings, None)
            decoder = Decoder(plan.points)
            nodes = [session.names.wire(point.node) for point in plan.points]
            there = [handle for handle, node in enumerate(nodes) if node is not None]
            readings = await session.read([node for node in nodes if node is not None]) if there else []
            changes = list(zip(there, readings, strict=True))
            await learn_states(session, decoder, changes)
            received_at = self._clock.now()
            rows, notes, _ = decoder.rows(changes, received_at)
            return Probe(
                protocol="OPC UA",
                version=session.status.version,
                devices=plan.devices,
                now=Batch(
                    received_at=received_at,
                    session=SESSION,
                    rows=rows,
                    declared=decoder.declared,
                    notes=(*session.notes, *notes),
                    source_clock=Instant(session.status.now) if session.status.now else None,
                ),
            )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it ends session and connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        async with opened(self._settings, self._clock) as session:
            plan = await planned(session, self._settings, bindings)
            yield _Remembering(self, OpcUaLink(session, self._settings, self._clock, plan))

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """Objects and variables in a node ("" = the objects of the server). Raises as `probe`."""
        try:
            place = checked_node(folder) if folder else _OBJECTS
        except ValueError as error:
            raise ConfigRejected("opcua_bad_node", node=folder[:_SHOWN]) from error
        async with opened(self._settings, self._clock) as session:
            node = session.names.wire(place)
            if node is None:
                raise ConfigRejected("opcua_bad_node", node=folder[:_SHOWN])
            (below,) = await session.browse([node], _MOST_PLACES)
            variables = [session.names.wire(ref.node) or ref.node for ref in below if ref.variable]
            values = iter(await session.read(variables, kind=True) if variables else ())
            for ref in below:
                value = next(values) if ref.variable else Reading(None)
                yield Place(
                    address=ref.node,
                    title=ref.title,
                    leaf=ref.variable,
                    type=value.kind,
                    value="" if value.value is None or value.is_bad else str(value.value)[:_SHOWN],
                )

    async def backfill(self, bindings: Sequence[Binding], window: Interval) -> AsyncIterator[Batch]:
        """What the server recorded in the window. Raises as `probe`."""
        async with opened(self._settings, self._clock) as session:
            plan = await planned(session, self._settings, bindings)
            first = self._namespaces or session.names.uris
            async for batch in recorded(session, plan, first, window, self._clock):
                yield batch

    def remember(self, cursor: Cursor | None) -> None:
        """What an index in the mapping means, for whoever asks without a cursor."""
        self._namespaces = first_namespaces(cursor) or self._namespaces


class _Remembering:
    """The link, with the namespaces of its first batch kept for questions about the past."""

    def __init__(self, connector: OpcUaConnector, link: OpcUaLink) -> None:
        self._connector = connector
        self._link = link

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        async for batch in self._link.batches(after=after):
            if batch.cursor is not None:
                self._connector.remember(batch.cursor)
            yield batch
