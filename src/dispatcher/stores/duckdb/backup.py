"""Copying the journal's files: of an open one while it is being written, or of one that nobody has open.

An open file is copied without stopping the writers. The log is folded into it, and from then on nothing is folded
until the copy is done: the engine never touches a block that its last checkpoint names, it only appends to the log. So
the file, with what the log held at that moment, is the journal as of then; writers wait for the fold alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from dispatcher.ports.backup import CopiedFile, copied
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.duckdb.database import FILE, LOG, Database
from dispatcher.stores.duckdb.errors import translated

HEADERS = 3 * 4096
"""The engine's three headers; each checkpoint writes one of the last two."""


def copy_open(database: Database, folder: Path, moment: Callable[[], None]) -> Sequence[CopiedFile]:
    """Copy a journal in use; `moment` is called while nobody commits. Raises StoreFailed, StoreFull, OSError."""
    with database.still(moment) as (file, log):
        file.seek(0)
        before = file.read(HEADERS)
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        try:
            files = [copied(file, folder, FILE, size=size, asked=database.ask)]
            if log:
                with database.log.open("rb", buffering=0) as source:
                    files.append(copied(source, folder, LOG, size=log, asked=database.ask))
        except EOFError as error:
            raise StoreFailed("backup_disturbed", path=str(database.path)) from error
        file.seek(0)
        if file.read(HEADERS) != before:
            raise StoreFailed("backup_disturbed", path=str(database.path))
    return files


def copy_closed(directory: Path, folder: Path) -> Sequence[CopiedFile]:
    """Copy a journal whose directory is locked by whoever calls. Raises OSError."""
    files = []
    for name in (FILE, LOG):
        if (directory / name).exists():
            with (directory / name).open("rb", buffering=0) as source:
                files.append(copied(source, folder, name))
    return files


def schema_of(folder: Path) -> int:
    """The number of the schema in a copy, which is opened for it with its log. Raises StoreFailed."""
    path = folder / FILE
    try:
        with duckdb.connect(str(path), read_only=True, config={"memory_limit": "256MiB", "threads": "1"}) as opened:
            row = opened.execute("SELECT max(number) FROM schema_version").fetchone()
    except duckdb.Error as error:
        raise translated(error, path) from error
    return int(row[0]) if row and row[0] is not None else 0
