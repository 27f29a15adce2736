"""Reports: which there are, what they say, and the saved ones."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, Stamp

CellValue = str | int | float | None
"""Texts, dates as `YYYY-MM-DD`, instants RFC 3339, durations in microseconds, shares of 1; null: nothing belongs."""


class ReportOption(Answer):
    """Something a report can be asked beside range and filters; the first value is the default."""

    name: str
    values: list[str]


class ReportKind(Answer):
    """A report there is. `window`: the range that is offered first."""

    code: str
    title: str
    text: str
    window: str
    options: list[ReportOption]


class ReportKinds(Answer):
    """All of them, and the forms they are given."""

    reports: list[ReportKind]
    formats: list[str]


class ReportMissing(Answer):
    """A cell without a value, and why."""

    missing: str


ReportCell = CellValue | ReportMissing


class ReportFact(Answer):
    """A figure in large."""

    title: str
    kind: str
    value: ReportCell
    status: str
    note: str


class ReportFacts(Answer):
    """Figures in a row."""

    type: Literal["facts"]
    items: list[ReportFact]


class ReportSeries(Answer):
    """One row of values; null: not available. `color`: a token of the palette."""

    name: str
    color: str
    values: list[float | None]


class ReportChart(Answer):
    """A picture; everything in it stands in a table too."""

    type: Literal["chart"]
    key: str
    title: str
    picture: Literal["bars", "line", "waterfall"]
    kind: str
    labels: list[str]
    series: list[ReportSeries]


class ReportColumn(Answer):
    """A column; `kind` says what its values are."""

    key: str
    title: str
    kind: str
    width: int


class ReportTable(Answer):
    """Rows under columns; `total` closes them. `empty`: what is said where there are none."""

    type: Literal["table"]
    key: str
    title: str
    columns: list[ReportColumn]
    rows: list[list[ReportCell]]
    total: list[ReportCell] | None
    empty: str


class ReportNote(Answer):
    """A sentence."""

    type: Literal["note"]
    text: str
    tone: Literal["info", "warn"]


ReportBlock = Annotated[ReportFacts | ReportChart | ReportTable | ReportNote, Field(discriminator="type")]


class ReportWindow(Answer):
    """[from, to)."""

    start: Stamp = Field(serialization_alias="from")
    end: Stamp = Field(serialization_alias="to")


class Report(Answer):
    """A whole report, in the language asked for. Instants are to be shown in `zone`."""

    code: str
    title: str
    site: str
    zone: str
    language: str
    window: ReportWindow
    scope: str
    made_at: Stamp
    wide: bool
    blocks: list[ReportBlock]


class ReportDefinition(Answer):
    """A saved report. `window`: a range with a name, empty where `start` and `end` say it (two dates or instants)."""

    name: str
    report: str
    window: str
    start: str
    end: str
    machines: list[str]
    area: str
    line: str
    shift: str
    team: str
    program: str | None
    options: dict[str, str]


class ReportDefinitions(Answer):
    """All, by name."""

    definitions: list[ReportDefinition]


class DefineReport(BaseModel):
    """What a saved report is to be; its name stands in the address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    window: str = ""
    start: str = ""
    end: str = ""
    machines: list[str] = Field(default_factory=list, max_length=5000)
    area: str = ""
    line: str = ""
    shift: str = ""
    team: str = ""
    program: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
