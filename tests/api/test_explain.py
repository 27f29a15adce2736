"""Why a state: the rule in force, the rules before it, the values with their times and sources."""

from __future__ import annotations

import httpx

from dispatcher.api.services import Services
from dispatcher.app.queries.explain import memory_at
from dispatcher.domain.instant import Instant
from dispatcher.engine.memory import dump
from dispatcher.ports.store import Checkpoint, Commit
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import HOUR, M1, NOW, rows

EXPLAIN = "/api/v1/machines/m1/explain"


async def test_the_rule_in_force_and_the_values_it_saw(client: httpx.AsyncClient) -> None:
    answer = (await client.get(EXPLAIN, params={"at": "2026-11-23T09:30:00Z"})).json()
    assert answer["state"] == "running"
    assert answer["rule"] == {"id": "running", "profile": "test", "version": "3", "text": "execution in {ACTIVE}"}
    assert answer["condition"] == {"text": "execution in {ACTIVE}", "result": True, "children": []}
    assert answer["earlier_rules"] == []
    assert answer["coverage"] == {"start": "2026-11-23T07:00:00.000000Z", "end": None}
    assert answer["values"] == [
        {
            "signal": "exec",
            "role": "execution",
            "known": True,
            "value": "ACTIVE",
            "at": "2026-11-23T09:00:00.000000Z",
            "source_at": "2026-11-23T09:00:00.000000Z",
            "received_at": "2026-11-23T09:00:00.001000Z",
            "quality": "good",
            "session": "instance-7",
            "sequence": 2,
        }
    ]


async def test_rules_that_stand_before_it_are_shown_with_their_outcome(client: httpx.AsyncClient) -> None:
    answer = (await client.get(EXPLAIN, params={"at": "2026-11-23T08:30:00Z"})).json()
    assert answer["rule"]["id"] == "idle"
    assert [(rule["id"], rule["result"]) for rule in answer["earlier_rules"]] == [("running", False)]


async def test_where_no_rule_fired_all_are_shown_and_the_reason_is_said(client: httpx.AsyncClient) -> None:
    answer = (await client.get(EXPLAIN, params={"at": "2026-11-23T06:00:00Z"})).json()
    assert (answer["rule"], answer["condition"], answer["span"]) == (None, None, None)
    assert [rule["result"] for rule in answer["earlier_rules"]] == [None, None]
    assert answer["values"][0]["known"] is False
    assert (answer["state"], answer["reason"]) == ("no_data", "never_seen")


async def test_a_machine_without_profile_cannot_be_explained(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/machines/m3/explain")
    assert (answer.status_code, answer.json()["code"]) == (404, "profile_unknown")


def test_trap_35_the_memory_from_a_checkpoint_is_the_memory_from_the_start(
    given: Services, journal: MemoryJournal
) -> None:
    schedule = given.recipes.of(M1)
    values = [(-HOUR + i * 1000, "ACTIVE" if i % 3 else "READY") for i in range(1, 50)]
    journal.commit(Commit(rows=rows(1, values)))
    middle = Instant(NOW - HOUR + 20_500)
    whole = memory_at(journal, schedule, M1, Instant(NOW))
    halfway = memory_at(journal, schedule, M1, middle)
    assert halfway.at is not None
    kept = Checkpoint(machine=M1, at=Instant(halfway.at), profile=schedule.key(halfway.at), state=dump(halfway))
    journal.commit(Commit(checkpoints=[kept]))
    assert memory_at(journal, schedule, M1, Instant(NOW)) == whole
