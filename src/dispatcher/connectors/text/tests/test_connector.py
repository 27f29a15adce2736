"""The connector against a device on a real socket: called and calling, one and several."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

import pytest

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.connectors.sdk.targets import read_target
from dispatcher.connectors.text import PLUG
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.connector import TextConnector
from dispatcher.connectors.text.link import TextLink
from dispatcher.connectors.text.simulator import TextSimulator
from dispatcher.connectors.text.tests.conftest import BADGE, COUNTED, PARTS, Connect
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, ConnectorError, Cursor, LinkDown

MILL = (Binding(device="", machine=MachineId("mill")),)
NOW = StepClock().now()


class Reading:
    """What a link gave so far."""

    def __init__(self, stream: AsyncIterator[Batch]) -> None:
        self._stream = stream
        self.batches: list[Batch] = []
        self.keys: dict[int, tuple[str, str]] = {}

    async def next(self) -> Batch:
        async with asyncio.timeout(10):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self.keys.update((each.handle, (each.device, each.spec.key)) for each in batch.declared)
        return batch

    @property
    def rows(self) -> list[tuple[str, str, object]]:
        return [
            (*self.keys[signal], text if num is None else num)
            for batch in self.batches
            for signal, num, text in zip(batch.rows.signal, batch.rows.num, batch.rows.text, strict=True)
        ]

    async def until(self, row: tuple[str, str, object]) -> None:
        while row not in self.rows:
            await self.next()

    async def error(self) -> ConnectorError:
        try:
            while True:
                await self.next()
        except ConnectorError as error:
            return error


@asynccontextmanager
async def reading(
    connector: TextConnector, bindings: Sequence[Binding] = MILL, after: Cursor | None = None
) -> AsyncIterator[Reading]:
    async with connector.open(bindings) as link:
        assert isinstance(link, TextLink)
        async with aclosing(link.batches(after=after)) as stream:  # type: ignore[type-var]  # it is a generator
            yield Reading(stream)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def listening(port: int, **settings: object) -> TextConnector:
    given = {"mode": "listen", "host": "127.0.0.1", "port": port, "signals": [PARTS, COUNTED, BADGE], **settings}
    return TextConnector(TextSettings.model_validate(given), StepClock())


async def calling(device: TextSimulator, port: int, local: str | None = None) -> None:
    """Call until somebody listens."""
    async with asyncio.timeout(10):
        while True:
            try:
                await device.call("127.0.0.1", port, local)
            except ConnectionRefusedError:
                await asyncio.sleep(0)
            else:
                return


# ------------------------------------------------------------------- we call


async def test_lines_become_signals(device: TextSimulator, connect: Connect) -> None:
    async with reading(connect()) as link:
        await link.next()
        await device.connected()
        await device.set("parts", 12, NOW)
        await device.set("badge", "Иванов", NOW)
        await link.until(("", "operator", "Иванов"))

    assert link.rows == [("", "parts", 12.0), ("", "operator", "Иванов")]


async def test_counts_go_on_and_the_time_between_is_a_loss(device: TextSimulator, connect: Connect) -> None:
    async with reading(connect()) as first:
        await first.next()
        await device.connected()
        for _ in range(3):
            await device.set("done", 1, NOW)
        await first.until(("", "counted", 3.0))
    cursor = first.batches[-1].cursor
    device._present.clear()
    async with reading(connect(), after=cursor) as second:
        opening = await second.next()
        await device.connected(2)
        await device.set("done", 1, NOW)
        await second.until(("", "counted", 4.0))

    assert first.rows == [("", "counted", float(count)) for count in range(4)]
    assert second.rows == [("", "counted", 4.0)]
    assert opening.cursor is None
    assert [loss.code for loss in opening.losses] == ["text_not_listening"]
    assert cursor is not None
    assert opening.losses[0].interval.start == cursor["at"]
    assert first.batches[0].losses == ()


async def test_a_device_that_must_be_asked(connect: Connect) -> None:
    weights = iter(range(1, 100))
    answers = {b"SI": lambda: f"PART {next(weights)}"}
    async with TextSimulator(answers=answers) as scale:
        connector = connect(port=scale.port, greeting="@\\r\\n", ask="SI\\r\\n", ask_ms=50, signals=[PARTS])
        async with reading(connector) as link:
            await link.until(("", "parts", 3.0))
        probe = await connector.probe()

    assert scale.asked[:3] == [b"@", b"SI", b"SI"]
    assert len(probe.now.rows) == 1


async def test_a_device_that_may_be_silent_is_alive_while_the_connection_stands(
    device: TextSimulator, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatcher.connectors.text.link.LIFE_S", 0.05)
    async with reading(connect()) as link:
        await device.connected()
        batches = [await link.next() for _ in range(4)]

    assert [len(batch.rows) for batch in batches] == [0, 0, 0, 0]


async def test_a_pause_ends_a_line(connect: Connect) -> None:
    async with TextSimulator({"badge": "{value}"}, end=b"") as reader:
        connector = connect(port=reader.port, frame="pause", pause_ms=50, signals=())
        async with reading(connector) as link:
            await link.next()
            await reader.connected()
            reader.piece = 2
            await reader.set("badge", "4600000000017", NOW)
            await link.until(("", "line", "4600000000017"))


async def test_trap_07_trap_18_silence_ends_the_link(connect: Connect) -> None:
    async with reading(connect(silence_ms=100)) as link:
        error = await link.error()

    assert (type(error), error.code) == (LinkDown, "text_silent")


async def test_a_quiet_device_can_still_be_looked_at(connect: Connect) -> None:
    probe = await connect().probe()

    assert (len(probe.now.rows), len(probe.devices)) == (0, 1)


async def test_trap_15_connecting_has_a_limit(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", never)
    with pytest.raises(LinkDown) as down:
        await connect(timeout_ms=100).probe()

    assert down.value.code == "text_unreachable"


async def test_a_wrong_name_is_told_apart(connect: Connect) -> None:
    with pytest.raises(LinkDown) as unknown:
        await connect(host="reader.invalid").probe()

    assert unknown.value.code == "text_unknown_host"


# ----------------------------------------------------------------- we are called


async def test_a_device_that_calls_us() -> None:
    port = free_port()
    device = TextSimulator({"parts": "PART {value}"})
    connector = listening(port)
    call = asyncio.create_task(calling(device, port))
    async with reading(connector) as link:
        await link.next()
        await device.connected()
        await device.set("parts", 1, NOW)
        await link.until(("", "parts", 1.0))
        await device.drop()
        error = await link.error()
    await call
    await device.stop()

    assert (type(error), error.code) == (LinkDown, "text_left")


async def test_a_device_that_calls_again_takes_its_old_place() -> None:
    port = free_port()
    old, new = TextSimulator({"parts": "PART {value}"}), TextSimulator({"parts": "PART {value}"})
    call = asyncio.create_task(calling(old, port))
    async with reading(listening(port)) as link:
        await link.next()
        await old.connected()
        await old.send(b"PART 9")  # half a line, and then the power is cut
        await calling(new, port)
        await new.connected()
        await old.disconnected()
        await new.set("parts", 8, NOW)
        await link.until(("", "parts", 8.0))
    await call
    await asyncio.gather(old.stop(), new.stop())


async def test_a_stranger_is_turned_away() -> None:
    port = free_port()
    device, stranger = TextSimulator({"parts": "PART {value}"}), TextSimulator()
    call = asyncio.create_task(calling(device, port))
    async with reading(listening(port)) as link:
        await link.next()
        await calling(stranger, port, "127.0.0.2")
        await stranger.connected()
        await stranger.disconnected()
        await device.connected()
        await device.set("parts", 5, NOW)
        await link.until(("", "parts", 5.0))
    await call
    await asyncio.gather(device.stop(), stranger.stop())

    notes = [note for batch in link.batches for note in batch.notes]
    assert [(note.code, note.params["host"]) for note in notes] == [("text_turned_away", "127.0.0.2")]


async def test_several_devices_are_told_apart_by_their_addresses() -> None:
    port = free_port()
    bindings = [Binding(device=f"127.0.0.{n}", machine=MachineId(f"m{n}")) for n in (1, 2)]
    one, two = TextSimulator({"done": "DONE"}), TextSimulator({"done": "DONE"})
    async with reading(listening(port, mode="listen_several", signals=[COUNTED, BADGE]), bindings) as link:
        opening = await link.next()
        await calling(one, port, "127.0.0.1")
        await calling(two, port, "127.0.0.2")
        await asyncio.gather(one.connected(), two.connected())
        await one.set("done", 1, NOW)
        await two.set("done", 1, NOW)
        await two.set("done", 1, NOW)
        await link.until(("127.0.0.2", "counted", 2.0))
        await two.drop()
        # Nobody speaks for it now, and its neighbour is not touched by that.
        seen = len(link.rows)
        while ("127.0.0.2", "operator", None) not in link.rows[seen:]:
            await link.next()
        await one.set("done", 1, NOW)
        await link.until(("127.0.0.1", "counted", 2.0))
    await asyncio.gather(one.stop(), two.stop())

    assert opening.rows.num == [None] * 4
    assert link.batches[-1].cursor is not None
    assert link.batches[-1].cursor["n:127.0.0.2:counted"] == 2


async def test_of_several_the_silent_one_is_hung_up_on() -> None:
    port = free_port()
    bindings = [Binding(device="127.0.0.1", machine=MachineId("m"))]
    device = TextSimulator({"parts": "PART {value}"})
    async with reading(listening(port, mode="listen_several", silence_ms=100, signals=[PARTS]), bindings) as link:
        await link.next()
        await calling(device, port, "127.0.0.1")
        await device.connected()
        await device.set("parts", 1, NOW)
        await link.until(("127.0.0.1", "parts", 1.0))
        seen = len(link.rows)
        while ("127.0.0.1", "parts", None) not in link.rows[seen:]:
            await link.next()
    await device.stop()

    assert [note.code for batch in link.batches for note in batch.notes] == ["text_hung_up"]


async def test_nobody_calling_is_said_once_and_then_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.connectors.text.connector._FIRST_CALL_S", 0.05)
    port = free_port()
    connector, device = listening(port), TextSimulator()
    with pytest.raises(LinkDown) as nobody:
        async with connector.open(MILL):
            pytest.fail("opened")
    call = asyncio.create_task(calling(device, port))
    async with reading(connector) as link:
        await link.next()
    await call
    await device.stop()

    assert nobody.value.code == "text_nobody_calls"
    with pytest.raises(LinkDown) as probed:
        await listening(port, probe_ms=50).probe()
    assert probed.value.code == "text_nobody_calls"


async def test_a_port_that_is_taken(device: TextSimulator) -> None:
    with pytest.raises(LinkDown) as taken:
        await listening(device.port).probe()

    assert taken.value.code == "text_port_taken"


async def test_an_address_of_another_computer() -> None:
    with pytest.raises(ConfigRejected) as foreign:
        await listening(free_port(), host="192.0.2.1").probe()

    assert foreign.value.code == "text_cannot_listen"


@pytest.mark.parametrize(
    ("settings", "bindings", "code"),
    [
        ({"mode": "listen_several"}, MILL, "text_no_devices"),
        ({}, [Binding(device=name, machine=MachineId(name)) for name in "ab"], "text_too_many_devices"),
    ],
)
async def test_bindings_that_cannot_work(
    connect: Connect, settings: dict[str, object], bindings: Sequence[Binding], code: str
) -> None:
    with pytest.raises(ConfigRejected) as refused:
        async with connect(**settings).open(bindings):
            pytest.fail("opened")

    assert refused.value.code == code


# ---------------------------------------------------------------------- the plug


def test_the_registry_finds_it() -> None:
    assert get("text").load() is PLUG
    assert configure("text", {"host": "a", "port": 1}, StepClock()).address == "tcp://a:1"


def test_addresses_that_lead_to_it() -> None:
    assert PLUG.point is not None
    assert PLUG.point(read_target("tcp://reader:4001")) == {"host": "reader", "port": 4001, "probe_ms": 1500}
    serial = PLUG.point(read_target("rfc2217://server:4001"))
    assert serial is not None
    assert serial["serial"] == "rfc2217://server:4001"
    assert PLUG.point(read_target("reader:4001")) is None
    assert PLUG.point(read_target("tcp://reader")) is None
