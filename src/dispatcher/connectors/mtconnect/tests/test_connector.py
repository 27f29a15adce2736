"""The contract against real agents: what is told apart, what is delivered, what is left behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import shutil
import socket
from pathlib import Path

import pytest
from aiohttp import web

from dispatcher.connectors.mtconnect.tests.peers import DEVICES, Bench
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import Condition, DataSet, Level, MachineId, TimeSeries
from dispatcher.ports.connector import AccessDenied, Binding, ConfigRejected, Garbled, Link, LinkDown

TOOL = (
    '<CuttingTool assetId="T1" serialNumber="7" toolId="t" timestamp="2026-01-01T00:00:00Z">'
    "<Description>Drill</Description></CuttingTool>"
)


async def test_probe_tells_devices_signals_and_present_values(bench: Bench) -> None:
    agent = await bench.agent("--version", "1.7")
    await agent.feed("2026-01-01T00:00:01Z|Xact|12.5|exec|ACTIVE|lexec|READY")

    probe = await bench.connector(agent.url).probe()

    assert (probe.protocol, probe.version) == ("MTConnect", "1.7")
    assert [(device.name, device.uuid, device.manufacturer) for device in probe.devices] == [
        ("Mill", "mill-uuid", "Acme"),
        ("Lathe", "lathe-uuid", ""),
    ]
    specs = {one.handle: one for one in probe.now.declared}
    present = {
        (specs[handle].device, specs[handle].spec.key): num if num is not None else text
        for handle, num, text in zip(probe.now.rows.signal, probe.now.rows.num, probe.now.rows.text, strict=True)
    }
    assert present["Mill", "xpos"] == 12.5
    assert present["Mill", "exec"] == "ACTIVE"
    assert present["Lathe", "lexec"] == "READY"
    assert {one.spec.component for one in specs.values() if one.spec.key == "xpos"} == {"base/X"}


@pytest.mark.parametrize("version", ["1.3", "1.7", "2.0", "2.4"])
@pytest.mark.parametrize("namespace", ["default", "prefixed", "none"])
async def test_every_kind_of_value_arrives(bench: Bench, version: str, namespace: str) -> None:
    agent = await bench.agent("--version", version, "--namespace", namespace)
    reading = await bench.read(agent)
    await agent.feed(
        "2026-01-01T00:00:01Z|system|FAULT|12|1|HIGH|Too hot",
        "2026-01-01T00:00:02Z|system|WARNING|13|||Door",
        "2026-01-01T00:00:03Z|vars|a=1 b=hello",
        "2026-01-01T00:00:04Z|xvib|3|100|1 2 3",
        "2026-01-01T00:00:05Z|parts|3|prog|O1001",
        "2026-01-01T00:00:06Z|exec|ACTIVE",
    )
    await reading.until_value("exec", "ACTIVE")

    conditions = [value for _, value in reading.all("system") if isinstance(value, Condition)]
    assert [(one.level, one.native_code, one.message) for one in conditions] == [
        (Level.UNAVAILABLE, "", ""),
        (Level.FAULT, "12", "Too hot"),
        (Level.WARNING, "13", "Door"),
    ]
    assert [value for _, value in reading.all("vars")] == [None, DataSet({"a": 1.0, "b": "hello"})]
    assert [value for _, value in reading.all("xvib")] == [None, TimeSeries(100.0, (1.0, 2.0, 3.0))]
    assert [value for _, value in reading.all("parts")] == [None, 3.0]
    assert [value for _, value in reading.all("prog")] == [None, "O1001"]
    assert reading.notes == []


async def test_only_the_bound_devices_are_delivered(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed("2026-01-01T00:00:01Z|lexec|READY|exec|ACTIVE")
    mill = await bench.read(agent, devices=["Mill"])
    both = await bench.read(agent, devices=["Mill", "lathe-uuid"])
    await mill.until_value("exec", "ACTIVE")
    await both.until_value("lexec", "READY")

    assert {one.device for batch in mill.batches for one in batch.declared} == {"Mill"}
    assert mill.all("lexec") == []
    assert {one.device for batch in both.batches for one in batch.declared} == {"Mill", "lathe-uuid"}


async def test_a_device_bound_later_gets_its_present_values(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed("2026-01-01T00:00:01Z|lexec|READY|exec|ACTIVE")
    mill = await bench.read(agent, devices=["Mill"])
    await mill.until_value("exec", "ACTIVE")

    both = await bench.read(agent, devices=["Mill", "Lathe"], after=mill.cursor)
    first = await both.next()

    assert ("lexec", "READY") in both.values(first.rows)


async def test_polling_delivers_the_same(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(*(f"2026-01-01T00:00:{second:02d}Z|Xact|{second}" for second in range(30)))
    streamed = await bench.read(agent)
    polled = await bench.read(agent, delivery="poll", count=4)
    await streamed.until_value("xpos", 29.0)
    await polled.until_value("xpos", 29.0)
    await agent.feed("2026-01-01T00:00:40Z|exec|ACTIVE")
    await streamed.until_value("exec", "ACTIVE")
    await polled.until_value("exec", "ACTIVE")

    assert polled.all("xpos") == streamed.all("xpos")
    assert polled.all("exec") == streamed.all("exec")
    assert max(len(batch.rows) for batch in polled.batches) <= 4


async def test_assets_are_kept(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(f"2026-01-01T00:00:00Z|@ASSET@|T0|CuttingTool|{TOOL.replace('T1', 'T0')}")
    reading = await bench.read(agent)
    first = await reading.next()
    await agent.feed(f"2026-01-01T00:00:01Z|@ASSET@|T1|CuttingTool|{TOOL}")
    changed = await reading.until(lambda batch: any(asset.asset_id == "T1" for asset in batch.assets))
    await agent.feed("2026-01-01T00:00:02Z|@REMOVE_ASSET@|T1")
    removed = await reading.until(lambda batch: any(asset.removed for asset in batch.assets))

    assert [(asset.asset_id, asset.type, asset.removed) for asset in first.assets] == [("T0", "CuttingTool", False)]
    (asset,) = [asset for asset in changed.assets if asset.asset_id == "T1"]
    assert (asset.device, asset.type, asset.removed) == ("Mill", "CuttingTool", False)
    assert "<Description>Drill</Description>" in asset.document
    assert [(asset.asset_id, asset.removed) for asset in removed.assets] == [("T1", True)]


async def test_assets_can_be_left_alone(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(f"2026-01-01T00:00:00Z|@ASSET@|T1|CuttingTool|{TOOL}", "2026-01-01T00:00:01Z|exec|ACTIVE")
    reading = await bench.read(agent, assets="ignore")
    await reading.until_value("exec", "ACTIVE")

    assert [asset for batch in reading.batches for asset in batch.assets] == []


async def test_a_spoilt_chunk_is_noted_and_nothing_is_lost(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await reading.until(lambda batch: not len(batch.rows) and len(reading.batches) > 1)

    await agent.order("fault", garble=1)
    await agent.feed("2026-01-01T00:00:01Z|exec|ACTIVE")
    await reading.until_value("exec", "ACTIVE")

    assert "mtconnect_unreadable" in [note.code for note in reading.notes]
    assert [value for _, value in reading.all("exec")] == [None, "ACTIVE"]
    assert reading.losses == []


async def test_a_chunk_that_breaks_off_is_a_dead_link_and_nothing_is_lost(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await reading.until(lambda batch: not len(batch.rows) and len(reading.batches) > 1)

    await agent.order("fault", truncate=1)
    await agent.feed("2026-01-01T00:00:01Z|exec|ACTIVE")
    with pytest.raises(LinkDown):
        await reading.until_value("exec", "ACTIVE")
    again = await bench.read(agent, after=reading.cursor)
    await again.until_value("exec", "ACTIVE")

    assert again.losses == []
    assert [value for _, value in reading.all("exec") + again.all("exec")] == [None, "ACTIVE"]


async def test_a_refusal_of_the_server_is_a_dead_link(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.order("fault", refuse=1)
    reading = await bench.read(agent)

    with pytest.raises(LinkDown) as down:
        await reading.next()
    assert (down.value.code, down.value.params["status"]) == ("mtconnect_http_status", 503)


async def test_the_agents_clock_is_told_with_every_batch(bench: Bench) -> None:
    agent = await bench.agent("--clock", "2026-01-01T00:00:00Z")
    await agent.order("fault", skew_us=3_600_000_000)
    reading = await bench.read(agent)
    batch = await reading.next()

    assert batch.source_clock is not None
    assert batch.source_clock > parse_instant("2026-01-01T00:59:59Z")


async def test_an_agent_and_an_adapter_with_two_clocks_do_not_undo_the_order(bench: Bench) -> None:
    agent = await bench.agent("--clock", "2026-01-01T00:00:00Z")
    reading = await bench.read(agent)
    # The adapter is a minute ahead of the agent, which stamps the UNAVAILABLE of the lost adapter itself.
    await agent.feed("2026-01-01T00:01:00Z|exec|ACTIVE")
    await agent.order("unavailable")
    batch = await reading.until(lambda _: len(reading.all("exec")) == 3)

    last = reading.all("exec")[-1]
    row = batch.rows.sequence.index(last[0])
    assert last[1] is None
    assert batch.rows.source_at[row] < parse_instant("2026-01-01T00:01:00Z")
    assert batch.rows.at[row] == parse_instant("2026-01-01T00:01:00Z") + 1


async def test_a_wrong_password_is_told_apart(bench: Bench) -> None:
    agent = await bench.agent("--user", "anna:secret")

    with pytest.raises(AccessDenied) as denied:
        await bench.connector(agent.url, username="anna", password="wrong").probe()
    probe = await bench.connector(agent.url, username="anna", password="secret").probe()

    assert denied.value.code == "mtconnect_denied"
    assert dict(denied.value.params) == {"url": agent.url, "status": 401, "user": "anna"}
    assert "secret" not in str(denied.value)
    assert "wrong" not in str(denied.value)
    assert len(probe.devices) == 2


async def test_nobody_there_is_told_apart(bench: Bench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(LinkDown) as down:
            await bench.connector(url).probe()
    assert down.value.code == "mtconnect_unreachable"


async def test_an_unknown_name_is_told_apart(bench: Bench) -> None:
    with pytest.raises(LinkDown) as down:
        await bench.connector("http://no-such-host.invalid:5000").probe()
    assert down.value.code == "mtconnect_name_unknown"


async def test_another_web_server_is_told_apart(bench: Bench) -> None:
    other = await bench.odd()

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<html><body>Printer</body></html>", content_type="text/html")

    other.answers["/probe"] = page

    with pytest.raises(Garbled) as garbled:
        await bench.connector(other.url).probe()
    assert garbled.value.code == "mtconnect_not_an_agent"


async def test_something_that_is_not_http_is_told_apart(bench: Bench) -> None:
    async def shdr(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"2026-01-01T00:00:00Z|avail|AVAILABLE\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(shdr, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Garbled) as garbled:
            await bench.connector(f"http://127.0.0.1:{port}").probe()
    assert garbled.value.code == "mtconnect_not_http"


async def test_a_device_that_is_not_there_is_refused_with_those_that_are(bench: Bench) -> None:
    agent = await bench.agent()
    unknown = await bench.read(agent, devices=["Drill"])
    several = await bench.read(agent, devices=[""])

    with pytest.raises(ConfigRejected) as refused:
        await unknown.next()
    with pytest.raises(ConfigRejected) as ambiguous:
        await several.next()

    assert (refused.value.code, refused.value.params["known"]) == ("mtconnect_device_unknown", "Mill, Lathe")
    assert (ambiguous.value.code, ambiguous.value.params["known"]) == ("mtconnect_device_needed", "Mill, Lathe")


async def test_the_only_device_needs_no_name(bench: Bench, tmp_path: Path) -> None:
    single = tmp_path / "single.xml"
    single.write_text(DEVICES[: DEVICES.index('    <Device id="d2"')] + "  </Devices>\n</MTConnectDevices>", "utf-8")
    agent = await bench.agent(devices=single)
    reading = await bench.read(agent, devices=[""])

    batch = await reading.next()

    assert {one.device for one in batch.declared} == {"Mill"}


async def test_a_device_that_was_there_once_is_awaited(bench: Bench, tmp_path: Path) -> None:
    moving = tmp_path / "moving.xml"
    moving.write_text(DEVICES, "utf-8")
    agent = await bench.agent(devices=moving)
    connector = bench.connector(agent.url)
    reading = await bench.read(agent, devices=["Lathe"], connector=connector)
    await reading.next()

    await agent.kill()
    moving.write_text(DEVICES[: DEVICES.index('    <Device id="d2"')] + "  </Devices>\n</MTConnectDevices>", "utf-8")
    await agent.start()
    again = await bench.read(agent, devices=["Lathe"], connector=connector)

    with pytest.raises(LinkDown) as down:
        await again.next()
    assert down.value.code == "mtconnect_device_unknown"


async def test_https_needs_a_certificate_it_can_trust(bench: Bench, tmp_path: Path) -> None:
    certificate, key = await self_signed(tmp_path)
    agent = await bench.agent("--tls", str(certificate), str(key))
    url = agent.url.replace("http:", "https:").replace("127.0.0.1", "localhost")

    with pytest.raises(ConfigRejected) as refused:
        await bench.connector(url).probe()
    trusted = await bench.connector(url, ca_file=str(certificate)).probe()
    unchecked = await bench.connector(url, tls="accept_any").probe()
    with pytest.raises(ConfigRejected) as no_file:
        await bench.connector(url, ca_file=str(tmp_path / "absent.pem")).probe()

    assert refused.value.code == "mtconnect_certificate"
    assert no_file.value.code == "mtconnect_ca_file"
    assert len(trusted.devices) == len(unchecked.devices) == 2


async def test_leaving_the_link_leaves_nothing_behind(bench: Bench) -> None:
    agent = await bench.agent()
    before = asyncio.all_tasks()
    connector = bench.connector(agent.url)
    async with connector.open([Binding(device="Mill", machine=MachineId("mill"))]) as link:
        first = asyncio.Event()
        waiting = asyncio.create_task(_drain(link, first))
        await first.wait()
        waiting.cancel()
        async with asyncio.timeout(1):
            await asyncio.gather(waiting, return_exceptions=True)
    gc.collect()

    assert asyncio.all_tasks() <= before
    async with asyncio.timeout(10):
        while (await agent.state())["clients"] != 0:
            pass


async def test_a_slow_reader_slows_the_agent_and_not_our_memory(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent, interval_ms=0, count=100)
    await reading.next()

    for block in range(20):
        await agent.feed(*(f"2026-01-01T00:00:01Z|Xact|{block * 1000 + number}" for number in range(1000)))
    await reading.until_value("xpos", 19_999.0)

    values = [value for _, value in reading.all("xpos") if value is not None]
    assert values == [float(number) for number in range(20_000)]
    assert max(len(batch.rows) for batch in reading.batches) <= 100
    assert reading.losses == []


async def test_ordinary_work_writes_no_log_line(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    agent = await bench.agent()
    await agent.feed("2026-01-01T00:00:01Z|exec|ACTIVE")
    reading = await bench.read(agent)
    await reading.until_value("exec", "ACTIVE")

    assert [record for record in caplog.records if record.name.startswith(("dispatcher.connectors", "aiohttp"))] == []


async def _drain(link: Link, first: asyncio.Event) -> None:
    async for _ in link.batches(after=None):
        first.set()


async def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    made = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await made.wait() == 0
    return certificate, key
