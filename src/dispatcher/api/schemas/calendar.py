"""Calendars, their assignments and exceptions, and the occurrences of shifts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatcher.api.schemas.common import Answer, CodedText, Stamp, Words

Day = Annotated[str, Field(description="YYYY-MM-DD")]
Time = Annotated[str, Field(description="HH:MM on the wall")]
Effective = Annotated[
    str | None,
    Field(description="RFC 3339: in force from then on; null = from ever", examples=["2026-11-30T21:00:00.000000Z"]),
]
Seen = Annotated[
    int | None, Field(description="version; in a request the one that was seen (0: none), null = do not ask")
]
Scope = Annotated[str, Field(description="empty = everything, or site:…, area:…, line:…, machine:…")]


class Turn(Answer):
    """A shift worked on a day, and by which team."""

    shift: str
    team: str


class BreakDoc(Answer):
    """A break; a time before the start of its shift means the next day."""

    start: Time
    minutes: int
    title: Words


class ShiftDoc(Answer):
    """A shift as the calendar names it."""

    code: str
    title: Words
    start: Time
    minutes: int
    attendance: str = Field(description="manned, unmanned or optional")
    breaks: list[BreakDoc]


class PatternDoc(Answer):
    """Days that repeat from `anchor` on, before it too."""

    code: str
    title: Words
    anchor: Day
    days: list[list[Turn]]
    first: Day | None
    last: Day | None
    season: list[str] | None = Field(description="first and last day of the season, MM-DD; may go round the year")


class DayExceptionDoc(Answer):
    """What one day works instead of its pattern."""

    day: Day
    kind: str = Field(description="holiday, moved, overtime, cancelled, short or other")
    title: Words
    turns: list[Turn] | None = Field(description="null = as the pattern says")
    add: list[Turn]
    minus: int = Field(description="minutes by which each shift ends earlier")
    like: Day | None
    scope: Scope


class CalendarDoc(Answer):
    """A calendar: what is stored, and what is sent to change it."""

    code: str
    title: Words
    zone: str = Field(description="IANA name; empty = that of the site where the machine stands")
    country: str = Field(description="RU, BY or empty")
    overlap: str = Field(description="forbidden, earlier or later: whose is the time that two shifts share")
    shifts: list[ShiftDoc]
    patterns: list[PatternDoc]
    exceptions: list[DayExceptionDoc]
    effective_from: Effective
    version: Seen


class Assignment(Answer):
    """Which calendar a part of the plant works by; the narrowest scope wins."""

    scope: Scope
    calendar: str


class AssignmentsDoc(Answer):
    """Who works by which calendar."""

    assignments: list[Assignment]
    effective_from: Effective
    version: Seen


class ExceptionsDoc(Answer):
    """Exceptions beyond those of the calendars themselves."""

    exceptions: list[DayExceptionDoc]
    effective_from: Effective
    version: Seen


class Calendars(Answer):
    """GET /calendars: the newest version of everything."""

    calendars: list[CalendarDoc]
    assignments: list[Assignment]
    assignments_from: Effective
    assignments_version: int
    exceptions: list[DayExceptionDoc]
    exceptions_from: Effective
    exceptions_version: int


class CalendarVersion(Answer):
    """One version of a calendar; `calendar` null = removed."""

    version: int
    effective_from: Effective
    entered_at: Stamp
    author: str
    calendar: CalendarDoc | None


class CalendarHistory(Answer):
    """GET /calendars/{code}/history, newest first."""

    versions: list[CalendarVersion]


class PreviewAsked(Answer):
    """What POST /calendars/preview needs."""

    calendar: CalendarDoc
    from_: str = Field(alias="from", description="RFC 3339")
    to: str = Field(description="RFC 3339")


class Span(Answer):
    """[start, end)."""

    start: Stamp
    end: Stamp


class Occurrence(Answer):
    """One shift of one day; a night shift belongs to the day it opened."""

    calendar: str
    day: Day
    shift: str
    title: Words
    team: str
    start: Stamp
    end: Stamp
    breaks: list[Span]
    attendance: str


class Shift(Occurrence):
    """An occurrence and whether it was accepted: then nothing in it may be corrected."""

    accepted: bool


class Shifts(Answer):
    """GET /shifts."""

    shifts: list[Shift]


class CalendarProblem(CodedText):
    """What a person should know; `day` where it is about one."""

    day: Day | None


class CalendarPreview(Answer):
    """What a calendar comes to. A document that would be refused has no occurrences, and its refusal as a problem."""

    occurrences: list[Occurrence]
    problems: list[CalendarProblem]
    refused: bool


class ProductionDay(Answer):
    """A day that the law makes different: `off`, or worked like another, or shorter."""

    day: Day
    kind: str
    title: Words
    off: bool
    minus: int
    like: Day | None


class ProductionCalendar(Answer):
    """GET /production-calendars/{country}/{year}. `moves_known`: the days moved in this year are in it."""

    days: list[ProductionDay]
    moves_known: bool
