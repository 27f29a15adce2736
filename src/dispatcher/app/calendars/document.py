"""Calendars as documents: what is stored and what the API speaks, to values and back.

Texts of times: "HH:MM"; dates "YYYY-MM-DD"; a break whose time is before the start of its shift means the next day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dispatcher.app.calendars.check import check
from dispatcher.app.calendars.fields import Fields, refusal
from dispatcher.app.calendars.production import COUNTRIES
from dispatcher.domain.calendar import (
    Attendance,
    Break,
    Calendar,
    DayException,
    ExceptionKind,
    Overlap,
    Pattern,
    Shift,
    Turn,
)
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.wall import zone_of

DAY_MINUTES = 1440
MAX_SHIFTS, MAX_BREAKS, MAX_PATTERNS, MAX_CYCLE, MAX_EXCEPTIONS, MAX_TURNS = 48, 24, 48, 366, 5000, 24
CALENDAR = ("code", "title", "zone", "country", "overlap", "shifts", "patterns", "exceptions")
SCOPES = ("site", "area", "line", "machine")


def read_calendar(body: Mapping[str, object]) -> Calendar:
    """The calendar of a document. Raises InvalidInput: code, place, what is right."""
    fields = Fields.of(body, "", CALENDAR)
    zone, country = fields.text("zone", ""), fields.text("country", "")
    if zone:
        try:
            zone_of(zone)
        except ValueError:
            raise refusal("calendar_zone_unknown", "zone", zone) from None
    if country and country not in COUNTRIES:
        raise refusal("calendar_country_unknown", "country", country, known=", ".join(COUNTRIES))
    shifts: dict[str, Shift] = {}
    for place, item in enumerate(fields.items("shifts", MAX_SHIFTS), 1):
        shift = _shift(item, f"shifts[{place}]")
        _once(shifts, shift.code, f"shifts[{place}].code")
        shifts[shift.code] = shift
    patterns: dict[str, Pattern] = {}
    for place, item in enumerate(fields.items("patterns", MAX_PATTERNS), 1):
        pattern = _pattern(item, f"patterns[{place}]", shifts)
        _once(patterns, pattern.code, f"patterns[{place}].code")
        patterns[pattern.code] = pattern
    calendar = Calendar(
        code=fields.code("code"),
        title=_title(fields),
        zone=zone,
        country=country,
        overlap=fields.choice("overlap", Overlap, Overlap.FORBIDDEN),
        shifts=shifts,
        patterns=tuple(patterns.values()),
        exceptions=read_exceptions(fields.items("exceptions", MAX_EXCEPTIONS), shifts),
    )
    check(calendar)
    return calendar


def read_exceptions(items: Sequence[object], shifts: Mapping[str, Shift] | None) -> tuple[DayException, ...]:
    """Exceptions of a document, one a day and scope; `shifts` None = those of any calendar. Raises InvalidInput."""
    found: dict[tuple[date, str], DayException] = {}
    for place, item in enumerate(items, 1):
        exception = _exception(item, f"exceptions[{place}]", shifts)
        key = (exception.day, exception.scope)
        if key in found:
            raise InvalidInput(
                "calendar_exception_twice", place=f"exceptions[{place}]", day=str(key[0]), scope=key[1] or "-"
            )
        found[key] = exception
    return tuple(found[key] for key in sorted(found))


def read_scope(text: str, place: str) -> str:
    """A scope: "" for everything, or "kind:name". Raises InvalidInput."""
    kind, colon, name = text.partition(":")
    if text and (kind not in SCOPES or not colon or not name.strip()):
        raise refusal("calendar_scope_bad", place, text)
    return text


def write_calendar(calendar: Calendar) -> dict[str, object]:
    """The document of a calendar; `read_calendar` gives it back."""
    return {
        "code": calendar.code,
        "title": dict(calendar.title),
        "zone": calendar.zone,
        "country": calendar.country,
        "overlap": calendar.overlap.value,
        "shifts": [_write_shift(shift) for shift in calendar.shifts.values()],
        "patterns": [
            {
                "code": pattern.code,
                "title": dict(pattern.title),
                "anchor": pattern.anchor.isoformat(),
                "days": [[write_turn(turn) for turn in turns] for turns in pattern.days],
                "first": pattern.first and pattern.first.isoformat(),
                "last": pattern.last and pattern.last.isoformat(),
                "season": pattern.season and [f"{month:02}-{day:02}" for month, day in pattern.season],
            }
            for pattern in calendar.patterns
        ],
        "exceptions": [write_exception(item) for item in calendar.exceptions],
    }


def write_exception(item: DayException) -> dict[str, object]:
    """The document of an exception."""
    return {
        "day": item.day.isoformat(),
        "kind": item.kind.value,
        "title": dict(item.title),
        "turns": None if item.turns is None else [write_turn(turn) for turn in item.turns],
        "add": [write_turn(turn) for turn in item.add],
        "minus": item.minus,
        "like": item.like and item.like.isoformat(),
        "scope": item.scope,
    }


def write_turn(turn: Turn) -> dict[str, object]:
    """The document of a turn."""
    return {"shift": turn.shift, "team": turn.team}


def clock(minute: int) -> str:
    """Minutes after midnight as the wall shows them, "HH:MM"."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _write_shift(shift: Shift) -> dict[str, object]:
    return {
        "code": shift.code,
        "title": dict(shift.title),
        "start": clock(shift.start),
        "minutes": shift.minutes,
        "attendance": shift.attendance.value,
        "breaks": [
            {"start": clock(item.start), "minutes": item.minutes, "title": dict(item.title)} for item in shift.breaks
        ],
    }


def _title(fields: Fields) -> Mapping[str, str]:
    found = fields.words("title")
    if not found:
        raise refusal("calendar_title_missing", fields.at("title"), None)
    return found


def _once(known: Mapping[str, object], code: str, place: str) -> None:
    if code in known:
        raise refusal("calendar_code_twice", place, code)


def _shift(item: object, place: str) -> Shift:
    fields = Fields.of(item, place, ("code", "title", "start", "minutes", "attendance", "breaks"))
    start = fields.minute("start")
    breaks = [
        _break(value, f"{place}.breaks[{number}]", start)
        for number, value in enumerate(fields.items("breaks", MAX_BREAKS), 1)
    ]
    return Shift(
        code=fields.code("code"),
        title=_title(fields),
        start=start,
        minutes=fields.number("minutes", 1, DAY_MINUTES),
        attendance=fields.choice("attendance", Attendance, Attendance.MANNED),
        breaks=tuple(sorted(breaks, key=lambda pause: pause.start)),
    )


def _break(item: object, place: str, shift: int) -> Break:
    fields = Fields.of(item, place, ("start", "minutes", "title"))
    start = fields.minute("start")
    return Break(
        start=start if start >= shift else start + DAY_MINUTES,
        minutes=fields.number("minutes", 1, DAY_MINUTES),
        title=fields.words("title"),
    )


def _pattern(item: object, place: str, shifts: Mapping[str, Shift]) -> Pattern:
    fields = Fields.of(item, place, ("code", "title", "anchor", "days", "first", "last", "season"))
    days = fields.items("days", MAX_CYCLE)
    if not days:
        raise refusal("calendar_cycle_empty", fields.at("days"), None)
    first, last = fields.day_or_none("first"), fields.day_or_none("last")
    if first and last and last < first:
        raise refusal("calendar_dates_reversed", fields.at("last"), last, first=str(first))
    return Pattern(
        code=fields.code("code"),
        title=_title(fields),
        anchor=fields.day("anchor"),
        days=tuple(_turns(turns, f"{place}.days[{number}]", shifts) for number, turns in enumerate(days, 1)),
        first=first,
        last=last,
        season=_season(fields),
    )


def _season(fields: Fields) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if fields.get("season") is None:
        return None
    season = fields.items("season", 2)
    if len(season) != 2:  # noqa: PLR2004 - first and last day
        raise refusal("calendar_not_month_day", fields.at("season"), list(season))
    return fields.month_day(f"{fields.at('season')}[1]", season[0]), fields.month_day(
        f"{fields.at('season')}[2]", season[1]
    )


def _turns(items: object, place: str, shifts: Mapping[str, Shift] | None) -> tuple[Turn, ...]:
    if not isinstance(items, list | tuple) or len(items) > MAX_TURNS:
        raise refusal("calendar_not_list", place, items, limit=MAX_TURNS)
    found: list[Turn] = []
    for number, item in enumerate(items, 1):
        fields = Fields.of(item, f"{place}[{number}]", ("shift", "team"))
        shift = fields.code("shift")
        if shifts is not None and shift not in shifts:
            known = ", ".join(shifts) or "-"
            raise refusal("calendar_shift_unknown", fields.at("shift"), shift, known=known)
        found.append(Turn(shift=shift, team=fields.text("team", "")))
    return tuple(found)


def _exception(item: object, place: str, shifts: Mapping[str, Shift] | None) -> DayException:
    fields = Fields.of(item, place, ("day", "kind", "title", "turns", "add", "minus", "like", "scope"))
    turns = fields.get("turns")
    like = fields.day_or_none("like")
    if turns is not None and like is not None:
        raise refusal("calendar_exception_both", place, like)
    return DayException(
        day=fields.day("day"),
        kind=fields.choice("kind", ExceptionKind, ExceptionKind.OTHER),
        title=fields.words("title"),
        turns=None if turns is None else _turns(turns, fields.at("turns"), shifts),
        add=_turns(fields.get("add", ()), fields.at("add"), shifts),
        minus=fields.number("minus", 0, DAY_MINUTES, 0),
        like=like,
        scope=read_scope(fields.text("scope", ""), fields.at("scope")),
    )
