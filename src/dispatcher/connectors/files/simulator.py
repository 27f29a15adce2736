"""A machine that writes a log into a folder: it grows, is rotated as logs are, and the share it lies on can vanish."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from dispatcher.domain.instant import Instant, Micros, format_instant


class FileSimulator:
    """Writes `Time,<keys>` lines into `log.csv`; each line says one value."""

    def __init__(self, folder: Path, keys: tuple[str, ...], *, encoding: str = "utf-8") -> None:
        """keys: the names of the columns beside the time."""
        self.folder = folder
        self.skew: Micros = 0
        """Its clock minus the right one."""
        self._keys = keys
        self._encoding = encoding
        self._away = folder.with_name(f"{folder.name}-away")

    @property
    def path(self) -> Path:
        """The log that is written now."""
        return (self._away if self._away.exists() else self.folder) / "log.csv"

    async def start(self, port: int = 0) -> int:
        """Begin a log; there is no port."""
        await asyncio.to_thread(self._begin)
        return port

    async def set(self, key: str, value: object, at: Instant) -> None:
        """A value is written."""
        cells: Mapping[str, object] = {key: value}
        stamp = format_instant(Instant(at + self.skew))
        line = ",".join((stamp, *(str(cells.get(name, "")) for name in self._keys)))
        await asyncio.to_thread(self.write, f"{line}\n".encode(self._encoding, "replace"))

    def write(self, data: bytes) -> None:
        """Append bytes as they are."""
        with self.path.open("ab") as log:
            log.write(data)

    def rotate(self, *, copy: bool = False) -> None:
        """The log becomes `log.csv.1`, older ones move on; by renaming, or by copying and emptying."""
        log = self.path
        for number in range(len(list(log.parent.glob("log.csv.*"))), 0, -1):
            log.with_name(f"log.csv.{number}").rename(log.with_name(f"log.csv.{number + 1}"))
        move: Callable[[Path, Path], object] = shutil.copy if copy else Path.rename
        move(log, log.with_name("log.csv.1"))
        log.write_text(self._header, encoding=self._encoding)

    async def drop(self) -> None:
        """The share vanishes until it is started again."""
        await asyncio.to_thread(self.folder.rename, self._away)

    async def refuse(self) -> None:
        """The same: a share knows no other refusal."""
        await self.drop()

    async def stop(self) -> None:
        """Write no more; the log stays."""

    @property
    def _header(self) -> str:
        return ",".join(("Time", *self._keys)) + "\n"

    def _begin(self) -> None:
        if self._away.exists():
            self._away.rename(self.folder)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.write_text(self._header, encoding=self._encoding)
