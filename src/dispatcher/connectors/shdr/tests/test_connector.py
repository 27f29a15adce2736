"""The contract over real TCP: an adapter in this process, with every fault it can have."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.connectors.shdr import PLUG
from dispatcher.connectors.shdr.connector import ShdrConnector
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.connectors.shdr.tests.conftest import NOW, Connect, StoppedClock
from dispatcher.domain.instant import HOUR, SECOND, Instant
from dispatcher.domain.signal import Condition, Level, MachineId
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Garbled, LinkDown

MILL = (Binding(device="", machine=MachineId("mill")),)


@asynccontextmanager
async def opened(connector: ShdrConnector) -> AsyncIterator[AsyncIterator[Batch]]:
    """The batches of an open link."""
    async with connector.open(MILL) as link:
        stream = link.batches(after=None)
        yield stream
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


async def until(stream: AsyncIterator[Batch], enough: Callable[[list[Batch]], bool]) -> list[Batch]:
    """Batches until there are enough of them."""
    taken: list[Batch] = []
    while not enough(taken):
        taken.append(await anext(stream))
    return taken


def texts(batches: list[Batch]) -> list[str | None]:
    return [text for batch in batches for text in batch.rows.text]


def rows(count: int) -> Callable[[list[Batch]], bool]:
    return lambda batches: sum(len(batch.rows) for batch in batches) >= count


def later(seconds: int) -> Instant:
    return Instant(NOW + seconds * SECOND)


async def test_present_values_come_first_and_then_the_news(adapter: AdapterSimulator, connect: Connect) -> None:
    await adapter.tell(later(-60), "execution", "READY", "program", "P1")
    async with opened(connect()) as stream:
        first = await until(stream, rows(2))
        await adapter.connected()
        await adapter.tell(later(1), "execution", "ACTIVE")
        news = await until(stream, rows(1))

    assert texts(first) == ["READY", "P1"]
    assert texts(news) == ["ACTIVE"]
    (last,) = [batch for batch in news if len(batch.rows)]
    assert (last.received_at, last.rows.source_at, last.session, last.native) == (NOW, [later(1)], "shdr", True)
    assert {declared.spec.type for batch in first for declared in batch.declared} == {"EXECUTION", "PROGRAM"}


async def test_a_device_model_gives_types(adapter: AdapterSimulator, connect: Connect, model: Path) -> None:
    await adapter.tell(NOW, "load", "12,5", "system", "FAULT|7|||Oil")
    async with opened(connect(devices=str(model))) as stream:
        batches = await until(stream, rows(2))

    (batch,) = [batch for batch in batches if len(batch.rows)]
    assert [declared.spec.key for declared in batch.declared] == ["m_ex", "m_ld", "m_sy"]
    assert batch.rows.num[0] == 12.5
    assert batch.rows.rich[1] == Condition(level=Level.FAULT, native_code="7", message="Oil")


@pytest.mark.parametrize("piece", [1, 2, 7])
async def test_trap_10_lines_in_pieces_over_the_wire_are_whole(
    adapter: AdapterSimulator, connect: Connect, piece: int
) -> None:
    adapter.piece = piece
    await adapter.tell(NOW, "execution", "READY", "program", "Вал")
    async with opened(connect()) as stream:
        first = await until(stream, rows(2))
        await adapter.connected()
        await adapter.tell(later(1), "execution", "ACTIVE")
        news = await until(stream, rows(1))

    assert texts(first + news) == ["READY", "Вал", "ACTIVE"]
    assert [note for batch in first + news for note in batch.notes] == []


async def test_trap_10_commands_of_the_adapter_change_nothing(adapter: AdapterSimulator, connect: Connect) -> None:
    async with opened(connect(device="Mill")) as stream:
        await adapter.connected()
        await adapter.send("* device: Other", "* adapterVersion: 9", "* uuid: 0", "* shdrVersion: 7")
        await adapter.tell(NOW, "execution", "READY")
        batches = await until(stream, rows(1))

    assert {declared.device for batch in batches for declared in batch.declared} == {"Mill"}


# ---------------------------------------------------------------- the link


async def test_trap_18_an_adapter_that_answers_and_falls_silent_is_gone(
    adapter: AdapterSimulator, connect: Connect
) -> None:
    adapter.heartbeat_ms = 250
    async with opened(connect()) as stream:
        await until(stream, lambda taken: len(taken) == 3)
        adapter.stalled = True
        with pytest.raises(LinkDown) as down:
            await until(stream, lambda _: False)

    assert (down.value.code, down.value.params["silence_ms"]) == ("shdr_silent", 500)


async def test_the_heartbeat_is_a_sign_of_life_and_keeps_the_link(adapter: AdapterSimulator, connect: Connect) -> None:
    adapter.heartbeat_ms = 250
    async with opened(connect()) as stream:
        beats = await until(stream, lambda taken: len(taken) == 5)

    assert [len(batch.rows) for batch in beats] == [0] * 5
    assert adapter.pings >= 5


async def test_an_adapter_without_heartbeat_may_be_silent_up_to_the_limit(
    adapter: AdapterSimulator, connect: Connect
) -> None:
    adapter.heartbeat_ms = None
    await adapter.tell(NOW, "execution", "READY")
    async with opened(connect(silence_ms=300)) as stream:
        await until(stream, rows(1))
        with pytest.raises(LinkDown) as down:
            await until(stream, lambda _: False)

    assert down.value.code == "shdr_silent"


async def test_trap_05_after_a_drop_present_values_come_again_under_the_same_numbers(
    adapter: AdapterSimulator, connect: Connect
) -> None:
    await adapter.tell(NOW, "execution", "READY", "program", "P1")
    connector = connect()
    seen: list[list[tuple[int, str | None]]] = []
    for _ in range(2):
        async with opened(connector) as stream:
            taken = await until(stream, rows(2))
            seen.append([pair for batch in taken for pair in zip(batch.rows.sequence, batch.rows.text, strict=True)])
            assert sum(len(batch.declared) for batch in taken) == 2
            await adapter.drop()
            with pytest.raises(LinkDown) as down:
                await until(stream, lambda _: False)
            assert down.value.code == "shdr_closed"

    assert seen[0] == seen[1]


async def test_rubbish_is_noted_and_the_link_lives(adapter: AdapterSimulator, connect: Connect) -> None:
    await adapter.tell(NOW, "execution", "READY")
    async with opened(connect()) as stream:
        await until(stream, rows(1))
        await adapter.connected()
        await adapter.babble(30)
        await adapter.tell(later(1), "execution", "ACTIVE")
        batches = await until(stream, rows(1))

    codes = [note.code for batch in batches for note in batch.notes]
    assert texts(batches)[-1] == "ACTIVE"
    assert codes.count("shdr_rejected") >= 20
    assert codes.count("shdr_no_utf8") == 1


async def test_a_peer_that_only_babbles_is_no_adapter(adapter: AdapterSimulator, connect: Connect) -> None:
    adapter.heartbeat_ms = None
    async with opened(connect()) as stream:
        await adapter.connected()
        await adapter.babble(2000)
        with pytest.raises(Garbled) as garbled:
            await until(stream, lambda _: False)

    assert garbled.value.code == "shdr_not_an_adapter"


async def test_a_wrong_clock_passes_through_uncorrected(adapter: AdapterSimulator, connect: Connect) -> None:
    adapter.skew = -3 * HOUR
    await adapter.tell(NOW, "execution", "READY")
    async with opened(connect()) as stream:
        batches = await until(stream, rows(1))

    (batch,) = [batch for batch in batches if len(batch.rows)]
    assert (batch.rows.source_at, batch.received_at) == ([NOW - 3 * HOUR], NOW)


async def test_zoneless_stamps_are_of_the_configured_zone(adapter: AdapterSimulator, connect: Connect) -> None:
    async with opened(connect(time_zone="Europe/Moscow")) as stream:
        await adapter.connected()
        await adapter.send("2024-01-15 11:00:00,5|execution|READY", "|execution|ACTIVE")
        batches = await until(stream, rows(2))

    assert [at for batch in batches for at in batch.rows.source_at] == [NOW + SECOND // 2, NOW]


async def test_a_slow_reader_slows_the_adapter_down(adapter: AdapterSimulator, connect: Connect) -> None:
    line = f"{adapter.stamp(NOW)}|program|{'x' * 4000}\n".encode()
    async with opened(connect()) as stream:
        await adapter.connected()
        flood = asyncio.create_task(adapter.send_bytes(line * 10_000))
        await until(stream, rows(1))
        done, _ = await asyncio.wait([flood], timeout=0.2)
        assert not done
        batches = await until(stream, rows(9_000))
        assert max(len(batch.rows) for batch in batches) < 1000
        flood.cancel()


async def test_leaving_the_link_leaves_no_task_and_no_connection(adapter: AdapterSimulator, connect: Connect) -> None:
    async with opened(connect()) as stream:
        waiting = asyncio.create_task(until(stream, lambda _: False))
        await adapter.pinged()
        waiting.cancel()
        await asyncio.wait([waiting])

    async with asyncio.timeout(1):
        await adapter.disconnected()
    gc.collect()
    assert not [task for task in asyncio.all_tasks() if "AdapterClient" in repr(task)]


async def test_assets_are_kept_and_removed(adapter: AdapterSimulator, connect: Connect) -> None:
    stamp = adapter.stamp(NOW)
    async with opened(connect(device="Mill")) as stream:
        await adapter.connected()
        await adapter.send(
            f"{stamp}|@ASSET@|T1|CuttingTool|--multiline--A\n<CuttingTool/>\n--multiline--A",
            f"{stamp}|@ASSET@|T2|CuttingTool|<CuttingTool/>",
            f"{stamp}|@UPDATE_ASSET@|T2|length|12",
            f"{stamp}|@REMOVE_ASSET@|T1",
            f"{stamp}|@REMOVE_ALL_ASSETS@|CuttingTool",
        )
        batches = await until(stream, lambda taken: sum(len(batch.assets) for batch in taken) == 4)

    assert [(asset.asset_id, asset.removed) for batch in batches for asset in batch.assets] == [
        ("T1", False),
        ("T2", False),
        ("T1", True),
        ("T2", True),
    ]
    assert [note.code for batch in batches for note in batch.notes] == ["shdr_asset_update"]


# ---------------------------------------------------------------- probe


async def test_a_probe_shows_signals_and_present_values(adapter: AdapterSimulator, connect: Connect) -> None:
    await adapter.tell(NOW, "execution", "READY", "Xabs", "1.5")
    probe = await connect(device="Mill").probe()

    assert [device.name for device in probe.devices] == ["Mill"]
    assert [declared.spec.type for declared in probe.now.declared] == ["EXECUTION", "POSITION"]
    assert (probe.now.rows.text, probe.now.rows.num) == (["READY", None], [None, 1.5])


async def test_a_probe_with_a_model_tells_the_machine(connect: Connect, model: Path) -> None:
    probe = await connect(devices=str(model), probe_ms=100).probe()

    assert [(device.name, device.uuid) for device in probe.devices] == [("Mill", "M-1")]
    assert len(probe.now.declared) == 3
    assert len(probe.now.rows) == 0


async def test_a_probe_of_something_else_says_so(connect: Connect) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        with pytest.raises(Garbled) as garbled:
            await connect(port=server.sockets[0].getsockname()[1]).probe()

    assert garbled.value.code == "shdr_not_an_adapter"


async def test_nobody_listening_is_told_apart_from_a_wrong_name(adapter: AdapterSimulator, connect: Connect) -> None:
    await adapter.refuse()
    with pytest.raises(LinkDown) as refused:
        await connect().probe()
    with pytest.raises(LinkDown) as unknown:
        await connect(host="adapter.invalid").probe()

    assert (refused.value.code, unknown.value.code) == ("shdr_refused", "shdr_unknown_host")


async def test_trap_15_connecting_has_a_limit(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", never)
    with pytest.raises(LinkDown) as down:
        await connect(timeout_ms=100).probe()

    assert down.value.code == "shdr_unreachable"


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("devices", "device", "code"),
    [
        (
            "<MTConnectDevices><Devices><Device name='A'/><Device name='B'/></Devices></MTConnectDevices>",
            "",
            "shdr_device_needed",
        ),
        ("<MTConnectDevices><Devices><Device name='A'/></Devices></MTConnectDevices>", "C", "shdr_device_unknown"),
        ("<MTConnectError/>", "", "shdr_devices_unreadable"),
        (None, "", "shdr_devices_unreadable"),
    ],
)
async def test_settings_that_cannot_work_are_refused(
    connect: Connect, tmp_path: Path, devices: str | None, device: str, code: str
) -> None:
    path = tmp_path / "D.xml"
    if devices is not None:
        path.write_text(devices)

    with pytest.raises(ConfigRejected) as refused:
        async with connect(devices=str(path), device=device).open(MILL):
            pytest.fail("opened")

    assert refused.value.code == code


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "http://a"},
        {"host": "a", "port": 0},
        {"host": "a", "time_zone": "Nowhere"},
        {"host": "a", "colour": "red"},
        {"host": " "},
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigRejected) as refused:
        configure("shdr", settings, StoppedClock())

    assert refused.value.code == "setting_invalid"


def test_trap_13_one_adapter_has_one_address() -> None:
    spellings = ["LOCALHOST", "127.0.0.1", "[::1]", " localhost. "]

    addresses = {configure("shdr", {"host": host}, StoppedClock()).address for host in spellings}

    assert addresses == {"shdr://127.0.0.1:7878"}


def test_the_registry_finds_it() -> None:
    assert get("shdr").load() is PLUG
    assert isinstance(configure("shdr", {"host": "a"}, StoppedClock()).connector, ShdrConnector)
