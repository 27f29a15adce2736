"""The desk of figures: what doors ask of it, from one place (trap 35). All calls block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.figures import ranges
from dispatcher.app.figures.engine import Engine, Group, Request
from dispatcher.app.figures.explaining import Opened, explain
from dispatcher.app.figures.losses import Lost, Step, pareto, waterfall
from dispatcher.app.figures.ranges import Days, Window
from dispatcher.app.figures.selection import Filters, Range
from dispatcher.app.figures.shelf import Drafts, Shelf
from dispatcher.app.figures.source import Account, Shifts
from dispatcher.app.figures.times import Asked, Row, times
from dispatcher.app.plant import Plant
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Settings

When = Interval | Days | Window
"""A range as people ask for it: exact, by days of the plant, or by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Groups of figures over one range."""

    window: Interval
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything figures are asked of. `shifts` gives the plan in force, as it is now."""

    plant: Plant
    account: Account
    shifts: Callable[[], Shifts]
    settings: Settings
    clock: Clock

    def shelf(self, drafts: Drafts | None = None) -> Shelf:
        """Definitions, targets and practice by their effective dates."""
        return Shelf.of(self.settings, drafts)

    def engine(self, drafts: Drafts | None = None) -> Engine:
        """The engine over the account as it is now."""
        return Engine(self.plant, self.account, self.shelf(drafts), self.clock.now())

    def given(self, when: When, filters: Filters) -> Range:
        """The range for the machines of the filters. Raises NotFound `machine_unknown`, InvalidInput `scope_empty`."""
        machines = [info.id for info in filters.chosen(self.plant)]
        match when:
            case Interval():
                return ranges.exact(when, machines)
            case Days():
                return ranges.of_days(when, machines, self.plant.site.time_zone)
            case Window():
                return ranges.named(when, self.clock.now(), machines, self.shifts())

    def figures(
        self, kpis: tuple[str, ...], group_by: tuple[str, ...], whens: Sequence[When], filters: Filters
    ) -> list[Answer]:
        """Figures over each of the ranges."""
        engine = self.engine()
        answers: list[Answer] = []
        for when in whens:
            given = self.given(when, filters)
            groups = engine.figures(Request(kpis=kpis, group_by=group_by, given=given, filters=filters))
            answers.append(Answer(window=given.shown, groups=groups))
        return answers

    def pending(self, filters: Filters) -> int:
        """Shift occurrences that are still being reckoned."""
        return self.account.pending([info.id for info in filters.chosen(self.plant)])

    def times(
        self, group_by: tuple[str, ...], when: When, filters: Filters, only: Mapping[str, tuple[str, ...]]
    ) -> tuple[Interval, list[Row]]:
        """Time by groups."""
        given = self.given(when, filters)
        asked = Asked(group_by=group_by, given=given, filters=filters, only=only)
        return given.shown, times(self.plant, self.account, self.shifts(), asked)

    def losses(self, when: When, filters: Filters) -> tuple[Interval, Sequence[Step], Sequence[Lost]]:
        """The waterfall, and the reasons of lost time."""
        given = self.given(when, filters)
        practice = self.shelf().practice_at(Instant(min(given.shown.end, self.clock.now() + 1) - 1))
        steps = waterfall(self.plant, self.account, given, filters, practice)
        return given.shown, steps, pareto(self.plant, self.account, self.shifts(), given, filters)

    def explain(self, kpi: str, when: When, filters: Filters, after: Instant | None) -> tuple[Interval, Opened]:
        """One figure, opened."""
        given = self.given(when, filters)
        request = Request(kpis=(kpi,), group_by=(), given=given, filters=filters)
        return given.shown, explain(self.engine(), self.plant, self.account, request, after)
