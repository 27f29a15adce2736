"""The step function of one machine: memory + the events of one instant -> memory, closed spans.

Everything that happens at one instant is one step, so nothing depends on how the events of that
instant were ordered between signals or cut into batches. Time comes in with the events; what turns
by itself (on-delay, debounce, staleness, lost sight) is a deadline that lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag

from dispatcher.domain.profile import Expression, Rule
from dispatcher.domain.signal import Condition, DataSet, Level, SignalId, TimeSeries, Value
from dispatcher.domain.state import BaseState, CycleEnd, Mode, Track
from dispatcher.engine import counter
from dispatcher.engine.axis import Armed, Verdict, arm, deadlines, judge, settle
from dispatcher.engine.conditions import Check, as_number, compile_expression, known, roles_of, spans_of_change
from dispatcher.engine.memory import Active, Memory
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.record import Detail, Drawn, DrawnCount, Record

Event = tuple[int, int, str, int, SignalId, Value]
"""(at, 1, session, sequence, signal, value) of an observation, or
(at, 0, source, covered 0/1, -1, None) of an edge of coverage. Sorted by the first five parts:
the order of the truth."""

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


@dataclass(frozen=True, slots=True)
class _Cycle:
    starts: Check
    within: Check
    completed: Check
    restart: Check | None


class Stepper:
    """A recipe compiled for stepping. Holds no memory of its own."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        profile = recipe.profile
        self._states = self._arm(profile.states)
        self._modes = self._arm(profile.modes)
        self._program = recipe.roles.get(profile.program or "", ())
        self._alarms = recipe.roles.get(profile.alarms or "", ())
        self._counted = recipe.roles.get(profile.counter.role, ())[:1] if profile.counter else ()
        self._cycle = self._compile_cycle()
        self._changes = self._self_turning()
        self._state_signals = _signals_of(recipe, [rule.when for rule in profile.states])
        self._concerns = self._map_concerns()
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

    def _compile_cycle(self) -> _Cycle | None:
        rules = self.recipe.profile.cycle
        if rules is None:
            return None
        recipe = self.recipe
        return _Cycle(
            compile_expression(rules.starts, recipe),
            compile_expression(rules.within, recipe),
            compile_expression(rules.completed, recipe),
            compile_expression(rules.restart, recipe) if rules.restart else None,
        )

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

    def advance(self, memory: Memory, until: int, record: Record) -> None:
        """Let every deadline up to and including `until` pass."""
        while (instant := self.next_deadline(memory)) is not None and instant <= until:
            memory.at = instant
            self._evaluate(memory, instant, record, _ALL)

    def step(self, memory: Memory, instant: int, events: Iterable[Event], record: Record) -> None:
        """Take all events of one instant, which must lie after `memory.at`."""
        self.advance(memory, instant - 1, record)
        first = memory.at is None
        memory.at = instant
        moved = _ALL if first else 0
        for event in events:
            if event[1] == 0:
                memory.covered[event[2]] = event[3] == 1
                moved = _ALL
            else:
                moved |= self._take(memory, event[4], event[5], instant, record)
        if moved:
            self._evaluate(memory, instant, record, moved)

    # ---------------------------------------------------------------- values

    def _take(self, memory: Memory, signal: SignalId, value: Value, now: int, record: Record) -> int:
        """Remember a value; the Concern of what it may have moved."""
        moved = False
        if isinstance(value, Condition):
            active = memory.active.setdefault(signal, {})
            was = dict(active)
            value = take_condition(active, value, now)
            moved = was != active
        elif isinstance(value, DataSet | TimeSeries):
            return 0
        elif value is None:
            memory.active.pop(signal, None)
        before = memory.values.get(signal)
        if before is None or before[0] != value:
            moved = True
            memory.values[signal] = (value, now, now)
        else:
            memory.values[signal] = (value, now, before[2])
            # A value sent again is news where values grow stale.
            moved = moved or signal in self.recipe.stale
        if signal in self._counted and value is not None:
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
        if moved & _ALARM and self._alarms:
            self._follow_alarms(memory, now, record)
        if moved & _CYCLE and self._cycle is not None:
            self._follow_cycle(self._cycle, memory, now, record)

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

    def _follow_cycle(self, checks: _Cycle, memory: Memory, now: int, record: Record) -> None:
        within = checks.within(memory, now)
        if checks.restart is not None:
            restart = checks.restart(memory, now) is True
            if restart and not memory.restart_was and memory.cycle is not None:
                self._end_cycle(memory, now, CycleEnd.COMPLETED, record)
                memory.cycle_ready = True
            memory.restart_was = restart
        if memory.cycle is not None:
            self._go_on(checks, memory, now, record)
        if memory.cycle is None:
            if checks.starts(memory, now) is True:
                memory.cycle = (now, self._program_name(memory, now)[0], memory.cycle_ready, None)
                memory.cycle_ready = False
            elif within is False:
                memory.cycle_ready = True
            elif within is None:
                memory.cycle_ready = False

    def _go_on(self, checks: _Cycle, memory: Memory, now: int, record: Record) -> None:
        rules, cycle = self.recipe.profile.cycle, memory.cycle
        if rules is None or cycle is None:
            return
        start, program, seen, blind_since = cycle
        within = checks.within(memory, now)
        if within is None:
            blind_since = now if blind_since is None else blind_since
            if now - blind_since >= rules.blind:
                memory.cycle = (start, program, seen, None)
                self._end_cycle(memory, blind_since, CycleEnd.UNKNOWN, record)
            else:
                memory.cycle = (start, program, seen, blind_since)
        elif within:
            memory.cycle = (start, program or self._program_name(memory, now)[0], seen, None)
        else:
            done = checks.completed(memory, now) is True
            self._end_cycle(memory, now, CycleEnd.COMPLETED if done else CycleEnd.ABORTED, record)
            memory.cycle_ready = True

    def _end_cycle(self, memory: Memory, end: int, how: CycleEnd, record: Record) -> None:
        if memory.cycle is None:
            return
        start, program, seen, _ = memory.cycle
        memory.cycle = None
        if end <= start:
            return
        detail: Detail = {"outcome": how, "start": "seen" if seen else "unseen"}
        record.spans[Track.CYCLE].append(Drawn(start, end, program, "cycle", detail))
        if how is not CycleEnd.COMPLETED or not seen:
            return
        if not memory.counter_moved:
            self._infer(memory, end, end - start, program, record)
        memory.cycles_uncounted += 1
        if memory.counter is not None and memory.cycles_uncounted == counter.UNCHANGED_CYCLES:
            raw = memory.counter[0]
            record.counts.append(
                DrawnCount(end, 0, self._counted[0], raw, raw, program, False, "counter:not_configured")
            )

    def _infer(self, memory: Memory, end: int, length: int, program: str, record: Record) -> None:
        """A completed cycle is a part where no counter ever counted: none there, or it stands still."""
        infer = self.recipe.profile.infer
        if infer is not None and length >= infer.min_cycle and program not in infer.programs_not:
            memory.inferred += infer.per_cycle if memory.counter is not None else 0
            record.counts.append(DrawnCount(end, infer.per_cycle, None, None, None, program, True, "infer:cycle"))


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
