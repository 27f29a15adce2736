"""Definitions of figures, targets, and how a plant works."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, Stamp, Words

UnitName = Literal["ratio", "duration", "count", "rate"]
BetterName = Literal["higher", "lower", "none"]
Text = Annotated[str, Field(max_length=1000)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


class TermOut(Answer):
    """A term that formulas may name."""

    code: str
    words: Words
    description: Words
    unit: Literal["duration", "count"]


class Kpi(Answer):
    """A definition in force. version 0: as it ships. effective_from null: from ever."""

    code: str
    words: Words
    description: Words
    formula: str
    unit: UnitName
    clause: str
    school: Literal["iso", "ru", "own"]
    better: BetterName
    bounded: bool
    builtin: bool
    version: int
    effective_from: Stamp | None
    terms: list[TermOut]


class Kpis(Answer):
    """All definitions in force, and all terms there are."""

    kpis: list[Kpi]
    terms: list[TermOut]


class Written(Answer):
    """The number of the version that was stored."""

    version: int


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    effective_from: str | None = Field(default=None, description="RFC 3339 with offset; null: from ever")


class WordsIn(BaseModel):
    """One text in each language."""

    model_config = ConfigDict(extra="forbid")

    en: Title
    ru: Title


class DescriptionIn(BaseModel):
    """One longer text in each language."""

    model_config = ConfigDict(extra="forbid")

    en: Text = ""
    ru: Text = ""


class KpiIn(_Body):
    """A definition of the plant's own; of a code that ships it takes the place."""

    words: WordsIn
    description: DescriptionIn = DescriptionIn()
    formula: str
    unit: UnitName
    clause: Annotated[str, Field(max_length=200)] = ""
    better: BetterName = "none"
    bounded: bool = Field(default=False, description="more than 1 is implausible and gets flagged")


class TargetOut(Answer):
    """What a figure should be in a scope: "", "site:…", "area:…", "line:…", "machine:…"."""

    kpi: str
    scope: str
    target: float
    warn: float | None


class TargetsOut(Answer):
    """Targets in force."""

    version: int
    effective_from: Stamp | None
    targets: list[TargetOut]


class TargetIn(BaseModel):
    """A target; `warn`: up to there it is only a warning."""

    model_config = ConfigDict(extra="forbid")

    kpi: str
    scope: str = ""
    target: float
    warn: float | None = None


class TargetsIn(_Body):
    """All targets of the plant."""

    targets: Annotated[list[TargetIn], Field(max_length=10_000)]


class PracticeOut(Answer):
    """How the plant works.

    scrap "reported": people enter scrap, no entry means none; "unknown": quality is not available. norms_at_least:
    share of the parts that need a norm before performance is shown. late_after_s: a reason entered later is late.
    """

    version: int
    effective_from: Stamp | None
    scrap: Literal["unknown", "reported"]
    norms_at_least: float
    late_after_s: float


class PracticeIn(_Body):
    """The same, to be set."""

    scrap: Literal["unknown", "reported"]
    norms_at_least: Annotated[float, Field(gt=0, le=1)] = 1.0
    late_after_s: Annotated[float, Field(ge=0, le=31 * 86_400)] = 1800.0
