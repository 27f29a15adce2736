"""Which tree, which rules and which settings of stops are in force when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dispatcher.app.plant import MachineInfo
from dispatcher.app.reasons.documents import (
    PLANT,
    RULES,
    STOPS,
    TREE,
    StopSetting,
    StopSettings,
    read_stops,
    read_tree,
    starter_rules,
    starter_tree,
)
from dispatcher.app.versions import Effective, effective
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason, ReasonTree
from dispatcher.engine.reasons.facts import StopFacts
from dispatcher.engine.reasons.judge import judge
from dispatcher.engine.reasons.rule import Given, ReasonRule
from dispatcher.engine.reasons.rule_text import read_rules
from dispatcher.ports.store import Settings

Body = TypeVar("Body")
FOREVER = Instant(2**62)


def scopes_of(machine: MachineInfo) -> frozenset[str]:
    """The scopes a machine lies in, as reasons and rules name them."""
    named = (("area", machine.area), ("line", machine.line), ("kind", machine.kind.value))
    return frozenset((f"machine:{machine.id}", *(f"{kind}:{name}" for kind, name in named if name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBook:
    """Everything about reasons by instant. Where the plant has set nothing, what it starts with is in force."""

    trees: Effective[ReasonTree] = field(default_factory=Effective)
    rules: Effective[tuple[ReasonRule, ...]] = field(default_factory=Effective)
    stops: Effective[StopSettings] = field(default_factory=Effective)

    @classmethod
    def of(cls, settings: Settings) -> ReasonBook:
        """As stored."""
        return cls(
            trees=effective(settings, TREE, PLANT, read_tree),
            rules=effective(settings, RULES, PLANT, read_rules),
            stops=effective(settings, STOPS, PLANT, read_stops),
        )

    def with_draft(self, kind: str, start: Instant, body: Mapping[str, object]) -> ReasonBook:
        """As it would be if a document were put in force from `start` on (dry run). Raises InvalidInput."""
        match kind:
            case "reason-tree":
                return replace(self, trees=self.trees.with_draft(start, read_tree(body)))
            case "reason-rules":
                return replace(self, rules=self.rules.with_draft(start, read_rules(body)))
            case "stops":
                return replace(self, stops=self.stops.with_draft(start, read_stops(body)))
            case _:
                return self

    def tree(self, at: Instant) -> ReasonTree:
        """The tree in force."""
        return self.trees.at(at) or starter_tree()

    def reason(self, code: str, at: Instant) -> Reason | None:
        """What the code means at an instant: as the tree in force says, else the next one that knows it, else the
        last one before: what was said about the past keeps its meaning. None for a code that never was.
        """
        trees = [version.body for version in self.trees.versions if version.body is not None]
        here = self.tree(at)
        later = [version.body for version in self.trees.versions if version.body is not None and version.start > at]
        for tree in (here, *later, *reversed(trees), starter_tree()):
            if code in tree.reasons:
                return tree.reasons[code]
        return None

    def rules_at(self, at: Instant) -> tuple[int, tuple[ReasonRule, ...]]:
        """Version (0 = what a plant starts with, or a draft) and rules in force."""
        version = self.rules.version(at)
        return (0, starter_rules()) if version is None or version.body is None else (version.number, version.body)

    def stop(self, machine: MachineInfo, at: Instant) -> StopSetting:
        """How stops of the machine are taken."""
        return (self.stops.at(at) or StopSettings()).of(machine.id)

    def judge(self, machine: MachineInfo, facts: StopFacts) -> list[Given]:
        """The automatic reasons inside the stops: at each instant by the rules and the tree in force there. A rule
        whose reason may not be given on the machine says nothing. `rule` is `id@version`.
        """
        if not facts.stops:
            return []
        hull = Interval(facts.stops[0].start, facts.stops[-1].end)
        scopes = scopes_of(machine)
        given: list[Given] = []
        for part in _parts(hull, self.rules, self.trees):
            number, rules = self.rules_at(part.start)
            tree = self.tree(part.start)
            fitting = [
                rule
                for rule in rules
                if (not rule.scopes or not scopes.isdisjoint(rule.scopes)) and tree.usable(rule.reason, scopes)
            ]
            given += [
                replace(found, start=start, end=end, rule=f"{found.rule}@{number}")
                for found in judge(fitting, facts)
                if (start := max(found.start, part.start)) < (end := min(found.end, part.end))
            ]
        return given


def _parts(hull: Interval, *settings: Effective[Body] | Effective[ReasonTree]) -> Iterator[Interval]:
    """The hull cut where a version of one of the settings takes over."""
    cuts = sorted({version.start for setting in settings for version in setting.versions if version.start in hull})
    at = hull.start
    for cut in (*cuts, hull.end):
        if at < cut:
            yield Interval(at, cut)
            at = cut
