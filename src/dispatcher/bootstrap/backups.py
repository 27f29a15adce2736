"""Wiring of backups: which files a house is made of, and how each store is copied."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dispatcher import __version__
from dispatcher.app.backups.keeping import BackupKeeper
from dispatcher.app.backups.taking import Backup, Backups
from dispatcher.app.health import HealthBook
from dispatcher.bootstrap.state_rules import PROFILES
from dispatcher.config import BackupSection
from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.backup import CopiedFile, Stock, copied
from dispatcher.ports.clock import Clock
from dispatcher.stores.common.lock import DirectoryLock
from dispatcher.stores.duckdb import DuckDBJournal
from dispatcher.stores.duckdb.backup import copy_closed, schema_of
from dispatcher.stores.duckdb.database import FILE as JOURNAL
from dispatcher.stores.duckdb.database import LOG
from dispatcher.stores.duckdb.migrations import SCHEMA
from dispatcher.stores.secrets import FileSecretBox
from dispatcher.stores.secrets.box import FILE as KEY
from dispatcher.stores.sqlite.backup import pinned
from dispatcher.stores.sqlite.file import FILE as SETTINGS
from dispatcher.stores.sqlite.migrations import MIGRATIONS

CONFIG = "dispatcher.toml"
CERTIFICATES = "certificates"
"""Folder of the data directory in which connectors keep certificates: those they trust, and their own with its key."""
OWN = "own"
SCHEMAS = {"journal": SCHEMA, "settings": len(MIGRATIONS)}
"""What this program reads, by store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseCopier:
    """`ports.backup.Copier` over a data directory: of a running house with its journal, of one at rest without."""

    data: Path
    config: Path | None
    clock: Clock
    journal: DuckDBJournal | None = None

    def size(self) -> int:
        """About how many bytes a backup takes."""
        stores = [path for name in (JOURNAL, LOG, SETTINGS, f"{SETTINGS}-wal") if (path := self.data / name).exists()]
        return sum(path.stat().st_size for path in (*stores, *(path for _, path in self._plain())))

    def copy(self, folder: Path, *, with_key: bool) -> Stock:
        """Everything as of one moment: the settings are pinned while nobody commits to the journal."""
        if self.journal is None and not (self.data / JOURNAL).exists():
            raise InvalidInput("backup_nothing", path=str(self.data))
        with contextlib.ExitStack() as stack:
            if self.journal is None:
                stack.enter_context(DirectoryLock(self.data))
            settings = stack.enter_context(pinned(self.data))
            at = self.clock.now()

            def moment() -> None:
                nonlocal at
                if settings is not None:
                    settings.pin()
                at = self.clock.now()

            if self.journal is None:
                moment()
                files = [*copy_closed(self.data, folder)]
            else:
                files = [*self.journal.copy(folder, moment)]
            schemas = {"journal": schema_of(folder)}
            if settings is not None:
                file, schemas["settings"] = settings.copy(folder)
                files.append(file)
        key = FileSecretBox(self.data).path
        for name, path in self._plain():
            if with_key or not _holds_key(name):
                files.append(_plain_copy(path, folder, name))
        if with_key and key.exists():
            files.append(_plain_copy(key, folder, KEY))
        return Stock(at=at, files=tuple(files), schemas=schemas)

    def _plain(self) -> Iterator[tuple[str, Path]]:
        """The configuration in force, wherever it stands, profiles of the plant's own, and certificates."""
        config = self.config or self.data / CONFIG
        if config.is_file():
            yield CONFIG, config
        for kept in (PROFILES, CERTIFICATES):
            for path in sorted((self.data / kept).rglob("*")):
                if path.is_file():
                    yield path.relative_to(self.data).as_posix(), path


def _holds_key(name: str) -> bool:
    """Whether a file is a connector's own certificate, or the key of one: the pair makes sense together alone."""
    parts = PurePosixPath(name).parts
    return parts[0] == CERTIFICATES and OWN in parts[1:-1]


def _plain_copy(path: Path, folder: Path, name: str) -> CopiedFile:
    with path.open("rb", buffering=0) as source:
        return copied(source, folder, name)


def backup_keeper(
    section: BackupSection, journal: DuckDBJournal, data: Path, config: Path | None, clock: Clock, health: HealthBook
) -> BackupKeeper:
    """Whoever takes backups of the running house."""
    copier = HouseCopier(data=data, config=config, clock=clock, journal=journal)
    return BackupKeeper(
        _backups(copier, clock),
        health,
        folder=Path(section.directory).resolve() if section.directory else None,
        data=data.resolve(),
        every=section.every_hours,
        keep=section.keep,
        with_key=section.with_key,
    )


def back_up_at_rest(data: Path, config: Path | None, clock: Clock, folder: Path, *, with_key: bool) -> Backup:
    """A backup of a house that does not run. Raises StoreBusy where it does, InvalidInput `backup_nothing`, and as
    `Backups.take`.
    """
    if not (data / JOURNAL).exists():
        raise InvalidInput("backup_nothing", path=str(data))
    DirectoryLock(data).release()  # said before anything is written
    return _backups(HouseCopier(data=data, config=config, clock=clock), clock).take(folder, with_key=with_key)


def _backups(copier: HouseCopier, clock: Clock) -> Backups:
    return Backups(copier=copier, clock=clock, version=__version__, guard=DirectoryLock)
