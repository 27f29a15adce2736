"""The step function of one machine: memory + the events of one instant -> memory, closed spans.

Everything that happens at one instant is one step, so nothing depends on how the events of that
instant were ordered between signals or cut into batches. Time comes in with the events; what turns
by itself (on-delay, debounce, staleness, lost sight) is a deadline that lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntFlag

from dispatcher.domain.profile import Expression, Rule
from dispatcher.domain.signal import Condition, DataSet, Level, SignalId, TimeSeries, Value
from dispatcher.domain.state import BaseState, Mode, Track
from dispatcher.engine import counter
from dispatcher.engine.axis import Armed, Verdict, arm, deadlines, judge, settle
from dispatcher.engine.conditions import as_number, compile_expression, known, roles_of, spans_of_change
from dispatcher.engine.cycle import Cycles
from dispatcher.engine.memory import Active, Memory
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.record import Drawn, Record

Event = tuple[int, int, str, int, SignalId, Value]
"""(at, 1, session, sequence, signal, value) of an observation,
(at, 0, source, covered 0/1, -1, None) of an edge of coverage, or
(at, -1, "", 0, -1, None) where other rules come into force. Sorted by the first five parts:
the order of the truth."""

EDGE = 0
SWITCH = -1
"""What an event is, beside an observation."""

_NO_MODE = Verdict(Mode.UNKNOWN.value, "", "", 0)
ALARM_LEVELS = (Level.WARNING.value, Level.FAULT.value)


class Concern(IntFlag):
    """Which parts of the timeline a signal can move: only those are looked at when it changes."""

    NOTHING = 0
    STATE = 1
    MODE = 2
    PROGRAM = 4
    ALARM = 8
    CYCLE = 16
    ALL = 31


# Plain ints: an IntFlag costs a call for every `&`.
_STATE, _MODE, _PROGRAM, _ALARM, _CYCLE, _ALL = (
    int(concern)
    for concern in (Concern.STATE, Concern.MODE, Concern.PROGRAM, Concern.ALARM, Concern.CYCLE, Concern.ALL)
)


class Stepper:
    """A recipe compiled for stepping. Holds no memory of its own."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        profile = recipe.profile
        self._states = self._arm(profile.states)
        self._modes = self._arm(profile.modes)
        self._program = recipe.roles.get(profile.program or "", ())
        self._alarms = recipe.roles.get(profile.alarms or "", ())
        self.counted = next(iter(recipe.roles.get(profile.counter.role, ())), None) if profile.counter else None
        """The signal that counts parts."""
        self.cycles = Cycles.of(recipe, self.counted)
        self._changes = self._self_turning()
        self._state_signals = _signals_of(recipe, [rule.when for rule in profile.states])
        self._concerns = self._map_concerns()
        self.look_back = max((span for _, span in self._changes), default=0)
        """How long a change is told from an older one, microseconds."""
        delayed = any(rule.hold for rule in (*profile.states, *profile.modes))
        self._steady = not (delayed or self._changes or recipe.stale)
        """Nothing turns by itself but what the memory says is pending."""

    def _arm(self, rules: Sequence[Rule]) -> tuple[Armed, ...]:
        return arm(rules, lambda when: compile_expression(when, self.recipe))

    def _map_concerns(self) -> dict[SignalId, int]:
        """Signal -> Concern, as a plain int for the hot loop."""
        profile = self.recipe.profile
        found: dict[SignalId, int] = dict.fromkeys(self.recipe.watched, 0)
        cycle = profile.cycle
        parts = [cycle.starts, cycle.within, cycle.completed, cycle.restart] if cycle else []
        for concern, signals in (
            (Concern.STATE, self._state_signals),
            (Concern.MODE, _signals_of(self.recipe, [rule.when for rule in profile.modes])),
            (Concern.PROGRAM | Concern.CYCLE, self._program),
            (Concern.ALARM, self._alarms),
            (Concern.CYCLE, _signals_of(self.recipe, [part for part in parts if part])),
        ):
            for signal in signals:
                found[signal] |= int(concern)
        return found

    def _self_turning(self) -> list[tuple[SignalId, int]]:
        """(signal, span) after which a `changed within` turns false by itself."""
        profile = self.recipe.profile
        parts = [rule.when for rule in (*profile.states, *profile.modes)]
        if profile.cycle is not None:
            parts += [profile.cycle.starts, profile.cycle.within, profile.cycle.completed]
            parts += [profile.cycle.restart] if profile.cycle.restart else []
        return [(s, span) for part in parts for s, span in spans_of_change(part, self.recipe)]

    # ------------------------------------------------------------------ time

    def next_deadline(self, memory: Memory) -> int | None:
        """The first instant after `memory.at` at which something may turn by itself."""
        if memory.at is None or (
            self._steady
            and memory.state.next_since is None
            and memory.mode.next_since is None
            and (memory.cycle is None or memory.cycle[3] is None)
        ):
            return None
        found = deadlines(self._states, memory.state)
        found += deadlines(self._modes, memory.mode)
        for signal, limit in self.recipe.stale.items():
            if signal in memory.values:
                found.append(memory.values[signal][1] + limit)
        for turning, span in self._changes:
            if turning in memory.values:
                found.append(memory.values[turning][2] + span)
        if memory.cycle is not None and memory.cycle[3] is not None and self.recipe.profile.cycle:
            found.append(memory.cycle[3] + self.recipe.profile.cycle.blind)
        after = [instant for instant in found if instant > memory.at]
        return min(after) if after else None

    def advance(self, memory: Memory, until: int, record: Record) -> int | None:
        """Let every deadline up to and including `until` pass; the next one."""
        while (instant := self.next_deadline(memory)) is not None and instant <= until:
            memory.at = instant
            self._evaluate(memory, instant, record, _ALL)
        return instant

    def step(self, memory: Memory, instant: int, events: Sequence[Event], record: Record) -> None:
        """Take all events of one instant, which must lie after `memory.at`."""
        due = self.advance(memory, instant - 1, record)
        memory.at = instant
        if len(events) > 1 and self.counted is not None:
            events = self._last_counts(events)
        moved = _ALL if due == instant else 0
        for event in events:
            kind = event[1]
            if kind > EDGE:
                moved |= self._take(memory, event[4], event[5], instant, record)
                if memory.blank and event[4] in self.recipe.watched:
                    moved = _ALL
            elif kind == EDGE:
                memory.covered[event[2]] = event[3] == 1
                moved = _ALL
            elif not memory.blank:
                moved = _ALL
        if moved:
            self._evaluate(memory, instant, record, moved)

    def _last_counts(self, events: Sequence[Event]) -> Sequence[Event]:
        """Of several values of the counter at one instant only the last one is counted: as with every signal, it is
        what holds. (What a person takes back is said again at the same instant.)
        """
        counts = [place for place, event in enumerate(events) if event[1] > EDGE and event[4] == self.counted]
        if len(counts) < 2:  # noqa: PLR2004 - several
            return events
        superseded = frozenset(counts[:-1])
        return [event for place, event in enumerate(events) if place not in superseded]

    # ---------------------------------------------------------------- values

    def _take(self, memory: Memory, signal: SignalId, value: Value, now: int, record: Record) -> int:
        """Remember a value; the Concern of what it may have moved."""
        moved = recollect(memory, signal, value, now)
        # A value sent again is news where values grow stale.
        moved = moved or signal in self.recipe.stale
        if signal == self.counted and value is not None and not isinstance(value, Condition | DataSet | TimeSeries):
            self._count(memory, signal, value, now, record)
        return self._concerns.get(signal, 0) if moved else 0

    def _count(self, memory: Memory, signal: SignalId, value: float | str, now: int, record: Record) -> None:
        rules = self.recipe.profile.counter
        raw = as_number(value)
        if rules is None or raw is None:
            return
        drawn = counter.count(rules, memory, signal, raw, now, self._program_name(memory, now)[0])
        if drawn is not None:
            record.counts.append(drawn)

    def _program_name(self, memory: Memory, now: int) -> tuple[str, str]:
        """(name, reason): the first program signal that says something; reason why none does."""
        reason = "never_seen"
        for signal in self._program:
            if known(self.recipe, memory, signal, now):
                value = memory.values[signal][0]
                if value is not None:
                    return str(value).strip(), ""
                reason = "unavailable"
            elif signal in memory.values:
                reason = "not_covered"
        return "", reason

    # -------------------------------------------------------------- evaluate

    def _evaluate(self, memory: Memory, now: int, record: Record, moved: int) -> None:
        if moved & _STATE:
            verdict = judge(self._states, memory.state, memory, now)
            if verdict is None or (verdict.value == BaseState.NO_DATA and not verdict.reason):
                verdict = self._no_verdict(memory, now)
            settle(memory.state, verdict, now, record.spans[Track.STATE])
        if moved & _MODE:
            mode = judge(self._modes, memory.mode, memory, now) or _NO_MODE
            settle(memory.mode, mode, now, record.spans[Track.MODE])
        if moved & _PROGRAM:
            self._follow_program(memory, now, record)
        if moved & _ALARM and (self._alarms or memory.open_alarms):
            self._follow_alarms(memory, now, record)
        if moved & _CYCLE and self.cycles is not None:
            self.cycles.follow(memory, self._program_name(memory, now)[0], now, record)

    def _no_verdict(self, memory: Memory, now: int) -> Verdict:
        """No rule fired: there is no data to judge by, and this is why."""
        reason = "never_seen"
        for signal in self._state_signals:
            entry = memory.values.get(signal)
            if entry is None:
                continue
            if not memory.covered.get(self.recipe.sources[signal], False):
                reason = "not_covered"
            elif not known(self.recipe, memory, signal, now):
                return Verdict(BaseState.NO_DATA.value, "", "stale", 0)
            elif entry[0] is None:
                return Verdict(BaseState.NO_DATA.value, "", "unavailable", 0)
            else:
                return Verdict(BaseState.NO_DATA.value, "", "no_rule", 0)
        return Verdict(BaseState.NO_DATA.value, "", reason, 0)

    def _follow_program(self, memory: Memory, now: int, record: Record) -> None:
        name = self._program_name(memory, now)
        was = memory.program
        if was is not None and was[:2] == name:
            return
        if was is not None and now > was[2]:
            record.spans[Track.PROGRAM].append(Drawn(was[2], now, was[0], "", {"reason": was[1] or None}))
        memory.program = (*name, now)

    def _follow_alarms(self, memory: Memory, now: int, record: Record) -> None:
        active: dict[str, Active] = {}
        for signal in self._alarms:
            if known(self.recipe, memory, signal, now):
                key = self.recipe.wires[signal].spec.key
                for code, entry in memory.active.get(signal, {}).items():
                    if entry[0] in ALARM_LEVELS:
                        active[f"{key}:{code}"] = entry
        if active.keys() == memory.open_alarms.keys() and all(
            memory.open_alarms[key][0] == entry[0] for key, entry in active.items()
        ):
            return
        for key, entry in list(memory.open_alarms.items()):
            if key not in active or active[key][0] != entry[0]:
                del memory.open_alarms[key]
                if now > entry[1]:
                    record.alarms.append((key, entry[1], now, entry))
                    memory.alarm_siblings.setdefault(str(entry[1]), []).append((key, entry[1], now, entry))
        for key, entry in active.items():
            if key not in memory.open_alarms:
                memory.open_alarms[key] = (entry[0], now, *entry[2:])
        starts = {str(entry[1]) for entry in memory.open_alarms.values()}
        for start in [start for start in memory.alarm_siblings if start not in starts]:
            del memory.alarm_siblings[start]


def recollect(memory: Memory, signal: SignalId, value: Value, now: int) -> bool:
    """Remember what a signal said; whether that is something else than before."""
    moved = False
    if isinstance(value, Condition):
        active = memory.active.setdefault(signal, {})
        was = dict(active)
        value = take_condition(active, value, now)
        moved = was != active
    elif isinstance(value, DataSet | TimeSeries):
        return False
    elif value is None:
        memory.active.pop(signal, None)
    before = memory.values.get(signal)
    if before is None or before[0] != value:
        memory.values[signal] = (value, now, now)
        return True
    memory.values[signal] = (value, now, before[2])
    return moved


def take_condition(active: dict[str, Active], report: Condition, now: int) -> str | None:
    """Apply one report to the active entries; the signal's value, None when unavailable.

    MTConnect Part 3: NORMAL without a code clears all, with one only that entry.
    """
    code = report.condition_id or report.native_code
    match report.level:
        case Level.UNAVAILABLE:
            active.clear()
            return None
        case Level.NORMAL:
            if code:
                active.pop(code, None)
            else:
                active.clear()
        case _:
            before = active.get(code)
            since = before[1] if before is not None and before[0] == report.level.value else now
            active[code] = (
                report.level.value,
                since,
                report.message,
                report.native_severity,
                report.qualifier,
            )
    return Level.NORMAL.value if not active else "ACTIVE"


def _signals_of(recipe: Recipe, expressions: Iterable[Expression]) -> tuple[SignalId, ...]:
    """Signals the expressions look at, those that were named first first."""
    found: dict[SignalId, None] = {}
    for expression in expressions:
        for role in roles_of(expression):
            for signal in recipe.roles[role]:
                found.setdefault(signal)
    return tuple(found)
