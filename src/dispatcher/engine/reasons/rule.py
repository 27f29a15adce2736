"""Reason rules as values: a condition, the reason it gives, and how much of the stop it speaks for.

Conditions are those of the state rules (`all`, `any`, `not`, tests of signals), with more to look at: the state, mode
and program, alarms, the shift, the clock, the length of the stop. Logic is three-valued (Kleene).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.profile import Leaf, Selector
from dispatcher.domain.signal import Level
from dispatcher.domain.state import BaseState

SignalRef = str | Selector
"""A role of the machine's profile by name, or signals by what they declare."""


@dataclass(frozen=True, slots=True)
class OnSignal:
    """A test of signals; what is unavailable, stale or not covered is unknown. The role inside `test` is not used."""

    signal: SignalRef
    test: Leaf


@dataclass(frozen=True, slots=True)
class InState:
    """The state is one of these codes of the plant."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class InBase:
    """The state maps to one of these base states."""

    bases: frozenset[BaseState]


@dataclass(frozen=True, slots=True)
class InMode:
    """The mode is one of these; the mode "unknown" is unknown."""

    modes: frozenset[str]


@dataclass(frozen=True, slots=True)
class InProgram:
    """The program fits one of these patterns (`*` = any characters); where no program is known it is unknown."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStands:
    """At least one alarm stands that is of one of the levels, fits a code pattern, and has the text in its message;
    what is empty does not matter.
    """

    levels: frozenset[Level] = frozenset()
    codes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class NearShiftStart:
    """At most this long after the start of a manned shift."""

    span: Micros


@dataclass(frozen=True, slots=True)
class NearShiftEnd:
    """At most this long before the end of a manned shift."""

    span: Micros


@dataclass(frozen=True, slots=True)
class InBreak:
    """A break of the shift."""


@dataclass(frozen=True, slots=True)
class NoShift:
    """Outside every shift."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of the plant shows [first, last), minutes after midnight; first > last goes round midnight."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLength:
    """The whole stop, splits or not, is longer than `over` and not longer than `up_to`. MICRO: the machine's
    micro-stop threshold. What still stands counts until now.
    """

    over: Micros | None = None
    up_to: Micros | None = None


MICRO: Micros = -1
"""Stands for the machine's micro-stop threshold in a StopLength."""


@dataclass(frozen=True, slots=True)
class AllHold:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyHolds:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NotHolds:
    """The part does not hold; unknown stays unknown."""

    part: Condition


Look = (
    OnSignal
    | InState
    | InBase
    | InMode
    | InProgram
    | AlarmStands
    | NearShiftStart
    | NearShiftEnd
    | InBreak
    | NoShift
    | Clock
    | StopLength
)
Condition = Look | AllHold | AnyHolds | NotHolds


class Covers(StrEnum):
    """How much of a stop a rule speaks for, once its condition holds somewhere in it."""

    WHILE = "while"
    """As long as the condition holds."""
    REST = "rest"
    """From the first instant at which it holds to the end of the stop."""
    WHOLE = "whole"
    """The whole stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """`when` holds in a stop -> `reason`. Of several rules the first that fits an instant wins.

    minimum: the condition must hold at least this long in one piece. scopes: for which machines, empty = all.
    title: by language, may be empty.
    """

    id: str
    reason: str
    when: Condition
    covers: Covers = Covers.WHILE
    minimum: Micros = 0
    scopes: tuple[str, ...] = ()
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """[start, end) inside a stop has this reason, by this rule."""

    start: Instant
    end: Instant
    reason: str
    rule: str
