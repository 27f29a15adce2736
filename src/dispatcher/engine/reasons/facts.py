"""What reason rules may look at for one machine and window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.domain.calendar import Slot
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, Value
from dispatcher.domain.state import BaseState, Span
from dispatcher.engine.reasons.rule import SignalRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalHistory:
    """What one signal said: values in the order of the truth, from early enough that those in effect at the start of
    the window are among them; where its source spoke for the machine (sorted, disjoint); after how long without a new
    value it is unknown.
    """

    values: Sequence[tuple[Instant, Value]]
    covered: Sequence[Interval]
    stale_after: Micros | None = None


SignalTrack = tuple[SignalHistory, ...]
"""The signals that are meant together; those of which nothing is known say nothing while others speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFacts:
    """The stops to judge, and everything around them.

    stops: maximal runs of standing, cut at splits: sorted, disjoint; those that touch are parts of one stop. Whole
    stops, also where they reach out of the window; what still stands ends now. states: (start, end, code, base); modes
    and programs: (start, end, value); alarms: spans of the ALARM track; slots tile the window and the stops. signals:
    called only for signals that a rule needs. zone: IANA name. micro: the machine's micro-stop threshold.
    """

    machine: MachineId
    window: Interval
    stops: Sequence[Interval]
    states: Sequence[tuple[Instant, Instant, str, BaseState]]
    modes: Sequence[tuple[Instant, Instant, str]]
    programs: Sequence[tuple[Instant, Instant, str]]
    alarms: Sequence[Span]
    slots: Sequence[Slot]
    signals: Callable[[SignalRef], SignalTrack]
    zone: str
    micro: Micros
