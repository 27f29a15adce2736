"""The API's description: fresh, complete, and a permission on every door."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from pydantic import TypeAdapter

from dispatcher import __version__
from dispatcher.api import live
from dispatcher.api.app import create_app
from dispatcher.api.auth import Needs
from dispatcher.api.openapi import describe
from dispatcher.api.routes import api_routes
from dispatcher.api.schemas.live import CLIENT_MESSAGES, SERVER_MESSAGES, ServerMessage
from dispatcher.api.services import Services
from dispatcher.api.static import PagesRoute
from dispatcher.ports.access import Permission

SNAPSHOT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def test_the_snapshot_is_fresh() -> None:
    """`make openapi` writes it."""
    assert json.loads(SNAPSHOT.read_text("utf-8")) == describe(api_routes(), __version__)


def test_every_route_declares_the_permission_it_asks_for(given: Services) -> None:
    seen = 0
    for route in create_app(given).routes:
        if isinstance(route, APIRoute):
            needs = [d.dependency for d in route.dependencies if isinstance(d.dependency, Needs)]
            assert [need.permission.value for need in needs] == [(route.openapi_extra or {}).get("x-permission")]
        elif isinstance(route, APIWebSocketRoute):
            assert (route.path, live.live_permission) == ("/api/v1/live", Permission.MACHINES_READ)
        else:
            assert isinstance(route, PagesRoute), route
            assert isinstance(route.permission, Permission)
        seen += 1
    assert seen >= 14


@pytest.mark.parametrize("message", [*SERVER_MESSAGES, *CLIENT_MESSAGES])
def test_every_socket_message_declares_its_permission(message: Any) -> None:
    assert isinstance(message.permission, Permission)


def test_the_tuple_of_server_messages_is_the_union() -> None:
    tags = TypeAdapter(ServerMessage).json_schema(mode="serialization")["discriminator"]["mapping"]
    assert len(tags) == len(SERVER_MESSAGES)
    assert {path.rpartition("/")[2] for path in tags.values()} == {model.__name__ for model in SERVER_MESSAGES}


def test_response_fields_have_no_defaults() -> None:
    document = describe(api_routes(), __version__)
    schemas = document["components"]["schemas"]
    for name in sorted(schemas.keys() - _asked(document)):
        schema = schemas[name]
        if schema.get("type") == "object":
            assert set(schema["properties"]) == set(schema.get("required", ())), name


def _asked(document: dict[str, Any]) -> set[str]:
    """Models of request bodies: what a client sends may leave something out."""
    schemas = document["components"]["schemas"]
    bodies = [
        operation["requestBody"]
        for path in document["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    found: set[str] = set()
    following = _named(bodies)
    while following:
        found |= following
        following = _named([schemas[name] for name in following]) - found
    return found


def _named(part: object) -> set[str]:
    return {rest.partition('"')[0] for rest in json.dumps(part).split("#/components/schemas/")[1:]}


def test_every_reference_in_the_document_leads_somewhere() -> None:
    text = SNAPSHOT.read_text("utf-8")
    schemas = json.loads(text)["components"]["schemas"]
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)


async def test_the_server_gives_its_own_description(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/openapi.json")).json()
    assert answer["info"]["version"] == "1.2.3"
    assert answer["paths"].keys() == json.loads(SNAPSHOT.read_text("utf-8"))["paths"].keys()


async def test_answers_are_not_kept_by_anybody(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/machines", "/api/v1/nowhere", "/healthz"):
        assert (await client.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://hmi.plant", "https://hmi.plant"), ("http://evil.example", None)]
)
async def test_only_pages_of_configured_origins_may_read(given: Services, origin: str, allowed: str | None) -> None:
    friendly = replace(given, origins=frozenset({"https://hmi.plant"}))
    transport = httpx.ASGITransport(create_app(friendly))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        answer = await client.get("/api/v1/machines", headers={"Origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed


async def test_large_answers_are_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/machines", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["machines"]) == 3
