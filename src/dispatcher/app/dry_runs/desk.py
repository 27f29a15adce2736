"""Where dry runs are made. All calls block; nothing that is stored is changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.meaning import KINDS
from dispatcher.app.dry_runs.change import FIGURES, Change, Drafts, check, drafts_of, with_rules
from dispatcher.app.dry_runs.difference import Changed, changed
from dispatcher.app.dry_runs.spans import TAIL, WARM_UP, Overlaid, Redrawn, redraw
from dispatcher.app.dry_runs.tried import TriedAccount
from dispatcher.app.figures.engine import Engine, Figure, Request
from dispatcher.app.figures.ranges import exact
from dispatcher.app.figures.selection import Filters
from dispatcher.app.figures.shelf import Shelf
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.state_rules.book import PROFILE
from dispatcher.app.state_rules.desk import StateRulesDesk, rules_of
from dispatcher.domain.account import Stretch
from dispatcher.domain.errors import InvalidInput, NotFound, Unavailable
from dispatcher.domain.instant import DAY, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.kpi import Unit
from dispatcher.domain.profile import StateRules, first_difference
from dispatcher.domain.signal import MachineId
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Journal

MACHINE_DAYS = 3_500
"""The largest dry run: 500 machines for a week, or 100 for a month."""
REDRAWN_DAYS = 700
"""The same where state rules change: every signal of the range is read again."""
PATIENCE_S = 60.0
INTERVALS = 2_000
"""Differences told one by one; their time is told for all of them."""
TOGETHER = 8
"""Machines reckoned at once."""
STANDARD = ("availability", "effectiveness", "quality_ratio", "oee", "load_factor", "stop_time", "parts")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMachine:
    """What would be different on a machine; `changed`: time that counts otherwise, microseconds, all of it."""

    machine: MachineId
    intervals: Sequence[Changed]
    changed: Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFigure:
    """A figure of all machines that were looked at."""

    kpi: str
    unit: Unit
    before: Figure | None
    after: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a dry run found. machines: those that differ, most time first; looked: how many were looked at;
    truncated: not every interval is told.
    """

    window: Interval
    machines: Sequence[OfMachine]
    figures: Sequence[OfFigure]
    looked: int
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRuns:
    """Over the house's own parts. `inputs`: where the facts of accounts come from; `seconds`: a clock that only goes
    forward, to keep patience by.
    """

    journal: Journal
    inputs: AccountInputs
    recipes: Recipes
    state_rules: StateRulesDesk
    shelf: Callable[[Drafts], Shelf]
    clock: Clock
    seconds: Callable[[], float] = time.monotonic
    _busy: Lock = field(default_factory=Lock)

    def run(
        self, changes: Sequence[Change], window: Interval, machines: Sequence[MachineId] | None, kpis: Sequence[str]
    ) -> Difference:
        """Try the changes on a range. machines None: all.

        Raises InvalidInput for what cannot be read (`dry_run_…`, and whatever its own door refuses), NotFound
        `machine_unknown`, `kpi_unknown`, Unavailable `dry_run_too_slow`, and `dry_run_busy`: one at a time, for the
        plant comes first.
        """
        check(changes)
        now = self.clock.now()
        if window.start >= now:
            raise InvalidInput("dry_run_future")
        window = Interval(window.start, Instant(min(window.end, now)))
        chosen = self._chosen(machines)
        if not self._busy.acquire(blocking=False):
            raise Unavailable("dry_run_busy")
        try:
            return self._run(changes, window, chosen, tuple(kpis), now)
        finally:
            self._busy.release()

    def _run(
        self,
        changes: Sequence[Change],
        window: Interval,
        chosen: tuple[MachineId, ...],
        kpis: tuple[str, ...],
        now: Instant,
    ) -> Difference:
        try:
            run = _Run(self, changes, window, chosen, kpis, now)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Documents are read by whoever owns them; what is no such document at all is said here.
            names = ", ".join(f"{change.kind}/{change.key}" for change in changes)
            raise InvalidInput("dry_run_body", documents=names, problem=f"{type(error).__name__}: {error}") from error
        return run.difference()

    def _chosen(self, machines: Sequence[MachineId] | None) -> tuple[MachineId, ...]:
        plant = self.inputs.meanings.now().plant
        if machines is None:
            return tuple(info.id for info in plant.machines)
        return tuple(dict.fromkeys(plant.machine(machine).id for machine in machines))


class _Run:
    """One dry run. Everything that is tried is read when it is made, before anything is reckoned."""

    def __init__(
        self,
        desk: DryRuns,
        changes: Sequence[Change],
        window: Interval,
        machines: tuple[MachineId, ...],
        kpis: tuple[str, ...],
        now: Instant,
    ) -> None:
        self._desk = desk
        self._window = window
        self._machines = machines
        self._kpis = kpis
        self._now = now
        self._until = desk.seconds() + PATIENCE_S
        self._earliest = Instant(window.start - WARM_UP)
        self._other_rules = self._rules(changes)
        days = len(machines) * window.length / DAY
        redrawn = sum(machine in self._other_rules for machine in machines) * window.length / DAY
        if days > MACHINE_DAYS or redrawn > REDRAWN_DAYS:
            limit = REDRAWN_DAYS if redrawn > REDRAWN_DAYS else MACHINE_DAYS
            raise InvalidInput(
                "dry_run_too_large", machines=len(machines), days=round(window.length / DAY), limit=limit
            )
        self._drafts = drafts_of(changes, FIGURES)
        self._shelves = desk.shelf({}), desk.shelf(self._drafts)
        self._meant = desk.inputs.with_drafts(drafts_of(changes, KINDS))
        self._meant.meanings.now()

    def _rules(self, changes: Sequence[Change]) -> Mapping[MachineId, StateRules]:
        """Machines whose state rules would be others somewhere up to the end of the range."""
        own = self._desk.state_rules
        book = with_rules(own.book, changes, self._earliest)
        for change in changes:
            if change.kind == PROFILE:
                book.read(change.key)
        found = rules_of(book, own.machines)
        firsts = {machine: first_difference(own.rules()[machine], rules) for machine, rules in found.items()}
        return {
            machine: found[machine]
            for machine, first in firsts.items()
            if first is not None and first < self._window.end and machine in self._machines
        }

    def difference(self) -> Difference:
        """Machine by machine, a few at a time."""
        before, after = TriedAccount(), TriedAccount()
        found: list[OfMachine] = []
        for start in range(0, len(self._machines), TOGETHER):
            some = self._machines[start : start + TOGETHER]
            found += self._of(some, before, after)
        found.sort(key=lambda own: -own.changed)
        told, left = [], INTERVALS
        for own in found:
            told.append(replace(own, intervals=own.intervals[:left]))
            left -= len(told[-1].intervals)
        return Difference(
            window=self._window,
            machines=told,
            figures=list(self._figures(before, after)),
            looked=len(self._machines),
            truncated=any(len(own.intervals) < len(whole.intervals) for own, whole in zip(told, found, strict=True)),
        )

    def _of(self, some: Sequence[MachineId], before: TriedAccount, after: TriedAccount) -> Iterator[OfMachine]:
        desk = self._desk
        redrawn = {machine: self._redraw(machine) for machine in some if machine in self._other_rules}
        meant = replace(self._meant, journal=Overlaid(self._meant.journal, redrawn)) if redrawn else self._meant
        self._going_on()
        old: dict[MachineId, list[Stretch]] = dict(before.add(desk.inputs, some, self._window, self._now))
        self._going_on()
        for machine, new in after.add(meant, some, self._window, self._now):
            intervals = changed(old[machine], new)
            if intervals:
                time_changed = sum(own.length for own in intervals)
                yield OfMachine(machine=machine, intervals=intervals, changed=time_changed)

    def _redraw(self, machine: MachineId) -> Redrawn:
        desk = self._desk
        schedule = desk.recipes.with_rules(machine, self._other_rules[machine])
        until = Instant(min(self._window.end + TAIL, self._now))
        return redraw(desk.journal, schedule, machine, until, self._earliest, self._going_on)

    def _going_on(self) -> None:
        if self._desk.seconds() > self._until:
            raise Unavailable("dry_run_too_slow", seconds=round(PATIENCE_S))

    def _figures(self, before: TriedAccount, after: TriedAccount) -> Iterator[OfFigure]:
        """Of every machine looked at together. A figure that only one of the two knows has one side."""
        plant = self._meant.meanings.now().plant
        sides = [
            Engine(plant, account, shelf, self._now)
            for account, shelf in zip((before, after), self._shelves, strict=True)
        ]
        given, filters = exact(self._window, self._machines), Filters(machines=tuple(map(str, self._machines)))
        books = [side.book(side.end(given)) for side in sides]
        drafted = tuple(key for kind, key in self._drafts if kind == "kpi")
        for kpi in dict.fromkeys((*(self._kpis or STANDARD), *drafted)):
            definition = next((book.kpis[kpi] for book in reversed(books) if kpi in book.kpis), None)
            if definition is None:
                raise NotFound("kpi_unknown", kpi=kpi, known=", ".join(books[0].kpis))
            request = Request(kpis=(kpi,), group_by=(), given=given, filters=filters)
            values = [
                side.figures(request)[0].figures[0] if kpi in book.kpis else None
                for side, book in zip(sides, books, strict=True)
            ]
            yield OfFigure(kpi=kpi, unit=definition.unit, before=values[0], after=values[1])
