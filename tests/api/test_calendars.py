"""Calendars over HTTP: what is put comes back, what is wrong is named with its place, in both languages."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

Doc = dict[str, Any]


def words(text: str) -> Doc:
    return {"en": text, "ru": text}


def shift(code: str, start: str, minutes: int, *breaks: tuple[str, int]) -> Doc:
    return {
        "code": code,
        "title": words(code),
        "start": start,
        "minutes": minutes,
        "attendance": "manned",
        "breaks": [{"start": at, "minutes": length, "title": words("")} for at, length in breaks],
    }


def exception(day: str, **more: Any) -> Doc:
    made: Doc = {
        "day": day,
        "kind": "other",
        "title": words(""),
        "turns": None,
        "add": [],
        "minus": 0,
        "like": None,
        "scope": "",
    }
    return {**made, **more}


def document() -> Doc:
    """Two shifts, five days a week."""
    day = [{"shift": "day", "team": ""}, {"shift": "evening", "team": ""}]
    return {
        "code": "main",
        "title": {"en": "Two shifts", "ru": "Две смены"},
        "zone": "",
        "country": "",
        "overlap": "forbidden",
        "shifts": [shift("day", "07:00", 480, ("11:00", 30)), shift("evening", "15:30", 480, ("19:30", 30))],
        "patterns": [
            {
                "code": "week",
                "title": words("week"),
                "anchor": "2026-01-05",
                "days": [day, day, day, day, day, [], []],
                "first": None,
                "last": None,
                "season": None,
            }
        ],
        "exceptions": [],
        "effective_from": None,
        "version": None,
    }


def changed(path: str, value: Any) -> Doc:
    """The document with another value at a path such as `shifts.0.breaks.0.start`."""
    made = copy.deepcopy(document())
    *parents, last = path.split(".")
    at: Any = made
    for name in parents:
        at = at[int(name)] if name.isdigit() else at[name]
    at[int(last) if last.isdigit() else last] = value
    return made


async def put(client: httpx.AsyncClient, body: Doc, code: str = "main") -> httpx.Response:
    return await client.put(f"/api/v1/calendars/{code}", json=body)


async def test_a_calendar_comes_back_as_it_was_put(client: httpx.AsyncClient) -> None:
    answer = await put(client, document())
    assert answer.status_code == 200
    assert answer.json() == {**document(), "version": 1}
    everything = (await client.get("/api/v1/calendars")).json()
    assert everything["calendars"] == [answer.json()]
    assert (everything["assignments"], everything["assignments_version"]) == ([], 0)
    assert (await client.get("/api/v1/calendars/main")).json() == answer.json()


async def test_versions_are_kept_with_their_authors(client: httpx.AsyncClient) -> None:
    await put(client, document())
    later = changed("title", {"en": "Later", "ru": "Позже"})
    later["effective_from"] = "2026-12-01T00:00:00+03:00"
    await client.put("/api/v1/calendars/main", json=later, headers={"dispatcher-author": "%D0%98%D0%B2%D0%B0%D0%BD"})
    versions = (await client.get("/api/v1/calendars/main/history")).json()["versions"]
    assert [(item["version"], item["effective_from"], item["author"]) for item in versions] == [
        (2, "2026-11-30T21:00:00.000000Z", "Иван"),
        (1, None, ""),
    ]
    assert versions[0]["calendar"]["title"]["ru"] == "Позже"


async def test_who_saw_an_older_version_is_told(client: httpx.AsyncClient) -> None:
    await put(client, changed("version", 0))
    answer = await put(client, changed("version", 0))
    assert (answer.status_code, answer.json()["code"]) == (409, "calendar_overtaken")
    assert (await put(client, changed("version", 1))).status_code == 200


async def test_shifts_of_a_machine_by_its_assignment(client: httpx.AsyncClient) -> None:
    await put(client, document())
    rows = [{"scope": "machine:m1", "calendar": "main"}]
    answer = await client.put(
        "/api/v1/calendar-assignments", json={"assignments": rows, "effective_from": None, "version": 0}
    )
    assert answer.json() == {"assignments": rows, "effective_from": None, "version": 1}
    asked = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"}
    found = (await client.get("/api/v1/shifts", params={**asked, "machine": "m1"})).json()["shifts"]
    assert [(item["day"], item["shift"], item["start"], item["end"], item["accepted"]) for item in found] == [
        ("2026-11-23", "day", "2026-11-23T04:00:00.000000Z", "2026-11-23T12:00:00.000000Z", False),
        ("2026-11-23", "evening", "2026-11-23T12:30:00.000000Z", "2026-11-23T20:30:00.000000Z", False),
    ]
    assert found[0]["breaks"] == [{"start": "2026-11-23T08:00:00.000000Z", "end": "2026-11-23T08:30:00.000000Z"}]
    assert (await client.get("/api/v1/shifts", params={**asked, "machine": "m2"})).json() == {"shifts": []}
    assert (await client.get("/api/v1/shifts", params=asked)).json()["shifts"] == found


async def test_exceptions_of_the_plant(client: httpx.AsyncClient) -> None:
    await put(client, document())
    await client.put(
        "/api/v1/calendar-assignments",
        json={"assignments": [{"scope": "", "calendar": "main"}], "effective_from": None, "version": None},
    )
    closed = exception("2026-11-23", kind="cancelled", turns=[], scope="area:Shop 2")
    body = {"exceptions": [closed], "effective_from": None, "version": None}
    assert (await client.put("/api/v1/calendar-exceptions", json=body)).json()["exceptions"] == [closed]
    asked = {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"}
    counts = {
        machine: len((await client.get("/api/v1/shifts", params={**asked, "machine": machine})).json()["shifts"])
        for machine in ("m1", "m3")
    }
    assert counts == {"m1": 2, "m3": 0}


async def test_a_calendar_in_use_is_not_removed(client: httpx.AsyncClient) -> None:
    await put(client, document())
    await put(client, {**document(), "code": "other"}, "other")
    everywhere = {"assignments": [{"scope": "", "calendar": "main"}], "effective_from": None, "version": None}
    await client.put("/api/v1/calendar-assignments", json=everywhere)
    refused = await client.delete("/api/v1/calendars/main")
    assert (refused.status_code, refused.json()["code"]) == (409, "calendar_in_use")
    left = (await client.delete("/api/v1/calendars/other")).json()
    assert [item["code"] for item in left["calendars"]] == ["main"]
    assert (await client.get("/api/v1/calendars/other")).status_code == 404
    assert (await client.get("/api/v1/calendars/other/history")).json()["versions"][0]["calendar"] is None
    assert (await client.delete("/api/v1/calendars/other")).status_code == 404


CROWDED = shift("day", "07:00", 480, ("11:00", 30), ("11:20", 30))
BAD = [
    ("shifts.1.start", "14:00", "calendar_shifts_overlap", "patterns[1].days[1]"),
    ("shifts.0.start", "25:00", "calendar_not_time", "shifts[1].start"),
    ("shifts.0.minutes", 0, "calendar_not_number", "shifts[1].minutes"),
    ("shifts.0.minutes", 1441, "calendar_not_number", "shifts[1].minutes"),
    ("shifts.0.attendance", "robots", "calendar_not_one_of", "shifts[1].attendance"),
    ("shifts.0.title", {"en": "", "ru": " "}, "calendar_title_missing", "shifts[1].title"),
    ("shifts.1.code", "day", "calendar_code_twice", "shifts[2].code"),
    ("shifts.0.code", "Смена", "calendar_code_bad", "shifts[1].code"),
    ("shifts.0.breaks.0.start", "14:45", "calendar_break_outside", "shifts[1].breaks[1]"),
    ("shifts.0.breaks.0.start", "06:00", "calendar_break_outside", "shifts[1].breaks[1]"),
    ("shifts.0", CROWDED, "calendar_breaks_overlap", "shifts[1].breaks[2]"),
    ("patterns.0.days.0.0.shift", "night", "calendar_shift_unknown", "patterns[1].days[1][1].shift"),
    ("patterns.0.days", [], "calendar_cycle_empty", "patterns[1].days"),
    ("patterns.0.days", [[]] * 367, "calendar_not_list", "patterns[1].days"),
    ("patterns.0.season", ["02-30", "05-01"], "calendar_not_month_day", "patterns[1].season[1]"),
    ("patterns.0.season", ["02-10"], "calendar_not_month_day", "patterns[1].season"),
    ("patterns.0.anchor", "2026-02-29", "calendar_not_date", "patterns[1].anchor"),
    ("zone", "Mars/Olympus", "calendar_zone_unknown", "zone"),
    ("zone", "Europe", "calendar_zone_unknown", "zone"),
    ("country", "XX", "calendar_country_unknown", "country"),
    ("overlap", "sometimes", "calendar_not_one_of", "overlap"),
    ("exceptions", [exception("2026-05-02"), exception("2026-05-02")], "calendar_exception_twice", "exceptions[2]"),
    (
        "exceptions",
        [exception("2026-05-02", turns=[], like="2026-05-04")],
        "calendar_exception_both",
        "exceptions[1]",
    ),
    ("exceptions", [exception("2026-05-02", scope="hall:1")], "calendar_scope_bad", "exceptions[1].scope"),
    (
        "exceptions",
        [exception("2026-05-04", add=[{"shift": "day", "team": ""}])],
        "calendar_shifts_overlap",
        "exceptions[1]",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "place"), BAD, ids=[f"{bad[2]}-{bad[0]}" for bad in BAD])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_what_is_wrong_is_named_with_its_place(
    client: httpx.AsyncClient, language: str, path: str, value: object, code: str, place: str
) -> None:
    answer = await client.put(f"/api/v1/calendars/main?lang={language}", json=changed(path, value))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert problem["params"]["place"] == place
    assert "?" not in problem["detail"]
    assert "error." not in problem["detail"]
    assert place in problem["detail"] or code.startswith(("calendar_zone", "calendar_country"))
    assert (await client.get("/api/v1/calendars")).json()["calendars"] == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"scope": "", "calendar": "none"}], "calendar_unknown"),
        ([{"scope": "machine:gone", "calendar": "main"}], "calendar_scope_unknown"),
        ([{"scope": "", "calendar": "main"}, {"scope": "", "calendar": "main"}], "calendar_scope_twice"),
    ],
)
async def test_assignments_name_what_is_there(client: httpx.AsyncClient, rows: list[Doc], code: str) -> None:
    await put(client, document())
    body = {"assignments": rows, "effective_from": None, "version": None}
    assert (await client.put("/api/v1/calendar-assignments", json=body)).json()["code"] == code


async def test_a_document_under_another_address_is_refused(client: httpx.AsyncClient) -> None:
    answer = await put(client, document(), "second")
    assert (answer.status_code, answer.json()["code"]) == (422, "calendar_code_differs")


async def preview(client: httpx.AsyncClient, body: Doc, start: str, end: str) -> Any:
    asked = {"calendar": body, "from": start, "to": end}
    answer = await client.post("/api/v1/calendars/preview?lang=en", json=asked)
    assert answer.status_code == 200
    return answer.json()


async def test_a_preview_stores_nothing_and_names_problems(client: httpx.AsyncClient) -> None:
    found = await preview(client, document(), "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert [item["shift"] for item in found["occurrences"]] == ["day", "evening"]
    assert (found["problems"], found["refused"]) == ([], False)
    refused = await preview(client, changed("zone", "Nowhere"), "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")
    assert (refused["refused"], refused["occurrences"]) == (True, [])
    assert [item["code"] for item in refused["problems"]] == ["calendar_zone_unknown"]
    assert (await client.get("/api/v1/calendars")).json()["calendars"] == []


async def test_a_preview_tells_of_clock_changes_gaps_and_unknown_transfers(client: httpx.AsyncClient) -> None:
    night = changed("shifts.1", shift("evening", "22:00", 540, ("02:00", 30)))
    night["zone"] = "America/New_York"
    autumn = await preview(client, night, "2016-11-04T12:00:00Z", "2016-11-07T12:00:00Z")
    assert autumn["problems"] == []
    night["patterns"][0]["days"] = [[{"shift": "evening", "team": ""}]]
    autumn = await preview(client, night, "2016-11-05T12:00:00Z", "2016-11-06T12:00:00Z")
    assert [item["text"] for item in autumn["problems"]] == [
        "2016-11-05, shift “evening”: the clocks change, it lasts 10:00 instead of 9:00."
    ]
    summer = changed("patterns.0.season", ["06-01", "08-31"])
    gap = await preview(client, summer, "2026-08-30T00:00:00Z", "2026-09-03T00:00:00Z")
    assert [(item["code"], item["params"]["days"]) for item in gap["problems"]] == [("calendar_no_pattern", 3)]
    far = await preview(client, changed("country", "RU"), "2040-02-01T00:00:00Z", "2040-02-20T00:00:00Z")
    assert [item["code"] for item in far["problems"]] == ["calendar_moves_unknown"]


async def test_seams_of_patterns_that_meet_are_told(client: httpx.AsyncClient) -> None:
    body = changed("shifts.1", shift("evening", "22:00", 540, ("02:00", 30)))
    nights, days = copy.deepcopy(body["patterns"][0]), copy.deepcopy(body["patterns"][0])
    nights["days"] = [[{"shift": "evening", "team": ""}]]
    body["shifts"][0]["start"] = "06:00"
    days.update(code="late", days=[[{"shift": "day", "team": ""}]], first="2026-11-25")
    body["patterns"] = [nights, days]
    found = await preview(client, body, "2026-11-24T00:00:00Z", "2026-11-26T00:00:00Z")
    assert [item["text"] for item in found["problems"]] == [
        "2026-11-25: shift “day” begins 60 min before shift “evening” is over. Shared time stays with “evening”."
    ]


async def test_production_calendars(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/production-calendars/RU/2024")).json()
    assert found["moves_known"] is True
    saturday = next(day for day in found["days"] if day["day"] == "2024-11-02")
    assert (saturday["kind"], saturday["off"], saturday["like"], saturday["minus"]) == (
        "moved",
        False,
        "2024-04-30",
        60,
    )
    for country, year in (("DE", 2024), ("RU", 1900)):
        answer = await client.get(f"/api/v1/production-calendars/{country}/{year}")
        assert (answer.status_code, answer.json()["code"]) == (404, "production_calendar_unknown")
