"""What a day works: patterns, seasons, and exceptions of wide and narrow scope."""

from __future__ import annotations

from datetime import date

from dispatcher.domain.calendar import DayException, ExceptionKind, Pattern, Turn
from dispatcher.domain.occurrences import Schedule, in_force, occurrences
from dispatcher.domain.wall import next_day
from tests.unit.calendars.shop import MONDAY, calendar, cycled, shift, shown, week, window

SHIFTS = [shift("a", "06:00", 8), shift("b", "14:00", 8, ("21:30", 20)), shift("c", "22:00", 8)]
WEDNESDAY = date(2024, 1, 10)
AROUND = window("2024-01-09T21:00Z", "2024-01-10T21:00Z")


def exception(**more: object) -> DayException:
    given: dict[str, object] = {"day": WEDNESDAY, "kind": ExceptionKind.OTHER, **more}
    return DayException(**given)  # type: ignore[arg-type] # as given


def worked(*exceptions: DayException, scopes: frozenset[str] = frozenset()) -> list[str]:
    book = calendar("Europe/Moscow", SHIFTS, week("a", "b"), exceptions=exceptions)
    return [shown(item, "Europe/Moscow")[11:] for item in occurrences(book, AROUND, scopes=scopes)]


USUAL = ["a 10 06:00+0300 10 14:00+0300 8h", "b 10 14:00+0300 10 22:00+0300 8h"]


def test_the_pattern_says_what_a_day_works() -> None:
    assert worked() == USUAL


def test_a_holiday_works_nothing() -> None:
    assert worked(exception(turns=())) == []


def test_a_cancelled_shift_leaves_the_others() -> None:
    assert worked(exception(turns=(Turn(shift="a"),))) == USUAL[:1]


def test_overtime_adds_a_shift() -> None:
    added = worked(exception(add=(Turn(shift="c"),)))
    assert added == [*USUAL, "c 10 22:00+0300 11 06:00+0300 8h"]


def test_a_short_day_takes_the_end_of_each_shift_and_of_its_breaks() -> None:
    short = exception(minus=20)
    assert worked(short) == ["a 10 06:00+0300 10 13:40+0300 7.66667h", "b 10 14:00+0300 10 21:40+0300 7.66667h"]
    book = calendar("Europe/Moscow", SHIFTS, week("a", "b"), exceptions=(short,))
    evening = occurrences(book, AROUND)[1]
    assert [pause.length for pause in evening.breaks] == [10 * 60 * 1_000_000]


def test_a_day_may_work_like_another() -> None:
    assert worked(exception(like=date(2024, 1, 13))) == []


def test_the_narrowest_exception_wins_whole() -> None:
    wide, narrow = exception(turns=()), exception(scope="machine:m1", turns=(Turn(shift="b"),))
    assert worked(narrow, wide) == []
    assert worked(narrow, wide, scopes=frozenset({"machine:m1", "area:x"})) == USUAL[1:]


def test_a_season_may_go_round_the_turn_of_the_year() -> None:
    winter = cycled([()], season=((11, 1), (3, 31)))
    days = [date(2024, 10, 31), date(2024, 11, 1), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1)]
    assert [in_force(winter, day) for day in days] == [False, True, True, True, False]


def test_of_several_patterns_the_last_that_fits_says() -> None:
    year: Pattern = week("a", days=7)
    summer = week("b", days=7, season=((6, 1), (8, 31)))
    trial = week("c", days=7, first=date(2024, 7, 1), last=date(2024, 7, 2))
    schedule = Schedule(calendar("UTC", SHIFTS, year, summer, trial))
    days = [date(2024, 5, 31), date(2024, 6, 1), date(2024, 7, 2), date(2024, 7, 3), date(2024, 9, 1)]
    assert [schedule.turns(day)[0][0].shift for day in days] == ["a", "b", "c", "b", "a"]


def test_a_pattern_repeats_before_its_anchor_too() -> None:
    pattern = cycled([(Turn(shift="a"),), (), ()], anchor=MONDAY)
    schedule = Schedule(calendar("UTC", SHIFTS, pattern))
    assert [bool(schedule.turns(next_day(MONDAY, days))[0]) for days in range(-3, 4)] == [
        True, False, False, True, False, False, True,
    ]  # fmt: skip
