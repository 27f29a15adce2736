"""Addresses as people write them, and the calls by which a controller is reached."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dispatcher.connectors.s7.addresses import Area, Format, read_address
from dispatcher.connectors.s7.config import S7Settings, pointed
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.sdk.targets import read_target

DB, M, I, Q = Area.DB, Area.FLAGS, Area.INPUTS, Area.OUTPUTS  # noqa: E741 - as they are called


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("DB10.DBX0.3", (DB, 10, 0, Format.BOOL, 3, 0)),
        ("db10.dbb2", (DB, 10, 2, Format.BYTE, 0, 0)),
        ("DB10.DBW2", (DB, 10, 2, Format.WORD, 0, 0)),
        ("%DB10.DBD4", (DB, 10, 4, Format.DWORD, 0, 0)),
        ("DB10, INT2", (DB, 10, 2, Format.INT, 0, 0)),
        ("DB10,X0.7", (DB, 10, 0, Format.BOOL, 7, 0)),
        ("DB10.REAL4", (DB, 10, 4, Format.REAL, 0, 0)),
        ("DB10.LREAL8", (DB, 10, 8, Format.LREAL, 0, 0)),
        ("DB1.STRING10.20", (DB, 1, 10, Format.STRING, 0, 20)),
        ("DB1.S10.20", (DB, 1, 10, Format.STRING, 0, 20)),
        ("DB1.WSTRING32.20", (DB, 1, 32, Format.WSTRING, 0, 20)),
        ("DB1.DTL0", (DB, 1, 0, Format.DTL, 0, 0)),
        ("DB1.DATE_AND_TIME8", (DB, 1, 8, Format.DT, 0, 0)),
        ("DB1.BOOL3.1", (DB, 1, 3, Format.BOOL, 1, 0)),
        ("M0.3", (M, 0, 0, Format.BOOL, 3, 0)),
        ("M10.DINT4", None),
        ("MB2", (M, 0, 2, Format.BYTE, 0, 0)),
        ("MW20", (M, 0, 20, Format.WORD, 0, 0)),
        ("MD4", (M, 0, 4, Format.DWORD, 0, 0)),
        ("MREAL4", (M, 0, 4, Format.REAL, 0, 0)),
        ("I0.0", (I, 0, 0, Format.BOOL, 0, 0)),
        ("E0.0", (I, 0, 0, Format.BOOL, 0, 0)),
        ("EW2", (I, 0, 2, Format.WORD, 0, 0)),
        ("Q0.0", (Q, 0, 0, Format.BOOL, 0, 0)),
        ("A4.7", (Q, 0, 4, Format.BOOL, 7, 0)),
        ("AB1", (Q, 0, 1, Format.BYTE, 0, 0)),
        ("V10.3", (DB, 1, 10, Format.BOOL, 3, 0)),
        ("VW100", (DB, 1, 100, Format.WORD, 0, 0)),
        ("V10", (DB, 1, 10, Format.BYTE, 0, 0)),
        ("DB0.DBB0", None),
        ("DB10.DBX0", None),
        ("DB10.DBX0.8", None),
        ("DB10.DBW2.1", None),
        ("DB1.STRING10", None),
        ("DB1.STRING10.255", None),
        ("DB1.DBD65533", None),
        ("T5", None),
        ("Станок", None),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, spot: tuple[object, ...] | None) -> None:
    if spot is None:
        with pytest.raises(ValueError, match=r"\w"):
            read_address(text)
        return
    found = read_address(text)

    assert (found.area, found.db, found.start, found.format, found.bit, found.length) == spot


def test_the_format_overrules_the_width() -> None:
    assert read_address("DB10.DBD4", Format.REAL).format is Format.REAL
    assert read_address("DB10.DBB4", Format.STRING, 30).size == 32


@pytest.mark.parametrize(
    "given", [{"address": "DB1"}, {"address": "MW0", "encoding": "klingon"}, {"address": "MB0", "length": 300}]
)
def test_an_entry_that_cannot_be_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        S7Entry.model_validate({"key": "k", "type": "X", **given})


@pytest.mark.parametrize(
    ("given", "calls"),
    [
        ({}, ["0100>0201", "0100>0202", "0100>0203", "0100>0200"]),
        ({"cpu": "s7-300"}, ["0100>0202"]),
        ({"cpu": "s7-400", "seat": "pg"}, ["0100>0103", "0100>0102", "0100>0104"]),
        ({"cpu": "s7-1500", "seat": "basic"}, ["0100>0301", "0100>0300"]),
        ({"rack": 1, "slot": 4}, ["0100>0224"]),
        ({"cpu": "s7-200"}, ["1000>1001"]),
        ({"cpu": "logo"}, ["0300>0200"]),
        ({"cpu": "logo", "local_tsap": "10.00", "remote_tsap": "20.00"}, ["1000>2000"]),
    ],
)
def test_how_a_controller_is_called(given: dict[str, Any], calls: list[str]) -> None:
    settings = S7Settings.model_validate({"host": "a", **given})

    assert [f"{ours:04X}>{theirs:04X}" for ours, theirs in settings.calls()] == calls


def test_trap_13_one_controller_has_one_address() -> None:
    spellings = ["LOCALHOST", "127.0.0.1", "[::1]", " localhost. "]

    assert {S7Settings(host=host).address for host in spellings} == {"s7://127.0.0.1:102/0"}


def test_an_address_leads_to_settings() -> None:
    assert pointed(read_target("s7://plc:1102/0/2")) == {"host": "plc", "port": 1102, "rack": 0, "slot": 2}
    assert pointed(read_target("plc")) == {"host": "plc", "port": 102}


@pytest.mark.parametrize("settings", [{"host": "s7://a"}, {"host": " "}, {"host": "a", "remote_tsap": "2.0"}])
def test_wrong_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        S7Settings.model_validate(settings)
