"""The hub: numbers, the ring for those who come back, and no buffer without bound."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from dispatcher.app import live
from dispatcher.app.live import Hub, MachineChanged, Overrun, SpansChanged, ValuesChanged
from dispatcher.app.plant import Newest
from dispatcher.domain.instant import Instant
from dispatcher.domain.state import Span, Track
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import M1, M2, NOW, patch, services, span


@pytest.fixture
def event() -> MachineChanged:
    return MachineChanged(summary=services(MemoryJournal()).board.summary(M1, NOW))


@pytest.fixture
def hub(event: MachineChanged) -> Hub:
    """Events 1..6, of which the last three are still held."""
    found = Hub("e", keep=3)
    for _ in range(6):
        found.publish(event, NOW)
    return found


@pytest.mark.parametrize(
    ("epoch", "after", "seqs"),
    [
        ("e", 6, []),
        ("e", 4, [5, 6]),
        ("e", 3, [4, 5, 6]),
        ("e", 2, None),
        ("e", 7, None),
        ("other", 5, None),
    ],
)
def test_what_was_missed(hub: Hub, epoch: str, after: int, seqs: list[int] | None) -> None:
    missed = hub.missed(epoch, after)
    assert (missed if missed is None else [published.seq for published in missed]) == seqs


def test_before_the_first_event_nothing_was_missed() -> None:
    assert (Hub("e").missed("e", 0), Hub("e").missed("e", 1)) == ([], None)


async def test_a_listener_gets_everything_in_order(event: MachineChanged) -> None:
    hub = Hub("e")
    listener = hub.subscribe(10)
    hub.publish(event, NOW)
    hub.publish(event, NOW)
    assert [published.seq for published in await listener.take()] == [1, 2]
    waiting = asyncio.create_task(listener.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    hub.publish(event, NOW)
    assert [published.seq for published in await waiting] == [3]


async def test_a_listener_too_far_behind_is_dropped_and_holds_nothing(event: MachineChanged) -> None:
    hub = Hub("e")
    slow, quick = hub.subscribe(2), hub.subscribe(10)
    for _ in range(3):
        hub.publish(event, NOW)
    with pytest.raises(Overrun):
        await slow.take()
    await slow.overrun()
    assert (hub.listeners, hub.overruns, slow.dropped) == (1, 1, True)
    assert len(await quick.take()) == 3


async def test_values_go_only_to_those_who_asked_and_are_not_kept(event: MachineChanged) -> None:
    hub = Hub("e")
    asked, other = hub.subscribe(10), hub.subscribe(10)
    asked.machines = frozenset({M1})
    values = {"load": Newest(at=NOW, value=1.0)}
    hub.publish_values(M1, values, NOW)
    hub.publish_values(M2, values, NOW)
    hub.publish(event, NOW)
    found = await asked.take()
    assert [(p.seq, type(p.event)) for p in found] == [(0, ValuesChanged), (1, MachineChanged)]
    assert [type(p.event) for p in await other.take()] == [MachineChanged]
    assert len(hub.missed("e", 0) or ()) == 1


@generated(st.lists(st.integers(0, 30), max_size=60).map(sorted), st.integers(1, 7))
def test_a_long_patch_in_pieces_is_the_same_change(starts: list[int], size: int) -> None:
    kept, live.CHUNK = live.CHUNK, size
    try:
        hub = Hub("e", keep=1000)
        old = [span(Track.ALARM, "old", at, at + 1) for at in range(-5, 40, 3)]
        spans = [span(Track.ALARM, f"n{i}", at, at + 1) for i, at in enumerate(starts)]
        change = patch(*(spans or [span(Track.ALARM, "n", 0, 1)]), start=0, end=31)
        hub.publish_patch(change, NOW)
        assert replay(hub, old) == sorted(
            [s for s in old if not 0 <= s.start - NOW < 31] + list(change.spans), key=lambda s: (s.start, s.value)
        )
    finally:
        live.CHUNK = kept


def replay(hub: Hub, held: list[Span]) -> list[Span]:
    """What a client holds after the hub's messages."""
    for published in hub.missed("e", 0) or ():
        change = published.event
        assert isinstance(change, SpansChanged)
        end = Instant(2**62) if change.end is None else change.end
        held = [s for s in held if not change.start <= s.start < end] + list(change.spans)
    return sorted(held, key=lambda s: (s.start, s.value))
