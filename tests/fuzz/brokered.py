"""Feeds one input to a reader of what comes through a broker. Raises nothing for any bytes, unless it is wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from typing import Any

from dispatcher.connectors.mqtt.config import MqttEntry
from dispatcher.connectors.mqtt.decode import Decoder
from dispatcher.connectors.mqtt.paths import find, parsed
from dispatcher.connectors.sdk.mqtt_session import Message
from dispatcher.connectors.sparkplug import messages
from dispatcher.connectors.sparkplug.datatypes import DataType
from dispatcher.connectors.sparkplug.decode import Book, Page
from dispatcher.connectors.sparkplug.nodes import EdgeNode
from dispatcher.connectors.sparkplug.payload import Metric, Payload, decode, encode
from dispatcher.connectors.sparkplug.topics import Address, Kind, NodeId
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Rows

NOW = Instant(1_800_000_000_000_000)
ENTRIES: list[dict[str, Any]] = [
    {"key": "plain", "type": "LOAD", "category": "SAMPLE"},
    {"key": "text", "type": "PROGRAM", "path": "a.b[0]", "time_path": "at"},
    {"key": "word", "type": "EXECUTION", "path": "v", "where": {"id": "7"}, "values": {"1": "ACTIVE", "*": "READY"}},
    {"key": "ms", "type": "LOAD", "category": "SAMPLE", "path": "v", "time_path": "at", "time_format": "ms"},
    {
        "key": "all",
        "type": "SYSTEM",
        "category": "CONDITION",
        "path": "f",
        "alarms": {"text": "d", "fault": {"h": "1"}},
    },
    {"key": "one", "type": "SYSTEM", "category": "CONDITION", "path": "v"},
    {"key": "gone", "type": "AVAILABILITY", "path": "at", "values": {"0": "UNAVAILABLE", "*": "AVAILABLE"}},
]
PAYLOADS = (
    b'{"a": {"b": [1, "x"]}, "at": "2026-03-02T08:00:00+03:00", "v": true, "id": 7, "f": {"1": {"d": "x", "h": true}}}',
    b'[{"id": 7, "v": 1, "at": 1772438399250}, {"id": 7, "v": null}]',
    b'{"v": 1}\n{"v": 2}\n',
    b"23,5",
)
PATHS = (b"a.b[0].c", b'$."x.y"[-1]', b'["a"].b')


def sparkplug_seeds() -> Sequence[bytes]:
    """Payloads with a bit of everything, plain and packed."""
    plain = Payload(
        at=NOW,
        seq=1,
        metrics=(
            Metric(name="bdSeq", alias=None, at=NOW, kind=DataType.INT64, value=1),
            Metric(name="Execution", alias=1, at=NOW, kind=DataType.STRING, value="ACTIVE", historical=True),
            Metric(name="", alias=1, at=None, kind=DataType.INT8, value=-1, transient=True),
            Metric(name="bits", alias=3, at=NOW, kind=DataType.BOOLEAN_ARRAY, value=(True, False)),
            Metric(name="bad", alias=4, at=NOW, kind=DataType.DOUBLE, value=1.5, good=False),
            Metric(name="null", alias=5, at=NOW, kind=DataType.DOUBLE, value=None),
        ),
    )
    rich = messages.new()
    made = rich.metrics.add(name="Spindle", alias=4, datatype=DataType.TEMPLATE)
    made.template_value.metrics.add(name="RPM", datatype=DataType.DOUBLE, double_value=1200)
    made.template_value.parameters.add(name="Make", type=DataType.STRING, string_value="ACME")
    table = rich.metrics.add(name="tools", datatype=DataType.DATASET).dataset_value
    table.columns.extend(["T", "life"])
    table.types.extend([DataType.INT8, DataType.DOUBLE])
    table.rows.add().elements.add(int_value=1)
    return encode(plain), encode(plain, compressed=True), rich.SerializeToString()


@cache
def _entries() -> tuple[MqttEntry, ...]:
    return tuple(MqttEntry.model_validate({"topic": "t"} | entry) for entry in ENTRIES)


def run_mqtt(data: bytes) -> None:
    """Payloads by mapping."""
    decoder = Decoder(["m"], _entries(), UTC)
    for message in (Message("t", data), Message("t", data, retain=True), Message("t", data, qos=1, dup=True, mid=5)):
        rows, _ = decoder.feed([message], NOW)
        _check(rows)
    _check(decoder.forget(NOW))


def run_path(data: bytes) -> None:
    """Paths into documents."""
    with contextlib.suppress(ValueError):
        find({"a": {"b": [{"c": 1}]}, "x.y": [0]}, parsed(data.decode("utf-8", "replace")))


def run_sparkplug(data: bytes) -> None:
    """Payloads as birth and as data of one device."""
    with contextlib.suppress(ValueError):
        told = decode(data)
        node = EdgeNode(NodeId("g", "n"), 1.0)
        book, page = Book([("g/n/d", "d")], (), unmapped=True), Page()
        kinds = ((Kind.NBIRTH, ""), (Kind.DBIRTH, "d"), (Kind.DDATA, "d"), (Kind.DDEATH, "d"), (Kind.NDEATH, ""))
        for seq, (kind, device) in enumerate(kinds):
            payload = Payload(at=told.at, seq=seq, metrics=told.metrics)
            for event in node.hear(Address(node.id, device, kind), payload, NOW, 0.0):
                book.take(event, page, NOW)
        _check(page.rows)
        _check(page.past)
        memory = book.memory()
        Book([("g/n/d", "d")], (), unmapped=True).remember(memory, Page())
        for metric in told.metrics:
            assert isinstance(metric, Metric)


def _check(rows: Rows) -> None:
    """Columns of one length, times and numbers that the journal can hold."""
    count = len(rows)
    assert len(rows.source_at) == len(rows.sequence) == len(rows.num) == len(rows.text) == count
    assert all(-(2**63) <= at < 2**63 for at in rows.source_at)
    assert all(-(2**63) <= number < 2**63 for number in rows.sequence)
    assert all(number is None or text is None for number, text in zip(rows.num, rows.text, strict=True))
    for row, number in enumerate(rows.num):
        assert number is None or abs(float(number)) < float("inf")
        assert row not in rows.rich or (number is None and rows.text[row] is None)
        text = rows.text[row]
        if text is not None:
            text.encode()
