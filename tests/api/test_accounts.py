"""The account of time over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.app.versions import wrap
from dispatcher.domain.instant import MINUTE, Instant, format_instant
from dispatcher.domain.state import Track
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryJournal, MemorySettings
from tests.api.plant import HOUR, M1, M2, NOW, FixedClock, patch, plant, services, span
from tests.support.office import office

SHIFT = {
    "code": "main",
    "title": {"en": "Main", "ru": "Основной"},
    "zone": "UTC",
    "country": "",
    "overlap": "forbidden",
    "shifts": [
        {
            "code": "day",
            "title": {"en": "Day", "ru": "День"},
            "start": "06:00",
            "minutes": 720,
            "attendance": "manned",
            "breaks": [],
        }
    ],
    "patterns": [
        {
            "code": "daily",
            "title": {"en": "Daily", "ru": "Ежедневно"},
            "anchor": "2026-01-01",
            "days": [[{"shift": "day", "team": ""}]],
            "first": None,
            "last": None,
            "season": None,
        }
    ],
    "exceptions": [],
}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """NOW is 10:00 of a shift from 06:00. m1: ran, a minute's stop, an alarm of half an hour, idle since 09:00."""
    journal, settings = MemoryJournal(), MemorySettings()
    for kind, key, body in (
        ("calendar", "main", SHIFT),
        ("calendar-assignment", "plant", {"assignments": [{"scope": "", "calendar": "main"}]}),
        ("reason-rules", "plant", {"rules": []}),
        ("stops", "plant", {"default": {"micro_stop_s": 120, "strict": False}, "machines": {"m1": {"strict": True}}}),
    ):
        settings.put(kind, key, wrap(body, None), at=Instant(NOW), author="")
    journal.commit(
        Commit(
            patches=[
                patch(
                    span(Track.STATE, "running", -4 * HOUR, -3 * HOUR, rule="p@1/run"),
                    span(Track.STATE, "idle", -3 * HOUR, -3 * HOUR + MINUTE),
                    span(Track.STATE, "running", -3 * HOUR + MINUTE, -2 * HOUR),
                    span(Track.STATE, "alarm", -2 * HOUR, -2 * HOUR + 30 * MINUTE),
                    span(Track.STATE, "running", -2 * HOUR + 30 * MINUTE, -HOUR),
                    span(Track.STATE, "idle", -HOUR, None),
                ),
                patch(
                    span(Track.ALARM, "X:1", -2 * HOUR, -2 * HOUR + 10 * MINUTE, code="1", level="FAULT", message="oil")
                ),
                patch(span(Track.STATE, "running", -4 * HOUR, None, machine=M2)),
            ]
        )
    )
    clock = FixedClock()
    account = office(journal, plant(), clock, settings=settings)
    account.accountant.settle()
    app = create_app(services(journal, accounts=account.reader, clock=clock))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as found:
        yield found


async def got(client: httpx.AsyncClient, path: str, **params: object) -> Any:
    answer = await client.get(f"/api/v1{path}", params={k: str(v) for k, v in params.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def stamp(offset: int) -> str:
    return format_instant(Instant(NOW + offset))


async def test_the_account_of_a_machine_tiles_and_adds_up(client: httpx.AsyncClient) -> None:
    found = await got(client, f"/machines/{M1}/account", **{"from": stamp(-4 * HOUR), "to": stamp(2 * HOUR)})
    stretches = found["stretches"]
    assert [one["time_class"] for one in stretches] == [
        "production",
        "micro",
        "production",
        "unexplained",
        "production",
        "unexplained",
    ]
    assert [one["start"] for one in stretches][1:] == [one["end"] for one in stretches][:-1]
    assert (stretches[0]["start"], stretches[-1]["end"], stretches[-1]["open"]) == (stamp(-4 * HOUR), stamp(0), True)
    assert stretches[3]["stop"] == stretches[3]["start"]
    assert (stretches[0]["shift"], stretches[0]["day"]) == ("day", "2026-11-23")
    assert sum(found["totals"]["by_class"].values()) == 4 * HOUR
    assert found["window"] == {"from": stamp(-4 * HOUR), "to": stamp(2 * HOUR)}
    assert found["locks"] == []


async def test_accounts_are_compact_rows(client: httpx.AsyncClient) -> None:
    found = await got(client, "/accounts", **{"from": stamp(-HOUR), "machines": f"{M1},{M2}"})
    assert list(found["machines"]) == [M1, M2]
    [only] = found["machines"][M1]
    assert only[:2] == [(NOW - HOUR) // 1000, None]
    assert found["states"][only[2]] == "idle"
    assert only[3] == -1
    assert found["classes"][only[4]] == "unexplained"
    assert only[5] == 0


async def test_stops_are_whole_newest_first_and_say_what_is_owed(client: httpx.AsyncClient) -> None:
    found = await got(client, "/stops", **{"from": stamp(-110 * MINUTE), "to": stamp(0)})
    assert [(one["machine"], one["start"], one["status"]) for one in found["stops"]] == [
        (M1, stamp(-HOUR), "unexplained"),
        (M1, stamp(-2 * HOUR), "unexplained"),
    ]
    newest, alarm = found["stops"]
    assert newest["open"] is True
    assert newest["strict"] is True
    assert alarm["length"] == 30 * MINUTE, "whole, though the window begins inside it"
    assert alarm["alarm"] == {"code": "1", "message": "oil"}
    assert [piece["time_class"] for piece in alarm["pieces"]] == ["unexplained"]
    assert found["totals"]["unexplained"] == {"stops": 2, "time": 80 * MINUTE}


async def test_stops_by_status_length_and_page(client: httpx.AsyncClient) -> None:
    whole = {"from": stamp(-4 * HOUR), "to": stamp(0)}
    every = await got(client, "/stops", **whole)
    assert [one["status"] for one in every["stops"]] == ["unexplained", "unexplained", "micro"]
    assert every["totals"]["micro"] == {"stops": 1, "time": MINUTE}
    assert [one["status"] for one in (await got(client, "/stops", **whole, min_s=120))["stops"]] == ["unexplained"] * 2
    assert (await got(client, "/stops", **whole, status="explained"))["stops"] == []
    first = await got(client, "/stops", **whole, limit=2)
    rest = await got(client, "/stops", **whole, limit=2, after=first["next"])
    assert [*first["stops"], *rest["stops"]] == every["stops"]
    assert rest["next"] is None


async def test_a_stop_that_reaches_out_of_the_window_is_shown_whole(client: httpx.AsyncClient) -> None:
    [only] = (await got(client, "/stops", **{"from": stamp(-115 * MINUTE), "to": stamp(-100 * MINUTE)}))["stops"]
    assert (only["start"], only["end"]) == (stamp(-2 * HOUR), stamp(-90 * MINUTE))


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("/machines/none/account", {}, "machine_unknown"),
        ("/stops", {"after": "x"}, "bad_cursor"),
        ("/stops", {"status": "odd"}, "parameter_bad"),
        ("/accounts", {"from": stamp(-92 * 24 * HOUR), "machines": "m1,none"}, "machine_unknown"),
        ("/accounts", {"from": stamp(-94 * 24 * HOUR)}, "range_too_long"),
    ],
)
async def test_bad_questions_are_refused_in_words(
    client: httpx.AsyncClient, path: str, params: dict[str, str], code: str
) -> None:
    answer = await client.get(f"/api/v1{path}", params=params)
    assert answer.status_code in {404, 422}
    assert answer.json()["code"] == code
