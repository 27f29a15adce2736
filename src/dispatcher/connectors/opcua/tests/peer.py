"""One simulated server for all tests of a process, in a thread of its own: building its address space takes seconds."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dispatcher.connectors.opcua.simulator import MachineToolSimulator

USER, PASSWORD = "reader", "Geheim-77"
T = TypeVar("T")


class Elsewhere:
    """An event loop in a thread; what is done there leaves no task in the test's loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="opcua peer", daemon=True)
        self._thread.start()
        self._servers: list[MachineToolSimulator] = []
        atexit.register(self.end)

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of work done there."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def now(self, work: Coroutine[Any, Any, T]) -> T:
        """The same, from where nothing can be awaited."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def start(self, server: MachineToolSimulator) -> MachineToolSimulator:
        """A server that runs until the end."""
        self.now(server.start())
        self._servers.append(server)
        return server

    def end(self) -> None:
        """Stop the loop and whatever runs in it."""
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._nothing_left(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _nothing_left(self) -> None:
        for server in self._servers:
            await server.stop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@cache
def elsewhere() -> Elsewhere:
    """The thread of the peers."""
    return Elsewhere()


@cache
def guarded() -> MachineToolSimulator:
    """A server that wants a password, offers security, and keeps the history of some signals."""
    simulator = MachineToolSimulator(
        "Mill",
        users={USER: PASSWORD},
        certificate=server_certificate(),
        history=("execution", "controller_mode", "functional_mode"),
    )
    return elsewhere().start(simulator)


@cache
def open_to_all() -> MachineToolSimulator:
    """A server that lets everybody read, by name too, and encrypts nothing. Its press has no channel."""
    simulator = MachineToolSimulator(
        "Mill", "Пресс 5", leave_out={"Пресс 5": ("execution", "controller_mode", "rapid_override")}
    )
    return elsewhere().start(simulator)


@cache
def nameless() -> MachineToolSimulator:
    """A server that knows no users."""
    simulator = MachineToolSimulator("Mill", users={})
    return elsewhere().start(simulator)


@cache
def server_certificate(begins: int = 2_020, ends: int = 2_090) -> tuple[bytes, bytes]:
    """A server's certificate (DER) and key (PEM), valid from one year to another."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated machine tools")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(begins, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(ends, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.UniformResourceIdentifier("urn:freeopcua:python:server"), x509.DNSName("localhost")]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.DER), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
