"""How an instant counts: the one place that decides the class of time."""

from __future__ import annotations

from dispatcher.domain.account import TimeClass
from dispatcher.domain.calendar import Attendance, Slot, SlotKind
from dispatcher.domain.reason import ReasonKind
from dispatcher.domain.state import BaseState, Mode

BY_KIND = {
    ReasonKind.UNPLANNED: TimeClass.DELAY,
    ReasonKind.FAILURE: TimeClass.FAILURE,
    ReasonKind.CHANGEOVER: TimeClass.SETUP,
    ReasonKind.PLANNED: TimeClass.PLANNED,
    ReasonKind.PREVENTIVE: TimeClass.PREVENTIVE,
    ReasonKind.NOT_SCHEDULED: TimeClass.NOT_SCHEDULED,
}

_SETUP_YIELDS = frozenset({ReasonKind.FAILURE, ReasonKind.PLANNED, ReasonKind.PREVENTIVE, ReasonKind.NOT_SCHEDULED})
"""Reasons that say more than the mode set-up does."""


def asked_of(slot: Slot) -> bool:
    """Whether the shift asks the machine to work: time outside shifts, and of optional ones, is not missed."""
    return slot.occurrence is not None and slot.occurrence.attendance is not Attendance.OPTIONAL


def time_class(base: BaseState, mode: str, slot: Slot, kind: ReasonKind | None, *, micro: bool) -> TimeClass:
    """The class of an instant. `kind`: of the reason that holds there (against a running machine only where it may).

    micro: the whole stop is not longer than the threshold.
    """
    if base is BaseState.NO_DATA:
        return TimeClass.NO_DATA if asked_of(slot) else TimeClass.DARK
    if base is BaseState.RUNNING and kind is None:
        if slot.kind is SlotKind.OFF:
            return TimeClass.EXTRA
        return TimeClass.SETUP if mode == Mode.SETUP else TimeClass.PRODUCTION
    if not asked_of(slot):
        return TimeClass.NOT_SCHEDULED
    if slot.kind is SlotKind.BREAK and base is not BaseState.RUNNING:
        return TimeClass.PLANNED
    return _stopped(mode, kind, micro=micro)


def _stopped(mode: str, kind: ReasonKind | None, *, micro: bool) -> TimeClass:
    if mode == Mode.SETUP and kind not in _SETUP_YIELDS:
        return TimeClass.SETUP
    if kind is not None:
        return BY_KIND[kind]
    return TimeClass.MICRO if micro else TimeClass.UNEXPLAINED
