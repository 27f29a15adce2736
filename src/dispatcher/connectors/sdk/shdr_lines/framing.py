"""Bytes to lines, whatever the pieces they come in: LF or CRLF, a byte order mark, any code page.

A line is bounded: what is longer is dropped up to its end and reported, so that a peer which never
ends a line cannot fill our memory.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

MAX_LINE = 1024 * 1024
"""Bytes; the longest honest lines (data sets of all variables of a control) have some 50 kB."""

MULTILINE = "--multiline--"
"""Ends the first line of a block of lines; the block ends with a line of this mark and the same tag."""

_BOM = codecs.BOM_UTF8


@dataclass(slots=True)
class Lines:
    """Whole lines without their ends. `first` is the number of the first one, from 1.

    simple: nowhere among them is a `"` or a multi-line mark, so that `|` always ends a field.
    too_long: numbers of lines that were dropped (an empty text stands in their place).
    replaced: how many lines were no UTF-8; their bad bytes became U+FFFD.
    """

    first: int
    texts: list[str]
    simple: bool = False
    too_long: list[int] = field(default_factory=list)
    replaced: int = 0


class Framer:
    """Collects bytes and gives whole lines. Bounded by `max_line` and by what one `feed` brings."""

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line
        self._held: list[bytes] = []
        self._held_size = 0
        self._dropping = False
        self._next = 1
        self._begun = False

    @property
    def pending(self) -> int:
        """Bytes of the line that is not whole yet."""
        return self._held_size

    def feed(self, data: bytes) -> Lines:
        """The lines that `data` completes."""
        end = data.rfind(b"\n")
        if end < 0:
            self._hold(data)
            return Lines(self._next, [])
        whole, rest = data[:end], data[end + 1 :]
        lines = self._cut(b"".join((*self._held, whole)))
        self._held, self._held_size = [], 0
        self._hold(rest)
        return lines

    def close(self) -> Lines:
        """The last line, if it has no end: a recording that was cut."""
        if not self._held_size and not self._dropping:
            return Lines(self._next, [])
        lines = self._cut(b"".join(self._held))
        self._held, self._held_size = [], 0
        return lines

    def _hold(self, data: bytes) -> None:
        if not data:
            return
        if self._dropping or self._held_size + len(data) > self._max_line:
            self._held, self._held_size, self._dropping = [], 0, True
            return
        self._held.append(data)
        self._held_size += len(data)

    def _cut(self, data: bytes) -> Lines:
        first, too_long = self._next, []
        if not self._begun:
            self._begun = True
            data = data.removeprefix(_BOM)
        if self._dropping:
            # The begin of this line is already gone: what has come is its end.
            self._dropping = False
            data = data[data.find(b"\n") :] if b"\n" in data else b""
            too_long.append(first)
        if b"\r" in data:
            # Some adapters send CR LF, some LF CR LF; a lone CR inside a line is left alone.
            data = data.replace(b"\r\n", b"\n").removesuffix(b"\r")
        replaced = 0
        simple = b'"' not in data and MULTILINE.encode() not in data
        try:
            texts = data.decode().split("\n")
        except UnicodeDecodeError:
            texts, replaced = _decode_each(data)
        # Lengths in characters are at most those in bytes: no honest line is dropped here.
        for index, text in enumerate(texts):
            if len(text) > self._max_line:
                texts[index] = ""
                too_long.append(first + index)
        self._next = first + len(texts)
        return Lines(first, texts, simple, too_long, replaced)


def _decode_each(data: bytes) -> tuple[list[str], int]:
    """Line by line, so that only the lines that are no UTF-8 lose anything."""
    texts: list[str] = []
    replaced = 0
    for line in data.split(b"\n"):
        try:
            texts.append(line.decode())
        except UnicodeDecodeError:
            texts.append(line.decode("utf-8", "replace"))
            replaced += 1
    return texts, replaced
