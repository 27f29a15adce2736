"""Dry runs over the API: what would be different, to the microsecond, and that nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.dry_runs import desk
from dispatcher.app.registry import Registry
from dispatcher.app.timelines import ALL_TIME, Timelines
from dispatcher.domain.instant import DAY, HOUR, MINUTE, Instant, format_instant
from dispatcher.domain.state import Track
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import M1, M2, NOW, PROFILE_TEXT, covered, rows, services, session, signal

WITHOUT_STOPPED = PROFILE_TEXT.replace("version = 3", "version = 4").replace(', "STOPPED"', "")
ALWAYS_OPEN = {
    "code": "main",
    "title": {"en": "All day", "ru": "Круглые сутки"},
    "zone": "",
    "country": "",
    "overlap": "forbidden",
    "shifts": [
        {
            "code": "day",
            "title": {"en": "Day", "ru": "День"},
            "start": "00:00",
            "minutes": 1440,
            "attendance": "manned",
            "breaks": [],
        }
    ],
    "patterns": [
        {
            "code": "week",
            "title": {"en": "Week", "ru": "Неделя"},
            "anchor": "2026-01-05",
            "days": [[{"shift": "day", "team": ""}]],
            "first": None,
            "last": None,
            "season": None,
        }
    ],
    "exceptions": [],
}


def minutes(*values: tuple[int, str]) -> list[tuple[int, str]]:
    return [(at * MINUTE, value) for at, value in values]


@pytest.fixture
def journal() -> MemoryJournal:
    """M1: ready, active, stopped for an hour, active until now; M2 is ready all the time."""
    made = MemoryJournal()
    made.commit(
        Commit(
            signals=[signal(1, "exec", type="EXECUTION"), signal(5, "exec", machine=M2, type="EXECUTION")],
            sessions=[session()],
            coverage=[covered(-3 * DAY), covered(-3 * DAY, machine=M2)],
        )
    )
    values = minutes((-3 * 1440, "READY"), (-300, "ACTIVE"), (-200, "STOPPED"), (-140, "ACTIVE"))
    made.commit(Commit(rows=rows(1, values)))
    made.commit(Commit(rows=rows(5, minutes((-3 * 1440, "READY")))))
    return made


@pytest.fixture
def given(journal: MemoryJournal) -> Services:
    found = services(journal)
    registry = Registry(journal.signals(), journal.sessions())
    timelines = Timelines(journal, registry, found.state_rules.rules())
    journal.commit(timelines.catch_up(Instant(NOW)).commit())
    return found


def profile(text: str = WITHOUT_STOPPED, start: str | None = None) -> dict[str, Any]:
    return {"kind": "profile", "key": "test", "body": {"text": text}, "effective_from": start}


async def tried(client: httpx.AsyncClient, *changes: dict[str, Any], hours: int = 6, **more: Any) -> httpx.Response:
    asked = {"from": ago(hours * 60), "to": ago(0), "changes": list(changes), **more}
    return await client.post("/api/v1/dry-runs", json=asked)


def ago(minutes_: int) -> str:
    return format_instant(Instant(NOW - minutes_ * MINUTE))


async def test_other_state_rules_show_what_they_would_change(client: httpx.AsyncClient) -> None:
    answer = await tried(client, profile())

    found = answer.json()
    assert (answer.status_code, found["looked"], found["truncated"]) == (200, 3, False)
    assert found["window"] == {"from": ago(360), "to": ago(0)}
    assert found["machines"] == [
        {
            "machine": "m1",
            "changed": HOUR,
            "intervals": [
                {
                    "start": ago(200),
                    "end": ago(140),
                    "before": {"state": "idle", "reason": "", "time_class": "not_scheduled"},
                    "after": {"state": "no_data", "reason": "", "time_class": "dark"},
                }
            ],
        }
    ]


async def test_a_date_inside_the_range_counts(client: httpx.AsyncClient) -> None:
    found = (await tried(client, profile(start=ago(170)))).json()

    assert [(i["start"], i["end"]) for i in found["machines"][0]["intervals"]] == [(ago(170), ago(140))]


async def test_the_same_rules_change_nothing(client: httpx.AsyncClient) -> None:
    found = (await tried(client, profile(PROFILE_TEXT.replace("version = 3", "version = 9")))).json()

    assert found["machines"] == []
    assert all(own["before"] == own["after"] for own in found["figures"])


async def test_a_dry_run_equals_putting_it_in_force_and_leaves_everything_as_it_is(
    client: httpx.AsyncClient, given: Services, journal: MemoryJournal
) -> None:
    def stored() -> object:
        return journal.spans([M1, M2], list(Track), ALL_TIME), list(journal.part_counts([M1, M2], ALL_TIME))

    before = stored()
    found = (await tried(client, profile())).json()["machines"][0]["intervals"][0]
    assert stored() == before
    assert [edition.number for edition in given.state_rules.editions("test")] == [0]

    given.state_rules.put("test", WITHOUT_STOPPED, None, "")
    registry = Registry(journal.signals(), journal.sessions())
    journal.commit(Timelines(journal, registry, given.state_rules.rules()).catch_up(Instant(NOW)).commit())
    gone = [s for s in journal.spans([M1], [Track.STATE], ALL_TIME) if s.value == "no_data" and s.start > NOW - DAY]
    assert [(format_instant(s.start), format_instant(s.end or s.start)) for s in gone] == [
        (found["start"], found["end"])
    ]


async def test_calendars_count_time_otherwise_and_move_figures(client: httpx.AsyncClient) -> None:
    everywhere = {"assignments": [{"scope": "", "calendar": "main"}]}
    found = (
        await tried(
            client,
            {"kind": "calendar", "key": "main", "body": ALWAYS_OPEN, "effective_from": None},
            {"kind": "calendar-assignment", "key": "plant", "body": everywhere, "effective_from": None},
            machines=["m1"],
            kpis=["availability"],
        )
    ).json()

    own = found["machines"][0]["intervals"]
    assert {(i["before"]["time_class"], i["after"]["time_class"]) for i in own} >= {
        ("extra", "production"),
        ("not_scheduled", "unexplained"),
    }
    figure = found["figures"][0]
    assert (figure["kpi"], figure["before"]["value"], figure["before"]["why"]) == ("availability", None, "no_schedule")
    assert figure["after"]["value"] == pytest.approx(240 / 360)


async def test_a_definition_has_two_sides(client: httpx.AsyncClient) -> None:
    words = {"en": "Own", "ru": "Свой"}
    body = {
        "words": words,
        "description": words,
        "formula": "APT / PBT",
        "unit": "ratio",
        "clause": "",
        "school": "own",
        "better": "higher",
        "bounded": True,
    }
    found = (await tried(client, {"kind": "kpi", "key": "own", "body": body, "effective_from": None})).json()

    own = next(figure for figure in found["figures"] if figure["kpi"] == "own")
    assert own["before"] is None
    assert own["after"]["why"] == "no_schedule"
    assert found["machines"] == []


@pytest.mark.parametrize(
    ("changes", "more", "status", "code"),
    [
        ([], {}, 422, "dry_run_nothing"),
        ([{"kind": "norms", "key": "x", "body": {}}], {}, 422, "dry_run_kind"),
        ([profile("id = ")], {}, 422, "profile_syntax"),
        ([{**profile(), "key": "other"}], {}, 422, "profile_id_differs"),
        ([{"kind": "profile", "key": "test", "body": {"toml": ""}}], {}, 422, "profile_body"),
        ([{"kind": "targets", "key": "plant", "body": {"wrong": 1}}], {}, 422, "dry_run_body"),
        ([profile()], {"machines": ["nobody"]}, 404, "machine_unknown"),
        ([profile()], {"kpis": ["nothing"]}, 404, "kpi_unknown"),
        ([profile()], {"from": ago(-60), "to": ago(-120)}, 422, "dry_run_future"),
        ([profile()], {"from": ago(60), "to": ago(120)}, 422, "range_reversed"),
        ([profile()], {"from": ago(360 * 1440)}, 422, "dry_run_too_large"),
    ],
)
async def test_refusals(
    client: httpx.AsyncClient, changes: list[dict[str, Any]], more: dict[str, Any], status: int, code: str
) -> None:
    answer = await tried(client, *changes, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_dry_run_that_lasts_too_long_is_given_up(given: Services) -> None:
    ticks = iter(range(0, 10_000, 45))
    slow = replace(given, dry_runs=replace(given.dry_runs, seconds=lambda: next(ticks)))
    transport = httpx.ASGITransport(create_app(slow), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        answer = await tried(client, profile())
        again = await tried(client, profile())
    assert [one.json()["code"] for one in (answer, again)] == ["dry_run_too_slow", "dry_run_too_slow"]


async def test_one_at_a_time(client: httpx.AsyncClient, given: Services) -> None:
    with given.dry_runs._busy:
        answer = await tried(client, profile())
    assert (answer.status_code, answer.json()["code"]) == (503, "dry_run_busy")


async def test_intervals_are_bounded_and_their_time_is_not(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "INTERVALS", 0)
    found = (await tried(client, profile())).json()
    assert (found["truncated"], found["machines"][0]["intervals"], found["machines"][0]["changed"]) == (True, [], HOUR)
