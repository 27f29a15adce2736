"""Registers to values, table by table, and back."""

from __future__ import annotations

import math
from typing import Any

import pytest

from dispatcher.connectors.modbus.decode import decode, encode
from dispatcher.connectors.modbus.entries import ModbusEntry, Order

BIG, LITTLE = Order.BIG, Order.LITTLE


def entry(**given: Any) -> ModbusEntry:
    return ModbusEntry.model_validate({"key": "k", "type": "LOAD", "table": "holding", "address": 0, **given})


@pytest.mark.parametrize(
    ("given", "words", "value"),
    [
        ({}, [0xFFFF], 65_535),
        ({"format": "int16"}, [0xFFFE], -2),
        ({"format": "int32"}, [0xFFFF, 0xFFFE], -2),
        ({"format": "uint32"}, [0x0001, 0x0002], 65_538),
        ({"format": "uint32", "word_order": "little"}, [0x0002, 0x0001], 65_538),
        ({"format": "uint32", "byte_order": "little"}, [0x0100, 0x0200], 65_538),
        ({"format": "uint32", "byte_order": "little", "word_order": "little"}, [0x0200, 0x0100], 65_538),
        ({"format": "int64"}, [0xFFFF] * 4, -1),
        ({"format": "uint64", "word_order": "little"}, [1, 0, 0, 0x8000], (1 << 63) + 1),
        ({"format": "float32"}, [0x4366, 0x8000], 230.5),
        ({"format": "float32", "word_order": "little"}, [0x8000, 0x4366], 230.5),
        ({"format": "float64"}, [0x406C, 0xD000, 0, 0], 230.5),
        ({"format": "bcd", "length": 2}, [0x1234, 0x5678], 12_345_678),
        ({"format": "bcd", "length": 1}, [0x12A4], None),
        ({"format": "string", "length": 3}, [0x4F4B, 0x0041, 0x4141], "OK"),
        ({"format": "string", "length": 2, "byte_order": "little"}, [0x4241, 0x2043], "ABC"),
        ({"format": "string", "length": 2, "word_order": "little"}, [0x4142, 0x4344], "ABCD"),
        ({"format": "string", "length": 2, "encoding": "cp1251"}, [0xCFF0, 0xE5F1], "Прес"),
        ({"format": "bool"}, [0], False),
        ({"format": "bool"}, [7], True),
        ({"format": "bool", "bit": 3}, [0b1000], True),
        ({"format": "bool", "bit": 3}, [0b0111], False),
        ({"bit": 4, "bits": 3}, [0b0101_1111], 5),
        ({"format": "uint32", "bit": 16, "bits": 8}, [0x12AB, 0xFFFF], 0xAB),
        ({"absent": [65_535]}, [0xFFFF], None),
        ({"format": "int16", "absent": [-32_768]}, [0x8000], None),
    ],
)
def test_registers_give_the_value(given: dict[str, Any], words: list[int], value: object) -> None:
    assert decode(entry(**given), words, BIG, BIG) == value


def test_the_orders_of_the_source_stand_where_the_entry_names_none() -> None:
    plain, own = entry(format="uint32"), entry(format="uint32", word_order="big", byte_order="big")

    assert decode(plain, [0x0200, 0x0100], LITTLE, LITTLE) == 65_538
    assert decode(own, [0x0001, 0x0002], LITTLE, LITTLE) == 65_538


def test_a_float_that_is_no_number_is_unavailable() -> None:
    broken = entry(format="float32", category="SAMPLE", type="WATTAGE")
    raw = decode(broken, [0x7FC0, 0], BIG, BIG)

    assert isinstance(raw, float)
    assert math.isnan(raw)
    assert broken.convert(raw) is None


@pytest.mark.parametrize(
    ("given", "raw"),
    [
        ({"format": "int32", "word_order": "little"}, -70_000),
        ({"format": "float32", "byte_order": "little"}, 1.5),
        ({"format": "float64"}, -2.25),
        ({"format": "bcd", "length": 2}, 12_345),
        ({"format": "string", "length": 4}, "Фреза"[:4]),
        ({"format": "bool", "bit": 9}, True),
        ({"bit": 2, "bits": 3}, 5),
        ({"format": "uint64"}, 1 << 60),
    ],
)
def test_what_a_simulated_device_keeps_is_read_as_it_was_put(given: dict[str, Any], raw: Any) -> None:
    mapped = entry(**given)

    assert decode(mapped, encode(mapped, raw, BIG, BIG), BIG, BIG) == raw


def test_a_coil_is_a_bit() -> None:
    coil = entry(table="coil")

    assert decode(coil, [1], BIG, BIG) is True
    assert encode(coil, True, BIG, BIG) == [1]
