"""A controller in this process: real TCP on the loopback, its memory in byte arrays, and every fault there is.

It can drop its connections, stay mute, babble, answer late, refuse the slot, refuse PUT/GET, keep optimised blocks to
itself. It needs no library of the protocol. Values are set by bytes, or by the entries of a profile.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Iterable
from types import TracebackType

from dispatcher.connectors.s7.addresses import Area, Format
from dispatcher.connectors.s7.decode import encode
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.sdk.mapping import Scalar

BABBLE = b"\x00\xff\xfe GET / HTTP/1.1 \x80\x81\r\n"
NOT_PERMITTED = 0x8104
_AREAS = {0x81: Area.INPUTS, 0x82: Area.OUTPUTS, 0x83: Area.FLAGS, 0x84: Area.DB}
_READ_VAR, _SETUP, _USERDATA = 0x04, 0xF0, 0x07
_GOOD, _OUTSIDE, _NO_OBJECT = 0xFF, 0x05, 0x0A
_RECORDS = {1: b"Press line", 2: b"CPU 1512C-1 PN", 5: b"S SIM-0001", 7: b"CPU 1512C-1 PN"}
_CLOSING_S = 1.0


class S7Simulator:
    """A controller; `port` is known once it is started. pdu: the longest message it agrees to."""

    def __init__(self, *, pdu: int = 240, slots: Iterable[int] = (1,), entries: Iterable[S7Entry] = ()) -> None:
        """`slots`: where it takes calls; `entries`: a profile's, for `set` by key (their memory is made)."""
        self.port = 0
        self.pdu = pdu
        self.slots = set(slots)
        self.stalled = False
        self.babbling = False
        self.denied = 0
        """The error of every read: NOT_PERMITTED is a controller without PUT/GET."""
        self.optimised: set[int] = set()
        """Data blocks with optimised access: for this protocol they are not there."""
        self.late_by = 0
        """Answers are held back so many questions; 0 = each to its own."""
        self.accepted = 0
        self.calls: list[int] = []
        """Access points (TSAP) that were called, the last hundred."""
        self.requests: list[list[tuple[Area, int, int, int]]] = []
        """What was asked: area, block, start, length of each item; the last thousand requests."""
        self._entries = {entry.key: entry for entry in entries}
        self._memory: dict[tuple[Area, int], bytearray] = {}
        self._held: list[bytes] = []
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Condition()
        for entry in self._entries.values():
            self.room(entry.spot.area, entry.spot.db, entry.spot.start + entry.spot.size)

    async def __aenter__(self) -> S7Simulator:  # noqa: PYI034 - nobody inherits from it
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and drop everybody."""
        await self.stop()

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen; on the port it had before, if any."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def stop(self) -> None:
        """Listen no more, drop everybody."""
        await self.refuse()

    # ------------------------------------------------------------------ values

    def room(self, area: Area, db: int, size: int) -> None:
        """Memory of at least that many bytes."""
        memory = self._memory.setdefault((area, db), bytearray())
        memory.extend(bytes(max(0, size - len(memory))))

    def put(self, area: Area, db: int, start: int, data: bytes) -> None:
        """Bytes from a place on."""
        self.room(area, db, start + len(data))
        self._memory[area, db][start : start + len(data)] = data

    def set(self, key: str, value: Scalar, at: int = 0) -> None:
        """The raw value of a mapped signal; `at` is for peers with a clock, this protocol carries none."""
        del at
        entry = self._entries[key]
        spot = entry.spot
        data = encode(entry, value)
        if spot.format is Format.BOOL:
            old = self._memory[spot.area, spot.db][spot.start]
            data = bytes((old & ~(1 << spot.bit) | data[0],))
        self.put(spot.area, spot.db, spot.start, data)

    # ------------------------------------------------------------------ faults

    async def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()
        async with self._changed:
            await self._changed.wait_for(lambda: not self._writers)

    async def refuse(self) -> None:
        """Cut all connections and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    # ----------------------------------------------------------------- serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.accepted += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError, LookupError, struct.error):
            # Whoever sends what is no request is cut off.
            while await self._one(reader, writer):
                pass
        self._writers.discard(writer)
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await writer.wait_closed()
        async with self._changed:
            self._changed.notify_all()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One message; whether the connection goes on."""
        header = await reader.readexactly(4)
        body = await reader.readexactly(int.from_bytes(header[2:], "big") - 4)
        if self.stalled:
            return True
        if body[1] == 0xE0:  # noqa: PLR2004 - a call
            called = int.from_bytes(body[body.index(b"\xc2\x02", 7) + 2 :][:2], "big")
            self.calls = [*self.calls[-99:], called]
            if called & 0x1F not in self.slots:
                return False
            answer = bytes((6, 0xD0)) + body[4:6] + b"\x00\x01\x00"
        else:
            answer = bytes((2, 0xF0, 0x80)) + self._answer(body[3:])
        self._held.append(BABBLE if self.babbling else struct.pack(">BBH", 3, 0, len(answer) + 4) + answer)
        while len(self._held) > self.late_by:
            writer.write(self._held.pop(0))
        await writer.drain()
        return True

    def _answer(self, pdu: bytes) -> bytes:
        number = pdu[4:6]
        if pdu[1] == _USERDATA:
            return self._told(number)
        parameters = pdu[10:]
        if parameters[0] == _SETUP:
            agreed = min(self.pdu, int.from_bytes(parameters[6:8], "big"))
            return _answered(number, struct.pack(">BBHHH", _SETUP, 0, 1, 1, agreed), b"")
        if parameters[0] != _READ_VAR or self.denied:
            return _answered(number, b"", b"", self.denied or NOT_PERMITTED)
        items = [self._place(parameters[2 + at : 14 + at]) for at in range(0, 12 * parameters[1], 12)]
        self.requests = [*self.requests[-999:], items]
        data = b""
        for item in items:
            data += b"\x00" * (len(data) % 2) + self._item(*item)
        return _answered(number, bytes((_READ_VAR, len(items))), data)

    @staticmethod
    def _place(item: bytes) -> tuple[Area, int, int, int]:
        count, db, code = struct.unpack(">HHB", item[4:9])
        return _AREAS[code], db, int.from_bytes(item[9:12], "big") // 8, count

    def _item(self, area: Area, db: int, start: int, size: int) -> bytes:
        memory = None if area is Area.DB and db in self.optimised else self._memory.get((area, db))
        if memory is None:
            return bytes((_NO_OBJECT, 0, 0, 0))
        if start + size > len(memory):
            return bytes((_OUTSIDE, 0, 0, 0))
        return struct.pack(">BBH", _GOOD, 4, 8 * size) + memory[start : start + size]

    def _told(self, number: bytes) -> bytes:
        """What it says of itself (the list 0x001C), whatever was asked."""
        records = b"".join(struct.pack(">H32s", index, text) for index, text in _RECORDS.items())
        data = struct.pack(">HHHH", 0x001C, 0, 34, len(_RECORDS)) + records
        parameters = bytes.fromhex("000112081284010100000000")
        section = struct.pack(">BBH", _GOOD, 9, len(data)) + data
        return struct.pack(">BBH2sHH", 0x32, _USERDATA, 0, number, len(parameters), len(section)) + parameters + section


def _answered(number: bytes, parameters: bytes, data: bytes, error: int = 0) -> bytes:
    return struct.pack(">BBH2sHHH", 0x32, 3, 0, number, len(parameters), len(data), error) + parameters + data
