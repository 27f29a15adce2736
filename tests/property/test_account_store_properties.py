"""Whatever happens in whatever order: the stored account, its sums, and what is read are what reckoning gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from dispatcher.app.accounts.meaning import piece_at
from dispatcher.app.accounts.proof import prove
from dispatcher.domain.account import Stretch
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import Span, Track, TrackPatch
from dispatcher.engine.account import account
from dispatcher.engine.account.cells import times
from dispatcher.ports.account import CellQuery
from dispatcher.ports.cells import OF_TIMES, TIMES, key, summed, time_sums
from dispatcher.ports.store import Commit
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.accounts.world import DAY_SHIFT, M1, MONDAY, THREE_SHIFTS, World, at, between

DAYS = 6
LAST = DAYS * 1440
STATES = ["running", "running", "idle", "alarm", "off", "no_data"]
CODES = ["no_tool", "no_job", "broken", ""]
TREE = {
    "reasons": [
        {
            "code": code,
            "parent": "",
            "words": {"en": code, "ru": code},
            "kind": kind,
            "color": "reason-1",
            "shape": "square",
            "scopes": [],
            "active": True,
            "against_running": running,
            "against_person": "person",
            "carry_hours": carry,
            "hint": {},
        }
        for code, kind, running, carry in (
            ("no_tool", "unplanned", "signal", 3),
            ("no_job", "not_scheduled", "person", 48),
            ("broken", "failure", "signal", 48),
        )
    ]
}
RULES = {
    "rules": [
        {
            "id": "night",
            "reason": "broken",
            "covers": "whole",
            "when": {"base": "alarm"},
            "title": {"en": "Night", "ru": "Ночь"},
        },
    ]
}

Step = tuple[str, tuple[int, ...], str]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Time goes on, data come (late ones too), people speak, documents change."""
    found: list[Step] = []
    for _ in range(draw(st.integers(3, 14))):
        what = draw(
            st.sampled_from(
                [
                    "go",
                    "go",
                    "go",
                    "state",
                    "state",
                    "state",
                    "mode",
                    "parts",
                    "reason",
                    "open",
                    "override",
                    "split",
                    "undo",
                    "plan",
                    "tree",
                    "stops",
                ]
            )
        )
        numbers = tuple(draw(st.integers(0, LAST)) for _ in range(3))
        found.append((what, numbers, draw(st.sampled_from(STATES))))
    return found


class Story:
    """Plays steps in a world. What is measured is kept here too, for patches that reach back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = 1
        self.lanes: dict[Track, dict[int, str]] = {Track.STATE: {}, Track.MODE: {}}
        self.counts: dict[int, int] = {}
        self.lines: list[int] = []
        world.plan(THREE_SHIFTS)

    def play(self, step: Step) -> None:
        what, (a, b, c), value = step
        world, now = self.world, self.now
        world.clock.at = at(now)
        past, other = a % now, b % now
        low, high = min(past, other), max(past, other) + 1
        match what:
            case "go":
                self.now = min(LAST, now + 1 + c % 1800)
                world.clock.at = at(self.now)
                world.accountant.settle()
            case "state":
                self._measure(Track.STATE, past, value)
            case "mode":
                self._measure(Track.MODE, past, "setup" if b % 2 else "production")
            case "parts":
                self.counts[past] = b % 9 + 1
                world.make(*sorted(self.counts.items()))
            case "reason":
                self._say(CorrectionKind.REASON, low, high, CODES[c % 4])
            case "open":
                self._say(CorrectionKind.REASON, past, None, CODES[c % 3])
            case "override":
                self._say(CorrectionKind.STATE, low, min(high, low + 600), value)
            case "split":
                self._say(CorrectionKind.SPLIT, past, None, "")
            case "undo" if self.lines:
                target = self.lines[c % len(self.lines)]
                line = world.say(CorrectionKind.UNDO, past, None, target=target)
                self.lines.append(line.id)
            case "plan":
                world.plan(DAY_SHIFT if b % 2 else THREE_SHIFTS, start=past)
            case "tree":
                world.put("reason-tree", "plant", TREE, at(past))
                world.put("reason-rules", "plant", RULES, at(other))
            case "stops":
                body = {"default": {"micro_stop_s": 60 * (b % 50 + 1), "strict": False}, "machines": {}}
                world.put("stops", "plant", body, at(past))
            case _:
                pass

    def _say(self, kind: CorrectionKind, start: int, end: int | None, value: str) -> None:
        self.lines.append(self.world.say(kind, start, end, value).id)

    def _measure(self, track: Track, start: int, value: str) -> None:
        lane = self.lanes[track]
        lane[start] = value
        begin = max((own for own in lane if own < start), default=start)
        starts = sorted(own for own in lane if own >= begin)
        ends: list[int | None] = [*starts[1:], None]
        spans = tuple(
            Span(
                machine=M1,
                track=track,
                start=at(own),
                end=None if end is None else at(end),
                value=lane[own],
                rule="p@1/r",
                detail={},
            )
            for own, end in zip(starts, ends, strict=True)
        )
        patch = TrackPatch(machine=M1, track=track, start=spans[0].start, end=None, spans=spans)
        self.world.journal.commit(Commit(patches=[patch]))


def reckoned(world: World) -> list[Stretch]:
    """Everything from the journal, the log and the documents at once, nothing stored."""
    inputs, now = world.reader.inputs, world.clock.now()
    spans = world.journal.spans([M1], [Track.STATE], Interval(MONDAY, now))
    if not spans:
        return []
    begin = piece_at(inputs.meanings.now(), M1, spans[0].start).start
    return account(inputs.gather([(M1, Interval(begin, now))], now)[0].facts)


def agree(world: World) -> None:
    expected = reckoned(world)
    window = Interval(Instant(MONDAY - 10_000 * MINUTE), at(LAST + 10_000))
    assert world.reader.stretches([M1], window) == expected
    cells = world.reader.times(CellQuery(group=OF_TIMES[:-1], only={}), None)
    limit = 1800 * 1_000_000
    plain = summed(
        [(key(c, OF_TIMES[:-1]), time_sums(c)) for c in times(expected, late_after=limit)], OF_TIMES[:-1], TIMES
    )

    def rows(table: object) -> list[tuple[object, ...]]:
        names = [*OF_TIMES[:-1], *TIMES]
        columns = [table.column(name).to_pylist() for name in names]  # type: ignore[attr-defined]
        return sorted(zip(*columns, strict=True), key=repr)

    assert rows(cells) == rows(plain)
    world.accountant.settle()
    reader = world.reader
    assert prove(reader.accounts, reader.inputs, reader.follower, world.clock.now()).differences == ()
    assert reader.stretches([M1], window) == expected


def told(story: list[Step], world: World) -> None:
    playing = Story(world)
    for step in story:
        playing.play(step)
    agree(world)


@given(steps())
@settings(max_examples=150, deadline=None)
def test_what_is_read_is_what_reckoning_everything_gives(story: list[Step]) -> None:
    told(story, World(MemoryJournal(), machines=(M1,)))


@given(steps())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_on_the_disk(story: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        journal = DuckDBJournal(Path(folder), Limits(memory=256, reserve=0))
        try:
            told(story, World(journal, machines=(M1,)))
        finally:
            journal.close()


@given(steps())
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_it_was_learnt_does_not_matter(story: list[Step]) -> None:
    """Corrections commute with deriving: said before or after the data came, whatever was stored between."""
    facts = [step for step in story if step[0] in {"state", "mode"}]
    said = [step for step in story if step[0] in {"reason", "open", "override", "split"}]
    first, second = World(MemoryJournal(), machines=(M1,)), World(MemoryJournal(), machines=(M1,))
    for world, order in ((first, [*facts, *said]), (second, [*said, *facts])):
        playing = Story(world)
        playing.now = LAST
        world.clock.at = at(LAST)
        for step in order:
            playing.play(step)
            world.accountant.settle()
    # The last of equal instants stands, and both orders keep the order within data and within the log.
    assert reckoned(first) == reckoned(second)
    assert first.reader.stretches([M1], between(0, LAST)) == second.reader.stretches([M1], between(0, LAST))


def test_a_stop_that_people_ended_at_the_bound_of_a_shift_is_no_difference() -> None:
    story: list[Step] = [("go", (0, 0, 0), ""), ("go", (0, 0, 4078), ""), ("state", (1, 0, 0), "idle")]
    told([*story, ("override", (480, 480, 0), "running")], World(MemoryJournal(), machines=(M1,)))
