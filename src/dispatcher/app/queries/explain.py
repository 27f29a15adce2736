"""Why a machine was in its state at an instant, by the very rules and values that gave it.

The engine's memory of that instant is built again from the nearest checkpoint and the journal, so
there is one engine and no second opinion (trap 35).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from dispatcher.app.plant import NoDataReason
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.domain.errors import NotFound
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import Profile
from dispatcher.domain.signal import MachineId, Observation, SignalId
from dispatcher.domain.state import BaseState, Span, Track
from dispatcher.engine import explain as engine
from dispatcher.engine.coverage import Cover
from dispatcher.engine.machine import Event, Stepper
from dispatcher.engine.memory import Memory
from dispatcher.engine.memory import load as load_memory
from dispatcher.engine.recipe import Recipe, Wire, bind
from dispatcher.engine.record import Record
from dispatcher.ports.store import Coverage, Journal, StoredSignal

BEGINNING = Instant(-(2**62))
_order = itemgetter(0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Recipes:
    """Profiles of the machines, bound on demand to the signals they have declared so far."""

    profiles: Mapping[MachineId, Profile]
    catalogue: Catalogue

    def of(self, machine: MachineId) -> Recipe:
        """The machine's recipe. Raises NotFound `profile_unknown`."""
        profile = self.profiles.get(machine)
        if profile is None:
            raise NotFound("profile_unknown", machine=machine)
        return bind(
            profile,
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
    recipe = recipes.of(machine)
    moment = Interval(at, Instant(at + 1))
    coverage = journal.coverage(machine, moment)
    opened = engine.explain(recipe, memory_at(journal, recipe, machine, at), at)
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


def memory_at(journal: Journal, recipe: Recipe, machine: MachineId, at: Instant) -> Memory:
    """The engine's memory after everything up to and including `at`."""
    stored = journal.checkpoint(machine, at, recipe.profile.key)
    memory = load_memory(stored.state) if stored is not None else Memory()
    after = BEGINNING if memory.at is None else Instant(memory.at + 1)
    stepper, record = Stepper(recipe), Record()
    if after <= at:
        window = Interval(after, Instant(at + 1))
        merged = heapq.merge(_observed(journal, recipe, window), _edges(journal, machine, memory, window), key=_order)
        for instant, events in groupby(merged, key=itemgetter(0)):
            stepper.step(memory, instant, events, record)
        stepper.advance(memory, at, record)
    return memory


def _observed(journal: Journal, recipe: Recipe, window: Interval) -> Iterator[Event]:
    for seen in journal.relevant(sorted(recipe.watched), window):
        yield (seen.at, 1, seen.session, seen.sequence, seen.signal, seen.value)


def _edges(journal: Journal, machine: MachineId, memory: Memory, window: Interval) -> list[Event]:
    cover = Cover()
    for claim in journal.coverage(machine, window):
        cover.claim(claim.source, claim.start, claim.end)
    edges: list[Event] = [
        (at, 0, source, covered, SignalId(-1), None) for at, source, covered in cover.between(memory.at, window.end - 1)
    ]
    return sorted(edges, key=_order)


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
