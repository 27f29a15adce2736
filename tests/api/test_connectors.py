"""Which protocols there are, and the forms of their settings."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from dispatcher.api.services import Services
from dispatcher.bootstrap import all_texts
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import services


@pytest.fixture
def given(journal: MemoryJournal) -> Services:
    return replace(services(journal), texts=all_texts())


async def test_every_connector_comes_with_its_form_in_both_languages(client: httpx.AsyncClient) -> None:
    english, russian = [(await client.get(f"/api/v1/connectors?lang={lang}")).json() for lang in ("en", "ru")]

    kinds = {kind["id"]: kind for kind in english["connectors"]}
    fields = {field["name"]: field for field in kinds["mtconnect"]["settings"]}
    assert (kinds["mtconnect"]["schemes"], kinds["shdr"]["port"]) == (["http", "https"], 7878)
    assert (kinds["recordings"]["findable"], kinds["mtconnect"]["mapped"]) == (False, False)
    assert fields["url"] == {
        "name": "url",
        "title": "Address",
        "help": fields["url"]["help"],
        "type": "text",
        "secret": False,
        "required": True,
        "default": None,
        "unit": "",
        "example": "http://192.168.1.20:5000",
        "choices": None,
        "minimum": None,
        "maximum": None,
        "columns": None,
    }
    assert (fields["password"]["type"], fields["password"]["default"]) == ("secret", None)
    assert (fields["tls"]["type"], fields["tls"]["choices"]) == ("choice", ["verify", "accept_any"])
    assert (fields["interval_ms"]["minimum"], fields["interval_ms"]["maximum"]) == (0, 60_000)
    assert [kind["id"] for kind in english["connectors"]] == sorted(kinds)
    assert all(a["title"] != b["title"] for a, b in zip(english["connectors"], russian["connectors"], strict=True))


async def test_entries_of_a_mapped_protocol_are_a_table(client: httpx.AsyncClient) -> None:
    kinds = (await client.get("/api/v1/connectors")).json()["connectors"]

    mapped = [kind for kind in kinds if kind["mapped"]]
    for kind in mapped:
        table = next(field for field in kind["settings"] if field["name"] == "signals")
        columns = {column["name"]: column for column in table["columns"]}
        assert table["type"] == "table"
        assert {"key", "type", "scale", "values"} <= set(columns)
        assert (columns["key"]["title"], columns["values"]["type"]) == ("Key", "map")
    assert mapped
