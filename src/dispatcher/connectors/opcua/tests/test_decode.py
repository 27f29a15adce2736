"""Values, stamps, trust and losses."""

from __future__ import annotations

import pytest

from dispatcher.connectors.opcua.config import OpcUaEntry
from dispatcher.connectors.opcua.decode import Decoder, Point
from dispatcher.connectors.opcua.model import Reading
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category
from dispatcher.ports.connector import Loss, Note

NOW = Instant(1_800_000_000_000_000)
BAD, UNCERTAIN, OVERFLOW = 0x8005_0000, 0x4090_0000, 0x0000_0480


def point(key: str, **fields: object) -> Point:
    given = {"key": key, "type": "MESSAGE", "node": f"i={len(key)}", **fields}
    return Point(device="Mill", entry=OpcUaEntry.model_validate(given), state="values" in fields and key == "state")


def decoder(*points: Point) -> Decoder:
    return Decoder(points)


def test_trap_16_one_bad_status_leaves_the_others_and_the_sources_time_comes_first() -> None:
    read = decoder(point("a"), point("b"), point("c"), point("d"))

    rows, notes, _ = read.rows(
        [
            (0, Reading("x", 0, 10, 20)),
            (1, Reading(None, BAD, 11, 21)),
            (2, Reading("y", UNCERTAIN, None, 22)),
            (3, Reading("z")),
        ],
        NOW,
    )

    assert rows.text == ["x", None, "y", "z"]
    assert rows.source_at == [10, 11, 22, NOW]
    assert [(note.code, note.params["signal"]) for note in notes] == [("opcua_bad", "b"), ("opcua_uncertain", "c")]


def test_a_doubt_is_noted_once_until_it_changes() -> None:
    read = decoder(point("a"))
    doubts = [read.rows([(0, Reading("x", status, at))], NOW)[1] for at, status in enumerate((BAD, BAD, 0, BAD), 1)]

    assert [len(notes) for notes in doubts] == [1, 0, 0, 1]


def test_a_full_queue_of_an_event_is_lost_time() -> None:
    read = decoder(point("a"))
    read.rows([(0, Reading("x", 0, 100))], NOW)

    _, notes, losses = read.rows([(0, Reading("y", OVERFLOW, 500))], NOW)

    lost = Interval(Instant(100), Instant(500))
    assert losses == [Loss(device="Mill", interval=lost, code="opcua_overflow", params={"signal": "a"})]
    assert notes == [Note(code="opcua_overflow", params={"signal": "a", "node": "i=1"})]


def test_a_full_queue_of_a_sample_is_only_noted() -> None:
    read = decoder(point("a", category=Category.SAMPLE, type="LOAD"))

    _, notes, losses = read.rows([(0, Reading(5.0, OVERFLOW, 500))], NOW)

    assert (losses, [note.code for note in notes]) == ([], ["opcua_overflow"])


def test_many_doubts_are_counted() -> None:
    read = decoder(*(point("x" * number) for number in range(1, 60)))

    _, notes, _ = read.rows([(handle, Reading(None, BAD, 1)) for handle in range(59)], NOW)

    assert len(notes) == 21
    assert notes[-1] == Note(code="opcua_more", params={"count": 39})


@pytest.mark.parametrize(
    ("fields", "raw", "value"),
    [
        ({"type": "PART_COUNT"}, 7, 7.0),
        ({"type": "PART_COUNT"}, "7,5", 7.5),
        ({"type": "PART_COUNT"}, float("nan"), None),
        ({"type": "LOAD", "category": "SAMPLE", "scale": 0.1, "offset": 1.0}, 20, 3.0),
        ({"values": {"1": "ACTIVE", "0": "READY"}}, True, "ACTIVE"),
        ({"values": {"1": "ACTIVE"}}, 5, None),
        ({"values": {"1": "ACTIVE", "*": "READY"}}, 5, "READY"),
        ({"index": 1}, ("a", "b"), "b"),
        ({"index": 7}, ("a", "b"), None),
        ({}, ("a", "b"), None),
        ({}, "деталь 機械", "деталь 機械"),
        ({}, None, None),
    ],
)
def test_values(fields: dict[str, object], raw: object, value: float | str | None) -> None:
    rows, _, _ = decoder(point("key", **fields)).rows([(0, Reading(raw, 0, 1))], NOW)  # type: ignore[arg-type]  # any value

    assert (rows.text[0] if rows.num[0] is None else rows.num[0]) == value


def test_a_state_machine_is_read_by_the_name_of_its_states_node() -> None:
    read = decoder(point("state", values={"Running": "ACTIVE"}))
    change = (0, Reading("nsu=urn:mt;i=5041", 0, 1))

    assert read.unknown_states([change]) == ["nsu=urn:mt;i=5041"]
    read.said["nsu=urn:mt;i=5041"] = "Running"
    rows, _, _ = read.rows([change, (0, Reading("Running", 0, 2)), (0, Reading("", 0, 3))], NOW)

    assert rows.text == ["ACTIVE", "ACTIVE", None]
    assert read.unknown_states([change]) == []


def test_the_same_history_gives_the_same_numbers() -> None:
    changes = [(0, Reading("x", 0, 5)), (0, Reading("y", 0, 5)), (0, Reading("z", 0, 6))]

    numbers = [decoder(point("a")).rows(changes, NOW)[0].sequence for _ in range(2)]

    assert numbers[0] == numbers[1]
    assert len(set(numbers[0])) == 3
