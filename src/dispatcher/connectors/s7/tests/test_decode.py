"""Bytes to values, type by type, and back."""

from __future__ import annotations

from typing import Any

import pytest

from dispatcher.connectors.s7.decode import decode, encode
from dispatcher.connectors.s7.entries import S7Entry


def entry(address: str, **given: Any) -> S7Entry:
    return S7Entry.model_validate({"key": "k", "type": "X", "address": address, **given})


@pytest.mark.parametrize(
    ("address", "data", "value"),
    [
        ("M0.3", "08", True),
        ("M0.3", "f7", False),
        ("MB0", "ff", 255),
        ("MSINT0", "ff", -1),
        ("MCHAR0", "41", "A"),
        ("MW0", "ffff", 65_535),
        ("MINT0", "ffff", -1),
        ("MD0", "00010000", 65_536),
        ("MDINT0", "ffffffff", -1),
        ("MREAL0", "43668000", 230.5),
        ("DB1.LREAL0", "406cd00000000000", 230.5),
        ("DB1.LINT0", "ffffffffffffffff", -1),
        ("DB1.TIME0", "fffffc18", -1.0),
        ("DB1.S5TIME0", "2127", 127.0),
        ("DB1.S5TIME0", "0050", 0.5),
        ("DB1.S5TIME0", "3999", 9990.0),
        ("DB1.S5TIME0", "2a27", None),
        ("DB1.DATE0", "0001", "1990-01-02"),
        ("DB1.TOD0", "0000ea60", "00:01:00.000"),
        ("DB1.TOD0", "ffffffff", None),
        ("DB1.DT0", "2401150800001232", "2024-01-15T08:00:00.123000"),
        ("DB1.DT0", "9512312359599991", "1995-12-31T23:59:59.999000"),
        ("DB1.DT0", "2413150800001232", None),
        ("DB1.DTL0", "07e8010f0208000007540f1d", "2024-01-15T08:00:00.122949"),
        ("DB1.DTL0", "000000000000000000000000", None),
        ("DB1.STRING0.5", "0503414243ffff", "ABC"),
        ("DB1.STRING0.5", "ffff4142434445", "ABCDE"),
        ("DB1.WSTRING0.3", "00030002042104220000", "СТ"),
    ],
)
def test_bytes_give_the_value(address: str, data: str, value: object) -> None:
    assert decode(entry(address), bytes.fromhex(data)) == value


def test_a_text_has_the_encoding_of_the_machine() -> None:
    assert decode(entry("DB1.STRING0.6", encoding="cp1251"), b"\x06\x06\xd1\xf2\xe0\xed\xee\xea") == "Станок"


@pytest.mark.parametrize(
    ("address", "raw"),
    [
        ("M0.5", True),
        ("MCHAR0", "x"),
        ("MINT0", -12_345),
        ("MREAL0", 1.5),
        ("DB1.ULINT0", 1 << 63),
        ("DB1.TIME0", 61.25),
        ("DB1.S5TIME0", 127.0),
        ("DB1.S5TIME0", 0.25),
        ("DB1.S5TIME0", 5000.0),
        ("DB1.DATE0", "2024-01-15"),
        ("DB1.TOD0", "13:45:00.250"),
        ("DB1.DT0", "2024-01-15T08:00:00.123000"),
        ("DB1.DTL0", "2024-01-15T08:00:00.123456"),
        ("DB1.STRING0.10", "O1234"),
        ("DB1.WSTRING0.10", "Станок №7"),
    ],
)
def test_what_a_simulated_controller_keeps_is_read_as_it_was_put(address: str, raw: Any) -> None:
    mapped = entry(address)
    data = encode(mapped, raw)

    assert len(data) == mapped.spot.size
    assert decode(mapped, data) == raw
