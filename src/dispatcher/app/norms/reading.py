"""Norms out of CSV and XLSX files, row by row: what is good goes on, what is not is told with its place."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import MINUTE, SECOND, Micros
from dispatcher.domain.norm import FROM_EVER, Norm

REFUSED_SHOWN = 100
UNPACKED_MAX = 2 * 1024**3
"""Bytes a workbook may unpack to."""
LONGEST = 500
"""Characters of a text."""
LONGEST_TIME = 10_000_000 * SECOND
"""A hundred days a piece and more is a slip of the pen."""
MAX_PARTS = 100_000
SCOPE = re.compile(r"(?:(?:machine|line|area|kind):\S.*)?")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "program": ("program", "программа", "уп", "управляющая программа"),
    "scope": ("scope", "область", "где"),
    "item": ("item", "part", "деталь", "дсе"),
    "operation": ("operation", "операция"),
    "piece_s": ("piece_s", "piece", "тшт, с", "норма, с", "тшт_с"),
    "piece_min": ("piece_min", "тшт", "тшт, мин", "норма, мин", "тшт_мин"),
    "setup_s": ("setup_s", "setup", "тпз, с", "тпз_с"),
    "setup_min": ("setup_min", "тпз", "тпз, мин", "тпз_мин"),
    "parts_per_cycle": ("parts_per_cycle", "деталей за цикл"),
    "first": ("first", "с", "действует с", "дата"),
}
_BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings}


class Refused(NamedTuple):
    """A row that was left out: its line, the column and value that are wrong, and what would be right (`code`)."""

    line: int
    column: str
    value: str
    code: str


@dataclass(slots=True)
class Reading:
    """What was read so far. `refused`: the first REFUSED_SHOWN of `refused_total`."""

    read: int = 0
    refused: list[Refused] = field(default_factory=list)
    refused_total: int = 0

    def refuse(self, refusal: Refused) -> None:
        """Note a row that is left out."""
        self.refused_total += 1
        if len(self.refused) < REFUSED_SHOWN:
            self.refused.append(refusal)


class _Wrong(Exception):
    def __init__(self, column: str, value: str, code: str) -> None:
        super().__init__(code)
        self.column, self.value, self.code = column, value, code


def read_norms(content: bytes, reading: Reading) -> Iterator[tuple[int, Norm]]:
    """Norms of a file by line number. `reading` fills while the rows are taken.

    Raises InvalidInput `norms_empty`, `norms_encoding`, `norms_heading_unknown`, `norms_heading_missing`,
    `norms_heading_twice`, `norms_workbook_bad`, `norms_workbook_large` for the file as a whole.
    """
    rows = _workbook(content) if content.startswith(b"PK\x03\x04") else _lines(content)
    first = next(rows, None)
    if first is None:
        raise InvalidInput("norms_empty")
    columns = _columns(first[1] or ())
    for line, cells in rows:
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        reading.read += 1
        try:
            norm = _norm(_row(cells, columns))
        except _Wrong as wrong:
            reading.refuse(Refused(line, wrong.column, wrong.value[:80], wrong.code))
            continue
        yield line, norm


Rows = Iterator[tuple[int, Sequence[str] | None]]
"""Line numbers from 1, and cells; None for a line that is broken."""


def _lines(content: bytes) -> Rows:
    text = _text(content)
    heading = text[: text.find("\n") if "\n" in text else len(text)]
    separator = max(";\t,", key=heading.count)
    for line, given in enumerate(io.StringIO(text), 1):
        # One line, one row: a quote that is never closed breaks its own line, not the rest of the file.
        try:
            (cells,) = csv.reader([given.rstrip("\r\n")], delimiter=separator, strict=True) if given.strip() else ([],)
        except (csv.Error, ValueError):
            yield line, None
        else:
            yield line, cells


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput("norms_encoding")


def _workbook(content: bytes) -> Rows:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > UNPACKED_MAX:
            raise InvalidInput("norms_workbook_large", limit_mb=UNPACKED_MAX // 1024**2)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InvalidInput("norms_workbook_bad", reason=str(error)[:200]) from error
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise InvalidInput("norms_empty")
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_cell(cell) for cell in cells]
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _columns(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in cells:
        heading = " ".join(cell.split()).casefold()
        name = _BY_HEADING.get(heading, "")
        if heading and not name:
            raise InvalidInput("norms_heading_unknown", heading=cell[:80], known=", ".join(HEADINGS))
        if name and name in names:
            raise InvalidInput("norms_heading_twice", heading=cell[:80])
        names.append(name)
    if "program" not in names:
        raise InvalidInput("norms_heading_missing", heading="program")
    if not {"piece_s", "piece_min"}.intersection(names):
        raise InvalidInput("norms_heading_missing", heading="piece_s, piece_min")
    return names


def _row(cells: Sequence[str] | None, columns: Sequence[str]) -> Mapping[str, str]:
    if cells is None:
        raise _Wrong("", "", "broken")
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise _Wrong("", str(len(cells)), "too_many_cells")
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    for name, cell in given.items():
        if len(cell) > LONGEST:
            raise _Wrong(name, cell, "too_long")
    return given


def _norm(row: Mapping[str, str]) -> Norm:
    if not row.get("program"):
        raise _Wrong("program", "", "no_program")
    piece = _time(row, "piece")
    if piece is None:
        raise _Wrong("piece_s", "", "no_piece")
    scope = row.get("scope", "")
    if not SCOPE.fullmatch(scope):
        raise _Wrong("scope", scope, "bad_scope")
    return Norm(
        program=row["program"],
        scope=scope,
        item=row.get("item", ""),
        operation=row.get("operation", ""),
        piece=piece,
        setup=_time(row, "setup"),
        parts_per_cycle=_count(row.get("parts_per_cycle", "")),
        first=_date(row.get("first", "")),
    )


def _time(row: Mapping[str, str], name: str) -> Micros | None:
    """Microseconds of seconds or minutes; an empty cell is no time."""
    for column, unit in ((f"{name}_s", SECOND), (f"{name}_min", MINUTE)):
        text = row.get(column, "")
        if text:
            try:
                amount = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
            except InvalidOperation:
                raise _Wrong(column, text, "not_a_number") from None
            if not amount.is_finite():
                raise _Wrong(column, text, "not_a_number")
            if amount > LONGEST_TIME:
                raise _Wrong(column, text, "too_large")
            time = int(amount * unit)
            if time <= 0:
                raise _Wrong(column, text, "not_positive")
            if time > LONGEST_TIME:
                raise _Wrong(column, text, "too_large")
            return time
    return None


def _count(text: str) -> int:
    if not text:
        return 1
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise _Wrong("parts_per_cycle", text, "not_a_number") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount <= MAX_PARTS:
        raise _Wrong("parts_per_cycle", text, "not_a_count")
    return int(amount)


_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def _date(text: str) -> date:
    if not text:
        return FROM_EVER
    found = _RUSSIAN.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text[:10])
    except ValueError:
        raise _Wrong("first", text, "bad_date") from None
