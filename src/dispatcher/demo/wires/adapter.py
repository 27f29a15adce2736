"""A machine's own SHDR adapter over TCP."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.sheet import Watch
from dispatcher.demo.wires.wire import HOST, LiveWire
from dispatcher.domain.instant import Instant, format_instant
from dispatcher.domain.signal import Condition, Value
from dispatcher.ports.clock import Clock

_PATIENCE = 1 << 20
"""Bytes a reader may leave unread before it is hung up on."""
_HEARTBEAT_MS = 10_000
_LONGEST_LINE = 4_096


class AdapterWire(LiveWire):
    """An SHDR adapter: whoever connects is told everything, then the news; `* PING` gets `* PONG`."""

    def __init__(self, machine: Machine, clock: Clock, port: int = 0) -> None:
        self._machine = machine
        self._clock = clock
        self._port = port
        self._names = [_name(machine, key) for key in machine.keys]
        self._server: asyncio.Server | None = None
        self._readers: dict[asyncio.StreamWriter, Instant] = {}
        """Who listens, and since when: what is older they were told on connecting."""
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"shdr://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._greet, HOST, self._port, limit=_LONGEST_LINE)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Die."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._readers):
            writer.transport.abort()
        if self._serving:
            await asyncio.wait(self._serving)

    def send(self, rows: Iterable[Row]) -> None:
        """To everybody who listens; who does not read is hung up on."""
        said = list(rows)
        for writer, since in tuple(self._readers.items()):
            data = self._lines(row for row in said if row[0] >= since)
            if data and writer.transport.get_write_buffer_size() < _PATIENCE:
                writer.write(data)
            elif data:
                writer.transport.abort()

    def _lines(self, rows: Iterable[Row]) -> bytes:
        """Rows as lines of the adapter protocol; values of one instant share a line, conditions do not."""
        lines: list[str] = []
        line_at, line = -1, ""
        for at, handle, value in rows:
            text = f"|{self._names[handle]}|{_shdr(value)}"
            alone = isinstance(self._machine.sources[handle], Watch)
            if alone or at != line_at:
                if line:
                    lines.append(line)
                line, line_at = format_instant(Instant(at + self._machine.design.skew)), -1 if alone else at
            line += text
        if line:
            lines.append(line)
        return "".join(f"{one}\n" for one in lines).encode()

    def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell a new client everything; a task of its own answers it, kept so that a cut leaves none behind."""
        now = self._clock.now()
        writer.write(self._lines(self._machine.state(now)))
        self._readers[writer] = now
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it leaves."""
        try:
            while line := await reader.readline():
                if line.startswith(b"* PING"):
                    writer.write(f"* PONG {_HEARTBEAT_MS}\n".encode())
        except (ConnectionError, ValueError):
            pass  # gone, or it babbles: either way there is nobody to talk to
        finally:
            self._readers.pop(writer, None)
            writer.transport.abort()


def _name(machine: Machine, key: str) -> str:
    """The adapter's key of an item: its name."""
    return next(item.name for _, item in machine.sheet.device.all_items() if item.id == key)


def _shdr(value: Value) -> str:
    """A value as the adapter protocol writes it; `|` and line ends cannot be part of one."""
    if value is None:
        return "UNAVAILABLE"
    if isinstance(value, Condition):
        fields = (value.level.value, value.native_code, value.native_severity, value.qualifier, value.message)
        return "|".join(_plain(text) for text in fields)
    if isinstance(value, str):
        return _plain(value)
    return f"{value:.10g}"


def _plain(text: str) -> str:
    """Text without what would end a field or a line."""
    return text.replace("|", "/").replace("\r", " ").replace("\n", " ")
