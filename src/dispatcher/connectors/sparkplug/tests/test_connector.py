"""What comes from edge nodes at a real broker: births, data, deaths, gaps, history."""

from __future__ import annotations

import pytest

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.mqtt_session import Session
from dispatcher.connectors.sparkplug import link
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from dispatcher.connectors.sparkplug.tests.conftest import Connect
from dispatcher.connectors.sparkplug.tests.reading import BOTH, heard, opened, plain
from dispatcher.connectors.sparkplug.topics import Kind
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition, Level, MachineId
from dispatcher.ports.connector import Binding, Cursor
from tests.support.broker import Broker

# ------------------------------------------------------------------ what comes


async def test_births_are_asked_for_and_data_follow(edge: EdgeSimulator, connect: Connect) -> None:
    async with opened(connect(), BOTH) as reader:
        await reader.until(("mill", "Execution", "READY"), ("mill", "PartCount", 7.0), ("saw", "Execution", "ACTIVE"))
        await edge.set("mill/Execution", "ACTIVE")
        await edge.set("mill/PartCount", 8)
        await reader.until(("mill", "Execution", "ACTIVE"), ("mill", "PartCount", 8.0))
    assert edge.births == 2
    types = {each.spec.key: each.spec.type for batch in reader.batches for each in batch.declared}
    assert types == {"availability": "AVAILABILITY", "Execution": "EXECUTION", "PartCount": "PART_COUNT"}
    assert reader.values("mill", "availability") == ["AVAILABLE"]


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("aliases", [True, False])
async def test_names_aliases_and_packed_bodies(
    broker: Broker, connect: Connect, clock: StepClock, aliases: bool, compressed: bool
) -> None:
    values = {"mill": {"Execution": "READY"}}
    async with EdgeSimulator("hall/cell", values, clock.now, aliases=aliases, compressed=compressed) as edge:
        await edge.start(broker.port)
        async with opened(connect()) as reader:
            await reader.until(("mill", "Execution", "READY"))
            await edge.set("mill/Execution", "ACTIVE")
            await reader.until(("mill", "Execution", "ACTIVE"))


async def test_the_nodes_own_metrics_are_those_of_the_node(edge: EdgeSimulator, connect: Connect) -> None:
    node = (Binding(device="hall/cell", machine=MachineId("cell")),)
    async with opened(connect(), node) as reader:
        await reader.until(("cell", "Uptime", 1.0))
        await edge.set("/Uptime", 2)
        await reader.until(("cell", "Uptime", 2.0))
    assert {key for _, key, _ in reader.said} == {"availability", "Uptime"}


async def test_a_mapping_gives_types_and_words(edge: EdgeSimulator, connect: Connect) -> None:
    signals = [
        {"key": "state", "type": "EXECUTION", "metric": ["Nothing", "Execution"], "values": {"READY": "STOPPED"}},
        {"key": "alarm", "type": "SYSTEM", "category": "CONDITION", "metric": "PartCount", "messages": {"7": "Oil"}},
    ]
    async with opened(connect(signals=signals, unmapped=False)) as reader:
        oil = Condition(level=Level.FAULT, native_code="7", message="Oil")
        await reader.until(("mill", "state", "STOPPED"), ("mill", "alarm", oil))
        await edge.set("mill/PartCount", 9)
        await reader.until(("mill", "alarm", Condition(level=Level.NORMAL, native_code="7")))
        await edge.set("mill/PartCount", 0)
        await reader.until(("mill", "alarm", Condition(level=Level.NORMAL)))
    assert {key for _, key, _ in reader.said} == {"availability", "state", "alarm"}


async def test_null_bad_and_transient_values(edge: EdgeSimulator, connect: Connect, clock: StepClock) -> None:
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
        await edge.data("mill", plain("PartCount", None, clock.now(), kind=DataType.INT64))
        await edge.data("mill", plain("Execution", "ACTIVE", clock.now(), good=False))
        await edge.data("mill", plain("Passing", "x", clock.now(), transient=True))
        await edge.data("mill", plain("New one", "y", clock.now()))
        await reader.until(("mill", "New_one", "y"))
    assert reader.values("mill", "PartCount") == [7.0, None]
    assert reader.values("mill", "Execution") == ["READY", None]
    assert "Passing" not in {key for _, key, _ in reader.said}


async def test_history_is_recorded_and_says_nothing_of_the_present(
    edge: EdgeSimulator, connect: Connect, clock: StepClock
) -> None:
    async with opened(connect()) as reader:
        await reader.until(("mill", "PartCount", 7.0))
        start = Instant(clock.now() // 1000 * 1000 - 60 * SECOND)
        kept = [plain("PartCount", 3 + n, Instant(start + n * SECOND), historical=True) for n in range(3)]
        await edge.data("mill", *kept)
        await edge.set("mill/PartCount", 8)
        await reader.until(("mill", "PartCount", 5.0), ("mill", "PartCount", 8.0))
    (past,) = [batch for batch in reader.batches if batch.recorded]
    assert past.rows.source_at == [start, start + SECOND, start + 2 * SECOND]
    assert Interval(start, Instant(start + SECOND)) in [interval for _, interval in past.covered]
    assert {device for device, _ in past.covered} == {"hall/cell/mill"}


# --------------------------------------------------------------- deaths and gaps


async def test_a_node_that_vanishes_takes_its_devices_with_it(edge: EdgeSimulator, connect: Connect) -> None:
    async with opened(connect(), BOTH) as reader:
        await reader.until(("mill", "Execution", "READY"), ("saw", "Execution", "ACTIVE"))
        await edge.refuse()
        gone = [(device, key, None) for device in ("mill", "saw") for key in ("availability", "Execution")]
        await reader.until(*gone)
        await edge.start()
        count = len(reader.said)
        while ("mill", "Execution", "READY") not in reader.said[count:]:
            await reader.next()
    assert reader.values("mill", "availability") == ["AVAILABLE", None, "AVAILABLE"]


async def test_a_device_that_dies_leaves_the_others(edge: EdgeSimulator, connect: Connect) -> None:
    async with opened(connect(), BOTH) as reader:
        await reader.until(("mill", "Execution", "READY"), ("saw", "Execution", "ACTIVE"))
        await edge.send(Kind.DDEATH, "mill", ())
        await reader.until(("mill", "Execution", None), ("mill", "PartCount", None), ("mill", "availability", None))
        await edge.set("saw/Execution", "READY")
        await reader.until(("saw", "Execution", "READY"))
    assert reader.values("saw", "availability") == ["AVAILABLE"]


async def test_trap_19_an_old_death_changes_nothing(edge: EdgeSimulator, connect: Connect) -> None:
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
        await edge.send_bytes(Kind.NDEATH, "", edge.death(bd_seq=99))
        await edge.set("mill/Execution", "ACTIVE")
        await reader.until(("mill", "Execution", "ACTIVE"))
    assert reader.values("mill", "availability") == ["AVAILABLE"]
    assert "sparkplug_odd_old_death" in reader.notes


async def test_trap_20_a_lost_message_is_a_recorded_gap_and_a_new_birth(edge: EdgeSimulator, connect: Connect) -> None:
    async with opened(connect(), BOTH) as reader:
        await reader.until(("mill", "PartCount", 7.0))
        births = edge.births
        edge.skip()
        await edge.set("mill/PartCount", 9)
        await reader.until_note("sparkplug_rebirth")
        await edge.born(births + 1)
        await reader.until(("mill", "PartCount", 9.0))
    losses = [loss for batch in reader.batches for loss in batch.losses]
    assert {loss.device for loss in losses} == {"hall/cell/mill", "hall/cell/saw"}
    assert {loss.code for loss in losses} == {"sparkplug_gap"}
    assert all(loss.params["next"] == int(str(loss.params["first"])) + 1 for loss in losses)


async def test_what_comes_late_within_the_patience_is_no_gap(
    edge: EdgeSimulator, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(connect(reorder_ms=5000), BOTH) as reader:
        await reader.until(("mill", "PartCount", 7.0), ("saw", "Execution", "ACTIVE"))
        first, second = edge.skip(), edge.skip()
        numbers = iter((second, first))
        monkeypatch.setattr(edge, "skip", lambda: next(numbers))
        await edge.set("mill/PartCount", 12)
        await edge.set("mill/PartCount", 11)
        await reader.until(("mill", "PartCount", 12.0))
    assert reader.values("mill", "PartCount") == [7.0, 11.0, 12.0]
    assert [loss for batch in reader.batches for loss in batch.losses] == []


async def test_without_permission_nobody_is_asked(edge: EdgeSimulator, connect: Connect, watcher: Session) -> None:
    await watcher.subscribe(["spBv1.0/+/NCMD/#"], 1)
    async with opened(connect(rebirth=False)) as reader:
        await reader.next()
        await edge.birth()
        await reader.until(("mill", "Execution", "READY"))
        await watcher.publish("spBv1.0/hall/NCMD/else", b"")
        commands = await heard(watcher, lambda messages: len(messages) > 0)
    assert [message.topic for message in commands] == ["spBv1.0/hall/NCMD/else"]


async def test_a_node_that_died_while_nobody_looked_is_unknown(
    edge: EdgeSimulator, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
    assert reader.cursor is not None
    await edge.stop()
    monkeypatch.setattr(link, "_SETTLE_S", 0.05)
    async with opened(connect(), after=reader.cursor) as again:  # a server that was started anew
        await again.until(("mill", "Execution", None), ("mill", "PartCount", None), ("mill", "availability", None))


@pytest.mark.parametrize("cursor", [{"signals": "rubbish"}, {"signals": 7}, {"signals": ""}, {}])
@pytest.mark.usefixtures("edge")
async def test_a_memory_that_cannot_be_read_is_none(connect: Connect, cursor: Cursor) -> None:
    async with opened(connect(), after=cursor) as reader:
        await reader.until(("mill", "Execution", "READY"))


async def test_rubbish_and_retained_births_are_not_believed(
    edge: EdgeSimulator, connect: Connect, watcher: Session
) -> None:
    await watcher.publish("spBv1.0/hall/DDATA/cell/mill", b"old", retain=True)
    async with opened(connect()) as reader:
        await reader.until(("mill", "Execution", "READY"))
        assert reader.notes == []
        await edge.send_bytes(Kind.DDATA, "mill", b"\xff\xff")
        await reader.until_note("sparkplug_unreadable")
        await edge.set("mill/Execution", "ACTIVE")
        await reader.until(("mill", "Execution", "ACTIVE"))
