"""What an edge node and its devices are at the moment: born, dead, and in which order their messages count. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from dispatcher.connectors.sparkplug.datatypes import DataType, read
from dispatcher.connectors.sparkplug.ordering import Gap, Ordering
from dispatcher.connectors.sparkplug.payload import Metric, Payload
from dispatcher.connectors.sparkplug.topics import Address, Kind, NodeId
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import DataSet


class What(Enum):
    """What happened."""

    BIRTH = auto()
    DATA = auto()
    DEATH = auto()
    GAP = auto()
    REBIRTH_WANTED = auto()
    ODD = auto()
    """The edge node broke a rule of the specification; `reason` is a locale key `odd.<reason>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """owner: `group/node` or `group/node/device`. at: the payload's time. gap: is lost between `since` and `at`."""

    what: What
    owner: str
    at: Instant | None = None
    metrics: tuple[Metric, ...] = ()
    gap: Gap | None = None
    since: Instant | None = None
    reason: str = ""


@dataclass(slots=True)
class Unit:
    """A node or a device: what its birth said it has."""

    name: str
    born: bool = False
    sure: bool = True
    """False: its node was born anew, and it has not said yet that it is still there."""
    kinds: dict[str, DataType] = field(default_factory=dict)
    aliases: dict[int, str] = field(default_factory=dict)

    def birth(self, payload: Payload) -> None:
        """It is there, and has these metrics."""
        self.born = self.sure = True
        self.kinds = {metric.name: metric.kind for metric in payload.metrics}
        self.aliases = {metric.alias: metric.name for metric in payload.metrics if metric.alias is not None}


Waiting = tuple[Address, Payload, Instant]


class EdgeNode:
    """One edge node with its devices. Times of the loop are in seconds, instants are our clock."""

    def __init__(self, node: NodeId, patience_s: float) -> None:
        self.id = node
        self.name = str(node)
        self._patience_s = patience_s
        self._ordering: Ordering[Waiting] = Ordering(patience_s)
        self._own = Unit(self.name)
        self._devices: dict[str, Unit] = {}
        self._bd_seq: int | None = None
        self._heard_at: Instant | None = None
        self._unsure_until: float | None = None

    @property
    def deadline(self) -> float | None:
        """When `tick` has something to say."""
        times = [time for time in (self._ordering.deadline, self._unsure_until) if time is not None]
        return min(times, default=None)

    def born(self, owner: str) -> bool:
        """Whether the node, or its device, is there."""
        return any(unit.name == owner and unit.born for unit in (self._own, *self._devices.values()))

    def hear(self, address: Address, payload: Payload, received: Instant, now: float) -> Iterator[Event]:
        """What a message makes happen."""
        match address.kind:
            case Kind.NBIRTH:
                yield from self._node_born(payload, received, now)
            case Kind.NDEATH:
                yield from self._node_died(payload)
            case _ if not self._ordering.waiting:
                yield Event(what=What.REBIRTH_WANTED, owner=self.name)
            case _ if payload.seq is None:
                yield Event(what=What.ODD, owner=self.name, reason="no_seq")
                yield from self._read(address, payload, received)
            case _:
                for message in self._ordering.accept(payload.seq, (address, payload, received), now):
                    yield from self._read(*message)

    def tick(self, received: Instant, now: float) -> Iterator[Event]:
        """What the passing of time makes happen: lost messages, devices that did not come back with their node."""
        missed = self._ordering.late(now)
        if missed is not None:
            gap, messages = missed
            ends = messages[0][2] if messages else received
            yield Event(what=What.GAP, owner=self.name, gap=gap, since=self._heard_at, at=ends)
            yield Event(what=What.REBIRTH_WANTED, owner=self.name)
            for message in messages:
                yield from self._read(*message)
        if self._unsure_until is not None and now >= self._unsure_until:
            self._unsure_until = None
            for device in self._devices.values():
                if device.born and not device.sure:
                    yield from self._died(device, None)

    # --------------------------------------------------------------- births, deaths

    def _node_born(self, payload: Payload, received: Instant, now: float) -> Iterator[Event]:
        if payload.seq != 0:
            yield Event(what=What.ODD, owner=self.name, reason="birth_seq")
        self._bd_seq = payload.number("bdSeq")
        if self._bd_seq is None:
            yield Event(what=What.ODD, owner=self.name, reason="no_bd_seq")
        self._ordering.born(payload.seq or 0)
        self._heard_at = received
        for device in self._devices.values():
            device.sure = not device.born
        unsure = any(not device.sure for device in self._devices.values())
        self._unsure_until = now + max(self._patience_s, 1.0) if unsure else None
        self._own.birth(payload)
        yield Event(what=What.BIRTH, owner=self.name, at=payload.at, metrics=payload.metrics)

    def _node_died(self, payload: Payload) -> Iterator[Event]:
        told = payload.number("bdSeq")
        if self._bd_seq is not None and told is not None and told != self._bd_seq:
            yield Event(what=What.ODD, owner=self.name, reason="old_death")  # of a session before this one
            return
        self._ordering.died()
        self._unsure_until = None
        for unit in (*self._devices.values(), self._own):
            if unit.born:
                yield from self._died(unit, None)

    def _died(self, unit: Unit, at: Instant | None) -> Iterator[Event]:
        unit.born, unit.sure = False, True
        yield Event(what=What.DEATH, owner=unit.name, at=at)

    # ------------------------------------------------------------------------ data

    def _read(self, address: Address, payload: Payload, received: Instant) -> Iterator[Event]:
        self._heard_at = received
        if not address.device:
            yield from self._data(self._own, payload)
            return
        name = f"{self.name}/{address.device}"
        unit = self._devices.get(address.device)
        if address.kind is Kind.DBIRTH:
            unit = self._devices.setdefault(address.device, Unit(name))
            unit.birth(payload)
            yield Event(what=What.BIRTH, owner=name, at=payload.at, metrics=payload.metrics)
        elif unit is None or not unit.born or not unit.sure:
            yield Event(what=What.REBIRTH_WANTED, owner=self.name)
        elif address.kind is Kind.DDEATH:
            yield from self._died(unit, payload.at)
        else:
            yield from self._data(unit, payload)

    def _data(self, unit: Unit, payload: Payload) -> Iterator[Event]:
        metrics: list[Metric] = []
        for metric in payload.metrics:
            named = self._named(unit, metric)
            if named is None:
                yield Event(what=What.ODD, owner=unit.name, reason="unknown_metric")
                yield Event(what=What.REBIRTH_WANTED, owner=self.name)
            else:
                metrics.append(named)
        yield Event(what=What.DATA, owner=unit.name, at=payload.at, metrics=tuple(metrics))

    def _named(self, unit: Unit, metric: Metric) -> Metric | None:
        """With its name and type, as the birth told them; None where the birth did not know it."""
        name = metric.name
        if not name and metric.alias is not None:
            name = self._by_alias(unit, metric.alias)
        elif name.startswith("@"):
            told, _, member = name[1:].partition("/")
            name = f"{self._by_alias(unit, int(told))}/{member}" if told.isdigit() else name
        kind = unit.kinds.get(name)
        if kind is None:
            return metric if name and metric.kind is not DataType.UNKNOWN else None
        if metric.kind is not DataType.UNKNOWN:
            return metric if metric.name == name else replace(metric, name=name)
        value = metric.value if isinstance(metric.value, DataSet) else read(kind, metric.value)
        return replace(metric, name=name, kind=kind, value=value)

    def _by_alias(self, unit: Unit, alias: int) -> str:
        return unit.aliases.get(alias) or self._own.aliases.get(alias, "")
