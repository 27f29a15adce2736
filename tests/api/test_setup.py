"""Setting a machine up over the API, against real peers: an agent, an adapter, and those that are neither."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from dispatcher.agent import AgentProcess
from dispatcher.agent.devices_xml import devices as devices_document
from dispatcher.agent.documents import Paper
from dispatcher.agent.model import Settings
from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.bootstrap import SystemClock, all_texts
from dispatcher.bootstrap.setup import room_of
from dispatcher.bootstrap.state_rules import profile_files
from dispatcher.config import Config, DiscoverySection
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.ports.access import Permission
from tests.api.plant import Lockable, services
from tests.unit.agent.models import mill

SETUP = "/api/v1/setup"
SECRET = "Geheim-77"
NOW = Instant(1_790_000_000 * SECOND)


@pytest.fixture
async def given(journal: Any) -> AsyncIterator[Services]:
    clock = SystemClock()
    config = Config(discovery=DiscoverySection(enabled=True, ranges=("127.0.0.0/8",)))
    room = room_of(config, clock, lambda: RuleBook(profile_files()), lambda: ["mill"])
    yield services(journal, clock=clock, texts=all_texts(), setup=room)
    await room.stop()


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[AgentProcess]:
    devices = tmp_path / "Devices.xml"
    devices.write_bytes(devices_document(Paper(Settings(version="2.0")), "", (mill(modern=True),)))
    async with AgentProcess(devices=devices) as found:
        await found.feed("|avail|AVAILABLE|execution|READY|program|O1001")
        yield found


@contextlib.asynccontextmanager
async def listening(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """`127.0.0.1:port` of somebody who does as he is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await answer(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del writer
    await reader.read()


async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del reader
    while True:
        writer.write(b"\x00\xff\xfe\x81||\x07|\r\n" * 64)
        await writer.drain()


async def printer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    body = b"<html>a printer</html>"
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()


async def recognise(client: httpx.AsyncClient, address: str, lang: str = "en", **more: Any) -> dict[str, Any]:
    answer = await client.post(f"{SETUP}/recognise?lang={lang}", json={"address": address, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def whys(found: Mapping[str, Any]) -> dict[str, str]:
    return {own["connector"]: own["problem"]["code"] for own in found["tried"]}


async def until(client: httpx.AsyncClient, trial: str, holds: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    async with asyncio.timeout(20):
        while True:
            view: Mapping[str, Any] = (await client.get(f"{SETUP}/trials/{trial}")).json()
            if holds(view):
                return view
            await asyncio.sleep(0.02)


# ------------------------------------------------------------------ recognise


async def test_an_agent_is_recognised_with_its_machine_and_its_state(
    client: httpx.AsyncClient, agent: AgentProcess
) -> None:
    found = await recognise(client, agent.url.removeprefix("http://"))

    best = found["candidates"][0]
    device = best["devices"][0]
    assert (best["connector"], best["settings"]) == ("mtconnect", {"url": agent.url})
    assert device["suggested"]["kind"] == "milling"
    assert device["suggested"]["id"] not in {"mill", ""}
    signals = {signal["key"]: signal for signal in device["signals"]}
    assert (signals["exec"]["value"], signals["exec"]["type"]) == ("READY", "EXECUTION")
    assert (device["profiles"][0]["id"], device["profiles"][0]["state"]) == ("mtconnect-generic", "idle")
    assert whys(found).keys().isdisjoint({"mtconnect"})


async def test_an_adapter_is_recognised(client: httpx.AsyncClient) -> None:
    async with AdapterSimulator() as adapter:
        await adapter.tell(SystemClock().now(), "avail", "AVAILABLE", "execution", "ACTIVE")
        found = await recognise(client, f"127.0.0.1:{adapter.port}")

    best = found["candidates"][0]
    assert (best["connector"], best["settings"]["port"]) == ("shdr", adapter.port)
    assert best["devices"][0]["profiles"][0]["state"] == "running"
    assert whys(found)["mtconnect"] == "mtconnect_not_http"


async def test_who_is_not_there_and_who_speaks_otherwise_are_told_apart(client: httpx.AsyncClient) -> None:
    async with listening(mute) as address:
        closed = address
    async with listening(printer) as there:
        web = await recognise(client, there)
    async with listening(babble) as there:
        rubbish = await recognise(client, there)
    nobody = await recognise(client, closed)

    wanted = ("mtconnect", "shdr")
    assert [whys(web)[own] for own in wanted] == ["mtconnect_not_an_agent", "setup_mute"]
    assert [whys(rubbish)[own] for own in wanted] == ["mtconnect_not_http", "shdr_not_an_adapter"]
    assert [whys(nobody)[own] for own in wanted] == ["mtconnect_unreachable", "shdr_refused"]
    assert [found["candidates"] for found in (web, rubbish, nobody)] == [[], [], []]


async def test_a_mute_peer_costs_a_bounded_time_and_is_told(client: httpx.AsyncClient) -> None:
    began = time.monotonic()
    async with listening(mute) as there:
        found = await recognise(client, there)

    assert time.monotonic() - began < 8.5
    assert found["candidates"] == []
    assert whys(found)["shdr"] == "setup_mute"
    assert whys(found)["mtconnect"] in {"setup_too_slow", "mtconnect_silent"}


async def test_each_refusal_is_in_words_in_both_languages(client: httpx.AsyncClient) -> None:
    async with listening(printer) as there:
        english, russian = [await recognise(client, f"http://{there}", lang) for lang in ("en", "ru")]

    assert "no MTConnect agent" in english["tried"][0]["problem"]["text"]
    assert "не агент MTConnect" in russian["tried"][0]["problem"]["text"]
    assert (english["tried"][0]["title"], russian["tried"][0]["title"]) == ("MTConnect agent", "Агент MTConnect")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("8.8.8.8", "address_not_allowed"),
        ("http://169.254.169.254/latest", "address_not_allowed"),
        ("http://[::ffff:8.8.8.8]:80", "address_not_allowed"),
        ("no-such-machine.invalid", "setup_name_unknown"),
        ("http://", "address_unreadable"),
        ("127.0.0.1:99999", "address_unreadable"),
        ("gopher://127.0.0.1", "setup_scheme_unknown"),
    ],
)
async def test_addresses_that_are_not_spoken_to(client: httpx.AsyncClient, address: str, code: str) -> None:
    for lang in ("en", "ru"):
        answer = await client.post(f"{SETUP}/recognise?lang={lang}", json={"address": address})
        assert (answer.status_code, answer.json()["code"]) == (502 if "invalid" in address else 422, code), answer.text
        assert answer.json()["detail"] != f"error.{code}"


async def test_a_password_goes_to_the_peer_and_into_no_answer(client: httpx.AsyncClient, tmp_path: Path) -> None:
    devices = tmp_path / "Devices.xml"
    devices.write_bytes(devices_document(Paper(Settings(version="2.0")), "", (mill(modern=True),)))
    async with AgentProcess("--user", f"reader:{SECRET}", devices=devices) as agent:
        right = await recognise(client, agent.url, user="reader", password=SECRET)
        inside = await recognise(client, agent.url.replace("://", f"://reader:{SECRET}@"))
        wrong = await client.post(
            f"{SETUP}/recognise", json={"address": agent.url, "user": "reader", "password": f"{SECRET}8"}
        )
        settings = {"url": agent.url, "username": "reader", "password": SECRET}
        trial = await client.post(f"{SETUP}/trials", json={"connector": "mtconnect", "settings": settings})
        view = await until(client, trial.json()["id"], lambda own: own["observations"] > 0)

    assert right["candidates"][0]["settings"] == {"url": agent.url, "username": "reader"}
    assert inside["candidates"][0]["settings"] == {"url": agent.url, "username": "reader"}
    assert inside["address"] == agent.url
    assert whys(wrong.json()) == {"mtconnect": "mtconnect_denied"}
    assert SECRET not in f"{right} {inside} {wrong.text} {trial.text} {view}"


@pytest.mark.parametrize(
    "body",
    [
        {"address": "127.0.0.1", "password": [SECRET]},
        {"address": "127.0.0.1", "pasword": SECRET},
        {"address": {"secret": SECRET}, "password": SECRET},
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_without_its_secret(
    client: httpx.AsyncClient, body: Mapping[str, Any]
) -> None:
    answer = await client.post(f"{SETUP}/recognise", json=body)

    assert answer.status_code == 422
    assert SECRET not in answer.text or "address" in answer.json()["params"]["parameter"]


async def test_settings_that_cannot_work_are_refused_by_their_field_and_without_secrets(
    client: httpx.AsyncClient,
) -> None:
    for settings in ({"url": "http://127.0.0.1:1", "password": [SECRET]}, {"url": "x", "password": SECRET}):
        answer = await client.post(f"{SETUP}/trials", json={"connector": "mtconnect", "settings": settings})
        assert (answer.status_code, answer.json()["code"]) == (422, "setting_invalid"), answer.text
        assert answer.json()["params"]["field"] in {"url", "password"}
        assert SECRET not in answer.text
    answer = await client.post(f"{SETUP}/trials", json={"connector": "telepathy", "settings": {}})
    assert (answer.status_code, answer.json()["code"]) == (422, "connector_unknown")


# ---------------------------------------------------------------------- trials


async def test_from_the_address_to_a_live_state_in_seconds(client: httpx.AsyncClient, agent: AgentProcess) -> None:
    began = time.monotonic()
    best = (await recognise(client, agent.url))["candidates"][0]
    opened = await client.post(
        f"{SETUP}/trials",
        json={
            "connector": best["connector"],
            "settings": best["settings"],
            "profile": best["devices"][0]["profiles"][0]["id"],
        },
    )
    trial = opened.json()["id"]
    idle = await until(client, trial, lambda own: own["state"]["code"] == "idle")
    lasted = time.monotonic() - began
    await agent.feed("|execution|ACTIVE")
    running = await until(client, trial, lambda own: own["state"]["code"] == "running")
    gone = await client.delete(f"{SETUP}/trials/{trial}")

    assert opened.status_code == 201
    assert lasted < 10, "the budget is two minutes, of which a person needs most"
    assert (idle["link"]["state"], idle["link"]["error"], idle["problems"]) == ("up", None, [])
    assert running["state"]["tree"]["rule"]["id"] == running["state"]["rule"] == "executing"
    assert running["state"]["tree"]["values"][0]["known"]
    assert [span["state"] for span in running["spans"]][-2:] == ["idle", "running"]
    assert {signal["key"]: signal["value"] for signal in running["signals"]}["exec"] == "ACTIVE"
    assert gone.status_code == 204
    assert (await client.get(f"{SETUP}/trials/{trial}")).json()["code"] == "trial_unknown"


async def test_rules_are_tuned_on_the_minutes_that_were_seen(client: httpx.AsyncClient, agent: AgentProcess) -> None:
    settings = {"url": agent.url}
    opened = await client.post(f"{SETUP}/trials", json={"connector": "mtconnect", "settings": settings})
    trial = opened.json()["id"]
    seen = await until(client, trial, lambda own: own["state"]["code"] == "idle")

    text = seen["profile_text"].replace('gives = "idle"', 'gives = "paused"')
    tuned = await client.put(f"{SETUP}/trials/{trial}", json={"profile_text": text})
    wrong = await client.put(f"{SETUP}/trials/{trial}?lang=ru", json={"profile_text": text + "\n[[state"})
    mapped = await client.put(f"{SETUP}/trials/{trial}", json={"signals": [{"key": "x", "type": "MESSAGE"}]})

    assert tuned.json()["state"]["code"] == "paused"
    assert [span["start"] for span in tuned.json()["spans"]] == [span["start"] for span in seen["spans"]]
    assert (wrong.status_code, wrong.json()["code"]) == (422, "profile_syntax")
    assert "mtconnect-generic" in wrong.json()["detail"]
    assert (mapped.status_code, mapped.json()["code"]) == (422, "setup_not_mapped")


async def test_a_trial_of_nobody_says_why_in_words(client: httpx.AsyncClient) -> None:
    async with listening(printer) as there:
        settings = {"url": f"http://{there}"}
        opened = await client.post(f"{SETUP}/trials?lang=ru", json={"connector": "mtconnect", "settings": settings})
        view = await until(client, opened.json()["id"], lambda own: own["link"]["error"] is not None)

    assert view["link"]["error"]["code"] == "mtconnect_not_an_agent"
    assert view["state"]["code"] == "no_data"


async def test_nothing_of_a_trial_reaches_the_journal(
    client: httpx.AsyncClient, agent: AgentProcess, given: Services
) -> None:
    before = given.journal.totals()
    settings = {"url": agent.url}
    opened = await client.post(f"{SETUP}/trials", json={"connector": "mtconnect", "settings": settings})
    await until(client, opened.json()["id"], lambda own: own["observations"] > 0)

    assert given.journal.totals() == before


async def test_an_address_outside_is_not_tried_either(client: httpx.AsyncClient) -> None:
    body = {"connector": "mtconnect", "settings": {"url": "http://169.254.169.254"}}

    for path in ("trials", "browse"):
        answer = await client.post(f"{SETUP}/{path}", json=body)
        assert answer.json()["code"] in {"address_not_allowed", "setup_not_browsable"}, answer.text


# ------------------------------------------------------------------- discovery


async def test_a_search_finds_who_is_there(client: httpx.AsyncClient) -> None:
    async with AdapterSimulator() as adapter:
        with contextlib.suppress(OSError):  # somebody has the usual port already: then nothing can be shown
            await adapter.refuse()
            await adapter.start("127.0.0.77", 7878)
            await adapter.tell(SystemClock().now(), "execution", "ACTIVE")
            body = {"range": "127.0.0.76/30", "connectors": ["shdr"]}
            started = await client.post(f"{SETUP}/discover", json=body)
            search = started.json()["id"]
            async with asyncio.timeout(20):
                while True:
                    seen = (await client.get(f"{SETUP}/discover/{search}")).json()
                    if seen["finished"]:
                        break
                    await asyncio.sleep(0.02)

            assert started.status_code == 202
            assert (seen["total"], seen["done"]) == (2, 2)
            assert [(own["connector"], own["address"]) for own in seen["found"]] == [("shdr", "shdr://127.0.0.77:7878")]
            assert (await client.delete(f"{SETUP}/discover/{search}")).status_code == 204
            assert (await client.get(f"{SETUP}/discover/{search}")).status_code == 404


async def test_searching_is_off_until_it_is_switched_on(given: Services) -> None:
    room = room_of(Config(), given.clock, lambda: RuleBook(profile_files()))
    app = create_app(replace(given, setup=room))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://plant") as client:
        answer = await client.post(f"{SETUP}/discover?lang=ru", json={"range": "127.0.0.0/30"})

    assert (answer.status_code, answer.json()["code"]) == (422, "discovery_off")
    assert "discovery.enabled" in answer.json()["detail"]


# ----------------------------------------------------------------- permissions


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", path) for path in ("recognise", "browse", "trials", "discover")),
        *(("GET", path) for path in ("trials/x", "discover/x")),
        *(("DELETE", path) for path in ("trials/x", "discover/x")),
        ("PUT", "trials/x"),
    ],
)
async def test_only_who_may_set_up_makes_the_server_speak(
    client: httpx.AsyncClient, given: Services, method: str, path: str
) -> None:
    assert isinstance(given.access, Lockable)
    given.access.refused.add(Permission.SETUP_RUN)

    answer = await client.request(method, f"{SETUP}/{path}", json={})

    assert (answer.status_code, answer.json()["params"]) == (403, {"permission": "setup:run"})
