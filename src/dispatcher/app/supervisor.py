"""Opens links, retries, judges health: the only place that does (traps 8, 18, 47).

Health is fresh data, never the state of a socket. A link that comes and goes is shown as flapping,
apart from what the machine does. Rubbish is counted and, when it will not end, quarantined.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import traceback
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dispatcher.app.discretion import hidden_in
from dispatcher.app.intake import Intake
from dispatcher.app.links import closable, discreet, kind, plain, rate
from dispatcher.app.plant import LinkState, Paused, SourceError, SourceStatus
from dispatcher.app.source_intake import SourceIntake
from dispatcher.domain.errors import Conflict, DispatcherError, NotFound, Unavailable
from dispatcher.domain.instant import MINUTE, SECOND, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SourceId
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, Connector, ConnectorError, LinkDown, Retry
from dispatcher.ports.store import SourceNote

FIRST_DELAY: Micros = 1 * SECOND
LAST_DELAY: Micros = 60 * SECOND
FLAPPING_COUNT = 6
FLAPPING_SPAN: Micros = 10 * MINUTE
GARBLED_LIMIT = 20
"""So many unreadable answers in a row put the source into quarantine: the longest delay at once."""
WATCHDOG: Micros = 120 * SECOND
"""Silence of a link that should have told us itself."""
PAUSED_S = 60
"""When to come again while a person has paused the source."""
SETTLED: Micros = 30 * SECOND
"""A link that lasted this long starts its back-off anew."""
NOBODY = "–"
"""Author of what nobody put his name to."""
FAREWELL_S = 5.0
"""How long a link may take to close; one that hangs longer is left behind."""

_log = logging.getLogger(__name__)


def backoff(attempt: int, chance: float) -> Micros:
    """Delay before the attempt (0, 1, …): doubles from a second to a minute, minus up to half of it
    by chance, so that a hundred machines do not call at once after a power cut.
    """
    whole = min(LAST_DELAY, FIRST_DELAY * 2 ** min(attempt, 10))
    return int(whole * (1 - chance / 2))


@dataclass(slots=True)
class Source:
    """One configured source with the connector that speaks its protocol."""

    id: SourceId
    connector_id: str
    address: str
    connector: Connector
    bindings: Sequence[Binding]
    intake: SourceIntake
    status: SourceStatus
    secrets: Sequence[str] = ()
    """Words that must not stand in any note or error."""
    transitions: deque[Instant] = field(default_factory=lambda: deque(maxlen=FLAPPING_COUNT))
    garbled: int = 0
    opened_at: Instant | None = None
    rows_at: deque[tuple[Instant, int]] = field(default_factory=lambda: deque(maxlen=30))
    resting: asyncio.Future[None] | None = None
    """The pause before the next link, while it lasts."""


class Supervisor:
    """Keeps every source running until it is told to stop."""

    def __init__(
        self,
        intake: Intake,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        changed: Callable[[SourceStatus], None] = lambda _: None,
    ) -> None:
        """`sleep` takes seconds; `chance` gives [0, 1); `changed` hears of every new link state."""
        self._intake = intake
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._changed = changed
        self._sources: dict[SourceId, Source] = {}
        self._tasks: dict[SourceId, asyncio.Task[None]] = {}
        self.running = False
        self.moved = False
        """Whether the state of any link changed; whoever shows it sets it back."""
        self.room = asyncio.Event()
        self.room.set()
        self.opened: Callable[[Source], None] = lambda _: None
        """Hears of every link that came up."""
        self.closed: Callable[[Source], None] = lambda _: None
        """Hears of every source that a person closed: nothing more may be asked of it."""

    def add(
        self,
        source: SourceId,
        connector_id: str,
        address: str,
        connector: Connector,
        bindings: Sequence[Binding],
        *,
        secrets: Sequence[str] = (),
        paused: Paused | None = None,
    ) -> Source:
        """Configure a source. It starts at once where the others run, else with `start`; not while it is paused."""
        if source in self._sources:
            raise Conflict("source_exists", source=source)
        known = Source(
            id=source,
            connector_id=connector_id,
            address=address,
            connector=connector,
            bindings=tuple(bindings),
            intake=self._intake.source(source, {binding.device: binding.machine for binding in bindings}),
            status=SourceStatus(
                id=source,
                connector=connector_id,
                address=address,
                machines=tuple(binding.machine for binding in bindings),
                link=LinkState.NEVER,
                since=self._clock.now(),
                paused=paused,
            ),
            secrets=tuple(secrets),
        )
        self._sources[source] = known
        self.moved = True
        if self.running:
            self._begin(known)
        return known

    def source(self, source: SourceId) -> Source:
        """By id. Raises KeyError."""
        return self._sources[source]

    def addresses(self) -> Mapping[SourceId, str]:
        """Where each source points; empty for what is no place."""
        return {source.id: source.address for source in self._sources.values()}

    def statuses(self) -> list[SourceStatus]:
        """The present of every source, figures fresh."""
        return [self._fresh(source) for source in self._sources.values()]

    def connector(self, source: str) -> Connector:
        """Of a source. Raises NotFound `source_unknown`."""
        found = self._sources.get(SourceId(source))
        if found is None:
            raise NotFound("source_unknown", source=source)
        return found.connector

    def knock(self, source: str) -> None:
        """The peer came by itself: the pause before the next link, if there is one, is over.

        Raises Unavailable `delivery_paused`: a person's pause is not over by that (trap 31).
        """
        found = self._sources.get(SourceId(source))
        if found is None:
            return
        if found.status.paused is not None:
            raise Unavailable("delivery_paused", source=source, retry_after_s=PAUSED_S)
        if found.resting is not None:
            found.resting.cancel()

    async def start(self) -> None:
        """Start a task for every source."""
        self.running = True
        for source in self._sources.values():
            self._begin(source)

    async def stop(self) -> None:
        """Stop all; every link is closed when this returns."""
        self.running = False
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()

    # ----------------------------------------------------- by a person's hand

    async def pause(self, source: SourceId, paused: Paused) -> None:
        """Close the link and leave it closed; what is not heard from now on is lost for good."""
        known = self._sources[source]
        await self._end(known)
        note = SourceNote(
            source=source,
            at=paused.since,
            code="paused",
            params={"author": paused.by or NOBODY, "reason": paused.reason},
        )
        self._intake.lost(known.intake, note)
        self._set(known, link=_closed(known), since=paused.since, retry_at=None, error=None, paused=paused)

    def resume(self, source: SourceId, author: str) -> None:
        """Open it again, from now on."""
        known, now = self._sources[source], self._clock.now()
        paused = known.status.paused
        note = SourceNote(source=source, at=now, code="resumed", params={"author": author or NOBODY})
        if paused is None or paused.since >= now:
            self._intake.note(note)
        else:
            self._intake.resumed(known.intake, Interval(paused.since, now), note)
        self._set(known, since=now, paused=None)
        if self.running:
            self._begin(known)

    async def restart(self, source: SourceId, author: str) -> None:
        """Close the link and open it at once; a source that was given up is tried anew."""
        known = self._sources[source]
        await self._end(known)
        now = self._clock.now()
        self._intake.lost(
            known.intake, SourceNote(source=source, at=now, code="restarted", params={"author": author or NOBODY})
        )
        known.garbled = 0
        self._set(known, link=_closed(known), since=now, retry_at=None, error=None)
        if self.running:
            self._begin(known)

    async def remove(self, source: SourceId, note: SourceNote) -> None:
        """Close the link and forget the source; its last line is `note`."""
        known = self._sources.pop(source)
        await self._end(known)
        self._intake.lost(known.intake, note)
        self._intake.forget(source)
        self.moved = True

    # ------------------------------------------------------------------ inside

    def _begin(self, source: Source) -> None:
        if source.status.paused is None:
            self._tasks[source.id] = asyncio.create_task(self._keep(source), name=f"source {source.id}")

    async def _end(self, source: Source) -> None:
        """Close its link. Whatever it had taken was taken whole."""
        task = self._tasks.pop(source.id, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task], timeout=FAREWELL_S)
        source.opened_at = None
        source.rows_at.clear()
        self.closed(source)

    async def _keep(self, source: Source) -> None:
        attempt = 0
        while True:
            error = await self._attend(source)
            now = self._clock.now()
            lasted = source.opened_at is not None and now - source.opened_at >= SETTLED
            attempt = 0 if lasted else attempt + 1
            source.opened_at = None
            if isinstance(error, ConnectorError) and error.retry is Retry.NEVER:
                self._down(source, error, retry_at=None)
                return
            delay = backoff(max(attempt - 1, 0), self._chance())
            if source.garbled >= GARBLED_LIMIT:
                delay = LAST_DELAY
            self._down(source, error, retry_at=Instant(now + delay))
            await self._rest(source, delay)

    async def _rest(self, source: Source, delay: Micros) -> None:
        """The pause between two links, unless somebody knocks."""
        source.resting = asyncio.ensure_future(self._sleep(delay / SECOND))
        try:
            await asyncio.wait((source.resting,))
        finally:
            source.resting.cancel()
            source.resting = None

    async def _attend(self, source: Source) -> DispatcherError:
        """Run one link to its end; why it ended."""
        try:
            async with source.connector.open(source.bindings) as link:
                batches = link.batches(after=source.intake.cursor)
                async with contextlib.aclosing(closable(batches)) as stream:
                    while True:
                        batch = await self._next(stream, source)
                        if batch is None:
                            return LinkDown("link_ended", source=source.id)
                        await self.room.wait()
                        self._intake.take(source.intake, discreet(batch, source.secrets))
                        self._up(source, batch)
        except ConnectorError as error:
            source.garbled += error.retry is Retry.SKIP
            return error
        except (OSError, TimeoutError) as error:
            return LinkDown("link_failed", source=source.id, problem=str(error) or type(error).__name__)
        except DispatcherError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a fault of one connector must not end its source for good
            # Neither the message nor any value: a secret may stand in them.
            place = "".join(traceback.format_tb(error.__traceback__)[-1:]).strip()
            _log.error("source %s: %s in its connector: %s", source.id, type(error).__name__, place)
            return LinkDown(
                "connector_failed", source=source.id, connector=source.connector_id, problem=type(error).__name__
            )

    async def _next(self, stream: AsyncIterator[Batch], source: Source) -> Batch | None:
        try:
            async with asyncio.timeout(WATCHDOG / SECOND):
                return await anext(stream, None)
        except TimeoutError as error:
            raise LinkDown("link_silent", source=source.id, seconds=WATCHDOG // SECOND) from error

    def _up(self, source: Source, batch: Batch) -> None:
        now = batch.received_at
        if len(batch.rows):
            source.garbled = 0
        source.rows_at.append((now, len(batch.rows)))
        if source.opened_at is None:
            source.opened_at = now
            self._moved(source, now)
            self._intake.note(SourceNote(source=source.id, at=now, code="link_up"))
            self._set(source, link=self._judge(source, LinkState.UP, now), since=now, retry_at=None, error=None)
            self.opened(source)
        elif source.status.link is LinkState.FLAPPING and self._judge(source, LinkState.UP, now) is LinkState.UP:
            self._set(source, link=LinkState.UP, since=now)

    def _down(self, source: Source, error: DispatcherError, *, retry_at: Instant | None) -> None:
        now = self._clock.now()
        was_up = source.status.link is not LinkState.DOWN and source.intake.contact_from is not None
        params = hidden_in(error.params, source.secrets)
        note = SourceNote(source=source.id, at=now, code="link_down", params={"error": error.code, **plain(params)})
        problem = SourceError(code=error.code, params=params, kind=kind(error))
        if was_up:
            self._moved(source, now)
            self._intake.lost(source.intake, note)
            link = self._judge(source, LinkState.DOWN, now)
            self._set(source, link=link, since=now, retry_at=retry_at, error=problem)
            return
        if source.status.error is None or source.status.error.code != error.code:
            self._intake.note(note)
        link = LinkState.NEVER if source.status.last_contact_at is None else source.status.link
        if link is LinkState.FLAPPING:
            link = self._judge(source, LinkState.DOWN, now)
        self._set(source, link=link, retry_at=retry_at, error=problem)

    def _moved(self, source: Source, now: Instant) -> None:
        source.transitions.append(now)

    def _judge(self, source: Source, link: LinkState, now: Instant) -> LinkState:
        """Flapping while the last transitions all lie within the span."""
        many = len(source.transitions) == FLAPPING_COUNT
        return LinkState.FLAPPING if many and now - source.transitions[0] <= FLAPPING_SPAN else link

    def _set(self, source: Source, **changes: object) -> None:
        source.status = replace(self._fresh(source), **changes)  # type: ignore[arg-type]  # fields of the value
        self.moved = True
        self._changed(source.status)

    def _fresh(self, source: Source) -> SourceStatus:
        intake = source.intake
        newest = intake.newest_source_at
        last_data = intake.last_data_at
        return replace(
            source.status,
            last_data_at=None if last_data is None else Instant(last_data),
            last_contact_at=Instant(intake.contact_at) if intake.contact_at else None,
            rate_per_s=rate(source.rows_at),
            lag=None if last_data is None or newest is None else max(0, last_data - newest),
            clock_skew=intake.skew.value,
            quarantined=intake.quarantined,
            observations=intake.observations,
            duplicates=intake.duplicates,
            out_of_order=intake.out_of_order,
        )


def _closed(source: Source) -> LinkState:
    """The link of a source that was closed by hand."""
    return LinkState.NEVER if source.status.link is LinkState.NEVER else LinkState.DOWN
