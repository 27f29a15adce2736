"""The conversation with a device or a gateway: one question at a time, and only its own answer is taken for it.

pymodbus makes and reads the messages; the conversation is ours, for an answer that comes late must never be taken for
the next one (trap 17). Over Modbus TCP the transaction's number tells answers apart. The frames of the serial line have
none: whatever arrives unasked is thrown away, and after a silence the connection is given up and the line waited out.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import (
    DecodePDU,
    ModbusPDU,
    ReadCoilsRequest,
    ReadDeviceInformationRequest,
    ReadHoldingRegistersRequest,
)
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest
from pymodbus.pdu.register_message import ReadInputRegistersRequest

from dispatcher.connectors.modbus.config import Framer, ModbusSettings
from dispatcher.connectors.modbus.entries import Table
from dispatcher.ports.connector import Garbled, LinkDown

_READ = 4096
_CLOSING_S = 1.0
_HEADER = 7
_SHORTEST, _LONGEST = 3, 254
_EXCEPTION = 0x80
_SHOWN = 24
_REQUESTS: dict[Table, type[ModbusPDU]] = {
    Table.COIL: ReadCoilsRequest,
    Table.DISCRETE: ReadDiscreteInputsRequest,
    Table.INPUT: ReadInputRegistersRequest,
    Table.HOLDING: ReadHoldingRegistersRequest,
}


class Refusal(Exception):
    """The device answers, but not with values: an exception code of the protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exception {code}")
        self.code = code


class Silence(Exception):
    """The unit did not answer in time. The connection is closed: a late answer must find nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a device says of itself (function 43/14), "" for what it does not say."""

    vendor: str = ""
    product: str = ""
    version: str = ""


class ModbusClient:
    """One connection; to be entered before it is used."""

    def __init__(self, settings: ModbusSettings) -> None:
        self._settings = settings
        self._tcp = settings.framer is Framer.TCP
        decoder = DecodePDU(is_server=False)
        self._framer = FramerSocket(decoder) if self._tcp else FramerRTU(decoder)
        self._decoder = decoder
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._buffer = bytearray()
        self._transaction = 0
        self._answered = False
        self.late = 0
        """Answers and bytes that nobody had asked for (any more) and that were thrown away."""

    async def __aenter__(self) -> ModbusClient:  # noqa: PYI034 - nobody inherits from it
        """Connect. Raises LinkDown."""
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at once."""
        await self.close()

    async def connect(self) -> None:
        """A fresh connection; on a serial line behind it, what still comes is waited out. Raises LinkDown."""
        await self.close()
        settings = self._settings
        where = {"host": settings.host, "port": settings.port}
        try:
            async with asyncio.timeout(settings.timeout_ms / 1000):
                self._reader, self._writer = await asyncio.open_connection(settings.host, settings.port)
        except TimeoutError as error:
            raise LinkDown("modbus_unreachable", timeout_ms=settings.timeout_ms, **where) from error
        except socket.gaierror as error:
            raise LinkDown("modbus_unknown_host", **where) from error
        except ConnectionRefusedError as error:
            raise LinkDown("modbus_refused", **where) from error
        except OSError as error:
            raise LinkDown("modbus_no_connection", problem=error.strerror or str(error), **where) from error
        if not self._tcp:
            await self._wait_out()

    async def close(self) -> None:
        """Give the connection up, if there is one."""
        writer, self._writer, self._reader = self._writer, None, None
        self._buffer.clear()
        if writer is not None:
            writer.transport.abort()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CLOSING_S):
                    await writer.wait_closed()

    async def read(self, unit: int, table: Table, start: int, count: int) -> Sequence[int]:
        """Registers, or bits as 0 and 1. Raises Refusal, Silence, LinkDown, Garbled."""
        pdu = await self._ask(_REQUESTS[table](dev_id=unit, address=start, count=count), self._settings.timeout_ms)
        found: Sequence[int] = [int(bit) for bit in pdu.bits] if table.bits else pdu.registers
        expected = (count + 7) // 8 * 8 if table.bits else count
        if len(found) != expected:
            raise await self._garbled(f"{len(found)} for {expected}".encode())
        return found[:count]

    async def identify(self, unit: int, timeout_ms: int) -> Identity:
        """What the device says of itself; many say nothing. Raises Refusal, Silence, LinkDown, Garbled."""
        pdu = await self._ask(ReadDeviceInformationRequest(read_code=1, dev_id=unit), timeout_ms)
        told = getattr(pdu, "information", {})
        parts = [
            part.decode("utf-8", "replace").strip("\x00 ")
            for part in (told.get(i, b"") for i in range(3))
            if isinstance(part, bytes)
        ]
        return Identity(**dict(zip(("vendor", "product", "version"), parts, strict=False)))

    # ------------------------------------------------------------ one question

    async def _ask(self, request: ModbusPDU, timeout_ms: int) -> ModbusPDU:
        if self._writer is None:
            await self.connect()
        await self._throw_away()
        self._transaction = self._transaction % 0xFFFF + 1
        request.transaction_id = self._transaction
        try:
            async with asyncio.timeout(timeout_ms / 1000):
                frame = await self._exchange(self._framer.buildFrame(request), request)
        except TimeoutError as error:
            await self.close()
            raise Silence from error
        except OSError as error:
            await self.close()
            raise self._closed() from error
        self._answered = True
        if frame[0] == request.function_code | _EXCEPTION and len(frame) > 1:
            raise Refusal(frame[1])
        pdu = self._decoder.decode(frame) if frame[0] == request.function_code and len(frame) > 1 else None
        if pdu is None:
            raise await self._garbled(frame)
        return pdu

    async def _exchange(self, message: bytes, request: ModbusPDU) -> bytes:
        """Send, and the answer without its wrapping."""
        if self._writer is None:
            raise self._closed()
        self._writer.write(message)
        await self._writer.drain()
        if self._tcp:
            return await self._numbered_answer(request)
        return await self._framed_answer(request)

    async def _numbered_answer(self, request: ModbusPDU) -> bytes:
        """Modbus TCP: the answer with our number; answers with other numbers are late and thrown away."""
        while True:
            header = bytes(await self._take(_HEADER))
            number, protocol, length = (int.from_bytes(header[at : at + 2], "big") for at in (0, 2, 4))
            if protocol or not _SHORTEST <= length <= _LONGEST:
                raise await self._garbled(header + bytes(self._buffer))
            frame = await self._take(length - 1)
            if number != request.transaction_id:
                self.late += 1
                continue
            if header[6] != request.dev_id:
                await self.close()
                raise Garbled("modbus_other_unit", asked=request.dev_id, answered=header[6], **self._where)
            return frame

    async def _framed_answer(self, request: ModbusPDU) -> bytes:
        """A frame of the serial line: unit, function, length, data, checksum."""
        head = await self._take(3)
        if head[1] & ~_EXCEPTION != request.function_code:
            raise await self._garbled(head + bytes(self._buffer))
        rest = await self._take(2 if head[1] & _EXCEPTION else head[2] + 2)
        frame = head + rest
        if not FramerRTU.check_CRC(frame[:-2], int.from_bytes(frame[-2:], "big")):
            raise await self._garbled(frame)
        if frame[0] != request.dev_id:
            await self.close()
            raise Garbled("modbus_other_unit", asked=request.dev_id, answered=frame[0], **self._where)
        return frame[1:-2]

    # ------------------------------------------------------------------- bytes

    async def _take(self, count: int) -> bytes:
        """So many bytes. Raises LinkDown at the end of the connection."""
        while len(self._buffer) < count:
            data = await self._reader.read(_READ) if self._reader is not None else b""
            if not data:
                await self.close()
                raise self._closed()
            self._buffer += data
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    async def _throw_away(self) -> None:
        """What lies there before we ask is no answer to what we are about to ask."""
        late = bool(self._buffer)
        self._buffer.clear()
        if not self._tcp:
            late = await self._arrived(0) or late
        self.late += late

    async def _wait_out(self) -> None:
        """On a new connection to a serial line the answer to an older question may still come: wait for quiet."""
        while self._settings.settle_ms and await self._arrived(self._settings.settle_ms / 1000):
            self.late += 1

    async def _arrived(self, wait_s: float) -> bool:
        """Whether bytes came that nobody waits for; they are thrown away. Raises LinkDown."""
        if self._reader is None:
            return False
        try:
            async with asyncio.timeout(wait_s):
                data = await self._reader.read(_READ)
        except TimeoutError:
            return False
        except OSError as error:
            await self.close()
            raise self._closed() from error
        if not data:
            await self.close()
            raise self._closed()
        return True

    # ------------------------------------------------------------------ errors

    @property
    def _where(self) -> dict[str, str | int]:
        return {"host": self._settings.host, "port": self._settings.port}

    def _closed(self) -> LinkDown:
        return LinkDown("modbus_closed", **self._where)

    async def _garbled(self, data: bytes) -> Garbled:
        """What came is no answer. After it nothing on this connection can be trusted."""
        await self.close()
        code = "modbus_garbled" if self._answered else "modbus_wrong_protocol"
        return Garbled(code, bytes=data[:_SHOWN].hex(" "), text=_readable(data[:_SHOWN]), **self._where)


def _readable(data: bytes) -> str:
    """Bytes as text, for a person who may recognise what it is."""
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)  # noqa: PLR2004 - printable ASCII
