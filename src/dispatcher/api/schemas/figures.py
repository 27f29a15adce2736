"""Figures, times, losses, and a figure opened down to its stretches."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dispatcher.api.schemas.common import Answer, Stamp, Words


class Range(Answer):
    """[from, to) as it was asked for; ranges by days or shifts are shown by their outer bounds."""

    start: Stamp = Field(alias="from")
    end: Stamp = Field(alias="to")


class Trust(Answer):
    """How far a figure goes: shares from 0 to 1, null where there is nothing to have a share of.

    observed: of the time it speaks about. unexplained, entered, late: of unplanned stops. normed: of the parts.
    pending: shift occurrences still to be reckoned.
    """

    observed: float
    unexplained: float | None
    entered: float | None
    late: float | None
    normed: float | None
    pending: int


class Figure(Answer):
    """value: a ratio, microseconds, a count, or a rate an hour; null where it is not known, and `why` says the reason
    (`no_norm`, `no_scrap_report`, `no_schedule`, `no_data`, `no_parts`, `not_counted`, `nothing_ran`, …).
    flags: `above_one` (a standard or a count must be wrong), `inferred_parts`.
    """

    kpi: str
    value: float | None
    unit: Literal["ratio", "duration", "count", "rate"]
    why: str | None
    terms: dict[str, float | None]
    trust: Trust
    target: float | None
    warn: float | None
    status: Literal["good", "warn", "bad", "none"]
    flags: list[str]


class FigureGroup(Answer):
    """Figures of one group; `key` by the names that were grouped by."""

    key: dict[str, str]
    figures: list[Figure]


class Compared(Answer):
    """The same over the second range."""

    window: Range
    groups: list[FigureGroup]


class Figures(Answer):
    """Figures by group."""

    window: Range
    now: Stamp
    groups: list[FigureGroup]
    compared: Compared | None
    pending: int


class TimeRow(Answer):
    """Time of a group, microseconds; stretches and stops that began in it."""

    key: dict[str, str]
    time: int
    stretches: int
    stops: int


class Times(Answer):
    """Time by group."""

    window: Range
    now: Stamp
    rows: list[TimeRow]


class LossStep(Answer):
    """A bar of the waterfall, microseconds: a level, or a loss that leads to the next level. time null: not known."""

    code: str
    words_key: str
    level: bool
    time: int | None
    why: str | None


class LostReason(Answer):
    """Time lost to a reason; code "" where none was given. share: of all that was lost."""

    code: str
    time_class: str
    time: int
    stops: int
    share: float


class Losses(Answer):
    """The waterfall, and reasons by time lost."""

    window: Range
    now: Stamp
    steps: list[LossStep]
    reasons: list[LostReason]


class ExplainedPart(Answer):
    """One kind of time, or one program (then time_class, state and reason are empty), in the unit of the term."""

    time_class: str
    state: str
    reason: str
    program: str
    amount: int
    stretches: int


class ExplainedTerm(Answer):
    """A term with what it is made of, the largest first."""

    code: str
    words: Words
    description: Words
    unit: Literal["duration", "count"]
    value: float | None
    parts: list[ExplainedPart]


class ExplainedStretch(Answer):
    """A stretch of time; the timeline of the machine explains any instant of it by its signals."""

    machine: str
    start: Stamp
    end: Stamp
    open: bool
    state: str
    base: str
    mode: str
    program: str
    state_rule: str
    reason: str
    origin: Literal["none", "rule", "person"]
    reason_rule: str
    corrections: list[int]
    time_class: str
    stop: Stamp | None
    day: str
    shift: str
    team: str
    occurrence: Stamp | None


class ExplainedDefinition(Answer):
    """The definition the figure was made by."""

    code: str
    words: Words
    description: Words
    formula: str
    unit: Literal["ratio", "duration", "count", "rate"]
    clause: str
    school: Literal["iso", "ru", "own"]
    better: Literal["higher", "lower", "none"]


class FigureExplained(Answer):
    """A figure, its formula, its terms, and the newest stretches under them; `next` asks for the ones before."""

    window: Range
    now: Stamp
    figure: Figure
    definition: ExplainedDefinition
    terms: list[ExplainedTerm]
    stretches: list[ExplainedStretch]
    next: str | None
