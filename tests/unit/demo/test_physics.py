"""The physics: plausible shares of time, counters that behave as declared, everything happens sometimes."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from dispatcher.demo.chance import noise
from dispatcher.demo.course import Course
from dispatcher.demo.design import WRAP_WIDTH, Counter, Power, Unattended
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.panel import ControllerMode, Duty, Execution, Phase
from dispatcher.demo.physics import play
from dispatcher.demo.schedule import attended, week_of
from dispatcher.demo.sight import Sight, sights
from dispatcher.domain.instant import DAY, HOUR, MINUTE, Instant
from dispatcher.domain.interval import Interval, total
from dispatcher.domain.signal import Level
from tests.unit.demo.shop import MONTH_END, TUESDAY_TEN

BY_ID = {design.id: design for design in DESIGNS}


@cache
def month(name: str) -> tuple[Course, ...]:
    """The four whole weeks before the last one of the tests' month."""
    return tuple(play(1, BY_ID[name], week_of(Instant(MONTH_END - n * 7 * DAY))) for n in range(4, 0, -1))


def lengths(course: Course) -> list[int]:
    """µs of each segment."""
    return [end - start for start, end in pairwise([*course.start, course.week.end])]


def seconds_of(name: str, phases: set[Phase]) -> float:
    """Share of the month in these phases."""
    found = whole = 0
    for course in month(name):
        for phase, length in zip(course.phase, lengths(course), strict=True):
            found += length if phase in phases else 0
            whole += length
    return found / whole


@pytest.mark.parametrize("name", list(BY_ID))
def test_segments_tile_the_week(name: str) -> None:
    for course in month(name):
        assert course.start[0] == course.week.start
        assert all(length > 0 for length in lengths(course))


@pytest.mark.parametrize("name", list(BY_ID))
def test_a_machine_works_35_to_90_percent_of_its_attended_time(name: str) -> None:
    design = BY_ID[name]
    present = sum(total(attended(design.pattern, course.week, design.stagger)) for course in month(name))
    worked = seconds_of(name, {Phase.CUT, Phase.CHANGE}) * 4 * 7 * DAY
    limit = 2.9 if design.unattended is Unattended.NIGHTS else 0.9
    assert 0.35 < worked / present < limit


@pytest.mark.parametrize("name", list(BY_ID))
def test_faults_and_setups_are_a_plausible_part_of_time(name: str) -> None:
    assert seconds_of(name, {Phase.FAULT}) < 0.13
    assert 0.005 < seconds_of(name, {Phase.SETUP}) < 0.16


def test_cycles_last_minutes() -> None:
    for design in DESIGNS:
        if design.kind != "edm":
            assert 60 <= design.habits.cycle[0] <= design.habits.cycle[1] <= 600


@pytest.mark.parametrize("name", [design.id for design in DESIGNS if design.counter is not Counter.NONE])
def test_part_counters_only_go_up_but_for_what_is_declared(name: str) -> None:
    design = BY_ID[name]
    fell = 0
    panels = [panel for course in month(name) for panel in course.panel]
    for before, after in pairwise(panels):
        if after.parts < before.parts:
            fell += 1
            assert after.parts == 0
            assert before.parts == WRAP_WIDTH - 1 or design.counter is not Counter.WRAP
        else:
            assert after.parts - before.parts in (0, design.habits.per_cycle)
    assert fell > 0
    assert max(panel.parts for panel in panels) >= 20


def test_a_machine_without_counter_never_counts() -> None:
    for design in DESIGNS:
        if design.counter is Counter.NONE:
            assert {panel.parts for course in month(design.id) for panel in course.panel} == {0}


def test_everything_happens_within_a_month() -> None:
    panels = [panel for name in BY_ID for course in month(name) for panel in course.panel]
    assert {panel.execution for panel in panels} == set(Execution)
    assert {panel.mode for panel in panels} == set(ControllerMode)
    assert {panel.duty for panel in panels} == set(Duty)
    assert {panel.estop for panel in panels} == {"ARMED", "TRIGGERED"}
    assert {panel.single_block for panel in panels} == {"ON", "OFF"}
    assert {phase for name in BY_ID for course in month(name) for phase in course.phase} == set(Phase)
    assert {alarm.level for panel in panels for alarm in panel.alarms} == {Level.FAULT, Level.WARNING}
    assert max(len(panel.alarms) for panel in panels) >= 3
    assert len({alarm.code for panel in panels for alarm in panel.alarms}) >= 50
    seen = {sight for design in DESIGNS for course in month(design.id) for _, sight in sights(1, design, course)}
    assert seen == set(Sight)


def test_most_faults_of_the_alarm_tables_occur() -> None:
    for name in ("millturn-1", "hmc-1", "robot-1", "mill-4"):
        met = {alarm for course in month(name) for panel in course.panel for alarm in panel.alarms}
        known = {*BY_ID[name].alarms.minor, *BY_ID[name].alarms.major, *BY_ID[name].alarms.warning}
        assert met <= known
        assert len(met) >= len(known) * 0.6


def test_links_flap_somewhere_in_a_month() -> None:
    design = BY_ID["mill-2"]
    short = 0
    for course in month(design.id):
        spans = [*sights(1, design, course), (course.week.end, Sight.FULL)]
        short += sum(
            1 for (at, sight), (end, _) in pairwise(spans) if sight is Sight.SILENT and end - at <= MINUTE // 4
        )
    assert short >= 10


def test_nobody_works_at_an_attended_machine_at_night() -> None:
    design = BY_ID["press-1"]
    course = play(1, design, week_of(TUESDAY_TEN))
    midnight = TUESDAY_TEN + 14 * HOUR
    assert course.phase[course.index(midnight)] is Phase.OFF
    assert design.power is Power.DARK


def test_lunch_is_seen() -> None:
    resting = 0
    for name in ("mill-2", "grinder-1", "cmm-1", "lathe-3"):
        design = BY_ID[name]
        for course in month(name):
            shifts = attended(design.pattern, course.week, design.stagger)
            breaks = [
                Interval(left.end, right.start)
                for left, right in pairwise(shifts)
                if right.start - left.end == 30 * MINUTE
            ]
            middles = [interval.end - MINUTE for interval in breaks]
            resting += sum(course.phase[course.index(at)] in {Phase.IDLE, Phase.FAULT} for at in middles)
    assert resting >= 60


def test_many_machines_work_by_day_some_by_night_and_a_few_at_the_weekend() -> None:
    running_at = []
    for hour in range(7 * 24):
        at = Instant(week_of(TUESDAY_TEN).start + hour * HOUR + 17 * MINUTE)
        running = 0
        for name in BY_ID:
            course = play_once(name)
            running += course.phase[course.index(at)] in {Phase.CUT, Phase.CHANGE}
        running_at.append(running)
    days = [running_at[24 * day : 24 * day + 24] for day in range(7)]
    assert min(sum(day[8:16]) / 8 for day in days[:5]) >= 8
    assert min(sum(day[0:6]) / 6 for day in days[1:5]) >= 3
    assert min(sum(day) / 24 for day in days[5:]) >= 2


@cache
def play_once(name: str) -> Course:
    return play(1, BY_ID[name], week_of(TUESDAY_TEN))


def test_noise_is_a_pure_function_of_the_tick() -> None:
    ticks = np.arange(0, 10_000, dtype=np.int64)
    whole = noise(7, ticks)
    assert whole[1234] == noise(7, ticks[1234:1235])[0]
    assert abs(float(whole.mean())) < 0.03
    assert -1 <= float(whole.min()) < -0.99 < 0.99 < float(whole.max()) < 1
