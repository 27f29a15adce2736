"""Other rules from an instant on: what ends there, what goes on, what is known at once."""

from __future__ import annotations

from dataclasses import replace

from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.profile import EVER, InForce, Profile, StateRules
from dispatcher.domain.signal import Condition, Level
from dispatcher.domain.state import Track
from dispatcher.engine.memory import Memory
from dispatcher.engine.profile_text import read_profile
from dispatcher.engine.schedule import Schedule
from tests.unit.engine.support import GENERIC, IDS, Paper, wires

SECOND_GENERIC = replace(GENERIC, version=GENERIC.version + 1, digest="other")

LEAN = """
id = "lean"
version = 1
title = { en = "Lean", ru = "Простой" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[roles.spindle]
select = [{ type = "SPINDLE_SPEED" }]
[[state]]
id = "turning"
gives = "running"
when = { signal = "spindle", above = 0 }
hold = "5s"
[[state]]
id = "rest"
gives = "idle"
when = { signal = "execution", in = ["READY", "ACTIVE"] }
"""


def lean(text: str = LEAN) -> Profile:
    return read_profile(text, name="lean")


def changing(at_s: float, first: Profile = GENERIC, second: Profile = SECOND_GENERIC) -> StateRules:
    return (InForce(start=EVER, profile=first), InForce(start=Instant(round(at_s * SECOND)), profile=second))


def names(paper: Paper, track: Track) -> list[tuple[float, str, str]]:
    return [(span.start / SECOND, span.value, span.rule.rpartition("/")[0]) for span in paper.spans[track]]


def test_a_span_names_the_version_that_drew_it() -> None:
    paper = Paper(rules=changing(10)).cover(0).feed((1, "exec", "READY"), (1, "func", "PRODUCTION")).until(20)

    assert names(paper, Track.STATE)[1:] == [(1, "idle", GENERIC.key), (10, "idle", SECOND_GENERIC.key)]
    assert names(paper, Track.MODE)[1:] == [(1, "production", GENERIC.key), (10, "production", SECOND_GENERIC.key)]


def test_what_no_rule_gave_goes_on() -> None:
    paper = Paper(rules=changing(10)).cover(0).until(20)

    assert [span.start for span in paper.spans[Track.STATE]] == [0]
    assert [span.start for span in paper.spans[Track.MODE]] == [0]


def test_a_version_of_tomorrow_waits_and_comes_by_itself() -> None:
    paper = Paper(rules=changing(10)).cover(0).feed((1, "exec", "READY"))
    assert paper.line.due == paper.at(10)

    paper.until(9)
    assert names(paper, Track.STATE)[-1] == (1, "idle", GENERIC.key)
    paper.until(10)
    assert names(paper, Track.STATE)[-1] == (10, "idle", SECOND_GENERIC.key)


def test_a_machine_that_never_spoke_has_no_timeline_from_a_change_on() -> None:
    paper = Paper(rules=changing(10)).until(20)

    assert paper.spans[Track.STATE] == []


def test_the_same_text_again_is_no_change() -> None:
    paper = Paper(rules=changing(10, second=replace(GENERIC, title={"en": "Other name", "ru": "Иначе"}))).cover(0)
    paper.feed((1, "exec", "READY")).until(20)

    assert paper.story()[1:] == [(1, "idle")]


def test_an_open_cycle_goes_on_and_is_named_by_who_ended_it() -> None:
    paper = Paper(rules=changing(10)).cover(0)
    paper.feed((1, "exec", "READY"), (2, "exec", "ACTIVE")).until(12)
    assert names(paper, Track.CYCLE) == [(2, "", SECOND_GENERIC.key)]

    paper.feed((15, "exec", "READY"))

    cycle = paper.spans[Track.CYCLE][0]
    assert (cycle.start, cycle.end, cycle.detail["start"]) == (paper.at(2), paper.at(15), "seen")
    assert cycle.rule == f"{SECOND_GENERIC.key}/cycle"


def test_rules_without_cycles_end_an_open_one_as_unknown() -> None:
    paper = Paper(rules=changing(10, second=lean())).cover(0)
    paper.feed((1, "exec", "READY"), (2, "exec", "ACTIVE")).until(12)

    cycle = paper.spans[Track.CYCLE][0]
    assert (cycle.end, cycle.detail["outcome"], cycle.rule) == (paper.at(10), "unknown", f"{GENERIC.key}/cycle")


def test_rules_that_look_at_no_alarms_close_those_that_are_open() -> None:
    fault = Condition(level=Level.FAULT, native_code="A")
    paper = Paper(rules=changing(10, second=lean())).cover(0).feed((1, "system", fault), (1, "exec", "READY")).until(12)

    assert [(span.start, span.end) for span in paper.spans[Track.ALARM]] == [(paper.at(1), paper.at(10))]


def test_a_signal_that_only_the_new_rules_look_at_is_known_at_the_switch() -> None:
    without_hold = lean(LEAN.replace('hold = "5s"\n', ""))
    paper = Paper(rules=changing(10, second=without_hold)).cover(0)
    paper.feed((1, "exec", "READY"), (1, "speed", 300.0)).until(20)

    assert paper.story()[-1] == (10, "running")


def test_an_on_delay_begins_at_the_switch() -> None:
    paper = Paper(rules=changing(10, second=lean())).cover(0)
    paper.feed((1, "exec", "READY"), (1, "speed", 300.0)).until(20)

    assert paper.story()[-2:] == [(10, "idle"), (15, "running")]


def test_another_counter_counts_from_the_value_it_has() -> None:
    text = LEAN + '[roles.count]\nselect = [{ type = "PART_COUNT" }]\n[counter]\nrole = "count"\n'
    paper = Paper(rules=changing(10, first=lean(), second=lean(text.replace("version = 1", "version = 2")))).cover(0)
    paper.feed((1, "exec", "READY"), (2, "count", 5.0), (12, "count", 6.0)).until(20)

    assert [(count.at, count.parts, count.raw_before) for count in paper.counts] == [(paper.at(12), 1, 5.0)]


def test_a_memory_of_before_a_change_is_good_for_the_new_rules_too() -> None:
    old = Schedule(changing(10)[:1], wires())
    new = Schedule(changing(10), wires())
    other = Schedule(changing(5, second=lean()), wires())

    assert old.key(7 * SECOND) == new.key(7 * SECOND) != other.key(7 * SECOND)
    assert old.key(12 * SECOND) != new.key(12 * SECOND)
    assert [(first, last) for _, first, last in new.keys(12 * SECOND)] == [
        (10 * SECOND, 12 * SECOND),
        (EVER, 10 * SECOND - 1),
    ]


def test_a_memory_that_has_not_heard_a_signal_hears_its_past() -> None:
    paper = Paper(rules=(InForce(start=EVER, profile=lean()),)).cover(0).feed((1, "exec", "READY"))
    heard: list[frozenset[int]] = []

    def hear(signals: frozenset[int], at: int) -> list[tuple[int, int, str, int, int, str]]:
        assert at == paper.at(1)
        heard.append(signals)
        return [(0, 1, "s", 1, IDS["program"], "O1")]

    paper.line._hear = hear  # type: ignore[assignment]
    paper.line.adopt(Schedule(changing(10, first=lean(), second=GENERIC), wires()), until=paper.at(2))

    assert heard == [frozenset(IDS.values()) - {IDS["exec"], IDS["speed"]}]
    assert isinstance(paper.line.memory, Memory)
    assert paper.line.memory.values[IDS["program"]][0] == "O1"
