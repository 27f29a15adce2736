"""The one engine of figures: groups of the account's cells, terms, formulas, trust, targets (trap 35).

Nothing is stored: a figure is made anew from the account whenever somebody asks, so that a correction shows at once
(trap 37).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatcher.app.figures.grouping import Folding, Key, last_day
from dispatcher.app.figures.knowing import Practice, Trust, known, trust
from dispatcher.app.figures.ranges import midnight
from dispatcher.app.figures.selection import Filters, Range, scopes
from dispatcher.app.figures.shelf import Shelf
from dispatcher.app.figures.source import Account
from dispatcher.app.figures.sums import Asked, Sums, summed
from dispatcher.app.figures.targets import Status, Target, find, judge
from dispatcher.app.plant import MachineInfo, PartsSource, Plant
from dispatcher.domain.errors import NotFound
from dispatcher.domain.formula import Known
from dispatcher.domain.instant import Instant
from dispatcher.domain.kpi import Book, Definition, Term, Unit

ABOVE_ONE = "above_one"
"""Flag: the standard or a count must be wrong; the value is shown as it is (trap 33)."""
INFERRED = "inferred_parts"
"""Flag: no counter told some of the parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. `group_by`: names of `grouping.FIGURES`."""

    kpis: tuple[str, ...]
    group_by: tuple[str, ...]
    given: Range
    filters: Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value and everything that says how far it goes. `terms`: None where not known; `why`: why no value."""

    kpi: str
    value: float | None
    unit: Unit
    why: str | None
    terms: Mapping[str, float | None]
    trust: Trust
    target: float | None
    warn: float | None
    status: Status
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Figures of one group; `key` by the names of `group_by`."""

    key: Mapping[str, str]
    figures: tuple[Figure, ...]


class Engine:
    """Makes figures of an account. All calls block."""

    def __init__(self, plant: Plant, account: Account, shelf: Shelf, now: Instant) -> None:
        self._plant = plant
        self._account = account
        self._shelf = shelf
        self._now = now
        self._books: dict[tuple[int, ...], Book] = {}
        self._made: dict[tuple[int, tuple[str, ...]], tuple[_Recipe, ...]] = {}

    def book(self, at: Instant) -> Book:
        """Terms and definitions in force at the instant."""
        edition = self._shelf.edition(at)
        if edition not in self._books:
            self._books[edition] = self._shelf.book_at(at)
        return self._books[edition]

    def figures(self, request: Request) -> list[Group]:
        """The groups in order. A group counts by the definitions in force at its end.

        Raises NotFound `kpi_unknown`, `machine_unknown`, InvalidInput `scope_empty`.
        """
        chosen = request.filters.chosen(self._plant)
        end = self.end(request.given)
        asked = self._asked(request, end)
        folding = Folding(self._plant, request.group_by)
        only = request.filters.columns()
        found = summed(self._account, asked, request.given, folding, only)
        for key in self._standing(request, chosen):
            found.setdefault(key, Sums())
        members = _members(request.group_by, chosen, self._plant)
        pending = self._account.pending([info.id for info in chosen])
        return [
            self._group(request, key, found[key], members.get(_place(request.group_by, key), chosen), pending)
            for key in sorted(found, key=folding.sort_key)
        ]

    def end(self, given: Range) -> Instant:
        """The last instant of what is asked that is not in the future."""
        return Instant(min(given.shown.end, max(self._now, given.shown.start + 1)) - 1)

    def _asked(self, request: Request, end: Instant) -> Asked:
        """All terms that any version of the asked figures in the range needs."""
        terms: dict[str, Term] = {}
        inside = {turn for turn in self._shelf.turns() if request.given.shown.start < turn <= end}
        for at in (*inside, request.given.shown.start, end):
            book = self.book(at)
            for kpi in request.kpis:
                if kpi in book.kpis:
                    terms.update({term.code: term for term in book.terms_of(kpi)})
                elif at == end:
                    raise NotFound("kpi_unknown", kpi=kpi, known=", ".join(book.kpis))
        return Asked(tuple(terms.values()))

    def _standing(self, request: Request, chosen: Sequence[MachineInfo]) -> set[Key]:
        """Groups that are there although nothing is known of them: no data is an answer."""
        places = {"machine", "area", "line", "site"}
        if not places.issuperset(request.group_by):
            return set()
        return {_of_machine(request.group_by, info, self._plant) for info in chosen} or {()}

    def _group(self, request: Request, key: Key, sums: Sums, members: Sequence[MachineInfo], pending: int) -> Group:
        named = dict(zip(request.group_by, key, strict=True))
        at = self._at(named, request.given)
        book, practice, targets = self.book(at), self._shelf.practice_at(at), self._shelf.targets_at(at)
        counted = bool(members) and all(info.parts is not PartsSource.NONE for info in members)
        memo = _Memo(sums, practice, counted=counted)
        own = _common_scopes(members, self._plant) if targets else ()
        figures = [
            _figure(recipe, memo, find(targets, recipe.definition.code, own), pending)
            for recipe in self._recipes(book, request.kpis)
        ]
        return Group(key=named, figures=tuple(figures))

    def _recipes(self, book: Book, kpis: tuple[str, ...]) -> tuple[_Recipe, ...]:
        """How to make the asked figures by a book, worked out once."""
        known = self._made.get((id(book), kpis))
        if known is None:
            known = tuple(_Recipe(book, book.kpis[kpi], book.terms_of(kpi)) for kpi in kpis if kpi in book.kpis)
            self._made[id(book), kpis] = known
        return known

    def _at(self, key: Mapping[str, str], given: Range) -> Instant:
        """The instant whose definitions count for a group: the end of its day, week or month, if it has one."""
        end = self.end(given)
        for name in ("day", "week", "month"):
            if name in key:
                after = midnight(last_day(name, key[name]) + timedelta(days=1), self._plant.site.time_zone)
                return Instant(min(end, after - 1))
        return end


class _Recipe:
    """A figure with all that is the same in every group."""

    __slots__ = ("book", "definition", "of_parts", "of_shifts", "terms")

    def __init__(self, book: Book, definition: Definition, terms: tuple[Term, ...]) -> None:
        self.book = book
        self.definition = definition
        self.terms = terms
        self.of_parts = any(term.of_parts for term in terms)
        self.of_shifts = all(term.of_shifts for term in terms)


class _Memo:
    """Terms of one group, each looked at once."""

    def __init__(self, sums: Sums, practice: Practice, *, counted: bool) -> None:
        self.sums = sums
        self.inferred = bool(sums.shift.inferred or sums.off.inferred)
        self._practice = practice
        self._counted = counted
        self._trusts: dict[bool, Trust] = {}
        self.known: dict[str, Known] = {}

    def look(self, terms: Sequence[Term]) -> None:
        for term in terms:
            if term.code not in self.known:
                self.known[term.code] = known(term, self.sums, self._practice, counted=self._counted)

    def trust(self, pending: int, *, of_shifts: bool) -> Trust:
        if of_shifts not in self._trusts:
            self._trusts[of_shifts] = trust(self.sums, pending, of_shifts=of_shifts)
        return self._trusts[of_shifts]


def _figure(recipe: _Recipe, memo: _Memo, target: Target | None, pending: int) -> Figure:
    definition = recipe.definition
    memo.look(recipe.terms)
    amount, why = recipe.book.value(definition.code, memo.known)
    flags = (ABOVE_ONE,) if definition.bounded and amount is not None and amount > 1 else ()
    if recipe.of_parts and memo.inferred:
        flags = (*flags, INFERRED)
    return Figure(
        kpi=definition.code,
        value=amount,
        unit=definition.unit,
        why=why if amount is None else None,
        terms={term.code: memo.known[term.code].amount for term in recipe.terms},
        trust=memo.trust(pending, of_shifts=recipe.of_shifts),
        target=None if target is None else target.target,
        warn=None if target is None else target.warn,
        status=judge(amount, target, definition.better),
        flags=flags,
    )


def _of_machine(groups: Sequence[str], info: MachineInfo, plant: Plant) -> Key:
    given = {"machine": str(info.id), "area": info.area, "line": info.line, "site": plant.site_of(info).id}
    return tuple(given[name] for name in groups if name in given)


def _place(groups: Sequence[str], key: Key) -> Key:
    """The part of a key that says where."""
    places = ("machine", "area", "line", "site")
    return tuple(value for name, value in zip(groups, key, strict=True) if name in places)


def _members(groups: Sequence[str], chosen: Sequence[MachineInfo], plant: Plant) -> dict[Key, list[MachineInfo]]:
    """The machines of each group, by the part of the key that says where."""
    found: dict[Key, list[MachineInfo]] = {}
    for info in chosen:
        found.setdefault(_of_machine(groups, info, plant), []).append(info)
    return found


def _common_scopes(members: Sequence[MachineInfo], plant: Plant) -> tuple[str, ...]:
    """Scopes all of these machines lie in, the narrowest first."""
    if not members:
        return ("",)
    others = [set(scopes(info, plant)) for info in members[1:]]
    return tuple(scope for scope in scopes(members[0], plant) if all(scope in other for other in others))
