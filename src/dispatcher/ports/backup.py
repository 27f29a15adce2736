"""What a backup is made of: files with their sums, as of one moment, and how a file is copied."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from dispatcher.domain.instant import Instant

CHUNK = 1024 * 1024
SYNCED = 32 * CHUNK
"""Bytes after which what was written is brought to the disk: a long queue of it would make commits wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedFile:
    """A file of a backup; `name` with forward slashes, relative to its folder; `sha256` in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """All files of a house as of `at`; `schemas` by store: whoever knows only lower numbers cannot read them."""

    at: Instant
    files: tuple[CopiedFile, ...]
    schemas: Mapping[str, int]


class Copier(Protocol):
    """Writes the files of a house into a folder while it works. Blocks; safe from any thread."""

    def size(self) -> int:
        """About how many bytes they are."""
        ...

    def copy(self, folder: Path, *, with_key: bool) -> Stock:
        """Everything as of one moment; the key of the secrets only where it is asked for.

        Raises StoreBusy, StoreFailed, StoreFull, InvalidInput `backup_nothing`; OSError where the folder cannot be
        written.
        """
        ...


def go_on() -> None:
    """For a copy that nobody stops."""


def copied(
    source: BinaryIO, folder: Path, name: str, *, size: int | None = None, asked: Callable[[], None] = go_on
) -> CopiedFile:
    """Copy from where `source` stands, `size` bytes or to its end; on the disk when it returns, readable by the owner.

    `asked` is called again and again and may raise to stop it. Raises EOFError where the source is shorter.
    """
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, done, synced = hashlib.sha256(), 0, 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(target, flags, 0o600), "wb", buffering=0) as sink:
        while size is None or done < size:
            asked()
            piece = source.read(CHUNK if size is None else min(CHUNK, size - done))
            if not piece:
                break
            sink.write(piece)
            digest.update(piece)
            done += len(piece)
            if done - synced >= SYNCED:
                os.fsync(sink.fileno())
                synced = done
        os.fsync(sink.fileno())
    if size is not None and done < size:
        raise EOFError(name)
    return CopiedFile(name=name, size=done, sha256=digest.hexdigest())
