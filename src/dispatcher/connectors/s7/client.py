"""The conversation with a controller: one question at a time, and only its own answer is taken for it.

python-snap7 makes and reads the messages of the S7 protocol; its own clients block and reconnect by themselves, so the
connection (ISO on TCP, RFC 1006) is ours: nothing waits in a thread, and leaving it leaves nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import struct
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from snap7.datatypes import S7Area
from snap7.error import S7Error, S7ProtocolError
from snap7.s7protocol import S7Protocol

from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.ports.connector import AccessDenied, Garbled, LinkDown

PDU = 960
"""The longest message we ask for; the controller answers with what it can (240, 480 or 960)."""
_READ = 8192
_CLOSING_S = 1.0
_TPKT, _VERSION = 4, 3
_CONFIRM, _DATA, _LAST = 0xD0, 0xF0, 0x80
_SHOWN = 24
_GOOD = 0xFF
_BITS = frozenset({3, 4, 5})
"""Transport sizes whose length counts bits."""
_AREAS = {Area.DB: S7Area.DB, Area.FLAGS: S7Area.MK, Area.INPUTS: S7Area.PE, Area.OUTPUTS: S7Area.PA}
_NOT_PERMITTED = frozenset({0x8104, 0x8404, 0x8703})
_PASSWORD = frozenset({0xD241, 0xD602})
_COMPONENTS, _RECORD = 0x001C, 34
_USUAL_RECORDS = (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)
"""In this order the records come; some peers leave their numbers out."""
_GROUP_SZL, _GROUP_BLOCKS, _DATA_BLOCKS = 4, 3, 0x41
_PIECES = 64


class S7Client:
    """One connection; to be entered before it is used."""

    def __init__(self, settings: S7Settings) -> None:
        self._settings = settings
        self._protocol = S7Protocol()
        # What the library notes about an answer is our error already.
        logging.getLogger("snap7").setLevel(logging.CRITICAL)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._buffer = bytearray()
        self._spoke = False
        self.pdu = 240
        """The longest message both sides agreed on."""
        self.late = 0
        """Answers to older questions, thrown away."""

    async def __aenter__(self) -> S7Client:  # noqa: PYI034 - nobody inherits from it
        """Connect, with each call the settings name until one is taken. Raises LinkDown, Garbled, AccessDenied."""
        refused: LinkDown | None = None
        for ours, theirs in self._settings.calls():
            try:
                await self._connect(ours, theirs)
            except LinkDown as error:
                await self.close()
                if error.code != "s7_call_refused":
                    raise
                refused = error
            except BaseException:
                await self.close()
                raise
            else:
                return self
        raise refused or self._down("s7_closed")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at once."""
        await self.close()

    async def close(self) -> None:
        """Give the connection up, if there is one."""
        writer, self._writer, self._reader = self._writer, None, None
        self._buffer.clear()
        if writer is not None:
            writer.transport.abort()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CLOSING_S):
                    await writer.wait_closed()

    async def read(self, pieces: Sequence[tuple[Area, int, int, int]]) -> list[bytes | int]:
        """Bytes of each piece (area, block, start, length), or the code by which it is refused.

        Raises LinkDown, Garbled, AccessDenied.
        """
        items = [(int(_AREAS[area]), db, start, size) for area, db, start, size in pieces]
        answer = await self._ask(self._protocol.build_multi_read_request(items))
        found = self._items(answer.get("raw_data", b""), len(items))
        if len(found) != len(items) or any(
            isinstance(data, bytes) and len(data) != size for data, (*_, size) in zip(found, items, strict=True)
        ):
            raise await self._garbled(answer.get("raw_data", b""))
        return found

    async def identify(self) -> dict[int, str]:
        """What the controller says of itself: 1 its name, 2 the module's, 5 serial number, 7 the type of the module.

        Not every one answers. Raises LinkDown, Garbled, AccessDenied.
        """
        data = await self._userdata(self._protocol.build_read_szl_request(_COMPONENTS, 0), _GROUP_SZL, 1)
        texts: dict[int, str] = {}
        for usual, at in zip(_USUAL_RECORDS, range(8, len(data) - 2, _RECORD), strict=False):
            texts[int.from_bytes(data[at : at + 2], "big") or usual] = _text(data[at + 2 : at + _RECORD])
        return texts

    async def data_blocks(self) -> list[int]:
        """Numbers of the data blocks, where the controller tells (S7-300 and 400). Raises as `identify`."""
        request = self._protocol.build_list_blocks_of_type_request(_DATA_BLOCKS)
        data = await self._userdata(request, _GROUP_BLOCKS, 2)
        return sorted(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 3, 4))

    # -------------------------------------------------------------- connecting

    async def _connect(self, ours: int, theirs: int) -> None:
        settings = self._settings
        where = {"host": settings.host, "port": settings.port}
        try:
            async with asyncio.timeout(settings.timeout_ms / 1000):
                self._reader, self._writer = await asyncio.open_connection(settings.host, settings.port)
        except TimeoutError as error:
            raise LinkDown("s7_unreachable", timeout_ms=settings.timeout_ms, **where) from error
        except socket.gaierror as error:
            raise LinkDown("s7_unknown_host", **where) from error
        except ConnectionRefusedError as error:
            raise LinkDown("s7_refused", **where) from error
        except OSError as error:
            raise LinkDown("s7_no_connection", problem=error.strerror or str(error), **where) from error
        await self._call(ours, theirs)
        answer = await self._ask(self._protocol.build_setup_communication_request(pdu_length=PDU))
        agreed = (answer.get("parameters") or {}).get("pdu_length", 0)
        if not 64 <= agreed <= PDU:  # noqa: PLR2004 - less is no controller
            raise await self._garbled(bytes(answer.get("raw_parameters", b"")))
        self.pdu = agreed

    async def _call(self, ours: int, theirs: int) -> None:
        """The transport's handshake (COTP). Refused or hung up means: nobody with that number, or no line is free."""
        request = struct.pack(">BBHHBBBHBBHBBB", 17, 0xE0, 0, 1, 0, 0xC1, 2, ours, 0xC2, 2, theirs, 0xC0, 1, 10)
        called = f"{theirs >> 8:02X}.{theirs & 0xFF:02X}"
        refused = LinkDown("s7_call_refused", called=called, slot=theirs & 0x1F, rack=theirs >> 5 & 7, **self._where)
        try:
            answer = await self._exchange(request)
        except LinkDown as error:
            raise refused if error.code == "s7_closed" else error from error
        if len(answer) < 2 or answer[1] != _CONFIRM:  # noqa: PLR2004 - the kind stands in the second byte
            raise refused

    # ------------------------------------------------------------ one question

    async def _ask(self, request: bytes) -> dict[str, Any]:
        """The answer with our number, read by the library."""
        number = request[4:6]
        pdu = await self._exchange(bytes((2, _DATA, _LAST)) + request, number)
        try:
            answer: dict[str, Any] = self._protocol.parse_response(pdu)
        except S7ProtocolError as error:
            if error.error_code is None:
                raise await self._garbled(pdu) from error
            raise await self._refusal(error.error_code) from error
        except (S7Error, struct.error, IndexError, ValueError) as error:
            raise await self._garbled(pdu) from error
        self._spoke = True
        return answer

    async def _refusal(self, code: int) -> AccessDenied | Garbled:
        """The controller refuses a whole question: mostly because nobody permitted it."""
        await self.close()
        if code in _NOT_PERMITTED:
            return AccessDenied("s7_put_get", error=f"{code:04X}", **self._where)
        if code in _PASSWORD:
            return AccessDenied("s7_password", error=f"{code:04X}", **self._where)
        return Garbled("s7_error", error=f"{code:04X}", **self._where)

    async def _exchange(self, message: bytes, number: bytes = b"") -> bytes:
        """Send, and the next message with that number (any, where it is empty), without its wrapping."""
        if self._writer is None:
            raise self._down("s7_closed")
        try:
            async with asyncio.timeout(self._settings.timeout_ms / 1000):
                self._writer.write(struct.pack(">BBH", _VERSION, 0, len(message) + _TPKT) + message)
                await self._writer.drain()
                while True:
                    answer = await self._message(raw=not number)
                    if not number or answer[4:6] == number:
                        return answer
                    self.late += 1
        except TimeoutError as error:
            # A late answer must find nobody.
            await self.close()
            raise LinkDown("s7_silent", timeout_ms=self._settings.timeout_ms, **self._where) from error
        except OSError as error:
            await self.close()
            raise self._down("s7_closed") from error

    async def _message(self, *, raw: bool) -> bytes:
        """One message, put together from its pieces. raw: a message of the handshake as it is."""
        whole = b""
        for _ in range(_PIECES):
            header = await self._take(_TPKT)
            length = int.from_bytes(header[2:], "big")
            if header[0] != _VERSION or length < _TPKT + 3:
                raise await self._garbled(header + bytes(self._buffer))
            body = await self._take(length - _TPKT)
            if raw:
                return body
            if body[0] != 2 or body[1] != _DATA:  # noqa: PLR2004 - the length of this header
                raise await self._garbled(header + body)
            whole += body[3:]
            if body[2] & _LAST:
                return whole
        raise await self._garbled(whole)

    async def _userdata(self, request: bytes, group: int, function: int) -> bytes:
        """An answer that may come in several parts."""
        whole = b""
        for _ in range(_PIECES):
            answer = await self._ask(request)
            whole += bytes((answer.get("data") or {}).get("data", b""))
            parameters = answer.get("parameters") or {}
            if not parameters.get("last_data_unit"):
                break
            number = int(parameters.get("sequence_number", 0))
            request = self._protocol.build_userdata_followup_request(group, function, number)
        return whole

    @staticmethod
    def _items(data: bytes, count: int) -> list[bytes | int]:
        """The items of an answer: code, kind, length, bytes, a fill byte after an odd one but the last."""
        found: list[bytes | int] = []
        at = 0
        while len(found) < count and at + 4 <= len(data):
            code, kind, length = struct.unpack(">BBH", data[at : at + 4])
            size = (length + 7) // 8 if kind in _BITS else length
            found.append(data[at + 4 : at + 4 + size] if code == _GOOD else code)
            at += 4 if code != _GOOD else 4 + size + size % 2
        return found

    # ------------------------------------------------------------------- bytes

    async def _take(self, count: int) -> bytes:
        """So many bytes. Raises LinkDown at the end of the connection."""
        while len(self._buffer) < count:
            data = await self._reader.read(_READ) if self._reader is not None else b""
            if not data:
                await self.close()
                raise self._down("s7_closed")
            self._buffer += data
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    # ------------------------------------------------------------------ errors

    @property
    def _where(self) -> dict[str, str | int]:
        return {"host": self._settings.host, "port": self._settings.port}

    def _down(self, code: str) -> LinkDown:
        return LinkDown(code, **self._where)

    async def _garbled(self, data: bytes) -> Garbled:
        """What came is no answer. After it nothing on this connection can be trusted."""
        await self.close()
        code = "s7_garbled" if self._spoke else "s7_wrong_protocol"
        shown = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data[:_SHOWN])  # noqa: PLR2004 - ASCII
        return Garbled(code, bytes=data[:_SHOWN].hex(" "), text=shown, **self._where)


def _text(data: bytes) -> str:
    return data.split(b"\x00", 1)[0].decode("ascii", "replace").strip()
