"""An open link to an agent: enters its numbering, follows it, and says so whenever it breaks (traps 1-9).

Entering is always the same three questions: probe (what is there), current (which numbers are there),
and only then the decision where to go on. Nothing is retried after a failure: failures are raised. What
looks like a retry below is the protocol's own way of going on (ask again from `next`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from enum import Enum
from urllib.parse import quote

from dispatcher.connectors.mtconnect.client import AgentClient, Query
from dispatcher.connectors.mtconnect.config import Assets, Delivery, MTConnectSettings, normal_address
from dispatcher.connectors.mtconnect.decode import asset_values, between, bound_devices, in_sequence, joined, notes_of
from dispatcher.connectors.mtconnect.position import Position, Verdict, lost_between, position_from
from dispatcher.connectors.sdk.mtconnect_xml import (
    AssetEvent,
    Catalogue,
    DevicesDocument,
    ErrorsDocument,
    Header,
    StreamsDocument,
    StreamsReader,
    read_assets,
    read_devices,
)
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    Asset,
    Batch,
    Binding,
    ConfigRejected,
    ConnectorError,
    Cursor,
    Declared,
    Garbled,
    LinkDown,
    Loss,
    Note,
    Rows,
)

_TRIES = 5
"""Changes of mind of the agent (restart between two questions, refused position) before we give up."""
_SINGLY = 20
"""More changed assets in one document than this are fetched with one question for all."""
_LEAST_PAUSE = 0.05
"""Seconds between two polls, however small the interval."""


class _Then(Enum):
    """What to do after a document."""

    GO_ON = "go_on"
    LOOK_AGAIN = "look_again"


class AgentLink:
    """`batches` may be called once. `met` outlives the link: devices that were once found there."""

    def __init__(
        self,
        client: AgentClient,
        settings: MTConnectSettings,
        clock: Clock,
        bindings: Sequence[Binding],
        met: set[str],
    ) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._bindings = bindings
        self._met = met
        self._url = settings.base
        self._agent = normal_address(settings.url)
        self._catalogue = Catalogue(())
        self._reader = StreamsReader(self._catalogue)
        self._new: dict[int, Declared] = {}
        self._labels: dict[str, str] = {}
        self._scope = ""
        self._count = settings.count
        self._heartbeat_known = True
        self._asset_count = 0
        self._model_changed = ""
        self._polling = settings.delivery is Delivery.POLL
        self._position = Position(agent=self._agent, instance="", next=0)
        self._refusals = 0
        self._caught_up = True
        self._unreadable_at = -1
        self._unreadable_twice = False

    async def batches(self, *, after: Cursor | None) -> AsyncGenerator[Batch, None]:
        """Batches after the cursor, for ever; the first one says what there is.

        Raises LinkDown, AccessDenied, Garbled, ConfigRejected.
        """
        yield await self._enter(position_from(after))
        while True:
            contents = self._poll() if self._polling else self._stream()
            async with aclosing(contents):
                async for batch in contents:
                    yield batch
            if self._unreadable_twice:
                async with aclosing(self._step_over()) as steps:
                    async for batch in steps:
                        yield batch
            self._refusals += 1
            if self._refusals > _TRIES:
                raise LinkDown("mtconnect_restless", url=self._url)
            yield await self._enter(self._position)

    # ---------------------------------------------------------------- entering

    async def _enter(self, held: Position | None) -> Batch:
        """Find out where we are and where to go on from; sets the position."""
        present = await self._look()
        received, header = self._clock.now(), present.header
        if header.first is None or header.next is None or not header.instance:
            raise Garbled("mtconnect_no_numbers", url=self._url)
        devices = "|".join(sorted(self._labels.values()))
        fresh = Position(agent=self._agent, instance=header.instance, next=header.first, devices=devices)
        rows, losses, notes = Rows(), [], []
        verdict = None if held is None or held.agent != self._agent else held.judge(header)
        if held is None or verdict is None:
            # The agent may have moved to another address: its numbers must not mean something new.
            same = held is not None and held.instance == header.instance
            self._position = replace(fresh, epoch=held.epoch) if held is not None and same else fresh
        elif verdict is Verdict.CONTINUES:
            if held.devices != devices:
                rows = between(present.rows, 0, held.next)
            self._position = replace(held, devices=devices)
        else:
            code = _CODES[verdict]
            epoch = {Verdict.OVERRUN: held.epoch, Verdict.RESTARTED: 0, Verdict.RENUMBERED: held.epoch + 1}[verdict]
            self._position = replace(fresh, epoch=epoch)
            first_at = await self._first_instant(header.first)
            losses = self._losses(code, held, first_at, header)
            notes.append(_note(code, held, header))
        if verdict is not Verdict.CONTINUES:
            rows = await self._snapshot(present)
            self._position = replace(self._position, seen=rows.source_at[-1] if len(rows) else 0)
        assets: tuple[Asset, ...] = ()
        if verdict in {None, Verdict.RESTARTED, Verdict.RENUMBERED} and self._asset_count:
            assets, complaints = await self._all_assets()
            notes.extend(complaints)
        return self._batch(received, header, rows, losses=losses, notes=notes, assets=assets)

    async def _look(self) -> StreamsDocument:
        """Probe and current of one and the same instance."""
        for _ in range(_TRIES):
            model = await self._probe()
            present = await self._streams(f"{self._scope}current")
            if model.header.instance in {"", present.header.instance}:
                return present
        raise LinkDown("mtconnect_restless", url=self._url)

    async def _probe(self) -> DevicesDocument:
        """Ask for the devices and take them over."""
        document = read_devices(await self._client.document("probe"))
        if isinstance(document, ErrorsDocument):
            raise self._refused(document)
        try:
            bound = bound_devices(document.devices, self._bindings, url=self._url)
        except ConfigRejected as error:
            # What was there yesterday is being started, not misspelt.
            if self._met.issuperset(binding.device for binding in self._bindings):
                raise LinkDown(error.code, **error.params) from error
            raise
        self._met.update(binding.device for binding in self._bindings)
        self._labels = {model.device.uuid or label: label for label, model in bound.items()}
        self._catalogue.want(bound)
        self._scope = ""
        if len(bound) == 1 < len(document.devices):
            only = next(iter(bound.values())).device
            self._scope = f"{quote(only.name, safe='')}/"
        self._declare(self._catalogue.learn(document.devices))
        self._count = min(self._settings.count, document.header.buffer_size or self._settings.count)
        self._heartbeat_known = not document.version.startswith(("1.0", "1.1"))
        self._model_changed = document.header.model_changed
        self._asset_count = document.header.asset_count or 0
        return document

    async def _snapshot(self, present: StreamsDocument) -> Rows:
        """What held before the buffer's first observation: `current?at=first`.

        From an agent that cannot do that: those present values that are older than the buffer.
        """
        first = self._position.next
        answer = await self._ask(f"{self._scope}current", {"at": first})
        if isinstance(answer, StreamsDocument) and answer.header.instance == present.header.instance:
            return between(answer.rows, 0, first)
        return between(present.rows, 0, first)

    async def _first_instant(self, first: int) -> int | None:
        """The source time of the oldest observation that is left; None where it cannot be told."""
        answer = await self._ask(f"{self._scope}sample", {"from": first, "count": 1})
        if isinstance(answer, ErrorsDocument) or not len(answer.rows):
            return None
        return in_sequence(answer.rows).source_at[0]

    # ---------------------------------------------------------------- following

    async def _stream(self) -> AsyncGenerator[Batch, None]:
        """Batches of one streaming answer; ends where the numbering has to be looked at again."""
        query: dict[str, str | int] = {"from": self._position.next, "count": self._count}
        # 1.0 and 1.1 call it `frequency` and know no heartbeat (Part 1, 1.1: 5.3).
        query["interval" if self._heartbeat_known else "frequency"] = self._settings.interval_ms
        if self._heartbeat_known:
            query["heartbeat"] = self._settings.heartbeat_ms
        async with self._client.stream(f"{self._scope}sample", query) as answer:
            if answer.boundary is None:
                # A refusal, or an agent that does not stream: it is asked again and again from now on.
                batch, then = await self._digest(await self._client.whole(answer))
                self._polling = self._polling or then is _Then.GO_ON
                if batch is not None:
                    yield batch
                if then is _Then.LOOK_AGAIN:
                    return
            else:
                async with aclosing(self._client.frames(answer)) as frames:
                    async for body in frames:
                        batch, then = await self._digest(body)
                        if batch is not None:
                            yield batch
                        if then is _Then.LOOK_AGAIN:
                            return
        async with aclosing(self._poll()) as polled:
            async for batch in polled:
                yield batch

    async def _poll(self) -> AsyncGenerator[Batch, None]:
        """The same, asked for piece by piece."""
        pause = max(self._settings.interval_ms / 1000, _LEAST_PAUSE)
        while True:
            body = await self._client.document(
                f"{self._scope}sample", {"from": self._position.next, "count": self._count}
            )
            batch, then = await self._digest(body)
            if batch is not None:
                yield batch
            if then is _Then.LOOK_AGAIN:
                return
            if self._caught_up:
                await asyncio.sleep(pause)

    async def _digest(self, body: bytes) -> tuple[Batch | None, _Then]:
        """One document of observations."""
        received = self._clock.now()
        try:
            document = self._reader.read(body)
        except Garbled as error:
            return self._unreadable(received, error), _Then.LOOK_AGAIN
        if isinstance(document, ErrorsDocument):
            if document.has("OUT_OF_RANGE") or document.header.instance != self._position.instance:
                return None, _Then.LOOK_AGAIN
            if self._polling or not document.has("INVALID_REQUEST", "UNSUPPORTED", "QUERY_ERROR"):
                raise self._refused(document)
            self._polling = True  # it does not like the question for a stream: ask without one
            return None, _Then.LOOK_AGAIN
        header = document.header
        if header.model_changed and header.model_changed != self._model_changed:
            self._declare(document.declared)
            await self._probe()
            self._model_changed = header.model_changed
            reread = self._reader.read(body)
            if isinstance(reread, StreamsDocument):
                document = reread
        return await self._observations(received, document)

    async def _observations(self, received: Instant, document: StreamsDocument) -> tuple[Batch | None, _Then]:
        self._declare(document.declared)
        header, held = document.header, self._position
        verdict = held.judge(header)
        if verdict in {Verdict.RESTARTED, Verdict.RENUMBERED}:
            return None, _Then.LOOK_AGAIN
        rows = in_sequence(document.rows)
        losses: list[Loss] = []
        notes = list(notes_of(document))
        if verdict is Verdict.OVERRUN and not (len(rows) and rows.sequence[0] <= held.next):
            first_at = rows.source_at[0] if len(rows) else await self._first_instant(header.first or held.next)
            losses = self._losses(_CODES[verdict], held, first_at, header)
            notes.append(_note(_CODES[verdict], held, header))
            rows = joined(await self._left_of_loss(held, rows), rows)
        assets, complaints = await self._changed_assets(document.assets)
        notes.extend(complaints)
        self._position = held.read(header, rows)
        self._refusals = 0
        self._caught_up = header.last is None or self._position.next > header.last
        return self._batch(received, header, rows, losses=losses, notes=notes, assets=assets), _Then.GO_ON

    async def _left_of_loss(self, held: Position, rows: Rows) -> Rows:
        """Of the lost observations those that are still the present value of their signal."""
        answer = await self._ask(f"{self._scope}current", {})
        if isinstance(answer, ErrorsDocument) or answer.header.instance != held.instance:
            return Rows()
        following = rows.sequence[0] if len(rows) else answer.header.first or held.next
        return between(answer.rows, held.next, following)

    # ---------------------------------------------------------------- rubbish

    def _unreadable(self, received: Instant, error: Garbled) -> Batch:
        """The first time it is asked for again (the line may have been at fault), then stepped over."""
        self._unreadable_twice = self._unreadable_at == self._position.next
        self._unreadable_at = self._position.next
        params = {name: value if isinstance(value, str | int) else str(value) for name, value in error.params.items()}
        note = Note(
            code="mtconnect_unreadable", params={"error": error.code, "sequence": self._position.next, **params}
        )
        return self._batch(received, Header(), Rows(), notes=[note])

    async def _step_over(self) -> AsyncGenerator[Batch, None]:
        """One observation at a time up to the one that cannot be read, and past it: it is lost, the rest is not."""
        self._unreadable_twice = False
        for _ in range(self._count + 1):
            held = self._position
            try:
                answer = await self._ask(f"{self._scope}sample", {"from": held.next, "count": 1})
            except Garbled:
                self._position = replace(held, next=held.next + 1)
                received = self._clock.now()
                first_at = await self._instant_or_none(held.next + 1)
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
            batch, then = await self._observations(self._clock.now(), answer)
            if batch is not None:
                yield batch
            if then is _Then.LOOK_AGAIN or self._position.next == held.next:
                return

    async def _instant_or_none(self, first: int) -> int | None:
        try:
            return await self._first_instant(first)
        except Garbled:
            return None

    # ---------------------------------------------------------------- assets

    async def _all_assets(self) -> tuple[tuple[Asset, ...], list[Note]]:
        return await self._assets("assets", {})

    async def _changed_assets(self, events: Iterable[AssetEvent]) -> tuple[tuple[Asset, ...], list[Note]]:
        """What the document's asset events speak of; the last event of an asset counts."""
        last = {(event.device, event.asset_id): event for event in events}
        kept: list[Asset] = [
            Asset(
                device=event.device,
                asset_id=event.asset_id,
                type=event.type,
                at=Instant(event.at),
                removed=True,
                document="",
            )
            for event in last.values()
            if event.removed
        ]
        changed = [event for event in last.values() if not event.removed]
        paths = [f"asset/{quote(event.asset_id, safe='')}" for event in changed]
        notes: list[Note] = []
        for path in paths if len(paths) <= _SINGLY else ["assets"]:
            found, complaints = await self._assets(path, {})
            kept.extend(found)
            notes.extend(complaints)
        return tuple(kept), notes

    async def _assets(self, path: str, query: Query) -> tuple[tuple[Asset, ...], list[Note]]:
        """The assets of one answer. A failure is a note: observations must not wait for documents."""
        if self._settings.assets is Assets.IGNORE:
            return (), []
        try:
            document = read_assets(await self._client.document(path, query))
        except ConnectorError as error:
            return (), [Note(code="mtconnect_assets_failed", params={"path": path, "error": error.code})]
        if isinstance(document, ErrorsDocument):
            if document.has("ASSET_NOT_FOUND"):
                return (), []
            code = document.errors[0].code if document.errors else ""
            return (), [Note(code="mtconnect_assets_failed", params={"path": path, "error": code})]
        return asset_values(document, self._labels, self._clock.now()), []

    # ---------------------------------------------------------------- small things

    async def _ask(self, path: str, query: Query) -> StreamsDocument | ErrorsDocument:
        document = self._reader.read(await self._client.document(path, query))
        if isinstance(document, StreamsDocument):
            self._declare(document.declared)
        return document

    async def _streams(self, path: str) -> StreamsDocument:
        document = await self._ask(path, {})
        if isinstance(document, ErrorsDocument):
            raise self._refused(document)
        return document

    def _declare(self, declared: Iterable[Declared]) -> None:
        self._new.update((one.handle, one) for one in declared)

    def _losses(self, code: str, held: Position, first_at: int | None, header: Header) -> list[Loss]:
        interval = lost_between(held, first_at, header.created_at or 0)
        return [
            Loss(device=device, interval=interval, code=code, params={"next": held.next, "first": header.first or 0})
            for device in sorted(set(self._labels.values()))
        ]

    def _refused(self, document: ErrorsDocument) -> Garbled:
        first = document.errors[0] if document.errors else None
        return Garbled(
            "mtconnect_refused",
            url=self._url,
            answer=first.code if first else "",
            text=first.text[:300] if first else "",
        )

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
        declared, self._new = tuple(self._new.values()), {}
        return Batch(
            received_at=received,
            session=self._position.session,
            rows=rows,
            cursor=self._position.cursor(),
            declared=declared,
            losses=tuple(losses),
            notes=tuple(notes),
            assets=assets,
            source_clock=header.created_at,
        )


_CODES = {
    Verdict.OVERRUN: "buffer_overrun",
    Verdict.RESTARTED: "agent_restarted",
    Verdict.RENUMBERED: "sequence_reset",
}


def _note(code: str, held: Position, header: Header) -> Note:
    return Note(
        code=code,
        params={
            "before": held.instance,
            "instance": header.instance,
            "expected": held.next,
            "first": header.first or 0,
            "next": header.next or 0,
        },
    )
