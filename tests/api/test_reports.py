"""Reports over HTTP: kinds, forms, saved definitions, rights, refusals."""

from __future__ import annotations

import io
from dataclasses import replace

import httpx
import openpyxl
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.schemas.report import Report, ReportDefinition, ReportKinds
from dispatcher.api.services import Services
from dispatcher.app.reports.catalogue import REPORTS
from dispatcher.ports.access import Permission
from tests.api.plant import Lockable

REPORT = "/api/v1/reports"
SAVED = "/api/v1/report-definitions"
DAYS = {"from": "2026-11-22", "to": "2026-11-23"}


async def test_kinds_in_the_readers_language(client: httpx.AsyncClient) -> None:
    answer = await client.get(REPORT, params={"lang": "ru"})
    found = ReportKinds.model_validate(answer.json())
    assert [one.code for one in found.reports] == list(REPORTS)
    assert found.reports[0].title == "Сменный отчёт"
    assert found.formats == ["json", "csv", "xlsx", "pdf"]


@pytest.mark.parametrize("code", list(REPORTS))
async def test_every_report_as_page(client: httpx.AsyncClient, code: str) -> None:
    answer = await client.get(f"{REPORT}/{code}", params={**DAYS, "lang": "en"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    for stamp in (found["window"]["from"], found["window"]["to"], found["made_at"]):
        assert stamp.endswith("Z")
    assert Report.model_json_schema(mode="serialization")["required"] == list(found)
    assert found["blocks"]


@pytest.mark.parametrize(
    ("form", "media", "start"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
async def test_forms(client: httpx.AsyncClient, form: str, media: str, start: bytes) -> None:
    answer = await client.get(f"{REPORT}/shift", params={**DAYS, "format": form, "lang": "ru"})
    assert answer.headers["content-type"] == media
    assert answer.content.startswith(start)
    named = answer.headers["content-disposition"]
    assert named.startswith("attachment;")
    assert "%D0%A1%D0%BC%D0%B5%D0%BD%D0%BD%D1%8B%D0%B9" in named, "the Russian title of the report"


async def test_instants_come_as_instants_and_missing_as_words(client: httpx.AsyncClient) -> None:
    found = (await client.get(f"{REPORT}/shift", params={**DAYS, "lang": "en"})).json()
    tables = {block["key"]: block for block in found["blocks"] if block["type"] == "table"}
    starts = [column["key"] for column in tables["longest"]["columns"]].index("start")
    assert all(row[starts].endswith("Z") for row in tables["longest"]["rows"])
    assert any(isinstance(cell, dict) and "missing" in cell for row in tables["figures"]["rows"] for cell in row)


async def test_a_saved_report_is_run_by_its_name(client: httpx.AsyncClient) -> None:
    body = {"report": "load", "window": "rolling_24h", "machines": ["m1"], "options": {"step": "shift"}}
    made = await client.put(f"{SAVED}/Утро цеха 1", json=body)
    assert made.status_code == 200, made.text
    assert ReportDefinition.model_validate(made.json()).report == "load"
    listed = (await client.get(SAVED)).json()["definitions"]
    assert [one["name"] for one in listed] == ["Утро цеха 1"]
    assert (await client.get(f"{SAVED}/Утро цеха 1")).json() == listed[0]
    answer = await client.get(f"{REPORT}/Утро цеха 1", params={"lang": "en"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["code"], answer.json()["scope"]) == ("load", "Mazak 1")
    assert answer.json()["window"]["to"] == "2026-11-23T10:00:00.000000Z"
    other = await client.get(f"{REPORT}/Утро цеха 1", params={**DAYS, "format": "xlsx"})
    assert openpyxl.load_workbook(io.BytesIO(other.content)).sheetnames
    assert (await client.delete(f"{SAVED}/Утро цеха 1")).status_code == 204
    gone = await client.get(f"{REPORT}/Утро цеха 1")
    assert (gone.status_code, gone.json()["code"]) == (404, "report_definition_unknown")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("secrets", 404, "report_definition_unknown"),
        ("shift?format=docx", 422, "report_format"),
        ("shift?window=yesteryear", 422, "report_definition_range"),
        ("load?group=moon", 422, "report_option"),
        ("shift?machines=nobody", 404, "machine_unknown"),
        ("shift?from=2026-11-23", 422, "range_mixed"),
    ],
)
async def test_refusals(client: httpx.AsyncClient, path: str, status: int, code: str) -> None:
    answer = await client.get(f"{REPORT}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"report": "nothing", "window": "rolling_24h"}, "report_unknown"),
        ({"report": "load", "window": "rolling_24h", "options": {"group": "moon"}}, "report_option"),
        ({"report": "load"}, "report_definition_range"),
        ({"report": "load", "window": "moon"}, "report_definition_range"),
        ({"report": "load", "start": "2026-11-23", "end": "2026-11-01"}, "range_reversed"),
        ({"report": "load", "window": "rolling_24h", "machines": ["nobody"]}, "machine_unknown"),
    ],
)
async def test_definitions_are_checked(client: httpx.AsyncClient, body: dict[str, object], code: str) -> None:
    assert (await client.put(f"{SAVED}/x", json=body)).json()["code"] == code
    assert (await client.get(SAVED)).json()["definitions"] == []


async def test_rights(given: Services) -> None:
    locked = replace(given, access=Lockable(refused={Permission.REPORTS_WRITE}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(locked)), base_url="http://plant") as client:
        assert (await client.get(f"{REPORT}/pareto")).status_code == 200
        body = {"report": "pareto", "window": "rolling_24h"}
        assert (await client.put(f"{SAVED}/x", json=body)).status_code == 403
        assert (await client.delete(f"{SAVED}/x")).status_code == 403
