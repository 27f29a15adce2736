"""Which files there are, which of them were read how far, and which have news. Blocking; one caller at a time.

A file is known again by what was read of it (`marks`), so a rotation by renaming, by copying and truncating, and a new
file of an old name all end in the same rows. The newest marks are remembered in the cursor; of all files that were read
before those only the border is, by time of change.
"""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path
from typing import BinaryIO

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.layout import read_layout
from dispatcher.connectors.files.marks import Mark, find, mark_at
from dispatcher.ports.connector import AccessDenied, LinkDown

REMEMBERED = 500
"""Files whose marks go into the cursor."""
_LOOSE = REMEMBERED + 200
"""Marks of files that are not seen at the moment: a share that is not mounted is an empty folder."""
_HOT = 100
"""Files that changed last: looked at each time; the others once a sweep."""
_RESCAN_S = 10.0
_COARSE_S = 2.0
"""The coarsest times of change: those of FAT."""
_SWEEP_S = 60.0

Key = tuple[int, str]
"""Time of change, ns, and name: the order in which files are read."""


@dataclass(slots=True)
class Known:
    """A file. mark: None as long as nothing of it was read. backlog: bytes that were there before we came.

    over: it was read in earlier times, and its mark is forgotten. done: written once and read whole.
    """

    name: str
    path: Path
    size: int
    changed: int
    inode: int
    seen_at: float
    backlog: int = 0
    mark: Mark | None = None
    over: bool = False
    done: bool = False

    @property
    def key(self) -> Key:
        """Its place in the order of reading."""
        return self.changed, self.name

    @property
    def offset(self) -> int:
        """How far it was read."""
        return self.mark.offset if self.mark is not None else 0


class Watch:
    """The files of one source."""

    def __init__(
        self, settings: FilesSettings, marks: Iterable[Mark] = (), border: Key | None = None, *, anew: bool = True
    ) -> None:
        """marks, border: of the cursor; files that changed no later than the border were read in earlier times.
        anew: there is no cursor.
        """
        self._settings = settings
        self._folder = settings.folder
        self._known: dict[str, Known] = {}
        self._loose: list[Mark] = list(marks)
        self._read: dict[str, None] = {}
        self._shadows: set[str] = set()
        self._hot: dict[str, None] = {}
        self.border = border
        self._anew = anew
        self._wanted = _rotated(settings.name) if settings.single else re.compile(translate(settings.name))
        self.replaced: list[tuple[str, int]] = []
        """Files that became others, and what was not read of them is not to be found: name and offset."""
        self.passed_over = 0
        """Files taken for read in earlier times, by their time of change alone."""
        self.closed: list[str] = []
        """Files that may not be read, each once: held by whoever writes, or for others' eyes."""
        self._closed: set[str] = set()
        self._names: set[str] = set()
        self._folder_changed = -1
        self._scanned_at = self._swept_at = self._resting_since = float("-inf")
        self._first = self._back = True
        """The very first look; a look into a folder that was empty before: a share that is mounted again."""

    @property
    def there(self) -> bool:
        """Whether what is watched is there: the one file, or the folder."""
        return not self._settings.single or self._settings.name in self._names

    # ---------------------------------------------------------------- looking

    def look(self, now: float) -> list[Known]:
        """The files with news, in the order of reading. now: seconds of a monotonic clock.

        Raises LinkDown, AccessDenied where the folder cannot be read, OSError for a file that cannot.
        """
        was_empty = not self._names
        scanned = self._scan(now)
        if not self._names and len(self._known) > len(self._read):
            # Of some of them no mark is kept: were they to come back, they would be read again.
            raise LinkDown("files_emptied", folder=str(self._folder))
        self._back = was_empty
        new, lost = self._compare(now, scanned=scanned)
        if lost and not self._first:
            # Renamed or replaced: what it was may be lying beside it under another name.
            self._shadows.clear()
            self._scan(now, again=True)
            new.update((name, file) for name in self._names - new.keys() if (file := self._unknown(name, now)))
        self._loose += [file.mark for file in lost if file.mark is not None]
        for file in sorted(new.values(), key=lambda each: each.key):
            if self._met(file):
                self._known[file.name] = file
                self._warm(file.name)
        self._miss(lost)
        self._first = False
        return sorted(filter(self._has_news, self._known.values()), key=lambda file: file.key)

    def _scan(self, now: float, *, again: bool = False) -> bool:
        """Names, where the folder may hold others than before; whether they were looked at. Of a single file also what
        it is called once rotated.
        """
        try:
            changed = self._folder.stat().st_mtime_ns
            if changed != self._folder_changed:
                self._folder_changed, self._resting_since = changed, now
            # Times of change are coarse: a folder that changed a moment ago may have changed again since.
            rests = now - self._resting_since > _COARSE_S and now - self._scanned_at < _RESCAN_S
            if rests and self._scanned_at > self._resting_since and not again:
                return False
            with os.scandir(self._folder) as entries:
                self._names = {
                    entry.name
                    for entry in entries
                    if entry.name[:1] != "." and self._wanted.match(entry.name) and entry.is_file()
                }
        except (FileNotFoundError, NotADirectoryError) as error:
            raise LinkDown("files_no_folder", folder=str(self._folder)) from error
        except PermissionError as error:
            raise AccessDenied("files_denied", path=str(self._folder)) from error
        except OSError as error:
            raise gone(self._folder, error) from error
        self._scanned_at = now
        return True

    def _compare(self, now: float, *, scanned: bool) -> tuple[dict[str, Known], list[Known]]:
        """Files not known yet, and files that are not any more what they were."""
        sweep = now - self._swept_at >= _SWEEP_S
        gone_names = self._known.keys() - self._names if scanned else ()
        lost = [self._known.pop(name) for name in gone_names]
        anew: set[str] = set()
        looked_at = set(self._known) if sweep else set(self._hot) & self._known.keys()
        if sweep:
            self._swept_at = now
            newest = heapq.nlargest(_HOT, self._known.values(), key=lambda file: file.key)
            self._hot = dict.fromkeys(file.name for file in newest)
        for name in looked_at:
            about = self._stat(name)
            if about is None or not self._still(self._known[name], about, now):
                lost.append(self._known.pop(name))
                anew.add(name)
            elif self._known[name].offset == 0 and self._known[name].seen_at == now and not self._known[name].over:
                del self._known[name]  # nothing of it was read: it may be any file by now, and is met anew
                anew.add(name)
        anew |= self._closed - self._known.keys()
        if scanned:
            anew |= self._names - self._known.keys() - self._shadows
        new = {name: file for name in anew if (file := self._unknown(name, now))}
        return new, lost

    def _stat(self, name: str) -> os.stat_result | None:
        try:
            return (self._folder / name).stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise gone(self._folder / name, error) from error

    def _still(self, file: Known, about: os.stat_result, now: float) -> bool:
        """Whether a file goes on with what was read of it."""
        if (about.st_size, about.st_mtime_ns, about.st_ino) == (file.size, file.changed, file.inode):
            return True
        if about.st_size < file.offset:
            return False
        try:
            if file.over:
                # It grew after all: what it was when we met it counts as read.
                with file.path.open("rb") as opened:
                    file.mark, file.over = mark_at(opened, file.size), False
            elif file.mark is not None:
                with file.path.open("rb") as opened:
                    if not self.is_still(file, opened, about.st_size):
                        return False
        except FileNotFoundError:
            return False
        except PermissionError:
            self._close(file.name)
            return True  # looked at again the next time
        file.size, file.changed, file.inode, file.seen_at = about.st_size, about.st_mtime_ns, about.st_ino, now
        file.done = file.done and file.size <= file.offset
        self._warm(file.name)
        return True

    def _unknown(self, name: str, now: float) -> Known | None:
        if name in self._known or (about := self._stat(name)) is None:
            return None
        return Known(
            name=name,
            path=self._folder / name,
            size=about.st_size,
            changed=about.st_mtime_ns,
            inode=about.st_ino,
            seen_at=now,
            backlog=about.st_size if self._back else 0,
        )

    # ---------------------------------------------------------------- meeting

    def is_still(self, file: Known, opened: BinaryIO, size: int) -> bool:
        """Whether an open file goes on with what was read of it. Raises OSError."""
        return file.mark is None or find(opened, size, [file.mark], self._salt(file.name)) is not None

    def _met(self, file: Known) -> bool:
        """Find out how far a new file was read; False where it is none of ours now."""
        if self._back and self.border is not None and file.key <= self.border:
            file.over = True
            self.passed_over += 1
            return True
        try:
            with file.path.open("rb") as opened:
                return self._placed(file, opened)
        except FileNotFoundError:
            return False
        except PermissionError:
            self._close(file.name)
            return False

    def _placed(self, file: Known, opened: BinaryIO) -> bool:
        self._closed.discard(file.name)
        if self._first and self._anew and self._settings.single and file.name != self._settings.name:
            # Rotated before anybody asked for this log. Names of columns alone would fit every other file of it.
            layout = read_layout(opened, self._settings)
            if layout is not None and file.size > layout.begin:
                self.advance(file, mark_at(opened, file.size, self._salt(file.name)))
            return True
        file.mark = find(opened, file.size, self._loose, self._salt(file.name))
        if file.mark is not None:
            self._loose.remove(file.mark)
            self._read[file.name] = None
            return True
        if not self._settings.whole and self._is_copy(file, opened):
            self._shadows.add(file.name)
            return False
        return True

    def _is_copy(self, file: Known, opened: BinaryIO) -> bool:
        """Whether it begins with all that was read of another file: a copy, made before that one is emptied."""
        marks = [known.mark for name in self._hot if (known := self._known.get(name)) and known.mark is not None]
        return find(opened, file.size, marks) is not None

    def _miss(self, lost: Sequence[Known]) -> None:
        """Tell of files that became others; what was met again, under whatever name, is not loose any more."""
        loose = set(self._loose)
        for file in lost:
            unread = file.name in self._known or file.size > file.offset
            if file.mark is not None and file.mark in loose and unread and not self._settings.whole:
                self.replaced.append((file.name, file.offset))
        del self._loose[:-_LOOSE]

    def _close(self, name: str) -> None:
        if name not in self._closed:
            self._closed.add(name)
            self.closed.append(name)

    def _salt(self, name: str) -> bytes:
        """Files that are written once differ by their names: two parts may well measure the same."""
        return name.encode("utf-8", "surrogateescape") if self._settings.whole else b""

    def _warm(self, name: str) -> None:
        self._hot.pop(name, None)
        self._hot[name] = None
        if len(self._hot) > 2 * _HOT:
            del self._hot[next(iter(self._hot))]

    def _has_news(self, file: Known) -> bool:
        return not file.over and not file.done and (file.size > file.offset or self._settings.whole)

    # ---------------------------------------------------------------- reading

    def mark(self, file: Known, opened: BinaryIO, offset: int) -> Mark | None:
        """The mark of an open file; None where it was cut shorter meanwhile. Raises OSError."""
        mark = mark_at(opened, offset, self._salt(file.name))
        return mark if os.fstat(opened.fileno()).st_size >= offset else None

    def advance(self, file: Known, mark: Mark) -> None:
        """All of the file before the mark was read."""
        file.mark = mark
        self._read.pop(file.name, None)
        self._read[file.name] = None

    def forget(self, file: Known) -> None:
        """The file was moved away."""
        self._known.pop(file.name, None)
        self._read.pop(file.name, None)
        self._names.discard(file.name)

    def remembered(self, reading: Known | None = None) -> list[Mark]:
        """The marks for the cursor. reading: the file whose turn it is; nothing later than it becomes the border."""
        while len(self._read) > REMEMBERED:
            name = next(iter(self._read))
            file = self._known.get(name)
            if file is not None:
                if file.size > file.offset or (reading is not None and file.key >= reading.key):
                    break
                self.border = max(self.border, file.key) if self.border is not None else file.key
            del self._read[name]
        own = (self._known[name].mark for name in self._read if name in self._known)
        return [*self._loose, *(mark for mark in own if mark is not None)]


def _rotated(name: str) -> re.Pattern[str]:
    """The name of a log, and those it gets by the usual rotations: `log.csv.1`, `log.csv-2026-03-02`, `log-1.csv`."""
    path = Path(name)
    stem, end = re.escape(path.stem), re.escape(path.suffix)
    number = r"[._~-]\d[\dT._-]*"
    return re.compile(rf"{stem}(?:{end}|{number}{end}|{end}(?:{number}|[._-]?(?:old|bak)))\Z")


def gone(path: Path, error: OSError) -> LinkDown:
    """The share does not answer as it should."""
    return LinkDown("files_share_gone", path=str(path), problem=error.strerror or str(error))
