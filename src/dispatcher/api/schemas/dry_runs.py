"""Dry runs: what would be different."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, Stamp
from dispatcher.api.schemas.kpis import UnitName

Name = Annotated[str, Field(max_length=200)]


class ChangeIn(BaseModel):
    """A document to try: kind, key and body as its own route stores them."""

    model_config = ConfigDict(extra="forbid")

    kind: Name
    key: Name
    body: dict[str, Any]
    effective_from: str | None = Field(default=None, description="RFC 3339 with offset; null: the whole range")


class DryRunIn(BaseModel):
    """What to try, and on what."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    changes: list[ChangeIn] = Field(max_length=50)
    start: str = Field(alias="from", description="RFC 3339 with offset")
    end: str = Field(alias="to", description="RFC 3339 with offset")
    machines: list[Name] | None = Field(default=None, max_length=2000, description="null: all")
    kpis: list[Name] = Field(default=[], max_length=50, description="empty: the usual ones")


class Said(Answer):
    """What the account says of a moment; an empty reason: none."""

    state: str
    reason: str
    time_class: str


class ChangedInterval(Answer):
    """A piece of time that would count otherwise; null: nothing is said of it."""

    start: Stamp
    end: Stamp
    before: Said | None
    after: Said | None


class ChangedMachine(Answer):
    """A machine that would differ. changed: microseconds, also of intervals that are not told."""

    machine: str
    intervals: list[ChangedInterval]
    changed: int


class FigureSide(Answer):
    """A figure; why: the reason that there is no value."""

    value: float | None
    why: str | None
    status: str


class ChangedFigure(Answer):
    """A figure of all machines looked at; a side is null where no such figure was defined."""

    kpi: str
    unit: UnitName
    before: FigureSide | None
    after: FigureSide | None


class Tried(Answer):
    """The range that was tried."""

    start: Stamp = Field(serialization_alias="from")
    end: Stamp = Field(serialization_alias="to")


class DryRun(Answer):
    """The difference. machines: those that differ, most time first; looked: how many were looked at; truncated: some
    intervals are not told, their time is.
    """

    window: Tried
    machines: list[ChangedMachine]
    figures: list[ChangedFigure]
    looked: int
    truncated: bool
