"""Pieces of files to rows. Pure; the clock is handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.connectors.files.config import NAME, Count, FilesEntry, FilesSettings
from dispatcher.connectors.files.layout import Layout
from dispatcher.connectors.files.pieces import Piece
from dispatcher.connectors.files.records import RecordReader
from dispatcher.connectors.sdk.line_patterns import found_in
from dispatcher.connectors.sdk.mapping import Raw, Sheet
from dispatcher.connectors.sdk.time_forms import TimeForm
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Declared, Garbled, Note, Rows

WIDTH = 4_096
"""Numbers that belong to one record: its rows count from record × WIDTH."""
_NAMED = 5
"""So many bad lines of a piece are named; the rest is counted."""
_SAMPLE = 80
_LINE_END = re.compile(r"\r?\n")


@dataclass(slots=True)
class Told:
    """What a piece said. spans: device -> the first and the last instant of its lines."""

    rows: Rows = field(default_factory=Rows)
    notes: list[Note] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: int = 0


@dataclass(slots=True)
class Standing:
    """What goes on from piece to piece, and into the cursor: records so far, parts so far by device and key."""

    records: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Wish:
    """One entry of one device. cell: which cell is its value; tests: (cell, text) that must hold."""

    handle: int
    entry: FilesEntry
    cell: int | None
    tests: tuple[tuple[int, str], ...]


class Decoder(Protocol):
    """Reads pieces of files, file after file."""

    native: bool

    def due(self) -> tuple[Declared, ...]:
        """Signals that were not declared yet."""
        ...

    def begin(self, file: str, layout: Layout) -> list[Note]:
        """The next pieces are of this file. Raises Garbled."""
        ...

    def decode(self, piece: Piece, now: Instant, *, first: bool, last: bool) -> Told:
        """The rows of a piece. first, last: whether it is the first, the last one of its file."""
        ...


class TableDecoder:
    """Reads lines of columns or of JSON objects, file after file."""

    native = False

    def __init__(
        self, settings: FilesSettings, entries: Mapping[str, Sequence[FilesEntry]], standing: Standing
    ) -> None:
        """entries: device -> its signals."""
        self._settings = settings
        self._standing = standing
        self._times = TimeForm(settings.time_form, settings.zone)
        self._sheets: dict[str, Sheet[FilesEntry]] = {}
        first = 0
        for device, own in entries.items():
            self._sheets[device] = Sheet(own, device, first)
            first += len(own)
        used = [settings.device_column] if settings.device_column else []
        columns = [entry.column for own in entries.values() for entry in own] + [
            column for own in entries.values() for entry in own for column in entry.only
        ]
        self._wanted = tuple(
            dict.fromkeys([*settings.time, *used, *(each for each in columns if each and not each.startswith("@"))])
        )
        cell = {column: place for place, column in enumerate(self._wanted)}
        self._times_at = [cell[column] for column in settings.time]
        self._device_at = cell.get(settings.device_column)
        self._wishes = {
            device: [
                _Wish(
                    handle,
                    entry,
                    cell.get(entry.column),
                    tuple((cell[column], text) for column, text in entry.only.items() if column in cell),
                )
                for handle, entry in enumerate(own, self._sheets[device].first)
            ]
            for device, own in entries.items()
        }
        self._reader: RecordReader | None = None
        self._layout: Layout | None = None
        self._file = ""
        self._strangers: set[str] = set()
        self._told = False

    def due(self) -> tuple[Declared, ...]:
        """Signals that were not declared yet: all of them, the first time."""
        if self._told:
            return ()
        self._told = True
        return tuple(each for sheet in self._sheets.values() for each in sheet.declared)

    def begin(self, file: str, layout: Layout) -> list[Note]:
        """The next pieces are of this file. Raises Garbled where it cannot be what the settings say."""
        self._file = file
        if layout != self._layout:
            self._layout, self._reader = layout, RecordReader(self._settings, layout, self._wanted)
            return self._check(self._reader, layout)
        return []

    def _check(self, reader: RecordReader, layout: Layout) -> list[Note]:
        needed = {*self._settings.time, self._settings.device_column} & set(reader.missing)
        known = ", ".join(layout.names)[:300] or "1, 2, 3…"
        if needed or (reader.missing and len(reader.missing) == len(self._wanted)):
            column = min(needed) if needed else reader.missing[0]
            raise Garbled("files_no_column", file=self._file, column=column, known=known)
        return [
            Note(code="files_column_missing", params={"file": self._file, "column": column, "known": known})
            for column in reader.missing[:_NAMED]
        ]

    def decode(self, piece: Piece, now: Instant, *, first: bool, last: bool) -> Told:
        """The rows of a piece. first, last: whether it is the first, the last one of its file."""
        told = Told()
        texts = _texts(piece, self._settings, self._file, told)
        told.lines = len(texts)
        reader = self._reader
        if reader is None:
            return told
        records = reader.read(texts)
        instants = self._instants(records.cells, now)
        bad = [(line, reason, texts[line]) for line, reason in records.rejected]
        spoke: int | None = None
        for cells, at, line in zip(records.cells, instants, records.places, strict=True):
            self._standing.records += 1
            if at is None:
                bad.append((line, "bad_time", texts[line]))
                continue
            device = self._device_of(cells, told)
            if device is None:
                continue
            if first and spoke is None:
                self._of_the_file(told.rows, device, at)
            spoke = at
            begin, end = told.spans.get(device, (at, at))
            told.spans[device] = (min(begin, at), max(end, at))
            self._record(told.rows, device, cells, at)
        if last:
            self._count_file(told.rows, now if spoke is None else Instant(spoke))
        reject(bad, piece, self._file, told)
        return told

    # ------------------------------------------------------------------ inside

    def _instants(self, records: Sequence[Sequence[Raw]], now: Instant) -> Sequence[int | None]:
        if not self._times_at:
            return [now + place for place in range(len(records))]
        return self._times.read([" ".join(str(cells[at]) for at in self._times_at) for cells in records])

    def _device_of(self, cells: Sequence[Raw], told: Told) -> str | None:
        """Whose record it is; None for a device that nobody bound."""
        if self._device_at is None:
            return next(iter(self._sheets))
        name = str(cells[self._device_at])
        if name in self._sheets:
            return name
        if "" in self._sheets and len(self._sheets) == 1:
            return ""
        if name not in self._strangers and len(self._strangers) < _NAMED:
            self._strangers.add(name)
            told.notes.append(Note(code="files_other_device", params={"device": name[:_SAMPLE]}))
        return None

    def _record(self, rows: Rows, device: str, cells: Sequence[Raw], at: int) -> None:
        for wish in self._wishes[device]:
            if any(str(cells[cell]) != text for cell, text in wish.tests):
                continue
            if wish.entry.count is Count.LINES:
                self._count(rows, device, wish, at)
            elif wish.cell is not None and (raw := cells[wish.cell]) != "":
                self._put(rows, device, wish.handle, raw, at)

    def _of_the_file(self, rows: Rows, device: str, at: int) -> None:
        """What the name of the file says, once a file."""
        pattern = self._settings.name_pattern
        said = found_in(pattern, self._file) if pattern else {}
        for wish in self._wishes[device]:
            column = wish.entry.column
            value = self._file if column == NAME else said.get(column[1:], "") if column[:1] == "@" else ""
            if value:
                self._put(rows, device, wish.handle, value, at)

    def _count_file(self, rows: Rows, at: Instant) -> None:
        self._standing.records += 1
        for device, wishes in self._wishes.items():
            for wish in wishes:
                if wish.entry.count is Count.FILES:
                    self._count(rows, device, wish, at)

    def _count(self, rows: Rows, device: str, wish: _Wish, at: int) -> None:
        name = (device, wish.entry.key)
        before = self._standing.counts.get(name, 0)
        if not before:
            self._put(rows, device, wish.handle, 0, at - 1)  # what the first part is counted from
        self._standing.counts[name] = before + 1
        self._put(rows, device, wish.handle, before + 1, at)

    def _put(self, rows: Rows, device: str, handle: int, raw: Raw, at: int) -> None:
        self._sheets[device].add(rows, handle, raw, at, self._standing.records * WIDTH + handle % WIDTH)


def _texts(piece: Piece, settings: FilesSettings, file: str, told: Told) -> list[str]:
    """The lines of a piece as texts."""
    if piece.too_long:
        told.notes.append(Note(code="files_too_long", params={"file": file, "at": piece.begin}))
    codec = settings.encoding.value
    try:
        text = piece.data.decode(codec)
    except UnicodeDecodeError as error:
        text = piece.data.decode(codec, "replace")
        sample = piece.data[max(0, error.start - 20) : error.start + 20].decode(codec, "replace")
        at = piece.begin + error.start
        params: dict[str, str | int] = {"file": file, "at": at, "encoding": codec, "text": sample.strip()}
        told.notes.append(Note(code="files_other_letters", params=params))
    lines = _LINE_END.split(text if piece.begin else text.removeprefix("\ufeff"))
    if lines and not lines[-1]:
        lines.pop()
    return lines


def reject(bad: Sequence[tuple[int, str, str]], piece: Piece, file: str, told: Told) -> None:
    told.notes += [
        Note(
            code="files_rejected",
            params={"file": file, "at": piece.begin, "line": line + 1, "reason": reason, "text": text[:_SAMPLE]},
        )
        for line, reason, text in bad[:_NAMED]
    ]
    if len(bad) > _NAMED:
        told.notes.append(Note(code="files_rejected_more", params={"file": file, "count": len(bad)}))
