"""Frames of `multipart/x-mixed-replace`, cut from a byte stream as it comes (RFC 2046, 5.1).

Bytes may be split anywhere. A part is given out as soon as it is complete: by its Content-length, or,
where there is none (or it lies), by its closing root tag, so that live data never wait for the next
boundary. Agents differ: LF for CRLF, quoted boundaries, boundaries already carrying their dashes,
lengths counted in characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from enum import Enum

from dispatcher.ports.connector import Garbled

_HEADERS_LIMIT = 16 * 1024
_JUNK_LIMIT = 1024 * 1024
"""Bytes between two parts that belong to neither; beyond it this is no multipart stream."""

_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$")
_CLOSED = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?MTConnect(?:Streams|Error)\s*>\s*\Z")
_LINE_END = re.compile(rb"(--)?[ \t]*\r?\n")
_LF = ord("\n")
_TAIL = 96
"""The closing tag with its longest prefix fits into so many bytes."""


@dataclass(frozen=True, slots=True)
class _Delimiter:
    """Where a delimiter begins and ends in the buffer; `last` closes the stream."""

    start: int
    end: int
    last: bool


class _State(Enum):
    BETWEEN = "between"
    HEADERS = "headers"
    BODY = "body"


def boundary_of(content_type: str) -> str | None:
    """The boundary of a multipart content type; None where it is none. Raises Garbled without boundary."""
    message = Message()
    message["content-type"] = content_type
    if message.get_content_maintype() != "multipart":
        return None
    try:
        boundary = message.get_param("boundary")
    except (TypeError, ValueError, LookupError):  # the library trips over badly continued parameters (RFC 2231)
        boundary = None
    if not isinstance(boundary, str) or not boundary.strip():
        raise Garbled("mtconnect_no_boundary", content_type=content_type[:200])
    return boundary.strip()


class Framer:
    """Feed bytes, get whole parts. `limit` bounds a part, in bytes."""

    def __init__(self, boundary: str, *, limit: int) -> None:
        self._marker = boundary.encode("latin-1", "replace")
        self._longest_delimiter = len(boundary) + 16
        self._limit = limit
        self._buffer = bytearray()
        self._state = _State.BETWEEN
        self._length: int | None = None
        self._searched = 0
        self._junk = 0
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether the closing delimiter was seen."""
        return self._ended

    def feed(self, data: bytes) -> list[bytes]:
        """The parts that are complete now. Raises Garbled beyond the limits."""
        self._buffer += data
        parts: list[bytes] = []
        while not self._ended:
            if self._state is _State.BETWEEN:
                more = self._between()
            elif self._state is _State.HEADERS:
                more = self._headers()
            else:
                part = self._body()
                more = part is not None
                if part:
                    parts.append(part)
            if not more:
                break
        return parts

    def _between(self) -> bool:
        found = self._find()
        if found is None:
            # A delimiter may have begun at the very end.
            junk = max(0, len(self._buffer) - self._longest_delimiter)
            self._junk += junk
            del self._buffer[:junk]
            if self._junk > _JUNK_LIMIT:
                raise Garbled("mtconnect_no_frames", size=self._junk)
            return False
        del self._buffer[: found.end]
        self._junk = 0
        self._ended = found.last
        self._state = _State.HEADERS
        return True

    def _headers(self) -> bool:
        end = re.search(rb"\r?\n\r?\n|\A\r?\n", self._buffer)
        if end is None:
            if len(self._buffer) > _HEADERS_LIMIT:
                raise Garbled("mtconnect_no_frames", size=len(self._buffer))
            return False
        length = _LENGTH.search(self._buffer, 0, end.start() + 1)
        self._length = int(length[1]) if length else None
        if self._length is not None and self._length > self._limit:
            raise Garbled("mtconnect_too_large", size=self._length, limit=self._limit)
        del self._buffer[: end.end()]
        self._searched = 0
        self._state = _State.BODY
        return True

    def _body(self) -> bytes | None:
        """The part, b"" for an empty one, None while it is incomplete."""
        found = self._find()
        if found is not None and (self._length is None or found.start < self._length):
            return self._emit(found.start)
        if self._length is not None and len(self._buffer) >= self._length:
            last = self._buffer[max(0, self._length - _TAIL) : self._length].rstrip()[-1:]
            if not last or last == b">":
                return self._emit(self._length)
            self._length = None  # it ends in the middle of the document: the length is a lie
            if found is not None:
                return self._emit(found.start)
        if self._length is None:
            tail = bytes(self._buffer[-_TAIL:])
            if _CLOSED.search(tail):
                return self._emit(len(self._buffer))
        if len(self._buffer) > self._limit:
            raise Garbled("mtconnect_too_large", size=len(self._buffer), limit=self._limit)
        self._searched = max(0, len(self._buffer) - self._longest_delimiter)
        return None

    def _find(self) -> _Delimiter | None:
        """The next whole delimiter: a line of its own, with or without the two dashes.

        (Some agents count the dashes as part of the name.) Looks for the name and then around it:
        a pattern over the whole buffer costs fifty times more.
        """
        buffer, at = self._buffer, self._searched
        while (at := buffer.find(self._marker, at)) >= 0:
            start, end = at, at + len(self._marker)
            if buffer[max(0, start - 2) : start] == b"--":
                start -= 2
            at += 1
            if start and buffer[start - 1] != _LF:
                continue
            if start:
                start -= 2 if buffer[max(0, start - 2) : start] == b"\r\n" else 1
            rest = _LINE_END.match(buffer, end)
            if rest is not None:
                return _Delimiter(start, rest.end(), last=rest[1] is not None)
        return None

    def _emit(self, size: int) -> bytes:
        with memoryview(self._buffer) as view:
            body = bytes(view[:size]).strip()
        del self._buffer[:size]
        self._searched = 0
        self._length = None
        self._state = _State.BETWEEN
        return body
