"""The board, one machine, its signals, notes and assets."""

from __future__ import annotations

import httpx

from dispatcher.api.schemas.machine import Machines
from dispatcher.api.services import Services
from dispatcher.app.plant import LinkState, SourceError, SourceStatus
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import DataSet
from dispatcher.domain.state import Track
from dispatcher.ports.store import AssetRecord, Commit, SourceNote
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import HOUR, M1, NOW, SOURCE, patch, rows, span


def status(**changes: object) -> SourceStatus:
    given: dict[str, object] = {
        "id": SOURCE,
        "connector": "mtconnect",
        "address": "http://agent:5000",
        "machines": (M1,),
        "link": LinkState.DOWN,
        "since": Instant(NOW - HOUR),
        "last_contact_at": Instant(NOW - HOUR),
        "error": SourceError(code="machine_unknown", params={"machine": "x"}),
        "clock_skew": -1500,
    }
    return SourceStatus(**{**given, **changes})  # type: ignore[arg-type]  # a table of changes


async def test_the_board_says_everything_of_a_running_machine(client: httpx.AsyncClient, given: Services) -> None:
    given.board.apply(sources=[status()], now=NOW)
    answer = (await client.get("/api/v1/machines")).json()
    assert answer["machines"][0] == {
        "id": "m1",
        "name": "Mazak 1",
        "site": "",
        "area": "Shop 1",
        "line": "A",
        "kind": "turning",
        "manufacturer": "Mazak",
        "model": "Integrex",
        "protocol": "mtconnect",
        "state": {
            "code": "running",
            "base": "running",
            "since": "2026-11-23T09:00:00.000000Z",
            "rule": "test@3/running",
            "reason": None,
        },
        "mode": {"code": "production", "since": "2026-11-23T09:00:00.000000Z"},
        "program": {"name": "O1", "since": "2026-11-23T09:00:00.000000Z"},
        "alarms": {
            "fault": 0,
            "warning": 1,
            "first": {"code": "77", "message": "low oil", "since": "2026-11-23T09:30:00.000000Z"},
        },
        "parts": {"count": 3, "inferred": False, "since": "2026-11-22T21:00:00.000000Z"},
        "last_data_at": "2026-11-23T09:30:00.000000Z",
        "last_contact_at": "2026-11-23T09:00:00.000000Z",
        "link": "down",
        "clock_skew_us": -1500,
    }
    assert set(answer) == set(Machines.model_json_schema(mode="serialization")["required"])
    assert answer["now"] == "2026-11-23T10:00:00.000000Z"
    assert answer["site"] == {"id": "main", "name": "Test works", "time_zone": "Europe/Moscow"}
    assert answer["sites"] == [answer["site"]]
    assert {kind["base"] for kind in answer["states"]} >= {"running", "no_data"}


async def test_a_machine_that_was_lost_and_one_never_seen_have_no_data_each_for_its_reason(
    client: httpx.AsyncClient,
) -> None:
    lost, never = (await client.get("/api/v1/machines")).json()["machines"][1:]
    assert lost["state"] == {
        "code": "no_data",
        "base": "no_data",
        "since": "2026-11-23T06:00:00.000000Z",
        "rule": "",
        "reason": "not_covered",
    }
    assert never["state"]["reason"] == "never_seen"
    assert never["state"]["since"] is None
    assert never["parts"]["count"] is None
    assert never["link"] == "never"


async def test_one_machine_comes_with_profile_sources_in_the_readers_language_and_totals(
    client: httpx.AsyncClient, given: Services
) -> None:
    given.board.apply(sources=[status()], now=NOW)
    answer = (await client.get("/api/v1/machines/m1", headers={"Accept-Language": "ru;q=0.9, de"})).json()
    assert answer["profile"] == {"id": "test", "version": "3", "title": {"en": "Test machine", "ru": "Тестовый станок"}}
    assert answer["sources"][0]["error"] == {
        "code": "machine_unknown",
        "params": {"machine": "x"},
        "text": "Станка «x» нет.",
    }
    assert answer["totals"] == {
        "signals": 4,
        "observations": 3,
        "first_at": "2026-11-23T08:00:00.000000Z",
        "last_at": "2026-11-23T09:30:00.000000Z",
    }


async def test_sources_lists_every_source(client: httpx.AsyncClient, given: Services) -> None:
    given.board.apply(sources=[status(), status(id="b", machines=())], now=NOW)
    answer = (await client.get("/api/v1/sources?lang=en")).json()
    assert [source["id"] for source in answer["sources"]] == ["agent", "b"]
    assert answer["sources"][0]["error"]["text"] == 'There is no machine "x".'


async def test_signals_show_the_last_value_in_its_shape(client: httpx.AsyncClient, journal: MemoryJournal) -> None:
    journal.commit(Commit(rows=rows(2, [(-5, 12.5), (-4, None)])))
    journal.commit(Commit(rows=rows(4, [(-3, DataSet(entries={"V1": 1.0, "T": {"x": "a"}}))])))
    found = {s["key"]: s for s in (await client.get("/api/v1/machines/m1/signals")).json()["signals"]}
    assert found["exec"]["latest"] == {"at": "2026-11-23T09:00:00.000000Z", "value": "ACTIVE", "quality": "good"}
    assert found["load"]["latest"]["value"] is None
    assert found["load"]["units"] == "PERCENT"
    assert found["logic"]["latest"]["value"]["level"] == "WARNING"
    assert found["vars"]["latest"]["value"] == {
        "kind": "entries",
        "entries": {"V1": 1.0, "T": {"x": "a"}},
        "reset": "",
    }


async def test_signals_of_a_machine_never_seen_are_none(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/machines/m3/signals")).json() == {"signals": []}


async def test_notes_come_newest_first_from_the_machines_own_sources(
    client: httpx.AsyncClient, given: Services, journal: MemoryJournal
) -> None:
    given.board.apply(sources=[status()], now=NOW)
    notes = [SourceNote(source=SOURCE, at=Instant(NOW - at), code="restart", params={"n": at}) for at in (3, 1, 2)]
    journal.commit(Commit(notes=[*notes, SourceNote(source=M1, at=Instant(NOW - 1), code="other")]))  # type: ignore[arg-type]  # a foreign source
    answer = (await client.get("/api/v1/machines/m1/notes?limit=2")).json()["notes"]
    assert [(note["code"], note["params"]["n"]) for note in answer] == [("restart", 1), ("restart", 2)]


async def test_assets_are_given_as_they_came(client: httpx.AsyncClient, journal: MemoryJournal) -> None:
    tool = AssetRecord(
        machine=M1, asset_id="T1", type="CuttingTool", at=Instant(NOW), removed=False, document="<CuttingTool/>"
    )
    journal.commit(Commit(assets=[tool]))
    assert (await client.get("/api/v1/machines/m1/assets")).json()["assets"][0]["document"] == "<CuttingTool/>"


async def test_a_program_that_ends_leaves_none(client: httpx.AsyncClient, given: Services) -> None:
    ended = span(Track.PROGRAM, "O1", -HOUR, -5)
    given.board.apply([patch(ended, span(Track.PROGRAM, "", -5, reason="unavailable"))], now=NOW)
    assert (await client.get("/api/v1/machines")).json()["machines"][0]["program"] is None
