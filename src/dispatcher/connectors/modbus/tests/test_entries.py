"""Addresses as people write them, and maps that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.connectors.modbus.config import ModbusSettings, pointed
from dispatcher.connectors.modbus.entries import Format, ModbusEntry, Table
from dispatcher.connectors.sdk.targets import read_target


def entry(**given: Any) -> ModbusEntry:
    return ModbusEntry.model_validate({"key": "k", "type": "PART_COUNT", **given})


@pytest.mark.parametrize(
    ("given", "table", "address"),
    [
        ({"table": "holding", "address": 0}, Table.HOLDING, 0),
        ({"table": "holding", "address": "0x1F"}, Table.HOLDING, 31),
        ({"table": "holding", "address": 40001}, Table.HOLDING, 40001),
        ({"table": "input", "address": "17"}, Table.INPUT, 17),
        ({"address": "40001"}, Table.HOLDING, 0),
        ({"address": "400001"}, Table.HOLDING, 0),
        ({"address": "4x0108"}, Table.HOLDING, 107),
        ({"address": "465536"}, Table.HOLDING, 65_535),
        ({"address": "30053"}, Table.INPUT, 52),
        ({"address": "10016"}, Table.DISCRETE, 15),
        ({"address": "00017"}, Table.COIL, 16),
    ],
)
def test_an_address_is_read_as_it_is_written(given: dict[str, Any], table: Table, address: int) -> None:
    found = entry(**given)

    assert (found.table, found.address) == (table, address)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"address": 40001}, "say the table"),
        ({"address": "20001"}, "say the table"),
        ({"address": "40000"}, "counts from 1"),
        ({"table": "input", "address": "400001"}, "holding address"),
        ({"table": "input", "address": "x"}, "as a number"),
        ({"table": "holding", "address": 70_000}, "65535"),
        ({"table": "holding", "address": 65_535, "format": "float32"}, "beyond"),
        ({"table": "coil", "address": 0, "format": "uint16"}, "are bits"),
        ({"table": "holding", "address": 0, "format": "string"}, "length"),
        ({"table": "holding", "address": 0, "length": 2}, "length is for"),
        ({"table": "holding", "address": 0, "format": "bcd", "length": 5}, "sixteen"),
        ({"table": "holding", "address": 0, "bit": 16}, "outside"),
        ({"table": "holding", "address": 0, "bits": 2}, "begins"),
        ({"table": "holding", "address": 0, "format": "bool", "bit": 1, "bits": 2}, "one bit"),
        ({"table": "holding", "address": 0, "format": "int16", "bit": 1}, "uint16"),
        ({"table": "holding", "address": 0, "format": "string", "length": 1, "encoding": "klingon"}, "encoding"),
    ],
)
def test_a_map_that_cannot_be_says_why(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        entry(**given)


def test_a_bit_of_a_bit_table_needs_no_format() -> None:
    assert entry(address="10001").format is Format.BOOL


def test_whose_unit_an_entry_is_of() -> None:
    settings = ModbusSettings.model_validate({"host": "a", "unit": 9, "units": {"oven": 7}})
    plain, own = entry(address="40001"), entry(address="40001", unit=3)

    assert [settings.unit_of(plain, device) for device in ("", "oven", "12", "300", "press")] == [9, 7, 12, 9, 9]
    assert settings.unit_of(own, "oven") == 3


def test_trap_13_one_place_has_one_address_and_units_are_places() -> None:
    def address(**given: Any) -> str:
        return ModbusSettings.model_validate(given).address

    assert {address(host=host) for host in ("LOCALHOST", "127.0.0.1", "[::1]", " localhost. ")} == {
        "modbus://127.0.0.1:502/1"
    }
    assert address(host="a", unit=2) != address(host="a", unit=3)


def test_an_address_leads_to_settings() -> None:
    assert pointed(read_target("modbus://box:503/7")) == {"host": "box", "port": 503, "unit": 7}
    assert pointed(read_target("modbus+rtu://box")) == {"host": "box", "port": 502, "framer": "rtu"}
    assert pointed(read_target("box")) == {"host": "box", "port": 502}


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "http://a"},
        {"host": " "},
        {"host": "a", "units": {"x": 256}},
        {"host": "a", "max_registers": 126},
        {
            "host": "a",
            "max_registers": 1,
            "signals": [{"key": "k", "type": "LOAD", "address": "40001", "format": "int32"}],
        },
    ],
)
def test_wrong_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ModbusSettings.model_validate(settings)
