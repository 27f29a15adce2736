"""SQL over HTTP: forms of answers, rights, refusals, the description of the views."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.schemas.sql import SqlAnswer
from dispatcher.api.services import Services
from dispatcher.domain.state import Track
from dispatcher.ports.access import Permission
from dispatcher.ports.store import Commit
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.api.plant import HOUR, Lockable, count, parts_patch, patch, rows, services, session, signal, span

SQL = "/api/v1/sql"


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[DuckDBJournal]:
    journal = DuckDBJournal(tmp_path / "data", Limits(memory=256, reserve=0, zone="Europe/Moscow"))
    journal.commit(
        Commit(
            signals=[signal(1, "exec", type="EXECUTION")],
            sessions=[session()],
            rows=rows(1, [(-2 * HOUR, "READY"), (-HOUR, "ACTIVE")]),
            patches=[
                patch(
                    span(Track.STATE, "idle", -2 * HOUR, -HOUR),
                    span(Track.STATE, "running", -HOUR, detail="x"),
                )
            ],
            parts=[parts_patch(count(-HOUR, 2), start=-HOUR)],
        )
    )
    yield journal
    journal.close()


@pytest.fixture
def asked(stored: DuckDBJournal) -> Services:
    return services(stored)


@pytest.fixture
async def client(asked: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(asked), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as found:
        yield found


async def ask(client: httpx.AsyncClient, query: str, accept: str = "application/json", **more: Any) -> httpx.Response:
    return await client.post(SQL, json={"query": query, **more}, headers={"Accept": accept})


async def test_json(client: httpx.AsyncClient) -> None:
    answer = await ask(
        client,
        """SELECT m.name, s.value, s.started_at, s.ended_at, CAST(s.started_at AS DATE) AS day,
            s.length / 3.6e9 AS hours, sum(s.length) OVER () AS total, 0 / 0.0 AS nothing, INTERVAL 2 HOUR AS pause
        FROM spans s JOIN machines m USING (machine) WHERE s.track = 'state' ORDER BY s.started_at""",
    )
    found = SqlAnswer.model_validate(answer.json())
    assert [column.name for column in found.columns][:2] == ["name", "value"]
    start, middle = "2026-11-23T08:00:00.000000Z", "2026-11-23T09:00:00.000000Z"
    assert found.rows == [
        ["Mazak 1", "idle", start, middle, "2026-11-23", 1.0, HOUR, None, 2 * HOUR],
        ["Mazak 1", "running", middle, None, "2026-11-23", None, HOUR, None, 2 * HOUR],
    ]
    assert not found.truncated


async def test_csv_and_arrow(client: httpx.AsyncClient) -> None:
    query = "SELECT machine, counted_at, parts FROM part_counts"
    answer = await ask(client, query, "text/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["machine", "counted_at", "parts"],
        ["m1", "2026-11-23T09:00:00.000000Z", "2"],
    ]
    answer = await ask(client, query, "application/vnd.apache.arrow.stream")
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.column("parts").to_pylist() == [2]


async def test_rows_beyond_the_limit_are_cut_and_said(client: httpx.AsyncClient) -> None:
    answer = (await ask(client, "SELECT * FROM range(100)", limit=7)).json()
    assert (len(answer["rows"]), answer["truncated"]) == (7, True)
    answer = (await ask(client, "SELECT * FROM range(7)", limit=7)).json()
    assert (len(answer["rows"]), answer["truncated"]) == (7, False)
    text = await ask(client, "SELECT * FROM range(100000)", "text/csv", limit=50_000)
    assert (text.text.count("\n"), text.headers["dispatcher-row-limit"]) == (50_001, "50000")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT * FROM '/etc/passwd'", 422, "sql_view_unknown"),
        ("DROP TABLE spans", 422, "sql_only_select"),
        ("SELECT nosuch FROM spans", 422, "sql_failed"),
        ("SELECT", 422, "sql_syntax"),
        ("", 422, "sql_empty"),
    ],
)
async def test_refusals(client: httpx.AsyncClient, query: str, status: int, code: str) -> None:
    answer = await ask(client, query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_refusals_speak_the_askers_language_and_say_where(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{SQL}?lang=ru", json={"query": "SELECT 1,\n getenv('HOME')"})
    assert answer.json()["detail"].startswith("Строка 2, столбец 2: функцию «getenv»")


async def test_other_forms_are_not_acceptable(client: httpx.AsyncClient) -> None:
    assert (await ask(client, "SELECT 1", "image/png")).status_code == 406
    assert (await ask(client, "SELECT 1", "text/html, */*;q=0.8")).status_code == 200


@pytest.mark.parametrize("body", [{"query": 1}, {}, {"query": "SELECT 1", "limit": 0}, {"query": "SELECT 1", "x": 1}])
async def test_the_body_is_checked(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await client.post(SQL, json=body)).status_code == 422


async def test_the_asker_needs_the_right_to_ask_and_to_see(asked: Services) -> None:
    async def status(*refused: Permission) -> tuple[int, list[str]]:
        locked = replace(asked, access=Lockable(refused=set(refused)))
        transport = httpx.ASGITransport(create_app(locked))
        async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
            answer = await ask(client, "SELECT * FROM (SELECT signal FROM signals)")
            views = (await client.get(f"{SQL}/tables")).json()
        return answer.status_code, [view["name"] for view in views.get("views", ())]

    assert await status(Permission.SQL_READ) == (403, [])
    code, views = await status(Permission.SIGNALS_READ)
    assert code == 403
    assert "spans" in views
    assert "signals" not in views
    assert (await status())[0] == 200


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_every_view_and_column_is_described(client: httpx.AsyncClient, lang: str) -> None:
    answer = (await client.get(f"{SQL}/tables", params={"lang": lang})).json()
    assert answer["zone"] == "Europe/Moscow"
    texts = [text["text"] for view in answer["views"] for text in (view, *view["columns"])]
    assert len(texts) > 50
    assert [text for text in texts if text.startswith("sql.")] == []


async def test_every_view_answers(client: httpx.AsyncClient) -> None:
    for view in (await client.get(f"{SQL}/tables")).json()["views"]:
        answer = await ask(client, f"SELECT * FROM {view['name']}")
        assert answer.status_code == 200, view["name"]
        assert [column["name"] for column in answer.json()["columns"]] == [c["name"] for c in view["columns"]]


async def test_turns_are_given_back(client: httpx.AsyncClient) -> None:
    for accept in ("text/csv", "application/json", "application/vnd.apache.arrow.stream") * 3:
        assert (await ask(client, "SELECT 1", accept)).status_code == 200
        assert (await ask(client, "SELECT CAST('x' AS INTEGER)", accept)).status_code == 422


async def test_a_store_that_knows_no_sql_says_so(given: Services) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(given)), base_url="http://plant") as client:
        answer = await ask(client, "SELECT 1")
    assert (answer.status_code, answer.json()["code"]) == (503, "sql_not_here")
