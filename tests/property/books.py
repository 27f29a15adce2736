"""A journal and a store on paper, and histories of a machine to write into them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import hypothesis.strategies as st

from dispatcher.domain.instant import SECOND
from dispatcher.domain.profile import Profile, StateRules, always
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalId, SignalSpec, Value
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import Memory, load
from dispatcher.engine.profile_text import read_profile
from dispatcher.engine.recipe import Wire
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline, Outcome

EXECUTION, COUNT, FAULT, PROGRAM, SPINDLE, OTHER = (SignalId(number) for number in range(1, 7))
SOURCE = "cnc"
TYPES = {
    EXECUTION: (Category.EVENT, "EXECUTION"),
    COUNT: (Category.EVENT, "PART_COUNT"),
    FAULT: (Category.CONDITION, "SYSTEM"),
    PROGRAM: (Category.EVENT, "PROGRAM"),
    SPINDLE: (Category.SAMPLE, "SPINDLE_SPEED"),
    OTHER: (Category.EVENT, "CONTROLLER_MODE"),
}

STRICT = """
id = "strict"
version = 1
title = { en = "Strict", ru = "Строгий" }
program = "program"
alarms = "fault"
[roles.execution]
select = [{ type = "EXECUTION" }]
[roles.spindle]
select = [{ type = "SPINDLE_SPEED" }]
stale_after = "20s"
[roles.fault]
select = [{ category = "CONDITION" }]
[roles.program]
select = [{ type = "PROGRAM" }]
[roles.part_count]
select = [{ type = "PART_COUNT" }]
[[state]]
id = "alarm"
gives = "alarm"
when = { signal = "fault", level = "fault" }
hold = "3s"
[[state]]
id = "run"
gives = "running"
when = { all = [{ signal = "execution", equals = "ACTIVE" }, { signal = "spindle", changed_within = "15s" }] }
minimum = "4s"
[[state]]
id = "pause"
gives = "paused"
when = { signal = "execution", in = ["FEED_HOLD", "ACTIVE"] }
minimum = "2s"
[[state]]
id = "idle"
gives = "idle"
when = { signal = "execution", equals = "READY" }
[cycle]
starts = { signal = "execution", equals = "ACTIVE" }
within = { signal = "execution", in = ["ACTIVE", "FEED_HOLD"] }
completed = { signal = "execution", equals = "READY" }
blind = "5s"
[counter]
role = "part_count"
modulus = 10
min_cycle = "2s"
[infer]
min_cycle = "1s"
"""


@cache
def profiles() -> tuple[Profile, ...]:
    generic = files("dispatcher.profiles").joinpath("mtconnect-generic.toml").read_text(encoding="utf-8")
    return read_profile(generic, name="generic"), read_profile(STRICT, name="strict")


def schedule(rules: StateRules) -> Schedule:
    wires = {
        signal: Wire(
            signal=signal,
            source=SOURCE,
            spec=SignalSpec(key=kind.lower(), name=kind, category=category, type=kind),
        )
        for signal, (category, kind) in TYPES.items()
    }
    return Schedule(rules, wires)


def order(event: Event) -> tuple[int, int, str, int, SignalId]:
    return event[:5]


class Book:
    """A journal and a store of patches in one, as plain as can be."""

    def __init__(self, rules: Profile | StateRules) -> None:
        self.events: list[Event] = []
        self.spans: dict[Track, list[Span]] = {track: [] for track in Track}
        self.counts: list[PartCount] = []
        self.checkpoints: dict[int, tuple[str, bytes]] = {}
        self.line = MachineTimeline(
            MachineId("m"),
            schedule(always(rules) if isinstance(rules, Profile) else rules),
            load=self.load,
            recall=self.recall,
            hear=self.hear,
        )

    def load(self, after: int | None) -> Iterable[Event]:
        watched = self.line.schedule.watched
        return sorted((e for e in self.events if e[4] in watched and (after is None or e[0] > after)), key=order)

    def hear(self, signals: frozenset[SignalId], at: int) -> Iterable[Event]:
        return sorted((e for e in self.events if e[4] in signals and e[0] <= at), key=order)

    def recall(self, before: int) -> Memory | None:
        for key, first, last in self.line.schedule.keys(before):
            found = [at for at, kept in self.checkpoints.items() if first <= at <= last and kept[0] == key]
            if found:
                return load(self.checkpoints[max(found)][1])
        return None

    def feed(self, events: list[Event], claims: list[tuple[str, int, int | None]], until: int | None = None) -> None:
        new = [event for event in dict.fromkeys(events) if event not in self.events]
        watched = self.line.schedule.watched
        self.take(self.line.feed([e for e in new if e[4] in watched], claims, until=until))
        self.events += new

    def take(self, outcome: Outcome) -> None:
        for patch in outcome.patches:
            self.apply(patch)
        for parts in outcome.parts:
            self.apply_counts(parts)
        if outcome.drop_from is not None:
            self.checkpoints = {at: c for at, c in self.checkpoints.items() if at < outcome.drop_from}
        key = self.line.schedule.key
        self.checkpoints.update({at: (key(at), kept) for at, kept in outcome.checkpoints})

    def reopened(self, rules: StateRules) -> Book:
        """As after a restart: what is stored stays, what was in memory is read from it."""
        book = Book(rules)
        book.events, book.spans, book.counts = self.events, self.spans, self.counts
        book.checkpoints = self.checkpoints
        book.line.cover = self.line.cover
        book.line.resume(book.recall(2**62))
        return book

    def apply(self, patch: TrackPatch) -> None:
        kept = [
            s
            for s in self.spans[patch.track]
            if s.start < patch.start or (patch.end is not None and s.start >= patch.end)
        ]
        self.spans[patch.track] = sorted([*kept, *patch.spans], key=lambda s: (s.start, s.value))

    def apply_counts(self, patch: PartsPatch) -> None:
        self.counts = sorted(
            [c for c in self.counts if c.at < patch.start] + list(patch.counts), key=lambda c: (c.at, c.rule)
        )

    def story(self) -> tuple[object, ...]:
        return self.spans, self.counts


values = {
    EXECUTION: st.sampled_from(["ACTIVE", "READY", "FEED_HOLD", "STOPPED", None]),
    COUNT: st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 9.0, 500.0, None]),
    FAULT: st.builds(
        Condition,
        level=st.sampled_from([Level.NORMAL, Level.WARNING, Level.FAULT]),
        native_code=st.sampled_from(["", "A", "B"]),
    )
    | st.none(),
    PROGRAM: st.sampled_from(["O1", "O2", " ", None]),
    SPINDLE: st.sampled_from([0.0, 100.0, None]),
    OTHER: st.sampled_from(["MANUAL", "AUTOMATIC"]),
}


@st.composite
def event(draw: st.DrawFn) -> Event:
    signal = draw(st.sampled_from(list(values)))
    at = draw(st.integers(0, 120)) * SECOND // 2
    value: Value = draw(values[signal])
    return at, 1, draw(st.sampled_from(["a", "b"])), draw(st.integers(0, 3)), signal, value


def one_value_per_name(events: list[Event]) -> list[Event]:
    return list({item[:5]: item for item in events}.values())


histories = st.lists(event(), max_size=40).map(one_value_per_name)
claims = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda p: (SOURCE, p[0] * SECOND, (p[0] + p[1]) * SECOND)),
    min_size=1,
    max_size=3,
    unique_by=lambda claim: claim[1],
)
END = 200 * SECOND


def in_one_go(rules: Profile | StateRules, events: list[Event], covers: list[tuple[str, int, int | None]]) -> Book:
    book = Book(rules)
    book.feed(events, covers, until=END)
    return book
