"""The book of calendars: put in force, assign, except, remove; each with the date from which it counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.calendars.document import read_calendar, write_calendar, write_exception
from dispatcher.app.calendars.fields import refusal
from dispatcher.app.calendars.plan import (
    ASSIGNMENT,
    CALENDAR,
    EXCEPTIONS,
    PLANT,
    CalendarPlan,
    read_assignments,
    read_plant_exceptions,
)
from dispatcher.app.calendars.problems import Problem, problems
from dispatcher.app.calendars.production import national
from dispatcher.app.plant import Plant
from dispatcher.app.versions import ALWAYS, unwrap, wrap
from dispatcher.domain.calendar import Calendar, Occurrence
from dispatcher.domain.errors import Conflict, InvalidInput, NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import Schedule
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A version of a document: `start` None = from ever; `body` None = removed."""

    version: int
    start: Instant | None
    entered_at: Instant
    author: str
    body: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a calendar comes to in a window, and what a person should know before it is in force."""

    occurrences: Sequence[Occurrence]
    problems: Sequence[Problem]


class CalendarBook:
    """Reads and writes the documents. Blocks on the store: called in worker threads."""

    def __init__(self, settings: Settings, plant: Plant, clock: Clock) -> None:
        """Nothing is read yet."""
        self._settings = settings
        self._plant = plant
        self._clock = clock
        self._lock = threading.Lock()
        self._plan: CalendarPlan | None = None
        self._listeners: list[Callable[[Instant], None]] = []

    def listen(self, listener: Callable[[Instant], None]) -> None:
        """`listener` is told after each change, with the instant from which time may mean something else."""
        self._listeners.append(listener)

    def plan(self) -> CalendarPlan:
        """The plan of what is in force."""
        plan = self._plan
        if plan is None or plan.of_plant != self._plant.revision:
            plan = CalendarPlan.of(self._settings, self._plant)
            self._plan = plan
        return plan

    def calendars(self) -> Sequence[Stored]:
        """The newest version of each calendar that was not removed, by code."""
        found = [self._newest(CALENDAR, code) for code in self._settings.all(CALENDAR)]
        return [item for item in found if item is not None]

    def calendar(self, code: str) -> Stored:
        """The newest version of a calendar. Raises NotFound `calendar_unknown`."""
        found = self._newest(CALENDAR, code)
        if found is None or found.body is None:
            raise NotFound("calendar_unknown", calendar=code)
        return found

    def history(self, code: str) -> Sequence[Stored]:
        """Every version of a calendar, oldest first. Raises NotFound `calendar_unknown`."""
        found = [_stored(*row) for row in self._settings.history(CALENDAR, code)]
        if not found:
            raise NotFound("calendar_unknown", calendar=code)
        return found

    def assignments(self) -> Stored | None:
        """The newest assignments; None where there were never any."""
        return self._newest(ASSIGNMENT, PLANT)

    def exceptions(self) -> Stored | None:
        """The newest exceptions beyond those of the calendars; None where there were never any."""
        return self._newest(EXCEPTIONS, PLANT)

    def put_calendar(self, code: str, body: Body, start: Instant | None, *, seen: int | None, author: str) -> Stored:
        """Put a calendar in force. `seen`: the version the writer saw, 0 for none, None not to ask.

        Raises InvalidInput for what is no calendar, Conflict `calendar_overtaken`.
        """
        calendar = read_calendar(body)
        if calendar.code != code:
            raise InvalidInput("calendar_code_differs", code=code, value=calendar.code)
        return self._put(CALENDAR, code, write_calendar(calendar), start, seen=seen, author=author)

    def remove_calendar(self, code: str, *, author: str) -> None:
        """Remove a calendar that nobody works by any more; what it said of the past stays.

        Raises NotFound `calendar_unknown`, Conflict `calendar_in_use`.
        """
        with self._lock:
            self.calendar(code)
            now = self._clock.now()
            used = self.plan().users(code, now)
            if used:
                raise Conflict("calendar_in_use", calendar=code, scopes=", ".join(scope or "«»" for scope in used))
            self._settings.remove(CALENDAR, code, at=now, author=author)
            self._plan = None
        self._tell(now)

    def put_assignments(self, rows: Sequence[Body], start: Instant | None, *, seen: int | None, author: str) -> Stored:
        """Who works by which calendar. Raises InvalidInput, Conflict `calendar_overtaken`."""
        assignments = read_assignments({"assignments": rows})
        known = self._settings.all(CALENDAR)
        for place, (scope, code) in enumerate(assignments.items(), 1):
            self._check_scope(scope, f"assignments[{place}].scope")
            if code not in known:
                raise NotFound("calendar_unknown", calendar=code)
        body = {"assignments": [{"scope": scope, "calendar": code} for scope, code in assignments.items()]}
        return self._put(ASSIGNMENT, PLANT, body, start, seen=seen, author=author)

    def put_exceptions(self, rows: Sequence[Body], start: Instant | None, *, seen: int | None, author: str) -> Stored:
        """Exceptions for a site, area, line or machine. Raises InvalidInput, Conflict `calendar_overtaken`."""
        found = read_plant_exceptions({"exceptions": rows})
        shifts = self._shift_codes()
        for place, item in enumerate(found, 1):
            self._check_scope(item.scope, f"exceptions[{place}].scope")
            for turn in (*(item.turns or ()), *item.add):
                if turn.shift not in shifts:
                    at = f"exceptions[{place}].turns"
                    raise refusal("calendar_shift_unknown", at, turn.shift, known=", ".join(sorted(shifts)) or "-")
        body = {"exceptions": [write_exception(item) for item in found]}
        return self._put(EXCEPTIONS, PLANT, body, start, seen=seen, author=author)

    def preview(self, body: Body, window: Interval) -> Preview:
        """What a calendar would come to. Raises InvalidInput for what is none."""
        calendar = read_calendar(body)
        schedule = self.schedule(calendar)
        return Preview(occurrences=schedule.occurrences(window), problems=problems(calendar, schedule, window))

    def schedule(self, calendar: Calendar) -> Schedule:
        """A calendar by itself, in its own zone or that of the first site."""
        return Schedule(calendar, self._plant.site.time_zone, national=national(calendar.country))

    def _put(self, kind: str, key: str, body: Body, start: Instant | None, *, seen: int | None, author: str) -> Stored:
        with self._lock:
            newest = self._newest(kind, key)
            there = newest.version if newest else 0
            if seen is not None and seen != there:
                raise Conflict(
                    "calendar_overtaken", by=(newest.author if newest else "") or "—", seen=seen, there=there
                )
            now = self._clock.now()
            version = self._settings.put(kind, key, wrap(body, start), at=now, author=author)
            self._plan = None
        self._tell(ALWAYS if start is None else start)
        return Stored(version=version, start=start, entered_at=now, author=author, body=body)

    def _tell(self, start: Instant) -> None:
        for listener in self._listeners:
            listener(start)

    def _newest(self, kind: str, key: str) -> Stored | None:
        history = self._settings.history(kind, key)
        return _stored(*history[-1]) if history else None

    def _check_scope(self, scope: str, place: str) -> None:
        """Whether a scope names something of the plant. Raises InvalidInput `calendar_scope_unknown`."""
        known = self._plant.scopes()
        if scope and scope not in known:
            raise refusal("calendar_scope_unknown", place, scope, known=_few(sorted(known)))

    def _shift_codes(self) -> set[str]:
        return {shift for stored in self.calendars() if stored.body for shift in read_calendar(stored.body).shifts}


FEW = 12
"""Names that a refusal lists."""


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")


def _stored(version: int, at: Instant, author: str, document: Body | None) -> Stored:
    start, body = (at, None) if document is None else unwrap(document)
    return Stored(version=version, start=None if start == ALWAYS else start, entered_at=at, author=author, body=body)
