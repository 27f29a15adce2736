"""Which addresses the server may be made to speak to: the plant's own networks, and never what a name hides behind.

Whoever may set machines up could otherwise send the server to places that only the server reaches (the metadata of a
cloud, a router's page). Names are resolved here, and every address they stand for must be allowed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.connector import (
    Batch,
    Binding,
    Browsable,
    ConfigRejected,
    Connector,
    Cursor,
    Link,
    LinkDown,
    Place,
    Probe,
)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str], Awaitable[Sequence[str]]]

FILE = "file://"
"""What a path begins with where it stands among hosts."""
_THIS = {4: "127.0.0.1", 6: "::1"}
PATIENCE_S = 2.0
"""How long a name may take to be resolved."""


async def resolve(host: str) -> Sequence[str]:
    """Every address of a name, by the computer's own means. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Raises ValueError for what is no network."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets through what lies in one of the networks or folders; None: everything (a person at the computer itself)."""

    allow: tuple[Network, ...] | None
    resolve: Resolve = resolve
    folders: tuple[str, ...] | None = None

    async def check(self, *hosts: str) -> None:
        """Raises InvalidInput `address_not_allowed`, `path_not_allowed`, LinkDown `setup_name_unknown`."""
        for host in hosts:
            if host.startswith(FILE):
                await self._check_path(host.removeprefix(FILE))
            elif self.allow is not None:
                await self._check(host)

    async def _check_path(self, path: str) -> None:
        """What a path really leads to, links followed, must lie in one of the folders."""
        if self.folders is None:
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                inside = await asyncio.to_thread(_lies_in, path, self.folders)
        except TimeoutError as error:
            raise LinkDown("setup_path_hangs", path=path) from error
        if not inside:
            allowed = ", ".join(self.folders)
            raise InvalidInput("path_not_allowed", path=path, setting="setup.folders", allowed=allowed)

    async def _check(self, host: str) -> None:
        literal = _literal(host)
        for found in [host] if literal is not None else await self._addresses(host):
            address = _literal(found)
            if address is None or not self._allows(address):
                raise InvalidInput(
                    "address_not_allowed",
                    host=host,
                    address=found,
                    setting="setup.allow",
                    allowed=", ".join(map(str, self.allow or ())),
                )

    async def _addresses(self, host: str) -> Sequence[str]:
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = await self.resolve(host)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise LinkDown("setup_name_unknown", host=host) from error
        if not found:
            raise LinkDown("setup_name_unknown", host=host)
        return found

    def _allows(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.allow or ())


def _lies_in(path: str, folders: Sequence[str]) -> bool:
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


def _literal(text: str) -> Address | None:
    """The address a text is; IPv4 in the dress of IPv6 is IPv4, and "any address" is this computer."""
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return ipaddress.ip_address(_THIS[address.version]) if address.is_unspecified else address


@dataclass(slots=True, kw_only=True)
class Guarded:
    """A connector that asks the guard each time before it speaks, and gives up after so many observations."""

    inner: Connector
    hosts: Sequence[str]
    guard: Guard
    most: int | None = None
    """Observations over all links; None = as many as come."""
    taken: int = 0

    async def probe(self) -> Probe:
        """As the connector's own."""
        await self.guard.check(*self.hosts)
        return await self.inner.probe()

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """As the connector's own, which must have the ability."""
        await self.guard.check(*self.hosts)
        async for place in cast("Browsable", self.inner).browse(folder):
            yield place

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """As the connector's own."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        await self.guard.check(*self.hosts)
        async with self.inner.open(bindings) as link:
            yield _Counted(link, self)


@dataclass(frozen=True, slots=True)
class _Counted:
    inner: Link
    by: Guarded

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """Raises ConfigRejected `trial_full` at the batch that would be one too many."""
        async with aclosing(cast("AsyncGenerator[Batch, None]", self.inner.batches(after=after))) as stream:
            async for batch in stream:
                self.by.taken += len(batch.rows)
                if self.by.most is not None and self.by.taken > self.by.most:
                    raise ConfigRejected("trial_full", rows=self.by.most)
                yield batch
