"""One process owns a data directory: an operating-system lock that dies with its owner.

The lock is held on an open file, so kill -9 frees it at once and no stale lock is ever left behind.
The number of the owner's process stands in the file, for the message only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from dispatcher.ports.store import StoreBusy

FILE = "dispatcher.lock"

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        """Raises OSError where another process holds it. Locks a byte behind the number, which stays readable."""
        os.lseek(descriptor, 64, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        """Raises OSError where another process (or this one) holds it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class DirectoryLock:
    """Exclusive ownership of a directory, from construction to `release`.

    Raises StoreBusy `store_busy` (path, pid) where somebody else owns it; pid 0 = not known.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / FILE
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            _take(self._descriptor)
        except OSError as error:
            pid = _owner(self._descriptor)
            os.close(self._descriptor)
            raise StoreBusy("store_busy", path=str(directory), pid=pid) from error
        # A full disk must not keep the house from opening: the number is a courtesy.
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, str(os.getpid()).encode())
        except OSError:
            pass

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        """The lock itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Let go."""
        self.release()


def _owner(descriptor: int) -> int:
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 32)
    return int(text) if text.isdigit() else 0
