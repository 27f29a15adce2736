"""The live socket over a real server: snapshot, patches, resumption, slowness, permissions."""

from __future__ import annotations

import asyncio
import socket as sockets
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast
from weakref import WeakKeyDictionary

import httpx
import orjson
import pytest
import uvicorn
from fastapi import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dispatcher.api import live, render
from dispatcher.api.app import create_app
from dispatcher.api.openapi import describe
from dispatcher.api.services import Services
from dispatcher.app.plant import MachineSummary, Newest
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.state import Track
from dispatcher.ports.access import Permission
from tests.api.plant import M1, NOW, Lockable, patch, span


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[str]:
    """A real uvicorn on a free port."""
    listener = sockets.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(services),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="error",
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/api/v1/live"
    finally:
        server.should_exit = True
        await task
        listener.close()


@pytest.fixture
async def address(given: Services) -> AsyncIterator[str]:
    async with serving(given) as found:
        yield found


_told: WeakKeyDictionary[ClientConnection, deque[dict[str, Any]]] = WeakKeyDictionary()


async def message(client: ClientConnection) -> dict[str, Any]:
    """The next message; a text holds one, or several as an array."""
    waiting = _told.setdefault(client, deque())
    if not waiting:
        async with asyncio.timeout(10):
            told = orjson.loads(await client.recv())
        waiting.extend(told if isinstance(told, list) else [told])
    return waiting.popleft()


async def drained(client: ClientConnection) -> None:
    """Read until the server closes."""
    while True:
        await message(client)


def run(given: Services, *states: str) -> None:
    """The machine goes through states, one microsecond each."""
    for i, state in enumerate(states):
        given.board.apply([patch(span(Track.STATE, state, i))], now=Instant(NOW + i))


async def test_first_comes_a_snapshot_then_what_changed(given: Services, address: str) -> None:
    async with connect(address) as client:
        snapshot = await message(client)
        run(given, "idle")
        spans, machine = await message(client), await message(client)
    assert (snapshot["type"], snapshot["epoch"], len(snapshot["machines"])) == ("snapshot", "epoch-1", 3)
    assert spans == {
        "type": "spans",
        "epoch": "epoch-1",
        "seq": snapshot["seq"] + 1,
        "now": "2026-11-23T10:00:00.000000Z",
        "machine": "m1",
        "track": "state",
        "start": "2026-11-23T10:00:00.000000Z",
        "end": None,
        "spans": [{"start": "2026-11-23T10:00:00.000000Z", "end": None, "value": "idle", "rule": "", "detail": {}}],
    }
    assert (machine["type"], machine["seq"]) == ("machine", snapshot["seq"] + 2)
    assert machine["machine"]["state"]["code"] == "idle"


async def test_the_snapshot_is_the_board_of_the_http_route(address: str) -> None:
    async with connect(address) as client:
        snapshot = await message(client)
    async with httpx.AsyncClient() as http:
        board = (await http.get(address.replace("ws://", "http://").replace("live", "machines"))).json()
    assert snapshot["machines"] == board["machines"]


async def test_a_client_that_comes_back_gets_exactly_what_it_missed(given: Services, address: str) -> None:
    async with connect(address) as client:
        seen = (await message(client))["seq"]
    run(given, "idle", "running")
    async with connect(f"{address}?after={seen}&epoch=epoch-1") as client:
        found = [await message(client) for _ in range(4)]
    assert [m["seq"] for m in found] == [seen + 1, seen + 2, seen + 3, seen + 4]
    assert [m["type"] for m in found] == ["spans", "machine", "spans", "machine"]
    assert found[-1]["machine"]["state"]["code"] == "running"


@pytest.mark.parametrize("query", ["after=0&epoch=of-yesterday", "after=99999&epoch=epoch-1", "after=5"])
async def test_a_client_of_another_run_gets_a_snapshot(given: Services, address: str, query: str) -> None:
    run(given, "idle")
    async with connect(f"{address}?{query}") as client:
        assert (await message(client))["type"] == "snapshot"


async def test_a_client_away_for_too_long_gets_a_snapshot(given: Services, address: str) -> None:
    async with connect(address) as client:
        seen = (await message(client))["seq"]
    run(given, *["idle", "running"] * 40)
    async with connect(f"{address}?after={seen}&epoch=epoch-1") as client:
        assert (await message(client))["type"] == "snapshot"


async def test_values_come_for_subscribed_machines_only_and_begin_with_the_present(
    given: Services, address: str
) -> None:
    given.board.apply(values={M1: {"load": Newest(at=NOW, value=5.0)}}, now=NOW)
    async with connect(address) as client:
        await message(client)
        await client.send(orjson.dumps({"type": "subscribe", "machines": ["m1"]}).decode())
        present = await message(client)
        given.board.apply(values={M1: {"load": Newest(at=Instant(NOW + 1), value="x")}}, now=NOW)
        update = await message(client)
        await client.send(orjson.dumps({"type": "subscribe", "machines": []}).decode())
        await client.send(b"not text".decode())
        assert (await message(client))["type"] == "problem"
        given.board.apply(values={M1: {"load": Newest(at=Instant(NOW + 2), value="y")}}, now=NOW)
        run(given, "idle")
        assert (await message(client))["type"] == "spans"
    assert present["values"] == {"load": {"at": "2026-11-23T10:00:00.000000Z", "value": 5.0}}
    assert update["values"] == {"load": {"at": "2026-11-23T10:00:00.000001Z", "value": "x"}}
    assert present["seq"] == update["seq"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{", "message_unreadable"),
        ('{"type":"shout","machines":[]}', "message_unreadable"),
        ('{"type":"subscribe","machines":["nope"]}', "machine_unknown"),
    ],
)
async def test_a_message_that_cannot_be_obeyed_is_answered_and_the_socket_lives(
    given: Services, address: str, said: str, code: str
) -> None:
    async with connect(f"{address}?lang=ru") as client:
        await message(client)
        await client.send(said)
        answer = await message(client)
        run(given, "idle")
        assert (await message(client))["type"] == "spans"
    assert (answer["type"], answer["code"]) == ("problem", code)
    assert answer["text"] != f"error.{code}"


async def test_a_quiet_socket_ticks(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUIET", 0.01)
    async with connect(address) as client:
        snapshot, tick = await message(client), await message(client)
    assert tick == {"type": "tick", "epoch": "epoch-1", "seq": snapshot["seq"], "now": snapshot["now"]}


def test_a_tick_comes_within_five_seconds() -> None:
    assert live.QUIET < 5


async def test_a_slow_client_is_closed_and_nothing_is_buffered_without_bound(given: Services) -> None:
    narrow = replace(given, live_queue=8)
    async with serving(narrow) as address:
        raw = sockets.socket()
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        raw.setblocking(False)
        host, port = address.removeprefix("ws://").split("/")[0].split(":")
        await asyncio.get_running_loop().sock_connect(raw, (host, int(port)))
        async with connect(address, sock=raw, max_queue=1, compression=None) as client:
            await message(client)
            padding = "x" * 10_000
            async with asyncio.timeout(20):
                at = 0
                while given.hub.overruns == 0:
                    at += 1
                    given.board.apply([patch(span(Track.STATE, "idle", at, padding=padding))], now=NOW)
                    await asyncio.sleep(0)
            assert given.hub.listeners == 0
            with pytest.raises(ConnectionClosed) as closed:
                await drained(client)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == live.TOO_SLOW


async def test_each_event_is_serialised_once_for_all_clients(
    given: Services, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[MachineSummary] = []

    def counted(summary: MachineSummary) -> object:
        calls.append(summary)
        return original(summary)

    original = render.summary
    async with connect(address) as one, connect(address) as two:
        await message(one)
        await message(two)
        monkeypatch.setattr(render, "summary", counted)
        run(given, "idle")
        assert [await message(one), await message(one)] == [await message(two), await message(two)]
    assert len(calls) == 1


@pytest.mark.parametrize(("known", "code"), [(True, live.NOT_ALLOWED), (False, live.NOT_SIGNED_IN)])
async def test_without_permission_the_socket_closes(given: Services, address: str, known: bool, code: int) -> None:
    assert isinstance(given.access, Lockable)
    given.access.refused, given.access.known = {Permission.MACHINES_READ}, known
    async with connect(address) as client:
        with pytest.raises(ConnectionClosed) as closed:
            await message(client)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


async def test_a_message_may_need_more_than_the_socket(given: Services, address: str) -> None:
    assert isinstance(given.access, Lockable)
    given.access.refused = {Permission.SIGNALS_READ}
    async with connect(address) as client:
        await message(client)
        await client.send('{"type":"subscribe","machines":["m1"]}')
        assert (await message(client))["code"] == "not_allowed"


async def test_pages_of_other_sites_may_not_listen(address: str) -> None:
    async with connect(address, origin="http://evil.example") as client:  # type: ignore[arg-type]  # a plain text
        with pytest.raises(ConnectionClosed) as closed:
            await message(client)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == live.NOT_ALLOWED


@pytest.mark.parametrize("configured", [True, False])
async def test_our_own_pages_and_those_configured_may(given: Services, configured: bool) -> None:
    friend = "https://hmi.plant:8443"
    async with serving(replace(given, origins=frozenset({friend}))) as address:
        own = address.replace("ws://", "http://").removesuffix("/api/v1/live")
        async with connect(address, origin=friend if configured else own) as client:  # type: ignore[arg-type]  # a plain text
            assert (await message(client))["type"] == "snapshot"


async def test_a_client_that_leaves_is_forgotten(given: Services, address: str) -> None:
    async with connect(address) as client:
        await message(client)
        assert given.hub.listeners == 1
    async with asyncio.timeout(5):
        while given.hub.listeners:  # noqa: ASYNC110 - the server's side of the close has no event to wait for
            await asyncio.sleep(0)


class ClosedByTheServer:
    """What uvicorn makes of a socket whose client stopped answering pings, until its end is noticed."""

    query_params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}

    async def send_text(self, text: str) -> None:
        del text
        raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    async def receive_text(self) -> str:
        await asyncio.Event().wait()
        raise AssertionError("nothing ever comes")


async def test_a_client_that_answers_no_ping_is_let_go_without_a_fuss(given: Services) -> None:
    session = live._Session(given, cast("WebSocket", ClosedByTheServer()), given.hub.subscribe(8))

    await session.run(["a snapshot"])


async def test_what_waits_goes_out_in_one_text(given: Services, address: str) -> None:
    async with connect(address) as client:
        seq = (await message(client))["seq"]
        run(given, "idle", "running")
        async with asyncio.timeout(10):
            told = orjson.loads(await client.recv())
    assert [each["seq"] for each in told] == [seq + 1, seq + 2, seq + 3, seq + 4]


async def test_what_is_only_fresher_says_so_in_a_few_words(given: Services, address: str) -> None:
    run(given, "idle")
    given.board.apply(values={M1: {"load": Newest(at=NOW, value=5.0)}}, now=NOW)
    later = Instant(NOW + 5 * SECOND)
    async with connect(address) as client:
        seq = (await message(client))["seq"]
        given.board.apply(values={M1: {"load": Newest(at=later, value=5.0)}}, now=later)
        told = await message(client)
    assert told == {
        "type": "fresh",
        "epoch": "epoch-1",
        "seq": seq + 1,
        "now": "2026-11-23T10:00:05.000000Z",
        "machines": [
            {
                "id": "m1",
                "last_data_at": "2026-11-23T10:00:05.000000Z",
                "last_contact_at": None,
                "clock_skew_us": None,
            }
        ],
    }


async def test_messages_carry_exactly_the_declared_fields(given: Services, address: str) -> None:
    schemas = describe([], "0")["components"]["schemas"]
    given.board.apply(values={M1: {"load": Newest(at=NOW, value=5.0)}}, now=NOW)
    async with connect(address) as client:
        found = [await message(client)]
        run(given, "idle")
        found += [await message(client), await message(client)]
        await client.send('{"type":"subscribe","machines":["m1"]}')
        found.append(await message(client))
    for given_message in found:
        name = schemas["ServerMessage"]["discriminator"]["mapping"][given_message["type"]].rpartition("/")[2]
        assert set(given_message) == set(schemas[name]["required"])


async def test_a_snapshot_writes_only_the_machines_that_changed_since_the_last(
    given: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    original = render.summary

    def counted(summary: MachineSummary) -> object:
        written.append(summary.info.id)
        return original(summary)

    monkeypatch.setattr(render, "summary", counted)
    first = orjson.loads(live.snapshot(given))
    run(given, "idle")
    second = orjson.loads(live.snapshot(given))
    assert written == ["m1", "m2", "m3", "m1"]
    assert [m["state"]["code"] for m in first["machines"]] == ["running", "no_data", "no_data"]
    assert [m["state"]["code"] for m in second["machines"]] == ["idle", "no_data", "no_data"]
