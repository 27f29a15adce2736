"""Calendars of a shop, small enough to reckon by head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatcher.app.plant import MachineInfo, Plant, Site, standard_states
from dispatcher.domain.calendar import Break, Calendar, Occurrence, Overlap, Pattern, Shift, Turn
from dispatcher.domain.instant import Instant, from_datetime, parse_instant, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId

MONDAY = date(2024, 1, 1)


def shift(code: str, start: str, hours: float, *breaks: tuple[str, int]) -> Shift:
    """A shift from "HH:MM"; breaks by their start and minutes, after midnight where they are before the shift."""
    begin = minute(start)
    pauses = [Break(start=begin + (minute(time) - begin) % 1440, minutes=minutes) for time, minutes in breaks]
    return Shift(code=code, title={"en": code}, start=begin, minutes=round(hours * 60), breaks=tuple(pauses))


def minute(time: str) -> int:
    """Minutes after midnight."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def week(*shifts: str, days: int = 5, **more: object) -> Pattern:
    """The first `days` days of every week work all the shifts."""
    turns = tuple(Turn(shift=code) for code in shifts)
    cycle = tuple(turns if day < days else () for day in range(7))
    return cycled(cycle, **more)  # type: ignore[arg-type] # as given


def cycled(days: Sequence[Sequence[Turn]], *, anchor: date = MONDAY, **more: object) -> Pattern:
    """A pattern of days that repeat."""
    laid = tuple(tuple(turns) for turns in days)
    return Pattern(code="p", title={"en": "p"}, anchor=anchor, days=laid, **more)  # type: ignore[arg-type] # as given


def calendar(
    zone: str, shifts: Sequence[Shift], *patterns: Pattern, overlap: Overlap = Overlap.FORBIDDEN, **more: object
) -> Calendar:
    """A calendar of these shifts."""
    known: Mapping[str, Shift] = {item.code: item for item in shifts}
    return Calendar(
        code="main",
        title={"en": "main"},
        zone=zone,
        shifts=known,
        patterns=patterns,
        overlap=overlap,
        **more,  # type: ignore[arg-type] # as given
    )


def three_shifts(zone: str, days: int = 7) -> Calendar:
    """Morning, day and night, each eight hours, touching."""
    shifts = [shift("a", "06:00", 8), shift("b", "14:00", 8), shift("c", "22:00", 8, ("02:00", 30))]
    return calendar(zone, shifts, week("a", "b", "c", days=days))


def at(text: str) -> Instant:
    """An instant in UTC, or with an offset."""
    return parse_instant(text)


def window(start: str, end: str) -> Interval:
    """[start, end)."""
    return Interval(at(start), at(end))


def local(day: str, time: str, zone: str, *, fold: int = 0) -> Instant:
    """What the wall shows."""
    moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone), fold=fold)
    return from_datetime(moment)


def shown(item: Occurrence, zone: str) -> str:
    """An occurrence as people write it: day, shift, wall times with offset, hours."""
    rules = ZoneInfo(zone)
    start, end = (to_datetime(instant, rules) for instant in (item.start, item.end))
    hours = timedelta(microseconds=item.end - item.start) / timedelta(hours=1)
    return f"{item.day} {item.shift} {start:%d %H:%M%z} {end:%d %H:%M%z} {hours:g}h"


def plant(*machines: str, zone: str = "Europe/Moscow", further: Sequence[Site] = (), **more: str) -> Plant:
    """A plant of these machines, all in one area and line, "id@site" for another site."""
    infos = []
    for text in machines:
        machine, _, site = text.partition("@")
        infos.append(
            MachineInfo(
                id=MachineId(machine),
                name=machine,
                site=site,
                area=more.get("area", "Turning"),
                line=more.get("line", "L1"),
            )
        )
    return Plant(
        site=Site(id="main", name="Plant", time_zone=zone),
        machines=tuple(infos),
        states=standard_states(),
        further=tuple(further),
    )
