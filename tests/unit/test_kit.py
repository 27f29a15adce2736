"""The kit over the connectors that are installed: addresses in, connectors out, secrets where they belong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from dispatcher.bootstrap.kit import RegistryKit
from dispatcher.bootstrap.places import hosts_of
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import DeviceMapping
from dispatcher.ports.connector import ConfigRejected
from tests.unit.app.support import HandClock, at

KIT = RegistryKit(HandClock())


@pytest.mark.parametrize(
    ("address", "host", "port", "scheme", "shown"),
    [
        ("192.168.1.20", "192.168.1.20", None, "", "192.168.1.20"),
        ("mill-7:5000", "mill-7", 5000, "", "mill-7:5000"),
        ("opc.tcp://bob:hush@mill-7/x?y=1", "mill-7", None, "opc.tcp", "opc.tcp://mill-7/x?y=1"),
        ("[fd00::5]:502", "fd00::5", 502, "", "[fd00::5]:502"),
        (" http://Mill-7 ", "mill-7", None, "http", "http://mill-7"),
    ],
)
def test_an_address_is_taken_apart_and_shown_without_its_user(
    address: str, host: str, port: int | None, scheme: str, shown: str
) -> None:
    place = KIT.read(address)

    assert (place.host, place.port, place.scheme, place.shown) == (host, port, scheme, shown)


def test_every_connector_points_to_its_own_usual_port() -> None:
    assert KIT.point("mtconnect", "10.0.0.5") == {"url": "http://10.0.0.5:5000"}
    assert KIT.point("mtconnect", "http://10.0.0.5/agent") == {"url": "http://10.0.0.5/agent"}
    assert KIT.point("shdr", "10.0.0.5") == {"host": "10.0.0.5", "port": 7878}
    assert KIT.point("shdr", "http://10.0.0.5") is None
    assert KIT.point("recordings", "10.0.0.5") is None


def test_user_and_password_go_into_the_fields_for_them_and_nowhere_else() -> None:
    own = {"url": "http://10.0.0.5", "username": "bob", "password": "hush"}

    assert KIT.point("mtconnect", "http://10.0.0.5", "bob", "hush") == own
    assert KIT.point("mtconnect", "http://bob:hush@10.0.0.5") == own
    assert KIT.point("shdr", "shdr://bob:hush@10.0.0.5") == {"host": "10.0.0.5", "port": 7878}
    assert KIT.kind("mtconnect").secrets == {"password"}


def test_every_point_of_every_connector_can_be_built() -> None:
    for kind in KIT.kinds():
        if kind.findable:
            for scheme in kind.schemes:
                settings = KIT.point(kind.id, f"{scheme}://10.0.0.5:1234")
                assert settings is not None, scheme
                assert "10.0.0.5" in KIT.build(kind.id, settings).hosts, kind.id


def test_a_profile_for_another_protocol_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        KIT.build("shdr", {"host": "10.0.0.5"}, mapping=DeviceMapping(connector="paper"))
    assert refused.value.code == "profile_other_connector"
    with pytest.raises(ConfigRejected) as unknown:
        KIT.kind("telepathy")
    assert unknown.value.code == "connector_unknown"


@pytest.mark.parametrize(
    ("settings", "address", "hosts"),
    [
        ({"url": "http://mill-7:5000/x"}, "http://mill-7:5000", ("mill-7",)),
        ({"host": "10.0.0.5", "port": 502}, "", ("10.0.0.5",)),
        ({"host": "[fd00::5]"}, "modbus://[fd00::5]:502/1", ("fd00::5",)),
        ({"host": "8.8.8.8:80"}, "", ("8.8.8.8:80",)),
        ({"serial": "rfc2217://10.0.0.9:4001"}, "", ("10.0.0.9",)),
        ({"serial": "/dev/ttyUSB0", "host": ""}, "/dev/ttyUSB0", ()),
        ({"serial": "COM3"}, "serial:COM3", ()),
        ({"path": "/mnt/a/*.csv"}, "file:///mnt/a/*.csv", ("file:///mnt/a/*.csv",)),
        ({"files": ["/srv/x", "/srv/../etc/y*"]}, "", ("file:///srv/x", "file:///etc/y*")),
        ({"servers": ["a://one", {"url": "//two"}], "signals": [{"topic": "x://three"}]}, "", ("one", "two")),
    ],
)
def test_every_computer_that_settings_lead_to_is_known(
    settings: Mapping[str, Any], address: str, hosts: tuple[str, ...]
) -> None:
    assert set(hosts_of(settings, address)) == set(hosts)


@pytest.mark.parametrize("signals", [5, "x", [5], [{"key": ["a"]}], [{}], {"key": "x"}])
def test_entries_that_are_none_are_refused(signals: object) -> None:
    with pytest.raises((InvalidInput, ConfigRejected)):
        KIT.build("modbus", {"host": "10.0.0.5", "signals": signals})


async def test_who_has_no_way_to_knock_is_knocked_at_by_his_port() -> None:
    async with AdapterSimulator() as adapter:
        await adapter.tell(at(0), "execution", "ACTIVE")
        there = KIT.build("shdr", {"host": "127.0.0.1", "port": adapter.port, "probe_ms": 50})
        found = await KIT.knock("shdr", there, 1.0)
    nobody = await KIT.knock("shdr", there, 1.0)

    assert (found is not None, nobody) == (True, None)


async def test_a_door_that_opens_and_says_nothing_is_nobody() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.transport.abort()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    there = KIT.build("shdr", {"host": "127.0.0.1", "port": server.sockets[0].getsockname()[1], "probe_ms": 50})

    assert await KIT.knock("shdr", there, 1.0) is None
    server.close()
