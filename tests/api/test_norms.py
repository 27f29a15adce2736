"""Norms over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

GOOD = {"program": "O1", "piece": 90_000_000, "item": "Вал", "first": "2026-06-01"}


async def test_norms_are_set_found_and_removed(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/v1/norms", json={"norms": [GOOD, {**GOOD, "program": "O2"}]})
    assert answer.json() == {"added": 2, "changed": 0, "unchanged": 0}
    page = (await client.get("/api/v1/norms", params={"limit": 1})).json()
    assert (page["norms"][0]["program"], page["total"]) == ("O1", 2)
    rest = (await client.get("/api/v1/norms", params={"after": page["next"]})).json()
    assert ([norm["program"] for norm in rest["norms"]], rest["next"]) == (["O2"], None)
    removed = await client.request(
        "DELETE", "/api/v1/norms", json={"norms": [{"program": "o1", "first": "2026-06-01"}]}
    )
    assert removed.json() == {"removed": 1}
    assert (await client.get("/api/v1/norms", params={"after": "x"})).json()["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"piece": 0}, "norm_not_positive", "piece"),
        ({"piece": -1}, "norm_not_positive", "piece"),
        ({"setup": 0}, "norm_not_positive", "setup"),
        ({"piece": 2**52}, "norm_too_large", "piece"),
        ({"program": " "}, "norm_no_program", "program"),
        ({"scope": "shop"}, "norm_bad_scope", "scope"),
        ({"parts_per_cycle": 0}, "norm_not_a_count", "parts_per_cycle"),
        ({"item": "x" * 501}, "norm_too_long", "item"),
        ({"program": " o1"}, "norm_twice", "program"),
    ],
)
async def test_one_bad_norm_refuses_all_of_them_with_its_row(
    client: httpx.AsyncClient, change: dict[str, Any], code: str, column: str
) -> None:
    bad = {**GOOD, "program": "O2", **change}
    answer = await client.put("/api/v1/norms", json={"norms": [GOOD, bad]}, headers={"Accept-Language": "ru"})
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["params"]["row"], answer.json()["params"]["column"]) == (
        code,
        2,
        column,
    )
    assert (await client.get("/api/v1/norms")).json()["total"] == 0


async def test_a_file_is_tried_and_then_taken_in(client: httpx.AsyncClient) -> None:
    content = "программа;тшт, мин\nO1;1,5\nO2;0\nO1;2\nO3;1\n".encode("cp1251")
    for dry_run, total in (("true", 0), ("false", 2)):
        answer = await client.post(
            "/api/v1/norms/import",
            content=content,
            params={"dry_run": dry_run, "lang": "ru"},
            headers={"Content-Type": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["read"], found["added"], found["refused_total"]) == (4, 2, 2)
        assert [(one["line"], one["code"]) for one in found["refused"]] == [(3, "not_positive"), (4, "twice")]
        assert found["refused"][0]["message"] == "Строка 3, piece_min: норма должна быть больше нуля, а не «0»."
        assert (await client.get("/api/v1/norms")).json()["total"] == total


async def test_a_file_that_is_none_changes_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/norms/import", content=b"a;b\n1;2\n", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (422, "norms_heading_unknown")
