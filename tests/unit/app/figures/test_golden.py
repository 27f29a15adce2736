"""Every figure that ships, computed by hand for one day, and the vectors of other people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatcher.app.figures.builtin import book, definitions, terms
from dispatcher.app.figures.ranges import exact
from dispatcher.domain.account import TimeClass
from dispatcher.domain.instant import HOUR, SECOND, Instant, parse_instant
from dispatcher.domain.interval import Interval
from tests.support.account import M1, ListedAccount, golden_day, parts, stretch
from tests.unit.app.figures.bench import one

# Hours of the day: APT 8, AUST 2, ADET 0.5 + 1 + 0.5 = 2, ADOT 2, PDOT 1, PMT 1; EXT 3; standing outside 5.
# So AUPT = 10, AUBT = 12, PBT = 14, POT = SHT = 16, observed 24. Running 8 + 3 = 11 h; set-up stands idle, so the
# machine is on 24 - 5 (off outside shifts) = 19 h. Two failures. 70 parts in the shift: 65 good, norm 0.1 h.
A, P, Q = 8 / 14, 7 / 8, 65 / 70
GOLDEN = {
    # ISO 22400-2:2014 clause 6 (ГОСТ Р ИСО 22400-2-2019); formulas as published there.
    "availability": A,  # APT / PBT
    "effectiveness": P,  # PRI * PQ / APT = 0.1 * 70 / 8
    "quality_ratio": Q,  # GQ / PQ
    "oee": A * P * Q,
    "nee": 10 / 14 * P * Q,  # AUPT / PBT * effectiveness * quality ratio
    "allocation_efficiency": 12 / 14,  # AUBT / PBT
    "utilization_efficiency": 8 / 12,  # APT / AUBT
    "technical_efficiency": 8 / 10,  # APT / (APT + ADET)
    "setup_rate": 2 / 10,  # AUST / AUPT
    "scrap_ratio": 2 / 70,  # SQ / PQ
    "rework_ratio": 3 / 70,  # RQ / PQ
    "first_pass_yield": 65 / 70,  # good at first / inspected
    "mtbf": 11 / 3 * HOUR,  # sum of TBF / (FE + 1)
    "mttf": 12 / 3 * HOUR,  # sum of TTF / (FE + 1)
    "mttr": 2 / 3 * HOUR,  # sum of TTR / (FE + 1)
    "corrective_maintenance_ratio": 2 / 3,  # CMT / (CMT + PMT)
    # OOE counts unscheduled time inside shifts too, TEEP counts all time (as machine monitoring uses the names).
    "ooe": 8 / 16 * P * Q,
    "teep": (7 + 2) / 24 * 85 / 90,
    # Russian plant economics; reliability after ГОСТ 27.002.
    "mean_operating_time": 11 / 2 * HOUR,  # наработка / число отказов
    "mean_repair_time": 1 * HOUR,  # время восстановления / число отказов
    "load_factor": 10 / 15,  # (работа + наладка) / (режимный фонд - ППР)
    "extensive_use_factor": 8 / 16,  # время работы / режимный фонд
    "shift_factor": 1,  # отработанные станко-смены / станко-дни
    "machine_time_factor": 11 / 19,  # машинное время / время во включённом состоянии
    "technical_readiness": 13 / 16,  # (режимный фонд - отказы - ППР) / режимный фонд
    # Our own plain amounts.
    "throughput_rate": 70 / 12,  # parts an hour of AUBT
    "parts": 90,
    "running_time": 11 * HOUR,
    "stop_time": 4 * HOUR,
}


def test_there_is_a_golden_case_for_every_figure_that_ships() -> None:
    assert set(GOLDEN) == set(definitions())


@pytest.mark.parametrize("kpi", GOLDEN)
def test_a_figure_is_what_the_hand_computes(kpi: str) -> None:
    figure = one(golden_day(), kpi)
    assert figure.value == pytest.approx(GOLDEN[kpi], rel=1e-12)
    assert (figure.why, figure.flags) == (None, ())
    assert set(figure.terms) == {term.code for term in book().terms_of(kpi)}


def test_the_terms_of_the_golden_day() -> None:
    figure = one(golden_day(), "oee")
    assert figure.terms == {"APT": 8 * HOUR, "PBT": 14 * HOUR, "IDEAL": 7 * HOUR, "GQ": 65, "PQ": 70}
    assert figure.trust.observed == 1
    assert figure.trust.unexplained == 0.5 / 4
    assert figure.trust.normed == 1


def test_every_term_is_used_or_explained_in_both_languages() -> None:
    for term in terms().values():
        assert term.words.keys() == {"en", "ru"} == term.description.keys()
    for definition in definitions().values():
        assert definition.words.keys() == {"en", "ru"} == definition.description.keys()
        assert (definition.clause != "") is (definition.school == "iso")


def test_two_shifts_worked_on_one_day_are_a_shift_factor_of_two() -> None:
    account = ListedAccount(
        [stretch(TimeClass.PRODUCTION, 0, 8, shift="first"), stretch(TimeClass.PRODUCTION, 8, 8, shift="second")]
    )
    figure = one(account, "shift_factor")
    assert (figure.value, figure.terms, figure.flags) == (2, {"WSH": 2, "MDY": 1}, ())


@pytest.mark.shared_data
def test_the_vectors_of_flux_are_reproduced(shared_data: Path) -> None:
    """influxdata/flux, experimental/oee: both inputs give the same figures."""
    folder = shared_data / "oee-vectors"
    expected = json.loads((folder / "expected.json").read_text())
    window = Interval(*(parse_instant(expected["window"][name]) for name in ("start", "stop")))
    cycle = expected["parameters"]["idealCycleTime_s"] * SECOND
    planned = expected["parameters"]["plannedTime_s"] * SECOND
    results = expected["expected_for_both_inputs"]
    for states, counts in (("apq_input.csv", "apq_input.csv"), ("computeapq_states.csv", "computeapq_parts.csv")):
        changes = [(parse_instant(row["_time"]), row["state"]) for row in _rows(folder / states)]
        ends = [*(at for at, _ in changes[1:]), window.end]
        account = ListedAccount(
            [
                stretch(
                    TimeClass.PRODUCTION if state == "running" else TimeClass.UNEXPLAINED,
                    0,
                    (end - at) / HOUR,
                    at=Instant(at),
                )
                for (at, state), end in zip(changes, ends, strict=True)
            ]
        )
        # Planned are eight hours, recorded are four; what lies beyond the record counts there as lost.
        account.listed.append(stretch(TimeClass.UNEXPLAINED, 0, (planned - window.length) / HOUR, at=window.end))
        made = _rows(folder / counts)
        whole, bad = (int(made[-1][name]) - int(made[0][name]) for name in ("partCount", "badCount"))
        account.cells = [parts(whole, norm=cycle / HOUR, scrap=bad, day=account.listed[0].day, occurrence=window.start)]
        given = exact(Interval(window.start, Instant(window.start + planned)), [M1])
        figures = {name: one(account, name, given=given) for name in ("availability", "effectiveness", "quality_ratio")}
        assert figures["availability"].terms["APT"] == results["runTime_ns"] // 1000
        assert figures["availability"].value == results["availability"]
        assert figures["effectiveness"].value == pytest.approx(results["performance"], rel=1e-12)
        assert figures["quality_ratio"].value == pytest.approx(results["quality"], rel=1e-12)
        assert one(account, "oee", given=given).value == pytest.approx(results["oee"], rel=1e-12)


def _rows(file: Path) -> list[dict[str, str]]:
    header, *lines = file.read_text().split()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
