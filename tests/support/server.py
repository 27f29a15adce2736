"""`dispatcher serve` as a process of its own: started, asked, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp

_START_SECONDS = 60.0
_ANSWER_SECONDS = 60.0


class ServerProcess:
    """The server over a data directory; killing and starting it again keeps the directory."""

    def __init__(self, data: Path, config: Path, *, errors: Path | None = None) -> None:
        """`errors`: where what it logs is kept."""
        self._arguments = ("serve", "--data", str(data), "--config", str(config), "--port", "0")
        self._errors = errors
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def start(self) -> None:
        """Start it and wait until it says where it listens."""
        with contextlib.ExitStack() as stack:
            errors = None if self._errors is None else stack.enter_context(self._errors.open("ab"))
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from dispatcher.cli import main; main()", *self._arguments,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        self.url = await self._told()

    async def outlet(self) -> str:
        """Where the agent for other systems listens; it is told after the server itself."""
        return await self._told()

    async def _told(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(_START_SECONDS):
            line = (await self._process.stdout.readline()).decode()
        found = re.search(r"http://\S+?(?=/?\s|$)", line)
        assert found, f"the server did not start: {line!r}"
        return found[0].rstrip("/")

    async def kill(self) -> None:
        """End it as a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end; its exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await self._process.wait()
        # The pipe's transport outlives the process unless somebody closes it.
        self._process._transport.close()  # type: ignore[attr-defined]
        return code

    async def get(self, path: str) -> dict[str, Any]:
        """A JSON answer."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{path}") as answer:
            answer.raise_for_status()
            body: dict[str, Any] = json.loads(await answer.read())
            return body

    async def send(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON (None where there is no body) of the answer to a change."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.url}{path}", json=body, headers=headers) as answer,
        ):
            text = await answer.read()
            return answer.status, json.loads(text) if text else None

    async def until(self, path: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Ask until the answer is as wanted; TimeoutError names nothing else."""
        async with asyncio.timeout(_ANSWER_SECONDS):
            while True:
                answer = await self.get(path)
                if holds(answer):
                    return answer
                await asyncio.sleep(0.05)
