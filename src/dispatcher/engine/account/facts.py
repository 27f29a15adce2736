"""What the account of one machine is reckoned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.domain.calendar import Slot
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, Span
from dispatcher.engine.overlay import NOTHING, Overlay

State = tuple[Instant, Instant, str, BaseState]
"""[start, end), code, base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What rules may judge: whole stops cut at splits (pieces that touch are parts of one stop), and the states as
    they are after people overrode them.
    """

    stops: Sequence[Interval]
    states: Sequence[State]


class Given(Protocol):
    """[start, end) of a stop has this reason by that rule (`engine.reasons.rule.Given`)."""

    @property
    def start(self) -> Instant:
        """Where it begins."""
        ...

    @property
    def end(self) -> Instant:
        """Where it ends."""
        ...

    @property
    def reason(self) -> str:
        """Code of the reason."""
        ...

    @property
    def rule(self) -> str:
        """Name of the rule."""
        ...


def no_rules(standing: Standing) -> Sequence[Given]:
    """The judge of a plant without reason rules."""
    del standing
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that decides the account of `window`.

    states, modes, programs: spans of their tracks. States reach over whatever whole stop touches the window, and over
    the stop in which an entry without an end began. slots tile the window. kinds: base of each state code. reason,
    micro: what the tree says of a code, and the micro-stop threshold, at an instant. judge: the reasons that rules
    give, sorted and disjoint, a function of whole stops alone.
    """

    machine: MachineId
    window: Interval
    now: Instant
    states: Sequence[Span]
    modes: Sequence[Span] = ()
    programs: Sequence[Span] = ()
    slots: Sequence[Slot]
    overlay: Overlay = NOTHING
    kinds: Mapping[str, BaseState] = field(default_factory=dict)
    reason: Callable[[str, Instant], Reason | None] = lambda _code, _at: None
    micro: Callable[[Instant], Micros] = lambda _at: 0
    judge: Callable[[Standing], Sequence[Given]] = no_rules
