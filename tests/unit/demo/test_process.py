"""The child process: tells its addresses, serves, and ends with its parent's pipe."""

from __future__ import annotations

import asyncio
import json
import sys
import tomllib
from urllib.parse import urlsplit

import aiohttp
import pytest

from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.connectors.sdk.mtconnect_xml import DevicesDocument, read_devices
from dispatcher.demo.configuration import config, toml_text
from dispatcher.demo.design import Wire
from dispatcher.demo.designs import DESIGNS
from dispatcher.domain.instant import parse_instant

ADDRESSES = {
    design.id: f"{'http' if design.wire is Wire.MTCONNECT else 'shdr'}://127.0.0.1:{5000 + number}"
    for number, design in enumerate(DESIGNS)
}


async def test_the_child_serves_until_its_input_ends() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dispatcher.demo", "--seed", "4",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        async with asyncio.timeout(60):
            told = json.loads(await child.stdout.readline())
            assert told["seed"] == 4
            assert parse_instant(told["started_at"]) > 0
            assert set(told["addresses"]) == {design.id for design in DESIGNS}
            async with aiohttp.ClientSession() as session, session.get(f"{told['addresses']['hmc-1']}/probe") as answer:
                model = read_devices(await answer.read())
            assert isinstance(model, DevicesDocument)
            split = urlsplit(told["addresses"]["saw-1"])
            reader, writer = await asyncio.open_connection(split.hostname, split.port)
            assert b"|avail|AVAILABLE" in await reader.readuntil(b"avail|AVAILABLE")
            writer.close()
            child.stdin.close()
            assert await child.wait() == 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_configuration_is_toml_and_names_every_machine(language: str) -> None:
    document = config(ADDRESSES, devices={"saw-1": 'models/saw "1".xml'}, language=language)
    assert tomllib.loads(toml_text(document)) == document
    machines, sources = document["machine"], document["source"]
    assert isinstance(machines, list)
    assert isinstance(sources, list)
    assert len(machines) == len(sources) >= 12
    assert len({machine["name"] for machine in machines}) == len(machines)
    assert sum(source["connector"] == "shdr" for source in sources) >= 3
    assert {source["machine"] for source in sources} == {machine["id"] for machine in machines}


def test_the_configuration_speaks_the_asked_language() -> None:
    russian, english = (config(ADDRESSES, language=language) for language in ("ru", "en"))
    assert russian["site"] == {"name": "Машзавод «Северный берег»", "time_zone": "Europe/Moscow"}
    assert russian["machine"] != english["machine"]
    assert russian["source"] == english["source"]


def test_only_the_given_machines_are_configured() -> None:
    document = config({"saw-1": "shdr://127.0.0.1:7001"})
    assert document["source"] == [
        {
            "id": "saw-1-shdr", "connector": "shdr", "machine": "saw-1",
            "settings": {"host": "127.0.0.1", "port": 7001},
        }
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted({design.profile for design in DESIGNS if design.profile}))
def test_the_profiles_of_the_plant_load(name: str) -> None:
    assert all_profiles()[name].id == name
