"""Which reason holds: of the rules, of the people, or of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dispatcher.domain.account import Origin
from dispatcher.domain.calendar import Slot, SlotKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.reason import Reason, ReasonKind, Wins
from dispatcher.domain.state import BaseState
from dispatcher.engine.account.classes import asked_of
from dispatcher.engine.account.facts import Given
from dispatcher.engine.account.states import STANDING
from dispatcher.engine.overlay import Painted

BREAK = "break"
"""Reason of a stop in a break where nobody gave another."""
CALENDAR = "calendar"
"""What stands for the rule there."""


class Cause(NamedTuple):
    """The reason that holds somewhere. rule: that gave it; line: the correction that says so, and when it was entered;
    counts: the kind by which the time is classed, None where the reason is only shown.
    """

    reason: str = ""
    origin: Origin = Origin.NONE
    rule: str = ""
    line: int = 0
    entered_at: Instant = Instant(0)
    counts: ReasonKind | None = None


NOBODY = Cause()


def cause(
    base: BaseState, slot: Slot, given: Given | None, said: Painted | None, reason: Callable[[str], Reason | None]
) -> Cause:
    """Who says why, where both a rule and a person may speak. A code the tree does not know counts as unplanned."""
    automatic = NOBODY
    if base in STANDING:
        automatic = _automatic(slot, given, reason)
    text = None if said is None else said.reason
    line = None if said is None else said.by_reason
    if text is None or line is None:
        return automatic
    known = reason(text) if text else None
    if base is BaseState.RUNNING and (known is None or known.against_running is Wins.SIGNAL):
        return automatic
    if automatic.rule and automatic.rule != CALENDAR:
        rival = reason(automatic.reason)
        if rival is not None and rival.against_person is Wins.SIGNAL:
            return automatic
    if not text:
        return Cause(line=line.id, entered_at=line.at)
    kind = None if base is BaseState.NO_DATA else _kind(known)
    return Cause(text, Origin.PERSON, "", line.id, line.at, kind)


def _automatic(slot: Slot, given: Given | None, reason: Callable[[str], Reason | None]) -> Cause:
    if given is not None:
        return Cause(given.reason, Origin.RULE, given.rule, counts=_kind(reason(given.reason)))
    if slot.kind is SlotKind.BREAK and asked_of(slot):
        return Cause(BREAK, Origin.RULE, CALENDAR, counts=ReasonKind.PLANNED)
    return NOBODY


def _kind(reason: Reason | None) -> ReasonKind:
    return ReasonKind.UNPLANNED if reason is None else reason.kind
