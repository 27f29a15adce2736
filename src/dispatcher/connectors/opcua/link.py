"""An open link: one subscription, followed for as long as the server keeps it (traps 14-16).

Nothing is retried here. A subscription that has died, a server that is mute or has restarted: each ends the link, and
the next one begins from the beginning, with a new session, new node numbers and new monitored items.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from dispatcher.connectors.opcua.client import Session
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.decode import SESSION, Decoder
from dispatcher.connectors.opcua.model import Item, Notice, Reading
from dispatcher.connectors.opcua.plan import Plan
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, LinkDown, Loss, Note, Rows

_NAMED = 20


class OpcUaLink:
    """`batches` may be called once."""

    def __init__(self, session: Session, settings: OpcUaSettings, clock: Clock, plan: Plan) -> None:
        self._session = session
        self._settings = settings
        self._clock = clock
        self._plan = plan
        self._decoder = Decoder(plan.points)
        self._watches = {watch.handle: watch for _, watch in plan.watches}
        self._heard = 0

    async def batches(self, *, after: Cursor | None) -> AsyncGenerator[Batch, None]:
        """What the server says from now on; the first batch declares the signals. Raises LinkDown, Garbled."""
        first = first_namespaces(after) or self._session.names.uris
        yield await self._begun(after, first)
        # Not with the first batch: a cursor there would claim that nothing was lost while nobody listened.
        yield Batch(
            received_at=self._clock.now(),
            session=SESSION,
            rows=Rows(),
            cursor={"namespaces": "\n".join(first), "started": self._session.status.started_at},
        )
        while True:
            yield await self._batch(await self._session.next())

    async def _begun(self, after: Cursor | None, first: Sequence[str]) -> Batch:
        session, received_at = self._session, self._clock.now()
        started = session.status.started_at
        notes = list(session.notes)
        before = (after or {}).get("started", 0)
        if isinstance(before, int) and 0 < before < started:
            notes.append(Note(code="opcua_restarted"))
        rows = await self._watched(first, notes, received_at)
        at = session.status.now or received_at
        if self._watches:
            told = await session.refresh_conditions()
            for watch in self._watches.values():
                watch.begin(rows, self._decoder.numbers, at, told=told)
        return Batch(
            received_at=received_at,
            session=SESSION,
            rows=rows,
            declared=self._decoder.declared + tuple(one for _, watch in self._plan.watches for one in watch.declared),
            notes=tuple(notes),
            source_clock=Instant(session.status.now) if session.status.now else None,
        )

    async def _watched(self, first: Sequence[str], notes: list[Note], received_at: Instant) -> Rows:
        """Subscribe; rows for what cannot be had. Raises LinkDown where that is all of it."""
        settings, session = self._settings, self._session
        nodes = [session.names.wire(point.node, first) for point in self._plan.points]
        items = [
            Item(
                handle=handle,
                node=node,
                sampling_ms=settings.sampling_ms if point.entry.sampling_ms is None else point.entry.sampling_ms,
                queue=settings.queue,
            )
            for handle, (point, node) in enumerate(zip(self._plan.points, nodes, strict=True))
            if node is not None
        ]
        events = [
            Item(handle=watch.handle, node=node, sampling_ms=None, queue=settings.queue * 10)
            for node, watch in self._plan.watches
        ]
        refusals = await session.subscribe([*items, *events])
        refused = {item.handle: status for item, status in zip([*items, *events], refusals, strict=True) if status}
        refused |= {handle: "no such namespace" for handle, node in enumerate(nodes) if node is None}
        for handle in refused.keys() & self._watches.keys():
            del self._watches[handle]
        missing = [handle for handle in sorted(refused) if handle < len(nodes)]
        if missing and len(missing) == len(nodes):
            point = self._plan.points[missing[0]]
            raise LinkDown("opcua_nothing_found", url=settings.endpoint, node=point.node, status=refused[missing[0]])
        rows = Rows()
        for handle in missing:
            self._decoder.unavailable(rows, handle, session.status.now or received_at)
        notes += [
            Note(
                code="opcua_node_refused",
                params={
                    "signal": self._plan.points[handle].entry.key,
                    "node": self._plan.points[handle].node,
                    "status": refused[handle],
                },
            )
            for handle in missing[:_NAMED]
        ]
        if len(missing) > _NAMED:
            notes.append(Note(code="opcua_more", params={"count": len(missing) - _NAMED}))
        return rows

    async def _batch(self, notice: Notice) -> Batch:
        await learn_states(self._session, self._decoder, notice.changes)
        received_at = self._clock.now()
        known = [change for change in notice.changes if change[0] < len(self._decoder.points)]
        rows, notes, losses = self._decoder.rows(known, received_at)
        for happening in notice.events:
            if (watch := self._watches.get(happening.handle)) is not None:
                watch.take(rows, self._decoder.numbers, happening, received_at)
        published_at = notice.published_at
        if notice.missed:
            losses += self._missed(published_at or received_at)
        self._heard = published_at or received_at
        return Batch(
            received_at=received_at,
            session=SESSION,
            rows=rows,
            notes=tuple(notes),
            losses=tuple(losses),
            source_clock=None if published_at is None else Instant(published_at),
        )

    def _missed(self, now: int) -> list[Loss]:
        """Notices that the server has sent and we have never seen."""
        start = self._heard if 0 < self._heard < now else now - 1
        span = Interval(Instant(start), Instant(now))
        devices = dict.fromkeys(point.device for point in self._plan.points)
        return [Loss(device=device, interval=span, code="opcua_missed") for device in devices]


async def learn_states(session: Session, decoder: Decoder, changes: Sequence[tuple[int, Reading]]) -> None:
    """Ask for the names of states that the changes name by their nodes."""
    unknown = list(dict.fromkeys(decoder.unknown_states(changes)))
    if not unknown:
        return
    names = await session.read([session.names.wire(node) or node for node in unknown], "BrowseName")
    for node, name in zip(unknown, names, strict=True):
        decoder.said[node] = str(name.value or "")


def first_namespaces(cursor: Cursor | None) -> tuple[str, ...]:
    """The namespaces as they were when this source was read first: what an index in a mapping means."""
    kept = (cursor or {}).get("namespaces", "")
    return tuple(kept.split("\n")) if isinstance(kept, str) and kept else ()
