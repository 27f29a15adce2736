"""What the house asks of a connector, and what passes through: columns in, a cursor last.

Rules of conduct: a connector never retries and never sleeps, it raises one of the four errors and
the supervisor decides; leaving `open` leaves no task, thread or socket; nothing is "corrected" here:
each row carries the source's time, each batch ours; the cursor of a batch is stored by the house in
the same transaction as its rows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from dispatcher.domain.errors import DispatcherError
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition, DataSet, MachineId, SignalSpec, TimeSeries

Cursor = Mapping[str, str | int]
"""Where to go on after a restart; JSON-able, opaque to everybody but the connector."""


class Retry(StrEnum):
    """What the supervisor does after an error."""

    NEVER = "never"
    BACKOFF = "backoff"
    SKIP = "skip"


class ConnectorError(DispatcherError):
    """Anything a connector raises; `code` is a locale key `error.<code>`."""

    retry: ClassVar[Retry] = Retry.BACKOFF
    status = 502


class ConfigRejected(ConnectorError):
    """The settings cannot work; only a person can mend it."""

    status = 422
    retry = Retry.NEVER


class AccessDenied(ConnectorError):
    """The peer refuses us; only a person can mend it."""

    retry = Retry.NEVER


class LinkDown(ConnectorError):
    """No peer, no answer, or silence past the keep-alive."""

    retry = Retry.BACKOFF


class Garbled(ConnectorError):
    """The peer sent what cannot be read; the link may live on."""

    retry = Retry.SKIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A signal as this link knows it: rows refer to it by `handle` (unique within the link)."""

    handle: int
    device: str
    spec: SignalSpec


@dataclass(slots=True)
class Rows:
    """Observations as parallel columns, in the order the source gave them.

    signal: handle of a `Declared`; source_at: the source's instant, µs; sequence: the source's own
    number (see `derived_sequence` for sources without one); num/text: the value, at most one of the
    two set, both None = UNAVAILABLE; rich: row -> structured value (num and text are None there).
    at: row -> the instant from which the value holds, where two clocks in one record contradict the order
    in which it came (see `connectors/sdk/clocks.py`); elsewhere it holds from `source_at`.
    """

    signal: list[int] = field(default_factory=list)
    source_at: list[int] = field(default_factory=list)
    sequence: list[int] = field(default_factory=list)
    num: list[float | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    rich: dict[int, Condition | DataSet | TimeSeries] = field(default_factory=dict)
    at: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many observations."""
        return len(self.signal)


_LEAST, _GREATEST = -(2**63), 2**63 - 1
"""What the journal can hold."""


def derived_sequence(source_at: int, occurrence: int) -> int:
    """A sequence for sources that number nothing: the instant and the how-manieth value of the same
    signal at that very instant (0..1023). The same recording read again gives the same numbers.
    """
    # A clock of the year 1600 or 2300 is no reason to have no number: it is kept, and told apart no further.
    return max(_LEAST, min(source_at * 1024 + min(occurrence, 1023), _GREATEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Data known to be lost for good in [interval) (trap 3); `code` is a locale key `loss.<code>`."""

    device: str
    interval: Interval
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something worth keeping in the source's journal: restart, garbled line, skew…

    `code` is a locale key `note.<code>`; `params` name the place (file, line, sequence).
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An asset document kept as it came (MTConnect Part 4)."""

    device: str
    asset_id: str
    type: str
    at: Instant
    removed: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came in one go. Empty rows are a sign of life (heartbeat).

    received_at: our clock when the bytes came. session: names the numbering of `sequence`
    (agent instance, file set); a new session never continues an old one. covered: for recordings,
    the span of each device the record speaks for; live links leave it empty: their coverage is the
    unbroken contact. native: values are in `native_units` and the house converts. source_clock:
    the source's own idea of now, for skew. cursor: stored last. stored: called on the event loop, once, when all of the
    batch is in the journal: the moment to acknowledge to a peer that waits for it. repeated: called before that, once
    or more and not on the event loop, with the number of its rows that the journal held already; not called for none.
    """

    received_at: Instant
    session: str
    rows: Rows
    cursor: Cursor | None = None
    declared: tuple[Declared, ...] = ()
    losses: tuple[Loss, ...] = ()
    notes: tuple[Note, ...] = ()
    assets: tuple[Asset, ...] = ()
    covered: tuple[tuple[str, Interval], ...] = ()
    native: bool = False
    source_clock: Instant | None = None
    recorded: bool = False
    stored: Callable[[], None] | None = None
    repeated: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which device at the source is which machine of the plant; device "" = the only one."""

    device: str
    machine: MachineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device as the source describes it."""

    name: str
    uuid: str
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What is there, before anything is configured: devices, signals, present values."""

    protocol: str
    version: str
    devices: tuple[Device, ...]
    now: Batch


class Link(Protocol):
    """An open link."""

    def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """Batches after the cursor, for ever. Raises LinkDown when the peer is gone or silent;
        returns normally only where the source has an end (a recording).
        """
        ...


class Connector(Protocol):
    """One configured source."""

    async def probe(self) -> Probe:
        """Look once. Raises AccessDenied, LinkDown, Garbled or ConfigRejected."""
        ...

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something a peer offers, found by browsing: a folder (`leaf` False) or a value that can be mapped.

    address: what a mapping names (node id, topic, register). value: the present one as a text, "" where unknown.
    """

    address: str
    title: str
    leaf: bool
    type: str = ""
    units: str = ""
    value: str = ""


class Browsable(Protocol):
    """Ability: look around at the peer, folder by folder."""

    def browse(self, folder: str) -> AsyncIterator[Place]:
        """What lies in a folder ("" = the top). Raises as `probe`."""
        ...


class Backfillable(Protocol):
    """Ability: the peer keeps a history that can be asked for what an outage hid."""

    def backfill(self, bindings: Sequence[Binding], window: Interval) -> AsyncIterator[Batch]:
        """Recorded batches of the window, with what they cover. Raises as `probe`; what the peer no longer has is
        simply not covered.
        """
        ...


class Discoverable(Protocol):
    """Ability: find peers of this protocol among addresses; polite and bounded, only when a person asks."""

    async def knock(self, host: str, timeout_s: float) -> Device | None:
        """Who answers at the host on the protocol's usual port; None for nobody, never an error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What somebody brought to the house's own door for one source.

    credential: the bearer token that came with it, "" for none. encoding: as the header names it ("gzip"), "" for none.
    headers: lower-case names. inside: the house itself hands it over, and has asked who stands behind it; what comes
    through the door never is.
    """

    body: bytes
    content_type: str = ""
    encoding: str = ""
    credential: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a delivery, said after it was stored: rows taken, rows known already, items refused with place."""

    taken: int
    known: int = 0
    refused: tuple[Note, ...] = ()


class TooLarge(Garbled):
    """More than is taken in one delivery."""


class Unsupported(Garbled):
    """A delivery of a kind, or packed in a way, that the source does not read."""


class Busy(ConnectorError):
    """The house cannot take more just now; the peer shall come again after `retry_after_s` (a parameter)."""

    retry = Retry.BACKOFF


class Crowded(Busy):
    """The peer brings more than is taken; the house itself is well."""


class Receivable(Protocol):
    """Ability: the source does not listen itself, the house's HTTP door hands it what was brought."""

    def admit(self, credential: str) -> None:
        """Asked before a body is read. Raises AccessDenied for whoever may not bring anything."""
        ...

    async def receive(self, delivery: Delivery) -> Receipt:
        """Returns when all of it is in the journal. Raises AccessDenied for a wrong credential, Garbled for what cannot
        be read at all, Busy while no link is open or too much waits, LinkDown never.
        """
        ...
