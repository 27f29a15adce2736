"""The only file that knows the wire: questions out, answers in, every failure one of our errors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from types import TracebackType

from dispatcher.connectors.haas_mdc.config import HaasMdcSettings
from dispatcher.connectors.haas_mdc.decode import Fields, Question, Values, answers, fields, is_ours, values
from dispatcher.ports.connector import Garbled, LinkDown

SERIAL_NUMBER = Question(100)
MAX_LINE = 4096
_CLOSING_S = 0.5
_QUIET_S = 0.001
_MOST_PIECES = 1000
_SHOWN = 80


class HaasMdcClient:
    """One connection; to be entered before it is used."""

    def __init__(self, settings: HaasMdcSettings) -> None:
        self._settings = settings
        self._where = {"host": settings.host, "port": settings.port}
        self._timeout_s = settings.timeout_ms / 1000
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.serial_number = ""

    async def __aenter__(self) -> HaasMdcClient:  # noqa: PYI034 - nobody inherits from it
        """Connect, and make sure that a control answers. Raises LinkDown, Garbled."""
        timeout_ms = self._settings.timeout_ms
        try:
            async with asyncio.timeout(self._timeout_s):
                self._reader, self._writer = await asyncio.open_connection(
                    self._settings.host, self._settings.port, limit=MAX_LINE
                )
        except TimeoutError as error:
            raise LinkDown("haas_mdc_unreachable", timeout_ms=timeout_ms, **self._where) from error
        except socket.gaierror as error:
            raise LinkDown("haas_mdc_unknown_host", **self._where) from error
        except ConnectionRefusedError as error:
            raise LinkDown("haas_mdc_refused", **self._where) from error
        except OSError as error:
            raise LinkDown("haas_mdc_no_connection", problem=error.strerror or str(error), **self._where) from error
        try:
            self.serial_number = await self._greet()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing open."""
        await self._close()

    async def ask(self, question: Question) -> Values | None:
        """What the control answers; None where it does not know the question. Raises LinkDown, Garbled."""
        return values(question, await self._answer(question, self._timeout_s))

    async def forget(self) -> None:
        """Drop what came unasked: all connections hear what one asks, and old answers must not pass for new ones."""
        if self._reader is None:
            return
        with contextlib.suppress(TimeoutError, OSError):
            for _ in range(_MOST_PIECES):
                async with asyncio.timeout(_QUIET_S):
                    if not await self._reader.read(MAX_LINE):
                        return

    async def _greet(self) -> str:
        """The serial number. After connecting it may have to be asked for twice, says the manual."""
        try:
            first = values(SERIAL_NUMBER, await self._answer(SERIAL_NUMBER, self._timeout_s / 2))
        except LinkDown as error:
            if error.code != "haas_mdc_silent":
                raise
            first = None
        known = first or values(SERIAL_NUMBER, await self._answer(SERIAL_NUMBER, self._timeout_s / 2))
        if not known:
            raise Garbled("haas_mdc_garbled", text=SERIAL_NUMBER.text, **self._where)
        return str(known.get(1) or "")

    async def _answer(self, question: Question, timeout_s: float) -> Fields:
        """The line that answers; what other connections asked for is passed over."""
        if self._reader is None or self._writer is None:
            raise LinkDown("haas_mdc_closed", **self._where)
        stranger = ""
        try:
            async with asyncio.timeout(timeout_s):
                self._writer.write(f"{question.text}\r\n".encode("ascii"))
                await self._writer.drain()
                while not answers(question, said := fields(await self._reader.readuntil(b"\n"))):
                    if not is_ours(said):
                        stranger = ", ".join(said)
                return said
        except TimeoutError as error:
            if stranger:
                raise self._garbled(stranger) from error
            raise LinkDown("haas_mdc_silent", timeout_ms=round(timeout_s * 1000), **self._where) from error
        except asyncio.IncompleteReadError as error:
            if text := stranger or error.partial.decode("ascii", "replace"):
                raise self._garbled(text) from error
            raise LinkDown("haas_mdc_closed", **self._where) from error
        except asyncio.LimitOverrunError as error:
            raise Garbled("haas_mdc_too_large", limit=MAX_LINE, **self._where) from error
        except OSError as error:
            raise LinkDown("haas_mdc_closed", **self._where) from error

    def _garbled(self, text: str) -> Garbled:
        return Garbled("haas_mdc_garbled", text=text[:_SHOWN], **self._where)

    async def _close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await writer.wait_closed()
