"""Bad input: each kind has its own code, and a text in both languages that names the place and the cure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

import pytest

from dispatcher.connectors.opcua import PLUG
from dispatcher.connectors.opcua.certificates import fingerprint
from dispatcher.connectors.opcua.simulator import OWN, MachineToolSimulator
from dispatcher.connectors.opcua.tests.conftest import MILL, Connect
from dispatcher.connectors.opcua.tests.peer import PASSWORD, USER, nameless, server_certificate
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.registry import configure
from dispatcher.connectors.sdk.targets import read_target
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, Garbled, LinkDown

TEXTS = {
    language: json.loads((files("dispatcher.connectors.opcua") / "locales" / f"{language}.json").read_text("utf-8"))
    for language in ("en", "ru")
}
LOGIN = {"username": USER, "password": PASSWORD}


async def refusal(work: Awaitable[object]) -> ConnectorError:
    with pytest.raises(ConnectorError) as refused:
        async with asyncio.timeout(5):
            await work
    error = refused.value
    texts = [TEXTS[language][f"error.{error.code}"].format(**error.params) for language in ("en", "ru")]
    assert texts[0] != texts[1]
    assert not any(PASSWORD in text for text in texts)
    return error


async def opened(connect: Connect, url: str, **settings: object) -> None:
    async with connect(url, **settings).open(MILL) as link:
        await anext(link.batches(after=None))


# ---------------------------------------------------------------- addresses


async def test_nobody_there(connect: Connect) -> None:
    error = await refusal(connect("opc.tcp://127.0.0.1:1").probe())

    assert (type(error), error.code) == (LinkDown, "opcua_refused")


async def test_a_name_nobody_knows(connect: Connect) -> None:
    error = await refusal(connect("opc.tcp://станок.invalid:4840").probe())

    assert (type(error), error.code) == (LinkDown, "opcua_unknown_host")


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 64, b""])
async def test_another_protocol_on_the_port(connect: Connect, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        writer.write(said)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        error = await refusal(connect(f"opc.tcp://127.0.0.1:{listening.sockets[0].getsockname()[1]}").probe())

    assert (type(error), error.code) == (Garbled, "opcua_wrong_protocol")


# ---------------------------------------------------------------- users


@pytest.mark.parametrize(
    ("settings", "kind", "code"),
    [
        ({"username": USER, "password": "guess", "trust": "first_use"}, AccessDenied, "opcua_access_denied"),
        ({"username": "nobody", "password": "x", "trust": "first_use"}, AccessDenied, "opcua_access_denied"),
        ({"security": "none"}, AccessDenied, "opcua_login_needed"),
        ({"security": "none", **LOGIN}, ConfigRejected, "opcua_certificate_not_trusted"),
        ({**LOGIN}, ConfigRejected, "opcua_certificate_not_trusted"),
    ],
)
async def test_who_may_not_read(
    guarded_server: MachineToolSimulator, connect: Connect, settings: dict[str, object], kind: type, code: str
) -> None:
    error = await refusal(connect(guarded_server.url, **settings).probe())

    assert (type(error), error.code) == (kind, code)


async def test_a_password_is_not_sent_in_clear_unless_it_may_be(server: MachineToolSimulator, connect: Connect) -> None:
    clear = await refusal(connect(server.url, **LOGIN).probe())
    allowed = await connect(server.url, clear_password="allow", **LOGIN).probe()

    assert (type(clear), clear.code) == (ConfigRejected, "opcua_password_in_clear")
    assert allowed.devices


async def test_a_server_that_knows_no_users(connect: Connect) -> None:
    server = await asyncio.to_thread(nameless)

    error = await refusal(connect(server.url, **LOGIN).probe())

    assert (type(error), error.code) == (AccessDenied, "opcua_no_login_by_name")


async def test_a_policy_that_is_not_offered(server: MachineToolSimulator, connect: Connect) -> None:
    error = await refusal(connect(server.url, security="basic256sha256").probe())

    assert (type(error), error.code, error.params["offered"]) == (
        ConfigRejected,
        "opcua_no_endpoint",
        "none (no security)",
    )


async def test_the_refusal_of_a_stranger_says_what_to_compare_and_what_to_move_where(
    guarded_server: MachineToolSimulator, connect: Connect, tmp_path: Path
) -> None:
    error = await refusal(connect(guarded_server.url, **LOGIN).probe())
    file, folder = Path(str(error.params["file"])), Path(str(error.params["folder"]))
    await asyncio.to_thread(folder.mkdir, parents=True)
    await asyncio.to_thread(file.rename, folder / "mill.der")

    assert error.params["fingerprint"] == fingerprint(server_certificate()[0])
    assert folder.is_relative_to(tmp_path)
    assert (await connect(guarded_server.url, **LOGIN).probe()).devices


async def test_an_expired_certificate_and_one_that_is_another_than_before(
    guarded_server: MachineToolSimulator, connect: Connect
) -> None:
    before = guarded_server.pose(server_certificate(2_020, 2_022)[0])
    try:
        expired = await refusal(connect(guarded_server.url, trust="first_use", **LOGIN).probe())
        guarded_server.pose(before)
        await connect(guarded_server.url, trust="first_use", **LOGIN).probe()
        guarded_server.pose(server_certificate(2_021)[0])
        changed = await refusal(connect(guarded_server.url, trust="first_use", **LOGIN).probe())
    finally:
        guarded_server.pose(before)

    assert (type(expired), expired.code) == (ConfigRejected, "opcua_certificate_expired")
    assert str(expired.params["end"]).startswith("2022")
    assert (type(changed), changed.code) == (ConfigRejected, "opcua_certificate_changed")


# ---------------------------------------------------------------- what is there


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"models": "off"}, "opcua_nothing_to_read"),
        ({"max_signals": 5}, "opcua_too_many"),
        (
            {"models": "off", "signals": [{"key": "a", "type": "MESSAGE", "node": f"nsu={OWN};s=Gone"}]},
            "opcua_nothing_found",
        ),
        (
            {"models": "off", "max_signals": 1}
            | {"signals": [{"key": f"k{n}", "type": "MESSAGE", "node": f"i={n}"} for n in (1, 2)]},
            "opcua_too_many",
        ),
    ],
)
async def test_nothing_or_too_much_to_read(
    server: MachineToolSimulator, connect: Connect, settings: dict[str, object], code: str
) -> None:
    assert (await refusal(opened(connect, server.url, **settings))).code == code


async def test_a_folder_that_is_none(server: MachineToolSimulator, connect: Connect) -> None:
    async def look(folder: str) -> None:
        async for _ in connect(server.url).browse(folder):
            pass

    assert (await refusal(look("nonsense"))).code == "opcua_bad_node"
    assert (await refusal(look("nsu=urn:nowhere;s=x"))).code == "opcua_bad_node"


# ---------------------------------------------------------------- settings

wrong: Callable[..., dict[str, object]] = lambda **changed: {"url": "opc.tcp://a:4840", **changed}  # noqa: E731


@pytest.mark.parametrize(
    "settings",
    [
        {},
        wrong(url="http://a:4840"),
        wrong(url="opc.tcp://"),
        wrong(url="opc.tcp://a:99999"),
        wrong(url="opc.tcp://user:secret@a"),
        wrong(security="rot13"),
        wrong(colour="red"),
        wrong(signals=[{"key": "a", "type": "MESSAGE", "node": "nonsense"}]),
        wrong(signals=[{"key": "a", "type": "MESSAGE", "node": "i=1"}, {"key": "a", "type": "MESSAGE", "node": "i=2"}]),
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigRejected) as refused:
        configure("opcua", settings, StepClock())

    assert refused.value.code == "setting_invalid"
    assert "secret" not in str(refused.value.params)


def test_trap_13_one_server_has_one_address() -> None:
    spellings = ["opc.tcp://LOCALHOST", "opc.tcp://127.0.0.1:4840/", "opc.tcp://[::1]:4840", "OPC.TCP://localhost."]

    assert {configure("opcua", {"url": url}, StepClock()).address for url in spellings} == {"opc.tcp://127.0.0.1:4840"}


def test_an_address_leads_to_settings() -> None:
    assert PLUG.point is not None
    assert PLUG.point(read_target("opc.tcp://a:1/b")) == {"url": "opc.tcp://a:1/b"}
    assert PLUG.point(read_target("opc.tcp://u:p@10.0.0.5")) == {
        "url": "opc.tcp://10.0.0.5:4840",
        "username": "u",
        "password": "p",
    }
