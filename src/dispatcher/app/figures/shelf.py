"""Definitions, targets and practice as the plant set them, each by its effective date, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dispatcher.app.figures.builtin import book, definitions, terms
from dispatcher.app.figures.knowing import Practice
from dispatcher.app.figures.targets import NO_TARGETS, Target
from dispatcher.app.versions import ALWAYS, Effective, effective
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.kpi import Better, Book, Definition, School, Unit
from dispatcher.ports.store import Settings

KPI, TARGETS, PRACTICE, PLANT = "kpi", "targets", "figures", "plant"
"""Kinds of documents, and the key of those there is one of."""

STANDARD = Practice(scrap_reported=False, norms_at_least=1.0, late_after=1800 * SECOND)
Targets = Mapping[tuple[str, str], Target]
Drafts = Mapping[tuple[str, str], tuple[Instant, Mapping[str, Any]]]
"""Documents by (kind, key) that are tried out, each from an instant on."""


def read_definition(code: str, body: Mapping[str, Any]) -> Definition:
    """A definition of a stored body. Raises InvalidInput for its formula."""
    return Definition(
        code=code,
        words=body["words"],
        description=body["description"],
        formula=body["formula"],
        unit=Unit(body["unit"]),
        clause=body["clause"],
        school=School(body["school"]),
        better=Better(body["better"]),
        bounded=body["bounded"],
    )


def read_targets(body: Mapping[str, Any]) -> Targets:
    """Targets of a stored body, by (kpi, scope)."""
    return {
        (item["kpi"], item["scope"]): Target(
            kpi=item["kpi"], scope=item["scope"], target=item["target"], warn=item["warn"]
        )
        for item in body["targets"]
    }


def read_practice(body: Mapping[str, Any]) -> Practice:
    """The practice of a stored body."""
    return Practice(
        scrap_reported=body["scrap"] == "reported",
        norms_at_least=body["norms_at_least"],
        late_after=round(body["late_after_s"] * SECOND),
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was in force when. `kpis`: the plant's own versions by code; a removed one gives way to what ships."""

    kpis: Mapping[str, Effective[Definition]]
    targets: Effective[Targets]
    practice: Effective[Practice]

    @classmethod
    def of(cls, settings: Settings, drafts: Drafts | None = None) -> Shelf:
        """What is stored; `drafts`, by (kind, key), as if they were in force from their instant on (dry run)."""
        given = drafts or {}
        codes = dict.fromkeys((*settings.all(KPI), *(key for kind, key in given if kind == KPI)))
        kpis = {code: _kpi(settings, code) for code in codes}
        found = cls(
            kpis,
            effective(settings, TARGETS, PLANT, read_targets),
            effective(settings, PRACTICE, PLANT, read_practice),
        )
        for (kind, key), (start, body) in given.items():
            found = found.with_draft(kind, key, start, body)
        return found

    def with_draft(self, kind: str, key: str, start: Instant, body: Mapping[str, Any]) -> Shelf:
        """As it would be if the body were in force from `start` on. Raises InvalidInput for a formula."""
        match kind:
            case "kpi":
                versions: Effective[Definition] = self.kpis[key] if key in self.kpis else Effective()
                own = versions.with_draft(start, read_definition(key, body))
                return replace(self, kpis={**self.kpis, key: own})
            case "targets":
                return replace(self, targets=self.targets.with_draft(start, read_targets(body)))
            case "figures":
                return replace(self, practice=self.practice.with_draft(start, read_practice(body)))
            case _:
                return self

    def book_at(self, instant: Instant) -> Book:
        """Terms and definitions in force at the instant. Raises InvalidInput where they do not fit together."""
        own = {code: found for code, versions in self.kpis.items() if (found := versions.at(instant)) is not None}
        return Book(terms(), {**definitions(), **own}) if own else book()

    def edition(self, instant: Instant) -> tuple[int, ...]:
        """Which versions of definitions are in force: the same edition, the same book."""
        found = (versions.version(instant) for versions in self.kpis.values())
        return tuple(0 if version is None else version.number for version in found)

    def targets_at(self, instant: Instant) -> Targets:
        """Targets in force at the instant, by (kpi, scope)."""
        return self.targets.at(instant) or NO_TARGETS

    def practice_at(self, instant: Instant) -> Practice:
        """The practice in force at the instant."""
        return self.practice.at(instant) or STANDARD

    def turns(self) -> Iterator[Instant]:
        """Instants at which some definition changes, not sorted."""
        for versions in self.kpis.values():
            for version in versions.versions:
                if version.start != ALWAYS:
                    yield version.start


def _kpi(settings: Settings, code: str) -> Effective[Definition]:
    return effective(settings, KPI, code, lambda body: read_definition(code, body))
