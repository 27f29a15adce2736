"""What is pushed, through the house: what an outage does to the axis, and that nothing acknowledged counts twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import orjson
import pytest

from dispatcher.app.deliveries import Deliveries
from dispatcher.app.supervisor import Supervisor
from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.connector import HttpPushConnector
from dispatcher.domain.instant import MILLISECOND
from dispatcher.domain.signal import SourceId
from dispatcher.ports.connector import Binding, Delivery, Receipt
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import MACHINE, HandClock, at, states, take_up

SCRIPT = SourceId("script")
TOKEN = "right-token-0123456789"


class House:
    """Seconds count from the start. The server can be stopped and started again."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.clock = HandClock()

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[House]:
        """The server runs."""
        intake = take_up(self.journal)
        intake.close_contacts(self.clock.now())
        supervisor = Supervisor(intake, self.clock)
        settings = HttpPushSettings.model_validate({"tokens": [TOKEN]})
        bindings = [Binding(device="", machine=MACHINE)]
        supervisor.add(SCRIPT, "http_push", "", HttpPushConnector(settings, self.clock), bindings)
        await supervisor.start()

        async def write() -> None:
            while True:
                intake.flush(self.clock.now())
                intake.acknowledge()
                await asyncio.sleep(0.001)

        writing = asyncio.create_task(write())
        self.door = Deliveries(supervisor)
        try:
            yield self
        finally:
            await supervisor.stop()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            intake.flush(self.clock.now())

    async def push(self, second: float, *observations: dict[str, Any]) -> Receipt:
        """Bring them at a second."""
        self.clock.second = second
        body = orjson.dumps({"session": "s", "observations": observations})
        return await self.door.hand(SCRIPT, Delivery(body=body, credential=TOKEN))


def execution(second: float, value: str, seq: int | None = None) -> dict[str, Any]:
    said = {"signal": "exec", "type": "EXECUTION", "value": value, "at": at(second) // MILLISECOND}
    return said if seq is None else {**said, "seq": seq}


async def test_trap_23_a_sender_that_was_away_does_not_speak_for_that_time() -> None:
    house = House()
    async with house.at_work():
        await house.push(10, execution(10, "ACTIVE"))
        await house.push(60)
    house.clock.second = 4_000
    async with house.at_work():
        await house.push(4_000)
        await house.push(4_010, execution(4_010, "READY"))
    # Back at 4000, without a word about the state: nobody knows whether it still runs.
    assert states(house.journal)[-4:] == [(10, "running"), (60, "no_data"), (4_000, "no_data"), (4_010, "idle")]


async def test_a_numbered_outbox_without_a_hole_speaks_for_the_outage_too() -> None:
    house = House()
    async with house.at_work():
        await house.push(10, execution(10, "ACTIVE", 1))
        await house.push(60, execution(60, "ACTIVE", 2))
    house.clock.second = 4_000
    async with house.at_work():
        kept = [execution(500, "READY", 3), execution(3_900, "ACTIVE", 4)]
        await house.push(4_000, *kept)
        again = await house.push(4_001, *kept)
    assert states(house.journal)[-3:] == [(10, "running"), (500, "idle"), (3_900, "running")]
    assert again == Receipt(taken=0, known=2)


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_is_sent_again_and_whenever_the_server_dies_each_number_is_there_once(seed: int) -> None:
    chance = Random(seed)
    house = House()
    numbers = list(range(1, 61))
    taken = 0
    for _ in range(3):
        async with house.at_work():
            for _ in range(6):
                start = chance.randrange(len(numbers))
                some = numbers[start : start + chance.randint(1, 20)]
                chance.shuffle(some)
                said = [execution(number, ("ACTIVE", "READY")[number % 2], number) for number in some]
                receipt = await house.push(100 + start, *said)
                taken += receipt.taken
                assert receipt.taken + receipt.known == len(some)
    async with house.at_work():
        rest = await house.push(500, *(execution(n, ("ACTIVE", "READY")[n % 2], n) for n in numbers))
    assert taken + rest.taken == len(numbers)
    assert house.journal.totals()[MACHINE].observations == len(numbers)
