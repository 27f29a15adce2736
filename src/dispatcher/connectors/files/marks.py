"""How far a file was read, so that the file is known again whatever it is called: an offset, and what the bytes before
it are.

No inode and no name: shares make up the one and a rotation changes the other. The first bytes tell one file from
another, the last ones before the offset tell that it still is the same.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

SPAN = 256
"""Bytes looked at, at the begin and before the offset."""
_OFFSET, _HEAD, _TAIL = 6, 8, 6
_WIDTH = _OFFSET + _HEAD + _TAIL


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything before `offset` was read."""

    offset: int
    head: bytes
    tail: bytes

    @property
    def reach(self) -> int:
        """How many first bytes `head` speaks of."""
        return min(SPAN, self.offset)


def mark_at(file: BinaryIO, offset: int, salt: bytes = b"") -> Mark:
    """The mark at an offset of an open file. salt: what else makes this file this one (its name). Raises OSError."""
    return Mark(offset, head_of(file, min(SPAN, offset), salt), _tail_of(file, offset))


def head_of(file: BinaryIO, reach: int, salt: bytes = b"") -> bytes:
    """What the first bytes are. Raises OSError."""
    file.seek(0)
    return hashlib.blake2b(file.read(reach) + salt, digest_size=_HEAD).digest()


def _tail_of(file: BinaryIO, offset: int) -> bytes:
    begin = max(0, offset - SPAN)
    file.seek(begin)
    return hashlib.blake2b(file.read(offset - begin), digest_size=_TAIL).digest()


def find(file: BinaryIO, size: int, marks: Iterable[Mark], salt: bytes = b"") -> Mark | None:
    """The mark that fits a file and reaches farthest, if any. Raises OSError."""
    heads: dict[int, bytes] = {}
    best: Mark | None = None
    for mark in marks:
        if mark.offset > size or (best is not None and mark.offset <= best.offset):
            continue
        if mark.reach not in heads:
            heads[mark.reach] = head_of(file, mark.reach, salt)
        if heads[mark.reach] == mark.head and _tail_of(file, mark.offset) == mark.tail:
            best = mark
    return best


def pack(marks: Iterable[Mark]) -> str:
    """Marks as a text for a cursor."""
    raw = b"".join(mark.offset.to_bytes(_OFFSET, "big") + mark.head + mark.tail for mark in marks)
    return base64.b64encode(raw).decode("ascii")


def unpack(text: str) -> Sequence[Mark]:
    """Marks out of a cursor; what is none is nothing."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return ()
    pieces = [raw[at : at + _WIDTH] for at in range(0, len(raw) - _WIDTH + 1, _WIDTH)]
    return [
        Mark(int.from_bytes(piece[:_OFFSET], "big"), piece[_OFFSET : _OFFSET + _HEAD], piece[_OFFSET + _HEAD :])
        for piece in pieces
    ]
