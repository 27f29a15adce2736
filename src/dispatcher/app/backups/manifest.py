"""The manifest of a backup: what is in it, with the sum of every file. A folder without one is no backup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.instant import Instant, format_instant, parse_instant
from dispatcher.ports.backup import CopiedFile

FILE = "manifest.json"
FORMAT = 1
"""Of the manifest and the folder; a backup of a higher number needs a newer version of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """at: the moment it holds, to the microsecond. version: of the program that wrote it. schemas: number by store.
    scheduled: taken by the clock, and taken away by it again.
    """

    at: Instant
    version: str
    schemas: Mapping[str, int]
    scheduled: bool
    with_key: bool
    files: tuple[CopiedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def text(self) -> str:
        """As it stands in its file."""
        body = {
            "format": FORMAT,
            "holds_until": format_instant(self.at),
            "version": self.version,
            "schemas": dict(self.schemas),
            "scheduled": self.scheduled,
            "with_key": self.with_key,
            "files": [asdict(file) for file in self.files],
        }
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def read_manifest(backup: Path) -> Manifest:
    """The manifest of a backup.

    Raises NotFound `backup_not_whole` where there is none, InvalidInput `backup_newer_format`,
    `backup_manifest_damaged`; params: path.
    """
    path = backup / FILE
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound("backup_not_whole", path=str(backup)) from error
    try:
        body = json.loads(content)
        if int(body["format"]) > FORMAT:
            raise InvalidInput("backup_newer_format", path=str(path), found=int(body["format"]), supported=FORMAT)
        files = tuple(
            CopiedFile(name=_inside(file["name"]), size=int(file["size"]), sha256=str(file["sha256"]))
            for file in body["files"]
        )
        return Manifest(
            at=parse_instant(body["holds_until"]),
            version=str(body["version"]),
            schemas={str(store): int(number) for store, number in body["schemas"].items()},
            scheduled=bool(body["scheduled"]),
            with_key=bool(body["with_key"]),
            files=files,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput("backup_manifest_damaged", path=str(path), reason=str(error)[:200]) from error


def _inside(name: str) -> str:
    """A name that stays inside the folder. Raises ValueError."""
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise ValueError(name[:200])
    return name
