"""Reasons over HTTP: what a plant starts with, putting new ones in force, and what is refused with which words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.bootstrap.reasons import reason_desk
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.ports.access import Permission
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemorySettings
from tests.api.plant import M1, NOW, FixedClock, Lockable, plant, services

BEFORE = "2026-11-23T09:59:59Z"
FROM = "2026-11-23T10:00:00Z"


def leaf(code: str, parent: str = "", **more: object) -> dict[str, Any]:
    return {
        "code": code,
        "parent": parent,
        "words": {"en": code.title(), "ru": f"Причина {code}"},
        "kind": "unplanned",
        "color": "reason-1",
        "shape": "circle",
        **more,
    }


TREE = [leaf("group"), leaf("a", "group", scopes=["kind:milling"]), leaf("b", "group", active=False)]
RULES: list[dict[str, Any]] = [{"id": "r1", "reason": "a", "when": {"in_break": True}}]


async def put(client: httpx.AsyncClient, path: str, **body: object) -> httpx.Response:
    headers = {"Dispatcher-Author": "%D0%98%D0%B2%D0%B0%D0%BD", "Accept-Language": "ru"}
    return await client.put(f"/api/v1{path}", json=body, headers=headers)


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_plant_starts_with_a_tree_rules_and_settings(client: httpx.AsyncClient) -> None:
    tree = await get(client, "/reasons")
    assert (tree["version"], tree["last"], tree["effective_from"]) == (0, 0, None)
    by_code = {reason["code"]: reason for reason in tree["reasons"]}
    assert by_code["no_blank"]["words"] == {"en": "No blank", "ru": "Нет заготовки"}
    assert (by_code["supply"]["usable"], by_code["no_blank"]["usable"]) == (False, True)
    rules = await get(client, "/reason-rules")
    assert [rule["id"] for rule in rules["rules"]][:2] == ["break", "fault"]
    assert all(rule["usable"] for rule in rules["rules"])
    assert (await get(client, "/stop-settings"))["default"] == {"micro_stop_s": 120, "strict": False}


async def test_a_tree_is_in_force_from_its_date_on_and_the_old_one_stays_for_the_time_before(
    client: httpx.AsyncClient,
) -> None:
    assert (await put(client, "/reason-rules", rules=[])).status_code == 200
    answer = await put(client, "/reasons", effective_from=FROM, reasons=TREE)
    assert answer.json() == {"version": 1}
    now = await get(client, "/reasons")
    assert [reason["code"] for reason in now["reasons"]] == ["group", "a", "b"]
    assert [reason["usable"] for reason in now["reasons"]] == [False, True, False]
    assert [reason["order"] for reason in now["reasons"]] == [0, 1, 2]
    assert now["effective_from"] == "2026-11-23T10:00:00.000000Z"
    assert (await get(client, f"/reasons?at={BEFORE}"))["version"] == 0
    history = (await get(client, "/reasons/history"))["versions"]
    assert [(entry["version"], entry["author"], len(entry["reasons"])) for entry in history] == [(1, "Иван", 3)]


async def test_what_may_be_given_depends_on_the_machine(client: httpx.AsyncClient) -> None:
    await put(client, "/reason-rules", rules=[])
    await put(client, "/reasons", reasons=[leaf("a", scopes=["machine:m1"]), leaf("b", scopes=["machine:m2"])])
    assert [reason["usable"] for reason in (await get(client, "/reasons?machine=m1"))["reasons"]] == [True, False]
    assert (await client.get("/api/v1/reasons?machine=nobody")).status_code == 404


async def test_what_get_gives_can_be_put_again(client: httpx.AsyncClient) -> None:
    tree = (await get(client, "/reasons"))["reasons"]
    plain = [{key: value for key, value in item.items() if key not in ("order", "usable")} for item in tree]
    assert (await put(client, "/reasons", reasons=plain)).status_code == 200
    assert (await get(client, "/reasons"))["reasons"] == tree
    rules = (await get(client, "/reason-rules"))["rules"]
    plain = [{key: value for key, value in item.items() if key != "usable"} for item in rules]
    assert (await put(client, "/reason-rules", rules=plain)).status_code == 200
    assert (await get(client, "/reason-rules"))["rules"] == rules


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "place"),
    [
        ("/reasons", {"reasons": [leaf("a"), leaf("a")]}, 422, "reason_twice", "«a»"),
        ("/reasons", {"reasons": [leaf("a", "b"), leaf("b", "a")]}, 422, "reason_cycle", "a > b > a"),
        ("/reasons", {"reasons": [leaf("a", kind="lazy")]}, 422, "reason_value", "reasons[0].kind"),
        ("/reasons", {"reasons": [leaf("a", words={"en": "A"})]}, 422, "reason_missing", "reasons[0].words.ru"),
        ("/reasons", {"reasons": [leaf("a", size=3)]}, 422, "reason_unknown_key", "reasons[0].size"),
        ("/reasons", {"reasons": [leaf("a")]}, 422, "reason_in_rule", "«break»"),
        ("/reasons", {"reasons": [], "seen": 7}, 409, "settings_overtaken", "7"),
        (
            "/reasons",
            {"reasons": [], "effective_from": "2026-11-23T10:00"},
            422,
            "instant_without_zone",
            "effective_from",
        ),
        ("/reason-rules", {"rules": RULES}, 422, "reason_rule_reason", "«a»"),
        (
            "/reason-rules",
            {"rules": [{"id": "x", "reason": "supply", "when": {"in_break": True}}]},
            422,
            "reason_rule_reason",
            "«supply»",
        ),
        (
            "/reason-rules",
            {"rules": [{"id": "x", "reason": "break", "when": {"in_brake": True}}]},
            422,
            "reason_rule_unknown_key",
            "rules[0].when.in_brake",
        ),
        (
            "/stop-settings",
            {"default": {"micro_stop_s": -1}, "machines": {}},
            422,
            "reason_value",
            "default.micro_stop_s",
        ),
        ("/stop-settings", {"default": {}, "machines": {"m9": {}}}, 422, "stop_machine_unknown", "«m9»"),
    ],
)
async def test_what_is_refused_names_the_place_and_changes_nothing(
    client: httpx.AsyncClient, path: str, body: dict[str, object], status: int, code: str, place: str
) -> None:
    before = await get(client, path)
    answer = await put(client, path, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert place in answer.json()["detail"]
    assert await get(client, path) == before


async def test_a_code_that_people_gave_stays(given: Services) -> None:
    log = MemoryCorrections()
    line = Correction(
        id=0,
        key="k",
        machine=M1,
        kind=CorrectionKind.REASON,
        start=Instant(NOW - 5),
        end=NOW,
        value="no_blank",
        reason="",
        comment="",
        author="",
        at=NOW,
    )
    log.append([line])
    desk = reason_desk(MemorySettings(), log, plant(), FixedClock())
    desk.put_rules({"rules": []}, None, seen=0, author="")
    transport = httpx.ASGITransport(create_app(replace(given, reasons=desk)))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        answer = await put(client, "/reasons", reasons=[leaf("a")])
        assert (answer.status_code, answer.json()["params"]) == (422, {"code": "no_blank"})
        kept = leaf("no_blank", active=False)
        assert (await put(client, "/reasons", reasons=[leaf("a"), kept])).status_code == 200


async def test_settings_of_stops_say_only_what_differs(client: httpx.AsyncClient) -> None:
    body = {
        "default": {"micro_stop_s": 60, "strict": False},
        "machines": {"m1": {"strict": True, "micro_stop_s": None}},
    }
    assert (await put(client, "/stop-settings", **body)).json() == {"version": 1}
    found = await get(client, "/stop-settings")
    assert found["machines"] == {"m1": {"micro_stop_s": None, "strict": True}}
    assert (found["version"], found["last"]) == (1, 1)


async def test_who_may_not_write_does_not() -> None:
    refusing = services(MemoryJournal(), access=Lockable(refused={Permission.REASONS_WRITE}))
    transport = httpx.ASGITransport(create_app(refusing))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        assert (await put(client, "/reasons", reasons=[])).status_code == 403
        assert (await put(client, "/reason-rules", rules=[])).status_code == 403
        assert (await put(client, "/stop-settings", default={}, machines={})).status_code == 403
