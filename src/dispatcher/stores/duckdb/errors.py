"""What DuckDB raises, in the words of the port."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dispatcher.ports.store import StoreFailed, StoreFull

_NO_ROOM = ("no space left", "not enough space", "quota exceeded", "file too large", "disk is full")
_DAMAGE = (
    "corrupt",
    "checksum",
    "failure while replaying wal",
    "failed to read wal",
    "wal does not match",
    "iteration does not match",
)

RECOVERY = "dispatcher recover"
"""The command that mends a damaged store; messages name it."""


def translated(error: Exception, path: Path) -> StoreFull | StoreFailed:
    """The port's error for one of the engine's.

    `store_full` (path); `store_log_damaged` or `store_file_damaged` (path, command); `store_closed`
    (path); else `store_failed` (path, reason): the reason is the engine's own text, for the log and the maker.
    """
    text = str(error)
    lower = text.lower()
    if "connection has already been closed" in lower:
        return StoreFailed("store_closed", path=str(path))
    if any(sign in lower for sign in _NO_ROOM):
        return StoreFull("store_full", path=str(path))
    if any(sign in lower for sign in _DAMAGE):
        code = "store_log_damaged" if "wal" in lower else "store_file_damaged"
        return StoreFailed(code, path=str(path), command=RECOVERY, reason=text)
    if "not a valid duckdb database" in lower:
        return StoreFailed("store_file_damaged", path=str(path), command=RECOVERY, reason=text)
    return StoreFailed("store_failed", path=str(path), reason=text)


def is_fatal(error: Exception) -> bool:
    """Whether the engine refuses everything from now on until the file is opened anew."""
    return isinstance(error, duckdb.FatalException) or "database has been invalidated" in str(error)
