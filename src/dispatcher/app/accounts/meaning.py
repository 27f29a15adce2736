"""What people set that decides how time counts: calendars, reasons and rules, practice, norms; with drafts for dry
runs. Read anew only when a document has a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.figures.knowing import Practice
from dispatcher.app.figures.shelf import STANDARD, read_practice
from dispatcher.app.norms.matching import NormBook, NormDesk
from dispatcher.app.plant import MachineInfo, Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.versions import Effective, effective
from dispatcher.domain.calendar import Slot
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from dispatcher.engine.account.cells import Norms
from dispatcher.engine.account.pieces import pieces
from dispatcher.ports.store import Settings

Drafts = Mapping[tuple[str, str], tuple[Instant, Mapping[str, object]]]
"""Documents by (kind, key) that are tried out, each from an instant on."""

KINDS = frozenset(
    ("calendar", "calendar-assignment", "calendar-exceptions", "reason-tree", "reason-rules", "stops", "figures")
)
"""Kinds of documents that the account depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Everything set, by instant. `machines`: former ones too."""

    plant: Plant
    machines: Mapping[MachineId, MachineInfo]
    kinds: Mapping[str, BaseState]
    plan: CalendarPlan
    book: ReasonBook
    practice: Effective[Practice]
    norms: Norms

    def slots(self, machine: MachineId, window: Interval) -> list[Slot]:
        """Whole slots that touch the window."""
        return self.plan.slots(machine, window)

    def late_after(self, at: Instant) -> Micros:
        """After how long an entry was late, in force at the instant."""
        return (self.practice.at(at) or STANDARD).late_after


class Meanings:
    """The meaning in force, kept until a document or the plant changes. Safe from any thread."""

    def __init__(self, settings: Settings, plant: Plant, norms: NormDesk, drafts: Drafts | None = None) -> None:
        """Nothing is read yet."""
        self._settings = settings
        self._plant = plant
        self._norms = norms
        self._drafts: Drafts = drafts or {}
        self._lock = Lock()
        self._kept: tuple[Mapping[tuple[str, str], int], NormBook, Meaning] | None = None

    def now(self) -> Meaning:
        """As stored now. Raises InvalidInput for a draft that is none."""
        versions = {name: number for name, number in self._settings.versions().items() if name[0] in KINDS}
        norms = self._norms.book()
        with self._lock:
            # The book of norms is another one whenever the norms or the machines are.
            if self._kept is None or self._kept[0] != versions or self._kept[1] is not norms:
                self._kept = (versions, norms, self._read(norms.norm))
            return self._kept[2]

    def with_drafts(self, drafts: Drafts) -> Meanings:
        """The same house, as if the drafts were in force. Later drafts take the place of those of the same name."""
        return Meanings(self._settings, self._plant, self._norms, {**self._drafts, **drafts})

    def _read(self, norms: Norms) -> Meaning:
        book = ReasonBook.of(self._settings)
        practice = effective(self._settings, "figures", "plant", read_practice)
        for (kind, key), (start, body) in self._drafts.items():
            book = book.with_draft(kind, start, body)
            if (kind, key) == ("figures", "plant"):
                practice = practice.with_draft(start, read_practice(body))
        return Meaning(
            plant=self._plant,
            machines={info.id: info for info in self._plant.known},
            kinds={kind.code: kind.base for kind in self._plant.states},
            plan=CalendarPlan.of(self._settings, self._plant, self._drafts),
            book=book,
            practice=practice,
            norms=norms,
        )


def piece_at(meaning: Meaning, machine: MachineId, at: Instant) -> Interval:
    """The piece of the axis an instant lies in: its shift, or its slot off shift."""
    slot = meaning.slots(machine, Interval(at, Instant(at + 1)))[0]
    shift = slot.occurrence
    if shift is None:
        return Interval(slot.start, slot.end)
    wide = meaning.slots(machine, Interval(shift.start, shift.end))
    return next(window for window, own in pieces(wide) if slot in own)
