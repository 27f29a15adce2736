"""Corrections: what people say about the time of machines."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, CodedText, Stamp

_INSTANT = "RFC 3339 with offset"
_KEY = "new for each intended act; the same key again changes nothing and gives back what it made"
_COMMENT = "why; at most 1000 characters"
IDS = 2**53
"""Greater numbers are not exact in a browser."""


class Asked(BaseModel):
    """Base of all bodies here: frozen, closed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Correct(Asked):
    """One correction of one machine. Fields that a kind does not use are left out."""

    key: str = Field(description=_KEY)
    kind: Literal["reason", "back_date", "state", "split", "merge", "reset", "parts"] = Field(
        description="back_date: the reason at `start` begins where the unexplained part before it began"
    )
    start: str = Field(description=f"{_INSTANT}; split, parts, back_date: the moment itself")
    end: str | None = Field(default=None, description=f"{_INSTANT}; reason: without it until the stop ends")
    value: str = Field(
        default="", description="reason: its code, empty = none after all; state: its code; parts: program"
    )
    reason: str = Field(default="", description="state: a reason beside it")
    comment: str = Field(default="", description=_COMMENT)
    scrap: int = 0
    rework: int = 0
    seen: int | None = Field(
        default=None, ge=0, le=IDS, description="the last correction you knew of; a later one of the same time refuses"
    )


class FillItem(Asked):
    """One stop."""

    machine: str
    start: str = Field(description=_INSTANT)
    end: str | None = Field(default=None, description=f"{_INSTANT}; null: until the stop ends")


class FillStops(Asked):
    """One reason for many stops, all or none."""

    key: str = Field(description=_KEY)
    items: list[FillItem]
    reason: str
    comment: str = Field(default="", description=_COMMENT)


class UndoCorrection(Asked):
    """Take a correction back."""

    key: str = Field(description=_KEY)
    comment: str = Field(default="", description=_COMMENT)
    whole: bool = Field(default=False, description="everything that was entered in the same act")


class ShiftAct(Asked):
    """A shift occurrence of some machines."""

    key: str = Field(description=_KEY)
    machines: list[str]
    start: str = Field(description=_INSTANT)
    end: str = Field(description=_INSTANT)
    comment: str = Field(default="", description=_COMMENT)


class CorrectionOut(Answer):
    """One line of the log. `undone`: it does not hold any more."""

    id: int
    key: str
    machine: str
    kind: str
    start: Stamp
    end: Stamp | None
    value: str
    reason: str
    comment: str
    author: str
    at: Stamp = Field(description="when it was entered")
    target: int | None = Field(description="of an undo: the line that does not hold")
    scrap: int
    rework: int
    bulk: str = Field(description="lines entered in one act bear one name")
    undone: bool


class Corrections(Answer):
    """Lines of the log; `last` is the greatest id of the whole log: what the reader has seen."""

    corrections: list[CorrectionOut]
    last: int


class Corrected(Answer):
    """What came of an act: its lines, and what is odd about it."""

    corrections: list[CorrectionOut]
    warnings: list[CodedText]
