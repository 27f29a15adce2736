"""Corrections over HTTP: entered once, refused in the reader's language, read as a log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.domain.instant import format_instant
from dispatcher.ports.access import Permission
from tests.api.plant import Lockable
from tests.unit.app.corrections.shop import Shop, at, plant, shop

KEY = "0b7c6a52-6f0a-4f59-9f0e-6a4b4f6c2f11"
WINDOW = {"from": format_instant(at(0)), "to": format_instant(at(999))}


@pytest.fixture
def lathe() -> Shop:
    return shop()


@pytest.fixture
async def asked(given: Services, lathe: Shop) -> AsyncIterator[httpx.AsyncClient]:
    over = replace(given, plant=plant(), corrections=lathe.desk, clock=lathe.clock())
    transport = httpx.ASGITransport(create_app(over), raise_app_exceptions=False)
    headers = {"Dispatcher-Author": quote("Иван Петров"), "Accept-Language": "ru"}
    async with httpx.AsyncClient(transport=transport, base_url="http://plant", headers=headers) as found:
        yield found


def body(kind: str = "reason", start: float = 60, end: float | None = 90, **rest: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {"key": KEY, "kind": kind, "start": format_instant(at(start)), **rest}
    return sent if end is None else {**sent, "end": format_instant(at(end))}


async def post(client: httpx.AsyncClient, sent: dict[str, Any], machine: str = "lathe") -> httpx.Response:
    return await client.post(f"/api/v1/machines/{machine}/corrections", json=sent)


async def test_a_reason_is_entered_with_its_author(asked: httpx.AsyncClient) -> None:
    answer = await post(asked, body(value="no_job", comment="нет наряда"))
    assert answer.status_code == 201
    assert answer.json() == {
        "corrections": [
            {
                "id": 1,
                "key": KEY,
                "machine": "lathe",
                "kind": "reason",
                "start": "2026-11-23T06:00:00.000000Z",
                "end": "2026-11-23T06:30:00.000000Z",
                "value": "no_job",
                "reason": "",
                "comment": "нет наряда",
                "author": "Иван Петров",
                "at": "2026-11-23T09:00:00.000000Z",
                "target": None,
                "scrap": 0,
                "rework": 0,
                "bulk": "",
                "undone": False,
            }
        ],
        "warnings": [],
    }


async def test_trap_32_a_double_click_over_http_makes_one_line(asked: httpx.AsyncClient) -> None:
    first, second = [await post(asked, body(value="no_job")) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    answer = (await asked.get("/api/v1/machines/lathe/corrections", params=WINDOW)).json()
    assert ([line["id"] for line in answer["corrections"]], answer["last"]) == ([1], 1)


@pytest.mark.parametrize(
    "sent",
    [
        body("reason", 200, None, value="no_job"),
        body("state", value="running", reason="no_job"),
        body("split", 70, None),
        body("parts", 70, None, value="O1", scrap=1, rework=2),
    ],
)
async def test_every_kind_is_entered_and_undone(asked: httpx.AsyncClient, sent: dict[str, Any]) -> None:
    made = (await post(asked, sent)).json()["corrections"]
    assert [line["kind"] for line in made] == [sent["kind"]]
    undone = await asked.post(f"/api/v1/corrections/{made[0]['id']}/undo", json={"key": KEY[::-1]})
    assert undone.status_code == 201
    log = (await asked.get("/api/v1/corrections", params={"from": WINDOW["from"], "to": WINDOW["to"]})).json()
    assert [(line["kind"], line["undone"]) for line in log["corrections"]] == [("undo", False), (sent["kind"], True)]


async def test_merge_reset_and_back_date(asked: httpx.AsyncClient) -> None:
    await post(asked, body("split", 70, None, key="split-70"))
    assert (await post(asked, body("merge", key="merge-it"))).status_code == 201
    await post(asked, body(start=220, end=None, value="no_job", key="reason-1"))
    dated = (await post(asked, body("back_date", 230, None, key="back-date"))).json()["corrections"][0]
    assert (dated["kind"], dated["start"], dated["value"]) == ("reason", format_instant(at(200)), "no_job")
    assert (await post(asked, body("reset", 200, None, key="reset-it"))).status_code == 201


async def test_many_stops_in_one_act_and_back(asked: httpx.AsyncClient) -> None:
    items = [
        {"machine": "lathe", "start": format_instant(at(60)), "end": format_instant(at(90))},
        {"machine": "mill", "start": format_instant(at(100)), "end": None},
    ]
    sent = {"key": KEY, "items": items, "reason": "no_job", "comment": ""}
    made = await asked.post("/api/v1/corrections/bulk", json=sent)
    assert [(line["machine"], line["bulk"]) for line in made.json()["corrections"]] == [("lathe", KEY), ("mill", KEY)]
    undo = {"key": "undo-all", "whole": True}
    back = await asked.post("/api/v1/corrections/1/undo", json=undo)
    assert [line["target"] for line in back.json()["corrections"]] == [1, 2]


async def test_a_shift_is_accepted_and_reopened(asked: httpx.AsyncClient, lathe: Shop) -> None:
    lathe.now = at(720)
    shift = {"machines": ["lathe"], "start": format_instant(at(0)), "end": format_instant(at(720))}
    assert (await asked.post("/api/v1/shifts/accept", json={"key": "accept-1", **shift})).status_code == 201
    refused = await post(asked, body(value="no_job"))
    assert (refused.status_code, refused.json()["code"]) == (409, "correction_locked")
    assert "Иван Петров" in refused.json()["detail"]
    assert "2026-11-23 day" in refused.json()["detail"]
    assert (await asked.post("/api/v1/shifts/reopen", json={"key": "reopen-1", **shift})).status_code == 201
    assert (await post(asked, body(value="no_job"))).status_code == 201


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (body(value="nonsense"), 422, "correction_reason_unknown"),
        (body(start=100, end=150, value="no_job"), 409, "correction_machine_runs"),
        (body(value="no_job", scrap=1), 422, "correction_field_unused"),
        (body("split", 70, 90), 422, "correction_field_unused"),
        (body("state", value="idle", rework=3), 422, "correction_field_unused"),
        (body(value="no_job", key="k"), 422, "correction_key_bad"),
        ({**body(value="no_job"), "start": "yesterday"}, 422, "bad_instant"),
        ({**body(value="no_job"), "start": "2026-11-23T06:00:00"}, 422, "instant_without_zone"),
        ({**body(), "kind": "dance"}, 422, "parameter_bad"),
        ({**body(), "color": "red"}, 422, "parameter_bad"),
        ({**body("parts", 70, None), "scrap": "many"}, 422, "parameter_bad"),
        (body(value="no_job", seen=-1), 422, None),
    ],
)
async def test_what_is_refused_is_said(
    asked: httpx.AsyncClient, lathe: Shop, sent: dict[str, Any], status: int, code: str | None
) -> None:
    answer = await post(asked, sent)
    assert answer.status_code == status
    assert code in (None, answer.json()["code"])
    assert "?" not in answer.json()["detail"]
    assert lathe.log.last() == 0


async def test_what_odd_is_said_in_the_readers_language(asked: httpx.AsyncClient) -> None:
    answer = (await post(asked, body("parts", 70, None, value="O1", scrap=5))).json()
    assert [warning["code"] for warning in answer["warnings"]] == ["correction_scrap_exceeds_parts"]
    assert "Станок lathe, программа O1" in answer["warnings"][0]["text"]


async def test_unknown_machines_and_lines_are_not_found(asked: httpx.AsyncClient) -> None:
    assert (await post(asked, body(value="no_job"), machine="saw")).status_code == 404
    assert (await asked.post("/api/v1/corrections/7/undo", json={"key": KEY})).json()["code"] == "correction_unknown"
    assert (await asked.get("/api/v1/machines/saw/corrections")).status_code == 404


@pytest.mark.parametrize(
    ("permission", "method", "path"),
    [
        (Permission.CORRECTIONS_WRITE, "POST", "/machines/lathe/corrections"),
        (Permission.CORRECTIONS_WRITE, "POST", "/corrections/bulk"),
        (Permission.CORRECTIONS_WRITE, "POST", "/corrections/1/undo"),
        (Permission.SHIFTS_ACCEPT, "POST", "/shifts/accept"),
        (Permission.SHIFTS_ACCEPT, "POST", "/shifts/reopen"),
        (Permission.CORRECTIONS_READ, "GET", "/machines/lathe/corrections"),
        (Permission.CORRECTIONS_READ, "GET", "/corrections"),
    ],
)
async def test_every_door_asks_for_its_permission(
    given: Services, lathe: Shop, permission: Permission, method: str, path: str
) -> None:
    locked = replace(given, plant=plant(), corrections=lathe.desk, access=Lockable(refused={permission}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(locked)), base_url="http://plant") as client:
        answer = await client.request(method, f"/api/v1{path}", json={})
    assert answer.status_code == 403
