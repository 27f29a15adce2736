"""A cable between two programs that a test can pull, hold and disturb: a proxy on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class Cable:
    """Connections to `port` reach `target`, a port of the loopback."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._near: set[asyncio.StreamWriter] = set()
        self._runs: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def __aenter__(self) -> Self:
        await self.plug_in()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.pull()

    async def plug_in(self) -> None:
        """Accept connections, on the port it had before, if any."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def pull(self) -> None:
        """Cut every connection and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection; new ones are accepted."""
        self._flowing.set()
        for end in tuple(self._ends):
            end.transport.abort()
        if self._runs:
            await asyncio.wait(set(self._runs))

    def hold(self) -> None:
        """Connected, but nothing passes."""
        self._flowing.clear()

    def let_go(self) -> None:
        """What was held passes."""
        self._flowing.set()

    def disturb(self, data: bytes) -> None:
        """Bytes that nobody sent reach the near end."""
        for end in self._near:
            end.write(data)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        run = asyncio.current_task()
        assert run is not None
        self._runs.add(run)
        self._ends.add(writer)
        self._near.add(writer)
        far: asyncio.StreamWriter | None = None
        try:
            beyond, far = await asyncio.open_connection("127.0.0.1", self._target)
            self._ends.add(far)
            there = asyncio.create_task(self._pass(reader, far))
            back = asyncio.create_task(self._pass(beyond, writer))
            await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
            for task in (there, back):
                task.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
        except OSError:
            pass  # nobody beyond: the near end sees it closed
        finally:
            for end in (writer, far):
                if end is not None:
                    end.transport.abort()
                    with contextlib.suppress(OSError):
                        await end.wait_closed()
                    self._ends.discard(end)
                    self._near.discard(end)
            self._runs.discard(run)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                await self._flowing.wait()
                sink.write(data)
                await sink.drain()
