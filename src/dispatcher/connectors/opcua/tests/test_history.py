"""What the server recorded while nobody listened."""

from __future__ import annotations

from dispatcher.connectors.opcua.simulator import MachineToolSimulator
from dispatcher.connectors.opcua.tests.conftest import MILL, Connect, reading
from dispatcher.connectors.opcua.tests.peer import PASSWORD, USER, Elsewhere
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.connector import Batch

LOGIN = {"username": USER, "password": PASSWORD, "trust": "first_use", "security": "none"}
STATES = ("execution", "controller_mode", "functional_mode")


async def asked(connect: Connect, url: str, window: Interval, **settings: object) -> list[Batch]:
    connector = connect(url, **LOGIN, **settings)
    return [batch async for batch in connector.backfill(MILL, window)]


async def tell(there: Elsewhere, server: MachineToolSimulator, at: Instant) -> None:
    """States before the window, news within."""
    for key, value in zip(STATES, ("READY", "AUTOMATIC", "PRODUCTION"), strict=True):
        await there.do(server.set(key, value, Instant(at - MINUTE)))
    for second, value in ((1, "ACTIVE"), (5, "INTERRUPTED"), (9, "ACTIVE")):
        await there.do(server.set("execution", value, Instant(at + second * SECOND)))


async def test_an_outage_is_filled_with_the_numbers_of_the_live_link(
    guarded_server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    at = Instant(clock.now() + MINUTE)
    await tell(there, guarded_server, at)
    window = Interval(at, Instant(at + 20 * SECOND))

    batches = await asked(connect, guarded_server.url, window, alarms="off", signals=stop_watching_lamps())
    async with reading(connect(guarded_server.url, **LOGIN)) as reader:
        await reader.until("Channel1.execution", "ACTIVE")

    keys = {one.handle: one.spec.key for batch in batches for one in batch.declared}
    past = [
        (row_at - at, text, number)
        for batch in batches
        for handle, row_at, text, number in zip(
            batch.rows.signal, batch.rows.source_at, batch.rows.text, batch.rows.sequence, strict=True
        )
        if keys[handle] == "Channel1.execution"
    ]
    live = [number for batch in reader.batches for number in batch.rows.sequence]
    assert [(second, text) for second, text, _ in past] == [
        (1 * SECOND, "ACTIVE"),
        (5 * SECOND, "INTERRUPTED"),
        (9 * SECOND, "ACTIVE"),
    ]
    assert past[-1][2] in live
    assert all(batch.recorded and batch.session == reader.batches[0].session for batch in batches)
    assert [covered for batch in batches for covered in batch.covered] == [("Mill", window)]


def stop_watching_lamps() -> list[dict[str, object]]:
    """Lamps and spindle are mapped away from the states that decide: their history is not kept here."""
    return [{"key": key, "type": "MESSAGE", "node": "i=2256"} for key in ("Spindle1.rotates", "lamp.1", "lamp.2")]


async def test_where_a_deciding_signal_has_no_history_nothing_is_claimed(
    guarded_server: MachineToolSimulator, there: Elsewhere, connect: Connect, clock: StepClock
) -> None:
    at = Instant(clock.now() + 10 * MINUTE)
    await tell(there, guarded_server, at)

    batches = await asked(connect, guarded_server.url, Interval(at, Instant(at + 20 * SECOND)))

    assert sum(len(batch.rows) for batch in batches) == 3
    assert [covered for batch in batches for covered in batch.covered] == []


async def test_what_happened_before_the_server_ran_is_not_claimed(
    guarded_server: MachineToolSimulator, connect: Connect
) -> None:
    long_ago = Interval(Instant(1_500_000_000_000_000), Instant(1_500_000_060_000_000))

    batches = await asked(connect, guarded_server.url, long_ago, signals=stop_watching_lamps())

    assert [covered for batch in batches for covered in batch.covered] == []


async def test_a_server_without_history_gives_nothing(
    server: MachineToolSimulator, connect: Connect, clock: StepClock
) -> None:
    window = Interval(Instant(clock.now()), Instant(clock.now() + MINUTE))

    assert [batch async for batch in connect(server.url).backfill(MILL, window)] == []
