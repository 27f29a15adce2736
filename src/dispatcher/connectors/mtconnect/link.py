"""An open link to an agent: enters its numbering, follows it, and says so whenever it breaks (traps 1-9).

Entering is always the same: probe (what is there), current (which numbers are there), and only then the
decision where to go on. Nothing is retried after a failure: failures are raised. What looks like a retry
below is the protocol's own way of going on (ask again from `next`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from dispatcher.connectors.mtconnect.asset_fetch import AssetFetch
from dispatcher.connectors.mtconnect.client import AgentClient
from dispatcher.connectors.mtconnect.config import Delivery, MTConnectSettings, normal_address
from dispatcher.connectors.mtconnect.decode import between, in_sequence, joined, notes_of
from dispatcher.connectors.mtconnect.position import Position, Verdict, lost_between, position_from
from dispatcher.connectors.mtconnect.questions import Questions, refused
from dispatcher.connectors.sdk.clocks import TwoClocks
from dispatcher.connectors.sdk.mtconnect_xml import ErrorsDocument, Header, StreamsDocument
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Asset, Batch, Binding, Cursor, Garbled, LinkDown, Loss, Note, Rows

_TRIES = 5
"""Looks at the numbering without a single readable answer between them before we give up."""
_MARGINS = 16
"""Steps in which the margin grows to half of the buffer."""
_NO_END = 2**63
_LEAST_PAUSE = 0.05
"""Seconds between two polls, however small the interval."""
_CODES = {
    Verdict.OVERRUN: "buffer_overrun",
    Verdict.RESTARTED: "agent_restarted",
    Verdict.RENUMBERED: "sequence_reset",
}


class AgentLink:
    """`batches` may be called once."""

    def __init__(
        self,
        client: AgentClient,
        settings: MTConnectSettings,
        clock: Clock,
        bindings: Sequence[Binding],
        met: set[str],
    ) -> None:
        self._client = client
        self._clock = clock
        self._questions = Questions(client, settings, bindings, met)
        self._assets = AssetFetch(client, clock, settings.assets)
        self._url = settings.base
        self._agent = normal_address(settings.url)
        self._pause = max(settings.interval_ms / 1000, _LEAST_PAUSE)
        self._polling = settings.delivery is Delivery.POLL
        self._position = Position(agent=self._agent, instance="", next=0)
        self._clocks = TwoClocks()
        self._looks = 0
        self._overtaken = 0
        self._arrived_at = 0
        self._again = False
        self._caught_up = True
        self._backlog = 0
        self._ask_before = 0
        self._unreadable_at = -1
        self._unreadable_twice = False

    async def batches(self, *, after: Cursor | None) -> AsyncGenerator[Batch, None]:
        """Batches after the cursor, for ever; the first one says what there is.

        Raises LinkDown, AccessDenied, Garbled, ConfigRejected.
        """
        yield await self._enter(position_from(after))
        while True:
            async with aclosing(self._follow()) as contents:
                async for batch in contents:
                    yield batch
            if self._unreadable_twice:
                async with aclosing(self._step_over()) as steps:
                    async for batch in steps:
                        yield batch
            self._looks += 1
            if self._looks > _TRIES:
                raise LinkDown("mtconnect_restless", url=self._url)
            yield await self._enter(self._position)

    # ---------------------------------------------------------------- entering

    async def _enter(self, held: Position | None) -> Batch:
        """Find out where we are and where to go on from; sets the position."""
        present = await self._questions.look()
        received, header = self._clock.now(), present.header
        if header.first is None or header.next is None or not header.instance:
            raise Garbled("mtconnect_no_numbers", url=self._url)
        devices = "|".join(self._questions.devices)
        verdict = None if held is None or held.agent != self._agent else held.judge(header)
        if verdict is Verdict.OVERRUN and header.first <= self._arrived_at:
            verdict = None  # dropped before the first answer, and older than our arrival: never promised
        self._backlog = header.next - (held.next if held is not None and verdict is not None else header.first)
        self._caught_up = self._backlog <= self._questions.most and not self._polling
        if held is not None and verdict is Verdict.CONTINUES:
            self._position = replace(held, devices=devices)
            # A device that was bound since then has not been read at all.
            rows = Rows() if held.devices == devices else between(present.rows, 0, held.next)
            return self._batch(received, header, rows)
        first = self._safe_first(header.first, header.next)
        epoch = _epoch(held, verdict, header)
        self._position = Position(agent=self._agent, instance=header.instance, epoch=epoch, next=first, devices=devices)
        self._clocks = TwoClocks()
        losses: list[Loss] = []
        notes: list[Note] = []
        if held is not None and verdict is not None:
            losses = self._losses(_CODES[verdict], held, await self._questions.first_instant(first), header)
            notes.append(_note(_CODES[verdict], held, header))
        # What the agent had when we came to this numbering; 0 once we have read on from there.
        self._arrived_at = header.next if verdict is None else 0
        rows = await self._questions.snapshot(present, first)
        self._position = replace(self._position, seen=rows.source_at[-1] if len(rows) else 0)
        assets: tuple[Asset, ...] = ()
        if verdict is not Verdict.OVERRUN and self._questions.asset_count:
            assets, complaints = await self._assets.everything(self._questions.labels)
            notes.extend(complaints)
        return self._batch(received, header, rows, losses=losses, notes=notes, assets=assets)

    def _safe_first(self, first: int, following: int) -> int:
        """The first sequence to ask for. Where the buffer has just overtaken us it will do so again
        before the next question: then a little later than the first.
        """
        return first + (following - first) * min(self._overtaken, _MARGINS) // (2 * _MARGINS)

    # ---------------------------------------------------------------- following

    async def _follow(self) -> AsyncGenerator[Batch, None]:
        """Batches from the position on; ends where the numbering has to be looked at again."""
        self._again = False
        # A long backlog is fetched piece by piece: a stream would wait the interval after each piece.
        while not (self._again or self._caught_up):
            batch = await self._poll()
            if batch is not None:
                yield batch
        if not (self._again or self._polling):
            async with aclosing(self._stream()) as streamed:
                async for batch in streamed:
                    yield batch
        while not self._again:
            if self._caught_up:
                await asyncio.sleep(self._pause)
            batch = await self._poll()
            if batch is not None:
                yield batch

    async def _stream(self) -> AsyncGenerator[Batch, None]:
        """Batches of one endless answer; ends at once where the agent does not stream."""
        query = self._questions.stream_query(self._position.next - self._ask_before)
        async with self._client.stream(self._questions.sample, query) as answer:
            if answer.boundary is None:
                # A refusal, or an agent that does not stream: it is asked again and again from now on.
                batch = await self._digest(await self._client.whole(answer))
                self._polling = self._polling or not self._again
                if batch is not None:
                    yield batch
                return
            async with aclosing(self._client.frames(answer)) as frames:
                async for body in frames:
                    batch = await self._digest(body)
                    if batch is not None:
                        yield batch
                    if self._again:
                        return

    async def _poll(self) -> Batch | None:
        """The same, one piece."""
        query = self._questions.sample_query(self._position.next - self._ask_before)
        return await self._digest(await self._client.document(self._questions.sample, query))

    async def _digest(self, body: bytes) -> Batch | None:
        """One document; sets `_again` where it cannot be followed."""
        received = self._clock.now()
        try:
            document = self._questions.read(body)
        except Garbled as error:
            self._again = True
            return self._unreadable(received, error)
        if isinstance(document, ErrorsDocument):
            self._again = True
            self._refusal(document)
            return None
        header = document.header
        if header.model_changed and header.model_changed != self._questions.model_changed:
            await self._questions.probe()
            self._questions.model_changed = header.model_changed
            reread = self._questions.read(body)
            if isinstance(reread, StreamsDocument):
                document = reread
        return await self._observations(received, document)

    def _refusal(self, document: ErrorsDocument) -> None:
        """Make of a refusal what can be made of it. Raises Garbled where that is nothing."""
        if document.has("OUT_OF_RANGE"):
            # Some agents refuse the number that comes next as long as it has not come: then ask from the
            # one before it. Otherwise the buffer has overtaken us.
            self._overtaken += self._backlog > 0
            self._ask_before = int(self._backlog == 0)
        elif document.header.instance == self._position.instance:
            if self._polling or not document.has("INVALID_REQUEST", "UNSUPPORTED", "QUERY_ERROR"):
                raise refused(self._url, document)
            self._polling = True  # it does not like the question for a stream: ask without one

    async def _observations(self, received: Instant, document: StreamsDocument) -> Batch | None:
        header, held = document.header, self._position
        verdict = held.judge(header)
        if verdict in {Verdict.RESTARTED, Verdict.RENUMBERED}:
            self._again = True
            return None
        rows = between(document.rows, held.next, _NO_END) if self._ask_before else in_sequence(document.rows)
        losses: list[Loss] = []
        notes = list(notes_of(document))
        dropped = verdict is Verdict.OVERRUN and (header.first or 0) > self._arrived_at
        if dropped and not (len(rows) and rows.sequence[0] <= held.next):
            first_at = (
                rows.source_at[0] if len(rows) else await self._questions.first_instant(header.first or held.next)
            )
            losses = self._losses(_CODES[verdict], held, first_at, header)
            notes.append(_note(_CODES[verdict], held, header))
            rows = joined(await self._questions.left_of(held.instance, held.next, rows), rows)
        assets, complaints = await self._assets.changed(document.assets, self._questions.labels)
        notes.extend(complaints)
        self._position = held.read(header, rows)
        self._looks = self._overtaken = self._arrived_at = 0
        self._caught_up = header.last is None or self._position.next > header.last
        return self._batch(received, header, rows, losses=losses, notes=notes, assets=assets)

    # ---------------------------------------------------------------- rubbish

    def _unreadable(self, received: Instant, error: Garbled) -> Batch:
        """The first time it is asked for again (the line may have been at fault), then stepped over."""
        self._unreadable_twice = self._unreadable_at == self._position.next
        self._unreadable_at = self._position.next
        params = {name: value if isinstance(value, str | int) else str(value) for name, value in error.params.items()}
        note = Note(
            code="mtconnect_unreadable", params={"problem": error.code, "sequence": self._position.next, **params}
        )
        return self._batch(received, Header(), Rows(), notes=[note])

    async def _step_over(self) -> AsyncGenerator[Batch, None]:
        """One observation at a time up to the one that cannot be read, and past it: it is lost, the rest is not."""
        self._unreadable_twice = self._again = False
        for _ in range(self._questions.most + 1):
            held = self._position
            try:
                answer = await self._questions.ask(self._questions.sample, {"from": held.next, "count": 1})
            except Garbled:
                self._position = replace(held, next=held.next + 1)
                received = self._clock.now()
                first_at = await self._questions.first_instant(held.next + 1)
                yield self._batch(
                    received,
                    Header(),
                    Rows(),
                    losses=self._losses("mtconnect_unreadable", held, first_at, Header(created_at=received)),
                    notes=[Note(code="mtconnect_stepped_over", params={"sequence": held.next})],
                )
                return
            if isinstance(answer, ErrorsDocument):
                return
            batch = await self._observations(self._clock.now(), answer)
            if batch is not None:
                yield batch
            if self._again or self._position.next == held.next:
                return

    # ---------------------------------------------------------------- small things

    def _losses(self, code: str, held: Position, first_at: int | None, header: Header) -> list[Loss]:
        interval = lost_between(held, first_at, header.created_at or 0)
        return [
            Loss(device=device, interval=interval, code=code, params={"next": held.next, "first": header.first or 0})
            for device in self._questions.devices
        ]

    def _batch(
        self,
        received: Instant,
        header: Header,
        rows: Rows,
        *,
        losses: Sequence[Loss] = (),
        notes: Sequence[Note] = (),
        assets: tuple[Asset, ...] = (),
    ) -> Batch:
        # The agent stamps UNAVAILABLE with its own clock, the adapter the values with another.
        rows.at = self._clocks.effective(rows)
        return Batch(
            received_at=received,
            session=self._position.session,
            rows=rows,
            cursor=self._position.cursor(),
            declared=self._questions.take_new(),
            losses=tuple(losses),
            notes=tuple(notes),
            assets=assets,
            source_clock=header.created_at,
        )


def _epoch(held: Position | None, verdict: Verdict | None, header: Header) -> int:
    """Which numbering of its instance this is."""
    # The agent may have moved to another address: its numbers must not come to mean something new.
    if held is None or held.instance != header.instance:
        return 0
    return held.epoch + (verdict is Verdict.RENUMBERED)


def _note(code: str, held: Position, header: Header) -> Note:
    return Note(
        code=code,
        params={
            "before": held.instance,
            "after": header.instance,
            "expected": held.next,
            "first": header.first or 0,
            "next": header.next or 0,
        },
    )
