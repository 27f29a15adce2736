"""Rules put in force while the house runs, and over a restart; the journal proves what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.app.intake import Intake
from dispatcher.app.timelines import ALL_TIME
from dispatcher.app.verify import verify
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import EVER, InForce, Profile, StateRules, always
from dispatcher.domain.signal import SourceId
from dispatcher.domain.state import Track
from dispatcher.engine import timeline
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.store import Journal
from dispatcher.stores.duckdb import DuckDBJournal
from tests.unit.app.support import GENERIC, MACHINE, at, batch, memory, states, take_up

CELL = SourceId("cell")
CALM = read_profile(
    """
id = "calm"
version = 1
title = { en = "Calm", ru = "Спокойный" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[[state]]
id = "run"
gives = "running"
when = { signal = "execution", in = ["ACTIVE", "READY"] }
""",
    name="calm",
)
VALUES: list[tuple[float, int, str | None]] = [(n + 0.5, n, "ACTIVE" if n % 2 else "READY") for n in range(1, 40)]


@pytest.fixture(autouse=True)
def _many_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "ROLLING", 5)


@pytest.fixture(params=["memory", "duckdb"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    made: Journal = memory() if request.param == "memory" else DuckDBJournal(tmp_path)
    yield made
    made.close()


def from_second(second: float, profile: Profile = CALM) -> StateRules:
    return (InForce(start=EVER, profile=GENERIC), InForce(start=at(second), profile=profile))


def fed(journal: Journal, *, rules: StateRules | None = None, until: float = 41) -> Intake:
    intake = take_up(journal, rules=rules)
    source = intake.source(CELL, {"": MACHINE})
    for value in VALUES:
        if value[0] < until:
            intake.take(source, batch(value[0], value, cursor={"next": value[1]}))
            intake.flush(at(value[0]))
    return intake


def proved(journal: Journal, rules: StateRules, now: float) -> list[tuple[float, str]]:
    assert verify(journal, {MACHINE: rules}, at(now)).differences == ()
    return states(journal)


def test_a_past_date_draws_anew_from_it_on_without_a_restart(journal: Journal) -> None:
    intake = fed(journal)
    before = states(journal)
    rules = from_second(20)

    intake.timelines.put_in_force({MACHINE: rules})
    intake.flush(at(41))

    after = proved(journal, rules, 41)
    assert [item for item in after if item[0] < 20] == [item for item in before if item[0] < 20]
    assert [item for item in after if item[0] >= 20] == [(20, "running")]
    names = {span.rule for span in journal.spans([MACHINE], [Track.STATE], ALL_TIME) if span.start >= at(20)}
    assert names == {"calm@1/run"}


def test_a_date_to_come_waits_and_comes_by_itself(journal: Journal) -> None:
    intake = fed(journal)
    rules = from_second(60)

    intake.timelines.put_in_force({MACHINE: rules})
    intake.flush(at(41))
    assert states(journal)[-1][0] < 41
    assert intake.timelines.due(at(59)) == []
    assert intake.timelines.due(at(60)) == [MACHINE]
    intake.flush(at(60))

    assert proved(journal, rules, 60)[-1] == (60, "running")


def test_trap_31_rules_changed_while_the_house_was_down_are_taken_up_at_the_start(journal: Journal) -> None:
    fed(journal)
    rules = from_second(20)

    take_up(journal, rules=rules)

    assert proved(journal, rules, 41)[-1] == (20, "running")


def test_a_restart_by_the_same_rules_draws_nothing_anew(journal: Journal) -> None:
    rules = from_second(20)
    fed(journal, rules=rules)
    intake = take_up(journal, rules=rules)

    drawn = [patch.start for taken in [intake.flush(at(41))] if taken for patch in taken.patches]
    assert all(start > at(30) for start in drawn)
    assert proved(journal, rules, 41)[-1] == (20, "running")


def test_going_back_to_the_old_rules_gives_the_old_timeline(journal: Journal) -> None:
    intake = fed(journal)
    before = states(journal)

    for rules in (from_second(20), from_second(5), from_second(20, GENERIC), always(GENERIC)):
        intake.timelines.put_in_force({MACHINE: rules})
        intake.flush(at(41))

    assert proved(journal, always(GENERIC), 41) == before


def test_trap_30_what_comes_late_falls_under_the_rules_of_its_instant(journal: Journal) -> None:
    rules = from_second(20)
    intake = fed(journal, rules=rules, until=30)
    source = next(iter(intake.sources()))

    intake.take(source, batch(31, (10.2, 1000, "STOPPED"), (25.2, 1001, "STOPPED")))
    intake.flush(at(31))

    after = proved(journal, rules, 31)
    assert (10.2, "idle") in after or (10.2, "paused") in after or (10.2, "alarm") in after
    assert (25.2, "no_data") in after


def test_one_machine_is_drawn_anew_a_feed_so_that_the_plant_is_shown_meanwhile() -> None:
    intake = fed(memory())
    timelines = intake.timelines
    timelines.put_in_force({MACHINE: from_second(20)})

    assert timelines.due(Instant(at(41))) == [MACHINE]
    assert timelines.feed({}, (), now=at(41)).drops[0] == (MACHINE, at(20))
    assert timelines.due(Instant(at(41))) == []
