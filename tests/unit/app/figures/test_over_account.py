"""Figures over the real account: calendar, corrections, norms, late data, whatever is stored already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatcher.app.figures.desk import Desk
from dispatcher.app.figures.engine import Figure
from dispatcher.app.figures.ranges import Days, Window
from dispatcher.app.figures.selection import Filters
from dispatcher.app.plant import PartsSource
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.instant import HOUR, MINUTE, to_datetime
from dispatcher.domain.norm import FROM_EVER, Norm
from dispatcher.domain.state import Track
from tests.unit.app.accounts.world import DAY_SHIFT, MONDAY, THREE_SHIFTS, World, at, between

TODAY = to_datetime(MONDAY).date()
MONDAY_ALONE = Days(TODAY, TODAY)
MINE = Filters(machines=("m1",))


def world() -> World:
    """A day shift from 06:00 to 16:00 with half an hour of break: running, a stop over the break, running, a stop."""
    made = World()
    made.plant = replace(
        made.plant, machines=tuple(replace(info, parts=PartsSource.COUNTER) for info in made.plant.machines)
    )
    made.plan(DAY_SHIFT)
    made.put("figures", "plant", {"scrap": "reported", "norms_at_least": 1.0, "late_after_s": 1800})
    made.put("reason-tree", "plant", {"reasons": [_reason("meeting", "planned"), _reason("broken", "failure")]})
    made.measure(
        (360, 590, "running"), (590, 640, "idle"), (640, 800, "running"), (800, 1000, "alarm"), (1000, None, "off")
    )
    made.make((400, 10), (700, 12))
    return made


def _reason(code: str, kind: str) -> dict[str, object]:
    return {
        "code": code,
        "parent": "",
        "words": {"en": code, "ru": code},
        "kind": kind,
        "color": "reason-1",
        "shape": "circle",
        "scopes": [],
        "active": True,
        "against_running": "signal",
        "against_person": "person",
        "carry_hours": 48,
        "hint": {},
    }


def desk(made: World) -> Desk:
    return Desk(
        plant=made.plant,
        account=made.reader,
        shifts=lambda: made.reader.inputs.meanings.now().plan,
        settings=made.settings,
        clock=made.clock,
    )


def ask(made: World, *kpis: str, when: object = MONDAY_ALONE) -> list[Figure]:
    (answer,) = desk(made).figures(kpis, (), [when], MINE)  # type: ignore[list-item]  # any of the three
    (group,) = answer.groups
    return list(group.figures)


@pytest.mark.parametrize("stored", [False, True])
def test_a_shift_with_its_break_is_counted_alike_stored_or_not(stored: bool) -> None:
    made = world()
    made.clock.at = at(2000)
    if stored:
        made.go(2000)
    (availability, oee) = ask(made, "availability", "oee")
    # 230 + 160 minutes run; of the shift's 600 the 30 of the break are planned, for the machine stood in them.
    assert availability.terms == {"APT": 390 * MINUTE, "PBT": 570 * MINUTE}
    assert (oee.value, oee.why) == (None, "no_norm")


def test_trap_37_a_correction_a_norm_and_late_data_show_at_once_in_what_was_stored() -> None:
    made = world()
    made.go(2000)
    (before,) = ask(made, "availability")
    assert before.value == 390 / 570
    made.say(CorrectionKind.REASON, 800, 960, "meeting")
    (corrected,) = ask(made, "availability")
    assert corrected.value == 390 / 410
    norm = Norm(
        program="*",
        scope="",
        item="",
        operation="",
        piece=10 * MINUTE,
        setup=None,
        parts_per_cycle=1,
        first=FROM_EVER,
    )
    made.measure((0, None, "O1"), track=Track.PROGRAM)
    made.norms.put([(1, norm)], at=made.clock.now(), author="technologist")
    performance, oee = ask(made, "effectiveness", "oee")
    assert performance.value == 22 * 10 / 390
    assert oee.value == pytest.approx(390 / 410 * 220 / 390)
    made.measure((640, 960, "running"), (960, None, "off"))
    (late,) = ask(made, "availability")
    assert late.value == 550 / 570
    assert late == desk(made).explain("availability", MONDAY_ALONE, MINE, None)[1].figure


def test_a_failure_counts_for_repair_and_readiness() -> None:
    made = world()
    made.go(2000)
    made.say(CorrectionKind.REASON, 800, 960, "broken")
    repair, readiness, mtbf = ask(made, "mean_repair_time", "technical_readiness", "mean_operating_time")
    assert repair.value == 160 * MINUTE
    assert readiness.value == (600 - 160) / 600
    assert mtbf.value == 390 * MINUTE


def test_scrap_that_people_enter_lowers_quality() -> None:
    made = world()
    made.go(2000)
    made.say(CorrectionKind.PARTS, 710, None, "O1", scrap=2, rework=1)
    (quality,) = ask(made, "quality_ratio")
    assert (quality.value, quality.terms) == (19 / 22, {"GQ": 19, "PQ": 22})


def test_the_present_shift_counts_until_now() -> None:
    made = world()
    made.clock.at = at(650)
    (availability,) = ask(made, "availability", when=Window.CURRENT_SHIFT)
    # Running 230 + 10 minutes; stopped 10 + 10 beside the break.
    assert availability.terms == {"APT": 240 * MINUTE, "PBT": 260 * MINUTE}
    made.clock.at = at(1200)
    (nobody,) = ask(made, "availability", when=Window.CURRENT_SHIFT)
    assert (nobody.value, nobody.why) == (None, "no_data")


def test_a_night_shift_is_mondays_until_it_is_over() -> None:
    made = World()
    made.plan(THREE_SHIFTS)
    made.measure((960, None, "running"))
    made.clock.at = at(1439)
    (running,) = ask(made, "running_time", when=Window.REPORT_DAY)
    assert running.value == 479 * MINUTE


def test_a_window_that_cuts_the_shift_is_exact() -> None:
    made = world()
    made.go(2000)
    (availability,) = ask(made, "availability", when=between(580, 660))
    assert availability.terms == {"APT": 30 * MINUTE, "PBT": 50 * MINUTE}


def test_hours_and_losses_over_the_real_account() -> None:
    made = world()
    made.go(2000)
    _, rows = desk(made).times(("hour",), MONDAY_ALONE, MINE, {"time_class": ("production",)})
    assert {row.key["hour"]: row.time for row in rows}["06"] == HOUR
    assert sum(row.time for row in rows) == 390 * MINUTE
    _, steps, reasons = desk(made).losses(MONDAY_ALONE, MINE)
    assert {step.code: step.time for step in steps if step.level}["busy"] == 570 * MINUTE
    assert [(lost.code, lost.time) for lost in reasons] == [("", 180 * MINUTE)]
