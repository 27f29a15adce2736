"""Standard times."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer
from dispatcher.domain.norm import FROM_EVER

WHOLE = 2**53


class NormOut(Answer):
    """The standard of a program, microseconds; `*` at the end of the program fits any rest. scope: "", "machine:…",
    "line:…", "area:…", "kind:…". first: plant date from which on it holds.
    """

    program: str
    scope: str
    item: str
    operation: str
    piece: int
    setup: int | None
    parts_per_cycle: int
    first: str


class NormsOut(Answer):
    """A page of norms by program, scope and first day; `next` asks for the following one. total: of all there are."""

    norms: list[NormOut]
    total: int
    next: str | None


class NormIn(BaseModel):
    """The same, to be set; times in microseconds."""

    model_config = ConfigDict(extra="forbid")

    program: str
    scope: str = ""
    item: str = ""
    operation: str = ""
    piece: Annotated[int, Field(ge=-WHOLE, le=WHOLE)]
    setup: Annotated[int, Field(ge=-WHOLE, le=WHOLE)] | None = None
    parts_per_cycle: Annotated[int, Field(ge=-WHOLE, le=WHOLE)] = 1
    first: date = FROM_EVER


class NormsIn(BaseModel):
    """Norms to set, all or none."""

    model_config = ConfigDict(extra="forbid")

    norms: Annotated[list[NormIn], Field(min_length=1, max_length=10_000)]


class NormKeyIn(BaseModel):
    """Which norm."""

    model_config = ConfigDict(extra="forbid")

    program: str
    scope: str = ""
    first: date = FROM_EVER


class NormKeysIn(BaseModel):
    """Norms to remove."""

    model_config = ConfigDict(extra="forbid")

    norms: Annotated[list[NormKeyIn], Field(min_length=1, max_length=10_000)]


class NormsWritten(Answer):
    """What was done."""

    added: int
    changed: int
    unchanged: int


class NormsRemoved(Answer):
    """How many there were."""

    removed: int


class RefusedRow(Answer):
    """A row that was left out: where, what stands there, and what would be right."""

    line: int
    column: str
    value: str
    code: str
    message: str


class NormsImported(Answer):
    """What a file did, or would do; the first hundred refused rows are named."""

    dry_run: bool
    read: int
    added: int
    changed: int
    unchanged: int
    refused: list[RefusedRow]
    refused_total: int
