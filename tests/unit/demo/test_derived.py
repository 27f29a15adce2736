"""What the engine makes of the plant: the same from history as from the live wires, and plausible."""

from __future__ import annotations

from collections import Counter

import pytest

from dispatcher.demo.design import Counter as PartCounter
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.feed import Feed
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.sheet import Wave
from dispatcher.domain.instant import DAY, HOUR, SECOND, Instant
from dispatcher.domain.state import BaseState, Track
from tests.unit.demo.derive import Derived
from tests.unit.demo.shop import TUESDAY_TEN, one, whole

START = Instant(TUESDAY_TEN - 2 * DAY)


def recorded(machine: Machine, start: Instant, end: Instant) -> list[Row]:
    """The rows history would keep of [start, end)."""
    begun = list(machine.events(start, end))
    stated = {handle for at, handle, _ in begun if at == start}
    rows = [row for row in machine.state(start) if row[1] not in stated] + begun
    for handle, source in enumerate(machine.sources):
        if isinstance(source, Wave):
            at, values = machine.sampled(handle, start, end, source.history * SECOND)
            rows += zip(at.tolist(), [handle] * len(values), values, strict=True)
    return sorted(rows, key=lambda row: row[0])


@pytest.mark.parametrize("name", ["lathe-1", "lathe-3", "millturn-1", "mill-2", "grinder-1", "saw-1", "old-1"])
def test_live_and_history_give_the_same_timeline(name: str) -> None:
    machine = one(name)
    begin, end = Instant(TUESDAY_TEN - 4 * HOUR), Instant(TUESDAY_TEN + 4 * HOUR)
    feed = Feed(machine, begin)
    covered = machine.covered(begin, end)
    live = Derived(machine, feed.opening() + feed.rows(end), covered, end)
    kept = Derived(machine, recorded(machine, begin, end), covered, end)
    assert {track: live.story(track) for track in Track} == {track: kept.story(track) for track in Track}
    assert len(live.story(Track.STATE)) > 20
    assert [(count.at, count.parts) for count in live.parts] == [(count.at, count.parts) for count in kept.parts]


def test_every_base_state_comes_up_within_three_days() -> None:
    found: Counter[str] = Counter()
    end = Instant(START + 3 * DAY)
    for machine in whole().machines:
        derived = Derived(machine, recorded(machine, START, end), machine.covered(START, end), end)
        for span in derived.spans[Track.STATE]:
            found[span.value] += (span.end or end) - span.start
    assert set(found) == {state.value for state in BaseState}
    assert found["running"] > 3 * 16 * DAY * 0.3


@pytest.mark.parametrize("name", [design.id for design in DESIGNS if design.counter is not PartCounter.NONE])
def test_counted_parts_are_the_parts_made(name: str) -> None:
    machine = one(name)
    end = Instant(START + 3 * DAY)
    derived = Derived(machine, recorded(machine, START, end), machine.covered(START, end), end)
    parts = sum(count.parts for count in derived.parts)
    completed = sum(span.detail.get("outcome") == "completed" for span in derived.spans[Track.CYCLE])
    assert parts > 0
    assert abs(parts / machine.design.habits.per_cycle - completed) <= max(8, completed * 0.03)
    assert not [count for count in derived.parts if count.rule.endswith("implausible")]
