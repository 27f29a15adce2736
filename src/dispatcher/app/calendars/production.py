"""The production calendars of Russia and Belarus as exceptions of days.

From the library `holidays`: days off by law, days off moved from elsewhere, Saturdays worked instead. Reckoned here by
the labour codes (RU article 95, BY article 116): a working day before a holiday is an hour shorter, also where that day
was moved to a Saturday. The transfers of a year are published in the autumn before it; until the library has them, its
days off are the fixed ones, and `moves_known` says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, partial

from dispatcher.domain.calendar import DayException, ExceptionKind, Words
from dispatcher.domain.occurrences import National
from dispatcher.domain.wall import next_day

COUNTRIES = ("RU", "BY")
FIRST_YEAR, LAST_YEAR = 1992, 2100
SHORTER = 60
"""Minutes by which a working day before a holiday is shorter."""
_SATURDAY = 5
_LANGUAGES = {"en": "en_US", "ru": "ru"}
_MOVED = re.compile(r"\d\d\.\d\d\.\d{4}")
_OBSERVED = re.compile(r"\(выходной\)$")
_NOT_FREE = {"BY": re.compile(r"Пасха")}
"""Holidays that the law does not make days off: both Easters in Belarus."""
_OFF: Words = {"en": "Day off instead of {day}", "ru": "Выходной вместо {day}"}
_WORKED: Words = {"en": "Working day instead of {day}", "ru": "Рабочий день вместо {day}"}
_SHORT: Words = {"en": "Before a holiday: shorter by an hour", "ru": "Предпраздничный: короче на час"}


@lru_cache(maxsize=256)
def national_days(country: str, year: int) -> Mapping[date, DayException]:
    """What the law makes different in a year, by day. Empty for a country or year we know nothing of."""
    if country not in COUNTRIES or not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    # Beside the year the ones around it: a day may be moved over the turn of the year.
    free = {day: names for beside in (year - 1, year, year + 1) for day, names in _free(country, beside).items()}
    worked = {
        moved: day
        for day, names in free.items()
        if (moved := _moved_from(names)) is not None and moved.weekday() >= _SATURDAY and moved not in free
    }
    found: dict[date, DayException] = {}
    for day, names in free.items():
        kind = ExceptionKind.HOLIDAY if _is_holiday(names) else ExceptionKind.MOVED
        moved_from = _moved_from(names)
        title = names if moved_from is None else _titled(_OFF, moved_from)
        found[day] = DayException(day=day, kind=kind, title=title, turns=())
    for day, like in worked.items():
        minus = SHORTER if _before_holiday(like, free) else 0
        title = _titled(_WORKED, like)
        found[day] = DayException(day=day, kind=ExceptionKind.MOVED, title=title, like=like, minus=minus)
    for day, names in free.items():
        before = next_day(day, -1)
        if _is_holiday(names) and before not in found:
            found[before] = DayException(day=before, kind=ExceptionKind.SHORT, title=_SHORT, minus=SHORTER)
    return {day: found[day] for day in sorted(found) if day.year == year}


def national(country: str) -> National | None:
    """The days of a country, a year at a time, as schedules ask for them; None where there is no country."""
    return partial(national_days, country) if country else None


def moves_known(country: str, year: int) -> bool:
    """Whether the library knows the transfers of the year."""
    return any(_moved_from(names) is not None for names in _free(country, year).values())


@lru_cache(maxsize=256)
def _free(country: str, year: int) -> Mapping[date, Words]:
    """Days off by law and by transfer, with their names."""
    import holidays  # noqa: PLC0415 - a quarter of a second that only those pay who use it

    named = {
        language: holidays.country_holidays(country, years=year, language=theirs)
        for language, theirs in _LANGUAGES.items()
    }
    passed = _NOT_FREE.get(country)
    return {
        day: {language: str(names[day]) for language, names in named.items()}
        for day in named["ru"]
        if day.year == year and not (passed and passed.search(str(named["ru"][day])))
    }


def _is_holiday(names: Words) -> bool:
    """Whether the day is one by itself, not a day off in its place."""
    return _moved_from(names) is None and _OBSERVED.search(names["ru"]) is None


def _moved_from(names: Words) -> date | None:
    """The working day (or the holiday at a weekend) that a day off was moved from."""
    found = _MOVED.search(names["ru"])
    return datetime.strptime(f"{found[0]}+0000", "%d.%m.%Y%z").date() if found else None


def _before_holiday(day: date, free: Mapping[date, Words]) -> bool:
    names = free.get(next_day(day))
    return names is not None and _is_holiday(names)


def _titled(words: Words, day: date) -> Words:
    written = {"en": day.isoformat(), "ru": day.strftime("%d.%m.%Y")}
    return {language: text.format(day=written[language]) for language, text in words.items()}
