"""The plant's MQTT broker: mosquitto as a process of its own, on a free port of this computer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_PATHS = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
"""Debian keeps it where only administrators look."""
_PATIENCE_S = 10.0


def find_broker() -> str | None:
    """The program, if this computer has it."""
    return shutil.which("mosquitto", path=_PATHS)


class Broker:
    """To be started before anybody connects; nothing is kept when it ends."""

    def __init__(self, program: str) -> None:
        self.port = 0
        self._program = program
        self._folder = tempfile.TemporaryDirectory(prefix="dispatcher-demo-")
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, host: str) -> int:
        """Run, at the port it had before, if any. Raises TimeoutError where it does not come up."""
        if self._process is not None:
            return self.port
        self.port = self.port or _free_port(host)
        settings = self._settings(host)
        self._process = await asyncio.create_subprocess_exec(
            self._program, "-c", str(settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        async with asyncio.timeout(_PATIENCE_S):
            while not await _listens(host, self.port):  # noqa: ASYNC110 - it does not say when
                await asyncio.sleep(0.05)
        return self.port

    def _settings(self, host: str) -> Path:
        file = Path(self._folder.name, "mosquitto.conf")
        file.write_text(f"listener {self.port} {host}\nallow_anonymous true\npersistence false\n", encoding="utf-8")
        return file

    async def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._folder.cleanup()


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
