"""CSV: the tables of a document one below the other, as the spreadsheets of the language open them.

Russian: `;` and decimal comma; English: `,` and point. With a byte order mark, because without it spreadsheets
take Cyrillic for something else. Durations are h:mm:ss, shares are fractions of 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from dispatcher.app.reports.document import Cell, Document, Facts, Kind, Note, Table
from dispatcher.app.reports.formats import Formats

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA) else text


def to_csv(document: Document) -> bytes:
    """The file."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=";" if document.language == "ru" else ",", lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in _rows(document))
    return (MARK + sink.getvalue()).encode("utf-8", "replace")


def _rows(document: Document) -> Iterator[list[str]]:
    formats = Formats.of(document)
    window = document.window
    yield [document.title, document.site, document.scope]
    yield [formats.instant(window.start), formats.instant(window.end), document.zone]
    for block in document.blocks:
        if isinstance(block, Facts):
            yield []
            yield from ([fact.title, _cell(formats, fact.kind, fact.value)] for fact in block.items)
        elif isinstance(block, Table):
            yield []
            yield [block.title]
            yield [column.title for column in block.columns]
            closing = [] if block.total is None else [block.total]
            for row in (*block.rows, *closing):
                yield [_cell(formats, column.kind, cell) for column, cell in zip(block.columns, row, strict=True)]
        elif isinstance(block, Note):
            yield []
            yield [block.text]


def _cell(formats: Formats, kind: Kind, value: Cell) -> str:
    """Numbers plainly, so that they can be reckoned with; the rest as people read it."""
    if isinstance(value, int | float):
        if kind is Kind.COUNT:
            return str(round(value))
        if kind in {Kind.RATIO, Kind.NUMBER}:
            text = f"{value:.6f}".rstrip("0").rstrip(".")
            return text.replace(".", ",") if formats.language == "ru" else text
        if kind is Kind.DURATION:
            return formats.cell(kind, value).replace("−", "-")
    return formats.cell(kind, value)
