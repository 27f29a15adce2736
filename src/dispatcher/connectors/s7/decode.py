"""Bytes of a controller to raw values and back. Pure; the most significant byte comes first, always."""

from __future__ import annotations

import struct

from dispatcher.connectors.s7 import times
from dispatcher.connectors.s7.addresses import Format
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.sdk.mapping import Raw, Scalar, as_word

_NUMBERS = {
    Format.BYTE: struct.Struct(">B"),
    Format.SINT: struct.Struct(">b"),
    Format.USINT: struct.Struct(">B"),
    Format.WORD: struct.Struct(">H"),
    Format.INT: struct.Struct(">h"),
    Format.UINT: struct.Struct(">H"),
    Format.DWORD: struct.Struct(">I"),
    Format.DINT: struct.Struct(">i"),
    Format.UDINT: struct.Struct(">I"),
    Format.REAL: struct.Struct(">f"),
    Format.LWORD: struct.Struct(">Q"),
    Format.LINT: struct.Struct(">q"),
    Format.ULINT: struct.Struct(">Q"),
    Format.LREAL: struct.Struct(">d"),
}


def decode(entry: S7Entry, data: bytes) -> Raw:
    """The raw value; None where the bytes are none of their type. Durations are seconds, times texts (see `times`)."""
    spot = entry.spot
    if spot.format is Format.BOOL:
        return bool(data[0] >> spot.bit & 1)
    if (number := _NUMBERS.get(spot.format)) is not None:
        value: int | float = number.unpack(data)[0]
        return value
    if (read := times.READERS.get(spot.format)) is not None:
        try:
            return read(data)
        except (ValueError, OverflowError):
            return None
    return _text(entry, data)


def _text(entry: S7Entry, data: bytes) -> str:
    """A text is as long as it says, never longer than there is room."""
    length = entry.spot.length
    match entry.spot.format:
        case Format.STRING:
            return data[2 : 2 + min(data[1], length)].decode(entry.encoding, "replace").strip("\x00 ")
        case Format.WSTRING:
            count = min(int.from_bytes(data[2:4], "big"), length)
            return data[4 : 4 + 2 * count].decode("utf-16-be", "replace").strip("\x00 ")
        case _:
            return data[:1].decode(entry.encoding, "replace")


def encode(entry: S7Entry, raw: Scalar) -> bytes:
    """The bytes that hold a raw value, for a simulated controller. A bool is its bit alone in a byte."""
    spot = entry.spot
    if spot.format is Format.BOOL:
        return bytes((bool(raw) << spot.bit,))
    if (number := _NUMBERS.get(spot.format)) is not None:
        return number.pack(float(raw) if spot.format in {Format.REAL, Format.LREAL} else int(raw))
    if spot.format in times.READERS:
        return times.write(spot.format, as_word(raw))
    word = as_word(raw)
    match spot.format:
        case Format.STRING:
            text = word.encode(entry.encoding, "replace")[: spot.length]
            return bytes((spot.length, len(text))) + text.ljust(spot.length, b"\x00")
        case Format.WSTRING:
            wide = word.encode("utf-16-be")[: 2 * spot.length]
            return struct.pack(">HH", spot.length, len(wide) // 2) + wide.ljust(2 * spot.length, b"\x00")
        case _:
            return word[:1].encode(entry.encoding, "replace")
