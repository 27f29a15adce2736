"""The plan of a plant: who works by which calendar, and what happens where calendars change."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from dispatcher.app.calendars.document import read_calendar, write_calendar
from dispatcher.app.calendars.plan import ASSIGNMENT, CALENDAR, EXCEPTIONS, PLANT, CalendarPlan
from dispatcher.app.plant import Site
from dispatcher.app.versions import wrap
from dispatcher.domain.calendar import Calendar, SlotKind
from dispatcher.domain.errors import NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.stores.memory import MemorySettings
from tests.unit.calendars.shop import at, calendar, plant, shift, shown, three_shifts, week, window

MSK = "Europe/Moscow"
M1, M2 = MachineId("m1"), MachineId("m2")


def put(settings: MemorySettings, kind: str, key: str, body: Mapping[str, object], start: str = "") -> None:
    settings.put(kind, key, wrap(body, at(start) if start else None), at=Instant(0), author="")


def put_calendar(settings: MemorySettings, code: str, book: Calendar, start: str = "") -> None:
    put(settings, CALENDAR, code, {**write_calendar(book), "code": code}, start)


def assign(settings: MemorySettings, start: str = "", **scopes: str) -> None:
    rows = [{"scope": scope.replace("_", ":"), "calendar": code} for scope, code in scopes.items()]
    put(settings, ASSIGNMENT, PLANT, {"assignments": rows}, start)


def one_shift(start: str = "08:00", zone: str = MSK) -> Calendar:
    return calendar(zone, [shift("day", start, 8, ("12:00", 30))], week("day", days=7))


def test_without_settings_time_is_off_by_the_days_of_the_site() -> None:
    plan = CalendarPlan.of(MemorySettings(), plant("m1"))
    found = plan.slots(M1, window("2024-01-01T21:00Z", "2024-01-03T21:00Z"))
    assert [(slot.kind, str(slot.day)) for slot in found] == [
        (SlotKind.OFF, "2024-01-02"),
        (SlotKind.OFF, "2024-01-03"),
    ]
    with pytest.raises(NotFound, match="machine_unknown"):
        plan.slots(MachineId("gone"), window("2024-01-01T21:00Z", "2024-01-03T21:00Z"))


def test_the_narrowest_assignment_wins() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", one_shift())
    put_calendar(settings, "three", three_shifts(MSK))
    put(
        settings,
        ASSIGNMENT,
        PLANT,
        {"assignments": [{"scope": "", "calendar": "main"}, {"scope": "machine:m2", "calendar": "three"}]},
    )
    plan = CalendarPlan.of(settings, plant("m1", "m2"))
    day = window("2024-01-02T04:00Z", "2024-01-02T20:00Z")
    assert [item.shift for item in plan.occurrences(M1, day)] == ["day"]
    assert [item.shift for item in plan.occurrences(M2, day)] == ["a", "b", "c"]
    assert (plan.assigned(M1, day.start), plan.assigned(M2, day.start)) == ("main", "three")


def test_a_shift_keeps_the_calendar_it_opened_under() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", three_shifts(MSK))
    put_calendar(settings, "main", one_shift("07:00"), start="2024-01-09T21:00Z")
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    plan = CalendarPlan.of(settings, plant("m1"))
    span = window("2024-01-09T12:00Z", "2024-01-11T00:00Z")
    assert [shown(item, MSK) for item in plan.occurrences(M1, span)] == [
        "2024-01-09 b 09 14:00+0300 09 22:00+0300 8h",
        "2024-01-09 c 09 22:00+0300 10 06:00+0300 8h",
        "2024-01-10 day 10 07:00+0300 10 15:00+0300 8h",
    ]
    assert_tiles(plan, M1, span)


def test_a_shift_that_would_begin_before_the_old_one_ended_waits_for_it() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", three_shifts(MSK))
    put_calendar(settings, "main", one_shift("05:00"), start="2024-01-09T21:00Z")
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    plan = CalendarPlan.of(settings, plant("m1"))
    found = plan.slots(M1, window("2024-01-10T00:00Z", "2024-01-10T04:00Z"))
    assert [slot.occurrence and slot.occurrence.shift for slot in found] == ["c", "c", "day"][-len(found) :]
    assert_tiles(plan, M1, window("2024-01-09T12:00Z", "2024-01-11T00:00Z"))


def test_a_removed_calendar_still_says_what_was() -> None:
    settings = MemorySettings()
    put_calendar(settings, "old", three_shifts(MSK))
    put_calendar(settings, "new", one_shift())
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "old"}]})
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "new"}]}, "2024-02-01T00:00Z")
    settings.remove(CALENDAR, "old", at=at("2024-03-01T00:00Z"), author="")
    plan = CalendarPlan.of(settings, plant("m1"))
    assert [item.shift for item in plan.occurrences(M1, window("2024-01-10T04:00Z", "2024-01-10T12:00Z"))] == ["a", "b"]
    assert [item.shift for item in plan.occurrences(M1, window("2024-02-10T04:00Z", "2024-02-10T12:00Z"))] == ["day"]


def test_exceptions_of_the_plant_reach_whom_they_name() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", one_shift())
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    closed = {"day": "2024-01-10", "kind": "cancelled", "turns": [], "scope": "machine:m2"}
    put(settings, EXCEPTIONS, PLANT, {"exceptions": [closed]})
    plan = CalendarPlan.of(settings, plant("m1", "m2"))
    day = window("2024-01-09T21:00Z", "2024-01-10T21:00Z")
    assert (len(plan.occurrences(M1, day)), len(plan.occurrences(M2, day))) == (1, 0)


def test_each_site_has_its_own_days() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", one_shift(zone=""))
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    far = Site(id="ural", name="Ural", time_zone="Asia/Yekaterinburg")
    plan = CalendarPlan.of(settings, plant("m1", "m2@ural", further=[far]))
    day = window("2024-01-10T00:00Z", "2024-01-10T12:00Z")
    assert shown(plan.occurrences(M1, day)[0], MSK) == "2024-01-10 day 10 08:00+0300 10 16:00+0300 8h"
    assert shown(plan.occurrences(M2, day)[0], "Asia/Yekaterinburg") == "2024-01-10 day 10 08:00+0500 10 16:00+0500 8h"
    assert (plan.zone(M1), plan.zone(M2)) == (MSK, "Asia/Yekaterinburg")


def test_drafts_lie_over_what_is_in_force() -> None:
    settings = MemorySettings()
    put_calendar(settings, "main", one_shift())
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    draft = {(CALENDAR, "main"): (at("2024-01-09T21:00Z"), {**write_calendar(three_shifts(MSK)), "code": "main"})}
    plan = CalendarPlan.of(settings, plant("m1"), draft)
    assert len(plan.occurrences(M1, window("2024-01-08T21:00Z", "2024-01-09T21:00Z"))) == 1
    assert len(plan.occurrences(M1, window("2024-01-10T03:00Z", "2024-01-11T03:00Z"))) == 3
    assert (
        len(CalendarPlan.of(settings, plant("m1")).occurrences(M1, window("2024-01-10T03:00Z", "2024-01-11T03:00Z")))
        == 1
    )


def test_the_country_lies_between_pattern_and_exceptions() -> None:
    book = calendar(MSK, [shift("day", "08:00", 8)], week("day"), country="RU")
    worked = {"day": "2026-01-02", "kind": "overtime", "turns": [{"shift": "day", "team": ""}]}
    settings = MemorySettings()
    put(settings, CALENDAR, "main", {**write_calendar(book), "exceptions": [worked]})
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    found = CalendarPlan.of(settings, plant("m1")).occurrences(M1, window("2025-12-29T00:00Z", "2026-01-12T20:00Z"))
    assert [str(item.day) for item in found] == ["2025-12-29", "2025-12-30", "2026-01-02", "2026-01-12"]


def test_documents_come_back_as_they_were() -> None:
    book = three_shifts(MSK)
    assert read_calendar(write_calendar(book)) == book


def test_five_hundred_machines_answer_for_a_day_at_once() -> None:
    """A generous bound: what is meant is that machines of one calendar share what was reckoned."""
    settings = MemorySettings()
    put_calendar(settings, "main", three_shifts(MSK))
    put(settings, ASSIGNMENT, PLANT, {"assignments": [{"scope": "", "calendar": "main"}]})
    machines = [MachineId(f"m{number}") for number in range(500)]
    plan = CalendarPlan.of(settings, plant(*machines))
    day = window("2024-01-10T00:00Z", "2024-01-11T00:00Z")
    for machine in machines:
        plan.slots(machine, day)
    begun = time.process_time()
    for machine in machines:
        plan.slots(machine, day)
    assert time.process_time() - begun < 0.5


def assert_tiles(plan: CalendarPlan, machine: MachineId, span: Interval) -> None:
    found = plan.slots(machine, span)
    assert found[0].start <= span.start
    assert found[-1].end >= span.end
    assert [one.end for one in found[:-1]] == [two.start for two in found[1:]]
    # However the window is cut, the slots are the same.
    for slot in found:
        assert plan.slots(machine, Interval(slot.start, slot.end)) == [slot]
