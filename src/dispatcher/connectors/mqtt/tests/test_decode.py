"""Payloads and topics as tables: what becomes of them, without a network."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from dispatcher.connectors.mqtt.config import MqttEntry, MqttSettings
from dispatcher.connectors.mqtt.decode import Decoder
from dispatcher.connectors.mqtt.paths import parsed
from dispatcher.connectors.sdk.mqtt_session import Message, fits
from dispatcher.connectors.sdk.mqtt_session.topics import problem
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Rows

NOW = parse_instant("2026-03-02T08:00:00Z")


def entry(**given: Any) -> MqttEntry:
    return MqttEntry.model_validate({"key": "k", "type": "EXECUTION", "topic": "t", **given})


def decoder(*entries: MqttEntry, devices: tuple[str, ...] = ("mill",)) -> Decoder:
    return Decoder(devices, entries, UTC)


def values(rows: Rows) -> list[object]:
    return [
        rows.rich.get(row, number if number is not None else text)
        for row, (number, text) in enumerate(zip(rows.num, rows.text, strict=True))
    ]


def said(reader: Decoder, payload: bytes | str, topic: str = "t", at: Instant = NOW, **flags: Any) -> list[object]:
    data = payload.encode() if isinstance(payload, str) else payload
    rows, _ = reader.feed([Message(topic, data, **flags)], at)
    return values(rows)


@pytest.mark.parametrize(
    ("mapping", "payload", "expected"),
    [
        ({}, "ACTIVE", ["ACTIVE"]),
        ({}, " ON \r\n", ["ON"]),
        ({"values": {"ON": "ACTIVE", "*": "READY"}}, "OFF", ["READY"]),
        ({"values": {"ON": "ACTIVE"}}, "?", [None]),
        ({"type": "LOAD", "category": "SAMPLE"}, "23,5", [23.5]),
        ({"type": "LOAD", "category": "SAMPLE", "scale": 0.1}, "235", [23.5]),
        ({"type": "LOAD", "category": "SAMPLE"}, "nan", [None]),
        ({"path": "a.b[1]"}, '{"a": {"b": [1, "ACTIVE"]}}', ["ACTIVE"]),
        ({"path": "$.a"}, '{"a": "Вал №7"}', ["Вал №7"]),
        ({"path": '"a.b"'}, '{"a.b": "x"}', ["x"]),
        ({"path": "a", "values": {"1": "ACTIVE"}}, '{"a": true}', ["ACTIVE"]),
        ({"path": "a"}, '{"a": null}', [None]),
        ({"path": "a"}, '{"b": 1}', []),
        ({"path": "a"}, '{"a": {"b": 1}}', ['{"b":1}']),
        ({"path": "$"}, '"ACTIVE"', ["ACTIVE"]),
        ({"path": "v"}, '[{"v": "a"}, {"v": "b"}, {"w": 1}]', ["a", "b"]),
        ({"path": "v"}, '{"v": "a"}\n{"v": "b"}\n', ["a", "b"]),
        ({"path": "v", "where": {"id": "7"}}, '[{"id": 6, "v": "a"}, {"id": 7, "v": "b"}]', ["b"]),
        ({"path": "v", "where": {"id": "7"}}, '[{"v": "a"}, {"id": null, "v": "b"}, 5]', []),
        ({"path": "[0]"}, '["a", "b"]', ["a"]),
        ({"path": "a"}, "not JSON", []),
        ({"path": "a"}, "[" * 100_000, []),
        ({"path": "a"}, b"\xff\xfe", []),
        ({"path": "a"}, '{"a": 1e999}', []),
    ],
)
def test_what_a_payload_means(mapping: dict[str, Any], payload: bytes | str, expected: list[object]) -> None:
    assert said(decoder(entry(**mapping)), payload) == expected


@pytest.mark.parametrize(
    ("kind", "stamp", "expected"),
    [
        ("iso", '"2026-03-02T07:59:59.5Z"', "2026-03-02T07:59:59.5Z"),
        ("iso", '"2026-03-02T10:59:59+03:00"', "2026-03-02T07:59:59Z"),
        ("iso", '"2026-03-02T07:59:59"', "2026-03-02T07:59:59Z"),
        ("s", "1772438399.25", "2026-03-02T07:59:59.25Z"),
        ("ms", "1772438399250", "2026-03-02T07:59:59.25Z"),
        ("ms", '"1772438399250"', "2026-03-02T07:59:59.25Z"),
        ("us", "1772438399250000", "2026-03-02T07:59:59.25Z"),
        ("ms", "1772438399250000", None),
        ("iso", '"yesterday"', None),
        ("iso", '"4026-03-02T08:00:00Z"', None),
        ("iso", '"1026-03-02T08:00:00Z"', None),
        ("iso", "1772438399", None),
        ("s", "-1", None),
        ("s", "true", None),
        ("s", '"noon"', None),
    ],
)
def test_the_sources_time(kind: str, stamp: str, expected: str | None) -> None:
    reader = decoder(entry(path="v", time_path="at", time_format=kind))
    rows, _ = reader.feed([Message("t", f'{{"v": "x", "at": {stamp}}}'.encode())], NOW)
    assert rows.source_at == [NOW if expected is None else parse_instant(expected)]


def test_a_topic_names_the_device() -> None:
    reader = decoder(entry(topic="hall/{device}/state"), devices=("mill", "lathe/left"))
    assert reader.filters == ("hall/mill/state", "hall/lathe/left/state")
    rows, _ = reader.feed([Message("hall/lathe/left/state", b"ACTIVE"), Message("hall/saw/state", b"ACTIVE")], NOW)
    assert [reader.declared[handle].device for handle in rows.signal] == ["lathe/left"]


def test_a_signal_may_be_of_one_device_only() -> None:
    reader = decoder(entry(), entry(key="saw", device="saw", topic="saw"), devices=("mill", "saw"))
    assert [(each.device, each.spec.key) for each in reader.declared] == [("mill", "k"), ("saw", "k"), ("saw", "saw")]


@pytest.mark.parametrize(
    ("pattern", "topic", "meant"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+/c", "a/b/c", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("#", "a/b", True),
        ("+", "/a", False),
        ("+/a", "/a", True),
        ("#", "$SYS/uptime", False),
        ("+/uptime", "$SYS/uptime", False),
        ("$SYS/#", "$SYS/uptime", True),
    ],
)
def test_filters(pattern: str, topic: str, meant: bool) -> None:
    assert fits(pattern, topic) is meant


@pytest.mark.parametrize("wrong", ["", "a/#/b", "a#", "a+/b", "a\x00b"])
def test_wrong_filters(wrong: str) -> None:
    assert problem(wrong)


@pytest.mark.parametrize("wrong", ["a..b", "a[x]", "a.", "[", 'a."b'])
def test_wrong_paths(wrong: str) -> None:
    with pytest.raises(ValueError, match="path"):
        parsed(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "$SYS/broker/uptime"},
        {"topic": "a/#/b"},
        {"path": "a[x]"},
        {"time_path": "[["},
        {"where": {"[[": "1"}},
        {"time_format": "days"},
        {"category": "CONDITION", "alarms": {}, "values": {"1": "FAULT"}},
        {"alarms": {"code": "a"}},
        {"values": {"1": "ACTIVE"}, "scale": 2.0},
    ],
)
def test_wrong_entries(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        entry(**wrong)


def test_a_key_stands_once_for_each_device() -> None:
    twice = [{"key": "k", "type": "EXECUTION", "topic": "t"}] * 2
    with pytest.raises(ValueError, match="key k twice"):
        MqttSettings.model_validate({"host": "a", "signals": twice})


# --------------------------------------------------------------------- alarms

FAULTS = {"key": "faults", "type": "SYSTEM", "category": "CONDITION", "path": "faults"}


def condition(level: Level, code: str = "", message: str = "") -> Condition:
    return Condition(level=level, native_code=code, message=message)


def test_a_list_of_active_alarms_becomes_conditions() -> None:
    told = {"text": "d", "fault": {"hard": "1"}}
    reader = decoder(entry(**FAULTS, alarms=told))
    first = said(reader, '{"faults": {"14": {"d": "no data", "hard": true}, "50": {"d": "ribbon", "hard": false}}}')
    second = said(reader, '{"faults": {"50": {"d": "ribbon", "hard": false}}}')
    third = said(reader, '{"faults": {}}')
    assert first == [
        condition(Level.NORMAL),
        condition(Level.FAULT, "14", "no data"),
        condition(Level.WARNING, "50", "ribbon"),
    ]
    assert second == [condition(Level.NORMAL, "14")]
    assert third == [condition(Level.NORMAL, "50")]
    assert said(reader, '{"faults": {}}') == []


def test_alarms_may_be_a_list_with_codes_inside() -> None:
    reader = decoder(entry(**FAULTS, alarms={"code": "nr", "text": "t"}))
    assert said(reader, '{"faults": [{"nr": 7, "t": "Öl"}]}')[1:] == [condition(Level.FAULT, "7", "Öl")]


def test_a_condition_may_be_an_alarm_number() -> None:
    reader = decoder(entry(type="SYSTEM", category="CONDITION", messages={"7": "Oil"}))
    assert said(reader, "7") == [condition(Level.NORMAL), condition(Level.FAULT, "7", "Oil")]
    assert said(reader, "9") == [condition(Level.NORMAL, "7"), condition(Level.FAULT, "9")]
    assert said(reader, "9") == []
    assert said(reader, "0") == [condition(Level.NORMAL, "9")]


# --------------------------------------------------------- availability, notes


def test_the_last_will_of_a_device_makes_all_of_it_unavailable() -> None:
    words = {"Online": "AVAILABLE", "Offline": "UNAVAILABLE"}
    reader = decoder(
        entry(key="avail", type="AVAILABILITY", topic="lwt", values=words),
        entry(),
        entry(**FAULTS, topic="f", alarms={}),
    )
    assert said(reader, "Online", "lwt") == ["AVAILABLE"]
    assert said(reader, "ACTIVE") == ["ACTIVE"]
    assert said(reader, '{"faults": {"1": {}}}', "f")[-1] == condition(Level.FAULT, "1")
    assert said(reader, "Offline", "lwt") == [None, None, None]
    # What the broker kept of it are the last words of a device that is off; what it says itself counts.
    assert said(reader, "READY", retain=True) == []
    assert said(reader, "READY") == ["READY"]
    assert said(reader, "Online", "lwt") == ["AVAILABLE"]


def test_a_device_may_come_back_while_nobody_looks() -> None:
    reader = decoder(entry(key="avail", type="AVAILABILITY", topic="lwt", values={"Offline": "UNAVAILABLE"}), entry())
    said(reader, "Offline", "lwt")
    reader.begin()
    assert said(reader, "ACTIVE", retain=True) == ["ACTIVE"]
    assert said(reader, "Offline", "lwt", retain=True) == [None, None]


def test_a_will_is_told_in_the_devices_own_time() -> None:
    reader = decoder(
        entry(key="avail", type="AVAILABILITY", topic="lwt", values={"0": "UNAVAILABLE"}),
        entry(path="v", time_path="at", time_format="us"),
    )
    behind = 3_600_000_000
    reader.feed([Message("t", f'{{"v": "ACTIVE", "at": {NOW - behind}}}'.encode())], NOW)
    rows, _ = reader.feed([Message("lwt", b"0")], Instant(NOW + 5))
    assert dict(zip(rows.signal, rows.source_at, strict=True)) == {0: NOW + 5, 1: NOW + 5 - behind}


def test_rubbish_is_told_once_for_each_topic_of_a_link() -> None:
    reader = decoder(entry(topic="+", path="a"))
    messages = [Message(f"t{number % 30}", b"{broken") for number in range(90)]
    _, notes = reader.feed(messages, NOW)
    assert [note.code for note in notes] == ["mqtt_unreadable"] * 20 + ["mqtt_unreadable_more"]
    assert notes[-1].params == {"count": 10}
    assert reader.feed(messages, NOW)[1] == ()
    reader.begin()
    assert len(reader.feed(messages[:1], NOW)[1]) == 1


def test_what_nobody_has_said_in_a_new_session_is_unknown() -> None:
    reader = decoder(entry(), entry(key="other", topic="o"), entry(key="third", topic="3", path="v", time_path="at"))
    said(reader, "ACTIVE")
    said(reader, "x", "o")
    reader.begin()
    said(reader, "ACTIVE", retain=True)
    rows = reader.forget(NOW)
    assert (rows.signal, values(rows), rows.source_at) == ([1], [None], [NOW])
    assert len(reader.forget(NOW)) == 0
