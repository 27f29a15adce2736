"""Saved reports: a kind with its range, filters and options under a name (settings kind `report`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.figures.selection import Filters
from dispatcher.app.reports.catalogue import checked, report_of
from dispatcher.app.versions import unwrap, wrap
from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.ports.store import Settings

KIND = "report"
NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`window`: a range with a name, or "" where `start` and `end` are dates or instants as people wrote them."""

    name: str
    report: str
    window: str
    start: str
    end: str
    filters: Filters
    options: Mapping[str, str]


def definitions(settings: Settings) -> Sequence[Definition]:
    """All, by name."""
    return [_read(name, unwrap(document)[1]) for name, document in settings.all(KIND).items()]


def definition(settings: Settings, name: str) -> Definition:
    """By name. Raises NotFound `report_definition_unknown`."""
    document = settings.get(KIND, name)
    if document is None:
        raise NotFound("report_definition_unknown", name=name[:NAME])
    return _read(name, unwrap(document)[1])


def put(settings: Settings, given: Definition, *, at: Instant, author: str) -> None:
    """Keep it. Raises NotFound `report_unknown`; InvalidInput `report_definition_name`, `report_option`."""
    if not 0 < len(given.name.strip()) <= NAME or "/" in given.name or given.name != given.name.strip():
        raise InvalidInput("report_definition_name")
    checked(report_of(given.report), given.options)
    filters = given.filters
    body = {
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
    settings.put(KIND, given.name, wrap(body, None), at=at, author=author)


def remove(settings: Settings, name: str, *, at: Instant, author: str) -> None:
    """Take it away; its history stays. Raises NotFound `report_definition_unknown`."""
    definition(settings, name)
    settings.remove(KIND, name, at=at, author=author)


def _read(name: str, body: Mapping[str, object]) -> Definition:
    machines, options, program = body.get("machines"), body.get("options"), body.get("program")

    def text(key: str) -> str:
        return str(body.get(key) or "")

    return Definition(
        name=name,
        report=text("report"),
        window=text("window"),
        start=text("start"),
        end=text("end"),
        filters=Filters(
            machines=tuple(map(str, machines)) if isinstance(machines, list) else (),
            area=text("area"),
            line=text("line"),
            shift=text("shift"),
            team=text("team"),
            program=None if program is None else str(program),
        ),
        options={str(key): str(value) for key, value in options.items()} if isinstance(options, dict) else {},
    )
