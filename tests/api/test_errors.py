"""Every refusal is a problem document with a code, in the reader's language."""

from __future__ import annotations

import httpx
import pytest

from dispatcher.api.services import Services
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.ports.access import Permission
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import Lockable

TIMELINE = "/api/v1/machines/m1/timeline"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/machines/nope", 404, "machine_unknown"),
        ("/api/v1/nowhere", 404, "no_such_address"),
        (f"{TIMELINE}?from=yesterday", 422, "bad_instant"),
        (f"{TIMELINE}?from=2026-11-23T08:00:00", 422, "instant_without_zone"),
        (f"{TIMELINE}?from=2026-11-23", 422, "bad_instant"),
        (f"{TIMELINE}?from=99999999999999999", 422, "bad_instant"),
        (f"{TIMELINE}?from=2026-11-24T00:00:00Z", 422, "range_reversed"),
        (f"{TIMELINE}?from=2020-01-01T00:00:00Z", 422, "range_too_long"),
        (f"{TIMELINE}?tracks=state,colour", 422, "track_unknown"),
        ("/api/v1/machines/m1/explain?at=2026-11-23T10:00:00.000001Z", 422, "instant_in_future"),
        ("/api/v1/timelines?tracks=state,mode", 422, "one_track_only"),
        ("/api/v1/machines/m1/observations", 422, "parameter_missing"),
        ("/api/v1/machines/m1/notes?limit=0", 422, "parameter_greater_than_equal"),
        ("/api/v1/machines/m1/notes?limit=9999", 422, "parameter_less_than_equal"),
        ("/api/v1/machines/m1/notes?limit=x", 422, "parameter_int_parsing"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_refusals(client: httpx.AsyncClient, path: str, status: int, code: str, language: str) -> None:
    answer = await client.get(path, headers={"Accept-Language": language})
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == f"urn:dispatcher:error:{code}"
    assert body["instance"] == path.partition("?")[0]
    assert body["detail"] != f"error.{code}"
    assert "?" not in body["detail"]
    assert any("а" <= letter <= "я" for letter in body["detail"].lower()) is (language == "ru")


async def test_machine_days_are_limited(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.api.routers.timeline.MACHINE_DAYS", 2)
    answer = await client.get("/api/v1/timelines")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_machine_days")


async def test_a_wrong_method_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/connectors")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET")


async def test_our_own_fault_says_nothing_of_the_inside(
    client: httpx.AsyncClient, journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(journal, "totals", fail)
    answer = await client.get("/api/v1/machines/m1")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


async def test_a_store_that_cannot_answer_is_not_available_now(
    client: httpx.AsyncClient, journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StoreFailed("internal")

    monkeypatch.setattr(journal, "totals", fail)
    answer = await client.get("/api/v1/machines/m1")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(("known", "status", "code"), [(True, 403, "not_allowed"), (False, 401, "not_signed_in")])
async def test_a_caller_without_the_permission_is_refused(
    client: httpx.AsyncClient, given: Services, known: bool, status: int, code: str
) -> None:
    assert isinstance(given.access, Lockable)
    given.access.refused, given.access.known = {Permission.SIGNALS_READ}, known
    answer = await client.get("/api/v1/machines/m1/signals")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await client.get("/api/v1/machines")).status_code == 200


async def test_a_plus_that_a_url_turned_into_a_blank_is_read(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"{TIMELINE}?from=2026-11-23T12:00:00+03:00")).json()
    assert answer["from"] == "2026-11-23T09:00:00.000000Z"


async def test_instants_may_be_milliseconds(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"{TIMELINE}?from=1795413600123&to=1795417200000")).json()
    assert (answer["from"], answer["to"]) == ("2026-11-23T06:00:00.123000Z", "2026-11-23T07:00:00.000000Z")


@pytest.mark.parametrize(
    ("status", "answered"), [(HealthStatus.OK, 200), (HealthStatus.DEGRADED, 200), (HealthStatus.FAILING, 503)]
)
async def test_health_is_the_worst_check(
    client: httpx.AsyncClient, given: Services, status: HealthStatus, answered: int
) -> None:
    book = HealthBook()
    book.report(Check(name="store", status=HealthStatus.OK, code="none"))
    book.watch(lambda: Check(name="disk", status=status, code="none", params={"free": 5}))
    object.__setattr__(given, "health", book.look)
    answer = await client.get("/healthz")
    assert answer.status_code == answered
    assert answer.json()["status"] == status.value
    assert [check["name"] for check in answer.json()["checks"]] == ["disk", "store"]
    assert answer.json()["version"] == "1.2.3"


async def test_metrics_name_routes_by_template(client: httpx.AsyncClient, given: Services) -> None:
    await client.get("/api/v1/machines/m1")
    await client.get("/api/v1/machines/nope")
    given.metrics.rows.labels("agent").inc(5)
    text = (await client.get("/metrics")).text
    route = '{method="GET",route="/api/v1/machines/{machine}"'
    assert f'dispatcher_http_requests_total{route},status="200"}} 1.0' in text
    assert f'dispatcher_http_requests_total{route},status="404"}} 1.0' in text
    assert 'dispatcher_ingest_rows_total{source="agent"} 5.0' in text
    assert 'dispatcher_machines{state="running"} 1.0' in text
    assert "nope" not in text
