"""Taking a backup: written aside, its manifest last, and put in place at once. What was interrupted is no backup and is
cleared away by the next one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from dispatcher.app.backups.manifest import FILE, Manifest, read_manifest
from dispatcher.domain.errors import Conflict, DispatcherError, Unavailable
from dispatcher.domain.instant import Instant, to_datetime
from dispatcher.ports.backup import Copier
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import StoreBusy

ASIDE = ".backup-"
"""How folders begin that are not whole yet, or not any more."""
SPARE = 64 * 1024 * 1024
"""Bytes that stay free beside a backup."""


class BackupFailed(Unavailable):
    """No backup was written; those before are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A whole backup in its folder."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """Takes backups into folders and keeps order in them. `guard` holds a folder for one at a time. Blocks."""

    copier: Copier
    clock: Clock
    version: str
    guard: Callable[[Path], AbstractContextManager[object]]

    def take(self, folder: Path, *, with_key: bool = False, scheduled: bool = False) -> Backup:
        """Write one into a new folder in `folder`.

        Raises Conflict `backup_running`, BackupFailed `backup_failed`, `backup_no_room`, and what the copier raises.
        """
        try:
            with self._alone(folder):
                _clear(folder)
                wanted, free = self.copier.size() + SPARE, shutil.disk_usage(folder).free
                if free < wanted:
                    raise BackupFailed(
                        "backup_no_room", path=str(folder), wanted_mb=_mebibytes(wanted), free_mb=_mebibytes(free)
                    )
                return self._write(folder, with_key=with_key, scheduled=scheduled)
        except OSError as error:
            raise BackupFailed("backup_failed", path=str(folder), reason=str(error)) from error

    def _alone(self, folder: Path) -> AbstractContextManager[object]:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return self.guard(folder)
        except StoreBusy as error:
            raise Conflict("backup_running", path=str(folder)) from error

    def _write(self, folder: Path, *, with_key: bool, scheduled: bool) -> Backup:
        aside = folder / f"{ASIDE}{secrets.token_hex(4)}"
        aside.mkdir(mode=0o700)
        try:
            stock = self.copier.copy(aside, with_key=with_key)
            manifest = Manifest(
                at=stock.at,
                version=self.version,
                schemas=stock.schemas,
                scheduled=scheduled,
                with_key=with_key,
                files=stock.files,
            )
            write_manifest(aside, manifest)
            place = _free(folder, stock.at)
            aside.rename(place)
            synced(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        return Backup(path=place, manifest=manifest)

    def thin(self, folder: Path, keep: int) -> Sequence[Path]:
        """Take scheduled ones away but the newest `keep`; those people took stay. Raises BackupFailed `backup_failed`,
        Conflict `backup_running`.
        """
        try:
            with self._alone(folder):
                old = [own.path for own in listed(folder) if own.manifest.scheduled][keep:]
                for path in old:
                    # Out of sight first: half of one must not look whole.
                    path.rename(gone := folder / f"{ASIDE}{secrets.token_hex(4)}")
                    shutil.rmtree(gone, ignore_errors=True)
                return old
        except OSError as error:
            raise BackupFailed("backup_failed", path=str(folder), reason=str(error)) from error


def listed(folder: Path) -> Sequence[Backup]:
    """Whole backups of a folder, newest first; what has no manifest, or one that cannot be read, is left out."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if not path.name.startswith(ASIDE) and (path / FILE).is_file():
                with contextlib.suppress(DispatcherError, OSError):
                    found.append(Backup(path=path, manifest=read_manifest(path)))
    return sorted(found, key=lambda own: (own.manifest.at, own.path.name), reverse=True)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file of a backup, whole or not there at all."""
    aside = folder / f".{FILE}"
    with aside.open("w", encoding="utf-8") as sink:
        sink.write(manifest.text())
        sink.flush()
        os.fsync(sink.fileno())
    for path in [folder, *(found for found in folder.rglob("*") if found.is_dir())]:
        synced(path)
    aside.replace(folder / FILE)
    synced(folder)


def synced(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def facts(backup: Backup) -> Mapping[str, object]:
    """What sentences about a backup name."""
    own = backup.manifest
    return {"path": str(backup.path), "files": len(own.files), "mb": f"{own.size / 1_000_000:.1f}"}


def _clear(folder: Path) -> None:
    for path in folder.glob(f"{ASIDE}*"):
        shutil.rmtree(path, ignore_errors=True)


def _free(folder: Path, at: Instant) -> Path:
    base = f"dispatcher-{to_datetime(at):%Y%m%dT%H%M%SZ}"
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(folder / name for name in names if not (folder / name).exists())


def _mebibytes(size: int) -> int:
    return -(-size // (1024 * 1024))
