"""What signals said, for reason rules: loaded from the journal only when a rule asks, once for a machine and window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.app.past import BEGINNING
from dispatcher.app.queries.explain import memory_at
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval, union
from dispatcher.domain.profile import ChangedWithin
from dispatcher.domain.signal import Category, Condition, Level, MachineId, SignalId, Value
from dispatcher.engine.memory import Memory
from dispatcher.engine.reasons.facts import SignalHistory, SignalTrack
from dispatcher.engine.reasons.rule import AllHold, AnyHolds, NotHolds, OnSignal, ReasonRule, SignalRef
from dispatcher.engine.reasons.rule import Condition as RuleCondition
from dispatcher.engine.recipe import Recipe
from dispatcher.engine.schedule import Schedule
from dispatcher.ports.store import Journal

FOREVER = Instant(2**62)


def looks_back(rules: Sequence[ReasonRule]) -> Mapping[SignalRef, Micros]:
    """How long before an instant the rules ask whether a signal changed, by signal."""
    found: dict[SignalRef, Micros] = {}
    for rule in rules:
        for leaf in on_signals(rule.when):
            if isinstance(leaf.test, ChangedWithin):
                found[leaf.signal] = max(found.get(leaf.signal, 0), leaf.test.span)
    return found


def on_signals(condition: RuleCondition) -> Iterator[OnSignal]:
    """Every test of a signal inside a condition."""
    match condition:
        case AllHold(parts) | AnyHolds(parts):
            for part in parts:
                yield from on_signals(part)
        case NotHolds(part):
            yield from on_signals(part)
        case OnSignal():
            yield condition
        case _:
            pass


@dataclass(slots=True)
class SignalLoader:
    """Call it with a signal. `window` must hold every stop that is judged. `back`: see `looks_back`.

    What it gives inside the window does not depend on where the window begins. Roles are those of the state rules in
    force at its end.
    """

    journal: Journal
    schedule: Schedule
    machine: MachineId
    window: Interval
    back: Mapping[SignalRef, Micros]
    _tracks: dict[SignalRef, SignalTrack] = field(default_factory=dict)
    _covered: dict[str, list[Interval]] | None = None
    _memory: Memory | None = None

    @property
    def _recipe(self) -> Recipe:
        return self.schedule.recipe(self.window.end - 1)

    def __call__(self, ref: SignalRef) -> SignalTrack:
        """The histories of the signals that are meant; empty where the machine has none. Blocks."""
        if ref not in self._tracks:
            start = Instant(self.window.start - self.back.get(ref, 0))
            self._tracks[ref] = tuple(self._history(signal, start) for signal in self._meant(ref))
        return self._tracks[ref]

    def _meant(self, ref: SignalRef) -> Sequence[SignalId]:
        if isinstance(ref, str):
            return self._recipe.roles.get(ref, ())
        return sorted(signal for signal, wire in self._recipe.wires.items() if ref.fits(wire.spec))

    def _history(self, signal: SignalId, start: Instant) -> SignalHistory:
        wire = self._recipe.wires[signal]
        before = (
            self._conditions_before(signal, start)
            if wire.spec.category is Category.CONDITION
            else [(seen.at, seen.value) for seen in self.journal.latest([signal], Instant(start - 1)).values()]
        )
        inside = self.journal.relevant([signal], Interval(start, self.window.end))
        return SignalHistory(
            values=[*before, *((seen.at, seen.value) for seen in inside)],
            covered=self._coverage().get(wire.source, []),
            stale_after=self._recipe.stale.get(signal),
        )

    def _conditions_before(self, signal: SignalId, start: Instant) -> list[tuple[Instant, Value]]:
        """The active conditions just before `start`: one report says nothing of the others."""
        if signal not in self.schedule.watched:
            span = Interval(BEGINNING, start)
            return [(seen.at, seen.value) for seen in self.journal.relevant([signal], span)]
        if self._memory is None:
            self._memory = memory_at(self.journal, self.schedule, self.machine, Instant(start - 1))
        entry = self._memory.values.get(signal)
        if entry is None:
            return []
        if entry[0] is None:
            return [(Instant(entry[1]), None)]
        active = sorted((told[1], code, told[0]) for code, told in self._memory.active.get(signal, {}).items())
        last = Instant(entry[1])
        reports = [(Instant(at), Condition(level=Level(level), native_code=code)) for at, code, level in active]
        reports = reports or [(last, Condition(level=Level.NORMAL))]
        return [*reports, (last, reports[-1][1])]

    def _coverage(self) -> Mapping[str, list[Interval]]:
        """Where each source speaks for the machine."""
        if self._covered is None:
            claims: dict[str, list[Interval]] = {}
            for claim in self.journal.coverage(self.machine, self.window):
                end = FOREVER if claim.end is None else claim.end
                if claim.start < end:
                    claims.setdefault(claim.source, []).append(Interval(claim.start, end))
            self._covered = {source: union(spans) for source, spans in claims.items()}
        return self._covered
