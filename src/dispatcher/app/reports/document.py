"""A report as a value: what it says, in one language, before it has any form.

Values stay what they are (microseconds, instants, shares); a renderer writes them as its form needs. What is not
available is a `Missing` with its words, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INSTANT = "instant"
    """Microseconds; shown in the zone of the document."""
    DATE = "date"
    DURATION = "duration"
    """Microseconds."""
    COUNT = "count"
    NUMBER = "number"
    RATIO = "ratio"
    """1 is 100 %."""


@dataclass(frozen=True, slots=True)
class Missing:
    """No value, and the words why."""

    words: str


Cell = str | int | float | date | Missing | None
"""None: nothing belongs here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width`: its share of the table's width, about characters."""

    key: str
    title: str
    kind: Kind
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; `total` closes them. `empty`: what is said where there are no rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    empty: str = ""


class Picture(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    """Lying, one a label, its series one after the other."""
    LINE = "line"
    WATERFALL = "waterfall"
    """First series: levels, second: losses; one of them a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of values; None = not available, and nothing is drawn. `color`: a token of the palette."""

    name: str
    values: tuple[float | None, ...]
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A small picture beside the tables; everything in it stands in a table too."""

    key: str
    title: str
    picture: Picture
    kind: Kind
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure in large. status: good, warn, bad or none against the target."""

    title: str
    kind: Kind
    value: Cell
    status: str = "none"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A few of them in a row."""

    items: tuple[Fact, ...]


class Tone(StrEnum):
    """How a note is said."""

    INFO = "info"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence: how far the figures may be trusted, or what to do."""

    text: str
    tone: Tone = Tone.INFO


Block = Facts | Chart | Table | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report. `wide`: better on a page across. `zone`: IANA name, in which instants are written."""

    code: str
    title: str
    site: str
    zone: str
    language: str
    window: Interval
    scope: str
    made_at: Instant
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    wide: bool = False
