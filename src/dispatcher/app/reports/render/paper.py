"""PDF: the document laid out on A4 by typst, with the fonts it carries; the same on every machine.

The template gets texts and fractions only: values are written by `formats`, bars and lines are reckoned here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import typst

from dispatcher.app.reports.document import (
    Block,
    Cell,
    Chart,
    Document,
    Facts,
    Kind,
    Missing,
    Note,
    Picture,
    Series,
    Table,
)
from dispatcher.app.reports.formats import DASH, Formats
from dispatcher.app.texts import Texts
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND

CELLS = 30_000
"""A PDF of more cells is no paper any more; XLSX and CSV have no such limit."""
TICKS = 4
LABELS = 8
RIGHT = frozenset((Kind.DURATION, Kind.COUNT, Kind.NUMBER, Kind.RATIO))
Json = dict[str, Any]


def to_pdf(document: Document, texts: Texts) -> bytes:
    """The file. Raises InvalidInput `report_too_long_for_paper`."""
    return _compile(document, texts, "pdf")[0]


def to_pictures(document: Document, texts: Texts, ppi: float = 72.0) -> list[bytes]:
    """The pages as PNG."""
    return _compile(document, texts, "png", ppi)


def _compile(document: Document, texts: Texts, form: Literal["pdf", "png"], ppi: float = 72.0) -> list[bytes]:
    cells = sum(len(block.rows) * len(block.columns) for block in document.blocks if isinstance(block, Table))
    if cells > CELLS:
        raise InvalidInput("report_too_long_for_paper", cells=cells, limit=CELLS)
    shaped = json.dumps(_shape(document, texts), ensure_ascii=False).encode("utf-8", "replace").decode()
    made: object = typst.compile(
        (files("dispatcher.app.reports.render") / "report.typ").read_bytes(),
        format=form,
        ppi=ppi,
        sys_inputs={"document": shaped},
        ignore_system_fonts=True,
        timestamp=document.made_at // SECOND,
    )
    # Several pages of pictures come as a list; the types of the library do not say so.
    return [bytes(page) for page in made] if isinstance(made, list) else [cast("bytes", made)]


@cache
def palette() -> Mapping[str, str]:
    """Colours of paper by token: the light ones of the pages."""
    found: Mapping[str, str] = json.loads((files("dispatcher.app.reports.render") / "palette.json").read_text("utf-8"))
    return found


def _shape(document: Document, texts: Texts) -> Json:
    formats = Formats.of(document)
    window = document.window
    made = {"at": formats.minute(document.made_at), "zone": document.zone}
    return {
        "title": document.title,
        "site": document.site,
        "language": document.language,
        "wide": document.wide,
        "period": f"{formats.minute(window.start)} {DASH} {formats.minute(window.end)}",
        "scope": document.scope,
        "made": texts.text(document.language, "reports.made", made),
        "blocks": [_block(formats, block) for block in document.blocks],
    }


def _block(formats: Formats, block: Block) -> Json:
    match block:
        case Facts():
            items = [
                {
                    "title": fact.title,
                    "value": formats.cell(fact.kind, fact.value),
                    "missing": isinstance(fact.value, Missing),
                    "status": fact.status,
                    "note": fact.note,
                }
                for fact in block.items
            ]
            return {"type": "facts", "items": items}
        case Chart():
            return {"type": "chart", "title": block.title, "picture": block.picture.value} | _chart(formats, block)
        case Table():
            return _table(formats, block)
        case Note():
            return {"type": "note", "text": block.text, "tone": block.tone.value}


def _table(formats: Formats, table: Table) -> Json:
    rows = table.rows if table.total is None else (*table.rows, table.total)
    return {
        "type": "table",
        "title": table.title,
        "empty": table.empty,
        "total": table.total is not None,
        "columns": [
            {"title": column.title, "width": column.width, "right": column.kind in RIGHT} for column in table.columns
        ],
        "rows": [
            [_cell(formats, column.kind, cell) for column, cell in zip(table.columns, row, strict=True)] for row in rows
        ],
    }


def _cell(formats: Formats, kind: Kind, cell: Cell) -> Json:
    return {"text": formats.cell(kind, cell), "missing": isinstance(cell, Missing)}


def _chart(formats: Formats, chart: Chart) -> Json:
    names = [{"name": one.name, "colour": _colour(one.color)} for one in chart.series]
    if chart.picture is Picture.LINE:
        return {"names": names, "long": False, **_lines(formats, chart)}
    whole = [_bar(chart, place) for place in range(len(chart.labels))]
    top = max((part[1] for parts in whole for part in parts), default=0.0)
    if chart.kind is Kind.RATIO:
        top = max(1.0, top)
    bars = [
        {
            "label": label,
            "end": _end(formats, chart, place),
            "missing": not any(one.values[place] is not None for one in chart.series),
            "parts": [
                {"from": max(0.0, start) / top, "to": max(0.0, end) / top, "colour": colour}
                for start, end, colour in parts
                if top > 0 and end > max(0.0, start)
            ],
        }
        for place, (label, parts) in enumerate(zip(chart.labels, whole, strict=True))
    ]
    return {"names": names, "long": len(bars) > LABELS * 4, "bars": bars}


def _bar(chart: Chart, place: int) -> list[tuple[float, float, str]]:
    """Parts of a bar: where each starts and ends, in the unit of the chart."""
    if chart.picture is Picture.WATERFALL:
        level, loss = chart.series
        value = level.values[place]
        if value is not None:
            return [(0.0, value, _colour(level.color))]
        lost = loss.values[place]
        left = _left(level, loss, place)
        return [] if lost is None else [(left - lost, left, _colour(loss.color))]
    parts: list[tuple[float, float, str]] = []
    at = 0.0
    for one in chart.series:
        value = one.values[place]
        if value:
            parts.append((at, at + value, _colour(one.color)))
            at += value
    return parts


def _left(level: Series, loss: Series, place: int) -> float:
    """What was left before the loss at this place."""
    left = 0.0
    for before in range(place):
        value, lost = level.values[before], loss.values[before]
        left = value if value is not None else left - (lost or 0.0)
    return left


def _end(formats: Formats, chart: Chart, place: int) -> str:
    values = [one.values[place] for one in chart.series if one.values[place] is not None]
    return formats.cell(chart.kind, sum(value for value in values if value is not None)) if values else DASH


def _lines(formats: Formats, chart: Chart) -> Json:
    known = [value for one in chart.series for value in one.values if value is not None]
    top = max([*known, 1.0 if chart.kind is Kind.RATIO else 0.000001])
    last = max(1, len(chart.labels) - 1)
    step = max(1, -(-len(chart.labels) // LABELS))
    return {
        "lines": [
            {
                "colour": _colour(one.color),
                "points": [
                    None if value is None else [place / last, max(0.0, value) / top]
                    for place, value in enumerate(one.values)
                ],
            }
            for one in chart.series
        ],
        "ticks": [
            {"at": tick / TICKS, "text": formats.cell(chart.kind, top * tick / TICKS)} for tick in range(TICKS + 1)
        ],
        "labels": [
            {"at": place / last, "text": label} for place, label in enumerate(chart.labels) if place % step == 0
        ],
    }


def _colour(token: str) -> str:
    return palette().get(token, "#6787e0")


def tokens(blocks: Sequence[Block]) -> set[str]:
    """The colour tokens that blocks use."""
    return {one.color for block in blocks if isinstance(block, Chart) for one in block.series}
