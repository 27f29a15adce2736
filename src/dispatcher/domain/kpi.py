"""Figures as values: the terms they are made of, their definitions, and books of definitions that fit together.

Terms follow ISO 22400-2:2014 (ГОСТ Р ИСО 22400-2-2019) as far as the data of a machine allow. What is not known is
never a zero: a term without a value carries the reason, and so does every figure made of it (traps 33 to 36).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.account import BUSY, TimeClass
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


SCHEDULED = frozenset((*BUSY, TimeClass.PLANNED, TimeClass.PREVENTIVE))
"""Observed time of shifts: planned operation time (POT)."""
_PARTS = frozenset((Measure.PARTS, Measure.SCRAP, Measure.REWORK, Measure.GOOD, Measure.IDEAL))
_SHIFTS = frozenset((Measure.WORKED_SHIFTS, Measure.SHIFT_DAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name in formulas: a sum over cells. Empty `classes` and `bases` mean all.

    when_zero: the reason given where something is divided by its zero. of_parts: counts parts. of_shifts: speaks of
    shifts only, and is nothing where no shift was seen.
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
    of_parts: bool = field(init=False, compare=False)
    of_shifts: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """What follows from the rest."""
        timed = bool(self.classes) and self.classes <= SCHEDULED
        object.__setattr__(self, "of_parts", self.measure in _PARTS)
        object.__setattr__(self, "of_shifts", self.where is Where.SHIFT or self.measure in _SHIFTS or timed)


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
    named: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Terms and figures the formula names, each once."""

    def __post_init__(self) -> None:
        """Read the formula. Raises InvalidInput as `read_formula` does."""
        parsed = read_formula(self.formula)
        object.__setattr__(self, "parsed", parsed)
        object.__setattr__(self, "named", tuple(dict.fromkeys(name.name for name in names(parsed))))


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
    _made_of: dict[str, tuple[Term, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

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
        if code not in self._made_of:
            self._made_of[code] = tuple({term.code: term for term in self._terms(self.kpis[code])}.values())
        return self._made_of[code]

    def _terms(self, definition: Definition) -> Iterator[Term]:
        for name in definition.named:
            term = self.terms.get(name)
            if term is not None:
                yield term
            else:
                yield from self._terms(self.kpis[name])

    def value(self, code: str, known: dict[str, Known]) -> Known:
        """The value of a figure: a ratio, microseconds, a count, or a rate per hour; or why there is none.

        known: its terms; what other figures come to is noted there too.
        """
        found = self._plain(code, known)
        if found.amount is None:
            return found
        match self.kpis[code].unit:
            case Unit.RATE:
                return Known(found.amount * HOUR)
            case Unit.DURATION:
                return Known(round(found.amount))
            case Unit.RATIO | Unit.COUNT:
                return found

    def _plain(self, code: str, known: dict[str, Known]) -> Known:
        """As the formula gives it. No figure is named like a term."""
        if code not in known:
            definition = self.kpis[code]
            for name in definition.named:
                if name not in known:
                    self._plain(name, known)
            known[code] = evaluate(definition.parsed, known)
        return known[code]


def _place(definition: Definition, name: Name) -> dict[str, object]:
    return {"kpi": definition.code, "formula": definition.formula, "at": name.at, "found": name.name}
