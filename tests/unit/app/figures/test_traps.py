"""Traps 33 to 37: where figures of other systems lie."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatcher.app.figures.desk import Desk
from dispatcher.app.figures.engine import ABOVE_ONE
from dispatcher.app.figures.ranges import exact
from dispatcher.app.figures.selection import Filters
from dispatcher.app.figures.targets import Status
from dispatcher.app.versions import wrap
from dispatcher.domain.account import Origin, TimeClass
from dispatcher.domain.instant import DAY, HOUR, Instant
from dispatcher.domain.interval import Interval
from tests.support.account import M1, MIDNIGHT, DailyShifts, ListedAccount, golden_day, parts, stretch
from tests.unit.app.figures.bench import NOW, PLANT, THE_DAY, ask, one, settings_with, without_counter

RAN = [stretch(TimeClass.PRODUCTION, 0, 8), stretch(TimeClass.UNEXPLAINED, 8, 2)]


class Clock:
    def now(self) -> Instant:
        return NOW


def test_trap_33_a_norm_that_is_too_long_gives_the_raw_value_flagged_and_never_clipped() -> None:
    account = ListedAccount(list(RAN), [parts(24, norm=1)])
    performance = one(account, "effectiveness")
    assert (performance.value, performance.flags) == (3, (ABOVE_ONE,))
    oee = one(account, "oee")
    assert oee.value == pytest.approx(0.8 * 3)
    assert oee.flags == (ABOVE_ONE,)


def test_trap_34_without_a_norm_there_is_no_performance_and_no_oee() -> None:
    account = ListedAccount(list(RAN), [parts(24)])
    for kpi in ("effectiveness", "oee", "nee", "ooe", "teep"):
        figure = one(account, kpi)
        assert (figure.value, figure.why) == (None, "no_norm"), kpi
    assert one(account, "availability").value == 0.8


def test_trap_34_one_program_without_a_norm_is_enough_unless_the_plant_says_otherwise() -> None:
    account = ListedAccount(list(RAN), [parts(19, norm=0.2), parts(1, program="O2")])
    assert one(account, "effectiveness").why == "no_norm"
    assert one(account, "effectiveness").trust.normed == 0.95
    lenient = settings_with({("figures", "plant"): {"scrap": "reported", "norms_at_least": 0.9, "late_after_s": 1800}})
    assert one(account, "effectiveness", settings=lenient).value == pytest.approx(19 * 0.2 / 8)


def test_trap_34_a_machine_that_does_not_count_has_no_performance() -> None:
    account = ListedAccount(list(RAN), [])
    assert one(account, "effectiveness").value == 0
    assert one(account, "effectiveness", plant=without_counter()).why == "not_counted"
    assert one(account, "parts", plant=without_counter()).why == "not_counted"


def test_trap_35_every_way_to_ask_gives_the_same_figure() -> None:
    account = golden_day()
    desk = Desk(plant=PLANT, account=account, shifts=DailyShifts, settings=settings_with(), clock=Clock())
    filters = Filters(machines=("m1",))
    whole = one(account, "oee")
    _, opened = desk.explain("oee", THE_DAY, filters, None)
    assert opened.figure == whole
    for term, value, made_of in opened.terms:
        assert sum(part.amount for part in made_of) == value == whole.terms[term.code]
    for group_by in (("machine",), ("area",), ("site",), ("day",), ("month",), ("shift",)):
        found = [group.figures[0] for group in ask(account, "oee", group_by=group_by)]
        assert whole.value in [figure.value for figure in found]
    _, steps, _ = desk.losses(THE_DAY, filters)
    levels = {step.code: step.time for step in steps if step.level}
    assert (levels["production"], levels["busy"], levels["ideal"]) == (
        *(whole.terms["APT"], whole.terms["PBT"], whole.terms["IDEAL"]),
    )


@pytest.mark.parametrize(
    ("listed", "kpi", "why"),
    [
        ([stretch(TimeClass.EXTRA, 0, 8)], "availability", "no_schedule"),
        ([stretch(TimeClass.NOT_SCHEDULED, 0, 24)], "oee", "no_schedule"),
        ([stretch(TimeClass.NOT_SCHEDULED, 0, 24)], "technical_readiness", "no_schedule"),
        ([stretch(TimeClass.NOT_SCHEDULED, 0, 24)], "stop_time", "no_schedule"),
        ([stretch(TimeClass.NO_DATA, 0, 8), stretch(TimeClass.DARK, 8, 16)], "availability", "no_data"),
        ([stretch(TimeClass.NO_DATA, 0, 8), stretch(TimeClass.DARK, 8, 16)], "running_time", "no_data"),
        ([stretch(TimeClass.NO_DATA, 0, 8), stretch(TimeClass.DARK, 8, 16)], "parts", "no_data"),
        ([stretch(TimeClass.NO_DATA, 0, 8), stretch(TimeClass.EXTRA, 8, 1)], "availability", "no_data"),
        ([stretch(TimeClass.PLANNED, 0, 8)], "availability", "all_planned"),
        ([stretch(TimeClass.UNEXPLAINED, 0, 8)], "utilization_efficiency", ""),
        ([stretch(TimeClass.UNEXPLAINED, 0, 8)], "effectiveness", "nothing_ran"),
        ([stretch(TimeClass.UNEXPLAINED, 0, 8)], "quality_ratio", "no_parts"),
        ([stretch(TimeClass.PRODUCTION, 0, 8)], "mean_repair_time", "no_failures"),
        ([stretch(TimeClass.PRODUCTION, 0, 8)], "corrective_maintenance_ratio", "division_by_zero"),
        ([], "availability", "no_data"),
    ],
)
def test_trap_36_what_is_undefined_stays_undefined(listed: list[object], kpi: str, why: str) -> None:
    figure = one(ListedAccount(list(listed)), kpi)  # type: ignore[arg-type]  # rows of a table
    assert (figure.value, figure.why) == ((None, why) if why else (0, None))


def test_trap_36_scrap_that_nobody_reports_is_not_no_scrap() -> None:
    account = ListedAccount(list(RAN), [parts(24, norm=0.1)])
    unknown = settings_with({("figures", "plant"): {"scrap": "unknown", "norms_at_least": 1.0, "late_after_s": 1800}})
    for kpi in ("quality_ratio", "scrap_ratio", "first_pass_yield", "oee"):
        assert one(account, kpi, settings=unknown).why == "no_scrap_report"
    assert one(account, "quality_ratio").value == 1


def test_trap_36_more_scrap_than_parts_is_a_contradiction_and_no_quality() -> None:
    account = ListedAccount(list(RAN), [parts(2, scrap=2, rework=1)])
    assert one(account, "quality_ratio").why == "scrap_exceeds_parts"


def test_trap_36_no_data_is_neither_good_nor_bad_for_a_target() -> None:
    targets = {("targets", "plant"): {"targets": [{"kpi": "availability", "scope": "", "target": 0.5, "warn": None}]}}
    settings = settings_with(targets)
    assert one(ListedAccount([]), "availability", settings=settings).status is Status.NONE
    assert one(ListedAccount(list(RAN)), "availability", settings=settings).status is Status.GOOD


def test_trap_37_a_correction_shows_in_yesterdays_figure_at_once() -> None:
    """Nothing is stored but versions of definitions: what is corrected is counted anew."""
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 6), stretch(TimeClass.UNEXPLAINED, 6, 2)])
    before = one(account, "availability")
    assert (before.value, before.trust.unexplained, before.trust.entered) == (0.75, 1, 0)
    account.listed[1] = replace(
        account.listed[1],
        time_class=TimeClass.PLANNED,
        reason="meeting",
        origin=Origin.PERSON,
        corrections=(7,),
        late=HOUR,
    )
    after = one(account, "availability")
    assert (after.value, after.trust.unexplained) == (1, None)


def test_trap_37_the_old_version_of_a_definition_stays_reproducible() -> None:
    settings = settings_with()
    body = {
        "words": {"en": "A", "ru": "A"},
        "description": {"en": "", "ru": ""},
        "formula": "APT / OBT",
        "unit": "ratio",
        "clause": "",
        "school": "own",
        "better": "higher",
        "bounded": True,
    }
    noon = Instant(MIDNIGHT + DAY // 2)
    settings.put("kpi", "availability", wrap(body, noon), at=noon, author="")
    account = ListedAccount([stretch(TimeClass.PRODUCTION, 0, 8), stretch(TimeClass.NOT_SCHEDULED, 8, 16)])
    assert one(account, "availability", settings=settings).value == pytest.approx(1 / 3)
    morning = exact(Interval(MIDNIGHT, noon), [M1])
    assert one(account, "availability", settings=settings, given=morning).value == 1


def test_late_entries_and_people_are_part_of_the_trust() -> None:
    given: dict[str, Any] = {"origin": Origin.PERSON, "reason": "x"}
    account = ListedAccount(
        [
            stretch(TimeClass.DELAY, 0, 1, **given),
            stretch(TimeClass.DELAY, 1, 1, **given, late=HOUR),
            stretch(TimeClass.FAILURE, 2, 1, origin=Origin.RULE, reason="y"),
            stretch(TimeClass.UNEXPLAINED, 3, 1),
            stretch(TimeClass.NO_DATA, 4, 4),
        ],
        waiting=3,
    )
    trust = one(account, "availability").trust
    assert (trust.observed, trust.unexplained, trust.entered, trust.late) == (0.5, 0.25, 0.5, 0.25)
    assert (trust.normed, trust.pending) == (None, 3)
