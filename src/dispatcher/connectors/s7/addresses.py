"""Addresses in the notation people write: `DB10.DBX0.3`, `DB10.DBD4`, `DB1.STRING10.20`, `MW20`, `E0.0`, `VW100`. Pure.

English and German letters mean the same: I and E inputs, Q and A outputs, M flags. V is the variable memory of an
S7-200 or a LOGO!, which the protocol shows as DB1. In a data block the type may stand instead of the width:
`DB10.REAL4`, `DB10,INT2`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """Where in the controller's memory."""

    DB = "DB"
    FLAGS = "M"
    INPUTS = "I"
    OUTPUTS = "Q"


class Format(StrEnum):
    """How bytes are read; the names are those of the controller's types."""

    BOOL = "bool"
    BYTE = "byte"
    CHAR = "char"
    SINT = "sint"
    USINT = "usint"
    WORD = "word"
    INT = "int"
    UINT = "uint"
    DWORD = "dword"
    DINT = "dint"
    UDINT = "udint"
    REAL = "real"
    LWORD = "lword"
    LINT = "lint"
    ULINT = "ulint"
    LREAL = "lreal"
    TIME = "time"
    S5TIME = "s5time"
    DATE = "date"
    TOD = "tod"
    DT = "dt"
    DTL = "dtl"
    STRING = "string"
    WSTRING = "wstring"


SIZES = {
    Format.BOOL: 1, Format.BYTE: 1, Format.CHAR: 1, Format.SINT: 1, Format.USINT: 1,
    Format.WORD: 2, Format.INT: 2, Format.UINT: 2, Format.S5TIME: 2, Format.DATE: 2,
    Format.DWORD: 4, Format.DINT: 4, Format.UDINT: 4, Format.REAL: 4, Format.TIME: 4, Format.TOD: 4,
    Format.LWORD: 8, Format.LINT: 8, Format.ULINT: 8, Format.LREAL: 8, Format.DT: 8,
    Format.DTL: 12,
}  # fmt: skip
"""Bytes of the types that have a fixed size."""

LONGEST = 254
"""Characters of a text."""
LAST = 65_535
_WIDTHS = {"X": Format.BOOL, "B": Format.BYTE, "W": Format.WORD, "D": Format.DWORD, "": Format.BYTE}
_WORDS = {
    **{format_.value.upper(): format_ for format_ in Format},
    "DATE_AND_TIME": Format.DT, "TIME_OF_DAY": Format.TOD, "S": Format.STRING,
}  # fmt: skip
_AREAS = {
    "M": Area.FLAGS, "I": Area.INPUTS, "E": Area.INPUTS, "Q": Area.OUTPUTS, "A": Area.OUTPUTS, "V": Area.DB,
}  # fmt: skip
_TYPES = "|".join(sorted(_WORDS, key=len, reverse=True))
_BLOCK = re.compile(rf"DB(\d{{1,5}})[.,](?:DB)?({_TYPES}|[XBWD])(\d{{1,5}})(?:\.(\d{{1,3}}))?")
_PLAIN = re.compile(rf"%?([MIEQAV])[.]?({_TYPES}|[XBWD]?)(\d{{1,5}})(?:\.(\d{{1,3}}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in memory. length: characters of a text. bit: of a bool."""

    area: Area
    db: int
    start: int
    format: Format
    bit: int = 0
    length: int = 0

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        if self.format is Format.STRING:
            return self.length + 2
        if self.format is Format.WSTRING:
            return 2 * self.length + 4
        return SIZES[self.format]


def read_address(text: str, format_: Format | None = None, length: int | None = None) -> Spot:
    """The place an address names; `format_` overrules the width it says, `length` is that of a text.

    Raises ValueError, with the cure.
    """
    plain = "".join(text.split()).upper().lstrip("%")
    block, flat = _BLOCK.fullmatch(plain), _PLAIN.fullmatch(plain)
    if block is not None:
        area, db, (kind, start, tail) = Area.DB, int(block[1]), block.group(2, 3, 4)
    elif flat is not None:
        area, db, (kind, start, tail) = _AREAS[flat[1]], int(flat[1] == "V"), flat.group(2, 3, 4)
        kind = "X" if kind == "" and tail is not None else kind
    else:
        raise ValueError("write an address like DB10.DBX0.3, DB10.DBD4, DB1.STRING10.20, MW20, I0.0 or VW100")
    if area is Area.DB and db == 0:
        raise ValueError("there is no DB0: data blocks count from 1")
    meant = format_ or _WIDTHS.get(kind) or _WORDS[kind]
    return _checked(area, db, int(start), meant, None if tail is None else int(tail), length)


def _checked(area: Area, db: int, start: int, meant: Format, tail: int | None, length: int | None) -> Spot:
    """The spot, with what follows the last point understood by its type."""
    bit = characters = 0
    if meant is Format.BOOL:
        if tail is None or tail > 7:  # noqa: PLR2004 - a byte has eight bits
            raise ValueError("a bit needs its number, 0 to 7: DB10.DBX0.3, M0.3")
        bit = tail
    elif meant in {Format.STRING, Format.WSTRING}:
        characters = length or tail or 0
        if not 1 <= characters <= LONGEST:
            raise ValueError("a text needs its length, 1 to 254: DB1.STRING10.20 is 20 characters from byte 10 on")
    elif tail is not None:
        raise ValueError(f"only bits and texts have a second number, {meant.value} has none")
    spot = Spot(area=area, db=db, start=start, format=meant, bit=bit, length=characters)
    if spot.start + spot.size - 1 > LAST:
        raise ValueError("the value reaches beyond byte 65535")
    return spot
