"""Every form a delivery may have, and every way to get one observation wrong without harm to the others."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from dispatcher.connectors.http_push.decode import Manner, read_json, read_lines
from dispatcher.connectors.http_push.stamps import instant_of, unit_of
from dispatcher.connectors.sdk.zones import zone_of
from dispatcher.domain.instant import HOUR, parse_instant
from dispatcher.domain.signal import Category, Condition, Level
from dispatcher.ports.connector import Garbled

UTC = zone_of("UTC")
MANNER = Manner(unit=unit_of("ms", ""), zone=UTC, session="from-the-address")
NOON = parse_instant("2026-11-24T12:00:00Z")


def refused(item: Any) -> tuple[str, dict[str, Any]]:
    """The code and parameters of the only refusal."""
    read = read_json(orjson.dumps([{"signal": "good", "value": 1}, item]), MANNER)
    assert [said.name for said in read.said] == ["good"]
    (note,) = read.refusals.told()
    assert note.params["place"] == 2
    return note.code, dict(note.params)


def test_one_observation() -> None:
    (said,) = read_json(b'{"signal":" exec ","value":"ACTIVE","at":"2026-11-24T12:00:00Z","seq":7}', MANNER).said
    assert (said.place, said.name, said.value, said.at, said.seq, said.spec) == (1, "exec", "ACTIVE", NOON, 7, None)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"observations":[]}', b'{"device":"a"}'])
def test_nothing_is_a_sign_of_life(body: bytes) -> None:
    assert read_json(body, MANNER).said == []


def test_an_envelope_says_what_all_have_in_common() -> None:
    body = {
        "device": "saw-1",
        "session": 5,
        "clock": "2026-11-24T12:00:00Z",
        "observations": [{"signal": "a", "value": None}, {"signal": "b", "value": True, "device": "saw-2"}],
    }
    read = read_json(orjson.dumps(body), MANNER)
    assert (read.session, read.clock) == ("5", NOON)
    assert [(said.device, said.value) for said in read.said] == [("saw-1", None), ("saw-2", True)]


def test_a_declared_signal() -> None:
    item = {"signal": "ось X", "value": 3, "type": "load", "units": "percent", "component": "Axes/X"}
    (said,) = read_json(orjson.dumps(item), MANNER).said
    assert said.spec is not None
    assert (said.spec.key, said.spec.name, said.spec.type) == ("ось_X", "ось X", "LOAD")
    assert (said.spec.category, said.spec.units, said.spec.component) == (Category.SAMPLE, "PERCENT", "Axes/X")


def test_a_condition() -> None:
    item = {"signal": "alarm", "level": "fault", "code": 1041, "message": "door", "severity": "high"}
    (said,) = read_json(orjson.dumps(item), MANNER).said
    assert said.value == Condition(level=Level.FAULT, native_code="1041", native_severity="high", message="door")
    assert said.spec is not None
    assert (said.spec.category, said.spec.type) == (Category.CONDITION, "SYSTEM")


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (7, "no_object"),
        ({"value": 1}, "no_signal"),
        ({"signal": "", "value": 1}, "no_signal"),
        ({"signal": "x" * 401, "value": 1}, "no_signal"),
        ({"signal": "a"}, "no_value"),
        ({"signal": "a", "value": [1]}, "bad_value"),
        ({"signal": "a", "value": "x" * 100_001}, "bad_value"),
        ({"signal": "a", "value": 1, "timestamp": 5}, "unknown_field"),
        ({"signal": "a", "value": 1, "at": "yesterday"}, "bad_time"),
        ({"signal": "a", "value": 1, "at": True}, "bad_time"),
        ({"signal": "a", "value": 1, "at": -1}, "bad_time"),
        ({"signal": "a", "value": 1, "at": 1e300}, "bad_time"),
        ({"signal": "a", "value": 1, "at": "2300-01-01T00:00:00Z"}, "bad_time"),
        ({"signal": "a", "value": 1, "at": "9999-12-31T23:59:59-14:00"}, "bad_time"),
        ({"signal": "a", "value": 1, "seq": -1}, "bad_seq"),
        ({"signal": "a", "value": 1, "seq": 2**63}, "bad_seq"),
        ({"signal": "a", "value": 1, "seq": "1"}, "bad_seq"),
        ({"signal": "a", "value": 1, "device": 3}, "bad_field"),
        ({"signal": "a", "value": 1, "type": ""}, "bad_field"),
        ({"signal": "a", "value": 1, "type": "a b"}, "bad_field"),
        ({"signal": "a", "value": 1, "type": "LOAD", "category": "CONDITION"}, "bad_field"),
        ({"signal": "a", "value": 1, "type": "LOAD", "units": []}, "bad_field"),
        ({"signal": "a", "level": "PANIC"}, "bad_level"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(item: Any, code: str) -> None:
    assert refused(item)[0] == f"http_push_{code}"


@pytest.mark.parametrize(
    ("body", "code", "params"),
    [
        (b"<html>", "http_push_json", {"line": 1, "column": 1}),
        (b'[\n{"a":1},\n}', "http_push_json", {"line": 3, "column": 1}),
        (b"", "http_push_json", {"line": 1}),
        (b"\xff\xfe", "http_push_json", {}),
        (b"[" * 5_000, "http_push_json", {}),
        (b"7", "http_push_shape", {"given": "7"}),
        (b'{"observations":7}', "http_push_shape", {"given": "7"}),
        (b'{"obs":[]}', "http_push_shape", {"given": "obs"}),
        (b'{"session":[],"observations":[]}', "http_push_session", {}),
        (b'{"clock":"noon","observations":[]}', "http_push_clock", {"given": "noon"}),
    ],
)
def test_a_body_that_cannot_be_read_at_all(body: bytes, code: str, params: dict[str, Any]) -> None:
    with pytest.raises(Garbled) as error:
        read_json(body, MANNER)
    assert error.value.code == code
    assert {name: error.value.params[name] for name in params} == params


def test_lines_of_json() -> None:
    body = b'{"signal":"a","value":1}\r\n\n{"signal":\n{"signal":"b","value":2,"seq":3}'
    read = read_lines(body, MANNER)
    assert [(said.place, said.name) for said in read.said] == [(1, "a"), (4, "b")]
    assert [(note.code, note.params["place"]) for note in read.refusals.told()] == [("http_push_line_json", 3)]
    assert read.session == "from-the-address"


def test_many_refusals_are_counted_not_listed() -> None:
    read = read_json(orjson.dumps([1] * 250), MANNER)
    told = read.refusals.told()
    assert (len(told), told[-1].code, told[-1].params) == (101, "http_push_more", {"count": 150})


@pytest.mark.parametrize(
    ("precision", "number"),
    [("s", 1_795_521_600), ("ms", 1_795_521_600_000), ("us", 1_795_521_600_000_000), ("ns", 1_795_521_600_000_000_999)],
)
def test_numbers_since_1970(precision: str, number: int) -> None:
    assert instant_of(number, unit_of(precision, "ms"), UTC) == parse_instant("2026-11-24T12:00:00Z")


def test_a_zone_where_none_is_written() -> None:
    assert instant_of("2026-11-24T15:00:00", unit_of("", "ms"), zone_of("Europe/Moscow")) == NOON
    assert instant_of(1_795_521_600.5, unit_of("s", "ms"), UTC) == NOON + HOUR // 7200


def test_an_unknown_precision() -> None:
    with pytest.raises(Garbled) as error:
        unit_of("fortnight", "ms")
    assert error.value.code == "http_push_precision"
