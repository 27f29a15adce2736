"""Restoring: every file is held against its sum while it is copied; a data directory appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from dispatcher.app.backups.manifest import Manifest, read_manifest
from dispatcher.app.backups.taking import (
    ASIDE,
    Backup,
    BackupFailed,
    write_manifest,
)
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.ports.backup import copied

RESTORING = ".restoring"


def restore(source: Path, data: Path, schemas: Mapping[str, int]) -> Manifest:
    """Make a data directory of a backup; `schemas` are the numbers this program reads.

    Raises NotFound `backup_not_whole`; InvalidInput `backup_newer_format`, `backup_newer`, `backup_manifest_damaged`,
    `backup_file_missing`, `backup_file_damaged`; Conflict `restore_not_empty`; BackupFailed `restore_failed`.
    """
    manifest = read_manifest(source)
    for store, found in manifest.schemas.items():
        known = schemas.get(store, 0)
        if found > known:
            raise InvalidInput("backup_newer", path=str(source), version=manifest.version, found=found, supported=known)
    aside = data / RESTORING
    try:
        if data.exists() and (not data.is_dir() or any(own.name != RESTORING for own in data.iterdir())):
            raise Conflict("restore_not_empty", path=str(data))
        shutil.rmtree(aside, ignore_errors=True)  # what an interrupted one left
        aside.mkdir(parents=True, mode=0o700)
        try:
            copy_checked(source, manifest, aside)
            for path in sorted(aside.iterdir()):
                path.rename(data / path.name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise BackupFailed("restore_failed", path=str(data), reason=str(error)) from error
    return manifest


def copy_checked(source: Path, manifest: Manifest, folder: Path) -> None:
    """Copy the files of a backup. Raises InvalidInput `backup_file_missing`, `backup_file_damaged`; OSError."""
    for file in manifest.files:
        path = source / file.name
        if not path.is_file():
            raise InvalidInput("backup_file_missing", path=str(path))
        with path.open("rb", buffering=0) as opened:
            found = copied(opened, folder, file.name)
        if found != file:
            raise InvalidInput("backup_file_damaged", path=str(path))


def copy_backup(backup: Path, folder: Path) -> Backup:
    """Copy a whole backup into another folder of backups, its manifest last.

    Raises as `restore`; Conflict `restore_not_empty` where one of that name is there.
    """
    manifest, place = read_manifest(backup), folder / backup.name
    aside = folder / f"{ASIDE}{backup.name}"
    try:
        if place.exists():
            raise Conflict("restore_not_empty", path=str(place))
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True, mode=0o700)
        try:
            copy_checked(backup, manifest, aside)
            write_manifest(aside, manifest)
            aside.rename(place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise BackupFailed("backup_failed", path=str(folder), reason=str(error)) from error
    return Backup(path=place, manifest=manifest)
