"""Registers to raw values and back. Pure; what a raw value means is the entry's own business (`Entry.convert`)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from dispatcher.connectors.modbus.entries import Format, ModbusEntry, Order
from dispatcher.connectors.sdk.mapping import Raw, Scalar

_STRUCTS = {
    Format.INT16: struct.Struct(">h"),
    Format.UINT16: struct.Struct(">H"),
    Format.INT32: struct.Struct(">i"),
    Format.UINT32: struct.Struct(">I"),
    Format.INT64: struct.Struct(">q"),
    Format.UINT64: struct.Struct(">Q"),
    Format.FLOAT32: struct.Struct(">f"),
    Format.FLOAT64: struct.Struct(">d"),
}
_NIBBLE = 4
_DIGITS = 10


def decode(entry: ModbusEntry, words: Sequence[int], word_order: Order, byte_order: Order) -> Raw:
    """The raw value of an entry from its own registers (or its bit); None where the device says there is none.

    The orders are those of the source, for an entry that names none.
    """
    if entry.table.bits:
        return bool(words[0])
    data = _ordered(entry, _bytes(words), word_order, byte_order)
    match entry.format:
        case Format.STRING:
            return data.split(b"\x00", 1)[0].decode(entry.encoding, "replace").strip()
        case Format.BCD:
            number: int | float | None = _from_digits(data)
        case Format.BOOL:
            number = int.from_bytes(data, "big")
        case other:
            number = _STRUCTS[other].unpack(data)[0]
    if number is None or number in entry.absent:
        return None
    if entry.bit is not None:
        number = int(number) >> entry.bit & (1 << entry.bits) - 1
    return bool(number) if entry.format is Format.BOOL else number


def encode(entry: ModbusEntry, raw: Scalar, word_order: Order, byte_order: Order) -> list[int]:
    """The registers that hold a raw value, for a simulated device. A field of bits stands alone, the rest is 0."""
    if entry.table.bits:
        return [int(bool(raw))]
    match entry.format:
        case Format.STRING:
            text = raw if isinstance(raw, bytes) else str(raw).encode(entry.encoding, "replace")
            data = text[: 2 * entry.count].ljust(2 * entry.count, b"\x00")
        case Format.BCD:
            data = bytes.fromhex(str(int(raw)).rjust(4 * entry.count, "0")[-4 * entry.count :])
        case Format.BOOL:
            data = (int(bool(raw)) << (entry.bit or 0)).to_bytes(2, "big")
        case Format.FLOAT32 | Format.FLOAT64:
            data = _STRUCTS[entry.format].pack(float(raw))
        case other:
            data = _STRUCTS[other].pack(int(raw) << (entry.bit or 0))
    return _words(_ordered(entry, data, word_order, byte_order))


def _ordered(entry: ModbusEntry, data: bytes, word_order: Order, byte_order: Order) -> bytes:
    """The bytes, the most significant first. Twice the same turn is none, so it serves both ways."""
    if (entry.byte_order or byte_order) is Order.LITTLE:
        data = b"".join(data[at : at + 2][::-1] for at in range(0, len(data), 2))
    if (entry.word_order or word_order) is Order.LITTLE and entry.format is not Format.STRING:
        data = b"".join(data[at : at + 2] for at in range(len(data) - 2, -1, -2))
    return data


def _bytes(words: Sequence[int]) -> bytes:
    return struct.pack(f">{len(words)}H", *words)


def _words(data: bytes) -> list[int]:
    return list(struct.unpack(f">{len(data) // 2}H", data))


def _from_digits(data: bytes) -> int | None:
    """Packed decimal digits; None where one is none."""
    number = 0
    for byte in data:
        for digit in (byte >> _NIBBLE, byte & 0xF):
            if digit >= _DIGITS:
                return None
            number = number * _DIGITS + digit
    return number
