"""`dispatcher recover`: open what is whole of a damaged journal and say what was lost.

The engine refuses a log with a single flipped byte, rightly: what follows it cannot be trusted. Every
commit before it can. So the log is kept aside, cut at the damage, and the rest is taken in. Where the file
itself is damaged, every table that still reads is copied into a new one.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dispatcher.ports.store import Position, StoreFailed
from dispatcher.stores.common.lock import DirectoryLock
from dispatcher.stores.duckdb.database import FILE, LOG
from dispatcher.stores.duckdb.log import first_doubt
from dispatcher.stores.duckdb.records import read_positions
from dispatcher.stores.duckdb.salvage import damaged_tables, salvage

_PLACE = re.compile(r"byte position (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryReport:
    """What was found and what is gone.

    log_kept, log_lost: bytes of the log before and after the damage. kept: the broken files, put aside
    under these names. lost_tables: rows that could not be read, per table of a damaged file. unreadable:
    the file could not be opened at all, the journal begins anew. positions: where each source goes on;
    sources that keep what they sent send what is missing again.
    """

    log_kept: int = 0
    log_lost: int = 0
    kept: tuple[Path, ...] = ()
    lost_tables: Mapping[str, int] = field(default_factory=dict)
    unreadable: bool = False
    positions: tuple[Position, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing was damaged at all."""
        return not self.kept


def recover(directory: Path) -> RecoveryReport:
    """Make the journal of a data directory open again. Nothing is deleted: what is broken is kept aside.

    Raises StoreBusy where a process owns the directory, StoreFailed `store_nothing_to_recover` (path) where
    there is no journal.
    """
    if not (directory / FILE).exists():
        raise StoreFailed("store_nothing_to_recover", path=str(directory))
    with DirectoryLock(directory):
        kept, log_kept, log_lost = _mend_log(directory)
        damaged = damaged_tables(directory / FILE)
        lost: Mapping[str, int] = {}
        if damaged is None or damaged:
            broken = _put_aside(directory)
            kept += broken
            lost = salvage(broken[0], directory / FILE) if damaged else {}
        return RecoveryReport(
            log_kept=log_kept,
            log_lost=log_lost,
            kept=tuple(kept),
            lost_tables=lost,
            unreadable=damaged is None,
            positions=() if damaged is None else _positions(directory / FILE),
        )


def _aside(path: Path) -> Path:
    """A free name beside the file: `….broken-1`, `….broken-2`…"""
    number = 1
    while (found := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    return found


def _put_aside(directory: Path) -> list[Path]:
    """Move the file away, and its log with it, under the name by which the engine finds it."""
    file = (directory / FILE).rename(_aside(directory / FILE))
    log = directory / LOG
    return [file, log.rename(file.with_name(f"{file.name}.wal"))] if log.exists() else [file]


def _mend_log(directory: Path) -> tuple[list[Path], int, int]:
    """Cut the log at the damage until the engine takes it; (files kept aside, bytes kept, bytes lost)."""
    log = directory / LOG
    if not log.exists():
        return [], 0, 0
    size = end = log.stat().st_size
    kept: list[Path] = []
    while (place := _first_damage(directory)) is not None:
        if not kept:
            kept = [_aside(log)]
            shutil.copyfile(log, kept[0])
        # Without a place, or with one that would not shorten it, nothing of the log can be trusted.
        end = place if 0 < place < end else 0
        if end:
            with log.open("r+b") as file:
                file.truncate(end)
        else:
            log.unlink()
    return kept, end, size - end


def _first_damage(directory: Path) -> int | None:
    """Byte of the log where the engine stopped, 0 where it names none; None where the log is not to blame."""
    if not (directory / LOG).exists():
        return None
    doubt = first_doubt(directory / LOG)
    if doubt is not None:
        return doubt
    try:
        # Read-only: the log is taken in, neither file is written.
        duckdb.connect(str(directory / FILE), read_only=True).close()
    except duckdb.Error as error:
        if "wal" not in str(error).lower():
            return None
        found = _PLACE.search(str(error))
        return int(found.group(1)) if found else 0
    return None


def _positions(path: Path) -> tuple[Position, ...]:
    connection = duckdb.connect(str(path), read_only=True)
    try:
        return tuple(read_positions(connection))
    except duckdb.Error:
        return ()
    finally:
        connection.close()
