"""State rules over the API: which text is in force when, refusals with their place, and the date that decides."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from dispatcher.api.services import Services
from dispatcher.domain.instant import DAY, Instant, format_instant
from dispatcher.domain.profile import StateRules, in_force
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission
from tests.api.plant import M1, M2, NOW, PROFILE_TEXT, Lockable

SECOND_TEXT = PROFILE_TEXT.replace("version = 3", "version = 4").replace(', "STOPPED"', "")
YESTERDAY, TOMORROW = (format_instant(Instant(NOW + days * DAY)) for days in (-1, 1))


async def put(client: httpx.AsyncClient, text: str, start: str | None, profile: str = "test") -> httpx.Response:
    return await client.put(
        f"/api/v1/profiles/{profile}",
        json={"text": text, "effective_from": start},
        headers={"dispatcher-author": "Anna"},
    )


async def test_profiles_are_listed_with_who_uses_them(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/profiles")).json()["profiles"]

    assert found == [
        {
            "id": "test",
            "title": {"en": "Test machine", "ru": "Тестовый станок"},
            "version": 3,
            "effective_from": None,
            "origin": "file",
            "waiting": False,
            "machines": ["m1", "m2"],
            "connector": "",
            "signals": 0,
        }
    ]


async def test_a_text_is_put_in_force_from_a_date_on(client: httpx.AsyncClient, given: Services) -> None:
    answer = await put(client, SECOND_TEXT, YESTERDAY)

    whole = answer.json()
    assert (answer.status_code, whole["text"], whole["next_version"]) == (200, SECOND_TEXT, 5)
    assert [(v["version"], v["standing"], v["effective_from"], v["author"]) for v in whole["versions"]] == [
        (4, "in_force", YESTERDAY, "Anna"),
        (3, "past", None, ""),
    ]
    assert whole["versions"][1]["effective_until"] == YESTERDAY
    rules = given.state_rules.rules()[M1]
    assert [in_force(rules, Instant(NOW - 2 * DAY)).version, in_force(rules, NOW).version] == [3, 4]
    assert (await client.get("/api/v1/machines/m1")).json()["profile"]["version"] == "4"


async def test_a_date_to_come_waits(client: httpx.AsyncClient) -> None:
    await put(client, SECOND_TEXT, TOMORROW)

    found = (await client.get("/api/v1/profiles")).json()["profiles"][0]
    assert (found["version"], found["waiting"]) == (3, True)
    standing = [v["standing"] for v in (await client.get("/api/v1/profiles/test")).json()["versions"]]
    assert standing == ["waiting", "in_force"]


async def test_a_later_entry_takes_over_what_was_to_begin_after_it(client: httpx.AsyncClient) -> None:
    await put(client, SECOND_TEXT, TOMORROW)
    await put(client, SECOND_TEXT.replace("version = 4", "version = 5"), YESTERDAY)

    versions = (await client.get("/api/v1/profiles/test")).json()["versions"]
    assert [(v["version"], v["standing"]) for v in versions] == [(5, "in_force"), (4, "superseded"), (3, "past")]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("id = \n", "profile_syntax", "line 1"),
        (SECOND_TEXT.replace('id = "test"', 'id = "other"', 1), "profile_id_differs", "id"),
        (PROFILE_TEXT.replace("READY", "WAITING"), "profile_version_used", "version"),
        (SECOND_TEXT.replace("version = 4\n", ""), "profile_missing", "version"),
        (SECOND_TEXT.replace('gives = "idle"', 'gives = "asleep"'), "profile_value", "state[1].gives"),
        (
            SECOND_TEXT.replace('signal = "execution", in = ["ACTIVE"]', 'signal = "door", in = ["ACTIVE"]'),
            "profile_value",
            "state[0]",
        ),
        (SECOND_TEXT.replace("version = 4", 'version = 4\nextends = "nobody"'), "profile_base", ""),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_place(
    client: httpx.AsyncClient, text: str, code: str, where: str
) -> None:
    answer = await put(client, text, YESTERDAY)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert where in str(answer.json()["params"].get("where", ""))
    assert [v["version"] for v in (await client.get("/api/v1/profiles/test")).json()["versions"]] == [3]


async def test_a_date_without_zone_is_refused(client: httpx.AsyncClient) -> None:
    answer = await put(client, SECOND_TEXT, "2026-11-24T06:00:00")
    assert (answer.status_code, answer.json()["code"]) == (422, "instant_without_zone")


async def test_a_base_that_would_break_who_stands_on_it_is_refused(client: httpx.AsyncClient) -> None:
    rule = '[[state]]\nid = "own"\ngives = "idle"\nwhen = { signal = "execution", in = ["X"] }\n'
    child = f'extends = "test"\nid = "child"\nversion = 1\ntitle = {{ en = "Child", ru = "Дочерний" }}\n{rule}'
    assert (await put(client, child, None, "child")).status_code == 200

    other = SECOND_TEXT.replace("execution", "program_state").replace("EXECUTION", "PROGRAM_STATE")
    answer = await put(client, other, YESTERDAY)

    assert (answer.json()["code"], answer.json()["params"]["profile"]) == ("profile_value", "child")


async def test_only_machines_whose_rules_are_others_are_told(given: Services) -> None:
    told: list[dict[MachineId, StateRules]] = []
    desk = given.state_rules
    desk._put_in_force = lambda rules: told.append(dict(rules))

    desk.put("test", SECOND_TEXT, Instant(NOW), "")
    desk.put("test", SECOND_TEXT.replace("Test machine", "Renamed").replace("= 4", "= 5"), Instant(NOW), "")
    desk.put("lonely", PROFILE_TEXT.replace('"test"', '"lonely"'), Instant(NOW), "")

    assert [set(rules) for rules in told] == [{M1, M2}, {M1, M2}, set()]


async def test_writing_needs_its_permission(client: httpx.AsyncClient, given: Services) -> None:
    policy = given.access
    assert isinstance(policy, Lockable)
    policy.refused.add(Permission.PROFILES_WRITE)
    assert (await put(client, SECOND_TEXT, None)).status_code == 403
    assert replace(given).state_rules.editions("test")[0].version == 3


async def test_an_unknown_profile_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/profiles/nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "profile_id_unknown")
