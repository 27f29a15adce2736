"""From births, data and deaths to rows: which metric is which signal. Pure; the clock is handed in."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import orjson
from pydantic import ValidationError

from dispatcher.connectors.sdk.mapping import Entry, Raw
from dispatcher.connectors.sdk.numbering import Numbering
from dispatcher.connectors.sparkplug.config import MAX_SIGNALS, SparkplugEntry
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.naming import entry_of, is_control
from dispatcher.connectors.sparkplug.nodes import Event, What
from dispatcher.connectors.sparkplug.payload import Metric
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation
from dispatcher.ports.connector import Cursor, Declared, Note, Rows

AVAILABILITY = Entry(
    key="availability", name="availability", type="AVAILABILITY", component_type="Device", values={"1": "AVAILABLE"}
)
_HEX = 256
_MEMORY = 256 * 1024
"""Letters of what is kept about known signals beside the cursor."""


@dataclass(slots=True)
class Signal:
    """One signal of one owner. known: it has a value; None = nobody has said anything about it yet."""

    declared: Declared
    entry: Entry
    numbering: Numbering = field(default_factory=Numbering)
    known: bool | None = None
    alarm: str = ""


@dataclass(slots=True)
class Owner:
    """A node or device that is bound to a machine; `device` as the binding says it."""

    device: str
    available: Signal
    by_metric: dict[str, list[Signal]] = field(default_factory=dict)
    by_key: dict[str, Signal] = field(default_factory=dict)
    born: bool = False
    offset: int = 0
    """Its clock minus ours: what we say of it is said in its own time."""
    history_to: int | None = None


@dataclass(slots=True)
class Page:
    """What one look gives: rows of the present, rows of the past with what they cover, declarations, notes."""

    rows: Rows = field(default_factory=Rows)
    past: Rows = field(default_factory=Rows)
    covered: list[tuple[str, Interval]] = field(default_factory=list)
    declared: dict[int, Declared] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """There is nothing to say."""
        return not (self.rows.signal or self.past.signal or self.declared or self.notes)


class Book:
    """The signals of all owners; kept from link to link."""

    def __init__(self, owners: Sequence[tuple[str, str]], entries: Sequence[SparkplugEntry], *, unmapped: bool) -> None:
        """`owners`: (name at the broker, device of the binding)."""
        self._entries = tuple(entries)
        self._unmapped = unmapped
        self._count = 0
        self._full = False
        self.changed = False
        """Signals were declared that the memory does not know yet."""
        self.owners: dict[str, Owner] = {}
        for name, device in owners:
            self.owners[name] = Owner(device=device, available=self._signal(device, AVAILABILITY))

    @property
    def declared(self) -> Iterator[Declared]:
        """All signals there are."""
        for owner in self.owners.values():
            yield owner.available.declared
            yield from (signal.declared for signal in owner.by_key.values())

    # ---------------------------------------------------------------- what happens

    def take(self, event: Event, page: Page, now: Instant) -> None:
        """Write down what an event makes known."""
        owner = self.owners.get(event.owner)
        if owner is None:
            return
        if event.what is What.DEATH:
            self._died(owner, page, event.at or Instant(now + owner.offset))
            return
        if event.what not in {What.BIRTH, What.DATA}:
            return
        if event.at is not None:
            owner.offset = event.at - now
        if event.what is What.BIRTH:
            owner.history_to = None
            self._declare(owner, event.metrics, page)
            self._be_there(owner, page, event.at or now)
        for metric in event.metrics:
            signals = owner.by_metric.get(metric.name)
            if signals is None and not is_control(metric.name):
                signals = self._declare(owner, (metric,), page)
            for signal in signals or ():
                self._write(owner, signal, metric, page, event.at or now, birth=event.what is What.BIRTH)

    def show(self, name: str, metrics: tuple[Metric, ...], page: Page, now: Instant) -> None:
        """What an owner says at the moment, for a look."""
        self.take(Event(what=What.BIRTH, owner=name), page, now)
        self.take(Event(what=What.DATA, owner=name, metrics=metrics), page, now)

    def forget(self, page: Page, now: Instant) -> None:
        """A link began, and these owners did not say that they are there: nobody knows what they do."""
        for owner in self.owners.values():
            if not owner.born:
                self._died(owner, page, Instant(now + owner.offset))

    def begin(self) -> None:
        """A new link: nobody is there before he says so."""
        for owner in self.owners.values():
            owner.born = False

    # -------------------------------------------------------------------- memory

    def memory(self) -> Cursor | None:
        """What signals there were, so that a server that starts again can say that they are unknown."""
        self.changed = False
        told = {
            name: [signal.entry.model_dump(mode="json", exclude_defaults=True) for signal in owner.by_key.values()]
            for name, owner in self.owners.items()
        }
        packed = base64.b85encode(zlib.compress(orjson.dumps(told))).decode()
        return {"signals": packed} if len(packed) <= _MEMORY else None

    def remember(self, cursor: Cursor | None, page: Page) -> None:
        """The signals of an earlier run. A memory that cannot be read is none."""
        packed = None if cursor is None else cursor.get("signals")
        if not isinstance(packed, str):
            return
        try:
            told = orjson.loads(zlib.decompress(base64.b85decode(packed)))
            for name, entries in told.items():
                for given in entries if name in self.owners else ():
                    self._known(self.owners[name], given, page)
        except (ValueError, zlib.error, ValidationError, AttributeError, TypeError):
            return

    def _known(self, owner: Owner, given: dict[str, object], page: Page) -> None:
        kind = SparkplugEntry if "metric" in given else Entry
        entry = kind.model_validate(given)
        if entry.key not in owner.by_key:
            owner.by_key[entry.key] = signal = self._signal(owner.device, entry)
            page.declared[signal.declared.handle] = signal.declared

    # ----------------------------------------------------------------- declaring

    def _declare(self, owner: Owner, metrics: Sequence[Metric], page: Page) -> list[Signal]:
        """Signals for metrics; those of the mapping first, the others by their names. Returns the new ones."""
        new: list[Signal] = []
        names = {metric.name: metric for metric in metrics if metric.kind is not DataType.TEMPLATE}
        for entry in self._entries:
            found = next((name for name in entry.names if name in names), None)
            if found is not None and entry.device in {"", owner.device}:
                new += self._bind(owner, names[found], entry, page)
        for metric in names.values():
            bound = owner.by_metric.get(metric.name, ())
            mapped = any(isinstance(signal.entry, SparkplugEntry) for signal in bound)
            if self._unmapped and not (mapped or metric.transient or is_control(metric.name)):
                new += self._bind(owner, metric, entry_of(metric), page)
        return new

    def _bind(self, owner: Owner, metric: Metric, entry: Entry, page: Page) -> list[Signal]:
        signal = owner.by_key.get(entry.key)
        if signal is None or signal.entry != entry or signal.declared.spec.representation is not _shape(metric):
            if signal is None and self._count >= MAX_SIGNALS:
                if not self._full:
                    page.notes.append(Note(code="sparkplug_too_many", params={"limit": MAX_SIGNALS}))
                self._full = True
                return []
            signal = self._signal(owner.device, entry, metric, old=signal)
            owner.by_key[entry.key] = signal
            self.changed = True
        page.declared[signal.declared.handle] = signal.declared
        bound = owner.by_metric.setdefault(metric.name, [])
        bound[:] = [other for other in bound if other.entry.key != entry.key] + [signal]
        return [signal]

    def _signal(self, device: str, entry: Entry, metric: Metric | None = None, old: Signal | None = None) -> Signal:
        handle = self._count if old is None else old.declared.handle
        self._count += old is None
        spec = entry.spec()
        if metric is not None and _shape(metric) is Representation.TABLE:
            spec = replace(spec, representation=Representation.TABLE)
        return Signal(declared=Declared(handle=handle, device=device, spec=spec), entry=entry)

    # -------------------------------------------------------------------- writing

    def _be_there(self, owner: Owner, page: Page, at: Instant) -> None:
        if not owner.born:
            owner.born = True
            page.declared[owner.available.declared.handle] = owner.available.declared
            self._append(page.rows, owner.available, at, "AVAILABLE")

    def _died(self, owner: Owner, page: Page, at: Instant) -> None:
        owner.born = False
        for signal in (owner.available, *owner.by_key.values()):
            if signal.known is not False:
                page.declared[signal.declared.handle] = signal.declared
                self._unavailable(page.rows, signal, at)

    def _unavailable(self, rows: Rows, signal: Signal, at: Instant) -> None:
        signal.alarm = ""
        self._append(rows, signal, at, None)

    def _write(
        self, owner: Owner, signal: Signal, metric: Metric, page: Page, told_at: Instant, *, birth: bool
    ) -> None:
        value = _value(signal.entry, metric)
        at = metric.at or told_at
        if metric.historical:
            self._history(owner, page, signal, at, value)
            return
        if birth and not signal.known:
            at = told_at  # however old the value is: it is known from the birth on
        if isinstance(value, Condition):
            self._alarm(page.rows, signal, at, value)
        elif value is None:
            self._unavailable(page.rows, signal, at)
        else:
            self._append(page.rows, signal, at, value)

    def _alarm(self, rows: Rows, signal: Signal, at: Instant, value: Condition) -> None:
        if signal.alarm and value.native_code != signal.alarm and value.level is not Level.NORMAL:
            self._append(rows, signal, at, Condition(level=Level.NORMAL, native_code=signal.alarm))
        signal.alarm = value.native_code
        self._append(rows, signal, at, value)

    def _history(
        self, owner: Owner, page: Page, signal: Signal, at: Instant, value: float | str | Condition | DataSet | None
    ) -> None:
        """What an edge node kept while it could not reach the broker; it speaks for the time between what it kept."""
        known = signal.known
        self._append(page.past, signal, at, value)
        signal.known = known  # the past says nothing of the present
        start = at if owner.history_to is None else min(owner.history_to, at)
        end = at if owner.history_to is None else max(owner.history_to, at)
        owner.history_to = end
        if end > start:
            page.covered.append((owner.device, Interval(Instant(start), Instant(end))))

    def _append(self, rows: Rows, signal: Signal, at: Instant, value: float | str | Condition | DataSet | None) -> None:
        signal.known = value is not None
        if isinstance(value, Condition | DataSet):
            rows.rich[len(rows)] = value
        rows.signal.append(signal.declared.handle)
        rows.source_at.append(at)
        rows.sequence.append(signal.numbering.number(at, value))
        rows.num.append(value if isinstance(value, float | int) else None)
        rows.text.append(value if isinstance(value, str) else None)


def _shape(metric: Metric) -> Representation:
    return Representation.TABLE if metric.kind is DataType.DATASET else Representation.VALUE


def _value(entry: Entry, metric: Metric) -> float | str | Condition | DataSet | None:
    """What a metric says, by its entry; bad and stale values are none."""
    if not metric.good or metric.value is None:
        return None
    if isinstance(metric.value, DataSet):
        return metric.value
    raw = _raw(metric.value)
    if entry.category is Category.CONDITION:
        return entry.condition(raw)
    value = entry.convert(raw)
    return None if value == "UNAVAILABLE" else value


def _raw(value: object) -> Raw:
    """Arrays as JSON, bytes as hexadecimal digits."""
    if isinstance(value, tuple):
        return orjson.dumps(value).decode()
    if isinstance(value, bytes):
        return value[:_HEX].hex()
    return value if isinstance(value, str | int | float | bool) else None
