"""Traps 1-9 and 13, each against a real agent process over HTTP."""

from __future__ import annotations

import pytest

from dispatcher.connectors.mtconnect import PLUG
from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.position import Position, lost_between
from dispatcher.connectors.mtconnect.tests.peers import Bench
from dispatcher.connectors.sdk.registry import check_addresses
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import ConfigRejected, LinkDown


def _span(start: int, end: int) -> Interval:
    return Interval(Instant(start), Instant(end))


def at(second: int) -> str:
    return f"2026-01-01T00:00:{second:02d}Z"


async def test_trap_01_restart_while_reading_is_noted_and_reading_goes_on(bench: Bench) -> None:
    agent = await bench.agent("--instance", "100")
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    reading = await bench.read(agent)
    await reading.until_value("exec", "ACTIVE")
    before = reading.cursor

    await agent.kill()
    with pytest.raises(LinkDown):
        await reading.until_value("exec", "never")
    await agent.start()
    await agent.order("restart", instance=200)
    await agent.feed(f"{at(40)}|exec|READY")
    again = await bench.read(agent, after=before)
    await again.until_value("exec", "READY")

    assert [note.code for note in again.notes] == ["agent_restarted"]
    assert [(loss.device, loss.code) for loss in again.losses] == [("Mill", "agent_restarted")]
    assert {batch.session for batch in reading.batches} == {"100"}
    assert {batch.session for batch in again.batches} == {"200"}
    assert again.batches[0].losses, "the loss is told before anything of the new numbering"


async def test_trap_01_restart_behind_an_open_stream_is_noted_too(bench: Bench) -> None:
    agent = await bench.agent("--instance", "100")
    reading = await bench.read(agent, delivery="poll")
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    await reading.until_value("exec", "ACTIVE")

    await agent.order("restart", instance=200)
    await agent.feed(f"{at(9)}|exec|READY")
    await reading.until_value("exec", "READY")

    assert [note.code for note in reading.notes] == ["agent_restarted"]
    assert [batch.session for batch in reading.batches][-1] == "200"


async def test_trap_02_a_sequence_of_the_old_instance_is_never_used_in_the_new_one(bench: Bench) -> None:
    agent = await bench.agent("--instance", "100")
    await agent.feed(*(f"{at(second)}|Xact|{second}" for second in range(10)))
    reading = await bench.read(agent)
    await reading.until_value("xpos", 9.0)
    before = reading.cursor

    # The new instance has gone on past the old `next`, so that the question itself would be valid.
    await agent.order("restart", instance=200)
    await agent.feed(*(f"{at(second)}|Xact|{100 + second}" for second in range(30)))
    again = await bench.read(agent, after=before)
    await again.until_value("xpos", 129.0)

    values = [value for _, value in again.all("xpos")]
    assert values == [None, *(100.0 + second for second in range(30))]
    assert [note.code for note in again.notes] == ["agent_restarted"]


async def test_trap_03_buffer_overrun_is_a_recorded_gap(bench: Bench) -> None:
    agent = await bench.agent("--buffer-size", "16", "--instance", "100")
    await agent.feed(f"{at(1)}|exec|ACTIVE|prog|O1|Xact|0")
    reading = await bench.read(agent, devices=["Mill"])
    await reading.until_value("xpos", 0.0)
    before = reading.cursor

    await agent.feed(
        f"{at(2)}|prog|O2", *(f"2026-01-01T00:00:10.{number:03d}Z|Xact|{number}" for number in range(1, 41))
    )
    again = await bench.read(agent, after=before)
    await again.until_value("xpos", 40.0)

    assert [loss.code for loss in again.losses] == ["buffer_overrun"]
    assert [note.code for note in again.notes] == ["buffer_overrun"]
    first_kept = parse_instant("2026-01-01T00:00:10.025Z")
    assert again.losses[0].interval == Interval(parse_instant(at(1)), first_kept)
    # Resumed at firstSequence, not at now; and what changed in the gap for good is known again.
    assert [value for _, value in again.all("xpos")][-16:] == [float(number) for number in range(25, 41)]
    assert ("prog", "O2") in again.values(again.batches[0].rows)
    assert {batch.session for batch in again.batches} == {"100"}


async def test_trap_03_overrun_under_a_slow_reader_is_a_recorded_gap(bench: Bench) -> None:
    agent = await bench.agent("--buffer-size", "16")
    reading = await bench.read(agent, delivery="poll")
    await reading.next()

    await agent.feed(*(f"{at(5)}|Xact|{number}" for number in range(1, 41)))
    await reading.until_value("xpos", 40.0)

    assert [loss.code for loss in reading.losses] == ["buffer_overrun"]
    assert len(reading.all("xpos")) >= 16


async def test_trap_04_absurd_position_is_recovered_and_said(bench: Bench) -> None:
    agent = await bench.agent("--instance", "100")
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    reading = await bench.read(agent)
    await reading.until_value("exec", "ACTIVE")
    absurd = {**reading.cursor, "next": 366_929_686_800}

    again = await bench.read(agent, after=absurd)
    await again.until_value("exec", "ACTIVE")

    assert [note.code for note in again.notes] == ["sequence_reset"]
    assert [loss.code for loss in again.losses] == ["sequence_reset"]
    assert {batch.session for batch in again.batches} == {"100~1"}, "old numbers must not mean something new"


async def test_trap_04_numbers_that_leap_ahead_while_reading_are_a_gap(bench: Bench) -> None:
    agent = await bench.agent("--instance", "100")
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    reading = await bench.read(agent)
    await reading.until_value("exec", "ACTIVE")

    await agent.order("jump", sequence=366_929_686_800)
    await agent.feed(f"{at(2)}|exec|READY")
    await reading.until_value("exec", "READY")

    assert reading.all("exec")[-1][0] >= 366_929_686_800
    assert {batch.session for batch in reading.batches} <= {"100", "100~1"}


async def test_trap_05_a_repeated_chunk_keeps_its_numbers(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await reading.until(lambda batch: not len(batch.rows) and len(reading.batches) > 1)

    await agent.order("fault", duplicate=1)
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    await reading.until_value("exec", "ACTIVE")
    await agent.feed(f"{at(2)}|exec|READY")
    await reading.until_value("exec", "READY")

    active = [sequence for sequence, value in reading.all("exec") if value == "ACTIVE"]
    assert len(active) >= 1
    assert len(set(active)) == 1, "a repeated observation has the number it had"
    assert reading.losses == []
    assert reading.notes == []


async def test_trap_05_reconnecting_neither_loses_nor_repeats(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await agent.feed(*(f"{at(second)}|Xact|{second}" for second in range(5)))
    await reading.until_value("xpos", 4.0)

    await agent.order("drop")
    with pytest.raises(LinkDown) as down:
        await reading.until_value("xpos", 99.0)
    await agent.feed(*(f"{at(second)}|Xact|{second}" for second in range(5, 10)))
    again = await bench.read(agent, after=reading.cursor)
    await again.until_value("xpos", 9.0)

    assert down.value.code in {"mtconnect_stream_ended", "mtconnect_connection_lost"}
    numbers = [sequence for sequence, _ in reading.all("xpos") + again.all("xpos")]
    values = [value for _, value in reading.all("xpos") + again.all("xpos")]
    assert values == [None, *(float(second) for second in range(10))]
    assert numbers == sorted(set(numbers))
    assert again.losses == []
    assert again.batches[0].session == reading.batches[-1].session
    assert again.batches[0].cursor == reading.cursor, "an unbroken numbering is taken up where it was left"


async def test_trap_06_old_data_keep_their_time_and_their_place_in_the_numbering(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await agent.feed("2026-01-01T12:00:00Z|exec|ACTIVE", "2026-01-01T06:00:00Z|exec|READY")
    batch = await reading.until_value("exec", "READY")

    rows = batch.rows
    place = reading.values(rows).index(("exec", "READY"))
    assert rows.source_at[place] == parse_instant("2026-01-01T06:00:00Z")
    assert batch.received_at > rows.source_at[place]
    assert [value for _, value in reading.all("exec")] == [None, "ACTIVE", "READY"]


async def test_trap_07_silence_with_an_open_socket_is_a_dead_link(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent, heartbeat_ms=200, tolerance_ms=300)
    await reading.until(lambda batch: not len(batch.rows) and len(reading.batches) > 1)

    await agent.order("fault", stall="streams")

    with pytest.raises(LinkDown) as down:
        await reading.until_value("exec", "never")
    assert down.value.code == "mtconnect_silent"


async def test_trap_07_an_agent_that_accepts_and_says_nothing_is_down(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.order("fault", stall="all")

    reading = await bench.read(agent, timeout_ms=300)

    with pytest.raises(LinkDown) as down:
        await reading.next()
    assert down.value.code == "mtconnect_silent"
    assert down.value.params["url"] == agent.url


async def test_trap_08_flapping_values_pass_and_the_link_stays_up(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(f"{at(1)}|exec|ACTIVE")
    reading = await bench.read(agent)
    await reading.until_value("exec", "ACTIVE")

    await agent.order("flap", times=3)
    await agent.feed(f"{at(9)}|exec|READY")
    await reading.until_value("exec", "READY")

    assert [value for _, value in reading.all("exec")] == [None, "ACTIVE", *[None, "ACTIVE"] * 3, "READY"]
    assert reading.notes == []
    assert reading.losses == []


async def test_trap_08_a_quiet_machine_is_kept_alive_by_heartbeats(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent, heartbeat_ms=100, tolerance_ms=2000)
    first = await reading.next()

    for _ in range(4):
        await reading.until(lambda batch: not len(batch.rows))

    assert reading.batches[-1].session == first.session
    assert reading.batches[-1].received_at > first.received_at


async def test_trap_09_the_first_real_value_is_not_overwritten_by_the_initial_unavailable(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(f"{at(1)}|exec|ACTIVE|system|WARNING|7|||warm")

    reading = await bench.read(agent)
    await reading.until(lambda batch: not len(batch.rows) and len(reading.batches) > 1)

    assert [value for _, value in reading.all("exec")] == [None, "ACTIVE"]
    assert [value.level for _, value in reading.all("system") if isinstance(value, Condition)] == [
        Level.UNAVAILABLE,
        Level.WARNING,
    ]
    assert all(batch.rows.sequence == sorted(batch.rows.sequence) for batch in reading.batches), (
        "rows come in the order they happened"
    )


async def test_trap_09_values_set_while_the_link_is_opened_arrive_last(bench: Bench) -> None:
    agent = await bench.agent()
    reading = await bench.read(agent)
    await reading.next()  # probe and current are behind us, sample is not yet asked

    await agent.feed(f"{at(1)}|exec|ACTIVE")
    await reading.until_value("exec", "ACTIVE")

    assert [value for _, value in reading.all("exec")] == [None, "ACTIVE"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://cnc-1:5000", "http://cnc-1:5000/"),
        ("http://cnc-1:5000", "HTTP://CNC-1:5000/probe"),
        ("http://cnc-1", "http://cnc-1:80/current"),
        ("https://cnc-1", "https://cnc-1.:443/sample/"),
        ("http://localhost:5000", "http://127.0.0.1:5000"),
        ("http://[::1]:5000", "http://127.0.0.2:5000"),
        ("http://[0:0:0:0:0:ffff:c0a8:0101]:5000", "http://192.168.1.1:5000"),
        ("http://станок:5000", "http://xn--80auiemg:5000"),
        ("http://gate/agents/a%20b", "http://gate/agents/a b/"),
    ],
)
def test_trap_13_two_sources_with_one_address_are_refused_at_load(first: str, second: str) -> None:
    addresses = {name: PLUG.address(MTConnectSettings(url=url)) for name, url in {"a": first, "b": second}.items()}

    with pytest.raises(ConfigRejected) as refused:
        check_addresses(addresses)
    assert (refused.value.code, refused.value.params["first"], refused.value.params["second"]) == (
        "same_address",
        "a",
        "b",
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://cnc-1:5000", "http://cnc-1:5001"),
        ("http://cnc-1:5000", "https://cnc-1:5000"),
        ("http://gate/agents/a", "http://gate/agents/b"),
        ("http://cnc-1:5000", "http://cnc-11:5000"),
    ],
)
def test_trap_13_different_addresses_are_not(first: str, second: str) -> None:
    check_addresses({name: PLUG.address(MTConnectSettings(url=url)) for name, url in {"a": first, "b": second}.items()})


def test_trap_03_the_lost_span_is_never_empty() -> None:
    held = Position(agent="a", instance="1", next=5, seen=2_000, heard=3_000)

    assert lost_between(held, 9_000, 9_500) == _span(3_000, 9_000)
    assert lost_between(held, 2_500, 9_500) == _span(2_000, 2_500), "the adapter's clock is behind the agent's"
    assert lost_between(held, 1_000, 9_500) == _span(3_000, 9_500), "the first thing left is older than the last seen"
    assert lost_between(held, None, 9_500) == _span(3_000, 9_500)
    assert lost_between(held, 1_000, 0) == _span(3_000, 3_001)
