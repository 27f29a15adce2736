"""Lines to records: the cells that the mapping needs, by column. Pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from dispatcher.connectors.files.config import FilesSettings, Format
from dispatcher.connectors.files.layout import Layout, is_comment
from dispatcher.connectors.sdk.mapping import Raw

Record = Sequence[Raw]
"""The cells of the wanted columns, in their order; "" says nothing, None says that there is no value."""


@dataclass(slots=True)
class Records:
    """What some lines hold. places: how many lines stand before each record; rejected: (line, reason)."""

    cells: list[Record]
    places: list[int]
    rejected: list[tuple[int, str]]


class RecordReader:
    """Reads the lines of one file. missing: wanted columns that the file has not."""

    def __init__(self, settings: FilesSettings, layout: Layout, wanted: Sequence[str]) -> None:
        self._settings = settings
        self._layout = layout
        self._wanted = wanted
        self.missing: tuple[str, ...] = ()
        if settings.format is not Format.JSONL:
            self._places = [_place(column, layout.names) for column in wanted]
            self.missing = tuple(column for column, place in zip(wanted, self._places, strict=True) if place is None)
        self._paths = [column.split(".") for column in wanted]

    def read(self, texts: Iterable[str]) -> Records:
        """The records of some lines."""
        found = Records([], [], [])
        read: Callable[[str], Record | None] = self._object if self._settings.format is Format.JSONL else self._cells
        for line, text in enumerate(texts):
            if not text.strip() or is_comment(text, self._settings):
                continue
            cells = read(text)
            if cells is None:
                found.rejected.append((line, "not_json"))
            else:
                found.cells.append(cells)
                found.places.append(line)
        return found

    def _cells(self, text: str) -> Record:
        delimiter = self._layout.delimiter
        cells = text.split(delimiter) if '"' not in text else _quoted(text, delimiter)
        width = len(cells)
        return [cells[place].strip() if place is not None and place < width else "" for place in self._places]

    def _object(self, text: str) -> Record | None:
        try:
            found = orjson.loads(text)
        except ValueError:
            return None
        if not isinstance(found, dict):
            return None
        return [_member(found, path) for path in self._paths]


def _place(column: str, names: Sequence[str]) -> int | None:
    """The index of a column: by its name in any case of letters, or by its number from 1 where there are no names."""
    if not names:
        return int(column) - 1 if column.isascii() and column.isdigit() and int(column) > 0 else None
    if column in names:
        return names.index(column)
    folded = [name.casefold() for name in names]
    return folded.index(column.casefold()) if column.casefold() in folded else None


def _quoted(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


def _member(found: Mapping[str, object], path: Sequence[str]) -> Raw:
    """The member of an object by its path; a whole name with dots in it goes first."""
    whole = ".".join(path)
    here: object = found
    if whole in found:
        here = found[whole]
    else:
        for step in path:
            if not isinstance(here, dict) or step not in here:
                return ""
            here = here[step]
    if here is None or isinstance(here, bool | int | float | str):
        return here
    return json.dumps(here, ensure_ascii=False)
