"""A real MQTT broker (mosquitto) for tests: its own process, on a free port of the loopback, with its own settings."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.peers import require_peer

_PATIENCE_S = 15.0
_TRIES = 5


class Broker:
    """To be entered; `folder` is for its files. What it logs can be waited for."""

    def __init__(
        self,
        folder: Path,
        *,
        users: dict[str, str] | None = None,
        lines: Sequence[str] = (),
        listener: Sequence[str] = (),
    ) -> None:
        """`users`: name -> password, None = anybody. `lines`, `listener`: more of mosquitto.conf, general and for the
        listener.
        """
        self._program = require_peer("mosquitto")
        self._folder = folder
        self._users = users
        self._lines = tuple(lines)
        self._listener = tuple(listener)
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said: list[str] = []
        self._news = asyncio.Condition()
        self.port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Run; on the port it had before, if any."""
        for _ in range(_TRIES):
            port = self.port or _free_port()
            self._write(port)
            since = self.mark
            self._process = await asyncio.create_subprocess_exec(
                str(self._program),
                "-c",
                str(self._folder / "mosquitto.conf"),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self._reading = asyncio.create_task(self._read(self._process))
            if await self._ready(since):
                self.port = port
                return
            await self.stop()  # somebody was quicker to take the port
        raise RuntimeError("\n".join(self._said[-20:]))

    async def stop(self) -> None:
        """At once, as by a power cut."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None
        if self._reading is not None:
            await self._reading
            self._reading = None

    @property
    def mark(self) -> int:
        """How much it has said; what comes later can be waited for."""
        return len(self._said)

    async def said(self, text: str, *, since: int = 0, times: int = 1) -> None:
        """Wait until it said so, after the mark."""
        async with asyncio.timeout(_PATIENCE_S), self._news:
            await self._news.wait_for(lambda: sum(text in line for line in self._said[since:]) >= times)

    async def _ready(self, since: int) -> bool:
        async with asyncio.timeout(_PATIENCE_S), self._news:
            await self._news.wait_for(lambda: any(" running" in line or not line for line in self._said[since:]))
        return self._said[-1] != ""

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            await self._keep(line.decode("utf-8", "replace").rstrip())
        await self._keep("")

    async def _keep(self, line: str) -> None:
        async with self._news:
            self._said.append(line)
            self._news.notify_all()

    def _write(self, port: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        config = [
            "per_listener_settings false",
            "user root",
            "persistence false",
            "log_dest stderr",
            *(f"log_type {kind}" for kind in ("error", "warning", "notice", "information", "subscribe")),
            "set_tcp_nodelay true",
            *self._lines,
        ]
        if self._users is None:
            config.append("allow_anonymous true")
        else:
            passwords = self._folder / "passwords"
            passwords.write_text("".join(f"{user}:{word}\n" for user, word in self._users.items()), "utf-8")
            passwords.chmod(0o600)
            hashing = self._program.with_name("mosquitto_passwd")
            if not hashing.is_file():
                hashing = Path("/usr/bin/mosquitto_passwd")
            subprocess.run([str(hashing), "-U", str(passwords)], check=True, capture_output=True)
            config += ["allow_anonymous false", f"password_file {passwords}"]
        config += [f"listener {port} 127.0.0.1", *self._listener]
        (self._folder / "mosquitto.conf").write_text("\n".join(config) + "\n", "utf-8")


def _free_port() -> int:
    """A port that was free a moment ago; mosquitto cannot choose one itself."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
