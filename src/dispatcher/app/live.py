"""The bus inside the process: what changed, numbered, to everybody who listens.

All of it belongs to one event loop and must be called from its thread. Publishing never waits: a
listener who does not keep up is told so (`Overrun`) and must come back for a new snapshot; nothing
is buffered without bound.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.app.plant import MachineSummary, Newest
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Span, Track, TrackPatch

CHUNK = 500
"""Spans in one message; a longer patch becomes several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineChanged:
    """The summary of a machine differs from what was last published."""

    summary: MachineSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineGone:
    """The machine was taken off the board."""

    machine: MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How fresh a machine's data is: all that changes of its summary while it only goes on working."""

    machine: MachineId
    last_data_at: Instant | None
    last_contact_at: Instant | None
    clock_skew: Micros | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessChanged:
    """Of these machines only the freshness differs from what was last published."""

    machines: Sequence[Freshness]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpansChanged:
    """Spans of the track whose start lies in [start, end) go, `spans` take their place."""

    machine: MachineId
    track: Track
    start: Instant
    end: Instant | None
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesChanged:
    """Newest values of a machine's signals by key."""

    machine: MachineId
    values: Mapping[str, Newest]


Event = MachineChanged | MachineGone | FreshnessChanged | SpansChanged | ValuesChanged


@dataclass(slots=True, kw_only=True)
class Published:
    """An event with its number. `payload` is filled by the first door that serialises it, so that
    the work is done once for all listeners.
    """

    seq: int
    at: Instant
    event: Event
    payload: str | None = field(default=None)


class Overrun(Exception):
    """The listener fell too far behind and has been dropped."""


class Subscription:
    """One listener: a bounded queue and the machines whose values it wants."""

    def __init__(self, limit: int) -> None:
        """`limit`: messages it may be behind."""
        self.machines: frozenset[MachineId] = frozenset()
        self._limit = limit
        self._waiting: deque[Published] = deque()
        self._ready = asyncio.Event()
        self._overrun = asyncio.Event()

    async def take(self) -> list[Published]:
        """Everything that waits, at least one. Raises Overrun."""
        await self._ready.wait()
        if self._overrun.is_set():
            raise Overrun
        found = list(self._waiting)
        self._waiting.clear()
        self._ready.clear()
        return found

    async def overrun(self) -> None:
        """Return when the listener has fallen too far behind."""
        await self._overrun.wait()

    @property
    def dropped(self) -> bool:
        """Whether it has."""
        return self._overrun.is_set()

    def push(self, published: Published) -> bool:
        """Queue a message; False when the listener had to be dropped."""
        if len(self._waiting) >= self._limit:
            self._waiting.clear()
            self._overrun.set()
        else:
            self._waiting.append(published)
        self._ready.set()
        return not self._overrun.is_set()


class Hub:
    """Numbers events, keeps the newest for those who reconnect, hands them to the listeners.

    `epoch` names this run; numbers of another epoch mean nothing. `values` are passing things: they
    carry the present number, go only to those who asked, and are not kept.
    """

    def __init__(self, epoch: str, *, keep: int = 4096) -> None:
        """`keep`: how many events a reconnecting listener may have missed."""
        self.epoch = epoch
        self.seq = 0
        self.published = 0
        self.overruns = 0
        self._ring: deque[Published] = deque(maxlen=keep)
        self._listeners: set[Subscription] = set()

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    def subscribe(self, limit: int) -> Subscription:
        """Listen to everything published from now on."""
        subscription = Subscription(limit)
        self._listeners.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop listening; harmless when it was dropped already."""
        self._listeners.discard(subscription)

    def missed(self, epoch: str, after: int) -> list[Published] | None:
        """Events after number `after` of that epoch; None where only a snapshot can help."""
        oldest = self._ring[0].seq if self._ring else self.seq + 1
        if epoch != self.epoch or not oldest - 1 <= after <= self.seq:
            return None
        return [published for published in self._ring if published.seq > after]

    def publish(self, event: MachineChanged | MachineGone | FreshnessChanged | SpansChanged, now: Instant) -> None:
        """Number the event, keep it, hand it out."""
        self.seq += 1
        published = Published(seq=self.seq, at=now, event=event)
        self._ring.append(published)
        self._hand_out(published, list(self._listeners))

    def publish_patch(self, patch: TrackPatch, now: Instant) -> None:
        """A patch as one or more events of at most CHUNK spans, together the same change."""
        for start, end, spans in _pieces(patch):
            self.publish(SpansChanged(machine=patch.machine, track=patch.track, start=start, end=end, spans=spans), now)

    def publish_values(self, machine: MachineId, values: Mapping[str, Newest], now: Instant) -> None:
        """Hand newest values to those who asked for this machine."""
        wanted = [listener for listener in self._listeners if machine in listener.machines]
        if wanted and values:
            event = ValuesChanged(machine=machine, values=values)
            self._hand_out(Published(seq=self.seq, at=now, event=event), wanted)

    def _hand_out(self, published: Published, listeners: Sequence[Subscription]) -> None:
        self.published += 1
        for listener in listeners:
            if not listener.push(published):
                self.overruns += 1
                self._listeners.discard(listener)


def _pieces(patch: TrackPatch) -> Iterator[tuple[Instant, Instant | None, Sequence[Span]]]:
    """Cut a patch by start instants; spans that start together stay together."""
    spans, start, begin = patch.spans, patch.start, 0
    while len(spans) - begin > CHUNK:
        stop = begin + CHUNK
        while stop < len(spans) and spans[stop].start == spans[stop - 1].start:
            stop += 1
        if stop == len(spans):
            break
        yield start, spans[stop].start, spans[begin:stop]
        start, begin = spans[stop].start, stop
    yield start, patch.end, spans[begin:]
