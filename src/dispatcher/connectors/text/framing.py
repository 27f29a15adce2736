"""Bytes to frames, whatever the pieces they come in. A frame is bounded: a longer one is dropped whole and counted."""

from __future__ import annotations

import re
from enum import StrEnum


class Frame(StrEnum):
    """How a device says where a line begins and ends."""

    LINES = "lines"
    """Ends with CR, LF or both."""
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    ETX = "etx"
    STX_ETX = "stx_etx"
    """Stands between STX and ETX; what is outside (check characters, line ends) is passed over."""
    FIXED = "fixed"
    """Always of one length."""
    PAUSE = "pause"
    """Ends when nothing more comes for a while."""


STX, ETX = b"\x02", b"\x03"
_ENDS = {Frame.CR: b"\r", Frame.LF: b"\n", Frame.CRLF: b"\r\n", Frame.ETX: ETX, Frame.STX_ETX: ETX}
_LINE_END = re.compile(rb"[\r\n]")


class Framer:
    """Collects bytes and gives whole frames without their ends; empty ones are passed over."""

    def __init__(self, frame: Frame, *, limit: int, length: int = 0) -> None:
        """limit: the longest frame, bytes; length: of Frame.FIXED."""
        self._frame = frame
        self._limit = limit
        self._length = length
        self._end = _ENDS.get(frame, b"\n")
        self._held = b""
        self._dropping = False
        self.too_long = 0
        """Frames dropped so far."""

    @property
    def pending(self) -> bool:
        """Whether a frame has begun."""
        return bool(self._held) or self._dropping

    def feed(self, data: bytes) -> list[bytes]:
        """The frames that `data` completes."""
        data = self._held + data
        match self._frame:
            case Frame.FIXED:
                whole = len(data) - len(data) % self._length
                self._held = data[whole:]
                return [data[at : at + self._length] for at in range(0, whole, self._length)]
            case Frame.PAUSE:
                self._hold(data, 0)
                return []
            case Frame.STX_ETX:
                return self._between_marks(data)
            case Frame.LINES:
                *pieces, rest = _LINE_END.split(data)
            case _:
                *pieces, rest = data.split(self._end)
        frames = [frame for piece in pieces if (frame := self._whole(piece))]
        self._hold(rest, len(self._end) - 1)
        return frames

    def pause(self) -> list[bytes]:
        """Nothing more came for a while: with Frame.PAUSE that ends a frame."""
        if self._frame is not Frame.PAUSE or not self.pending:
            return []
        held, self._held = self._held, b""
        frame = self._whole(held)
        return [frame] if frame else []

    def _whole(self, piece: bytes) -> bytes:
        """The frame a piece is, empty where it was dropped."""
        if self._dropping:
            self._dropping = False
            return b""
        if len(piece) > self._limit:
            self.too_long += 1
            return b""
        return piece

    def _hold(self, rest: bytes, spare: int) -> None:
        """Keep the begin of a frame; so many last bytes of it (`spare`) may belong to the mark of its end."""
        if not self._dropping and len(rest) > self._limit + spare:
            self.too_long += 1
            self._dropping = True
        # Of a frame that is dropped only the begin of a mark is of use.
        self._held = rest[len(rest) - min(spare, len(rest)) :] if self._dropping else rest

    def _between_marks(self, data: bytes) -> list[bytes]:
        """What stands between STX and ETX. A second STX begins anew: the first one lost its end."""
        *pieces, rest = data.split(ETX)
        bodies = [piece.rpartition(STX)[2] for piece in pieces if STX in piece]
        self.too_long += sum(len(body) > self._limit for body in bodies)
        begin = rest.rfind(STX)
        self._held = rest[begin:] if begin >= 0 else b""
        if len(self._held) > self._limit + len(STX):
            # Its end will come without a begin, and is passed over.
            self.too_long += 1
            self._held = b""
        return [body for body in bodies if 0 < len(body) <= self._limit]
