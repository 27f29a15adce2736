"""The state rules of one machine over time, bound to its signals.

Until a version's start the old rules judge, from it on the new ones: at that very instant the state is judged anew
from values that are known already, for what any version watches is followed from the beginning. On-delays and
debouncing start afresh there; what is no matter of rules (program, alarms, a counter's base) goes on.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.profile import EVER, InForce, StateRules
from dispatcher.domain.signal import SignalId
from dispatcher.domain.state import CycleEnd, Track
from dispatcher.engine.conditions import as_number
from dispatcher.engine.machine import SWITCH, Event, Stepper
from dispatcher.engine.memory import Axis, Memory
from dispatcher.engine.recipe import Found, Recipe, Wire, bind
from dispatcher.engine.record import Drawn, Record

NO_SIGNAL = SignalId(-1)


class Schedule:
    """Versions by start, each compiled when it is needed first. Holds no memory of a machine."""

    def __init__(self, rules: StateRules, wires: Mapping[SignalId, Wire]) -> None:
        """Raises ValueError where there are no rules, or they are not in order from ever on."""
        if not rules or rules[0].start != EVER or any(a.start >= b.start for a, b in pairwise(rules)):
            message = "state rules must hold from ever, each from a later start"
            raise ValueError(message)
        self.rules = rules = _distinct(rules)
        found: Found = {}
        self.recipes = tuple(bind(item.profile, wires, found) for item in rules)
        self.watched = frozenset(signal for recipe in self.recipes for signal in recipe.watched)
        """Signals that any version looks at."""
        self.conditions = frozenset(signal for recipe in self.recipes for signal in recipe.conditions)
        self._starts = [int(item.start) for item in rules]
        self._steppers: list[Stepper | None] = [None] * len(rules)
        self._keys = tuple(_keys(rules))

    def _place(self, at: int | None) -> int:
        return 0 if at is None else max(bisect_right(self._starts, at) - 1, 0)

    def _at_place(self, place: int) -> Stepper:
        stepper = self._steppers[place]
        if stepper is None:
            stepper = self._steppers[place] = Stepper(self.recipes[place])
        return stepper

    def stepper(self, at: int | None) -> Stepper:
        """That of the version in force; before anything happened, the first."""
        return self._at_place(self._place(at))

    def recipe(self, at: int | None) -> Recipe:
        """Rules and wiring in force."""
        return self.recipes[self._place(at)]

    def key(self, at: int | None) -> str:
        """What a memory of that instant was made by: all versions up to it, and none that came later."""
        return self._keys[self._place(at)]

    @property
    def whole_key(self) -> str:
        """What the whole timeline is made by."""
        return self._keys[-1]

    def keys(self, before: int) -> Iterator[tuple[str, int, int]]:
        """(key, first, last instant) under which memories at or before the instant may be kept, newest first."""
        last = before
        for place in range(self._place(before), -1, -1):
            yield self._keys[place], self._starts[place], last
            last = self._starts[place] - 1

    def same_wiring(self, other: Schedule) -> bool:
        """Whether the same signals play the same roles, by the same sources."""
        return [(r.roles, r.sources) for r in self.recipes] == [(r.roles, r.sources) for r in other.recipes]

    def next_switch(self, after: int | None) -> int | None:
        """The first instant after this one at which other rules come into force; None before anything happened."""
        if after is None:
            return None
        place = self._place(after) + 1
        return self._starts[place] if place < len(self._starts) else None

    def switches(self, after: int | None) -> Iterator[Event]:
        """The switches behind an instant, as events."""
        for start in self._starts[1:]:
            if after is None or start > after:
                yield (start, SWITCH, "", 0, NO_SIGNAL, None)

    def look_back(self) -> Micros:
        """How long before an instant a change may lie that a rule of it can still tell from an older one."""
        return max((self._at_place(place).look_back for place in range(len(self.rules))), default=0)

    def turn(self, memory: Memory, at: int, record: Record) -> Stepper:
        """Let the rules before `at` finish; whoever steps on from there. What they drew is in the record."""
        former, heir = self.stepper(at - 1), self.stepper(at)
        if memory.at is None or memory.blank:
            return heir
        former.advance(memory, at - 1, record)
        _leave(former, heir, memory, at, record)
        memory.at = at - 1
        return heir


def _distinct(rules: StateRules) -> StateRules:
    """Without versions that change nothing."""
    kept: list[InForce] = []
    for item in rules:
        if not kept or kept[-1].profile.digest != item.profile.digest:
            kept.append(item)
    return tuple(kept)


def _keys(rules: StateRules) -> Iterator[str]:
    chain = ""
    for item in rules:
        start: Instant | str = "" if item.start == EVER else item.start
        chain = hashlib.sha256(f"{chain} {start} {item.profile.digest}".encode()).hexdigest()[:16]
        yield f"{item.profile.key}#{chain}"


def _leave(former: Stepper, heir: Stepper, memory: Memory, at: int, record: Record) -> None:
    """Close what the old rules drew, and keep for the new ones what is true whatever the rules."""
    memory.state = _ended(memory.state, at, record.spans[Track.STATE])
    memory.mode = _ended(memory.mode, at, record.spans[Track.MODE])
    if heir.counted != former.counted:
        _count_anew(heir, memory)
    if heir.cycles is None and former.cycles is not None:
        former.cycles.end(memory, at, CycleEnd.UNKNOWN, record)
    if heir.recipe.profile.cycle != former.recipe.profile.cycle:
        memory.cycle_ready = False
        restart = heir.cycles.restart if heir.cycles is not None else None
        memory.restart_was = restart is not None and restart(memory, at - 1) is True


def _ended(axis: Axis, at: int, closed: list[Drawn]) -> Axis:
    """An axis for the new rules. A span that a rule opened ends, for it names the rule of its version; one without
    a rule may go on. What waited behind a minimum, and on-delays, are forgotten.
    """
    if axis.rule and axis.since is not None:
        if axis.since < at:
            closed.append(Drawn(axis.since, at, axis.value, axis.rule, {"reason": axis.reason or None}))
        return Axis()
    return Axis(value=axis.value, reason=axis.reason, since=axis.since)


def _count_anew(heir: Stepper, memory: Memory) -> None:
    """Another signal counts from now on: from the value it has."""
    memory.counter = memory.suspect = memory.reset_from = None
    memory.counter_moved = False
    memory.inferred = memory.cycles_uncounted = 0
    entry = memory.values.get(heir.counted) if heir.counted is not None else None
    raw = None if entry is None else as_number(entry[0])
    if entry is not None and raw is not None:
        memory.counter = (raw, entry[1])
