"""A plant with one or two machines whose time is reckoned: what is measured, planned and said is put in by minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dispatcher.app.accounts.accountant import Accountant
from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.plant import MachineInfo, Plant, Site, standard_states
from dispatcher.app.versions import wrap
from dispatcher.domain.account import TimeClass
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import MINUTE, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.ports.store import Commit, Journal
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemoryNorms, MemorySettings
from tests.support.office import office

MONDAY = parse_instant("2026-11-23T00:00:00Z")
M1, M2 = MachineId("m1"), MachineId("m2")


def at(minutes: float) -> Instant:
    """Minutes after Monday midnight."""
    return Instant(MONDAY + round(minutes * MINUTE))


def between(start: float, end: float) -> Interval:
    return Interval(at(start), at(end))


def calendar(*shifts: tuple[str, str, int], breaks: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Every day these shifts: code, start, minutes."""
    return {
        "code": "main",
        "title": {"en": "Main", "ru": "Основной"},
        "zone": "UTC",
        "country": "",
        "overlap": "forbidden",
        "shifts": [
            {
                "code": code,
                "title": {"en": code, "ru": code},
                "start": start,
                "minutes": minutes,
                "attendance": "manned",
                "breaks": list(breaks),
            }
            for code, start, minutes in shifts
        ],
        "patterns": [
            {
                "code": "daily",
                "title": {"en": "Daily", "ru": "Ежедневно"},
                "anchor": "2026-01-01",
                "days": [[{"shift": code, "team": ""} for code, _, _ in shifts]],
                "first": None,
                "last": None,
                "season": None,
            }
        ],
        "exceptions": [],
    }


THREE_SHIFTS = calendar(("1", "00:00", 480), ("2", "08:00", 480), ("3", "16:00", 480))
DAY_SHIFT = calendar(("day", "06:00", 600), breaks=[{"start": "10:00", "minutes": 30, "title": {}}])


@dataclass
class Clock:
    at: Instant = MONDAY

    def now(self) -> Instant:
        return self.at


@dataclass
class World:
    """Everything, over a journal."""

    journal: Journal = field(default_factory=MemoryJournal)
    machines: Sequence[MachineId] = (M1, M2)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.settings, self.log, self.norms = MemorySettings(), MemoryCorrections(), MemoryNorms()
        self.plant = Plant(
            site=Site(name="Plant", time_zone="UTC"),
            machines=tuple(MachineInfo(id=machine, name=machine) for machine in self.machines),
            states=standard_states(),
        )
        made = office(
            self.journal,
            self.plant,
            self.clock,
            settings=self.settings,
            log=self.log,
            norms=NormDesk(self.plant, self.norms),
        )
        self.reader: AccountReader = made.reader
        self.accountant: Accountant = made.accountant
        self._lines = 0
        # The rules a plant starts with would speak of every stop in these tests.
        self.put("reason-rules", "plant", {"rules": []})

    def plan(self, document: Mapping[str, Any], start: float | None = None) -> None:
        """Put a calendar in force for every machine."""
        since = None if start is None else at(start)
        self.put("calendar", "main", document, since)
        if self.settings.get("calendar-assignment", "plant") is None:
            self.put("calendar-assignment", "plant", {"assignments": [{"scope": "", "calendar": "main"}]}, None)

    def put(self, kind: str, key: str, body: Mapping[str, Any], start: Instant | None = None) -> None:
        self.settings.put(kind, key, wrap(body, start), at=self.clock.now(), author="anna")

    def measure(
        self, *parts: tuple[float, float | None, str], track: Track = Track.STATE, machine: MachineId = M1
    ) -> None:
        """The spans of a track from the first of these on are these."""
        made = [
            Span(
                machine=machine,
                track=track,
                start=at(start),
                end=None if end is None else at(end),
                value=value,
                rule="p@1/r",
                detail={},
            )
            for start, end, value in parts
        ]
        patch = TrackPatch(machine=machine, track=track, start=made[0].start, end=None, spans=tuple(made))
        self.journal.commit(Commit(patches=[patch]))

    def make(self, *counts: tuple[float, int], machine: MachineId = M1, start: float = 0) -> None:
        """The parts counted from `start` on are these."""
        made = tuple(
            PartCount(
                machine=machine,
                at=at(when),
                parts=parts,
                signal_key="",
                raw_before=None,
                raw_after=None,
                program="O1",
                inferred=False,
                rule="",
            )
            for when, parts in counts
        )
        patch = PartsPatch(machine=machine, start=at(start), end=None, counts=made)
        self.journal.commit(Commit(parts=[patch]))

    def say(
        self,
        kind: CorrectionKind,
        start: float,
        end: float | None,
        value: str = "",
        *,
        machine: MachineId = M1,
        **more: Any,
    ) -> Correction:
        self._lines += 1
        given: dict[str, Any] = {"reason": "", "comment": "", "author": "anna", "at": self.clock.now(), **more}
        line = Correction(
            id=0,
            key=f"k{self._lines}",
            machine=machine,
            kind=kind,
            start=at(start),
            end=None if end is None else at(end),
            value=value,
            **given,
        )
        return self.log.append([line])[0]

    def go(self, minutes: float) -> None:
        """It is so many minutes after Monday midnight, and what is over is stored."""
        self.clock.at = at(minutes)
        self.accountant.settle()

    def told(self, start: float, end: float, machine: MachineId = M1) -> list[tuple[float, float, TimeClass, str]]:
        """Start, end, class, reason of the stretches."""
        return [
            ((own.start - MONDAY) / MINUTE, (own.end - MONDAY) / MINUTE, own.time_class, own.reason)
            for own in self.reader.stretches([machine], between(start, end))
        ]
