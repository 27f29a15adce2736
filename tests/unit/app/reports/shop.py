"""A week of a small shop, for reports: five machines, two shifts, reasons by rules and people, corrections, alarms."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dispatcher.app.figures.desk import Desk, When
from dispatcher.app.figures.ranges import Days
from dispatcher.app.figures.selection import Filters
from dispatcher.app.plant import MachineInfo, MachineKind, PartsSource, Plant, Site, standard_states
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.reports.asking import Ask, Readers
from dispatcher.app.reports.catalogue import checked, make, report_of
from dispatcher.app.reports.document import Document
from dispatcher.app.texts import load_texts
from dispatcher.domain.account import Origin, PartCell, TimeClass
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import DAY, HOUR, MINUTE, Instant, parse_instant
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, Span, Track, TrackPatch
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemorySettings
from tests.support.account import DailyShifts, ListedAccount, stretch

MONDAY = parse_instant("2026-11-16T00:00:00Z")
FIRST = date(2026, 11, 16)
NOW = Instant(MONDAY + 7 * DAY)
NAMES = ("DMG CTX beta 800", "Mazak Integrex i-200", "Hermle C42", "Okuma LB3000", "Пила Kasto")
MACHINES = tuple(MachineId(f"m{number}") for number in range(1, 6))
WEEK = Days(FIRST, FIRST + timedelta(days=6))
REASONS = ("no_job", "no_tool", "no_operator", "breakdown", "")


@dataclass
class Clock:
    at: Instant = NOW

    def now(self) -> Instant:
        return self.at


def plant() -> Plant:
    return Plant(
        site=Site(name="Механический завод «Пример»", time_zone="Europe/Moscow"),
        machines=tuple(
            MachineInfo(
                id=machine,
                name=name,
                area="Цех 1" if number < 3 else "Цех 2",
                kind=MachineKind.TURNING,
                parts=PartsSource.COUNTER,
            )
            for number, (machine, name) in enumerate(zip(MACHINES, NAMES, strict=True))
        ),
        states=standard_states(),
    )


def account() -> ListedAccount:
    """Every day two shifts of twelve hours; the fifth machine has no norm and lost a day of data."""
    chance = random.Random(7)
    found = ListedAccount()
    for number, machine in enumerate(MACHINES):
        for day in range(7):
            opened = Instant(MONDAY + day * DAY)
            if number == 4 and day == 2:
                _put(found, TimeClass.NO_DATA, opened, 8, 24.0, machine, "")
                continue
            for shift, begin in (("day", 8), ("night", 20)):
                at = 0.0
                while at < 12:
                    kind = chance.choice((TimeClass.PRODUCTION,) * 4 + (TimeClass.SETUP, TimeClass.DELAY) * 1)
                    hours = min(12 - at, chance.uniform(0.3, 2.5))
                    reason = chance.choice(REASONS) if kind is TimeClass.DELAY else ""
                    if kind is TimeClass.DELAY and not reason:
                        kind = TimeClass.UNEXPLAINED
                    if reason == "breakdown":
                        kind = TimeClass.FAILURE
                    _put(found, kind, opened, begin + at, hours, machine, shift, reason=reason)
                    at += hours
                found.cells.append(
                    PartCell(
                        machine=machine,
                        day=FIRST + timedelta(days=day),
                        shift=shift,
                        team="",
                        occurrence=Instant(opened + begin * HOUR),
                        program="O1",
                        item="",
                        operation="",
                        parts=60,
                        inferred=0,
                        scrap=2,
                        rework=1,
                        normed=0 if number == 4 else 60,
                        ideal=0 if number == 4 else 60 * 6 * MINUTE,
                    )
                )
    return found


def _put(  # noqa: PLR0917 - the words of a line of the account
    found: ListedAccount,
    kind: TimeClass,
    opened: Instant,
    start: float,
    hours: float,
    machine: MachineId,
    shift: str,
    reason: str = "",
) -> None:
    begin = Instant(opened + round(start * HOUR))
    person = reason in {"no_tool", "no_operator"}
    found.listed.append(
        stretch(
            kind,
            start,
            hours,
            machine=machine,
            at=opened,
            base=BaseState.IDLE if kind is TimeClass.SETUP else _base(kind),
            shift=shift or "day",
            day=FIRST + timedelta(days=(opened - MONDAY) // DAY),
            occurrence=Instant(opened + (20 if shift == "night" else 8) * HOUR),
            reason=reason or ("setting_up" if kind is TimeClass.SETUP else ""),
            origin=Origin.PERSON if person else Origin.RULE if reason or kind is TimeClass.SETUP else Origin.NONE,
            late=round((begin % 7) * HOUR) if person else 0,
            corrections=(1,) if person else (),
        )
    )


def _base(kind: TimeClass) -> BaseState:
    match kind:
        case TimeClass.PRODUCTION:
            return BaseState.RUNNING
        case TimeClass.NO_DATA:
            return BaseState.NO_DATA
        case TimeClass.FAILURE:
            return BaseState.ALARM
        case _:
            return BaseState.IDLE


def span(
    track: Track, value: str, start: int, end: int | None, machine: MachineId = MACHINES[0], **detail: Any
) -> Span:
    """Minutes after Monday 00:00 UTC."""
    return Span(
        machine=machine,
        track=track,
        start=Instant(MONDAY + start * MINUTE),
        end=None if end is None else Instant(MONDAY + end * MINUTE),
        value=value,
        detail=detail,
    )


def journal() -> MemoryJournal:
    """Two machines with alarms, one with states."""
    made = MemoryJournal()
    alarms = [
        span(Track.ALARM, "logic:2041", 600, 640, code="2041", level="FAULT", message="Давление масла ниже нормы"),
        span(Track.ALARM, "logic:2041", 900, 905, code="2041", level="FAULT", message="Давление масла ниже нормы"),
        span(Track.ALARM, "system:7", 620, 660, code="7", level="WARNING", message="=cmd|' /C calc'!A0"),
        span(Track.ALARM, "x:1", 700, None, MACHINES[1], code="1", level="FAULT", message="Door open"),
    ]
    states = [span(Track.STATE, "running", 0, 540), span(Track.STATE, "idle", 540, 600)]
    made.commit(
        Commit(
            patches=[
                TrackPatch(machine=one.machine, track=one.track, start=one.start, end=None, spans=(one,))
                for one in sorted((*alarms, *states), key=lambda one: one.start)
            ]
        )
    )
    return made


def correction(kind: CorrectionKind, start: int, end: int | None, value: str = "", **more: Any) -> Correction:
    """Minutes after Monday; entered an hour after it began."""
    own: dict[str, Any] = {
        "id": 0,
        "key": f"{kind}-{start}-{value}",
        "machine": MACHINES[0],
        "kind": kind,
        "start": Instant(MONDAY + start * MINUTE),
        "end": None if end is None else Instant(MONDAY + end * MINUTE),
        "value": value,
        "reason": "",
        "comment": "",
        "author": "Иванов И. И.",
        "at": Instant(MONDAY + (start + 60) * MINUTE),
    }
    return Correction(**{**own, **more})


def corrections() -> MemoryCorrections:
    """A reason, a state, scrap, and an undo of the state by another person."""
    log = MemoryCorrections()
    log.append([correction(CorrectionKind.REASON, 540, 600, "no_tool", comment="ждали фрезу")])
    log.append([correction(CorrectionKind.STATE, 480, 600, "idle", reason="no_job", author="+7 Петров")])
    log.append([correction(CorrectionKind.PARTS, 610, None, "O1", scrap=2, rework=1)])
    log.append([correction(CorrectionKind.UNDO, 620, None, target=2, author="Мастер")])
    return log


@dataclass
class Shop:
    """Readers over all that."""

    readers: Readers = field(init=False)
    account: ListedAccount = field(default_factory=account)

    def __post_init__(self) -> None:
        settings = MemorySettings()
        desk = Desk(
            plant=plant(),
            account=self.account,
            shifts=lambda: DailyShifts(named="Europe/Moscow"),
            settings=settings,
            clock=Clock(),
        )
        self.readers = Readers(
            plant=plant(),
            desk=desk,
            journal=journal(),
            corrections=corrections(),
            book=lambda: ReasonBook.of(settings),
            texts=load_texts(),
        )

    def make(self, code: str, *, when: When = WEEK, language: str = "ru", **options: str) -> Document:
        report = report_of(code)
        ask = Ask(when=when, filters=Filters(), language=language, options=checked(report, options))
        return make(self.readers, report, ask)
