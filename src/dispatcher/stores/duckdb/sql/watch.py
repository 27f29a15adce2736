"""Keeps a running question within its limits: time, memory, disk. It is interrupted, and the house goes on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import duckdb

MEBIBYTE = 1024 * 1024
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLimits:
    """seconds: of work for one question. memory: MiB by which the whole process may grow meanwhile; spill: MiB the
    engine may put aside on the disk. look: seconds between two looks.
    """

    seconds: float = 30.0
    memory: int = 384
    spill: int = 4096
    look: float = 0.05


class Watch:
    """Of one question. `why` tells which limit it met: `sql_too_slow` or `sql_too_hungry`, None for none."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, limits: SqlLimits, spill: Path) -> None:
        """`spill`: the folder the engine puts aside in."""
        self._cursor, self._limits, self._spill = cursor, limits, spill
        self._left = limits.seconds
        self._before = _resident()
        self._put_aside = _size(spill)
        self.why: str | None = None

    @contextmanager
    def over(self) -> Iterator[None]:
        """Watch what is done inside; time outside does not count (the reader may be slow)."""
        done = threading.Event()
        begun = monotonic()
        looking = threading.Thread(target=self._look, args=(done, begun), name="sql-watch", daemon=True)
        looking.start()
        try:
            yield
        finally:
            done.set()
            looking.join()
            self._left -= monotonic() - begun

    def _look(self, done: threading.Event, begun: float) -> None:
        while not done.wait(min(self._limits.look, max(0.001, self._left))):
            if monotonic() - begun >= self._left:
                self.why = "sql_too_slow"
            elif self._hungry():
                self.why = "sql_too_hungry"
            if self.why is not None:
                # Again at each look: between two steps nothing would hear it.
                self._cursor.interrupt()

    def _hungry(self) -> bool:
        grown, aside = _resident() - self._before, _size(self._spill) - self._put_aside
        return grown > self._limits.memory * MEBIBYTE or aside > self._limits.spill * MEBIBYTE


def _resident() -> int:
    """Bytes of memory this process holds now; 0 where the system does not tell (then only the engine's limit holds)."""
    try:
        return int(_STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _size(folder: Path) -> int:
    total = 0
    for file in folder.glob("*"):
        try:
            total += file.stat().st_size
        except OSError:
            continue
    return total
