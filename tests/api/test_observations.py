"""Values of one signal: raw, reduced, structured."""

from __future__ import annotations

import httpx
import pytest
from pydantic import BaseModel

from dispatcher.api.schemas.observation import Bucket, Point, RawObservations, ReducedObservations
from dispatcher.domain.signal import Condition, Level, Quality
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import HOUR, rows

OBSERVATIONS = "/api/v1/machines/m1/observations"
WINDOW = {"from": "2026-11-23T09:00:00Z", "to": "2026-11-23T10:00:00Z"}


def required(model: type[BaseModel]) -> set[str]:
    return set(model.model_json_schema(mode="serialization", by_alias=True)["required"])


async def test_few_values_come_raw_with_the_one_in_effect_in_front(
    client: httpx.AsyncClient, journal: MemoryJournal
) -> None:
    journal.commit(Commit(rows=rows(2, [(-2 * HOUR, 1.5), (-HOUR + 7, 2.5), (-10, None)])))
    answer = (await client.get(OBSERVATIONS, params={**WINDOW, "signal": "load"})).json()
    assert answer == {
        "signal": "load",
        "from": "2026-11-23T09:00:00.000000Z",
        "to": "2026-11-23T10:00:00.000000Z",
        "reduced": False,
        "points": [
            {"at": "2026-11-23T08:00:00.000000Z", "value": 1.5},
            {"at": "2026-11-23T09:00:00.000007Z", "value": 2.5},
            {"at": "2026-11-23T09:59:59.999990Z", "value": None},
        ],
    }
    assert (set(answer), set(answer["points"][0])) == (required(RawObservations), required(Point))


async def test_many_values_come_reduced_and_no_extreme_is_lost(
    client: httpx.AsyncClient, journal: MemoryJournal
) -> None:
    values = [(-HOUR + i * 1000, float((i * 7919) % 997)) for i in range(500)]
    journal.commit(Commit(rows=rows(2, [*values, (-HOUR + 250_500, 1e6), (-HOUR + 300_500, None)])))
    answer = (await client.get(OBSERVATIONS, params={**WINDOW, "signal": "load", "max_points": 40})).json()
    assert answer["reduced"] is True
    assert len(answer["buckets"]) <= 10
    assert max(bucket["max"] for bucket in answer["buckets"]) == 1e6
    assert min(bucket["min"] for bucket in answer["buckets"]) == 0.0
    assert sum(bucket["count"] for bucket in answer["buckets"]) == 502
    assert any(bucket["unavailable"] for bucket in answer["buckets"])
    assert answer["buckets"][0]["first_at"] == "2026-11-23T09:00:00.000000Z"
    assert (set(answer), set(answer["buckets"][0])) == (required(ReducedObservations), required(Bucket))


async def test_structured_values_are_objects(client: httpx.AsyncClient, journal: MemoryJournal) -> None:
    journal.commit(Commit(rows=rows(3, [(-9, Condition(level=Level.FAULT, native_code="E1", message="stop"))])))
    answer = (await client.get(OBSERVATIONS, params={**WINDOW, "signal": "logic"})).json()
    assert answer["points"][-1]["value"] == {
        "kind": "condition",
        "level": "FAULT",
        "native_code": "E1",
        "native_severity": "",
        "qualifier": "",
        "message": "stop",
        "condition_id": "",
    }


async def test_numbers_json_cannot_write_are_null_and_quarantined_ones_left_out(
    client: httpx.AsyncClient, journal: MemoryJournal
) -> None:
    journal.commit(Commit(rows=rows(2, [(-9, float("nan"))])))
    journal.commit(Commit(rows=rows(2, [(-8, 1e9)], Quality.QUARANTINED)))
    answer = (await client.get(OBSERVATIONS, params={**WINDOW, "signal": "load"})).json()
    assert [point["value"] for point in answer["points"]] == [None]


@pytest.mark.parametrize("points", ["3", "20001", "x"])
async def test_max_points_has_limits(client: httpx.AsyncClient, points: str) -> None:
    answer = await client.get(OBSERVATIONS, params={"signal": "load", "max_points": points})
    assert answer.status_code == 422
    assert answer.json()["params"]["parameter"] == "max_points"


async def test_an_unknown_signal_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(OBSERVATIONS, params={"signal": "nope"})
    assert (answer.status_code, answer.json()["code"]) == (404, "signal_unknown")
