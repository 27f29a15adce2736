"""Figures over any account: ratios of time and quality stay in [0, 1], and everything adds up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.app.figures.grouping import FIGURES
from dispatcher.app.figures.losses import waterfall
from dispatcher.app.figures.ranges import Days, exact, of_days
from dispatcher.app.figures.selection import Filters
from dispatcher.app.figures.shelf import STANDARD
from dispatcher.domain.account import PartCell, Stretch, TimeClass
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from tests.support.account import M1, MIDNIGHT, STANDING, ListedAccount, parts, stretch
from tests.unit.app.figures.bench import M2, PLANT, ask

TIME = (
    *("availability", "allocation_efficiency", "utilization_efficiency", "technical_efficiency", "setup_rate"),
    *("corrective_maintenance_ratio", "load_factor", "extensive_use_factor", "machine_time_factor"),
    *("technical_readiness",),
)
QUALITY = ("quality_ratio", "scrap_ratio", "rework_ratio", "first_pass_yield")
DAYS = 3
WEEK = Interval(MIDNIGHT, Instant(MIDNIGHT + DAYS * DAY))


@st.composite
def days(draw: st.DrawFn, machine: MachineId) -> list[Stretch]:
    """Stretches that tile three days, of any classes in any order."""
    found: list[Stretch] = []
    for day in range(DAYS):
        cuts = sorted(draw(st.sets(st.integers(1, 24 * 4 - 1), max_size=8)))
        for begin, end in zip((0, *cuts), (*cuts, 24 * 4), strict=True):
            kind = draw(st.sampled_from(TimeClass))
            base = STANDING.get(kind) or draw(st.sampled_from([BaseState.IDLE, BaseState.PAUSED, BaseState.OFF]))
            shift = draw(st.sampled_from(["day", "night"]))
            outside = kind in (TimeClass.EXTRA, TimeClass.DARK) or (
                kind is TimeClass.NOT_SCHEDULED and draw(st.booleans())
            )
            found.append(
                stretch(
                    kind,
                    24 * day + begin / 4,
                    (end - begin) / 4,
                    machine=machine,
                    base=base,
                    shift="" if outside else shift,
                    program=draw(st.sampled_from(["O1", "O2"])),
                )
            )
    return found


@st.composite
def cells(draw: st.DrawFn) -> PartCell:
    made = draw(st.integers(0, 50))
    return parts(
        made,
        norm=draw(st.sampled_from([None, 0.01, 1.0])),
        machine=draw(st.sampled_from([M1, M2])),
        day=date(2026, 11, 23) + timedelta(days=draw(st.integers(0, DAYS - 1))),
        shift=draw(st.sampled_from(["", "day", "night"])),
        program=draw(st.sampled_from(["O1", "O2"])),
        scrap=draw(st.integers(0, 30)),
        rework=draw(st.integers(0, 30)),
    )


accounts = st.builds(
    lambda first, second, made: ListedAccount([*first, *second], made),
    days(M1),
    days(M2),
    st.lists(cells(), max_size=6),
)
BOTH = Filters(machines=("m1", "m2"))
GIVEN = exact(WEEK, [M1, M2])


@given(accounts, st.sampled_from([(), ("machine",), ("day", "shift"), ("program",)]))
def test_ratios_of_time_and_quality_stay_between_zero_and_one(account: ListedAccount, groups: tuple[str, ...]) -> None:
    for group in ask(account, *TIME, *QUALITY, group_by=groups, filters=BOTH, given=GIVEN):
        for figure in group.figures:
            assert figure.value is None or 0 <= figure.value <= 1, figure
            assert (figure.value is None) == (figure.why is not None)
            assert figure.flags == ()
            shares = (figure.trust.observed, figure.trust.unexplained, figure.trust.entered, figure.trust.late)
            assert all(share is None or 0 <= share <= 1 for share in shares)


@given(accounts, st.sampled_from(FIGURES))
def test_groups_add_up_to_the_whole(account: ListedAccount, name: str) -> None:
    kpis = ("availability", "load_factor", "corrective_maintenance_ratio", "machine_time_factor", "mtbf", "parts")
    (whole,) = ask(account, *kpis, filters=BOTH, given=GIVEN)
    groups = ask(account, *kpis, group_by=(name,), filters=BOTH, given=GIVEN)
    for place, figure in enumerate(whole.figures):
        for code, value in figure.terms.items():
            assert (value or 0) == sum(group.figures[place].terms[code] or 0 for group in groups), code


@given(accounts)
def test_terms_fit_into_each_other(account: ListedAccount) -> None:
    (group,) = ask(account, "utilization_efficiency", "load_factor", "ooe", "teep", filters=BOTH, given=GIVEN)
    terms = {code: value or 0 for figure in group.figures for code, value in figure.terms.items()}
    assert terms["APT"] <= terms["AUBT"] <= terms["POT"] <= terms["SHT"] <= terms["OBT"] <= 2 * DAYS * DAY


@given(accounts)
def test_the_waterfall_loses_every_microsecond_once(account: ListedAccount) -> None:
    left = 2 * DAYS * DAY
    for step in waterfall(PLANT, account, GIVEN, BOTH, STANDARD):
        if step.time is None:
            assert step.why
        elif step.level:
            assert step.time == left
        else:
            left -= step.time


@given(accounts)
def test_whole_days_are_the_same_by_date_and_by_instants(account: ListedAccount) -> None:
    """In UTC, with no shift over midnight."""
    by_date = of_days(Days(date(2026, 11, 23), date(2026, 11, 25)), [M1, M2], "UTC")
    exactly = ask(account, "availability", "running_time", filters=BOTH, given=GIVEN)
    assert ask(account, "availability", "running_time", filters=BOTH, given=by_date) == exactly
