"""Building blocks of all answers: instants as RFC 3339 text, values of signals, sources' errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from dispatcher.domain.instant import Instant, format_instant


class Answer(BaseModel):
    """Base of all response models: frozen, closed, no defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")


EARLIEST = Instant(-30_610_224_000_000_000)
"""1000-01-01: what "since ever" is written as; four-digit years only."""
LATEST = Instant(253_402_300_799_999_999)
"""9999-12-31T23:59:59.999999Z, the last instant RFC 3339 can write."""


def _stamp(instant: int) -> str:
    """RFC 3339, UTC, six fraction digits; what lies outside its range is shown as its border."""
    return format_instant(Instant(min(max(instant, EARLIEST), LATEST)))


Stamp = Annotated[
    int,
    PlainSerializer(_stamp, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "description": "RFC 3339, UTC, six fraction digits",
            "examples": ["2026-11-23T04:31:00.000000Z"],
        },
        mode="serialization",
    ),
]
"""An instant: integer microseconds inside, `2026-11-23T04:31:00.000000Z` outside."""

Scalar = float | str | None
Params = dict[str, str | int | float | bool | None]
"""Parameters of a code, for those who say it in their own words."""


class ConditionValue(Answer):
    """One report of a condition signal (MTConnect Part 3, Condition)."""

    kind: Literal["condition"]
    level: str
    native_code: str
    native_severity: str
    qualifier: str
    message: str
    condition_id: str


class EntriesValue(Answer):
    """Entries of a DATA_SET or TABLE observation; a null value removes the key."""

    kind: Literal["entries"]
    entries: dict[str, Scalar | dict[str, Scalar]]
    reset: str


class SamplesValue(Answer):
    """Samples of a TIME_SERIES observation; the last one is at the observation's instant."""

    kind: Literal["samples"]
    rate: float | None = Field(description="samples per second")
    samples: list[float]


SignalValue = float | str | ConditionValue | EntriesValue | SamplesValue | None
"""A number, a text, a structured report, or null for UNAVAILABLE."""


class Words(Answer):
    """One text in each language of the house."""

    en: str
    ru: str


class CodedText(Answer):
    """A code with its parameters and the text in the reader's language."""

    code: str
    params: Params
    text: str
