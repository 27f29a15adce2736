"""The account of time: stretches, compact rows of many machines, stops."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dispatcher.api.schemas.common import Answer, Stamp


class Range(Answer):
    """[from, to)."""

    from_: Stamp = Field(serialization_alias="from")
    to: Stamp


class StretchOut(Answer):
    """[start, end) over which nothing changes; `open` = it goes on after `end` (= now). `stop`: start of the whole
    stop it is a part of. `occurrence`: start of the shift.
    """

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


class LockOut(Answer):
    """An accepted piece of the axis: nothing inside it may be corrected."""

    start: Stamp
    end: Stamp
    by: str
    at: Stamp


class AccountTotals(Answer):
    """Microseconds by class of time, which add up to the length of the stretches, and by reason."""

    by_class: dict[str, int]
    by_reason: dict[str, int]


class AccountOut(Answer):
    """GET /machines/{id}/account: stretches cut to the window; they tile it from the first time the machine was
    heard of to now.
    """

    window: Range
    now: Stamp
    stretches: list[StretchOut]
    totals: AccountTotals
    locks: list[LockOut]


CompactStretch = tuple[int, int | None, int, int, int, int]
"""start ms, end ms or null, then places in states, reasons (-1 = none), classes; origin 0 none, 1 rule, 2 person."""


class AccountsOut(Answer):
    """GET /accounts: one row a machine."""

    window: Range
    now: Stamp
    states: list[str]
    reasons: list[str]
    classes: list[str]
    machines: dict[str, list[CompactStretch]]


class StopAlarm(Answer):
    """The alarm that stood when the stop began, or the first that came."""

    code: str
    message: str | None


class StopPiece(Answer):
    """A part of a stop with one reason and one class of time."""

    start: Stamp
    end: Stamp
    reason: str
    origin: Literal["none", "rule", "person"]
    time_class: str


class StopOut(Answer):
    """A whole stop, also where it reaches out of the window. `length` in microseconds; `strict` = the plant insists
    on a reason. `state`, `day`, `shift`, `program` as it began (in the first shift it touches).
    """

    machine: str
    start: Stamp
    end: Stamp
    open: bool
    length: int
    status: Literal["unexplained", "explained", "micro"]
    strict: bool
    state: str
    day: str
    shift: str
    program: str
    reason: str
    origin: Literal["none", "rule", "person"]
    alarm: StopAlarm | None
    pieces: list[StopPiece]


class StopTotal(Answer):
    """How many stops, and their time of that kind inside the window, microseconds."""

    stops: int
    time: int


class StopTotals(Answer):
    """By status, before status and paging are looked at."""

    unexplained: StopTotal
    explained: StopTotal
    micro: StopTotal


class StopsOut(Answer):
    """GET /stops: newest first; `next` goes into `after`."""

    stops: list[StopOut]
    totals: StopTotals
    next: str | None
