"""What a server recorded while nobody listened (HistoryRead), and for which time it speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from dispatcher.connectors.opcua.client import Session
from dispatcher.connectors.opcua.decode import SESSION, Decoder, Point, stamp
from dispatcher.connectors.opcua.link import learn_states
from dispatcher.connectors.opcua.model import Reading
from dispatcher.connectors.opcua.plan import Plan
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Rows

_PIECE = 1_000
_HISTORY_READ = 4
"""Bit of AccessLevel: the history of the variable can be read."""
_NO_BOUND = frozenset({0x80D7, 0x809B, 0x00A5})
"""BadBoundNotFound, BadNoData, GoodNoData: no value, only a place where one would be."""
_STATES = frozenset(
    {"EXECUTION", "CONTROLLER_MODE", "FUNCTIONAL_MODE", "EMERGENCY_STOP", "POWER_STATE", "ACTUATOR_STATE"}
)
"""Signals without which nobody can tell what the machine did."""


@dataclass(slots=True)
class _Reach:
    """From when on the history of a device's deciding signals speaks; None = it does not."""

    since: list[int | None] = field(default_factory=list)


async def recorded(
    session: Session, plan: Plan, first: Sequence[str], window: Interval, clock: Clock
) -> AsyncIterator[Batch]:
    """Batches of the window, and last what they cover: a device where all signals that tell its state are covered."""
    decoder = Decoder(plan.points)
    nodes = [session.names.wire(point.node, first) for point in plan.points]
    kept = await _with_history(session, nodes)
    reach = {point.device: _Reach() for point in plan.points}
    declared = decoder.declared
    for handle, point in enumerate(plan.points):
        node = nodes[handle]
        if point.still:
            continue
        since: int | None = None
        if node is not None and kept[handle]:
            async for readings, reached in _of_node(session, node, window):
                since = reached
                changes = [(handle, reading) for reading in readings]
                await learn_states(session, decoder, changes)
                rows, _, _ = decoder.rows(changes, clock.now())
                yield Batch(received_at=clock.now(), session=SESSION, rows=rows, declared=declared, recorded=True)
                declared = ()
        if _decides(point, plan.points):
            reach[point.device].since.append(since)
    covered = [
        (device, Interval(Instant(start), window.end))
        for device, one in reach.items()
        if one.since and (start := _start(one, session.status.started_at)) is not None and start < window.end
    ]
    if covered:
        yield Batch(
            received_at=clock.now(),
            session=SESSION,
            rows=Rows(),
            declared=declared,
            covered=tuple(covered),
            recorded=True,
        )


def _decides(point: Point, points: Sequence[Point]) -> bool:
    """Whether the signal tells the device's state; where none does, every event counts."""
    if point.entry.type in _STATES:
        return True
    some = any(one.entry.type in _STATES for one in points if one.device == point.device)
    return not some and point.entry.category is Category.EVENT


def _start(reach: _Reach, server_started_at: int) -> int | None:
    """A server that was not running has recorded nothing."""
    times = [since for since in reach.since if since is not None]
    if len(times) < len(reach.since):
        return None
    return max([*times, server_started_at])


async def _with_history(session: Session, nodes: Sequence[str | None]) -> list[bool]:
    known = [node for node in nodes if node is not None]
    levels = iter(await session.read(known, "AccessLevel") if known else ())
    return [
        node is not None and isinstance(level := next(levels).value, int) and bool(level & _HISTORY_READ)
        for node in nodes
    ]


async def _of_node(session: Session, node: str, window: Interval) -> AsyncIterator[tuple[list[Reading], int | None]]:
    """Readings of a node piece by piece; with each the instant from which they speak, as far as it is known by then."""
    since: int | None = None
    async for readings, status in session.history(node, window.start, window.end, _PIECE):
        if status:
            yield [], None
            return
        real = [reading for reading in readings if reading.status >> 16 not in _NO_BOUND]
        if since is None:
            since = await _since(session, node, window, real)
        yield real, since
    if since is None:
        yield [], await _since(session, node, window, [])


async def _since(session: Session, node: str, window: Interval, real: Sequence[Reading]) -> int | None:
    """The window's start where a value at or before it is known, else the first value; None for no value at all."""
    times = [stamp(reading, window.start) for reading in real]
    if any(at <= window.start for at in times):
        return window.start
    async for readings, status in session.history(node, window.start, Instant(0), 1):
        if not status and any(one.status >> 16 not in _NO_BOUND for one in readings):
            return window.start
        break
    return min(times, default=None)
