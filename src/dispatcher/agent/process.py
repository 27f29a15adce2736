"""Starts an agent as a process of its own and steers it: what tests of readers hold in their hand."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

_START_SECONDS = 20.0


class AgentProcess:
    """`python -m dispatcher.agent --control …` as an async context manager.

    Killing it (`kill`) and starting it again (`start`) keeps the port, as a restarted service does.
    """

    def __init__(self, *arguments: str, devices: Path | None = None, port: int = 0) -> None:
        self._arguments: Sequence[str] = (*arguments, *(("--devices", str(devices)) if devices else ()))
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._control = 0
        self.port = port

    @property
    def url(self) -> str:
        """Where the agent answers."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        """Start."""
        self._session = aiohttp.ClientSession()
        try:
            await self.start()
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        await self.kill()
        if self._session is not None:
            await self._session.close()

    async def start(self) -> None:
        """Start the process and wait until it listens. Raises RuntimeError if it does not."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dispatcher.agent", "--port", str(self.port), "--control", *self._arguments,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(_START_SECONDS):
            self.port = await self._told("listening on ")
            self._control = await self._told("control on ")

    async def _told(self, what: str) -> int:
        """The port a line of the process tells."""
        assert self._process is not None  # noqa: S101 - called by start only
        assert self._process.stdout is not None  # noqa: S101 - started with a pipe
        line = (await self._process.stdout.readline()).decode().strip()
        if not line.startswith(what):
            raise RuntimeError(f"the agent did not start: {line!r}")
        return int(line.removeprefix(what))

    async def kill(self) -> None:
        """End the process at once (SIGKILL), as a power cut does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._process is not None:
            # The pipe's transport outlives the process unless somebody closes it.
            self._process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001
        self._process = None

    async def feed(self, *lines: str) -> dict[str, object]:
        """Give it SHDR-like lines; what it tells of them."""
        return await self._post("feed", "\n".join(lines).encode())

    async def order(self, name: str, **order: object) -> dict[str, object]:
        """`fault`, `drop`, `restart`, `jump`, `unavailable`, `available`, `flap` with their parameters."""
        assert self._session is not None  # noqa: S101 - inside the context only
        async with self._session.post(f"{self._base}/{name}", json=order) as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def state(self) -> dict[str, object]:
        """Instance, sequences, open streams, faults."""
        assert self._session is not None  # noqa: S101 - inside the context only
        async with self._session.get(f"{self._base}/state") as answer:
            return dict(await answer.json())

    async def get(self, path: str) -> bytes:
        """A document of the agent."""
        assert self._session is not None  # noqa: S101 - inside the context only
        async with self._session.get(f"{self.url}/{path}") as answer:
            return await answer.read()

    @property
    def _base(self) -> str:
        """Where orders go."""
        return f"http://127.0.0.1:{self._control}"

    async def _post(self, name: str, body: bytes) -> dict[str, object]:
        """An order with a plain body."""
        assert self._session is not None  # noqa: S101 - inside the context only
        async with self._session.post(f"{self._base}/{name}", data=body) as answer:
            answer.raise_for_status()
            return dict(await answer.json())
