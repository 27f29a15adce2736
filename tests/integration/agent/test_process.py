"""The agent as a process of its own: started, fed, made to misbehave, killed and started again."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from dispatcher.agent import AgentProcess
from dispatcher.agent.devices_xml import devices as devices_document
from dispatcher.agent.documents import Paper
from dispatcher.agent.model import Settings
from tests.unit.agent.models import elements, header, mill


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    """A Devices.xml of one mill."""
    path = tmp_path / "Devices.xml"
    path.write_bytes(devices_document(Paper(Settings(version="2.0")), "", (mill(modern=True),)))
    return path


async def texts(agent: AgentProcess, item: str, request: str = "current") -> list[str]:
    return [text for _, given, text in elements(await agent.get(request)) if given["dataItemId"] == item]


async def test_lines_become_observations(devices: Path) -> None:
    async with AgentProcess(devices=devices) as agent:
        told = await agent.feed(
            "2026-01-01T00:00:00Z|execution|ACTIVE|lineno|12|nobody|1|mode|AUTOMATIC",
            "2026-01-01T00:00:01Z|logic|FAULT|101|9|HIGH|too hot",
            "2026-01-01T00:00:01Z|execution|ACTIVE",
            "gibberish",
        )
        assert (told["observations"], told["suppressed"], told["refused"]) == (4, 1, 2)
        assert await texts(agent, "exec") == ["ACTIVE"]
        assert await texts(agent, "line") == ["12"]
        assert await texts(agent, "logic") == ["too hot"]


async def test_a_killed_agent_comes_back_on_its_port_as_another_instance(devices: Path) -> None:
    async with AgentProcess("--instance", "1", devices=devices) as agent:
        port = agent.port
        await agent.feed("|execution|ACTIVE")
        before = header(await agent.get("current"))
        await agent.kill()
        with pytest.raises(aiohttp.ClientConnectionError):
            await agent.get("current")
        await agent.start()
        assert agent.port == port
        assert await texts(agent, "exec") == ["UNAVAILABLE"]
        assert before["instanceId"] == "1"


async def test_orders(devices: Path) -> None:
    async with AgentProcess("--buffer-size", "64", devices=devices) as agent:
        before = await agent.state()
        after = await agent.order("restart")
        assert int(str(after["instance"])) > int(str(before["instance"]))
        assert (await agent.order("restart", instance=99))["instance"] == 99
        assert (await agent.order("jump", sequence=366_929_686_800))["next"] == 366_929_686_800
        await agent.feed("|execution|ACTIVE")
        await agent.order("available")
        assert await texts(agent, "avail") == ["AVAILABLE"]
        flapped = await agent.order("flap", times=3)
        history = await texts(agent, "exec", "sample?count=64")
        assert history == ["ACTIVE", *["UNAVAILABLE", "ACTIVE"] * 3]
        assert int(str(flapped["next"])) > int(str(after["next"]))
        assert (await agent.order("unavailable"))["fallen"] == 2


async def test_an_order_that_makes_no_sense_is_refused(devices: Path) -> None:
    async with AgentProcess(devices=devices) as agent:
        for name, order in (("fault", {"explode": 1}), ("jump", {"sequence": "x"}), ("fault", {"stall": "maybe"})):
            with pytest.raises(aiohttp.ClientResponseError, match="422"):
                await agent.order(name, **order)


async def test_a_skewed_clock_shows_in_the_header(devices: Path) -> None:
    async with AgentProcess("--clock", "2001-02-03T04:05:06Z", devices=devices) as agent:
        assert header(await agent.get("current"))["creationTime"].startswith("2001-02-03T04:05:")
        await agent.order("fault", skew_us=0)
        assert not header(await agent.get("current"))["creationTime"].startswith("2001-")


async def test_assets_over_several_lines(devices: Path) -> None:
    async with AgentProcess(devices=devices) as agent:
        told = await agent.feed(
            "2026-01-01T00:00:00Z|@ASSET@|T1|CuttingTool|--multiline--ABC",
            '<CuttingTool serialNumber="1">',
            "<Description>a|b</Description></CuttingTool>",
            "--multiline--ABC",
            "2026-01-01T00:00:00Z|@ASSET@|T2|CuttingTool|<CuttingTool><Description>c|d</Description></CuttingTool>",
            "2026-01-01T00:00:05Z|@REMOVE_ASSET@|T1",
        )
        assert (told["assets"], told["refused"]) == (2, 0)
        assert b"<Description>c|d</Description>" in await agent.get("assets")
        assert b"<Description>a|b</Description>" not in await agent.get("assets")
        assert b"<Description>a|b</Description>" in await agent.get("asset/T1")
        await agent.feed("|@REMOVE_ALL_ASSETS@|CuttingTool")
        assert b"<CuttingTool" not in await agent.get("assets")


async def test_a_model_as_json(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    item = {"id": "e", "category": "EVENT", "type": "EXECUTION"}
    path.write_text(json.dumps({"devices": [{"name": "M", "items": [item]}]}))
    async with AgentProcess("--model", str(path), "--version", "1.3", "--namespace", "none") as agent:
        assert b"xmlns" not in await agent.get("probe")
        await agent.feed("|e|READY")
        assert await texts(agent, "e") == ["READY"]


async def test_lines_on_the_standard_input(devices: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dispatcher.agent", "--devices", str(devices),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        port = int((await process.stdout.readline()).split()[-1])
        process.stdin.write("2026-01-01T00:00:00Z|program|деталь|bad key|1\n".encode())
        await process.stdin.drain()
        assert b"agent.unknown_key" in await process.stderr.readline()
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/current") as answer:
            document = await answer.read()
        assert ("деталь",) in [(text,) for _, given, text in elements(document) if given["dataItemId"] == "program"]
        process.terminate()
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("content", ["not xml", "<a/>", '<!DOCTYPE x [<!ENTITY a "b">]><MTConnectDevices/>'])
async def test_a_model_that_cannot_be_read_ends_the_start_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "Devices.xml"
    path.write_text(content)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dispatcher.agent", "--devices", str(path),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    _, error = await process.communicate()
    assert process.returncode == 2
    assert b"agent.devices_unreadable" in error


async def test_https_and_passwords(devices: Path, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=IP:127.0.0.1",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert await made.wait() == 0
    trusting = ssl.create_default_context(cafile=str(cert))
    async with (
        AgentProcess("--tls", str(cert), str(key), "--user", "anna:secret", devices=devices) as agent,
        aiohttp.ClientSession(headers={"Authorization": aiohttp.encode_basic_auth("anna", "secret")}) as session,
        session.get(f"https://127.0.0.1:{agent.port}/probe", ssl=trusting) as answer,
    ):
        assert answer.status == 200
        assert b"MTConnectDevices" in await answer.read()
