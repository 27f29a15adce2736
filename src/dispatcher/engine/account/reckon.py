"""The account itself: one sweep over everything that begins or ends in the window.

Order of what decides an instant: the automatic state; the state a person says instead; stops, whole ones, cut at
splits; the reasons that rules give them; the reasons that people give; the class. A pure function of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dispatcher.domain.account import Origin, Stretch, TimeClass
from dispatcher.domain.calendar import Occurrence, SlotKind
from dispatcher.domain.instant import HOUR, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason
from dispatcher.domain.state import BaseState, Mode, Span
from dispatcher.engine.account.causes import Cause, cause
from dispatcher.engine.account.classes import time_class
from dispatcher.engine.account.facts import Facts, Given, Standing
from dispatcher.engine.account.lanes import Lane
from dispatcher.engine.account.states import STANDING, Told, cut, runs, told
from dispatcher.engine.overlay import Painted, settle

_RUNNING = frozenset({BaseState.RUNNING})
_CARRY_HOURS = 48
"""Of a reason the tree does not know (any more)."""


def account(facts: Facts) -> list[Stretch]:
    """Stretches that tile [window start, min(window end, now)), by start; none where that is empty."""
    end = min(facts.window.end, facts.now)
    if end <= facts.window.start:
        return []
    window = Interval(facts.window.start, end)
    states = told(facts.states, facts.overlay.pieces, facts.kinds, window, facts.now)
    stops = [stop for stop in runs(states, STANDING) if stop.start < window.end and stop.end > window.start]
    pieces = cut(stops, facts.overlay.splits)
    given: Sequence[Given] = ()
    if pieces:
        told_states = [(state.start, state.end, state.code, state.base) for state in states]
        given = facts.judge(Standing(stops=pieces, states=told_states))
    said = _settled(facts, runs(states, _RUNNING))
    cuts = {piece.start for piece in pieces} | {slot.start for slot in facts.slots if slot.kind is SlotKind.OFF}
    return list(_sweep(facts, window, _Lanes(facts, states, stops, given, said), cuts))


def _settled(facts: Facts, running: Sequence[Interval]) -> list[Painted]:
    """What people say, entries without an end cut where they end."""
    found: list[Painted] = []
    for piece in facts.overlay.pieces:
        since = piece.since

        def carry(code: str, since: Instant = since) -> Micros:
            reason = facts.reason(code, since)
            return (_CARRY_HOURS if reason is None else reason.carry_hours) * HOUR

        found += settle((piece,), running=running, carry=carry) if piece.open else (piece,)
    return found


class _Here(NamedTuple):
    """Everything that decides an instant and its class; a stretch lasts while it stays the same."""

    code: str
    base: BaseState
    state_rule: str
    line: int
    mode: str
    program: str
    cause: Cause
    time_class: TimeClass
    stop: Instant | None
    day: date
    occurrence: Occurrence | None
    late: Micros


class _Lanes:
    """All lanes of a machine, asked from left to right."""

    def __init__(
        self,
        facts: Facts,
        states: Iterable[Told],
        stops: Iterable[Interval],
        given: Iterable[Given],
        said: Iterable[Painted],
    ) -> None:
        self.facts = facts
        self.states = Lane((state.start, state.end, state) for state in states)
        self.stops = Lane((stop.start, stop.end, stop) for stop in stops)
        self.given = Lane((part.start, part.end, part) for part in given)
        self.said = Lane((piece.start, piece.end, piece) for piece in said)
        self.slots = Lane((slot.start, slot.end, slot) for slot in facts.slots)
        self.modes = _values(facts.modes)
        self.programs = _values(facts.programs)

    def bounds(self, window: Interval, cuts: set[Instant]) -> list[Instant]:
        """Where something may change, the ends of the window included."""
        lanes = (self.states, self.stops, self.given, self.said, self.slots, self.modes, self.programs)
        found = cuts.union({window.start, window.end}, *(lane.bounds() for lane in lanes))
        return sorted(at for at in found if window.start <= at <= window.end)

    def at(self, instant: Instant) -> _Here:
        """What holds from this instant on."""
        facts = self.facts
        state, slot = self.states.at(instant), self.slots.at(instant)
        if state is None or slot is None:
            message = f"no slot of the calendar over {instant}"
            raise ValueError(message)
        stop, said = self.stops.at(instant), self.said.at(instant)
        mode = self.modes.at(instant) or Mode.UNKNOWN.value
        occurrence = slot.occurrence
        # A shift keeps the tree under which it began.
        since = slot.start if occurrence is None else occurrence.start

        def reason(code: str) -> Reason | None:
            return facts.reason(code, since)

        why = cause(state.base, slot, self.given.at(instant), said, reason)
        micro = stop is not None and stop.length <= facts.micro(stop.start)
        late = 0
        if why.origin is Origin.PERSON:
            end = stop.end if stop is not None else None if said is None else said.end
            late = max(0, why.entered_at - (facts.now if end is None else min(end, facts.now)))
        return _Here(
            code=state.code,
            base=state.base,
            state_rule=state.rule,
            line=state.line,
            mode=mode,
            program=self.programs.at(instant) or "",
            cause=why,
            time_class=time_class(state.base, mode, slot, why.counts, micro=micro),
            stop=None if stop is None else stop.start,
            day=slot.day,
            occurrence=occurrence,
            late=late,
        )


def _values(spans: Iterable[Span]) -> Lane[str]:
    return Lane((span.start, span.end, span.value) for span in spans)


def _sweep(facts: Facts, window: Interval, lanes: _Lanes, cuts: set[Instant]) -> Iterator[Stretch]:
    """A stretch for each run of instants that are alike; the pieces of a split stop, and slots off shift, stay
    apart (`cuts`).
    """
    begun, here = window.start, lanes.at(window.start)
    for at in lanes.bounds(window, cuts)[1:-1]:
        now = lanes.at(at)
        if now != here or at in cuts:
            yield _stretch(facts, begun, at, here)
            begun, here = at, now
    yield _stretch(facts, begun, window.end, here)


def _stretch(facts: Facts, start: Instant, end: Instant, here: _Here) -> Stretch:
    why, shift = here.cause, here.occurrence
    return Stretch(
        machine=facts.machine,
        start=start,
        end=end,
        open=end == facts.now,
        state=here.code,
        base=here.base,
        mode=here.mode,
        program=here.program,
        state_rule=here.state_rule,
        reason=why.reason,
        origin=why.origin,
        reason_rule=why.rule,
        corrections=tuple(sorted({here.line, why.line} - {0})),
        time_class=here.time_class,
        stop=here.stop,
        day=here.day,
        shift="" if shift is None else shift.shift,
        team="" if shift is None else shift.team,
        occurrence=None if shift is None else shift.start,
        occurrence_end=None if shift is None else shift.end,
        late=here.late,
    )
