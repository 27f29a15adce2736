"""One mapped value: where it lies in a device, and how its registers are read. Data, never code.

Two ways to write an address. With `table` it is the number of the protocol, from 0: `table = "holding", address = 0`.
Without it, the notation of most manuals, as a text: the first digit names the table (0 coils, 1 discrete inputs, 3
input registers, 4 holding registers), what follows counts from 1: "40001" and "400001" are holding register 0.
"""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator, model_validator

from dispatcher.connectors.sdk.mapping import Entry

LAST = 65_535


class Table(StrEnum):
    """The four address spaces of a device."""

    COIL = "coil"
    DISCRETE = "discrete"
    INPUT = "input"
    HOLDING = "holding"

    @property
    def bits(self) -> bool:
        """Whether it holds single bits, not registers."""
        return self in {Table.COIL, Table.DISCRETE}


class Format(StrEnum):
    """How the registers of a value are read."""

    BOOL = "bool"
    INT16 = "int16"
    UINT16 = "uint16"
    INT32 = "int32"
    UINT32 = "uint32"
    INT64 = "int64"
    UINT64 = "uint64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    BCD = "bcd"
    STRING = "string"


class Order(StrEnum):
    """Which comes first, the more significant one (big, as the protocol means it) or the less."""

    BIG = "big"
    LITTLE = "little"


REGISTERS = {
    Format.BOOL: 1,
    Format.INT16: 1,
    Format.UINT16: 1,
    Format.INT32: 2,
    Format.UINT32: 2,
    Format.FLOAT32: 2,
    Format.INT64: 4,
    Format.UINT64: 4,
    Format.FLOAT64: 4,
}
"""How many registers each fixed format takes."""

_LEADING = {"0": Table.COIL, "1": Table.DISCRETE, "3": Table.INPUT, "4": Table.HOLDING}
_NOTATION = re.compile(r"([0134])[xX]?(\d{4,5})")
_UNSIGNED = frozenset({Format.UINT16, Format.UINT32, Format.UINT64})


class ModbusEntry(Entry):
    """One `[[signal]]` of a Modbus device."""

    table: Table
    address: int = Field(ge=0, le=LAST)
    format: Format = Format.UINT16
    bit: int | None = Field(None, ge=0, le=63)
    """The lowest bit of a field within the value; 0 is the least significant."""
    bits: int = Field(1, ge=1, le=64)
    """How many bits the field has."""
    length: int | None = Field(None, ge=1, le=125)
    """Registers of a text or of packed decimal digits."""
    word_order: Order | None = None
    byte_order: Order | None = None
    encoding: str = "utf-8"
    absent: tuple[float, ...] = ()
    """Raw numbers by which the device says that it has no value."""
    unit: int | None = Field(None, ge=0, le=255)
    poll_ms: int | None = Field(None, ge=10, le=3_600_000)

    @model_validator(mode="before")
    @classmethod
    def _read_address(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a file holds
        if not isinstance(data, dict) or "address" not in data:
            return data
        given = dict(data)
        given["table"], given["address"] = placed(given.get("table"), given["address"])
        if "format" not in given and given["table"] in {Table.COIL, Table.DISCRETE}:
            given["format"] = Format.BOOL
        return given

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        try:
            codecs.lookup(encoding)
        except LookupError as error:
            raise ValueError("write the name of an encoding, like utf-8, cp1251 or latin-1") from error
        return encoding

    @model_validator(mode="after")
    def _fits(self) -> ModbusEntry:
        if self.table.bits and (self.format is not Format.BOOL or self.bit is not None):
            raise ValueError("coils and discrete inputs are bits: their format is bool, without bit")
        if self.format in {Format.STRING, Format.BCD} and self.length is None:
            raise ValueError("say with length how many registers the text or the digits take")
        if self.length is not None and self.format not in {Format.STRING, Format.BCD}:
            raise ValueError("length is for the formats string and bcd; the others have their own")
        if self.format is Format.BCD and self.count > 4:  # noqa: PLR2004 - sixteen digits
            raise ValueError("bcd takes at most four registers (sixteen digits)")
        if self.bit is not None:
            if self.format is Format.BOOL and self.bits != 1:
                raise ValueError("a bool is one bit; for a field of bits use uint16, uint32 or uint64")
            if self.format is not Format.BOOL and self.format not in _UNSIGNED:
                raise ValueError("bit is for the formats bool, uint16, uint32 and uint64")
            if self.bit + self.bits > 16 * self.count:
                raise ValueError("the bits lie outside the value")
        elif self.bits != 1:
            raise ValueError("say with bit where the field begins")
        if self.address + self.count - 1 > LAST:
            raise ValueError("the value reaches beyond address 65535")
        return self

    @property
    def count(self) -> int:
        """How many registers (or bits of a bit table) it takes."""
        return REGISTERS.get(self.format) or self.length or 1


def placed(table: object, address: object) -> tuple[object, object]:
    """Table and number from 0. Raises ValueError where the notation is unclear."""
    text = str(address).strip()
    notation = _NOTATION.fullmatch(text) if isinstance(address, str) else None
    if table is not None:
        if notation is not None and len(text) > 5 and _LEADING[notation[1]] != table:  # noqa: PLR2004
            raise ValueError(f"{text} is a {_LEADING[notation[1]].value} address, but table says {table}")
        return table, _number(text)
    if notation is None:
        raise ValueError(
            "say the table (coil, discrete, input, holding) and the address from 0, or write the notation of the "
            'manual as a text, like "40001"'
        )
    number = int(notation[2]) - 1
    if number < 0:
        raise ValueError(f"{text}: this notation counts from 1")
    return _LEADING[notation[1]], number


def _number(text: str) -> int:
    try:
        return int(text, 0) if text.lower().startswith("0x") else int(text)
    except ValueError as error:
        raise ValueError("write the address as a number from 0, or in hexadecimal as 0x10") from error
