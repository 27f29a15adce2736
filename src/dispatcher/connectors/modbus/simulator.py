"""A Modbus device in this process: real TCP on the loopback, its registers in dictionaries, and every fault there is.

It can drop its connections, stay mute, babble, answer late, refuse addresses, be busy, and stand for a gateway with
several units. It needs no library of the protocol. Values are set by address, or by the entries of a profile.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from types import TracebackType

from dispatcher.connectors.modbus.decode import encode
from dispatcher.connectors.modbus.entries import ModbusEntry, Order, Table
from dispatcher.connectors.sdk.mapping import Scalar

BABBLE = b"\x00\xff\xfe GET / HTTP/1.1 \x80\x81\r\n"
_FUNCTIONS = {1: Table.COIL, 2: Table.DISCRETE, 3: Table.HOLDING, 4: Table.INPUT}
_ILLEGAL_FUNCTION, _ILLEGAL_ADDRESS, _NO_ANSWER_BEHIND = 1, 2, 11
_HEADER = 7
_REQUEST = 8
"""A request of the serial line: unit, function, address, count, checksum."""
_IDENTIFY = 0x2B
_CLOSING_S = 1.0


class ModbusSimulator:
    """A device; `port` is known once it is started. rtu: it speaks the frames of the serial line."""

    def __init__(self, *, rtu: bool = False, units: Iterable[int] = (1,), entries: Iterable[ModbusEntry] = ()) -> None:
        """`units`: who answers; the others are not there. `entries`: a profile's, for `set` by key."""
        self.port = 0
        self.rtu = rtu
        self.units = set(units)
        self.identity: tuple[bytes, ...] = (b"Dispatcher", b"SIM-1", b"1.0")
        self.stalled = False
        self.babbling = False
        self.mute_units: set[int] = set()
        """Units that never answer, as behind a gateway that says nothing."""
        self.exceptions: dict[int, int] = {}
        """address -> exception code for whoever asks for it."""
        self.late_by: int = 0
        """Answers are held back so many questions (trap 17); 0 = each to its own."""
        self.asked = 0
        self.accepted = 0
        self.requests: list[tuple[int, Table, int, int]] = []
        """What was asked: unit, table, start, count; the last thousand."""
        self._entries = {entry.key: entry for entry in entries}
        self._memory: dict[tuple[int, Table], dict[int, int]] = {}
        self._held: list[bytes] = []
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> ModbusSimulator:  # noqa: PYI034 - nobody inherits from it
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

    def set(self, key: str, value: Scalar, at: int = 0, unit: int | None = None) -> None:
        """The raw value of a mapped signal; `at` is for peers with a clock, this protocol has none."""
        del at
        entry = self._entries[key]
        where = entry.unit if unit is None else unit
        words = encode(entry, value, Order.BIG, Order.BIG)
        if entry.bit is not None:
            memory = self._memory.setdefault((where or self._first, entry.table), {})
            field = ((1 << entry.bits) - 1) << entry.bit
            old = _number(memory.get(address, 0) for address in range(entry.address, entry.address + entry.count))
            new = old & ~field | _number(words) & field
            words = [new >> 16 * (entry.count - 1 - place) & 0xFFFF for place in range(entry.count)]
        self.put(entry.table, entry.address, *words, unit=where)

    def put(self, table: Table, address: int, *words: int, unit: int | None = None) -> None:
        """Registers (or bits) from an address on. What was never put is refused as an illegal address."""
        memory = self._memory.setdefault((self._first if unit is None else unit, table), {})
        memory.update(enumerate(words, address))

    @property
    def _first(self) -> int:
        return min(self.units)

    # ------------------------------------------------------------------ faults

    async def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()
        await self.until_gone()

    async def refuse(self) -> None:
        """Cut all connections and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.drop()

    async def until_gone(self) -> None:
        """Wait until nobody is connected."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._writers)

    async def until_asked(self, count: int) -> None:
        """Wait until so many questions came in all."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.asked >= count)

    # ----------------------------------------------------------------- serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.accepted += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError, IndexError):  # or it was no request
            while True:
                await (self._framed(reader, writer) if self.rtu else self._numbered(reader, writer))
                async with self._changed:
                    self._changed.notify_all()
        self._writers.discard(writer)
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await writer.wait_closed()
        async with self._changed:
            self._changed.notify_all()

    async def _numbered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        header = await reader.readexactly(_HEADER)
        request = await reader.readexactly(int.from_bytes(header[4:6], "big") - 1)
        answer = self._answer(header[6], request)
        if answer is not None:
            length = (len(answer) + 1).to_bytes(2, "big")
            await self._send(writer, header[:4] + length + header[6:7] + answer)

    async def _framed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frame = await reader.readexactly(_REQUEST)
        answer = self._answer(frame[0], frame[1:-2])
        if answer is not None:
            whole = frame[:1] + answer
            await self._send(writer, whole + checksum(whole))

    async def _send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        self._held.append(BABBLE if self.babbling else data)
        while len(self._held) > self.late_by:
            writer.write(self._held.pop(0))
        await writer.drain()

    def _answer(self, unit: int, request: bytes) -> bytes | None:
        """The answer without its wrapping; None for none at all."""
        self.asked += 1
        if self.stalled or unit in self.mute_units:
            return None
        function = request[0]
        if unit not in self.units:
            return bytes((function | 0x80, _NO_ANSWER_BEHIND))
        if function == _IDENTIFY:
            return self._identified()
        if function not in _FUNCTIONS:
            return bytes((function | 0x80, _ILLEGAL_FUNCTION))
        table = _FUNCTIONS[function]
        start, count = int.from_bytes(request[1:3], "big"), int.from_bytes(request[3:5], "big")
        self.requests = [*self.requests[-999:], (unit, table, start, count)]
        memory: Mapping[int, int] = self._memory.get((unit, table), {})
        for address in range(start, start + count):
            if address in self.exceptions or address not in memory:
                return bytes((function | 0x80, self.exceptions.get(address, _ILLEGAL_ADDRESS)))
        words = [memory[address] for address in range(start, start + count)]
        if table.bits:
            packed = _number(words[::-1], 1).to_bytes((count + 7) // 8, "little")
        else:
            packed = b"".join((word & 0xFFFF).to_bytes(2, "big") for word in words)
        return bytes((function, len(packed))) + packed

    def _identified(self) -> bytes:
        objects = b"".join(bytes((place, len(text))) + text for place, text in enumerate(self.identity))
        return bytes((_IDENTIFY, 0x0E, 1, 1, 0, 0, len(self.identity))) + objects


def checksum(data: bytes) -> bytes:
    """CRC-16 of the serial line, the low byte first (Modbus over Serial Line V1.02, 6.2.2)."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def _number(words: Iterable[int], width: int = 16) -> int:
    """Words as one number, the first the most significant."""
    number = 0
    for word in words:
        number = number << width | word & (1 << width) - 1
    return number
