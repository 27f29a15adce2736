"""Looks at the files and gives their news, piece by piece. Blocking; one caller at a time, in a thread."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from dispatcher.connectors.files.config import FilesSettings, Finished
from dispatcher.connectors.files.decode import Decoder, Told
from dispatcher.connectors.files.layout import Layout, read_layout
from dispatcher.connectors.files.marks import Mark
from dispatcher.connectors.files.pieces import read_piece
from dispatcher.connectors.files.watch import Key, Known, Watch, gone
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Note

_NS = 1_000_000_000
_ATTEMPTS = 1_000
"""Names tried for a file whose name is taken where it shall go."""


@dataclass(slots=True)
class News:
    """What one piece said. recorded: it lay there before we came. marks, border: for the cursor. finished: a file that
    was read whole with it.
    """

    told: Told
    at: Instant
    recorded: bool
    marks: list[Mark]
    border: Key | None
    finished: Known | None = None


@dataclass(slots=True)
class Reading:
    """The files of one link."""

    settings: FilesSettings
    clock: Clock
    watch: Watch
    decoder: Decoder
    notes: list[Note] = field(default_factory=list)
    """What happened to files, since this was last looked at."""
    finished: list[Known] = field(default_factory=list)
    """Files that were read whole in earlier times, and lie there still."""
    _due: deque[Known] = field(default_factory=deque)
    _open: tuple[str, Layout] | None = None

    def look(self) -> bool:
        """See what is new; whether what is watched is there. Raises LinkDown, AccessDenied."""
        watch = self.watch
        try:
            self._due = deque(watch.look(time.monotonic()))
        except OSError as error:
            raise gone(self.settings.folder, error) from error
        self.notes += [Note(code="files_closed", params={"file": name}) for name in watch.closed]
        watch.closed.clear()
        self.notes += [Note(code="files_replaced", params={"file": name, "at": at}) for name, at in watch.replaced]
        watch.replaced.clear()
        if watch.passed_over:
            self.notes.append(Note(code="files_passed_over", params={"count": watch.passed_over}))
            watch.passed_over = 0
        return watch.there

    def next(self) -> News | None:
        """The next piece of news. Raises LinkDown, AccessDenied, Garbled."""
        while self._due:
            file = self._due[0]
            try:
                news = self._of(file) if not self.settings.whole or self._settled(file) else None
            except (FileNotFoundError, PermissionError):
                news = None  # what became of it is seen at a later look
            except OSError as error:
                raise gone(file.path, error) from error
            if news is not None:
                return news
            self._due.popleft()
        return None

    def move(self, file: Known) -> None:
        """Move a file away; where that fails it stays and is said."""
        folder = self.settings.folder / self.settings.move_to
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.path.rename(_free(folder, file.name))
        except OSError as error:
            problem = error.strerror or str(error)
            self.notes.append(
                Note(code="files_not_moved", params={"file": file.name, "folder": str(folder), "problem": problem})
            )
            return
        self.watch.forget(file)

    # ------------------------------------------------------------------ inside

    def _settled(self, file: Known) -> bool:
        """Whether a file has been left alone for long enough to be whole."""
        settle = self.settings.settle_ms / 1000
        old = self.clock.now() * 1000 - file.changed >= settle * _NS
        return old or time.monotonic() - file.seen_at >= settle

    def _of(self, file: Known) -> News | None:
        if file.done:
            return None
        whole = self.settings.whole
        with file.path.open("rb") as opened:
            if not self.watch.is_still(file, opened, file.size):
                return None  # it was rotated since we looked
            layout = read_layout(opened, self.settings)
            if layout is None or (file.mark is not None and file.offset >= file.size):
                if whole:
                    self._end(file)
                return None
            piece = read_piece(opened, max(file.offset, layout.begin), file.size, whole=whole)
            mark = self.watch.mark(file, opened, file.size if piece is None else piece.end)
            if mark is None:
                return None  # it was emptied under our hands: its copy will be read
            if piece is None:
                if whole:
                    self.watch.advance(file, mark)  # names of columns and nothing else
                    self._end(file)
                return None
            notes: list[Note] = []
            if self._open != (file.name, layout):
                notes = self.decoder.begin(file.name, layout)
                self._open = (file.name, layout)
            last = whole and piece.end >= file.size
            now = self.clock.now()
            told = self.decoder.decode(piece, now, first=file.mark is None, last=last)
            told.notes = [*notes, *told.notes]
            self.watch.advance(file, mark)
        file.done = last
        return News(
            told=told,
            at=now,
            recorded=piece.end <= file.backlog,
            marks=self.watch.remembered(file),
            border=self.watch.border,
            finished=file if last else None,
        )

    def _end(self, file: Known) -> None:
        """It was read whole before, or holds nothing."""
        file.done = True
        if self.settings.finished is Finished.MOVE and file.mark is not None:
            self.finished.append(file)


def _free(folder: Path, name: str) -> Path:
    """A name in a folder that is not taken. Raises OSError where there is none."""
    wanted = folder / name
    for number in range(1, _ATTEMPTS):
        if not wanted.exists():
            return wanted
        wanted = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    raise FileExistsError(name)
