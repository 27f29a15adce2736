"""What drives every wire alike.

A wire that is cut refuses connections, as a dead adapter does; mended, it listens on the same port and
states everything anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from dispatcher.demo.machine import Row

HOST = "127.0.0.1"


class LiveWire(Protocol):
    """One machine's wire; those of this package inherit what they share."""

    @property
    def address(self) -> str:
        """Where it listens, with the protocol before it: `http://host:port`, `shdr://host:port`, …"""
        ...

    async def mend(self) -> None:
        """Begin, or begin again, to listen."""
        ...

    async def cut(self) -> None:
        """Stop listening and break what is open."""
        ...

    async def close(self) -> None:
        """For good."""
        await self.cut()

    async def told(self, server: str) -> None:
        """Where the server is, `http://host:port`: wires that listen need not know."""
        del server

    def send(self, rows: Iterable[Row]) -> None:
        """Say these rows."""
        ...
