"""From messages to rows: which signals a topic feeds, what of a payload is news. Pure; the clock is handed in."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from dispatcher.connectors.mqtt.active_alarms import ActiveAlarms
from dispatcher.connectors.mqtt.config import DEVICE, MqttEntry
from dispatcher.connectors.mqtt.paths import MISSING, find, parsed
from dispatcher.connectors.mqtt.payloads import Payload, instant_of, raw_of, says
from dispatcher.connectors.sdk.mqtt_session import Filters, Message
from dispatcher.connectors.sdk.numbering import Numbering
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Category, Condition
from dispatcher.ports.connector import Declared, Note, Rows

SESSION = "mqtt"
"""One numbering for all connections: numbers come from times and contents."""
_NAMED = 20
_SENT_AGAIN = 1_000
"""Stored messages that are remembered, in case the broker does not hear of it and sends them again."""
_TOPICS = 50_000
"""Topics whose last payload is remembered; an endless stream of new ones empties the memory, never fills it."""
_OFF = frozenset({None, "UNAVAILABLE"})
_AVAILABILITY = "AVAILABILITY"


@dataclass(slots=True)
class Signal:
    """One mapped signal of one device, and what is known of it."""

    declared: Declared
    entry: MqttEntry
    topic: str
    numbering: Numbering
    alarms: ActiveAlarms | None
    known: bool | None = None
    """It has a value; None = nobody has said anything about it yet."""
    heard: bool = False
    """In this link."""
    offset: int = 0
    """Its source's clock minus ours: what we say of it is said in its own time."""


class Decoder:
    """Reads what one source's devices publish; kept from link to link."""

    def __init__(self, devices: Sequence[str], entries: Sequence[MqttEntry], zone: tzinfo) -> None:
        self._zone = zone
        self.signals = [
            _signal(handle, device, entry)
            for handle, (device, entry) in enumerate(
                (device, entry) for device in devices for entry in entries if entry.device in {"", device}
            )
        ]
        self._by_topic: Filters[Signal] = Filters((signal.topic, signal) for signal in self.signals)
        self._by_device: dict[str, list[Signal]] = {device: [] for device in devices}
        for signal in self.signals:
            self._by_device[signal.declared.device].append(signal)
        self._off: set[str] = set()
        self._last: dict[str, bytes] = {}
        self._stored: OrderedDict[tuple[str, int, bytes], None] = OrderedDict()
        self._told: set[str] = set()
        self._levels: set[bool] = set()

    @property
    def lossless(self) -> bool:
        """All that was published so far is such that a broker keeps it for those who are away (QoS 1)."""
        return self._levels == {True}

    @property
    def declared(self) -> tuple[Declared, ...]:
        """All signals."""
        return tuple(signal.declared for signal in self.signals)

    @property
    def filters(self) -> tuple[str, ...]:
        """What is to be asked of the broker, each once."""
        return tuple(dict.fromkeys(signal.topic for signal in self.signals))

    def begin(self) -> None:
        """A new link: nothing is heard yet, and a device that was off may be back."""
        self._told.clear()
        self._off.clear()
        for signal in self.signals:
            signal.heard = False

    def feed(self, messages: Iterable[Message], now: Instant) -> tuple[Rows, tuple[Note, ...]]:
        """What is news in these messages."""
        rows = Rows()
        notes: list[Note] = []
        unnamed = 0
        for message in messages:
            signals = self._by_topic.of(message.topic)
            if not signals:
                continue
            if not message.retain:
                self._levels.add(message.qos > 0)
            repeated = self._is_repeated(message, signals)
            payload = Payload(message.payload)
            for signal in signals:
                if repeated and not signal.entry.time_path:
                    signal.heard = True
                else:  # with a time of its own it is the same row again, and is known by that
                    self._read(rows, signal, message, payload, now)
            if payload.problem and message.topic not in self._told:
                self._told.add(message.topic)
                if len(notes) < _NAMED:
                    notes.append(_unreadable(message, payload))
                else:
                    unnamed += 1
        if unnamed:
            notes.append(Note(code="mqtt_unreadable_more", params={"count": unnamed}))
        return rows, tuple(notes)

    def forget(self, since: Instant) -> Rows:
        """What was not heard since a link began that keeps nothing: nobody knows what it is now."""
        rows = Rows()
        for signal in self.signals:
            told = signal.known is False or (signal.known is None and signal.entry.time_path)
            if not signal.heard and not told:
                self._unavailable(rows, signal, since)
        return rows

    # --------------------------------------------------------------- what is news

    def stored(self, messages: Iterable[Message]) -> None:
        """These are in the journal. Should the broker not hear of it, they come again (trap 22)."""
        for message in messages:
            self._stored[message.topic, message.mid, _digest(message.payload)] = None
            if len(self._stored) > _SENT_AGAIN:
                self._stored.popitem(last=False)

    def _is_repeated(self, message: Message, signals: Sequence[Signal]) -> bool:
        """Whether nothing happened: the broker's copy of what was known already (trap 21), or stored already and sent
        again. Without a time of its own it would seem to have happened now.
        """
        digest = _digest(message.payload)
        before = self._last.get(message.topic)
        if len(self._last) >= _TOPICS:
            self._last.clear()
        self._last[message.topic] = digest
        if message.retain:
            return before == digest and all(signal.heard or signal.known for signal in signals)
        return message.dup and (message.topic, message.mid, digest) in self._stored

    # ----------------------------------------------------------------- reading

    def _read(self, rows: Rows, signal: Signal, message: Message, payload: Payload, now: Instant) -> None:
        entry = signal.entry
        if message.retain and signal.declared.device in self._off and entry.type != _AVAILABILITY:
            return  # the last words of a device that is off
        if not entry.path and not entry.where:
            at = self._time(entry, payload.documents[0], now) if entry.time_path and payload.documents else now
            self._add(rows, signal, payload.text, at, now)
            return
        for sample in payload.samples():
            if not says(sample, entry.where):
                continue
            found = find(sample, parsed(entry.path))
            if found is not MISSING:
                self._add(rows, signal, found, self._time(entry, sample, now), now)

    def _time(self, entry: MqttEntry, sample: object, now: Instant) -> Instant:
        if not entry.time_path:
            return now
        return instant_of(find(sample, parsed(entry.time_path)), entry.time_format, self._zone) or now

    def _add(self, rows: Rows, signal: Signal, found: object, at: Instant, now: Instant) -> None:
        signal.heard = True
        if signal.entry.time_path:
            signal.offset = at - now
        if signal.alarms is not None:
            for condition in signal.alarms.changed(found):
                signal.known = condition is not None
                _append(rows, signal, at, condition)
            return
        value = signal.entry.convert(raw_of(found))
        if signal.entry.type == _AVAILABILITY:
            self._available(rows, signal, value, at, now)
            return
        signal.known = value is not None
        _append(rows, signal, at, value)

    def _available(self, rows: Rows, signal: Signal, value: float | str | None, at: Instant, now: Instant) -> None:
        """The last will of a device: nothing it said before holds any longer."""
        device = signal.declared.device
        signal.known = value not in _OFF
        _append(rows, signal, at, value if signal.known else None)
        if signal.known:
            self._off.discard(device)
            return
        self._off.add(device)
        for other in self._by_device[device]:
            if other is not signal and other.known:
                self._unavailable(rows, other, now)

    def _unavailable(self, rows: Rows, signal: Signal, now: Instant) -> None:
        signal.known = False
        if signal.alarms is not None:
            signal.alarms.forget()
        _append(rows, signal, Instant(now + signal.offset), None)


def _digest(payload: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=12).digest()


def _signal(handle: int, device: str, entry: MqttEntry) -> Signal:
    return Signal(
        declared=Declared(handle=handle, device=device, spec=entry.spec()),
        entry=entry,
        topic=entry.topic.replace(DEVICE, device),
        numbering=Numbering(),
        alarms=ActiveAlarms(entry) if entry.category is Category.CONDITION else None,
    )


def _append(rows: Rows, signal: Signal, at: Instant, value: float | str | Condition | None) -> None:
    if isinstance(value, Condition):
        rows.rich[len(rows)] = value
    rows.signal.append(signal.declared.handle)
    rows.source_at.append(at)
    rows.sequence.append(signal.numbering.number(at, value))
    rows.num.append(value if isinstance(value, float | int) else None)
    rows.text.append(value if isinstance(value, str) else None)


def _unreadable(message: Message, payload: Payload) -> Note:
    shown: Mapping[str, str | int] = {
        "topic": message.topic[:200],
        "problem": payload.problem,
        "text": payload.text[:100],
    }
    return Note(code="mqtt_unreadable", params=shown)
