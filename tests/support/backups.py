"""A house of two files, for whoever takes backups."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from pathlib import Path

from dispatcher.app.backups.keeping import BackupKeeper
from dispatcher.app.backups.taking import Backups
from dispatcher.app.health import HealthBook
from dispatcher.ports.backup import Stock, copied
from dispatcher.ports.clock import Clock
from dispatcher.stores.common.lock import DirectoryLock


@dataclass
class FewFiles:
    """A copier that writes two files; `error` is raised between them, `gate` is waited for."""

    clock: Clock
    error: BaseException | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    needs: int = 0
    schema: int = 2

    def __post_init__(self) -> None:
        self.gate.set()

    def size(self) -> int:
        return self.needs

    def copy(self, folder: Path, *, with_key: bool) -> Stock:
        files = [copied(io.BytesIO(b"journal" * 1000), folder, "journal.duckdb")]
        if not self.gate.wait(10):
            raise TimeoutError
        if self.error is not None:
            raise self.error
        files.append(copied(io.BytesIO(b"a profile"), folder, "profiles/own.toml"))
        if with_key:
            files.append(copied(io.BytesIO(b"key"), folder, "secret.key"))
        return Stock(at=self.clock.now(), files=tuple(files), schemas={"journal": self.schema})


def backups_of(copier: FewFiles) -> Backups:
    return Backups(copier=copier, clock=copier.clock, version="1.2.3", guard=DirectoryLock)


def keeper_of(
    folder: Path | None,
    clock: Clock,
    *,
    copier: FewFiles | None = None,
    health: HealthBook | None = None,
    every: int = 0,
    keep: int = 2,
) -> BackupKeeper:
    return BackupKeeper(
        backups_of(copier or FewFiles(clock)),
        health or HealthBook(),
        folder=folder,
        data=Path("data"),
        every=every,
        keep=keep,
        with_key=False,
    )
