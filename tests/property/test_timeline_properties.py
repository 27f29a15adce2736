"""Whatever comes, however it comes: the timeline tiles, and it is a function of the set of events."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatcher.domain.instant import SECOND
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalId, SignalSpec, Value
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.engine.machine import Event, Stepper
from dispatcher.engine.memory import Memory, dump, load
from dispatcher.engine.profile_text import read_profile
from dispatcher.engine.recipe import Wire, bind
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


def stepper(profile: Profile) -> Stepper:
    wires = {
        signal: Wire(
            signal=signal,
            source=SOURCE,
            spec=SignalSpec(key=kind.lower(), name=kind, category=category, type=kind),
        )
        for signal, (category, kind) in TYPES.items()
    }
    return Stepper(bind(profile, wires))


class Book:
    """A journal and a store of patches in one, as plain as can be."""

    def __init__(self, profile: Profile) -> None:
        self.events: list[Event] = []
        self.spans: dict[Track, list[Span]] = {track: [] for track in Track}
        self.counts: list[PartCount] = []
        self.checkpoints: dict[int, bytes] = {}
        self.timeline = MachineTimeline(MachineId("m"), stepper(profile), load=self.load, recall=self.recall)

    def load(self, after: int | None) -> Iterable[Event]:
        return sorted((e for e in self.events if after is None or e[0] > after), key=lambda e: e[:5])

    def recall(self, before: int) -> Memory | None:
        found = [at for at in self.checkpoints if at <= before]
        return load(self.checkpoints[max(found)]) if found else None

    def feed(self, events: list[Event], claims: list[tuple[str, int, int | None]], until: int | None = None) -> None:
        new = [event for event in dict.fromkeys(events) if event not in self.events]
        self.take(self.timeline.feed(new, claims, until=until))
        self.events += new

    def take(self, outcome: Outcome) -> None:
        for patch in outcome.patches:
            self.apply(patch)
        for parts in outcome.parts:
            self.apply_counts(parts)
        if outcome.drop_from is not None:
            self.checkpoints = {at: c for at, c in self.checkpoints.items() if at < outcome.drop_from}
        self.checkpoints.update(outcome.checkpoints)

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


def in_one_go(profile: Profile, events: list[Event], covers: list[tuple[str, int, int | None]]) -> Book:
    book = Book(profile)
    book.feed(events, covers, until=END)
    return book


@given(histories, claims, st.sampled_from([0, 1]))
def test_tracks_tile_the_axis(events: list[Event], covers: list[tuple[str, int, int | None]], which: int) -> None:
    book = in_one_go(profiles()[which], events, covers)

    for track in (Track.STATE, Track.MODE, Track.PROGRAM):
        spans = book.spans[track]
        assert [s.end for s in spans[:-1]] == [s.start for s in spans[1:]]
        assert [s.end for s in spans[-1:]] == [None]
        assert all(s.end is None or s.start < s.end for s in spans)


@given(histories, claims)
def test_trap_24_at_most_one_interval_is_open(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    book = in_one_go(profiles()[1], events, covers)

    open_spans = [(s.track, s.start) for t in Track if t is not Track.ALARM for s in book.spans[t] if s.end is None]
    assert len(open_spans) == len({track for track, _ in open_spans})


@given(histories, claims)
def test_trap_23_what_is_not_covered_is_no_data(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    book = in_one_go(profiles()[0], events, covers)
    covered = [instant for _, start, end in covers for instant in (start, end or start)]

    for span in book.spans[Track.STATE]:
        if span.value != "no_data":
            assert span.end is not None
            assert min(covered) <= span.start
            assert span.end <= max(covered)


@settings(max_examples=300)
@given(st.data(), histories, claims, st.sampled_from([0, 1]))
def test_trap_30_order_batches_and_repeats_change_nothing(
    data: st.DataObject, events: list[Event], covers: list[tuple[str, int, int | None]], which: int
) -> None:
    straight = in_one_go(profiles()[which], events, covers)
    book = Book(profiles()[which])
    shuffled = data.draw(st.permutations(events + events[: len(events) // 2]))
    later = list(covers)
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        chunk, shuffled = shuffled[:size], shuffled[size:]
        now_too = data.draw(st.booleans())
        claim = [later.pop()] if later and now_too else []
        until = data.draw(st.none() | st.integers(0, 199).map(lambda s: s * SECOND))
        book.feed(chunk, claim, until)
    book.feed([], later, END)

    assert book.story() == straight.story()


@given(histories, claims, st.sampled_from([0, 1]))
def test_replay_equals_live(events: list[Event], covers: list[tuple[str, int, int | None]], which: int) -> None:
    live = Book(profiles()[which])
    live.feed([], covers)
    for item in sorted(events, key=lambda e: e[:5]):
        live.feed([item], [], item[0])
    live.feed([], [], END)
    before = live.story()

    live.spans = {track: [] for track in Track}
    live.counts = []
    live.take(live.timeline.rebuild(until=END))

    assert live.story() == before


@given(histories, claims)
def test_a_checkpoint_is_the_whole_memory(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    memory = in_one_go(profiles()[1], events, covers).timeline.memory

    assert load(dump(memory)) == memory
