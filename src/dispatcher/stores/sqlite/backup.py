"""A copy of the settings as of one moment, while others write them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatcher.ports.backup import CopiedFile, copied
from dispatcher.ports.store import StoreFailed
from dispatcher.stores.sqlite.file import BUSY_TIMEOUT, FILE

ASIDE = ".settings.copying"


class Pinned:
    """A connection of its own that sees the settings as they were at `pin`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def pin(self) -> None:
        """From now on nothing new is seen; writers do not wait for it."""
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def copy(self, folder: Path) -> tuple[CopiedFile, int]:
        """Write it; the file and the number of its schema. Raises StoreFailed `store_settings_damaged`, OSError."""
        aside = folder / ASIDE
        with contextlib.closing(sqlite3.connect(aside, isolation_level=None)) as target:
            self._connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            found = str(target.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                raise StoreFailed("store_settings_damaged", path=str(self._path), reason=found)
            schema = int(target.execute("PRAGMA user_version").fetchone()[0])
        with aside.open("rb", buffering=0) as source:
            file = copied(source, folder, FILE)
        aside.unlink()
        return file, schema


@contextmanager
def pinned(directory: Path) -> Iterator[Pinned | None]:
    """The settings of a data directory; None where there are none. Raises StoreFailed."""
    path = directory / FILE
    if not path.exists():
        yield None
        return
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        with contextlib.closing(connection):
            yield Pinned(connection, path)
    except sqlite3.Error as error:
        raise StoreFailed("store_failed", path=str(path), reason=str(error)) from error
