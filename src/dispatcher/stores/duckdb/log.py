"""A look at the write-ahead log before the engine gets it.

The engine takes a log that ends in the middle of an entry for one torn by a crash, and rightly drops that
end. But a flipped byte in its header, or in the length of an entry, looks the same to it: it would open
without a word and forget every commit behind (tried with 2.0, byte by byte). So the chain of lengths is
walked here first. What is checked is only its shape; the checksums are the engine's business.

Layout (format version 2, of DuckDB 2.0): header = field d (entry type, 98), field e (format version), field f (16
bytes of database id, each a varint), field g (checkpoint iteration, varint), end mark; then entries of
[length u64][checksum u64][payload].
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_START = b"d\x00be\x00"
_KNOWN_FORMAT = 2
_ID_FIELD = b"f\x00\x10"
_ID_LENGTH = 16
_ITERATION_FIELD = b"g\x00"
_END_MARK = b"\xff\xff"
_ENTRY = struct.Struct("<QQ")
_LENGTH_BYTES = 8

_CHAIN = 2
"""So many entries in a row that end exactly where the file ends are no accident."""


def first_doubt(log: Path) -> int | None:
    """The byte from which the log is not as the engine wrote it; None where it is whole, torn or of a format we
    do not know.
    """
    if not log.exists() or log.stat().st_size <= len(_START):
        return None
    with log.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[: len(_START)] != _START:
            return 0
        if content[len(_START)] != _KNOWN_FORMAT:
            return None
        start = _header_end(content)
        if start is None:
            return 0
        end, _ = _walk(content, start)
        return end if _length_is_damaged(content, end) else None


def _header_end(content: mmap.mmap) -> int | None:
    """Where the entries begin; None where the header cannot be read. A torn header has no entries behind it."""
    at = len(_START) + 1
    if content[at : at + len(_ID_FIELD)] != _ID_FIELD:
        return None
    at += len(_ID_FIELD)
    for _ in range(_ID_LENGTH):
        at = _after_varint(content, at)
    if content[at : at + len(_ITERATION_FIELD)] != _ITERATION_FIELD:
        return None
    at = _after_varint(content, at + len(_ITERATION_FIELD))
    return at + len(_END_MARK) if content[at : at + len(_END_MARK)] == _END_MARK else None


def _after_varint(content: mmap.mmap, at: int) -> int:
    while at < len(content) and content[at] & 0x80:
        at += 1
    return at + 1


def _walk(content: mmap.mmap, at: int) -> tuple[int, int]:
    """From entry to entry: where the last whole one ends, and how many there were."""
    entries = 0
    while at + _ENTRY.size <= len(content):
        length, _ = _ENTRY.unpack_from(content, at)
        following = at + _ENTRY.size + length
        if length == 0 or following > len(content):
            break
        at, entries = following, entries + 1
    return at, entries


def _length_is_damaged(content: mmap.mmap, at: int) -> bool:
    """Whether another value of one byte of the length at `at` makes whole entries of all that follows.

    After a crash what follows is part of one entry, and no length can do that.
    """
    if at + _ENTRY.size > len(content):
        return False
    length, _ = _ENTRY.unpack_from(content, at)
    for place in range(_LENGTH_BYTES):
        for value in range(256):
            other = length & ~(0xFF << 8 * place) | value << 8 * place
            following = at + _ENTRY.size + other
            if following < len(content):
                end, entries = _walk(content, following)
                if end == len(content) and entries >= _CHAIN:
                    return True
    return False
