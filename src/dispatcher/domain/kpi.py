"""Figures as values: the terms they are made of, their definitions, and books of definitions that fit together.

Terms follow ISO 22400-2:2014 (ГОСТ Р ИСО 22400-2-2019) as far as the data of a machine allow. What is not known is
never a zero: a term without a value carries the reason, and so does every figure made of it (traps 33 to 36).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.account import TimeClass
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.formula import Formula, Known, Name, Number, Operation, evaluate, names, read_formula
from dispatcher.domain.instant import HOUR
from dispatcher.domain.state import BaseState

Words = Mapping[str, str]
"""A text by language: "en", "ru"."""


class Measure(StrEnum):
    """What of the cells a term adds up."""

    TIME = "time"
    STOPS = "stops"
    """Stops that began here."""
    PARTS = "parts"
    SCRAP = "scrap"
    REWORK = "rework"
    GOOD = "good"
    """Parts that are neither scrap nor rework."""
    IDEAL = "ideal"
    """Standard time of the parts made (PRI x PQ)."""
    WORKED_SHIFTS = "worked_shifts"
    """Machine-shifts in which the machine produced."""
    SHIFT_DAYS = "shift_days"
    """Machine-days with a shift."""


class Where(StrEnum):
    """Which part of the axis counts."""

    SHIFT = "shift"
    OFF = "off"
    ANY = "any"


class Unit(StrEnum):
    """Of a figure or a term. A rate is shown per hour."""

    RATIO = "ratio"
    DURATION = "duration"
    COUNT = "count"
    RATE = "rate"


class School(StrEnum):
    """Where a definition comes from."""

    ISO = "iso"
    RU = "ru"
    OWN = "own"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name in formulas: a sum over cells. Empty `classes` and `bases` mean all.

    when_zero: the reason given where something is divided by its zero.
    """

    code: str
    words: Words
    description: Words
    unit: Unit
    measure: Measure
    classes: frozenset[TimeClass] = frozenset()
    bases: frozenset[BaseState] = frozenset()
    where: Where = Where.ANY
    when_zero: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A figure. `clause`: of the standard that defines it, empty where none does. `bounded`: more than 1 is
    implausible and gets flagged, never clipped.
    """

    code: str
    words: Words
    description: Words
    formula: str
    unit: Unit
    clause: str
    school: School
    better: Better
    bounded: bool = False
    parsed: Formula = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read the formula. Raises InvalidInput as `read_formula` does."""
        object.__setattr__(self, "parsed", read_formula(self.formula))


EXPONENT = {Unit.RATIO: 0, Unit.COUNT: 0, Unit.DURATION: 1, Unit.RATE: -1}
"""Of time, in the dimension of a unit. Counts have none, so that `FE + 1` may be written."""


@dataclass(frozen=True, slots=True)
class Book:
    """Terms and definitions that fit together: every name is there, nothing goes in circles, units agree.

    Raises InvalidInput `formula_name_unknown`, `formula_circle`, `formula_units`, `formula_unit_wrong`,
    `kpi_named_like_term`; params: kpi, formula, at, found and what the case needs.
    """

    terms: Mapping[str, Term]
    kpis: Mapping[str, Definition]

    def __post_init__(self) -> None:
        """Look at all of it."""
        for definition in self.kpis.values():
            if definition.code in self.terms:
                raise InvalidInput("kpi_named_like_term", kpi=definition.code)
            self._follow(definition, ())
        for definition in self.kpis.values():
            found = self._exponent(definition.parsed, definition)
            if found is not None and found != EXPONENT[definition.unit]:
                raise InvalidInput(
                    "formula_unit_wrong",
                    kpi=definition.code,
                    formula=definition.formula,
                    at=1,
                    found=definition.unit.value,
                )

    def _follow(self, definition: Definition, path: tuple[str, ...]) -> None:
        for name in names(definition.parsed):
            if name.name in self.terms:
                continue
            if name.name not in self.kpis:
                raise InvalidInput("formula_name_unknown", **_place(definition, name), known=", ".join(self.terms))
            chain = (*path, definition.code, name.name)
            if name.name in chain[:-1]:
                raise InvalidInput("formula_circle", **_place(definition, name), chain=" → ".join(chain))
            self._follow(self.kpis[name.name], chain[:-1])

    def _exponent(self, formula: Formula, of: Definition) -> int | None:
        """The power of time; None for a plain number, which fits everything."""
        match formula:
            case Number():
                return None
            case Name():
                other = self.terms.get(formula.name)
                return EXPONENT[self.kpis[formula.name].unit if other is None else other.unit]
            case Operation():
                left, right = self._exponent(formula.left, of), self._exponent(formula.right, of)
                if formula.operator in ("+", "-"):
                    if left is not None and right is not None and left != right:
                        raise InvalidInput(
                            "formula_units",
                            kpi=of.code,
                            formula=of.formula,
                            at=formula.at,
                            found=formula.operator,
                        )
                    return left if right is None else right
                if left is None and right is None:
                    return None
                return (left or 0) + (right or 0) * (1 if formula.operator == "*" else -1)

    def terms_of(self, code: str) -> tuple[Term, ...]:
        """The terms a figure is made of, also through other figures, each once, in the order of the formulas."""
        return tuple({term.code: term for term in self._terms(self.kpis[code])}.values())

    def _terms(self, definition: Definition) -> Iterator[Term]:
        for name in names(definition.parsed):
            term = self.terms.get(name.name)
            if term is not None:
                yield term
            else:
                yield from self._terms(self.kpis[name.name])

    def value(self, code: str, known: Mapping[str, Known]) -> Known:
        """The value of a figure: a ratio, microseconds, a count, or a rate per hour; or why there is none."""
        definition = self.kpis[code]
        found = evaluate(definition.parsed, _Lookup(self, known))
        if found.amount is None:
            return found
        match definition.unit:
            case Unit.RATE:
                return Known(found.amount * HOUR)
            case Unit.DURATION:
                return Known(round(found.amount))
            case Unit.RATIO | Unit.COUNT:
                return found


class _Lookup(Mapping[str, Known]):
    """Terms as they are known, other figures by their formula."""

    def __init__(self, book: Book, known: Mapping[str, Known]) -> None:
        self._book = book
        self._known = known

    def __getitem__(self, name: str) -> Known:
        found = self._known.get(name)
        return evaluate(self._book.kpis[name].parsed, self) if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _place(definition: Definition, name: Name) -> dict[str, object]:
    return {"kpi": definition.code, "formula": definition.formula, "at": name.at, "found": name.name}
