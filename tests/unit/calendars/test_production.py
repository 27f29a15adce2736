"""The production calendars against what was published: working days and hours of a five-day week of 40 hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dispatcher.app.calendars.production import FIRST_YEAR, LAST_YEAR, moves_known, national, national_days
from dispatcher.domain.calendar import ExceptionKind
from dispatcher.domain.occurrences import Schedule
from tests.unit.calendars.shop import calendar, shift, week

PUBLISHED = [
    # Russia: the production calendars of consultant.ru. Belarus: the ministry's norms of working time.
    ("RU", 2023, 247, 1973),
    ("RU", 2024, 248, 1979),
    ("RU", 2025, 247, 1972),
    ("RU", 2026, 247, 1972),
]


def worked(country: str, first: date, last: date) -> tuple[int, int]:
    """Days and hours that a five-day week of eight hours works from the first day to the last."""
    book = calendar("UTC", [shift("day", "08:00", 8)], week("day"), country=country)
    schedule = Schedule(book, national=national(country))
    days = minutes = 0
    for number in range((last - first).days + 1):
        turns, minus = schedule.turns(first + timedelta(days=number))
        days += len(turns)
        minutes += len(turns) * (480 - minus)
    return days, minutes // 60


@pytest.mark.parametrize(("country", "year", "days", "hours"), PUBLISHED)
def test_a_year_has_the_published_days_and_hours(country: str, year: int, days: int, hours: int) -> None:
    assert worked(country, date(year, 1, 1), date(year, 12, 31)) == (days, hours)


def test_april_2025_in_belarus_has_the_published_days_and_hours() -> None:
    """A day before Radunitsa moved to Saturday the 26th, short there; 21 days, 166 hours (mlyn.by, 31 March 2025)."""
    assert worked("BY", date(2025, 4, 1), date(2025, 4, 30)) == (21, 166)
    assert {day: item.minus for day, item in national_days("BY", 2025).items() if day.month == 4} == {
        date(2025, 4, 26): 60,
        date(2025, 4, 28): 0,
        date(2025, 4, 29): 0,
        date(2025, 4, 30): 60,
    }


def test_both_easters_are_working_days_in_belarus() -> None:
    assert date(2025, 4, 20) not in national_days("BY", 2025)


def test_moved_days_say_from_where() -> None:
    days = national_days("RU", 2024)
    saturday, monday = days[date(2024, 4, 27)], days[date(2024, 4, 29)]
    assert (saturday.kind, saturday.like, saturday.minus) == (ExceptionKind.MOVED, date(2024, 4, 29), 0)
    assert (monday.kind, monday.turns) == (ExceptionKind.MOVED, ())
    assert monday.title == {"en": "Day off instead of 2024-04-27", "ru": "Выходной вместо 27.04.2024"}


def test_what_is_not_known_is_not_invented() -> None:
    assert moves_known("RU", 2026)
    assert not moves_known("RU", LAST_YEAR)
    assert date(2060, 1, 1) in national_days("RU", 2060)
    assert national_days("RU", FIRST_YEAR - 1) == national_days("DE", 2024) == {}
    assert national("") is None
