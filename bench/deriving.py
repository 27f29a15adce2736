"""The step function of one machine: live in small feeds, and a year drawn anew from the journal's events."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator

from bench.figures import Figure
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.domain.instant import DAY, SECOND, Instant
from dispatcher.domain.profile import always
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalId, SignalSpec, Value
from dispatcher.engine.machine import Event
from dispatcher.engine.recipe import Wire
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline

_START = 1_700_000_000 * SECOND
_SOURCE = "cnc"
_SIGNALS = (
    ("avail", Category.EVENT, "AVAILABILITY"),
    ("execution", Category.EVENT, "EXECUTION"),
    ("mode", Category.EVENT, "CONTROLLER_MODE"),
    ("estop", Category.EVENT, "EMERGENCY_STOP"),
    ("program", Category.EVENT, "PROGRAM"),
    ("parts", Category.EVENT, "PART_COUNT"),
    ("fault", Category.CONDITION, "SYSTEM"),
)
_LAST = len(_SIGNALS)


def schedule() -> Schedule:
    """The generic profile on a machine with seven event signals."""
    wires = {
        SignalId(number): Wire(
            signal=SignalId(number),
            source=_SOURCE,
            spec=SignalSpec(key=key, name=key, category=category, type=kind),
        )
        for number, (key, category, kind) in enumerate(_SIGNALS, 1)
    }
    return Schedule(always(all_profiles()["mtconnect-generic"]), wires)


def events_of(days: float, each_day: int, seed: int = 5) -> list[Event]:
    """Event signals as a control reports them: cycles of minutes, a program, a count, now and then an alarm."""
    chance = random.Random(seed)
    events: list[Event] = []
    number, at, parts = 0, float(_START), 0
    step = DAY / (each_day / 6)

    def add(instant: float, signal: int, value: Value) -> None:
        nonlocal number
        number += 1
        events.append((int(instant), 1, "s", number, SignalId(signal), value))

    add(at, 1, "AVAILABLE")
    add(at, 3, "AUTOMATIC")
    add(at, 4, "ARMED")
    end = _START + days * DAY
    while at < end:
        span = step * chance.uniform(0.5, 1.5)
        add(at, 5, f"O{1000 + parts // 40}")
        add(at + 1, 2, "ACTIVE")
        if chance.random() < 0.02:
            add(at + span * 0.3, 7, Condition(level=Level.FAULT, native_code="4711"))
            add(at + span * 0.3, 2, "INTERRUPTED")
            add(at + span * 0.5, 7, Condition(level=Level.NORMAL))
            add(at + span * 0.5, 2, "ACTIVE")
        else:
            add(at + span * 0.4, 2, "FEED_HOLD")
            add(at + span * 0.45, 2, "ACTIVE")
        parts += 1
        add(at + span * 0.8, 6, float(parts))
        add(at + span * 0.8, 2, "READY")
        at += span
    return events


def measure_deriving(*, quick: bool, bincount_per_s: float) -> list[Figure]:
    """Live feeds of one second each; a year of 10,000 events a day drawn anew in one go."""
    per_day = 10_000
    days = 5.0 if quick else 60.0
    events = events_of(days, per_day)
    live = _live(events[: 20_000 if quick else 100_000])
    began = time.perf_counter()
    line = _line(events)
    line.rebuild(until=events[-1][0])
    rate = len(events) / (time.perf_counter() - began)
    year = per_day * 365
    return [
        Figure(key="engine_live", value=live / 1e3),
        Figure(key="engine_rederive", value=rate / 1e6, ratio=bincount_per_s / rate, of="limit_bincount"),
        Figure(key="engine_rederive_year", value=year / rate),
    ]


def _line(events: list[Event]) -> MachineTimeline:
    def load(after: int | None) -> Iterable[Event]:
        return (event for event in events if after is None or event[0] > after)

    line = MachineTimeline(MachineId("m"), schedule(), load=load, recall=lambda _: None)
    line.feed([], [(_SOURCE, _START, None)], until=_START)
    return line


def _live(events: list[Event]) -> float:
    """Events a second, fed one by one: as they come from a machine, each in a commit of its own."""
    line = _line([])
    feeds = list(_seconds(events))
    began = time.perf_counter()
    for until, feed in feeds:
        line.feed(feed, until=until)
    return len(events) / (time.perf_counter() - began)


def _seconds(events: list[Event]) -> Iterator[tuple[Instant, list[Event]]]:
    feed: list[Event] = []
    for event in events:
        if feed and event[0] // SECOND != feed[0][0] // SECOND:
            yield Instant(feed[-1][0]), feed
            feed = []
        feed.append(event)
    yield Instant(feed[-1][0]), feed
