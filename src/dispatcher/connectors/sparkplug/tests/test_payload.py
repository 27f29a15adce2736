"""Payloads: every data type both ways, templates, tables, packed bodies, and what is no payload."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest

from dispatcher.connectors.sparkplug import messages, payload
from dispatcher.connectors.sparkplug.datatypes import DataType, Value, datatype, read, write
from dispatcher.connectors.sparkplug.payload import Metric, Payload, decode, encode
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import DataSet

AT = parse_instant("2026-03-02T08:00:00Z")


def metric(value: Value, kind: DataType, **more: Any) -> Metric:
    return Metric(**{"name": "m", "alias": None, "at": AT, "kind": kind, "value": value, **more})


def there_and_back(*metrics: Metric, compressed: bool = False) -> tuple[Metric, ...]:
    return decode(encode(Payload(at=AT, seq=7, metrics=metrics), compressed=compressed)).metrics


VALUES: list[tuple[DataType, Value]] = [
    (DataType.INT8, -128),
    (DataType.INT16, -32_768),
    (DataType.INT32, -(2**31)),
    (DataType.INT64, -(2**63)),
    (DataType.UINT8, 255),
    (DataType.UINT16, 65_535),
    (DataType.UINT32, 2**32 - 1),
    (DataType.UINT64, 2**64 - 1),
    (DataType.FLOAT, 1.5),
    (DataType.DOUBLE, 0.1),
    (DataType.BOOLEAN, True),
    (DataType.BOOLEAN, False),
    (DataType.STRING, "Вал №7"),
    (DataType.TEXT, "текст"),
    (DataType.UUID, "8a1b"),
    (DataType.BYTES, b"\x00\xff"),
    (DataType.INT8_ARRAY, (-23, 123)),
    (DataType.INT16_ARRAY, (-30_000, 30_000)),
    (DataType.INT32_ARRAY, (-1, 315_338_746)),
    (DataType.INT64_ARRAY, (-4_270_929_666_821_191_986, 1)),
    (DataType.UINT8_ARRAY, (23, 250)),
    (DataType.UINT16_ARRAY, (30, 52_360)),
    (DataType.UINT32_ARRAY, (52, 3_293_969_225)),
    (DataType.UINT64_ARRAY, (52, 16_444_743_074_749_521_625)),
    (DataType.FLOAT_ARRAY, (1.5, -2.25)),
    (DataType.DOUBLE_ARRAY, (12.354213, -7.5)),
    (DataType.BOOLEAN_ARRAY, (False, False, True, True, False, True, False, False, True, True, False, True)),
    (DataType.STRING_ARRAY, ("ABC", "", "привет")),
]


@pytest.mark.parametrize(("kind", "value"), VALUES, ids=lambda part: part.name if isinstance(part, DataType) else None)
def test_every_type_is_read_as_it_was_written(kind: DataType, value: Value) -> None:
    assert there_and_back(metric(value, kind)) == (metric(value, kind),)


def test_times_become_texts() -> None:
    stamp = AT // 1000
    told = messages.new()
    told.metrics.add(name="t", datatype=DataType.DATETIME, long_value=stamp)
    told.metrics.add(name="a", datatype=DataType.DATETIME_ARRAY, bytes_value=stamp.to_bytes(8, "little"))
    told.metrics.add(name="never", datatype=DataType.DATETIME, long_value=2**63)
    shown = "2026-03-02T08:00:00.000000Z"
    assert [each.value for each in decode(told.SerializeToString()).metrics] == [shown, (shown,), None]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (DataType.INT16_ARRAY, (-30_000, 30_000), bytes.fromhex("d08a3075")),
        (
            DataType.BOOLEAN_ARRAY,
            tuple(bit == "1" for bit in "001101001101"),
            bytes.fromhex("0c00000034d0"),
        ),
    ],
)
def test_arrays_have_the_bytes_of_the_specification(kind: DataType, value: tuple[float, ...], expected: bytes) -> None:
    assert write(kind, value) == ("bytes_value", expected)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (DataType.INT8, 0xFF, -1),  # in its own bits
        (DataType.INT8, 0xFFFF_FFFF, -1),  # in the bits of the field
        (DataType.INT32, 2**64 - 5, -5),  # in the wide field
        (DataType.INT64, 5, 5),
        (DataType.BOOLEAN, 1, True),
        (DataType.INT16_ARRAY, b"\x01", None),
        (DataType.BOOLEAN_ARRAY, b"\x01\x00", None),
        (DataType.BOOLEAN_ARRAY, b"\xff\x00\x00\x00\x01", None),
        (DataType.STRING_ARRAY, b"a\x00b", ("a",)),
    ],
)
def test_what_edge_nodes_write_differently(kind: DataType, raw: object, value: Value) -> None:
    assert read(kind, raw) == value


def test_an_unknown_type_is_no_error() -> None:
    assert datatype(99) is DataType.UNKNOWN


def test_null_is_no_value_and_flags_are_kept() -> None:
    null = metric(None, DataType.DOUBLE, historical=True, transient=True)
    bad = metric(1.0, DataType.DOUBLE, good=False, alias=7, name="")
    assert there_and_back(null, bad) == (null, bad)


def test_a_unit_and_a_quality_stand_in_the_properties() -> None:
    told = messages.new()
    made = told.metrics.add(name="m", datatype=DataType.DOUBLE, double_value=1.0)
    made.properties.keys.extend(["engUnit", "Quality", "else"])
    made.properties.values.add(type=DataType.STRING, string_value="mm")
    made.properties.values.add(type=DataType.INT32, int_value=500)
    made.properties.values.add(type=DataType.BOOLEAN, boolean_value=True)
    (found,) = decode(told.SerializeToString()).metrics
    assert (found.units, found.good) == ("mm", False)


# ----------------------------------------------------- templates, tables, files


def test_an_instance_of_a_template_is_the_folder_of_its_members() -> None:
    told = messages.new()
    made = told.metrics.add(name="Spindle", alias=4, datatype=DataType.TEMPLATE, is_historical=True)
    made.template_value.template_ref = "Motor"
    made.template_value.metrics.add(name="RPM", datatype=DataType.DOUBLE, double_value=1200)
    inner = made.template_value.metrics.add(name="Drive", datatype=DataType.TEMPLATE)
    inner.template_value.metrics.add(name="Load", datatype=DataType.INT32, int_value=40)
    made.template_value.parameters.add(name="Make", type=DataType.STRING, string_value="ACME")
    found = decode(told.SerializeToString()).metrics
    assert {each.name: each.value for each in found if each.kind is not DataType.TEMPLATE} == {
        "Spindle/RPM": 1200.0,
        "Spindle/Drive/Load": 40,
        "Spindle/Make": "ACME",
    }
    assert [each.historical for each in found if each.name == "Spindle/RPM"] == [True]
    assert (found[0].name, found[0].alias, found[0].kind) == ("Spindle", 4, DataType.TEMPLATE)


def test_a_definition_of_a_template_is_no_value() -> None:
    told = messages.new()
    made = told.metrics.add(name="_types_/Motor", datatype=DataType.TEMPLATE)
    made.template_value.is_definition = True
    made.template_value.metrics.add(name="RPM", datatype=DataType.DOUBLE)
    assert [each.name for each in decode(told.SerializeToString()).metrics] == ["_types_/Motor"]


def test_templates_in_templates_without_end_are_cut() -> None:
    told = messages.new()
    made = told.metrics.add(name="a", datatype=DataType.TEMPLATE)
    for _ in range(30):
        made = made.template_value.metrics.add(name="a", datatype=DataType.TEMPLATE)
    made.template_value.metrics.add(name="x", datatype=DataType.INT32, int_value=1)
    assert all(each.value is None for each in decode(told.SerializeToString()).metrics)


def test_a_data_set_is_a_table() -> None:
    told = messages.new()
    made = told.metrics.add(name="tools", datatype=DataType.DATASET)
    table = made.dataset_value
    table.num_of_columns = 3
    table.columns.extend(["T", "life", "ok"])
    table.types.extend([DataType.INT8, DataType.DOUBLE, DataType.BOOLEAN])
    row = table.rows.add()
    row.elements.add(int_value=2**32 - 1)
    row.elements.add(double_value=0.5)
    row.elements.add(boolean_value=True)
    (found,) = decode(told.SerializeToString()).metrics
    assert found.value == DataSet({"0": {"T": -1, "life": 0.5, "ok": "true"}}, reset="DATASET")
    table.types.append(DataType.INT8)
    assert decode(told.SerializeToString()).metrics[0].value is None


def test_a_file_is_its_name() -> None:
    told = messages.new()
    told.metrics.add(name="f", datatype=DataType.FILE, bytes_value=b"G0 X1").metadata.file_name = "O1.nc"
    told.metrics.add(name="g", datatype=DataType.FILE, bytes_value=b"G0 X1")
    assert [each.value for each in decode(told.SerializeToString()).metrics] == ["O1.nc", "5 B"]


# ------------------------------------------------------------------ packed, rubbish


def packed(body: bytes) -> bytes:
    told = messages.new()
    told.uuid = payload.COMPRESSED
    told.body = body
    data: bytes = told.SerializeToString()
    return data


@pytest.mark.parametrize("squeeze", [zlib.compress, gzip.compress])
def test_a_packed_body_is_unpacked(squeeze: Any) -> None:
    plain = Payload(at=AT, seq=7, metrics=(metric(1.5, DataType.DOUBLE),))
    assert decode(packed(squeeze(encode(plain)))) == plain
    assert there_and_back(*plain.metrics, compressed=True) == plain.metrics


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(ValueError, match="unpacks to more"):
        decode(packed(zlib.compress(bytes(payload.MAX_BODY + 1))))


@pytest.mark.parametrize("rubbish", [b"\xff", b"\x0a\xff\xff\xff\xff\x0f", b"not a payload", packed(b"no zlib")])
def test_rubbish_is_a_value_error(rubbish: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(rubbish)


def test_too_many_metrics_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MAX_METRICS", 3)
    with pytest.raises(ValueError, match="more than 3 metrics"):
        there_and_back(*[metric(1, DataType.INT8)] * 4)


def test_a_time_that_is_none_is_none() -> None:
    told = messages.new()
    told.timestamp = 4_102_444_800_000
    told.seq = 300
    assert decode(told.SerializeToString()) == Payload(at=None, seq=44)
