"""A serial port of this computer, or of a device server that speaks RFC 2217; failures become our errors."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from typing import TYPE_CHECKING, Any, Self

from dispatcher.connectors.text.config import Flow, Parity, TextSettings
from dispatcher.connectors.text.wire import CHUNK, Heard, News
from dispatcher.ports.connector import AccessDenied, ConfigRejected, LinkDown

if TYPE_CHECKING:
    import serial

_LOOK_S = 0.2
"""A read in its thread looks so often whether it is still wanted."""
_PARITIES = {Parity.NONE: "N", Parity.EVEN: "E", Parity.ODD: "O", Parity.MARK: "M", Parity.SPACE: "S"}


class SerialPort:
    """An open port. Reading blocks a thread, which is over before the port is left."""

    def __init__(self, settings: TextSettings) -> None:
        self._settings = settings
        self._port: serial.Serial | None = None
        self._reading: asyncio.Future[bytes] | None = None
        self._closing = False

    async def __aenter__(self) -> Self:
        """Open it. Raises LinkDown, AccessDenied, ConfigRejected."""
        opening = asyncio.get_running_loop().run_in_executor(None, self._open)
        try:
            self._port = await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The thread cannot be stopped; what it opens must not stay open.
            opening.add_done_callback(_close_opened)
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        """End the read in its thread and close."""
        self._closing = True
        port = self._port
        if port is None:
            return
        if self._reading is not None:
            with contextlib.suppress(AttributeError, OSError):
                port.cancel_read()  # RFC 2217 has none
            with contextlib.suppress(OSError, LinkDown):
                await self._reading
        await asyncio.get_running_loop().run_in_executor(None, port.close)

    async def next(self, wait_s: float) -> News | None:
        """What came, at least one byte; None when nothing came in time. Raises LinkDown where the port is gone."""
        if self._reading is None:
            self._reading = asyncio.get_running_loop().run_in_executor(None, self._read)
        done, _ = await asyncio.wait({self._reading}, timeout=max(wait_s, 0))
        if not done:
            return None
        data, self._reading = self._reading.result(), None
        return News("", Heard.SPOKE, data) if data else None

    async def send(self, device: str, data: bytes) -> None:
        """Ask the device. Raises LinkDown."""
        del device
        await asyncio.get_running_loop().run_in_executor(None, self._write, data)

    async def drop(self, device: str) -> None:
        """There is nobody to hang up on."""

    # --------------------------------------------------------------- in threads

    def _open(self) -> serial.Serial:
        try:
            import serial  # noqa: PLC0415 - TCP works without it
        except ModuleNotFoundError as error:
            raise ConfigRejected(
                "connector_missing_extra", connector="text", extra="serial", module=error.name or "serial"
            ) from error
        settings = self._settings
        where = {"port": settings.serial}
        flow = settings.flow
        made: serial.Serial | None = None
        try:
            # A lock of our own, so that two programs do not take each other's bytes. RFC 2217 knows neither.
            local: dict[str, Any] = {"exclusive": True, "write_timeout": settings.timeout_ms / 1000}
            made = serial.serial_for_url(
                settings.serial,
                do_not_open=True,
                baudrate=settings.baud,
                bytesize=settings.data_bits,
                parity=_PARITIES[settings.parity],
                stopbits=settings.stop_bits,
                rtscts=flow is Flow.RTS_CTS,
                dsrdtr=flow is Flow.DSR_DTR,
                xonxoff=flow is Flow.XON_XOFF,
                timeout=_LOOK_S,
                **({} if "://" in settings.serial else local),
            )
            made.open()
        except ValueError as error:
            raise ConfigRejected("text_serial_settings", problem=str(error), **where) from error
        except OSError as error:
            if made is not None:
                made.close()  # a device server that answers, but not as it should, is still connected
            number = error.errno or 0
            if number == errno.ENOENT:
                raise LinkDown("text_no_serial_port", **where) from error
            if number in {errno.EACCES, errno.EPERM}:
                raise AccessDenied("text_serial_denied", **where) from error
            if number in {errno.EBUSY, errno.EAGAIN} or "exclusively lock" in str(error):
                raise LinkDown("text_serial_busy", **where) from error
            raise LinkDown("text_serial_failed", problem=str(error), **where) from error
        return made

    def _read(self) -> bytes:
        port = self._port
        while port is not None and not self._closing:
            try:
                data: bytes = port.read(max(1, min(port.in_waiting, CHUNK)))
            except (OSError, TypeError) as error:
                # pyserial trips over its own handle (TypeError) when a port is closed under a read.
                raise LinkDown("text_serial_gone", port=self._settings.serial, problem=str(error)) from error
            if data:
                return data
        return b""

    def _write(self, data: bytes) -> None:
        try:
            if self._port is not None:
                self._port.write(data)
        except OSError as error:
            raise LinkDown("text_serial_gone", port=self._settings.serial, problem=str(error)) from error


def _close_opened(opening: asyncio.Future[serial.Serial]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
