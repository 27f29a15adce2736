"""A machine whose computer brings its data to the server's own door, once it is told where that is."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable

from dispatcher.connectors.http_push.simulator import PushSimulator
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.mapping import Fields, items
from dispatcher.demo.plant import source_id
from dispatcher.demo.wires.wire import LiveWire
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Condition

_KEPT = 20_000
"""Rows that wait until the server is there; the oldest go first."""


def entries(machine: Machine) -> list[Fields]:
    """The names in deliveries; a condition comes with its level and needs no words."""
    return [
        {key: value for key, value in item.fields.items() if key not in ("values", "messages")}
        for item in items(machine)
    ]


class PushWire(LiveWire):
    """The computer of one machine. Its address carries the token by which the server knows it."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._keys = {item.handle: item.key for item in items(machine)}
        self._token = secrets.token_hex(16)
        self._server = ""
        self._on = False
        self._sender: PushSimulator | None = None
        self._waiting: deque[Row] = deque(maxlen=_KEPT)

    @property
    def address(self) -> str:
        """`push://TOKEN@`: it listens nowhere."""
        return f"push://{self._token}@"

    async def told(self, server: str) -> None:
        """Where the server is: `http://host:port`."""
        self._server = server
        if self._on:
            await self.mend()

    async def mend(self) -> None:
        """Begin to send, if it is known whereto."""
        self._on = True
        if not self._server or self._sender is not None:
            return
        url = f"{self._server}/api/v1/push/{source_id(self._machine.design)}"
        self._sender = await PushSimulator(url, self._token).__aenter__()
        waiting, self._waiting = list(self._waiting), deque(maxlen=_KEPT)
        self.send(waiting)

    async def cut(self) -> None:
        """Die, with what was not acknowledged."""
        self._on = False
        sender, self._sender = self._sender, None
        if sender is not None:
            await sender.__aexit__(None, None, None)

    def send(self, rows: Iterable[Row]) -> None:
        """Into the outbox."""
        sender = self._sender
        if sender is None:
            self._waiting.extend(rows)
            return
        for at, handle, value in rows:
            if (key := self._keys.get(handle)) is None:
                continue
            stamp = Instant(at + self._machine.design.skew)
            if isinstance(value, Condition):
                said = {"level": value.level.value, "code": value.native_code, "severity": value.native_severity}
                sender.set(key, None, stamp, message=value.message, **said)
            elif isinstance(value, float | int | str) or value is None:
                sender.set(key, value, stamp)
