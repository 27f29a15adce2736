"""An open link: births, data and deaths of the nodes that are bound, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.connectors.sparkplug import topics
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.decode import Book, Page
from dispatcher.connectors.sparkplug.hosting import Host, says_offline
from dispatcher.connectors.sparkplug.nodes import EdgeNode, Event, What
from dispatcher.connectors.sparkplug.payload import decode
from dispatcher.connectors.sparkplug.topics import COMMANDS, Kind, NodeId
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, Loss, Note

_SETTLE_S = 2.0
"""So long the nodes have to say that they are there."""
_REMEMBER_S = 5.0
_NAMED = 20
_SHORTEST = 1_000
"""A loss within one look has no length by our clock; it is on record all the same. In µs."""


class SparkplugLink:
    """An open session."""

    def __init__(self, session: Session, host: Host, book: Book, settings: SparkplugSettings, clock: Clock) -> None:
        self._session = session
        self._host = host
        self._book = book
        self._clock = clock
        patience_s = settings.reorder_ms / 1000
        self._nodes = {node: EdgeNode(node, patience_s) for node in _nodes(book.owners)}
        self._told: set[tuple[str, str]] = set()

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What the nodes say from now on, after their births, for which they are asked.

        Raises LinkDown at the end of the connection and at silence, AccessDenied where a topic is refused.
        """
        session, book = self._session, self._book
        loop = asyncio.get_running_loop()
        opened = self._clock.now()
        name = f"sparkplug-{opened}"
        settle_at: float | None = loop.time() + _SETTLE_S
        remember_at = 0.0
        page = Page(declared={declared.handle: declared for declared in book.declared})
        book.begin()
        book.remember(after, page)
        filters = [each for node in self._nodes for each in topics.of_node(node)]
        await session.subscribe([self._host.topic, *filters], 1)
        await self._host.come(session)
        for node in self._nodes:
            await self._host.want_rebirth(session, node, opened, loop.time())
        while True:
            messages = await self._taken(settle_at)
            now = self._clock.now()
            losses, wanted = self._read(messages or (), page, now, loop.time())
            if self._host.doubted:
                await self._host.come(session)
            if settle_at is not None and loop.time() >= settle_at:
                settle_at = None
                book.forget(page, opened)
            for node in wanted:
                if await self._host.want_rebirth(session, node, now, loop.time()):
                    page.notes.append(Note(code="sparkplug_rebirth", params={"node": str(node)}))
            if messages is None and page.is_empty and not losses:
                continue  # only time has passed: that is no sign of life
            cursor = None
            if book.changed and loop.time() >= remember_at:
                cursor, remember_at = book.memory(), loop.time() + _REMEMBER_S
            yield Batch(
                received_at=now,
                session=name,
                rows=page.rows,
                cursor=cursor,
                declared=tuple(page.declared.values()),
                losses=tuple(losses),
                notes=tuple(page.notes),
            )
            if len(page.past):
                yield Batch(received_at=now, session=name, rows=page.past, covered=tuple(page.covered), recorded=True)
            page = Page()

    async def _taken(self, settle_at: float | None) -> list[Message] | None:
        """Messages; None where something is due."""
        due = [node.deadline for node in self._nodes.values()] + [settle_at]
        deadline = min((each for each in due if each is not None), default=None)
        try:
            async with asyncio.timeout_at(deadline):
                return await self._session.take()
        except TimeoutError:
            return None

    def _read(
        self, messages: Iterable[Message], page: Page, received: Instant, now: float
    ) -> tuple[list[Loss], list[NodeId]]:
        losses: list[Loss] = []
        wanted: dict[NodeId, None] = {}
        for message in messages:
            for event in self._heard(message, page, received, now):
                self._take(event, page, received, losses, wanted)
        for node in self._nodes.values():
            for event in node.tick(received, now):
                self._take(event, page, received, losses, wanted)
        return losses, list(wanted)

    def _heard(self, message: Message, page: Page, received: Instant, now: float) -> Iterable[Event]:
        if message.topic == self._host.topic:
            self._state(message)
            return ()
        address = topics.read(message.topic)
        if address is None or address.kind in COMMANDS:
            return ()
        node = self._nodes.get(address.node)
        if node is None or message.retain:
            return ()  # births, data and deaths are never retained: whatever it is, it is old
        try:
            payload = decode(message.payload)
        except ValueError as error:
            self._note(page, "sparkplug_unreadable", message.topic, problem=str(error)[:200])
            return ()
        if address.kind is Kind.NBIRTH:
            self._host.born(address.node)
        return node.hear(address, payload, received, now)

    def _take(
        self, event: Event, page: Page, received: Instant, losses: list[Loss], wanted: dict[NodeId, None]
    ) -> None:
        match event.what:
            case What.REBIRTH_WANTED:
                wanted.update((node, None) for node in self._nodes if str(node) == event.owner)
            case What.ODD:
                self._note(page, f"sparkplug_odd_{event.reason}", event.owner)
            case What.GAP:
                losses.extend(self._lost(event))
            case _:
                self._book.take(event, page, received)

    def _lost(self, event: Event) -> Iterable[Loss]:
        """Which device's message it was nobody knows: it may have been each one's."""
        if event.gap is None or event.since is None or event.at is None:
            return
        lost = Interval(event.since, Instant(max(event.at, event.since + _SHORTEST)))
        params: dict[str, str | int] = {"node": event.owner, "first": event.gap.first, "next": event.gap.next}
        for name, owner in self._book.owners.items():
            if name == event.owner or name.startswith(f"{event.owner}/"):
                yield Loss(device=owner.device, interval=lost, code="sparkplug_gap", params=params)

    def _note(self, page: Page, code: str, place: str, **params: str) -> None:
        """Once for each place of a link."""
        if (code, place) not in self._told and len(self._told) < _NAMED:
            self._told.add((code, place))
            page.notes.append(Note(code=code, params={"place": place[:200], **params}))

    def _state(self, message: Message) -> None:
        """Somebody says that we are away: an older session of ours, or a second host of the same name."""
        if not message.retain and says_offline(message.payload):
            self._host.doubted = True


def _nodes(owners: Iterable[str]) -> dict[NodeId, None]:
    found = (topics.owner(name) for name in owners)
    return dict.fromkeys(each[0] for each in found if each is not None)
