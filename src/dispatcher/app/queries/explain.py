"""Why a machine was in its state at an instant, by the very rules and values that gave it.

The engine's memory of that instant is built again from the nearest checkpoint and the journal, so
there is one engine and no second opinion (trap 35).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatcher.app.past import looking_back, recalled
from dispatcher.app.plant import NoDataReason
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.domain.errors import NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import Profile, StateRules
from dispatcher.domain.signal import MachineId, Observation, SignalId
from dispatcher.domain.state import BaseState, Span, Track
from dispatcher.engine import explain as engine
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Wire
from dispatcher.engine.schedule import Schedule
from dispatcher.ports.store import Coverage, Journal, StoredSignal


@dataclass(frozen=True, slots=True)
class Recipes:
    """The state rules of the machines, bound on demand to the signals they have declared so far.

    `rules` is asked anew each time: other rules may be put in force while the house runs.
    """

    rules: Callable[[], Mapping[MachineId, StateRules]]
    catalogue: Catalogue

    def of(self, machine: MachineId) -> Schedule:
        """The machine's rules over time. Raises NotFound `profile_unknown`."""
        rules = self.rules().get(machine)
        if rules is None:
            raise NotFound("profile_unknown", machine=machine)
        return self.with_rules(machine, rules)

    def with_rules(self, machine: MachineId, rules: StateRules) -> Schedule:
        """The machine by other rules."""
        return Schedule(
            rules,
            {
                stored.id: Wire(signal=stored.id, source=stored.source, spec=stored.spec)
                for stored in self.catalogue.of(machine)
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedValue:
    """A signal the rules looked at and the observation it had; `known` = it could be used."""

    key: str
    role: str
    known: bool
    observation: Observation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The stored span, the rule in force with its condition, and the rules that stand before it.

    `force` None: no rule fired, there was nothing to judge by (`reason` says why).
    """

    at: Instant
    profile: Profile
    state: str
    reason: str
    span: Span | None
    rule: str
    force: engine.RuleFinding | None
    earlier: tuple[engine.RuleFinding, ...]
    values: tuple[UsedValue, ...]
    coverage: Coverage | None


def explain(journal: Journal, catalogue: Catalogue, recipes: Recipes, machine: MachineId, at: Instant) -> Explained:
    """Open the state of the machine at `at`. Raises NotFound for a machine without a profile."""
    schedule = recipes.of(machine)
    recipe = schedule.recipe(at)
    moment = Interval(at, Instant(at + 1))
    coverage = journal.coverage(machine, moment)
    opened = engine.explain(recipe, memory_at(journal, schedule, machine, at), at)
    spans = journal.spans([machine], [Track.STATE], moment)
    span = spans[0] if spans else None
    rule = span.rule.rpartition("/")[2] if span is not None else opened.rule
    place = next((i for i, finding in enumerate(opened.rules) if finding.rule.id == rule), None)
    return Explained(
        at=at,
        profile=recipe.profile,
        state=span.value if span is not None else opened.committed or BaseState.NO_DATA.value,
        reason=_reason(span, opened),
        span=span,
        rule=rule,
        force=None if place is None else opened.rules[place],
        earlier=opened.rules if place is None else opened.rules[:place],
        values=_used(journal, catalogue.by_id(machine), opened, at),
        coverage=coverage[0] if coverage else None,
    )


def _reason(span: Span | None, opened: engine.Explanation) -> str:
    """Why there is no data; empty where there is."""
    if span is not None:
        return str(span.detail.get("reason") or "")
    return opened.reason if opened.committed else NoDataReason.NEVER_SEEN.value


def memory_at(journal: Journal, schedule: Schedule, machine: MachineId, at: Instant) -> Memory:
    """The engine's memory after everything up to and including `at`."""
    line = looking_back(journal, schedule, machine, recalled(journal, machine, schedule, at), at)
    line.follow(at)
    return line.memory


def _used(
    journal: Journal, signals: Mapping[SignalId, StoredSignal], opened: engine.Explanation, at: Instant
) -> tuple[UsedValue, ...]:
    latest = journal.latest(sorted({looked.signal for looked in opened.looked}), at)
    return tuple(
        UsedValue(
            key=signals[looked.signal].spec.key,
            role=looked.role,
            known=looked.known,
            observation=latest.get(looked.signal),
        )
        for looked in opened.looked
    )
