"""From what a server says to rows: one signal per watched node, stamps, states of quality, losses. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.connectors.opcua.config import OpcUaEntry
from dispatcher.connectors.opcua.model import Reading, Scalar
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, Condition
from dispatcher.ports.connector import Declared, Loss, Note, Rows, derived_sequence

SESSION = "opcua"
"""One numbering for all connections: a server says the present values again after each, with their old stamps, and its
history has the same stamps; the house drops what it knows."""

_NAMED = 20
"""So many doubts of one notice are named; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A signal and the node it comes from. node: lasting, or with an index as a person wrote it."""

    device: str
    entry: OpcUaEntry
    state: bool = False
    still: bool = False

    @property
    def node(self) -> str:
        """Its node."""
        return self.entry.node


class Numbers:
    """Numbers for values that have none: the instant, and the how-manieth value of the signal at that instant."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}

    def next(self, handle: int, at: int) -> int:
        """The number of the next value."""
        instant, before = self._last.get(handle, (at - 1, 0))
        occurrence = before + 1 if instant == at else 0
        self._last[handle] = (at, occurrence)
        return derived_sequence(at, occurrence)

    def last_at(self, handle: int) -> int | None:
        """When the signal's last value was."""
        return self._last[handle][0] if handle in self._last else None


class Decoder:
    """Rows of one link. `said`: names of nodes that are states of state machines, filled by the link."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(points)
        self.declared = tuple(
            Declared(handle=handle, device=point.device, spec=point.entry.spec())
            for handle, point in enumerate(self.points)
        )
        self.said: dict[str, str] = {}
        self.numbers = Numbers()
        self._status: dict[int, int] = {}

    def unknown_states(self, changes: Sequence[tuple[int, Reading]]) -> list[str]:
        """Nodes of states that the changes name and we have not met."""
        return [
            reading.value
            for handle, reading in changes
            if isinstance(reading.value, str)
            and self.points[handle].state
            and _is_node(reading.value)
            and reading.value not in self.said
        ]

    def rows(self, changes: Sequence[tuple[int, Reading]], received_at: Instant) -> tuple[Rows, list[Note], list[Loss]]:
        """Rows in the order of the changes; what is doubtful as notes, what the server's queue dropped as losses."""
        rows, notes, losses = Rows(), list[Note](), list[Loss]()
        for handle, reading in changes:
            point = self.points[handle]
            at = stamp(reading, received_at)
            if reading.overflowed:
                self._overflow(point, handle, at, notes, losses)
            self._judge(point, handle, reading, notes)
            self._add(rows, handle, None if reading.is_bad else self._value(point, reading), at)
        if len(notes) > _NAMED:
            more = Note(code="opcua_more", params={"count": len(notes) - _NAMED})
            notes = [*notes[:_NAMED], more]
        return rows, notes, losses

    def unavailable(self, rows: Rows, handle: int, at: int) -> None:
        """A row that says there is no value."""
        self._add(rows, handle, None, at)

    def _add(self, rows: Rows, handle: int, value: float | str | None, at: int) -> None:
        rows.signal.append(handle)
        rows.source_at.append(at)
        rows.sequence.append(self.numbers.next(handle, at))
        rows.num.append(value if isinstance(value, float | int) else None)
        rows.text.append(value if isinstance(value, str) else None)

    def _value(self, point: Point, reading: Reading) -> float | str | None:
        raw: Scalar | tuple[Scalar | None, ...] | None = reading.value
        if isinstance(raw, tuple):
            index = point.entry.index
            raw = raw[index] if index is not None and index < len(raw) else None
        if point.state and isinstance(raw, str):
            raw = self.said.get(raw, None if _is_node(raw) else raw)
        return point.entry.convert(raw)

    def _judge(self, point: Point, handle: int, reading: Reading, notes: list[Note]) -> None:
        """A change of trust in a signal is worth a note; the same again is not."""
        status = reading.status & 0xFFFF_0000
        if self._status.get(handle, 0) == status:
            return
        self._status[handle] = status
        params: Mapping[str, str | int] = {"signal": point.entry.key, "node": point.node, "status": f"0x{status:08X}"}
        if reading.is_bad:
            notes.append(Note(code="opcua_bad", params=params))
        elif reading.is_uncertain:
            notes.append(Note(code="opcua_uncertain", params=params))

    def _overflow(self, point: Point, handle: int, at: int, notes: list[Note], losses: list[Loss]) -> None:
        """Values of this signal between its last one and this one are gone (Part 4, 5.12.1.5)."""
        before = self.numbers.last_at(handle)
        if point.entry.category is Category.EVENT:
            start = before if before is not None and before < at else at - 1
            losses.append(
                Loss(
                    device=point.device,
                    interval=Interval(Instant(start), Instant(at)),
                    code="opcua_overflow",
                    params={"signal": point.entry.key},
                )
            )
        notes.append(Note(code="opcua_overflow", params={"signal": point.entry.key, "node": point.node}))


def stamp(reading: Reading, received_at: Instant) -> int:
    """When the value was: the source's time, else the server's, else ours (trap 16)."""
    if reading.source_at is not None:
        return reading.source_at
    return reading.server_at if reading.server_at is not None else received_at


def add_condition(rows: Rows, numbers: Numbers, handle: int, condition: Condition, at: int) -> None:
    """A row of a condition signal."""
    rows.rich[len(rows)] = condition
    rows.signal.append(handle)
    rows.source_at.append(at)
    rows.sequence.append(numbers.next(handle, at))
    rows.num.append(None)
    rows.text.append(None)


def _is_node(text: str) -> bool:
    return text.startswith(("nsu=", "i=", "ns="))
