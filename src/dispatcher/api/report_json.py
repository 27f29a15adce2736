"""Reports as JSON: the document itself; its shape is that of the response models."""

from __future__ import annotations

from datetime import date

from dispatcher.api.bulk import stamps
from dispatcher.app.reports.document import Block, Cell, Chart, Document, Facts, Kind, Missing, Note, Table
from dispatcher.app.reports.saved import Definition


def document(given: Document) -> dict[str, object]:
    """Report."""
    start, end, made = stamps([given.window.start, given.window.end, given.made_at])
    return {
        "code": given.code,
        "title": given.title,
        "site": given.site,
        "zone": given.zone,
        "language": given.language,
        "window": {"from": start, "to": end},
        "scope": given.scope,
        "made_at": made,
        "wide": given.wide,
        "blocks": [_block(block) for block in given.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Facts():
            items = [
                {
                    "title": fact.title,
                    "kind": fact.kind.value,
                    "value": _cell(fact.kind, fact.value),
                    "status": fact.status,
                    "note": fact.note,
                }
                for fact in block.items
            ]
            return {"type": "facts", "items": items}
        case Chart():
            return {
                "type": "chart",
                "key": block.key,
                "title": block.title,
                "picture": block.picture.value,
                "kind": block.kind.value,
                "labels": list(block.labels),
                "series": [{"name": one.name, "color": one.color, "values": list(one.values)} for one in block.series],
            }
        case Table():
            return _table(block)
        case Note():
            return {"type": "note", "text": block.text, "tone": block.tone.value}


def _table(table: Table) -> dict[str, object]:
    kinds = [column.kind for column in table.columns]

    def row(cells: tuple[Cell, ...]) -> list[object]:
        return [_cell(kind, cell) for kind, cell in zip(kinds, cells, strict=True)]

    return {
        "type": "table",
        "key": table.key,
        "title": table.title,
        "columns": [
            {"key": one.key, "title": one.title, "kind": one.kind.value, "width": one.width} for one in table.columns
        ],
        "rows": [row(cells) for cells in table.rows],
        "total": None if table.total is None else row(table.total),
        "empty": table.empty,
    }


def _cell(kind: Kind, cell: Cell) -> object:
    if isinstance(cell, Missing):
        return {"missing": cell.words}
    if isinstance(cell, date):
        return cell.isoformat()
    if kind is Kind.INSTANT and isinstance(cell, int):
        return stamps([cell])[0]
    return cell


def definition(given: Definition) -> dict[str, object]:
    """ReportDefinition."""
    filters = given.filters
    return {
        "name": given.name,
        "report": given.report,
        "window": given.window,
        "start": given.start,
        "end": given.end,
        "machines": list(filters.machines),
        "area": filters.area,
        "line": filters.line,
        "shift": filters.shift,
        "team": filters.team,
        "program": filters.program,
        "options": dict(given.options),
    }
