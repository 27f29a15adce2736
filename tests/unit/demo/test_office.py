"""What the demo plant's office and people know agrees with what its machines do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatcher.app.calendars.document import read_calendar
from dispatcher.app.calendars.plan import read_assignments
from dispatcher.app.figures.builtin import definitions
from dispatcher.app.figures.shelf import read_practice, read_targets
from dispatcher.app.reasons.documents import read_stops, starter_tree
from dispatcher.demo import office
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.furnishing import furnish, hear
from dispatcher.demo.people import People
from dispatcher.demo.plant import Plant, build_plant
from dispatcher.demo.schedule import CONTINUOUS, ONE_SHIFT, THREE_SHIFTS, TWO_SHIFTS, Pattern, shifts, week_of
from dispatcher.demo.works import works
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.instant import DAY, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import occurrences
from dispatcher.domain.signal import MachineId
from dispatcher.stores.memory import MemoryCorrections, MemoryNorms, MemorySettings

NOW = parse_instant("2026-03-25T12:00:00Z")
DAYS = Interval(Instant(NOW - 3 * DAY), NOW)


@pytest.fixture(scope="module")
def small() -> Plant:
    return build_plant(designs=[design for design in DESIGNS if design.id in ("lathe-1", "mill-1", "robot-1")])


@pytest.mark.parametrize("pattern", [ONE_SHIFT, TWO_SHIFTS, THREE_SHIFTS, CONTINUOUS], ids=lambda pattern: pattern.name)
def test_the_calendars_are_those_the_machines_are_played_by(pattern: Pattern) -> None:
    week = week_of(NOW)
    found = occurrences(read_calendar(office.calendars()[pattern.name]), week)
    inside = [Interval(max(shift.start, week.start), min(shift.end, week.end)) for shift in found]
    assert sorted(inside) == shifts(pattern, week)


def test_four_teams_work_a_day_a_night_and_rest_two_days() -> None:
    calendar = read_calendar(office.calendars()[CONTINUOUS.name])
    found = occurrences(calendar, Interval(NOW, Instant(NOW + 8 * DAY)))
    turns = {(shift.day, shift.shift): shift.team for shift in found}
    for (day, shift), team in turns.items():
        follows = (day + timedelta(days=1), "2")
        if shift == "1" and follows in turns:
            assert turns[follows] == team


def test_every_program_has_a_norm_but_where_nobody_made_one(small: Plant) -> None:
    normed = {(norm.scope, norm.program) for norm in office.norms(small)}
    wanted = {
        (f"machine:{machine.design.id}", work.program)
        for machine in small.machines
        if machine.design.id not in office.NO_NORMS
        for work in works(small.seed, machine.design)
    }
    assert normed == wanted
    assert all(norm.piece > 0 for norm in office.norms(small))


def test_people_say_the_same_whoever_asks_and_in_which_pieces(small: Plant) -> None:
    whole = People(small).said(DAYS)
    pieces = People(small)
    parts = [pieces.said(Interval(Instant(at), Instant(at + DAY // 2))) for at in range(DAYS.start, DAYS.end, DAY // 2)]
    assert [line for part in parts for line in part] == whole
    assert len(whole) > 20


def test_people_speak_of_what_is_over(small: Plant) -> None:
    for line in People(small).said(DAYS):
        assert line.at in DAYS
        assert line.kind is CorrectionKind.PARTS or (line.end is not None and line.start < line.end <= line.at)


def test_what_was_heard_twice_is_written_once(small: Plant) -> None:
    log, people = MemoryCorrections(), People(small)
    said = hear(people, log, DAYS)
    assert hear(people, log, DAYS) == said == log.last()


def test_what_somebody_has_set_stays(small: Plant) -> None:
    settings, norms = MemorySettings(), MemoryNorms()
    furnish(settings, norms, small, NOW)
    settings.put("stops", "plant", {"effective_from": None, "body": {}}, at=NOW, author="Иванов")
    furnish(settings, norms, small, NOW)
    assert norms.count() == len(list(office.norms(small)))
    assert settings.get("stops", "plant") == {"effective_from": None, "body": {}}
    assert set(settings.all("calendar")) == {"one", "two", "three", "continuous"}


def test_the_house_can_read_what_the_office_writes() -> None:
    assert read_practice(office.figure_settings()).scrap_reported
    assert read_stops(office.stop_settings()).of(MachineId("hmc-1")).strict
    assert read_assignments(office.assignments()) is not None
    kpis = {target.kpi for target in read_targets(office.targets()).values()}
    assert kpis <= set(definitions())


def test_people_use_reasons_of_the_tree(small: Plant) -> None:
    tree = starter_tree().reasons
    said = {line.value for line in People(small).said(DAYS) if line.kind is CorrectionKind.REASON}
    assert {code for code in said if code not in tree or not tree[code].active} == set()
    assert len(said) > 5
