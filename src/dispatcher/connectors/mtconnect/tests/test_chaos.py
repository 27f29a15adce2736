"""Any order of faults: what the agent numbered arrives, each number with one value, in order, without a hole."""

from __future__ import annotations

import contextlib
import random

import pytest

from dispatcher.connectors.mtconnect.tests.peers import Bench
from dispatcher.ports.connector import Batch, ConnectorError, Cursor

FAULTS = ("drop", "garble", "truncate", "duplicate", "refuse", "none")
ROUNDS = 25
EACH = 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_trap_05_no_order_of_faults_loses_or_invents_anything(bench: Bench, seed: int) -> None:
    chance = random.Random(seed)
    agent = await bench.agent("--instance", "100")
    cursor: Cursor | None = None
    taken: list[Batch] = []
    for number in range(ROUNDS):
        fault = chance.choice(FAULTS)
        if fault == "drop":
            await agent.order("drop")
        elif fault != "none":
            await agent.order("fault", **{fault: chance.randint(1, 2)})
        await agent.feed(*(f"2026-01-01T00:00:01Z|Xact|{number * EACH + one}" for one in range(EACH)))
        wanted = float(number * EACH + EACH - 1)
        while True:
            reading = await bench.read(agent, after=cursor, count=chance.choice([1, 7, 1000]))
            with contextlib.suppress(ConnectorError):
                await reading.until_value("xpos", wanted)
            # As after a crash of ours: only a part of what came was stored, the cursor with it.
            kept = reading.batches[: chance.randint(0, len(reading.batches))]
            taken.extend(kept)
            cursor = kept[-1].cursor if kept else cursor
            if ("xpos", wanted) in [pair for batch in kept for pair in reading.values(batch.rows)]:
                break

    (handle_of_x,) = {one.handle for batch in taken for one in batch.declared if one.spec.key == "xpos"}
    values: dict[int, float | None] = {}
    for batch in taken:
        for handle, sequence, value in zip(batch.rows.signal, batch.rows.sequence, batch.rows.num, strict=True):
            if handle == handle_of_x:
                assert values.setdefault(sequence, value) == value, "one number, one value"
    assert [values[sequence] for sequence in sorted(values)] == [None, *map(float, range(ROUNDS * EACH))]
    assert [batch.losses for batch in taken if batch.losses] == []
    assert {batch.session for batch in taken} == {"100"}
