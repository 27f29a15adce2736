"""The plan: for each machine, what its time is for; from the calendars, their assignments and exceptions in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.calendars.course import Course
from dispatcher.app.calendars.document import read_calendar, read_exceptions, read_scope
from dispatcher.app.calendars.fields import Fields
from dispatcher.app.calendars.production import national
from dispatcher.app.plant import MachineInfo, Plant
from dispatcher.app.versions import ALWAYS, Effective, effective
from dispatcher.domain.calendar import Calendar, DayException, Occurrence, Slot
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import Schedule, breadth
from dispatcher.domain.signal import MachineId
from dispatcher.ports.store import Settings

CALENDAR, ASSIGNMENT, EXCEPTIONS, PLANT = "calendar", "calendar-assignment", "calendar-exceptions", "plant"
MAX_ASSIGNMENTS, MAX_EXCEPTIONS = 5000, 20_000

Drafts = Mapping[tuple[str, str], tuple[Instant, Mapping[str, object]]]
"""By kind and key of a document: from when, and the body, as if they were in force."""
Assignments = Mapping[str, str]
"""Calendar by scope."""
_Key = tuple[str, int, int, str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSettings:
    """What people set, by effective date."""

    calendars: Mapping[str, Effective[Calendar]]
    assignments: Effective[Assignments]
    exceptions: Effective[tuple[DayException, ...]]

    @classmethod
    def of(cls, settings: Settings, drafts: Drafts | None = None) -> CalendarSettings:
        """Read them; drafts lie over what is stored. Raises InvalidInput for a draft that is none."""
        drafts = drafts or {}
        assignments = effective(settings, ASSIGNMENT, PLANT, read_assignments)
        codes = {
            *settings.all(CALENDAR),
            # What was removed since still says what time was for while it was in force.
            *(code for version in assignments.versions for code in (version.body or {}).values()),
            *(key for kind, key in drafts if kind == CALENDAR),
        }
        calendars = {code: effective(settings, CALENDAR, code, read_calendar) for code in sorted(codes)}
        exceptions = effective(settings, EXCEPTIONS, PLANT, read_plant_exceptions)
        for (kind, key), (start, body) in drafts.items():
            if kind == CALENDAR:
                calendars[key] = calendars[key].with_draft(start, read_calendar(body))
            elif kind == ASSIGNMENT:
                assignments = assignments.with_draft(start, read_assignments(body))
            elif kind == EXCEPTIONS:
                exceptions = exceptions.with_draft(start, read_plant_exceptions(body))
        return cls(calendars=calendars, assignments=assignments, exceptions=exceptions)


class CalendarPlan:
    """Answers by machine. What was reckoned once is kept; machines of one calendar share it, threads may too."""

    def __init__(self, plant: Plant, settings: CalendarSettings) -> None:
        """Nothing is reckoned yet."""
        self.of_plant = plant.revision
        self._machines = {info.id: info for info in plant.known}
        self._plant = plant
        self._settings = settings
        self._courses: dict[MachineId, Course] = {}
        self._shared: dict[tuple[tuple[Instant, _Key], ...], Course] = {}
        self._schedules: dict[_Key, Schedule] = {}

    @classmethod
    def of(cls, settings: Settings, plant: Plant, drafts: Drafts | None = None) -> CalendarPlan:
        """The plan of what is stored, and of drafts where there are some (dry run).

        Raises InvalidInput for a draft that is none.
        """
        return cls(plant, CalendarSettings.of(settings, drafts))

    def slots(self, machine: MachineId, window: Interval) -> list[Slot]:
        """Whole slots that touch the window; they tile it. A shift keeps the calendar it opened under."""
        return self._course(machine).slots(window)

    def occurrences(self, machine: MachineId, window: Interval) -> list[Occurrence]:
        """Whole occurrences that touch the window, by start."""
        return self._course(machine).occurrences(window)

    def shifts(self, machines: Iterable[MachineId], window: Interval) -> list[Occurrence]:
        """Those of several machines, by start, each once."""
        courses = {id(course): course for course in map(self._course, machines)}
        found = {item for course in courses.values() for item in course.occurrences(window)}
        return sorted(found, key=lambda item: (item.start, item.calendar, item.shift, item.team))

    def zone(self, machine: MachineId) -> str:
        """The zone a machine's days are counted in: its calendar's, else its site's."""
        return self._course(machine).last.zone.key

    def calendar(self, code: str, at: Instant) -> Calendar | None:
        """A calendar as it is in force at an instant."""
        versions = self._settings.calendars.get(code)
        return None if versions is None else versions.at(at)

    def title(self, occurrence: Occurrence) -> Mapping[str, str]:
        """What the shift of an occurrence is called; its code, where the calendar is gone."""
        calendar = self.calendar(occurrence.calendar, occurrence.start)
        shift = calendar.shifts.get(occurrence.shift) if calendar else None
        return shift.title if shift else {}

    def assigned(self, machine: MachineId, at: Instant) -> str:
        """The code of the calendar of a machine at an instant; empty where it has none."""
        return _assigned(self._settings.assignments.at(at) or {}, self._plant.scopes_of(self._info(machine)))

    def users(self, code: str, since: Instant) -> Sequence[str]:
        """The scopes that a calendar is assigned to at an instant or later."""
        assignments = self._settings.assignments
        now = assignments.version(since)
        later = [version for version in assignments.versions if version is now or version.start > since]
        return sorted({scope for item in later for scope, used in (item.body or {}).items() if used == code})

    def _info(self, machine: MachineId) -> MachineInfo:
        info = self._machines.get(machine)
        return info if info is not None else self._plant.machine(machine)

    def _course(self, machine: MachineId) -> Course:
        held = self._courses.get(machine)
        if held is None:
            keys = self._keys(self._info(machine))
            held = self._shared.get(keys)
            if held is None:
                held = Course([(start, self._schedules[key]) for start, key in keys])
                self._shared[keys] = held
            self._courses[machine] = held
        return held

    def _keys(self, info: MachineInfo) -> tuple[tuple[Instant, _Key], ...]:
        """From when on a machine works by which schedule; equal neighbours are one."""
        found: list[tuple[Instant, _Key]] = []
        mine = self._plant.scopes_of(info)
        zone = self._plant.site_of(info).time_zone
        for start in self._changes(mine):
            key = self._key(start, mine, zone)
            if not found or found[-1][1] != key:
                found.append((start, key))
        return tuple(found)

    def _changes(self, mine: Sequence[str]) -> Sequence[Instant]:
        """Every instant at which a machine's schedule may change."""
        settings = self._settings
        codes = {_assigned(version.body or {}, mine) for version in settings.assignments.versions}
        return sorted(
            {
                ALWAYS,
                *(version.start for version in settings.assignments.versions),
                *(version.start for version in settings.exceptions.versions),
                *(
                    version.start
                    for code in codes
                    if code in settings.calendars
                    for version in settings.calendars[code].versions
                ),
            }
        )

    def _key(self, at: Instant, mine: Sequence[str], zone: str) -> _Key:
        """What tells one schedule from another, and the schedule made under it."""
        settings = self._settings
        code = _assigned(settings.assignments.at(at) or {}, mine)
        version = settings.calendars[code].version(at) if code in settings.calendars else None
        calendar = version.body if version else None
        extra = tuple(item for item in settings.exceptions.at(at) or () if not item.scope or item.scope in mine)
        if calendar is None:
            extra = ()
        named = frozenset(item.scope for item in (*extra, *(calendar.exceptions if calendar else ())) if item.scope)
        exceptions = settings.exceptions.version(at)
        key: _Key = (
            code if calendar else "",
            version.number if version and calendar else 0,
            exceptions.number if exceptions and extra else -1,
            zone,
            named & frozenset(mine),
        )
        if key not in self._schedules:
            law = national(calendar.country if calendar else "")
            self._schedules[key] = Schedule(calendar, zone, scopes=key[4], extra=extra, national=law)
        return key


def read_assignments(body: Mapping[str, object]) -> Assignments:
    """Calendar by scope. Raises InvalidInput."""
    found: dict[str, str] = {}
    for place, item in enumerate(Fields.of(body, "", ("assignments",)).items("assignments", MAX_ASSIGNMENTS), 1):
        fields = Fields.of(item, f"assignments[{place}]", ("scope", "calendar"))
        scope = read_scope(fields.text("scope", ""), fields.at("scope"))
        if scope in found:
            raise InvalidInput("calendar_scope_twice", place=fields.at("scope"), scope=scope or "-")
        found[scope] = fields.code("calendar")
    return {scope: found[scope] for scope in sorted(found, key=lambda scope: (breadth(scope), scope))}


def read_plant_exceptions(body: Mapping[str, object]) -> tuple[DayException, ...]:
    """Exceptions beyond those of the calendars themselves. Raises InvalidInput."""
    fields = Fields.of(body, "", ("exceptions",))
    return read_exceptions(fields.items("exceptions", MAX_EXCEPTIONS), None)


def _assigned(assignments: Assignments, mine: Sequence[str]) -> str:
    """The calendar of the narrowest scope that has one."""
    return next((assignments[scope] for scope in (*mine, "") if scope in assignments), "")
