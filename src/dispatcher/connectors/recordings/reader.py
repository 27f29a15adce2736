"""Recordings as batches: files, folders and patterns in, pieces out, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path

from dispatcher.connectors.recordings.coverage import MAX_SILENCE
from dispatcher.connectors.recordings.document_files import Documents
from dispatcher.connectors.recordings.files import Format, RecordedFile, find_files, in_order, inspect
from dispatcher.connectors.recordings.pieces import Piece, Shared, recorded
from dispatcher.connectors.recordings.report import FileReport
from dispatcher.connectors.recordings.shdr_file import ShdrFile, device_of
from dispatcher.domain.instant import Instant, Micros
from dispatcher.ports.connector import Declared, Note


class Recordings:
    """A set of recordings, read once in the order of time.

    files: paths, folders or patterns. model: a device model (probe document) as bytes. zone: of stamps
    without one. now: our clock, for `received_at`. Raises ConfigRejected for files that are not there
    and Garbled for a model that is none.
    """

    def __init__(
        self,
        files: Iterable[str | Path],
        *,
        now: Instant,
        model: bytes | None = None,
        zone: tzinfo = UTC,
        max_silence: Micros = MAX_SILENCE,
    ) -> None:
        self._shared = Shared(zone=zone, max_silence=max_silence)
        self._documents = Documents(self._shared, now)
        self._now = now
        if model is not None:
            self._documents.learn(model)
        self.files: tuple[RecordedFile, ...] = tuple(in_order(inspect(path, zone) for path in find_files(files)))
        self.reports: list[FileReport] = []
        """One for each file that was begun, in the order of reading."""
        self.bytes_total = sum(file.size for file in self.files)
        self.bytes_done = 0
        """Of the files as they are on disk; grows when a file is finished."""

    @property
    def declared(self) -> tuple[Declared, ...]:
        """All signals known so far."""
        return tuple(self._shared.books.catalogue.declared)

    def uuid(self, device: str) -> str:
        """The uuid of a device, "" where no model gives one."""
        return self._shared.books.uuid(device)

    def devices(self) -> tuple[str, ...]:
        """Devices that the files are probably about, before they are read: by name, model and first keys."""
        found: dict[str, None] = {}
        for file in self.files:
            if file.format is Format.DEVICES:
                self._learn_early(file)
        for file in self.files:
            if file.format is Format.SHDR:
                found[device_of(file, self._shared)] = None
        return tuple(found)

    def _learn_early(self, file: RecordedFile) -> None:
        """A model among the files; what is wrong with it is told when it is read."""
        self._documents.devices(file)

    def pieces(self) -> Iterator[Piece]:
        """All batches, file by file. What is wrong with a file is in its report and notes, never raised."""
        for file in self.files:
            yield from self._file(file)
            self.bytes_done += file.size

    def _file(self, file: RecordedFile) -> Iterator[Piece]:
        match file.format:
            case Format.SHDR:
                log = ShdrFile(file, self._shared, self._now)
                self.reports.append(log.report)
                yield from log.pieces()
            case Format.DEVICES:
                report, notes = self._documents.devices(file)
                self.reports.append(report)
                if notes:
                    yield Piece(file=file.shown, device="", batch=recorded(self._now, notes=notes))
            case Format.STREAMS:
                yield from self._documents.streams(file, self._begin(file))
            case Format.ASSETS:
                yield from self._documents.assets(file, self._begin(file))
            case Format.ERRORS:
                yield from self._documents.errors(file, self._begin(file))
            case Format.UNKNOWN:
                report = self._begin(file)
                report.problem = "unknown_format" if file.size else "empty"
                note = Note(code="recording_unknown_format", params={"file": file.shown})
                yield Piece(file=file.shown, device="", batch=recorded(self._now, notes=[note]))

    def _begin(self, file: RecordedFile) -> FileReport:
        report = FileReport(file=file.shown, format=file.format)
        self.reports.append(report)
        return report
