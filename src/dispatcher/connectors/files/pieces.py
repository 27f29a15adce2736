"""Pieces of a file: whole lines only, from where it was read to, bounded. Blocking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024
"""Bytes of a piece."""
MAX_LINE = CHUNK
"""A longer line is dropped."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines that stand from `begin` to `end`; ended: the file ends there. too_long: a line was dropped."""

    begin: int
    end: int
    data: bytes
    too_long: bool = False


def read_piece(opened: BinaryIO, begin: int, size: int, *, whole: bool) -> Piece | None:
    """The lines between `begin` and `size`; None where there is not a whole one. Raises OSError.

    whole: the file is finished, its last line needs no end.
    """
    opened.seek(begin)
    data = opened.read(max(0, min(CHUNK, size - begin)))
    at_end = begin + len(data) >= size
    end = len(data) if at_end and whole else data.rfind(b"\n") + 1
    if end > 0:
        return Piece(begin, begin + end, data[:end])
    if at_end:
        return None
    # Not a single end of a line: pass over all of it, if it ends at all.
    passed = begin + len(data)
    while chunk := opened.read(max(0, min(CHUNK, size - passed))):
        found = chunk.find(b"\n")
        if found >= 0:
            return Piece(begin, passed + found + 1, b"", too_long=True)
        passed += len(chunk)
    return Piece(begin, passed, b"", too_long=True) if whole else None
