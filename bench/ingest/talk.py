"""How the runner talks to its child processes: one JSON object a line, a question and its answer."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Answer = dict[str, Any]


class Child:
    """A Python module of ours as a process."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Start `python -m module arguments…` and wait for its first answer, kept as `first`."""
        root = Path(__file__).resolve().parents[2]
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.first = self._read()

    def ask(self, question: str, **parameters: object) -> Answer:
        """Raises RuntimeError where the process is gone."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"ask": question, **parameters}) + "\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> Answer:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}")
        answer: Answer = json.loads(line)
        return answer

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def say(answer: Answer) -> None:
    """The child's side: one line out."""
    os.write(1, json.dumps(answer).encode() + b"\n")


async def listen(obey: Callable[[str, Answer], Awaitable[Answer]]) -> None:
    """The child's side: answer questions until the runner closes the pipe."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked: Answer = json.loads(line)
        say(await obey(asked.pop("ask"), asked))
