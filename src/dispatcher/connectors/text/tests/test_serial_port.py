"""A serial port: pyserial at one end of a pair of pseudo-terminals, a device at the other."""

from __future__ import annotations

import asyncio
import os
import pty
import socket
import sys
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from serial import rfc2217

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.connector import TextConnector
from dispatcher.connectors.text.simulator import TextSimulator
from dispatcher.connectors.text.tests.conftest import PARTS
from dispatcher.connectors.text.tests.test_connector import MILL, reading
from dispatcher.ports.connector import ConfigRejected, ConnectorError, LinkDown

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

LIBRARY_WARNS = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")


class Cable:
    """The device's end, and the name of ours."""

    def __init__(self) -> None:
        self.device, ours = pty.openpty()
        tty.setraw(ours)
        self.name = os.ttyname(ours)
        self._ours = ours

    def say(self, text: str) -> None:
        os.write(self.device, text.encode())

    def unplug(self) -> None:
        for end in (self.device, self._ours):
            os.close(end)
        self.device = self._ours = -1

    def close(self) -> None:
        if self.device >= 0:
            self.unplug()


@pytest.fixture
def cable() -> Iterator[Cable]:
    made = Cable()
    yield made
    made.close()


def port(name: str, **settings: object) -> TextConnector:
    given = {"mode": "serial", "serial": name, "probe_ms": 300, "signals": [PARTS], **settings}
    return TextConnector(TextSettings.model_validate(given), StepClock())


async def test_lines_over_a_serial_port(cable: Cable) -> None:
    async with reading(port(cable.name, baud=19200)) as link:
        await link.next()
        cable.say("PART 1\r\nPA")
        await link.until(("", "parts", 1.0))
        cable.say("RT 2\r\n")
        await link.until(("", "parts", 2.0))


async def test_a_question_over_a_serial_port(cable: Cable) -> None:
    async with reading(port(cable.name, ask="SI\\r\\n")) as link:
        await link.next()
        next_batch = asyncio.create_task(link.until(("", "parts", 5.0)))
        assert await asyncio.to_thread(os.read, cable.device, 100) == b"SI\r\n"
        cable.say("PART 5\r\n")
        await next_batch


async def test_an_unplugged_port_is_the_end(cable: Cable) -> None:
    async with reading(port(cable.name)) as link:
        await link.next()
        cable.say("PART 1\r\n")
        await link.until(("", "parts", 1.0))
        cable.unplug()
        error = await link.error()

    assert (type(error), error.code) == (LinkDown, "text_serial_gone")


async def test_a_probe_of_a_serial_port(cable: Cable) -> None:
    looking = asyncio.create_task(port(cable.name, probe_ms=500).probe())
    while not looking.done():
        cable.say("PART 7\r\n")
        await asyncio.wait({looking}, timeout=0.05)

    assert looking.result().now.rows.num == [7.0]


async def test_leaving_leaves_no_thread_that_reads(cable: Cable) -> None:
    reader = asyncio.create_task(_read_on(port(cable.name)))
    await asyncio.wait({reader}, timeout=0.3)
    reader.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(reader, return_exceptions=True)

    # A port that is still held could not be locked again.
    with serial.Serial(cable.name, exclusive=True):
        pass


async def _read_on(connector: TextConnector) -> None:
    async with reading(connector) as link:
        while True:
            await link.next()


async def test_a_port_that_another_program_holds(cable: Cable) -> None:
    with serial.Serial(cable.name, exclusive=True):
        error = await _refused(port(cable.name))

    assert (type(error), error.code) == (LinkDown, "text_serial_busy")


async def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    assert (await _refused(port(str(tmp_path / "ttyUSB9")))).code == "text_no_serial_port"
    other = tmp_path / "file"
    other.write_text("")
    assert (await _refused(port(str(other)))).code == "text_serial_failed"


async def test_without_the_library_the_extra_is_named(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "serial", None)

    error = await _refused(port(cable.name))

    assert (type(error), error.code, error.params["extra"]) == (ConfigRejected, "connector_missing_extra", "serial")


@LIBRARY_WARNS
async def test_a_device_server_that_speaks_rfc_2217() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    # What is written into such a port comes back out of it: the device is whoever writes.
    with serial.serial_for_url("loop://", timeout=0.05) as device:
        serving = threading.Thread(target=_serve_port, args=(server, device))
        serving.start()
        try:
            address = f"rfc2217://127.0.0.1:{server.getsockname()[1]}"
            async with reading(port(address, parity="even", data_bits=7)) as link:
                await link.next()
                device.write(b"PART 3\r\n")
                await link.until(("", "parts", 3.0))
        finally:
            server.close()
            await asyncio.to_thread(serving.join)

    assert (device.bytesize, device.parity) == (7, "E")


@LIBRARY_WARNS
async def test_a_device_server_that_speaks_something_else(device: TextSimulator) -> None:
    error = await _refused(port(f"rfc2217://127.0.0.1:{device.port}"))
    await device.disconnected()

    assert (type(error), error.code) == (LinkDown, "text_serial_failed")


def _serve_port(server: socket.socket, device: serial.Serial) -> None:
    """One client, as pyserial's own example of a server does it."""
    server.settimeout(5)
    client, _ = server.accept()
    client.settimeout(5)
    sending, done = threading.Lock(), threading.Event()

    class Connection:
        def write(self, data: bytes) -> None:
            with sending:
                client.sendall(data)

    manager = rfc2217.PortManager(device, Connection())  # type: ignore[arg-type]  # the stubs name the client

    def forward() -> None:
        while not done.is_set():
            if data := device.read(max(1, device.in_waiting)):
                Connection().write(b"".join(manager.escape(data)))

    forwarding = threading.Thread(target=forward)
    forwarding.start()
    with client:
        while data := client.recv(1024):
            device.write(b"".join(manager.filter(data)))
    done.set()
    forwarding.join()


async def _refused(connector: TextConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as refused:
        async with connector.open(MILL):
            pytest.fail("opened")
    return refused.value
