"""The data types of Sparkplug B (specification 3.0, 6.4.16) and how each one's value is read and written."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, Final

from dispatcher.domain.instant import Instant, format_instant

Plain = float | int | bool | str | None
Value = Plain | tuple[Plain, ...] | bytes


class DataType(IntEnum):
    """The number that stands in a birth."""

    UNKNOWN = 0
    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATETIME = 13
    TEXT = 14
    UUID = 15
    DATASET = 16
    BYTES = 17
    FILE = 18
    TEMPLATE = 19
    PROPERTYSET = 20
    PROPERTYSETLIST = 21
    INT8_ARRAY = 22
    INT16_ARRAY = 23
    INT32_ARRAY = 24
    INT64_ARRAY = 25
    UINT8_ARRAY = 26
    UINT16_ARRAY = 27
    UINT32_ARRAY = 28
    UINT64_ARRAY = 29
    FLOAT_ARRAY = 30
    DOUBLE_ARRAY = 31
    BOOLEAN_ARRAY = 32
    STRING_ARRAY = 33
    DATETIME_ARRAY = 34


_BITS: Final = {
    DataType.INT8: 8,
    DataType.INT16: 16,
    DataType.INT32: 32,
    DataType.INT64: 64,
}
_LATEST_MS = 253_402_300_799_999  # the end of the year 9999
_WIDE = frozenset((DataType.INT64, DataType.UINT64, DataType.UINT32, DataType.DATETIME))
_ARRAYS: Final = {
    DataType.INT8_ARRAY: "b",
    DataType.INT16_ARRAY: "h",
    DataType.INT32_ARRAY: "i",
    DataType.INT64_ARRAY: "q",
    DataType.UINT8_ARRAY: "B",
    DataType.UINT16_ARRAY: "H",
    DataType.UINT32_ARRAY: "I",
    DataType.UINT64_ARRAY: "Q",
    DataType.FLOAT_ARRAY: "f",
    DataType.DOUBLE_ARRAY: "d",
    DataType.DATETIME_ARRAY: "Q",
}
NUMBERS = frozenset(range(DataType.INT8, DataType.DOUBLE + 1))


def datatype(number: int) -> DataType:
    """The type of that number; UNKNOWN for one that is none."""
    return DataType(number) if number in _KNOWN else DataType.UNKNOWN


_KNOWN = frozenset(int(kind) for kind in DataType)


def read(kind: DataType, raw: Any) -> Value:  # noqa: ANN401 - as it came off the wire
    """The value that stands for; None for one that its type does not allow. A value read without knowing its type may
    be read again when it is known.
    """
    if isinstance(raw, bytes):
        return _from_bytes(kind, raw)
    if kind in _BITS and isinstance(raw, int):
        return _signed(raw, _BITS[kind])
    if kind is DataType.BOOLEAN and raw is not None:
        return bool(raw)
    if kind is DataType.DATETIME and isinstance(raw, int):
        return _stamp(raw)
    plain: Plain = raw
    return plain


def _signed(raw: int, bits: int) -> int:
    """Two's complement: a narrow type may come in as many bits as the field has, or in its own."""
    raw &= (1 << bits) - 1
    return raw - (1 << bits) if raw >> (bits - 1) else raw


def _stamp(raw: int) -> str | None:
    return format_instant(Instant(raw * 1000)) if raw <= _LATEST_MS else None


def _from_bytes(kind: DataType, raw: bytes) -> Value:
    if kind is DataType.BOOLEAN_ARRAY:
        return _booleans(raw)
    if kind is DataType.STRING_ARRAY:
        return tuple(part.decode("utf-8", "replace") for part in raw.split(b"\x00")[:-1])
    if kind not in _ARRAYS:
        return raw
    letter = _ARRAYS[kind]
    size = struct.calcsize(f"<{letter}")
    if len(raw) % size:
        return None
    numbers = struct.unpack(f"<{len(raw) // size}{letter}", raw)
    return tuple(map(_stamp, numbers)) if kind is DataType.DATETIME_ARRAY else numbers


def _booleans(raw: bytes) -> tuple[bool, ...] | None:
    """A count of four bytes, then the bits, the highest of each byte first."""
    head = 4
    if len(raw) < head:
        return None
    (count,) = struct.unpack("<I", raw[:head])
    bits = raw[head:]
    if count > len(bits) * 8:
        return None
    return tuple(bool(bits[at // 8] & (0x80 >> at % 8)) for at in range(count))


# ------------------------------------------------------------------------ writing


def write(kind: DataType, value: Value) -> tuple[str, Any]:
    """Field and raw value, for the little we send and for the simulator."""
    if isinstance(value, tuple):
        return "bytes_value", _packed(kind, value)
    if isinstance(value, bytes):
        return "bytes_value", value
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    if kind in _BITS or kind in NUMBERS:
        field = "long_value" if kind in _WIDE else "int_value"
        return field, int(value or 0) & ((1 << (64 if kind in _WIDE else 32)) - 1)
    return "string_value", str(value)


_WRITERS: Mapping[DataType, Callable[[Any], tuple[str, Any]]] = {
    DataType.FLOAT: lambda value: ("float_value", float(value)),
    DataType.DOUBLE: lambda value: ("double_value", float(value)),
    DataType.BOOLEAN: lambda value: ("boolean_value", bool(value)),
    DataType.DATETIME: lambda value: ("long_value", int(value)),
}


def _packed(kind: DataType, values: tuple[Plain, ...]) -> bytes:
    if kind is DataType.STRING_ARRAY:
        return b"".join(str(value).encode() + b"\x00" for value in values)
    if kind is DataType.BOOLEAN_ARRAY:
        bits = bytearray((len(values) + 7) // 8)
        for at, value in enumerate(values):
            bits[at // 8] |= bool(value) << (7 - at % 8)
        return struct.pack("<I", len(values)) + bytes(bits)
    return struct.pack(f"<{len(values)}{_ARRAYS[kind]}", *values)
