"""XLSX: a sheet a table, numbers as numbers, durations and instants as Excel reckons with them, texts as texts.

A text never becomes a formula, whatever it begins with: its cell says that it is a text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from dispatcher.app.reports.document import Cell, Column, Document, Facts, Kind, Missing, Note, Table
from dispatcher.app.reports.formats import Formats
from dispatcher.domain.instant import DAY, Instant, to_datetime

NUMBERS = {
    Kind.TEXT: "@",
    Kind.DURATION: "[h]:mm:ss",
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATIO: "0.0%",
}
DATES = {"ru": ("dd.mm.yyyy", "dd.mm.yyyy hh:mm:ss"), "en": ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")}
HEAD = PatternFill("solid", fgColor="FFE8EDF2")
BOLD, GREY, TITLE = Font(bold=True), Font(italic=True, color="FF6B7280"), Font(bold=True, size=14)
NAME = 31
"""Characters of a sheet's name (Excel)."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767
"""Characters of a cell (Excel)."""


def to_xlsx(document: Document) -> bytes:
    """The file."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    _front(document, book.create_sheet(_name(document.title, names)))
    for block in document.blocks:
        if isinstance(block, Table):
            _sheet(document, block, book.create_sheet(_name(block.title, names)))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _front(document: Document, sheet: WriteOnlyWorksheet) -> None:
    """What the report is about, its figures in large, its notes."""
    formats = Formats.of(document)
    _widths(sheet, (44, 44))
    window = document.window
    lines: list[list[tuple[Kind, Cell, Font | None]]] = [
        [(Kind.TEXT, document.title, TITLE)],
        [(Kind.TEXT, f"{document.site} · {document.scope}", None)],
        [(Kind.TEXT, f"{formats.minute(window.start)} – {formats.minute(window.end)} · {document.zone}", None)],
        [],
    ]
    for block in document.blocks:
        if isinstance(block, Facts):
            lines += [[(Kind.TEXT, fact.title, None), (fact.kind, fact.value, BOLD)] for fact in block.items]
            lines.append([])
        elif isinstance(block, Note):
            lines.append([(Kind.TEXT, block.text, GREY)])
    for line in lines:
        sheet.append([_cell(sheet, document, kind, value, font) for kind, value, font in line])


def _sheet(document: Document, table: Table, sheet: WriteOnlyWorksheet) -> None:
    _widths(sheet, [max(9, min(60, column.width + 4)) for column in table.columns])
    sheet.freeze_panes = "A2"
    sheet.append(list(_head(sheet, table.columns)))
    rows = 1
    for row in table.rows:
        sheet.append(
            [_cell(sheet, document, column.kind, cell, None) for column, cell in zip(table.columns, row, strict=True)]
        )
        rows += 1
    if table.rows:
        plain = cast("Worksheet", sheet)
        plain.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{rows}"
    else:
        sheet.append([_cell(sheet, document, Kind.TEXT, table.empty, GREY)])
    if table.total is not None:
        closing = zip(table.columns, table.total, strict=True)
        sheet.append([_cell(sheet, document, column.kind, cell, BOLD) for column, cell in closing])


def _widths(sheet: WriteOnlyWorksheet, widths: Iterable[int]) -> None:
    # A sheet written only has what a sheet has; its types do not say so.
    dimensions = cast("Worksheet", sheet).column_dimensions
    for place, width in enumerate(widths, 1):
        dimensions[get_column_letter(place)].width = width


def _head(sheet: WriteOnlyWorksheet, columns: Iterable[Column]) -> Iterator[SheetCell]:
    for column in columns:
        cell = _text(sheet, column.title)
        cell.font, cell.fill = BOLD, HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        yield cell


def _cell(sheet: WriteOnlyWorksheet, document: Document, kind: Kind, value: Cell, font: Font | None) -> SheetCell:
    day, moment = DATES.get(document.language, DATES["en"])
    if isinstance(value, Missing):
        cell = _text(sheet, value.words)
        cell.font = GREY
        return cell
    if value is None or isinstance(value, str):
        cell = _text(sheet, value or "")
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime(value.year, value.month, value.day))  # noqa: DTZ001 - a sheet has no zones
        cell.number_format = day
    elif kind is Kind.INSTANT:
        wall = to_datetime(Instant(int(value)), ZoneInfo(document.zone))
        cell = WriteOnlyCell(sheet, wall.replace(tzinfo=None, microsecond=0))
        cell.number_format = moment
    elif kind is Kind.DURATION:
        # Excel has no negative times; hours are a number then.
        cell = WriteOnlyCell(sheet, value / DAY if value >= 0 else value / DAY * 24)
        cell.number_format = NUMBERS[kind] if value >= 0 else '0.00" h"'
    else:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = NUMBERS.get(kind, "General")
    if font is not None:
        cell.font = font
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    """A cell that is a text, also where the text looks like a formula."""
    cell = WriteOnlyCell(sheet, _CONTROL.sub(" ", text)[:LONGEST])
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _name(title: str, taken: set[str]) -> str:
    """A name for a sheet, each once."""
    base = _FORBIDDEN.sub(" ", title).strip()[:NAME] or "–"
    name, number = base, 2
    while name.lower() in taken:
        ending = f" {number}"
        name, number = base[: NAME - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name
