"""Figures over HTTP: shapes, ranges, refusals with their place; and what people set."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from dispatcher.api.schemas.figures import FigureExplained, Figures, Losses, Times
from dispatcher.api.schemas.kpis import Kpis, PracticeOut, TargetsOut
from dispatcher.app.figures.builtin import definitions, terms

DAY = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z", "machines": "m1"}
HOUR = 3_600_000_000


async def get(client: httpx.AsyncClient, path: str, **params: str) -> Any:
    answer = await client.get(f"/api/v1{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(client: httpx.AsyncClient, path: str, **params: str) -> tuple[int, str]:
    answer = await client.get(f"/api/v1{path}", params={"kpi": "oee", **params})
    return answer.status_code, answer.json()["code"]


async def test_figures_have_the_shape_that_is_described(client: httpx.AsyncClient) -> None:
    found = await get(client, "/figures", kpi="availability,oee", group_by="machine,day", **DAY)
    Figures.model_validate(_stamped(found))
    (group,) = found["groups"]
    assert group["key"] == {"machine": "m1", "day": "2026-11-23"}
    availability, oee = group["figures"]
    assert availability["value"] == pytest.approx(8 / 14)
    assert availability["terms"] == {"APT": 8 * HOUR, "PBT": 14 * HOUR}
    assert (oee["value"], oee["why"], oee["status"]) == (None, "no_scrap_report", "none")
    assert found["compared"] is None


async def test_days_of_the_plant_are_asked_by_dates(client: httpx.AsyncClient) -> None:
    found = await get(
        client, "/figures", kpi="running_time", **{"from": "2026-11-23", "to": "2026-11-23"}, machines="m1"
    )
    assert found["groups"][0]["figures"][0]["value"] == 11 * HOUR
    # The site stands in Moscow.
    assert found["window"] == {"from": "2026-11-22T21:00:00.000000Z", "to": "2026-11-23T21:00:00.000000Z"}


async def test_two_ranges_are_compared(client: httpx.AsyncClient) -> None:
    compared = {"compare_from": "2026-11-22", "compare_to": "2026-11-22"}
    found = await get(client, "/figures", kpi="availability", **DAY, **compared)
    (group,) = found["compared"]["groups"]
    assert (group["figures"][0]["value"], group["figures"][0]["why"]) == (None, "no_data")
    assert group["figures"][0]["trust"]["observed"] == 0


@pytest.mark.parametrize(
    "name",
    ["current_shift", "previous_shift", "since_midnight", "report_day", "rolling_8h", "rolling_24h", "rolling_7d"],
)
async def test_every_named_range_answers(client: httpx.AsyncClient, name: str) -> None:
    found = await get(client, "/figures", kpi="availability", window=name, group_by="machine")
    assert [group["key"]["machine"] for group in found["groups"]] == ["m1", "m2", "m3"]


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"kpi": "sorcery"}, 404, "kpi_unknown"),
        ({"group_by": "colour"}, 422, "group_unknown"),
        ({"group_by": "hour"}, 422, "group_unknown"),
        ({"machines": "m9"}, 404, "machine_unknown"),
        ({"area": "Shop 9"}, 422, "scope_empty"),
        ({"from": "2026-11-23", "to": "2026-11-23T00:00:00Z"}, 422, "range_mixed"),
        ({"from": "2026-11-23"}, 422, "range_mixed"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, 422, "bad_date"),
        ({"from": "2026-11-24", "to": "2026-11-23"}, 422, "range_reversed"),
        ({"from": "2016-11-24", "to": "2026-11-23"}, 422, "range_too_long"),
        ({"from": "2026-11-24", "window": "current_shift"}, 422, "range_and_window"),
        ({"window": "tomorrow"}, 422, "parameter_enum"),
    ],
)
async def test_refusals_say_what_is_wrong(
    client: httpx.AsyncClient, params: dict[str, str], status: int, code: str
) -> None:
    found = await refused(client, "/figures", **params)
    assert found[0] == status
    assert found[1] in {code, "parameter_bad"}


async def test_times_by_reason_and_hour(client: httpx.AsyncClient) -> None:
    found = await get(client, "/times", group_by="time_class", **DAY)
    Times.model_validate(_stamped(found))
    of = {row["key"]["time_class"]: row["time"] for row in found["rows"]}
    assert of["failure"] == 2 * HOUR
    assert sum(of.values()) == 24 * HOUR
    hours = await get(client, "/times", group_by="weekday,hour", **DAY)
    assert {row["time"] for row in hours["rows"]} == {HOUR}
    assert len(hours["rows"]) == 24
    only = await get(client, "/times", group_by="machine", time_class="failure,setup", **DAY)
    assert [row["time"] for row in only["rows"]] == [4 * HOUR]


async def test_losses_lead_from_all_time_to_good_parts(client: httpx.AsyncClient) -> None:
    found = await get(client, "/losses", **DAY)
    Losses.model_validate(_stamped(found))
    level = 0
    for step in found["steps"]:
        if step["time"] is None:
            assert step["why"] == "no_scrap_report"
        elif step["level"]:
            assert step["code"] == "calendar" or step["time"] == level
            level = step["time"]
        else:
            level -= step["time"]
    assert {step["code"] for step in found["steps"] if step["time"] is None} == {"quality", "good"}
    assert found["reasons"][0]["share"] == pytest.approx(2 / 6)


async def test_a_figure_opens_down_to_its_stretches(client: httpx.AsyncClient) -> None:
    found = await get(client, "/figures/explain", kpi="availability", **DAY)
    FigureExplained.model_validate(_stamped(found))
    assert found["definition"]["formula"] == "APT / PBT"
    for term in found["terms"]:
        assert sum(part["amount"] for part in term["parts"]) == term["value"]
    of = {term["code"]: term for term in found["terms"]}
    assert [part["state"] for part in of["APT"]["parts"]] == ["running"]
    assert {one["time_class"] for one in found["stretches"]} == {
        *("production", "setup", "micro", "delay", "failure", "unexplained")
    }
    assert found["next"] is None


async def test_parts_are_opened_by_program(client: httpx.AsyncClient) -> None:
    found = await get(client, "/figures/explain", kpi="effectiveness", **DAY)
    of = {term["code"]: term for term in found["terms"]}
    assert of["IDEAL"]["parts"] == [
        {"time_class": "", "state": "", "reason": "", "program": "O1", "amount": 7 * HOUR, "stretches": 0}
    ]


async def test_definitions_are_listed_with_their_terms(client: httpx.AsyncClient) -> None:
    found = await get(client, "/kpis")
    Kpis.model_validate(found)
    assert [kpi["code"] for kpi in found["kpis"]] == list(definitions())
    assert [term["code"] for term in found["terms"]] == list(terms())
    assert all(kpi["builtin"] and kpi["version"] == 0 for kpi in found["kpis"])


OWN = {"words": {"en": "Own", "ru": "Свой"}, "formula": "APT / SHT", "unit": "ratio", "better": "higher"}


async def test_a_plant_overrides_a_definition_from_a_date_on(client: httpx.AsyncClient) -> None:
    body = {**OWN, "effective_from": "2026-11-23T08:00:00Z"}
    written = await client.put("/api/v1/kpis/availability", json=body)
    assert written.json() == {"version": 1}
    later = await get(client, "/figures", kpi="availability", **DAY)
    assert later["groups"][0]["figures"][0]["value"] == pytest.approx(8 / 16)
    earlier = {**DAY, "to": "2026-11-23T08:00:00Z"}
    before = await get(client, "/figures", kpi="availability", **earlier)
    assert set(before["groups"][0]["figures"][0]["terms"]) == {"APT", "PBT"}
    assert (await client.delete("/api/v1/kpis/availability")).status_code == 204
    (shown,) = [kpi for kpi in (await get(client, "/kpis"))["kpis"] if kpi["code"] == "availability"]
    assert shown["builtin"]


@pytest.mark.parametrize(
    ("code", "change", "refusal", "at"),
    [
        ("own", {"formula": "APT : PBT"}, "formula_division", 5),
        ("own", {"formula": "APT / PBX"}, "formula_name_unknown", 7),
        ("own", {"formula": "own + 1"}, "formula_circle", 1),
        ("availability", {"formula": "oee"}, "formula_circle", 1),
        ("own", {"formula": "APT + PQ"}, "formula_units", 5),
        ("own", {"formula": "APT"}, "formula_unit_wrong", 1),
        ("Own KPI", {}, "kpi_code_bad", None),
        ("own", {"effective_from": "yesterday"}, "bad_instant", None),
        ("own", {"formula": ""}, "formula_empty", 1),
    ],
)
async def test_a_bad_definition_is_refused_with_the_place(
    client: httpx.AsyncClient, code: str, change: dict[str, Any], refusal: str, at: int | None
) -> None:
    answer = await client.put(f"/api/v1/kpis/{code}", json={**OWN, **change}, headers={"Accept-Language": "ru"})
    assert answer.status_code == 422
    assert answer.json()["code"] == refusal
    assert answer.json()["params"].get("at") == at
    assert "?" not in answer.json()["detail"]
    assert (await get(client, "/kpis"))["kpis"][0]["version"] == 0


async def test_a_definition_that_others_name_stays(client: httpx.AsyncClient) -> None:
    await client.put("/api/v1/kpis/own", json=OWN)
    await client.put("/api/v1/kpis/other", json={**OWN, "formula": "own * 2"})
    answer = await client.delete("/api/v1/kpis/own")
    assert (answer.status_code, answer.json()["params"]["by"]) == (409, "other")
    assert (await client.delete("/api/v1/kpis/other")).status_code == 204
    assert (await client.delete("/api/v1/kpis/own")).status_code == 204
    assert (await client.delete("/api/v1/kpis/own")).json()["code"] == "kpi_not_own"


async def test_targets_judge_the_narrowest_scope(client: httpx.AsyncClient) -> None:
    targets = [
        {"kpi": "availability", "target": 0.5},
        {"kpi": "availability", "scope": "area:Shop 1", "target": 0.6, "warn": 0.55},
        {"kpi": "mttr", "scope": "machine:m1", "target": HOUR / 2},
    ]
    assert (await client.put("/api/v1/targets", json={"targets": targets})).status_code == 200
    TargetsOut.model_validate(await get(client, "/targets"))
    found = await get(client, "/figures", kpi="availability,mttr", group_by="machine", **DAY)
    statuses = [(figure["target"], figure["status"]) for figure in found["groups"][0]["figures"]]
    assert statuses == [(0.6, "warn"), (HOUR / 2, "bad")]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"kpi": "sorcery", "target": 1}, "target_kpi_unknown"),
        ({"kpi": "oee", "scope": "shop 1", "target": 1}, "target_scope_unknown"),
        ({"kpi": "mttr", "target": 1}, "target_twice"),
        ({"kpi": "oee", "target": 0.5, "warn": 0.6}, "target_warn_wrong_side"),
    ],
)
async def test_a_bad_target_is_refused_with_its_row(client: httpx.AsyncClient, target: Any, code: str) -> None:
    answer = await client.put("/api/v1/targets", json={"targets": [{"kpi": "mttr", "target": 1}, target]})
    assert (answer.status_code, answer.json()["code"], answer.json()["params"]["row"]) == (422, code, 2)
    assert (await get(client, "/targets"))["targets"] == []


async def test_the_practice_of_a_plant_is_set(client: httpx.AsyncClient) -> None:
    assert (await get(client, "/figure-settings"))["scrap"] == "unknown"
    await client.put("/api/v1/figure-settings", json={"scrap": "reported"})
    found = await get(client, "/figure-settings")
    PracticeOut.model_validate(found)
    assert (found["scrap"], found["norms_at_least"], found["late_after_s"], found["version"]) == (
        "reported",
        1,
        1800,
        1,
    )
    oee = await get(client, "/figures", kpi="oee", **DAY)
    assert oee["groups"][0]["figures"][0]["value"] == pytest.approx(8 / 14 * 7 / 8 * 65 / 70)
    assert (await client.put("/api/v1/figure-settings", json={"scrap": "often"})).status_code == 422


STAMPS = frozenset(("from", "to", "now", "start", "end", "stop", "occurrence"))


def _stamped(found: Any) -> Any:
    """The answer as the model reads it: instants as integers."""
    if isinstance(found, dict):
        return {
            name: 0
            if name in {"from", "to", "now", "start", "end", "stop", "occurrence"} and value
            else _stamped(value)
            for name, value in found.items()
        }
    return [_stamped(one) for one in found] if isinstance(found, list) else found
